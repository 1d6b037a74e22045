"""A stretch of text as one line, with the way back: where each character stands in the document.

Line breaks of a page are not the author's. In Chinese a break inside a word is nothing; elsewhere it is a space.
"""

from __future__ import annotations

from dataclasses import dataclass

from leadscan.filings.facts import Text
from leadscan.text.normalize import fold
from leadscan.types import Fact


@dataclass(frozen=True, slots=True)
class Flat:
    """``text`` without line breaks; ``folded`` the same folded, character for character; ``places[i]`` the offset of character i in the document."""

    source: Text
    text: str
    folded: str
    places: tuple[int, ...]

    def fact(self, start: int, end: int, value: str | None = None) -> Fact:
        """The fact of ``text[start:end]``; the quote is the document's own words, line breaks and all."""
        return self.source.fact(self.places[start], self.places[end - 1] + 1, self.text[start:end].strip() if value is None else value)


def flat(source: Text, start: int, end: int) -> Flat:
    """The stretch ``start:end`` as one line."""
    chars: list[str] = []
    places: list[int] = []
    text = source.text
    for at in range(start, end):
        char = text[at]
        if char in "\n\t\r":
            if not chars or chars[-1] == " " or _joins(chars[-1], text, at, end):
                continue
            char = " "
        elif char == " " and chars and chars[-1] == " ":
            continue
        chars.append(char)
        places.append(at)
    joined = "".join(chars)
    return Flat(source, joined, fold(joined), tuple(places))


def _joins(before: str, text: str, at: int, end: int) -> bool:
    """Whether the break stands between two Chinese characters (or full-width marks), where it means nothing."""
    after = at + 1
    while after < end and text[after] in " \n\t\r":
        after += 1
    return after < end and is_wide(before) and (is_wide(text[after]) or text[after].isdigit())


def is_wide(char: str) -> bool:
    """A Han character or a full-width mark."""
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffef" or "\U00020000" <= char <= "\U0003ffff"
