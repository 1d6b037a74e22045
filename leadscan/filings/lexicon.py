"""Tables of words by which filings are read; each list of ``data/lexicon/filings`` as a set or a pattern, loaded once."""

from __future__ import annotations

import functools
import re

from leadscan.data import read_toml, want
from leadscan.text.normalize import fold


@functools.cache
def words(table: str, key: str) -> frozenset[str]:
    """The entries of one list, folded. DataError where the list is not there."""
    return frozenset(fold(word) for word in entries(table, key))


@functools.cache
def entries(table: str, key: str) -> tuple[str, ...]:
    """The entries of one list as written."""
    return tuple(want(read_toml("lexicon", "filings", f"{table}.toml"), key, list, f"data/lexicon/filings/{table}.toml"))


@functools.cache
def group(table: str, name: str) -> dict[str, tuple[str, ...]]:
    """A table of lists: name of the list to its entries, folded."""
    rows = want(read_toml("lexicon", "filings", f"{table}.toml"), name, dict, f"data/lexicon/filings/{table}.toml")
    return {key: tuple(fold(word) for word in value) for key, value in rows.items() if isinstance(value, list)}


@functools.cache
def mapping(table: str, name: str) -> dict[str, str]:
    """A table of single words: code to meaning."""
    rows = want(read_toml("lexicon", "filings", f"{table}.toml"), name, dict, f"data/lexicon/filings/{table}.toml")
    return {key: value for key, value in rows.items() if isinstance(value, str)}


@functools.cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """One pattern that finds any entry of a list as whole words, longest first; white space in an entry matches any white space."""
    parts = sorted((_flexible(word) for word in entries(table, key)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.I)


def _flexible(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in word.split())
