"""The record whose name is nearly a given name: blocked by shared character groups, then compared strictly.

Likeness of characters alone is no evidence (Stripe and Strix): a distinctive word must be shared, or be shared but for two letters changed about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from leadscan.companies.register import Register
from leadscan.text import names

LEAST = 90.0
"""Least likeness (rapidfuzz ratio, 0 to 100); notes on linking measured 88 at precision .93 for bare strings, and the shared word is asked for besides."""
SHORTEST = 7
"""Latin letters below which nothing is compared by likeness: one letter of five is another name."""
_BLOCK = 20
"""Names that are compared in full, those with most shared groups."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A record whose name is nearly the one asked for."""

    key: str
    name: str
    ratio: float


_GROUPS: WeakKeyDictionary[Register, tuple[list[str], dict[str, list[int]]]] = WeakKeyDictionary()


def nearest(name: str, register: Register) -> Alike | None:
    """The one issuer whose name is that name but for spelling; None where none or two are. Latin names only: one Han character of six is another firm."""
    form = names.compare(name)
    if names.is_han(form) or len(form.replace(" ", "")) < SHORTEST:
        return None
    from rapidfuzz import fuzz

    found: dict[str, Alike] = {}
    comparison = register.comparison()
    plain = _plain(form)
    for other in _blocked(form, register):
        ratio = fuzz.ratio(form, other)
        if len(plain.replace(" ", "")) >= SHORTEST:
            ratio = max(ratio, fuzz.ratio(plain, _plain(other)))
        if ratio >= LEAST and _shared(form, other):
            for key in comparison[other]:
                if key not in found or found[key].ratio < ratio:
                    found[key] = Alike(key, other, ratio)
    return next(iter(found.values())) if len(found) == 1 else None


def _plain(form: str) -> str:
    """A comparison form without Holdings and Group at its end."""
    words = form.split()
    while len(words) > 1 and words[-1] in names.tables().group:
        words = words[:-1]
    return " ".join(words)


def _shared(form: str, other: str) -> bool:
    """Whether two names share every distinctive word, one of them perhaps misspelt, and say nothing different besides."""
    ours, theirs = names.distinctive(form), names.distinctive(other)
    if not ours or not theirs:
        return False
    left, right = sorted(ours - theirs), sorted(theirs - ours)
    if not left and not right:
        return _same_rest(form, other)
    return len(left) == len(right) == 1 and _misspelt(left[0], right[0]) and _same_rest(form, other)


def _same_rest(form: str, other: str) -> bool:
    """Whether the words that are not distinctive are the same, so that "A Power" is not "A Energy"; Group and Holdings do not count."""
    group = names.tables().group
    ours = [word for word in form.split() if word not in names.distinctive(form) and word not in group]
    theirs = [word for word in other.split() if word not in names.distinctive(other) and word not in group]
    return Counter(ours) == Counter(theirs)


def _misspelt(word: str, other: str) -> bool:
    """Whether two words of five letters or more are one but for a letter left out or doubled, or two letters changed about, behind the first letter."""
    from rapidfuzz.distance import OSA

    return min(len(word), len(other)) >= 5 and word[0] == other[0] and OSA.distance(word, other) == 1 and not _replaced(word, other)


def _replaced(word: str, other: str) -> bool:
    """Whether one letter stands for another: "Strike" is no misspelt "Stripe"."""
    return len(word) == len(other) and sorted(word) != sorted(other)


def _blocked(form: str, register: Register) -> list[str]:
    forms, groups = _index(register)
    counts: Counter[int] = Counter()
    for group in _trigrams(form):
        counts.update(groups.get(group, ()))
    return [forms[index] for index, _ in counts.most_common(_BLOCK)]


def _index(register: Register) -> tuple[list[str], Mapping[str, list[int]]]:
    if register not in _GROUPS:
        forms = [form for form in register.comparison() if not names.is_han(form) and len(form) >= SHORTEST]
        groups: dict[str, list[int]] = {}
        for index, form in enumerate(forms):
            for group in _trigrams(form):
                groups.setdefault(group, []).append(index)
        _GROUPS[register] = (forms, groups)
    return _GROUPS[register]


def _trigrams(form: str) -> set[str]:
    padded = f" {form} "
    return {padded[index : index + 3] for index in range(len(padded) - 2)}
