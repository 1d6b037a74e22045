"""Making of facts: a value, the words that say it, and where they stand in the text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leadscan.text.normalize import squeeze
from leadscan.types import Fact


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document with its pages, as the readers of facts are given it."""

    text: str
    pages: tuple[int, ...] = ()
    """Offset at which each page starts; empty where the document has no pages."""

    def fact(self, start: int, end: int, value: str | None = None) -> Fact:
        """The fact that ``text[start:end]`` states; the value is those words squeezed to one line unless given."""
        quote = self.text[start:end]
        return Fact(value=squeeze(quote) if value is None else value, quote=quote, page=self.page(start), offset=start)

    def page(self, offset: int) -> int | None:
        """1-based page of an offset; None where there are no pages."""
        return bisect.bisect_right(self.pages, offset) if self.pages else None


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a line: a whole line, or one cell where tabs (or bars) divide it."""

    text: str
    start: int
    row: int
    """Number of the line it stands in."""
    column: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_PIECE = re.compile(r"[^\t|\n]+")


def lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Pieces of the lines of ``text[start:end]`` that hold anything, ends stripped, in reading order."""
    return list(_lines(text, start, len(text) if end is None else end))


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    row = 0
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        column = 0
        for found in _PIECE.finditer(text, at, stop):
            raw = found.group()
            stripped = raw.strip(" \u00a0\r")
            if stripped:
                yield Line(stripped, found.start() + len(raw) - len(raw.lstrip(" \u00a0\r")), row, column)
                column += 1
        row += 1
        at = stop + 1
