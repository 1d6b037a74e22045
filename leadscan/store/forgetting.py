"""Names that nothing may hold any more: a keyed digest of each is kept, by which they are found again in whatever is read later.

A name is a row of words: Latin words, or Chinese characters one by one, folded (case, width, Traditional and Simplified). Where such a row stands in a
text it becomes as many full blocks, so that every offset into the text stays true; a field that holds nothing but a person (the finance chief of a
contact, the person of an event) is emptied.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadscan.text.normalize import fold

BLOCK = "█"
PERSONS = frozenset({"cfo_name", "ceo_name", "company_secretaries", "cfo", "person"})
"""Keys of records that hold a person; a value in which a forgotten name stands goes whole."""
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\d_\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\d_]+)?")
_BETWEEN = re.compile(r"[\s.,·・‧•\-‐-―]{0,3}")


@dataclass(frozen=True, slots=True)
class Name:
    """A forgotten name: no letter of it."""

    digest: str
    salt: str
    words: int


def name_of(text: str, salt: str) -> Name | None:
    """The keyed digest of a name; None where the text holds no word."""
    words = [word for word, _, _ in _words(text)]
    return Name(_digest(words, salt), salt, len(words)) if words else None


class Mask:
    """Finds forgotten names and blocks them."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(names)
        self._wanted = frozenset(name.digest for name in self._names)
        self._kinds = sorted({(name.words, name.salt) for name in self._names}, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._names)

    def text(self, text: str) -> str:
        """The text, of the same length, with forgotten names blocked."""
        if not self._names or not text:
            return text
        signs = list(text)
        for start, end in self._found(text):
            for place in range(start, end):
                if not text[place].isspace():
                    signs[place] = BLOCK
        return "".join(signs)

    def holds(self, text: str) -> bool:
        """Does a forgotten name stand in the text."""
        return bool(self._names) and next(self._found(text), None) is not None

    def json(self, text: str) -> str:
        """JSON text with forgotten names blocked in every value; the text itself where none stands in it."""
        try:
            data = json.loads(text)
        except ValueError:
            return self.text(text)
        masked = self.data(data)
        return text if masked == data else json.dumps(masked, ensure_ascii=False)

    def data(self, value: Any, key: str = "") -> Any:
        """Plain data of a record, likewise; what is a person and nothing else becomes None, or leaves its list or mapping."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            kept: dict[str, Any] = {}
            for name, item in value.items():
                if name in PERSONS and self._any(item):
                    if isinstance(item, list):
                        kept[name] = [one for one in item if not self._any(one)]
                    elif not isinstance(item, str) and key != "facts":
                        kept[name] = None  # of a contact; a fact of an event or a filing goes with its name
                else:
                    kept[name] = self.data(item, name)
            return kept
        if isinstance(value, list):
            return [self.data(item, key) for item in value]
        return value

    def _any(self, value: Any) -> bool:
        if isinstance(value, str):
            return self.holds(value)
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        return any(self._any(item) for item in inner)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_words(text))
        joined = [index > 0 and _BETWEEN.fullmatch(text, words[index - 1][2], words[index][1]) is not None for index in range(len(words))]
        for count, salt in self._kinds:
            for first in range(len(words) - count + 1):
                if all(joined[first + 1 : first + count]) and _digest([word for word, _, _ in words[first : first + count]], salt) in self._wanted:
                    yield words[first][1], words[first + count - 1][2]


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    folded = fold(text)
    for found in _WORD.finditer(folded):
        yield found.group(), found.start(), found.end()


def _digest(words: Sequence[str], salt: str) -> str:
    return hashlib.blake2b("\x1f".join(words).encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()
