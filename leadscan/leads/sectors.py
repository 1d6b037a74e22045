"""Which industries a text or a table's words speak of: the company's own first, then keywords."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from leadscan.data.sectors import Sector, by_id, sectors
from leadscan.text.normalize import fold

MOST = 3
"""At most so many sectors a text or company."""
_TITLE_WEIGHT = 3.0
_ENOUGH = 2.0
"""A keyword in the headline, or two different ones in the text."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def classify(title: str, text: str, company_sectors: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """(sector id, why) of a text, likeliest first, at most three. The register's word on the company comes first; keywords add what they show strongly."""
    own = [(name, "the company's sector in the register") for name in dict.fromkeys(company_sectors) if name in by_id()][:MOST]
    enough = _ENOUGH * 2 if own else _ENOUGH
    scores, words = _keywords(title, text)
    found = sorted((name for name in scores if scores[name] >= enough and name not in dict(own)), key=lambda name: -scores[name])
    return tuple([*own, *((name, "words: " + ", ".join(words[name][:4])) for name in found)][:MOST])


def _keywords(title: str, text: str) -> tuple[dict[str, float], dict[str, list[str]]]:
    scores: defaultdict[str, float] = defaultdict(float)
    words: defaultdict[str, list[str]] = defaultdict(list)
    for part, weight in ((title, _TITLE_WEIGHT), (text[:6000], 1.0)):
        folded = fold(part)
        for sector, pattern, cancel in _patterns():
            hidden = [found.span() for found in cancel.finditer(folded)] if cancel is not None else []
            seen: set[str] = set()
            for found in pattern.finditer(folded):
                if found[0] in seen or any(start < found.end() and found.start() < end for start, end in hidden):
                    continue
                seen.add(found[0])
                if found[0] not in words[sector.id]:
                    words[sector.id].append(found[0])
                scores[sector.id] += weight
    return scores, words


@functools.cache
def _patterns() -> tuple[tuple[Sector, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple((sector, _any_of((*sector.kw_en, *sector.kw_zh)), _any_of(sector.not_words) if sector.not_words else None) for sector in sectors())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern of words, longest first; Latin words whole, with an optional plural."""
    folded = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) if _HAN.search(word) else rf"\b{re.escape(word)}s?\b" for word in folded) or r"(?!)")


def sector_of_words(words: str) -> str | None:
    """The sector of an industry's name or code as a list has it: our id or name, a SIC code, an A-share or Hong Kong industry; else what its words speak for. None = nothing."""
    folded = fold(words).strip()
    if not folded:
        return None
    exact = _exact().get(folded)
    if exact is not None:
        return exact
    if re.fullmatch(r"\d{3,4}", folded):
        code = int(folded)
        fits = [(high - low, sector.id) for sector in sectors() for low, high in sector.sic if low <= code <= high]
        return min(fits)[1] if fits else None
    inside = [(len(name), sector) for name, sector in _exact().items() if len(name) >= 2 and _HAN.search(name) and (name in folded or folded in name)]
    if inside:
        return max(inside)[1]
    found = classify(words, "")
    return found[0][0] if found else None


@functools.cache
def _exact() -> dict[str, str]:
    return {fold(name): sector.id for sector in sectors() for name in (sector.id, sector.en, sector.zh_hant, sector.zh_hans, *sector.industry, *sector.fd)}
