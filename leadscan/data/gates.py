"""Words without which a pattern cannot match, so that one pass over a sentence tells which of some hundreds of patterns are worth trying."""

from __future__ import annotations

import functools
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reader of patterns; typeshed does not list it
from typing import Any

_MOST = 160
"""Words of one gate; a pattern with more ways to begin is judged by another part of it, or always tried."""

Words = frozenset[str]


@functools.cache
def words_of(pattern: str) -> Words:
    """Of any text that the pattern matches at least one of these stands in it. Empty = no such words: the pattern is always to be tried."""
    return _best(_needs(_parser.parse(pattern))) or frozenset()


def _best(found: list[Words]) -> Words | None:
    """The words that are rarest by the look of them: the longest of the shortest, then the fewest."""
    usable = [words for words in found if words and all(words)]
    return max(usable, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _needs(sequence: Any) -> list[Words]:
    """Every set of words of which one must stand in a match of the sequence."""
    found: list[Words] = []
    run: Words = frozenset({""})
    for item in sequence:
        exact = _exact(item)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(one + other for one in run for other in exact)
            continue
        found.append(run)
        run = frozenset({""})
        if exact is not None:
            run = exact
        elif (inner := _best(_inside(item))) is not None:
            found.append(inner)
    return [*found, run]


def _exact(item: Any) -> Words | None:
    """All that an item can match, where that is a handful of words; None = it is open."""
    kind, value = str(item[0]), item[1]
    if kind == "LITERAL":
        return frozenset({chr(value)})
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset({""})
    if kind == "IN" and len(value) <= 12 and all(str(inner[0]) == "LITERAL" for inner in value):
        return frozenset(chr(inner[1]) for inner in value)
    if kind == "SUBPATTERN":
        return _exact_run(value[3])
    if kind == "BRANCH":
        found = [_exact_run(inner) for inner in value[1]]
        union = frozenset(word for words in found if words is not None for word in words)
        return None if None in found or len(union) > _MOST else union
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[1] == 1:
        once = _exact_run(value[2])
        return None if once is None else once | {""} if value[0] == 0 else once
    return None


def _exact_run(sequence: Any) -> Words | None:
    run: Words = frozenset({""})
    for item in sequence:
        exact = _exact(item)
        if exact is None or len(run) * len(exact) > _MOST:
            return None
        run = frozenset(one + other for one in run for other in exact)
    return run


def _inside(item: Any) -> list[Words]:
    """The needs of an open item's parts."""
    kind, value = str(item[0]), item[1]
    if kind == "SUBPATTERN":
        return _needs(value[3])
    if kind == "BRANCH":
        each = [_best(_needs(inner)) for inner in value[1]]
        known = [words for words in each if words is not None]
        return [frozenset().union(*known)] if len(known) == len(each) else []
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        return _needs(value[2])
    return []
