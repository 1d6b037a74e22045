"""Spans the rules propose, and which of them stay."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, replace

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


PIPELINE = "the trained pipeline"
"""The why of a mention that a trained pipeline sees; beside a rule's own why it says that the pipeline agrees."""


def agreed(ours: Iterable[Span], seen: Iterable[Span]) -> tuple[Span, ...]:
    """The spans of the rules; the why of a company that overlaps one a trained pipeline saw says so."""
    firms = [span for span in seen if span.label == "COMPANY"]
    return tuple(
        replace(span, why=f"{span.why}; {PIPELINE} too") if span.label == "COMPANY" and PIPELINE not in span.why and any(firm.start < span.end and span.start < firm.end for firm in firms) else span
        for span in ours
    )


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
