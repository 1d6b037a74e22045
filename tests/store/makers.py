"""Records with good defaults, and any record of a type for properties."""

from __future__ import annotations

import dataclasses
import functools
import types as python_types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from leadscan.records import digest
from leadscan.types import (
    Article,
    Candidate,
    Case,
    CaseEvent,
    Correction,
    Digest,
    DigestItem,
    Entry,
    Event,
    Evidence,
    Examined,
    Filing,
    Health,
    Lead,
    Mention,
    Message,
    ParsedFeed,
    Person,
    Poll,
    Reading,
    Reason,
    Response,
    Source,
    StoryMark,
    Told,
    Touch,
)

NOW = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)
SLOT = "2026-03-10"
LATER = "2026-03-11"


def source(name: str = "herald", **changes: Any) -> Source:
    """A paper."""
    return dataclasses.replace(Source(name, name.title(), "rss", f"https://{name}.example/rss"), **changes)


def entry(name: str = "e1", *, of: str = "herald", **changes: Any) -> Entry:
    """A line of a feed with its own title and summary."""
    return dataclasses.replace(Entry(of, name, f"https://{of}.example/{name}", f"Harbour Looms plans {name}", f"Summary of {name}", NOW), **changes)


def response(body: bytes = b"<rss/>", **changes: Any) -> Response:
    """A good answer."""
    return dataclasses.replace(Response("https://herald.example/rss", "https://herald.example/rss", 200, (), body, NOW, digest(body)), **changes)


def health(name: str = "herald", **changes: Any) -> Health:
    """A source in good health."""
    return dataclasses.replace(Health(name, name.title(), "ok", DAY, "", NOW, NOW), **changes)


def poll(*entries: Entry, of: str = "herald", slot: str = SLOT, **changes: Any) -> Poll:
    """A good poll that brought these entries."""
    made = Poll(source(of), slot, response(), None, ParsedFeed(of, entries, "ok"), health(of), ('"v1"', None))
    return dataclasses.replace(made, **changes)


def failed_poll(of: str = "herald", slot: str = SLOT, failures: int = 1) -> Poll:
    """A poll that got HTTP 500."""
    state = health(of, state="failing", detail="HTTP 500", last_ok=None, failures=failures)
    return Poll(source(of), slot, response(b"", status=500, sha256=""), None, None, state, ('"v1"', None))


def article(name: str = "e1", *, of: str = "herald", **changes: Any) -> Article:
    """An article of an entry."""
    made = Article(
        digest(of, name), of, name, f"https://{of}.example/{name}", f"Harbour Looms plans {name}", "Harbour Looms said so.\n海港織布有限公司。", NOW, "feed", NOW, "en"
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def filing(name: str = "f1", **changes: Any) -> Filing:
    """An application proof."""
    made = Filing(
        digest("hkex", name), "hkex", name, "HKEX", "Application Proof (1st submission)", "HKEX:108123", f"https://venue.example/{name}.pdf", "Harbour Looms", "Text.",
        "en", "Harbour Looms Limited", "海港織布有限公司", True, "ipo", DAY, NOW, NOW,
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def case_event(form: str = "AP", **changes: Any) -> CaseEvent:
    """A venue's word on a case."""
    return dataclasses.replace(CaseEvent("HKEX:108123", DAY, NOW, form, "Active", f"https://venue.example/{form}"), **changes)


def case(**changes: Any) -> Case:
    """A case in its first attempt."""
    made = Case("HKEX:108123", "HKEX", "Harbour Looms Limited", None, None, "FILED", "ipo", 1, DAY, date(2026, 9, 10), DAY, (case_event(),))
    return dataclasses.replace(made, **changes)


def read(document: Article | Filing, *events: CaseEvent) -> Reading:
    """A document that was read."""
    return Reading(document.source_id, document.entry_id, "read", document=document, case_events=events)


def event(document: Article | Filing, **changes: Any) -> Event:
    """An IPO plan, out of a document."""
    proof = Evidence(document.id, document.source_id, document.url, 0, 19, "Harbour Looms plans", document.lang)
    made = Event(
        digest(document.id, "IPO"), "IPO_PLANNED", "planned", "O", "HKEX:00001", "Harbour Looms", 0, 13, proof, story_of(document), document.published, document.first_seen,
        {"amount": "HK$1bn"}, ("textiles",),
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def story_of(document: Article | Filing) -> str:
    """Story id of a document that stands alone."""
    return digest("story", document.id)


def examined(document: Article | Filing, *, mentions: int = 2, **changes: Any) -> Examined:
    """What examining found: some mentions, a person, an event."""
    mark = StoryMark(document.id, story_of(document), document.first_seen, document.lang, b"\x00\xffsignature", document.title.lower())
    company = Candidate("HKEX:00001", "HKEX", "00001", "Harbour Looms Limited", 0.98)
    names = tuple(Mention(n, n + 13, "COMPANY", "Harbour Looms", 0.9, "legal name", company if n % 2 == 0 else None, (company, company) if n % 2 else ()) for n in range(mentions))
    person = Person(0, 5, "Ada Chan", "chief financial officer", 6, 9, 0, 13, "HKEX:00001", True, "Ada Chan, chief financial officer")
    return dataclasses.replace(Examined(document.id, mark, "business", ("textiles",), names, (person,), (event(document),)), **changes)


def lead(rm: str = "rm1", matter: str = "HKEX:00001 IPO_PLANNED", **changes: Any) -> Lead:
    """A lead worth a call."""
    made = Lead(
        digest(rm, matter), rm, DAY, "HKEX:00001", "Harbour Looms", ("Harbour Looms Limited", "海港織布有限公司"), "prospect", ("textiles",), "IPO_PLANNED", ("IPO_PLANNED",),
        "planned", "O", 7.5, (Reason("ipo_plan", 5.0, "plans an IPO"), Reason("sector", 2.5, "textiles")), "IPO receiving bank", (), (), True, matter=matter,
        facts={"amount": "HK$1bn"},
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def digest_of(rm: str, *leads: Lead, day: date = DAY) -> Digest:
    """A digest that tells these leads."""
    items = tuple(
        DigestItem(
            "call_today", n, one.id, one.company_key, one.company_name, one.names, one.trigger, one.triggers, one.stage, one.polarity, "Harbour Looms plans an IPO", (),
            ("https://herald.example/e1",), ("Herald",), None, ("plans an IPO",), one.matter,
        )
        for n, one in enumerate(leads, start=1)
    )  # fmt: skip
    return Digest(rm, rm.upper(), f"{rm}@bank.example", "en", day, items, not items, (health(),), "Three calls", "all well")


def message_of(one: Digest) -> Message:
    """The message of a digest."""
    return Message(
        f"<{one.kind}.{one.date}.{one.rm}@leadscan.invalid>", one.rm, one.date, one.kind, "leadscan@leadscan.invalid", (one.email,), one.subject, "text", "<p>html</p>",
        {"List-Id": "leadscan"}, NOW,
    )  # fmt: skip


def told_of(one: Digest) -> list[Told]:
    """What a digest tells."""
    return [Told(one.rm, item.matter, one.date, item.stage, item.facts, item.urls) for item in one.items]


def touch(name: str = "t1", **changes: Any) -> Touch:
    """A call that nobody took."""
    return dataclasses.replace(Touch(name, lead().id, "rm1", "HKEX:00001", "Harbour Looms", "call", "no_answer", NOW), **changes)


def correction(name: str = "c1", **changes: Any) -> Correction:
    """A word of an RM."""
    return dataclasses.replace(Correction(name, "not_a_lead", lead().id, "", "rm1", NOW), **changes)


# Any record of a type: every field by its declared type, so that a new field is tested the day it is added.

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5))])


@functools.cache
def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type of ``leadscan.types``."""
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: _TEXT,
        int: st.integers(-(2**31), 2**31 - 1),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        bytes: st.binary(max_size=12),
        date: st.dates(),
        datetime: st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=_ZONES),  # noqa: DTZ001 - hypothesis adds the zone
        type(None): st.none(),
    }
    if hint in simple:
        return simple[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin in (typing.Union, python_types.UnionType):
        return st.one_of(*map(any_of, inner))
    if origin is tuple:
        return st.lists(any_of(inner[0]), max_size=2).map(tuple) if inner[-1] is Ellipsis else st.tuples(*map(any_of, inner))
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(_TEXT, any_of(inner[1]), max_size=2)
    hints = typing.get_type_hints(hint)
    return st.builds(hint, **{field.name: any_of(hints[field.name]) for field in dataclasses.fields(hint)})
