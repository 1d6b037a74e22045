"""The table of industries (``sectors.toml``), checked when loaded."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from leadscan.data import read_toml, want
from leadscan.errors import DataError

_FILE = "data/sectors.toml"


@dataclass(frozen=True, slots=True)
class Sector:
    """One industry and the words that speak for it."""

    id: str
    en: str
    zh_hant: str
    zh_hans: str
    kw_en: tuple[str, ...]
    kw_zh: tuple[str, ...]
    """Chinese words in either script; whoever searches folds them."""
    not_words: tuple[str, ...]
    """Phrases that hold a keyword and mean something else."""
    sic: tuple[tuple[int, int], ...]
    """Ranges of four-digit SIC codes, both ends included."""
    industry: tuple[str, ...]
    """Industry words of A-share lists."""
    fd: tuple[str, ...]
    """Industry names of the Hong Kong list."""

    def name(self, lang: str = "en") -> str:
        """What a person of that language reads."""
        return {"zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans}.get(lang, self.en)


@functools.cache
def sectors() -> tuple[Sector, ...]:
    """All sectors in the order of the table. DataError names file and key."""
    table = read_toml("sectors.toml")
    found = tuple(_sector(row, f"{_FILE}: sectors[{number}]") for number, row in enumerate(want(table, "sectors", list, _FILE)))
    ids = [sector.id for sector in found]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise DataError(f"{_FILE}: id: {', '.join(twice)} stands twice")
    if want(table, "fallback", str, _FILE) not in ids:
        raise DataError(f"{_FILE}: fallback: {table['fallback']!r} is no sector")
    return found


@functools.cache
def by_id() -> dict[str, Sector]:
    """Sector by id."""
    return {sector.id: sector for sector in sectors()}


@functools.cache
def fallback() -> str:
    """Id of the sector of companies that fit no other."""
    return str(read_toml("sectors.toml")["fallback"])


def _sector(row: Any, where: str) -> Sector:
    if not isinstance(row, dict):
        raise DataError(f"{where}: wants a table; found {row!r}")
    known = set(Sector.__dataclass_fields__)
    unknown = sorted(set(row) - known)
    if unknown:
        raise DataError(f"{where}: {unknown[0]}: unknown key")
    return Sector(
        id=want(row, "id", str, where),
        en=want(row, "en", str, where),
        zh_hant=want(row, "zh_hant", str, where),
        zh_hans=want(row, "zh_hans", str, where),
        kw_en=_words(row, "kw_en", where),
        kw_zh=_words(row, "kw_zh", where),
        not_words=_words(row, "not_words", where),
        sic=tuple(_range(text, f"{where}: sic") for text in _words(row, "sic", where)),
        industry=_words(row, "industry", where),
        fd=_words(row, "fd", where),
    )


def _words(row: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = want(row, key, list, where)
    if not all(isinstance(word, str) and word for word in words):
        raise DataError(f"{where}: {key}: wants words; found {words!r}")
    return tuple(words)


def _range(text: str, where: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdigit() and (not last or last.isdigit())):
        raise DataError(f"{where}: wants 1531 or 1500-1799; found {text!r}")
    return int(first), int(last or first)
