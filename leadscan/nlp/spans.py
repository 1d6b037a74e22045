"""Spans the rules propose, and which of them stay."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

from leadscan.types import Label


@dataclass(frozen=True, slots=True)
class Span:
    """A proposed mention; offsets into the text read."""

    start: int
    end: int
    label: Label
    sure: float
    """0 to 1; of two that overlap the surer stays, of two equally sure the longer."""
    why: str


def settle(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that stay when no two may overlap, in order of place."""
    kept: list[Span] = []
    starts: list[int] = []
    for span in sorted(spans, key=lambda s: (-s.sure, -(s.end - s.start), s.start)):
        if span.end <= span.start:
            continue
        at = bisect.bisect(starts, span.start)
        if (at and kept[at - 1].end > span.start) or (at < len(kept) and kept[at].start < span.end):
            continue
        starts.insert(at, span.start)
        kept.insert(at, span)
    return tuple(kept)
