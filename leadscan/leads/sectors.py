"""Which industries a text or a table's words speak of: the company's own first, then keywords."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

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
        for sector, said in _said(fold(part).replace("\n", " ")).items():
            scores[sector] += weight * len(said)
            words[sector] += [word for word in said if word not in words[sector]]
    return scores, words


def _said(folded: str) -> dict[str, dict[str, None]]:
    """Sector id to the different keywords of a folded text, in order of appearance; those inside a phrase that means something else left out."""
    found: list[tuple[int, int, str]] = []
    hidden: list[tuple[int, int, str]] = []
    scanner, words, meant, cancels = _table()
    for number, start, _ in scanner.find_matches_as_indexes(folded, overlapping=True):
        word = words[number]
        end = _end(folded, start, word)
        if end is not None:
            found += [(start, end, sector) for sector in meant.get(word, ())]
            hidden += [(start, end, sector) for sector in cancels.get(word, ())]
    said: dict[str, dict[str, None]] = {}
    last: dict[str, int] = {}
    for start, end, sector in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if start < last.get(sector, 0):
            continue  # a shorter keyword inside a longer one of the same sector
        last[sector] = end
        if not any(other == sector and first < end and start < stop for first, stop, other in hidden):
            said.setdefault(sector, {})[folded[start:end]] = None
    return said


def _end(folded: str, start: int, word: str) -> int | None:
    """Where a word that stands at ``start`` ends: a Chinese word anywhere, a Latin one whole, with an optional plural. None = it is a piece of another word."""
    end = start + len(word)
    if _HAN.search(word):
        return end
    if start and _is_latin(folded[start - 1]):
        return None
    if folded[end : end + 1] == "s":
        end += 1
    return end if not _is_latin(folded[end : end + 1]) else None


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


@functools.cache
def _table() -> tuple[Any, tuple[str, ...], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """A scanner of every keyword and cancelling phrase of all sectors, the words by its numbers; word to the sectors it speaks for, and to those for which it cancels."""
    from ahocorasick_rs import AhoCorasick

    meant, cancels = _by_word(lambda sector: (*sector.kw_en, *sector.kw_zh)), _by_word(lambda sector: sector.not_words)
    words = tuple({**meant, **cancels})
    return AhoCorasick(list(words)), words, meant, cancels


def _by_word(words: Callable[[Sector], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for sector in sectors():
        for word in dict.fromkeys(fold(word) for word in words(sector)):
            found[word].append(sector.id)
    return {word: tuple(ids) for word, ids in found.items()}


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
