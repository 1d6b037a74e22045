"""The words behind the rules, loaded once from ``leadscan/data/lexicon`` and folded."""

from __future__ import annotations

import functools

from leadscan.data import read_toml, want
from leadscan.text.normalize import fold


@functools.cache
def lines(lang: str, file: str, section: str, key: str = "words") -> tuple[str, ...]:
    """A list written one entry a line (English names with spaces), as written."""
    return tuple(line.strip() for line in _text(lang, file, section, key).splitlines() if line.strip())


@functools.cache
def words(lang: str, file: str, section: str, key: str = "words") -> frozenset[str]:
    """A list written with spaces between, as written in English, folded in Chinese."""
    text = _text(lang, file, section, key)
    return frozenset(fold(text).split() if lang == "zh" else text.split())


def _text(lang: str, file: str, section: str, key: str) -> str:
    where = f"data/lexicon/{lang}/{file}.toml"
    table = want(read_toml("lexicon", lang, f"{file}.toml"), section, dict, where)
    return str(want(table, key, str, f"{where}: {section}"))
