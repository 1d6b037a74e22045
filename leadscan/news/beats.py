"""Which section of a paper a story belongs to, so that the RM does not lose time on the entertainment pages.

The address's own words weigh most, since a paper files its stories; then the source's section; then cue words of headline and text. The
words are in ``data/lexicon/beats.toml``. A company event inside an entertainment section is still a company event: the triggers decide what passes.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args
from urllib.parse import unquote, urlsplit

from leadscan.data import read_toml, want
from leadscan.errors import DataError
from leadscan.text.normalize import fold
from leadscan.types import Beat

_TICKER = re.compile(r"(?<![\w$])\$[a-z]{1,5}(?![\w])|\((?:nyse|nasdaq|hkex|sehk|otc)\b|\((?:0?\d{4}|\d{5,6})(?:\.(?:hk|sh|sz))?\)|股份代号")
"""A code of a listed company, in folded text."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_FILE = "lexicon/beats.toml"
_HEAD, _REST = 150, 900
"""Characters of the text's start, where a story says what it is, and of what else is looked at."""
_ADDRESS, _SECTION = 4.0, 2.0
"""What the address's word and the source's section are worth, in cue words: a section that mixes subjects must be outvoted by a clear text."""
_NEAR: Mapping[Beat, Mapping[Beat, float]] = {
    "business": {"business": 1.0, "markets_roundup": 1.0, "share_tip": 1.0},
    "lifestyle": {"lifestyle": 1.0, "entertainment": 0.7, "sport": 0.7, "other": 0.5, "politics": 0.3},
    "entertainment": {"entertainment": 1.0, "lifestyle": 0.6, "sport": 0.5},
}
"""What else is filed under a section's name: papers put their round-ups and tips into business, and everything light together."""
_TELLING: Mapping[Beat, float] = {"markets_roundup": 1.5, "share_tip": 1.7}
"""Cues of kinds of business story count more, since the words of business stand beside them."""


def beat(title: str, text: str, *, section: str = "", url: str = "") -> Beat:
    """The beat of a story; ``other`` where nothing tells."""
    scores = scored(title, text, section=section, url=url)
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else "other"


def scored(title: str, text: str, *, section: str = "", url: str = "") -> Mapping[Beat, float]:
    """How much speaks for each beat."""
    head, lead, rest = fold(title), fold(text[:_HEAD]), fold(text[_HEAD : _HEAD + _REST])
    scores: dict[Beat, float] = dict.fromkeys(_names(), 0.0)
    for part, factor, most in ((head, 2.0, 3), (lead, 1.0, 4), (rest, 0.4, 5)):
        for (said, weight), cues in _said(part).items():
            scores[said] += _TELLING.get(said, 1.0) * weight * factor * min(len(cues), most)
    if _TICKER.search(f"{head}\n{lead}"):
        scores["business"] += 2.0
    for words, worth in ((_path_words(url), _ADDRESS), ([fold(section)], _SECTION)):
        for name in _filed(words):
            for near, share in _NEAR.get(name, {name: 1.0}).items():
                scores[near] += worth * share
    return scores


def _path_words(url: str) -> list[str]:
    """Whole words of an address's path and of its first host label, folded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    label = (parts.hostname or "").split(".")[0]
    words = [label, *unquote(parts.path).split("/")[:-1]]
    return [fold(word) for word in words if word]


def _filed(words: list[str]) -> list[Beat]:
    """The beat that the last telling word names: the most precise one stands last."""
    places = _places()
    return [places[word] for word in words if word in places][-1:]


@functools.cache
def _table() -> dict[str, dict[str, list[str]]]:
    table = read_toml("lexicon", "beats.toml")
    for name in ("places", *_names()):
        want(table, name, dict, _FILE)
    unknown = set(table) - {"places", *_names()}
    if unknown:
        raise DataError(f"{_FILE}: [{min(unknown)}]: no such beat; there are {', '.join(_names())}")
    return table


def _names() -> tuple[Beat, ...]:
    names: tuple[Beat, ...] = get_args(Beat)
    return names


@functools.cache
def _places() -> dict[str, Beat]:
    return {fold(word): name for name in _names() for word in _table()["places"].get(name, [])}


_Kind: TypeAlias = tuple[Beat, float]
"""A beat and what one of its cues is worth: a strong one two plain ones."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue word, folded, as it is scanned for."""

    kind: _Kind
    han: bool
    open: bool
    """The word may go on with letters."""


@functools.cache
def _cues() -> tuple[Any, tuple[_Cue, ...]]:
    """(a scanner of all cues at once, the cues by its numbers)."""
    from ahocorasick_rs import AhoCorasick

    words: list[str] = []
    cues: list[_Cue] = []
    for name in _names():
        for key, weight in (("strong", 2.0), ("words", 1.0)):
            for cue in sorted({fold(cue) for cue in want(_table()[name], key, list, f"{_FILE}: [{name}]")}):
                words.append(cue.removesuffix("*"))
                cues.append(_Cue((name, weight), _HAN.search(cue) is not None, cue.endswith("*")))
    return AhoCorasick(words), tuple(cues)


def _said(part: str) -> Mapping[_Kind, set[str]]:
    """The different words of each kind in a folded text: Chinese ones anywhere, Latin ones whole; of those that overlap the first, and of these the longest."""
    scanner, cues = _cues()
    said: defaultdict[_Kind, set[str]] = defaultdict(set)
    last: dict[_Kind, int] = {}
    for number, start, end in sorted(scanner.find_matches_as_indexes(part, overlapping=True), key=lambda found: (found[1], -found[2])):
        cue = cues[number]
        if start < last.get(cue.kind, 0):
            continue
        if not cue.han:
            if start and _is_latin(part[start - 1]):
                continue
            while cue.open and "a" <= part[end : end + 1] <= "z":
                end += 1
            if not cue.open and _is_latin(part[end : end + 1]):
                continue
        said[cue.kind].add(part[start:end])
        last[cue.kind] = end
    return said


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9"
