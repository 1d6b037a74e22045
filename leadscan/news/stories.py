"""Near-copies to stories: the same text in several papers, cut, edited or sent again.

Two documents within seven days are one story when their texts share enough (MinHash), or when short flashes carry nearly the same headline and
share some of the text. A headline alone is never enough: a daily column has one headline and new content. The work is near linear: only
documents that share a band of their signature are compared.

The same event told in other words or another language shares no text. Once names are resolved and events found, ``merge`` brings those stories
together: the same company, the same kind of event, no amounts that contradict each other.

    documents -> group -> StoryMark -> (names, events) -> Telling -> merge -> story of each document
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadscan.records import digest
from leadscan.text import amounts, similarity
from leadscan.text.body import body
from leadscan.text.normalize import fold
from leadscan.types import Document, Event, StoryMark

WINDOW = timedelta(days=7)
SAME = 0.35
"""Share of common grams from which two texts are one story."""
SAME_WITH_TITLE = 0.15
"""The same where the headlines are nearly equal, too."""
TITLE = 88.0
"""Likeness of headlines, 0 to 100, from which they are nearly equal."""
_MOST_IN_BAND = 200
"""Marks kept under one key: a phrase that everybody prints would make the work quadratic."""


@dataclass(slots=True)
class _Bands:
    """Marks by the bands of their signatures, newest last."""

    by_key: dict[bytes, list[StoryMark]]

    def add(self, mark: StoryMark) -> None:
        for key in _keys_of(mark):
            held = self.by_key[key]
            held.append(mark)
            if len(held) > _MOST_IN_BAND:
                del held[0]

    def near(self, mark: StoryMark) -> Iterable[StoryMark]:
        """Marks that share a band or a headline, each once, in a fixed order."""
        found = {other.document_id: other for key in _keys_of(mark) for other in self.by_key.get(key, ())}
        return found.values()


def _keys_of(mark: StoryMark) -> Iterator[bytes]:
    """Under which a mark is found: the bands of its signature, and its headline."""
    yield from similarity.bands(mark.signature)
    if mark.title_key:
        yield b"t" + mark.title_key.encode()


def group(new: Sequence[Document], known: Sequence[StoryMark]) -> dict[str, StoryMark]:
    """The mark of every new document by its id; its story is a known one's where it copies one.

    The outcome does not depend on how documents are split into batches: they are taken in the order of first_seen and id, and join the story of the best match before them.
    """
    bands = _Bands(defaultdict(list))
    for mark in sorted(known, key=lambda mark: (mark.first_seen, mark.document_id)):
        bands.add(mark)
    marks: dict[str, StoryMark] = {}
    for document in sorted(new, key=lambda document: (document.first_seen, document.id)):
        mark = _joined(_fresh(document), bands)
        marks[document.id] = mark
        bands.add(mark)
    return marks


def _fresh(document: Document) -> StoryMark:
    """The mark of a document that copies nobody."""
    return StoryMark(
        document_id=document.id,
        story_id=digest("story", document.id),
        first_seen=document.first_seen,
        lang=document.lang,
        signature=similarity.signature(body(document.title, document.text)),
        title_key=title_key(document.title),
    )


def title_key(title: str) -> str:
    """A headline without signs, column names in brackets and spaces, folded."""
    bare = re.sub(r"^\s*(?:【[^】]{1,12}】|\[[^\]]{1,20}\])", "", title)
    return re.sub(r"[^\w]+|_", " ", fold(bare)).strip()


def _joined(mark: StoryMark, bands: _Bands) -> StoryMark:
    """The mark, with the story of its best match if there is one."""
    best: tuple[float, str] | None = None
    story = mark.story_id
    for other in bands.near(mark):
        if other.document_id == mark.document_id:
            return _with_story(mark, other.story_id)  # an edited version of the same entry
        if abs(mark.first_seen - other.first_seen) > WINDOW:
            continue
        likeness = _likeness(mark, other)
        if likeness > 0 and (best is None or (likeness, other.document_id) > best):
            best, story = (likeness, other.document_id), other.story_id
    return _with_story(mark, story)


def _with_story(mark: StoryMark, story_id: str) -> StoryMark:
    return StoryMark(mark.document_id, story_id, mark.first_seen, mark.lang, mark.signature, mark.title_key)


def _likeness(mark: StoryMark, other: StoryMark) -> float:
    """How alike two documents are; 0 = not one story."""
    shared = similarity.jaccard(mark.signature, other.signature)
    if shared >= SAME:
        return shared
    if shared < SAME_WITH_TITLE or not mark.title_key or not other.title_key:
        return 0.0
    from rapidfuzz import fuzz

    return shared if fuzz.ratio(mark.title_key, other.title_key) >= TITLE else 0.0


# --- one event, many words -------------------------------------------------------------------------------------------

_KINDS: Mapping[str, str] = {"IPO_INTENT": "IPO", "IPO_FILED": "IPO", "IPO_PROGRESS": "IPO", "IPO_SETBACK": "IPO"}
"""Triggers that tell one running story: a listing from rumour to first trading day."""
_DEALS = frozenset({"CONTRACT_WIN", "DEBT_NEW", "DEBT_MATURING", "PROPERTY_DEAL", "MA_BUY", "MA_SELL", "CAPEX_PLANT", "EQUITY_RAISE"})
"""Kinds of which one company may have two in a week: their amounts tell them apart."""
_FAR = 1.15
"""Ratio from which two amounts are two deals; papers round, and convert currencies of their own."""
_MOST_OF_KEY = 50


@dataclass(frozen=True, slots=True)
class Telling:
    """What a document tells, once its names are resolved."""

    document_id: str
    story_id: str
    """As its StoryMark says."""
    first_seen: datetime
    events: tuple[Event, ...] = ()
    subject: str = ""
    """Register key of the one company it is about, where it tells no event: a denial or an explainer joins that company's listing story."""


def merge(new: Sequence[Telling], known: Sequence[Telling]) -> dict[str, str]:
    """The story of every new document by its id: the earliest within seven days that tells the same event, else its own.

    ``known``: tellings of earlier days with the stories they ended in. Deterministic whatever the split into batches; near linear, since only tellings of one company and kind meet.
    """
    told: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    ended: dict[str, str] = {}
    for telling in sorted(known, key=lambda telling: (telling.first_seen, telling.document_id)):
        _note(telling, telling.story_id, told)
        ended[telling.story_id] = telling.story_id
    stories: dict[str, str] = {}
    for telling in sorted(new, key=lambda telling: (telling.first_seen, telling.document_id)):
        story = ended.get(telling.story_id) or next(_same(telling, told), telling.story_id)
        ended.setdefault(telling.story_id, story)
        stories[telling.document_id] = story
        _note(telling, story, told)
    return stories


def _note(telling: Telling, story: str, told: dict[tuple[str, str], list[Telling]]) -> None:
    for key in _keys(telling):
        told[key].append(Telling(telling.document_id, story, telling.first_seen, telling.events, telling.subject))
        if len(told[key]) > _MOST_OF_KEY:
            del told[key][0]


def _same(telling: Telling, told: Mapping[tuple[str, str], list[Telling]]) -> Iterator[str]:
    """Stories that tell the same event, earliest first."""
    found = [
        (other.first_seen, other.document_id, other.story_id)
        for key in _keys(telling)
        for other in told.get(key, ())
        if abs(telling.first_seen - other.first_seen) <= WINDOW and not _contradicts(telling, other, key)
    ]
    yield from (story for _, _, story in sorted(found))


def _keys(telling: Telling) -> tuple[tuple[str, str], ...]:
    """(company, kind) of what is told; a bank's part in a customer's deal only where nothing else is told."""
    keys = dict.fromkeys((_company(event), _KINDS.get(event.trigger, event.trigger)) for event in telling.events if event.role == "subject" and _company(event))
    main = tuple(key for key in keys if key[1] != "COMPETITOR_BANK") or tuple(keys)
    if not main and telling.subject:
        return ((telling.subject, "IPO"), (telling.subject, ""))
    return main


def _company(event: Event) -> str:
    return event.company_key or re.sub(r"\W+", "", fold(event.company_name))


def _contradicts(telling: Telling, other: Telling, key: tuple[str, str]) -> bool:
    """Both say what the deal is worth in one currency, and it is not the same."""
    if key[1] not in _DEALS:
        return False
    worth, others = _worth(telling, key), _worth(other, key)
    pairs = [(value, others[currency]) for currency, value in worth.items() if currency in others]
    return bool(pairs) and all(max(pair) > _FAR * min(pair) for pair in pairs)


def _worth(telling: Telling, key: tuple[str, str]) -> dict[str, float]:
    """Largest amount by currency of the events of one key."""
    found: dict[str, float] = {}
    for event in telling.events:
        if (_company(event), _KINDS.get(event.trigger, event.trigger)) == key:
            for amount in amounts.find(event.facts.get("amount", "")):
                found[amount.currency] = max(amount.value, found.get(amount.currency, 0.0))
    return found
