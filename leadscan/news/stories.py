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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from leadscan.records import digest
from leadscan.text import amounts, similarity
from leadscan.text.amounts import Amount
from leadscan.text.body import body
from leadscan.text.normalize import fold
from leadscan.types import Document, Event, Filing, StoryMark

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
        signature=case_signature(document) if isinstance(document, Filing) else similarity.signature(body(document.title, document.text)),
        title_key="" if isinstance(document, Filing) else title_key(document.title),
    )


_TAKEDOWNS = frozenset({"follow_on", "resale", "debt", "fund", "shelf"})
"""Kinds that one issuer files again and again, each time for something else."""


def case_signature(filing: Filing) -> bytes:
    """A signature that all filings of one case share and nothing else does: forms are printed alike for every issuer, so a filing's words do not count."""
    own = (filing.kind, filing.filed.isoformat()) if filing.kind in _TAKEDOWNS else ()
    return similarity.signature(digest(filing.case_key, *own))


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
_FAR = 1.035
"""Ratio from which two amounts are two amounts: 12.6 is printed as 13, but 12 is another deal."""
_LEAST_SUM = 1_000_000
"""Sums below are prices and fines; one that names nobody's event must be larger."""
_LIKE_TITLES = 0.25
"""Share of the shorter headline's grams that stand in the other, the company's name aside, from which two things that a bank does are one."""
_MOST_OF_KEY = 50

Key: TypeAlias = tuple[str, str]
"""(company, kind) of what is told."""


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
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A telling with what is compared."""

    telling: Telling
    story: str
    main: frozenset[Key]
    """What the headline tells, else what the text tells first."""
    sums: tuple[Amount, ...]
    """All amounts that are printed near its events."""


def merge(new: Sequence[Telling], known: Sequence[Telling]) -> dict[str, str]:
    """The story of every new document by its id: the earliest within seven days that tells the same event, else its own.

    ``known``: tellings of earlier days with the stories they ended in. Deterministic whatever the split into days; near linear, since only tellings of one company and kind meet.
    """
    told: dict[Key, list[_Told]] = defaultdict(list)
    ended: dict[str, str] = {}
    for telling in sorted(known, key=_order):
        _note(_told(telling, telling.story_id), told)
        ended[telling.story_id] = telling.story_id
    stories: dict[str, str] = {}
    for telling in sorted(new, key=_order):
        mine = _told(telling, telling.story_id)
        story = ended.get(telling.story_id) or next(_same(mine, told), telling.story_id)
        ended.setdefault(telling.story_id, story)
        stories[telling.document_id] = story
        _note(replace(mine, story=story), told)
    return stories


def _order(telling: Telling) -> tuple[bool, datetime, str]:
    """Events first: what tells none can only join."""
    return (not telling.events, telling.first_seen, telling.document_id)


def _told(telling: Telling, story: str) -> _Told:
    return _Told(telling, story, _main(telling), tuple(amount for event in telling.events for amount in _sums(event)))


def _note(mine: _Told, told: dict[Key, list[_Told]]) -> None:
    for key in _keys(mine.telling.events):
        told[key].append(mine)
        if len(told[key]) > _MOST_OF_KEY:
            del told[key][0]


def _same(mine: _Told, told: Mapping[Key, list[_Told]]) -> Iterator[str]:
    """Stories that tell the same event, earliest first."""
    found = [
        (other.telling.first_seen, other.telling.document_id, other.story)
        for key in mine.main
        for other in told.get(key, ())
        if abs(mine.telling.first_seen - other.telling.first_seen) <= WINDOW and _agrees(mine, other, key)
    ]
    yield from (story for _, _, story in sorted(found))


def _agrees(mine: _Told, other: _Told, key: Key) -> bool:
    """One event is the main thing of both, and nothing that they say tells it apart."""
    if not mine.telling.events:
        return other.telling.first_seen <= mine.telling.first_seen
    if key not in other.main:
        return False
    if key[1] == "COMPETITOR_BANK":
        return _like_titles(mine.telling, other.telling)
    return key[1] not in _DEALS or not _other_sums(mine.sums, other.sums)


def _main(telling: Telling) -> frozenset[Key]:
    """(company, kind) of the events whose words come first; a bank's part in a customer's deal only where nothing else is told."""
    if not telling.events:
        return frozenset([(telling.subject, "IPO")] if telling.subject else [])
    events = [event for event in telling.events if _keys([event])]
    events = [event for event in events if event.trigger != "COMPETITOR_BANK"] or events
    start = min((event.evidence.start for event in events), default=0)
    first = [event for event in events if event.evidence.start == start]
    if not any(event.company_key for event in first):  # the subject may stand in the next sentence; an auditor or a seller was taken for it
        kinds = {event.trigger for event in first}
        first += [event for event in events if event.company_key and event.trigger in kinds]
    return frozenset(_keys(first))


def _keys(events: Iterable[Event]) -> tuple[Key, ...]:
    """Under which events are found: the company, or the sums of what concerns no company (a policy in two languages names the same sums)."""
    found: dict[Key, None] = {}
    for event in events:
        kind = _KINDS.get(event.trigger, event.trigger)
        company = event.company_key or re.sub(r"\W+", "", fold(event.company_name))
        if event.role == "subject" and company:
            found[company, kind] = None
        elif not company:
            found |= {(f"={amount.value:.0f}", kind): None for amount in _sums(event) if amount.value >= _LEAST_SUM}
    return tuple(found)


def _sums(event: Event) -> tuple[Amount, ...]:
    """The event's own amount and those that stand around it."""
    return amounts.find("; ".join(event.facts[name] for name in ("amount", "amounts") if event.facts.get(name)))


def _other_sums(first: Sequence[Amount], second: Sequence[Amount]) -> bool:
    """Both name sums of one currency, and none is the same."""
    pairs = [(a.value, b.value) for a in first for b in second if len({_currency(a), _currency(b)} - {""}) < 2]
    return bool(pairs) and all(max(pair) > _FAR * min(pair) for pair in pairs)


def _currency(amount: Amount) -> str:
    """Empty where the paper leaves it to the reader: a bare 元 is the city's own."""
    return amount.currency if amount.currency != "CNY" or re.search(r"[人民RrCcB¥]", amount.text) else ""


def _like_titles(mine: Telling, other: Telling) -> bool:
    """Two headlines in one script share more than the company's name; in two scripts nothing can be said, and the day decides."""
    names = sorted({event.company_name for event in (*mine.events, *other.events) if event.company_name}, key=len, reverse=True)
    first, second = (_grams(telling.title, names) for telling in (mine, other))
    if not first or not second or bool(re.search("[\u4e00-\u9fff]", mine.title)) is not bool(re.search("[\u4e00-\u9fff]", other.title)):
        return abs(mine.first_seen - other.first_seen) < timedelta(days=1)
    return len(first & second) >= _LIKE_TITLES * min(len(first), len(second))


def _grams(title: str, names: Iterable[str]) -> frozenset[str]:
    """Words of a Latin headline, pairs of signs of a Chinese one, without the names."""
    bare = fold(title)
    for name in names:
        bare = bare.replace(fold(name), " ")
    han = re.findall(r"[\u4e00-\u9fff]+", bare)
    pairs = (run[at : at + 2] for run in han for at in range(len(run) - 1))
    return frozenset(pairs) if han else frozenset(word for word in re.findall(r"\w+", bare) if len(word) > 3)
