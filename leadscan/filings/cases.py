"""A listing case as a fold over what its venue published: stage, clock, attempt, contact. The order in which things arrived, and how often, does not matter.

    PREPARING -> DRAFT_PUBLIC -> FILED -> IN_REVIEW -> HEARING -> CLEARED -> PRICED -> LISTED
    ends: WITHDRAWN, REJECTED, RETURNED, LAPSED (may come back as the next attempt: FILED); PAUSED after 180 days of silence at the SEC, or by a mainland exchange's own word

Events are sorted by their own date and then by how far the document of that day takes the case, so that several documents of one day end at the furthest. A stage never goes
back except by a lapse (or another end) that is followed by a new application, or when a pause ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadscan.errors import UsageError
from leadscan.filings import forms, hkex, kind, mainland, prospectus, reading
from leadscan.text import names
from leadscan.text.normalize import fold as folded
from leadscan.types import Case, CaseChange, CaseEvent, CaseStage, Contact, Event, Fact, Filing

GRACE = timedelta(days=2)
"""How long after six months an application without news still counts as open: the list is refreshed at 16:00 only, and not on holidays."""
SILENCE = timedelta(days=180)
"""An open SEC case in which nothing was filed for so long is paused."""
REGISTERED = timedelta(days=366)
"""A mainland registration is good for one year (Measures for the Registration of Initial Public Offerings, article 24); no list tells whether the shares came."""
INTENT = "Intention to list"
"""Form of the event that stands for news of an intention; its status is ``NEWS``."""
NEWS = "NEWS"
INTENT_TRIGGER = "IPO_INTENT"
"""Type of the event that news of an intention makes."""
INTENT_REACH = timedelta(days=730)
"""News of an intention older than this belongs to another plan: preparing takes 12 to 18 months (notes), and papers write earlier."""

_WAY: tuple[CaseStage, ...] = ("PREPARING", "DRAFT_PUBLIC", "FILED", "IN_REVIEW", "HEARING", "CLEARED", "PRICED", "LISTED")
_ENDS: frozenset[CaseStage] = frozenset({"LAPSED", "WITHDRAWN", "RETURNED", "REJECTED"})
_STEPS: dict[str, CaseStage] = {
    "draft": "DRAFT_PUBLIC", "filed": "FILED", "amended": "IN_REVIEW", "review": "IN_REVIEW", "registered": "CLEARED", "certified": "CLEARED", "effective": "CLEARED", "priced": "PRICED", "listed": "LISTED",
    "application": "FILED", "phip": "CLEARED", "prospectus": "PRICED", "allotment": "PRICED",
    "intended": "PREPARING", "tutoring": "PREPARING", "tutored": "PREPARING", "tutoring_ended": "WITHDRAWN",
    "accepted": "FILED", "inquiry": "IN_REVIEW", "committee": "HEARING", "passed": "CLEARED", "submitted": "CLEARED", "paused": "PAUSED", "refused": "REJECTED",
    "LT": "LISTED", "LP": "LAPSED", "W": "WITHDRAWN", "RJ": "REJECTED", "R": "RETURNED", "withdrawn": "WITHDRAWN",
}  # fmt: skip
"""What a step says of the stage. Steps that say nothing (a coordinators' announcement, a supplement) are not in the table."""

_APPLIES = frozenset({"filed", "application", "draft", "accepted", "tutoring"})
"""Steps that open a case, or open it again after an end."""
_NOT_PUBLIC = frozenset({"draft", "intended", "tutoring", "tutored"})
"""Steps before the first public application."""
_MUTE = frozenset({"oc", "warning", "supplemented", "amendment_withdrawn", "active", "letter", "other"})


@dataclass(frozen=True, slots=True)
class _State:
    """The case while it is folded."""

    stage: CaseStage = "UNKNOWN"
    attempt: int = 1
    filed: date | None = None
    number: str | None = None
    """SEC file number of this attempt."""
    before_withdrawal: CaseStage | None = None
    listed_before: bool = False
    registered: date | None = None
    """Day on which a registration took effect."""


def fold(events: Iterable[CaseEvent], filings: Iterable[Filing], *, now: datetime) -> Case:
    """The case that events and filings of one case key make. UsageError where there are none, or where they are of several cases."""
    filings = sorted({filing.id: filing for filing in filings}.values(), key=_filing_order)
    ordered = _ordered(events)
    keys = {event.case_key for event in ordered} | {filing.case_key for filing in filings}
    if len(keys) != 1:
        raise UsageError(f"a case wants events or filings of one case key; found {sorted(keys) or 'none'}")
    key = keys.pop()
    venue = key.split(":", 1)[0]
    state = _State()
    for event in ordered:
        state = _next(state, event, _step(venue, event))
    today = now.astimezone(ZoneInfo("Asia/Hong_Kong")).date()
    updated = max([event.event_date for event in ordered] + [filing.filed for filing in filings])
    state = _clock(state, venue, updated, today)
    what = _kind(filings)
    contact, contact_filing = _contact(filings)
    return Case(
        key=key, venue=venue, issuer=_issuer(filings), issuer_zh=_latest(filings, lambda filing: filing.issuer_zh), company_key=None, stage=state.stage, kind=what, attempt=state.attempt, filed=state.filed,
        lapses=_lapses(state, venue), updated=updated, events=tuple(ordered), contact=contact, contact_url=contact_filing.url if contact_filing else None,
        contact_document_id=contact_filing.id if contact_filing else None, lead_grade=_lead_grade(filings, what),
        offer_amount=next((filing.facts["offer_amount"] for filing in reversed(filings) if "offer_amount" in filing.facts), None),
    )  # fmt: skip


# --- events ----------------------------------------------------------------------------------------------------------


def _ordered(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Each thing published once (first sight of it), in the order of the case."""
    seen: dict[tuple[str, date, str, str, str], CaseEvent] = {}
    for event in events:
        same = (event.case_key, event.event_date, event.form, event.raw_status, event.url)
        known = seen.get(same)
        if known is None or (event.seen_at, event.document_id or "") < (known.seen_at, known.document_id or ""):
            seen[same] = event
    return sorted(seen.values(), key=lambda event: (event.event_date, _rank(event), event.form, event.raw_status, event.url, event.document_id or ""))


def _rank(event: CaseEvent) -> int:
    """Place of an event among those of its day: along the way first, then ends, then what undoes an end."""
    step = _step(event.case_key.split(":", 1)[0], event)
    if step == "withdrawal_undone":
        return 200
    stage = _STEPS.get(step)
    if stage is None:
        return 0
    return 100 if stage in _ENDS else 50 if stage == "PAUSED" else _WAY.index(stage)


def _step(venue: str, event: CaseEvent) -> str:
    if event.raw_status == NEWS and event.form == INTENT:
        return "intended"
    if venue in mainland.VENUES:
        step = mainland.step(venue, event.raw_status or event.form)
        return mainland.step("CSRC", event.raw_status) if step == "unknown" else step  # tutoring that came before
    return _hkex_step(event) if venue == "HKEX" else _sec_step(event)


def _sec_step(event: CaseEvent) -> str:
    form = event.form.strip().upper()
    if form == "EFFECT" and not re.match(r"(?:[SF]-1|S-11|SB-2|10-12B)\b|333-|$", event.raw_status.upper()):
        return "other"  # effectiveness of something else: a post-effective amendment, a fund, a merger
    row = forms.wanted(form)
    if row is not None:
        return row.step
    if form in forms.history()["listed"]:
        return "listed"
    if form in forms.history()["review"]:
        return "review"
    if form in forms.history()["letters"]:
        return "letter"
    return "shelf" if form in forms.history()["never"] else "unknown"


def _hkex_step(event: CaseEvent) -> str:
    if event.raw_status in ("LP", "W", "RJ", "LT", "R"):
        return event.raw_status
    step = reading.hkex_step(event.form)
    if step == "other":
        return "active" if event.form == "Active application" and event.raw_status in ("A", "") else "unknown"
    return step


def _next(state: _State, event: CaseEvent, step: str) -> _State:
    """One event later."""
    if step in _MUTE or (step == "review" and state.stage not in ("FILED", "IN_REVIEW")):
        return state
    if step == "unknown":
        return replace(state, stage="UNKNOWN") if state.stage not in ("LISTED", *_ENDS) else state
    if step == "shelf":
        return state if state.filed is not None else replace(state, stage="LISTED", listed_before=True)
    number = _number(event.raw_status)
    if step == "withdrawn" and state.number is not None and number is not None and number != state.number and not number.startswith("377"):
        return state  # the withdrawal of another registration
    if step == "withdrawal_undone":
        return replace(state, stage=state.before_withdrawal or "IN_REVIEW", before_withdrawal=None) if state.stage == "WITHDRAWN" else state
    target = _STEPS[step]
    if target == "PAUSED":
        return state if state.stage == "LISTED" or state.stage in _ENDS else replace(state, stage="PAUSED")
    if target in _ENDS:
        return state if state.stage == "LISTED" else replace(state, stage=target, before_withdrawal=state.stage if state.stage not in _ENDS else state.before_withdrawal)
    if target == "LISTED":
        return _listed(state, step)
    return _forward(state, event, step, target, number)


def _listed(state: _State, step: str) -> _State:
    """A periodic report shows a listing only after the way was gone; before any application it shows that the company was listed already."""
    if step == "LT" or state.stage in ("CLEARED", "PRICED", "LISTED"):
        return replace(state, stage="LISTED")
    if state.filed is None and state.stage in ("UNKNOWN", "PREPARING"):
        return replace(state, stage="LISTED", listed_before=True)
    return state


def _forward(state: _State, event: CaseEvent, step: str, target: CaseStage, number: str | None) -> _State:
    applies = step in _APPLIES
    public = step not in _NOT_PUBLIC
    if state.stage == "LISTED":
        return state
    if state.stage in _ENDS and not applies:
        return state  # a late document of an ended attempt does not open it again
    if applies and (state.stage in _ENDS or _renews(state, event, step)):
        attempt = max(state.attempt + 1, hkex.submission(event.form) or 0) if state.filed is not None or state.stage in _ENDS else max(state.attempt, hkex.submission(event.form) or 1)
        return _State(stage=target, attempt=attempt, filed=event.event_date if public else None, number=number)
    filed = state.filed or (event.event_date if public else None)
    attempt = max(state.attempt, hkex.submission(event.form) or 1) if step == "application" else state.attempt
    if step == "application" and state.stage in ("FILED", "IN_REVIEW") and state.filed is not None and event.event_date > state.filed:
        target = "IN_REVIEW"  # a proof posted again within the attempt
    if step == "filed" and state.stage in ("FILED", "IN_REVIEW"):
        target = state.stage
    registered = event.event_date if step == "effective" else state.registered
    return replace(state, stage=_further(state.stage, target), attempt=attempt, filed=filed, number=state.number or number, before_withdrawal=None, registered=registered)


def _renews(state: _State, event: CaseEvent, step: str) -> bool:
    """A higher submission number than this attempt's, or a proof posted after the attempt's six months, is a new attempt even where the lapse itself was not seen."""
    if step != "application" or state.filed is None:
        return False
    number = hkex.submission(event.form)
    if number is not None and number > state.attempt:
        return True
    return event.event_date > hkex.months_later(state.filed, hkex.VALID_MONTHS) and number is None


def _further(one: CaseStage, other: CaseStage) -> CaseStage:
    if one not in _WAY:
        return other
    return max(one, other, key=_WAY.index)


def _number(status: str) -> str | None:
    found = re.search(r"\b(?:333|377)-\d{4,7}\b", status)
    return found.group() if found else None


# --- clock -----------------------------------------------------------------------------------------------------------


def _clock(state: _State, venue: str, updated: date, today: date) -> _State:
    """What time alone does: a Hong Kong application without a renewal lapses after six months; an SEC case in silence pauses; a mainland registration runs out after a year,
    by when the shares are listed or not, which its lists do not tell."""
    open_case = state.stage in ("FILED", "IN_REVIEW", "HEARING", "CLEARED")
    if venue == "HKEX" and open_case and state.filed is not None and today > hkex.months_later(state.filed, hkex.VALID_MONTHS) + GRACE:
        return replace(state, stage="LAPSED")
    if venue == "SEC" and state.stage in ("DRAFT_PUBLIC", "FILED", "IN_REVIEW") and today - updated > SILENCE:
        return replace(state, stage="PAUSED")
    if venue in mainland.VENUES and state.stage == "CLEARED" and state.registered is not None and today - state.registered > REGISTERED:
        return replace(state, stage="UNKNOWN")
    return state


def _lapses(state: _State, venue: str) -> date | None:
    open_case = state.stage in ("FILED", "IN_REVIEW", "HEARING", "CLEARED")
    return hkex.months_later(state.filed, hkex.VALID_MONTHS) if venue == "HKEX" and state.filed is not None and open_case else None


_WINDOW: dict[str, tuple[int, int]] = {"PREPARING": (365, 548), "DRAFT_PUBLIC": (90, 270), "FILED": (60, 180), "IN_REVIEW": (30, 150), "HEARING": (30, 90), "CLEARED": (1, 56), "PRICED": (0, 3)}
"""Days from the last event to the listing, least and most, by stage: priors of the notes, not measured."""


def window(case: Case) -> tuple[date, date] | None:
    """First and last day on which the listing may be expected; None after an end, or where the stage tells nothing. Its basis: ``basis``."""
    known = basis(case)
    return None if known is None else (known[0] + timedelta(days=known[1]), known[0] + timedelta(days=known[2]))


def basis(case: Case) -> tuple[date, int, int] | None:
    """On what the window rests: the day of the last news, and the least and most days from the case's stage to a listing (priors, not measured). None where there is no window."""
    span = _WINDOW.get(case.stage)
    return None if span is None else (case.updated, *span)


# --- what the documents say ------------------------------------------------------------------------------------------

_TELLING = frozenset({"ipo", "spac_ipo", "follow_on", "resale", "debt", "fund", "shelf", "uplisting", "spin_off", "a_plus_h", "rights_offering"})


def _filing_order(filing: Filing) -> tuple[date, datetime, bool, str]:
    """Older first; of one day English after Chinese, since its names come with both scripts."""
    return filing.filed, filing.published, filing.lang == "en", filing.id


def _latest(filings: list[Filing], get: object) -> str | None:
    from collections.abc import Callable
    from typing import cast

    values = (cast("Callable[[Filing], str | None]", get)(filing) for filing in reversed(filings))
    return next((value for value in values if value), None)


def _issuer(filings: list[Filing]) -> str:
    """The newest English name, rather one of a document that tells its kind, rather one that is not all capitals; else the newest name there is."""
    english = [filing for filing in filings if filing.issuer and filing.issuer.isascii()]
    if not english:
        return next((filing.issuer for filing in reversed(filings) if filing.issuer), "")
    return max(enumerate(english), key=lambda pair: (not pair[1].issuer.isupper(), pair[1].kind in _TELLING, pair[0]))[1].issuer


def _kind(filings: list[Filing]) -> str:
    """Kind of the newest document that tells; an amendment of exhibits, a notice or a letter keeps the word of the document before it."""
    telling = [filing.kind for filing in filings if filing.kind in _TELLING]
    if telling:
        return telling[-1]
    if filings and all(filing.venue == "HKEX" or filing.venue in mainland.VENUES for filing in filings):
        return "ipo"  # a row of the exchange's application lists is a new listing where its name says nothing else
    return filings[-1].kind if filings else "other"


def _contact(filings: list[Filing]) -> tuple[Contact, Filing | None]:
    """Each fact from the newest document that prints it, and the document that names the finance chief (else the newest that prints anything)."""
    merged = Contact()
    named: Filing | None = None
    any_filing: Filing | None = None
    for filing in filings:
        said = {name: value for name in Contact.__slots__ if (value := getattr(filing.contact, name))}
        if not said:
            continue
        any_filing = filing
        if "cfo_name" in said:
            named = filing
            said = {"cfo_title": None, "cfo_role": None, **said}  # a new name never keeps an old one's title
        merged = replace(merged, **said)
    return merged, named or any_filing


def _lead_grade(filings: list[Filing], what: str) -> bool:
    size = exchange = None
    houses = 0
    own = False
    for filing in filings:
        if "offer_amount" in filing.facts:
            size = prospectus.dollars(filing.facts["offer_amount"].value) if filing.venue == "SEC" else size
        exchange = filing.facts["proposed_exchange"].value if "proposed_exchange" in filing.facts else exchange
        houses = max(houses, len(filing.contact.underwriters))
        own = own or "self_underwritten" in filing.facts
        if filing.kind == what == "withdrawal" and re.search(r"initial\s+public\s+offering|Form\s+F-1\b", filing.text) and not re.search(r"\bresale\b", filing.text):
            return True  # only the letter is known, and it takes back a first offering
    return kind.lead_grade(what, size=size, exchange=exchange, underwriters=houses, self_underwritten=own)


# --- one issuer's cases ----------------------------------------------------------------------------------------------


def link(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Cases of one issuer joined, by the names that venues print; order kept.

    A renewal under a new id counts on from the same applicant's earlier case of the Hong Kong exchange that was filed before it and has ended. Tutoring records come before the
    events of the exchange's case that followed them, and make no lead of their own any more.
    """
    given = list(cases)
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, case in enumerate(given):
        for name in _names(case):
            named[case.venue, name].append(at)
    attempts = _attempts(given, named)
    linked = [replace(case, attempt=attempts[at]) if attempts[at] != case.attempt else case for at, case in enumerate(given)]
    return tuple(_tutored(linked, named))


def _names(case: Case) -> tuple[str, ...]:
    """Comparison forms under which a case is known: letter case, script, spaces and marks apart."""
    return tuple(dict.fromkeys(form for name in (case.issuer, case.issuer_zh) if (form := re.sub(r"[\W_]+", "", folded(name or "")))))


def _attempts(cases: list[Case], named: dict[tuple[str, str], list[int]]) -> list[int]:
    """Attempts counted over ids, oldest first, so that a third application counts on from the second."""
    attempts = [case.attempt for case in cases]
    ended: dict[str, list[int]] = defaultdict(list)
    for at in sorted({at for (venue, _), places in named.items() if venue == "HKEX" for at in places}, key=lambda at: _age(cases[at])):
        case = cases[at]
        before = [attempts[other] for name in _names(case) for other in ended[name] if _before(cases[other], case)]
        attempts[at] = max([case.attempt, *(1 + number for number in before)])
        if case.stage in _ENDS:
            for name in _names(case):
                ended[name].append(at)
    return attempts


def _age(case: Case) -> tuple[date, date, str]:
    """An ended case whose application was not seen is older than any; an open one is as old as its last news."""
    return case.filed or (date.min if case.stage in _ENDS else case.updated), case.updated, case.key


def _before(other: Case, case: Case) -> bool:
    return other.key != case.key and other.updated <= case.updated and (other.filed is None or case.filed is None or other.filed < case.filed)


def _tutored(cases: list[Case], named: dict[tuple[str, str], list[int]]) -> list[Case]:
    """Tutoring's events set before those of the exchange's case of the same name; the tutoring's own case is then no lead."""
    result = list(cases)
    for at, case in enumerate(cases):
        if case.venue != "CSRC":
            continue
        followers = sorted({other for name in _names(case) for venue in _EXCHANGES for other in named.get((venue, name), ()) if _follows(cases[other], case)}, key=lambda other: cases[other].key)
        for other in followers:
            before = tuple(replace(event, case_key=cases[other].key) for event in case.events)
            result[other] = replace(result[other], events=tuple(sorted({*before, *result[other].events}, key=lambda event: (event.event_date, _rank(event), event.form, event.raw_status, event.url))))
        if followers:
            result[at] = replace(result[at], lead_grade=False)
    return result


_EXCHANGES = ("SSE", "SZSE", "BSE")


def _follows(case: Case, tutoring: Case) -> bool:
    return case.filed is not None and bool(tutoring.events) and tutoring.events[0].event_date <= case.filed


# --- the table of new listings ---------------------------------------------------------------------------------------

LISTING = "HKEX:NEW-"
"""How the key of a case begins that only the exchange's table of new listings knows, by a stock code."""
LISTING_REACH = timedelta(days=540)
"""An application older than this is not the one that lists now."""


def listings(filings: Iterable[Filing]) -> dict[str, str]:
    """Case key of a new listing to the key of the application that led to it: of the same name, filed last before it and no longer than 18 months."""
    by_name: dict[str, list[Filing]] = defaultdict(list)
    new: dict[str, list[Filing]] = defaultdict(list)
    for filing in filings:
        if filing.venue != "HKEX":
            continue
        if filing.case_key.startswith(LISTING):
            new[filing.case_key].append(filing)
            continue
        for name in {called(name) for name in (filing.issuer, filing.issuer_zh) if name}:
            by_name[name].append(filing)
    joined: dict[str, str] = {}
    for key, documents in new.items():
        day = min(document.filed for document in documents)
        names = {called(name) for document in documents for name in (document.issuer, document.issuer_zh) if name} - {""}
        fitting = [filing for name in sorted(names) for filing in by_name.get(name, ()) if day - LISTING_REACH <= filing.filed <= day]
        if fitting:
            joined[key] = max(fitting, key=lambda filing: (filing.filed, filing.case_key)).case_key
    return joined


# --- an intention told in the news -----------------------------------------------------------------------------------

_VENUE_WORDS = {"HKEX": "HKEX", "SSE": "SSE", "SZSE": "SZSE", "BSE": "BSE", "NASDAQ": "SEC", "NYSE": "SEC"}
"""The case's venue that an exchange named in the news means."""


def intent_of(case: Case, events: Iterable[Event]) -> CaseEvent | None:
    """The news that first told of this case's intention, as the case's PREPARING event; None where none is known.

    It is an ``IPO_INTENT`` event of the same company (by key, or by the issuer's folded name without its legal form) of before the application and at most two years older, that does
    not name another exchange.
    """
    start = case.filed or (case.events[0].event_date if case.events else case.updated)
    known = {form for name in (case.issuer, case.issuer_zh) if name and (form := called(name))}
    told = [event for event in events if event.trigger == INTENT_TRIGGER and event.stage != "failed" and event.role == "subject" and _same_company(case, known, event) and _same_venue(case, event)]
    dated = sorted((event.occurred.astimezone(ZoneInfo("Asia/Hong_Kong")).date(), event.first_seen, event.id, event) for event in told)
    first = next((pair for pair in dated if start - INTENT_REACH <= pair[0] < start), None)
    if first is None:
        return None
    news = first[3]
    return CaseEvent(case.key, first[0], news.first_seen, INTENT, NEWS, news.evidence.url, news.evidence.document_id)


def called(name: str) -> str:
    """What a name is known by: folded, without its legal form, spaces and marks."""
    return re.sub(r"[\W_]+", "", names.compare(names.strip_legal(name)))


def _same_company(case: Case, known: set[str], event: Event) -> bool:
    return (event.company_key is not None and event.company_key == case.company_key) or (bool(event.company_name) and called(event.company_name) in known)


def _same_venue(case: Case, event: Event) -> bool:
    said = event.facts.get("venue", "").upper()
    return not said or said not in _VENUE_WORDS or _VENUE_WORDS[said] == case.venue


# --- what changed ----------------------------------------------------------------------------------------------------

_FACTS = ("cfo_name", "ceo_name", "auditor", "phone")
_LISTS = ("sponsors", "underwriters", "principal_bankers", "counsel", "company_secretaries")


def changes(before: Case, after: Case) -> tuple[CaseChange, ...]:
    """What is not as it was when the case was last seen: stage, attempt, day of lapse, people, houses, amount. UsageError where the two are not one case.

    Another printing of the same name is no change: capitals, a middle name, word order, a legal form. Nor is a name in one script against a name in the other, since nobody can tell.
    """
    if before.key != after.key:
        raise UsageError(f"changes wants one case twice; found {before.key} and {after.key}")
    pairs: list[tuple[str, str | None, str | None]] = [("stage", before.stage, after.stage), ("attempt", str(before.attempt), str(after.attempt)), ("lapses", _shown_day(before.lapses), _shown_day(after.lapses))]
    found = [CaseChange(after.key, what, old, new) for what, old, new in pairs if old != new]
    singles = [(what, getattr(before.contact, what), getattr(after.contact, what)) for what in _FACTS] + [("offer_amount", before.offer_amount, after.offer_amount)]
    found += [CaseChange(after.key, what, old.value if old else None, new.value if new else None) for what, old, new in singles if not _same_fact(what, old, new)]
    lists = [(what, getattr(before.contact, what), getattr(after.contact, what)) for what in _LISTS]
    found += [CaseChange(after.key, what, _joined(old), _joined(new)) for what, old, new in lists if not _same_list(old, new)]
    return tuple(found)


def _shown_day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _joined(facts: tuple[Fact, ...]) -> str | None:
    return "; ".join(fact.value for fact in facts) or None


def _same_fact(what: str, old: Fact | None, new: Fact | None) -> bool:
    if old is None or new is None:
        return old is new
    if what == "phone":
        return _same_phone(old.value, new.value)
    if what == "offer_amount":
        sums = prospectus.dollars(old.value), prospectus.dollars(new.value)
        return sums[0] == sums[1] if None not in sums else re.sub(r"\s", "", folded(old.value)) == re.sub(r"\s", "", folded(new.value))
    return _same_name(old.value, new.value)


def _same_phone(one: str, other: str) -> bool:
    """One line, whether or not the country stands before it."""
    short, long = sorted((re.sub(r"\D", "", one), re.sub(r"\D", "", other)), key=len)
    return short == long or (len(short) >= 7 and long.endswith(short))


def _same_list(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> bool:
    """Every name of one side has its like on the other."""
    if not old or not new:
        return not old and not new
    one, other = [fact.value for fact in old], [fact.value for fact in new]
    return all(any(_same_name(a, b) for b in other) for a in one) and all(any(_same_name(a, b) for a in one) for b in other)


_HAN = re.compile(r"[\u3400-\u9fff]+")


def _same_name(one: str, other: str) -> bool:
    a, b = names.compare(names.strip_legal(one)), names.compare(names.strip_legal(other))
    han_a, han_b = "".join(_HAN.findall(a)), "".join(_HAN.findall(b))
    latin_a, latin_b = set(_HAN.sub(" ", a).split()), set(_HAN.sub(" ", b).split())
    if han_a and han_b:
        return han_a in han_b or han_b in han_a
    return not (latin_a and latin_b) or latin_a <= latin_b or latin_b <= latin_a
