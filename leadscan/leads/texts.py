"""One document as the rules of events see it: its names, its sentences, and what a cue found in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leadscan.data.triggers import Trigger, grammar
from leadscan.leads.parties import Name
from leadscan.types import Annotation, Stage

_SENTENCE = re.compile(r"[^\n。!?;！？；]+[。!?！？；;]?[”」』\"]?")
_EN_STOP = re.compile(r"(?<=[a-z0-9)%\"”’][.!?])[\"”]?\s+(?=[\"“]?[A-Z$])")
_LONGEST = 1200
"""Characters of one sentence that are read; what has no full stop for longer is no prose."""
HAN = re.compile(r"[\u3400-\u9fff]")
CLAUSE = re.compile(r"[,;:]")
_ABOUT = re.compile(r"^(?:about\s+\S|关于\s*\S{2,20}$|ends\s*$|-ends-|media contact|notes? to editors?)")


@dataclass(frozen=True, slots=True)
class Text:
    """One document as the rules see it."""

    raw: str
    folded: str
    names: tuple[Name, ...]
    main: Name | None
    """Whom "the company" means where a sentence names none."""
    title_end: int
    year: int
    month: int
    firms: frozenset[str]
    """Identities of the names that are firms on some ground."""
    dated: bool
    """Does the text or its source say when it was published: else a month means nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """One cue that held, before duplicates are settled."""

    trigger: Trigger
    stage: Stage
    name: Name | None
    start: int
    """Sentence offsets."""
    end: int
    cue_start: int
    cue_end: int
    beside: Name | None = None
    """A firm on some ground that does the same in the same words."""


def sentences(text: Text, annotation: Annotation) -> Iterator[tuple[int, int]]:
    """Sentences, cut again at line breaks and semicolons; nothing after a press release's "About us"."""
    for start, end in annotation.sentences or split(text.raw):
        for found in _SENTENCE.finditer(text.raw, start, end):
            first, last = found.start(), min(found.end(), found.start() + _LONGEST)
            while first < last and text.raw[first].isspace():
                first += 1
            if last - first < 4:
                continue
            if first > text.title_end and _ABOUT.match(text.folded[first:last]) and last - first < 60:
                return
            yield first, last


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Plain sentence spans, where no pipeline gave any."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in _EN_STOP.finditer(text, line.start(), line.end()):
            spans.append((start, stop.start()))
            start = stop.end()
        spans.append((start, line.end()))
    return tuple(spans)


def any_of(section: str, key: str, text: str) -> bool:
    """Does a pattern of the grammar stand in the text."""
    return any(pattern.search(text) for pattern in grammar(section, key))
