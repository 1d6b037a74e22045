"""The post of a finance chief by one word, out of the title as printed, so that each language can say it in its own words beside the quoted ones."""

from __future__ import annotations

import functools
import re

from leadscan.data import read_toml, want
from leadscan.text.normalize import fold, squeeze

_WHERE = "data/lexicon/filings/roles.toml"


def role(title: str) -> str | None:
    """cfo, finance_director, finance_head, financial_controller, principal_financial_officer, vp_finance or treasurer; of several posts the weightiest. None = a title that no table knows."""
    said = fold(squeeze(title))
    return next((name for name, pattern in _patterns() if pattern.search(said)), None)


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """In the table's order, which is that of weight."""
    rows: dict[str, list[str]] = want(read_toml("lexicon", "filings", "roles.toml"), "roles", dict, _WHERE)
    return tuple((name, re.compile("|".join(map(_shaped, sorted(titles, key=len, reverse=True))))) for name, titles in rows.items())


def _shaped(title: str) -> str:
    words = r"\s+".join(map(re.escape, fold(title).split()))
    return rf"(?<!\w){words}(?!\w)" if title.isascii() else words
