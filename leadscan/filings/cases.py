"""A listing case as a fold over what its venue published: stage, clock, attempt, contact. The order in which things arrived, and how often, does not matter.

    PREPARING -> DRAFT_PUBLIC -> FILED -> IN_REVIEW -> HEARING -> CLEARED -> PRICED -> LISTED
    ends: WITHDRAWN, REJECTED, RETURNED, LAPSED (may come back as the next attempt: FILED); PAUSED after 180 days of silence at the SEC

Events are sorted by their own date and then by how far the document of that day takes the case, so that several documents of one day end at the furthest. A stage never goes
back except by a lapse (or another end) that is followed by a new application.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadscan.errors import UsageError
from leadscan.filings import forms, hkex, kind, prospectus, reading
from leadscan.types import Case, CaseEvent, CaseStage, Contact, Filing

GRACE = timedelta(days=2)
"""How long after six months an application without news still counts as open: the list is refreshed at 16:00 only, and not on holidays."""
SILENCE = timedelta(days=180)
"""An open SEC case in which nothing was filed for so long is paused."""

_WAY: tuple[CaseStage, ...] = ("PREPARING", "DRAFT_PUBLIC", "FILED", "IN_REVIEW", "HEARING", "CLEARED", "PRICED", "LISTED")
_ENDS: frozenset[CaseStage] = frozenset({"LAPSED", "WITHDRAWN", "RETURNED", "REJECTED"})
_STEPS: dict[str, CaseStage] = {
    "draft": "DRAFT_PUBLIC", "filed": "FILED", "amended": "IN_REVIEW", "review": "IN_REVIEW", "registered": "CLEARED", "certified": "CLEARED", "effective": "CLEARED", "priced": "PRICED", "listed": "LISTED",
    "application": "FILED", "phip": "CLEARED", "prospectus": "PRICED", "allotment": "PRICED",
    "LT": "LISTED", "LP": "LAPSED", "W": "WITHDRAWN", "RJ": "REJECTED", "R": "RETURNED", "withdrawn": "WITHDRAWN",
}  # fmt: skip
"""What a step says of the stage. Steps that say nothing (a coordinators' announcement, a supplement) are not in the table."""

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
    return 100 if stage in _ENDS else _WAY.index(stage)


def _step(venue: str, event: CaseEvent) -> str:
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
    if target in _ENDS:
        return state if state.stage == "LISTED" else replace(state, stage=target, before_withdrawal=state.stage if state.stage not in _ENDS else state.before_withdrawal)
    if target == "LISTED":
        return _listed(state, step)
    return _forward(state, event, step, target, number)


def _listed(state: _State, step: str) -> _State:
    """A periodic report shows a listing only after the way was gone; before any application it shows that the company was listed already."""
    if step == "LT" or state.stage in ("CLEARED", "PRICED", "LISTED"):
        return replace(state, stage="LISTED")
    if state.filed is None and state.stage == "UNKNOWN":
        return replace(state, stage="LISTED", listed_before=True)
    return state


def _forward(state: _State, event: CaseEvent, step: str, target: CaseStage, number: str | None) -> _State:
    applies = step in ("filed", "application", "draft")
    if state.stage == "LISTED":
        return state
    if state.stage in _ENDS and not applies:
        return state  # a late document of an ended attempt does not open it again
    if applies and (state.stage in _ENDS or _renews(state, event, step)):
        attempt = max(state.attempt + 1, hkex.submission(event.form) or 0) if state.filed is not None or state.stage in _ENDS else max(state.attempt, hkex.submission(event.form) or 1)
        return _State(stage=target, attempt=attempt, filed=event.event_date if step != "draft" else None, number=number)
    filed = state.filed or (event.event_date if step != "draft" and target != "DRAFT_PUBLIC" else None)
    attempt = max(state.attempt, hkex.submission(event.form) or 1) if step == "application" else state.attempt
    if step == "application" and state.stage in ("FILED", "IN_REVIEW") and state.filed is not None and event.event_date > state.filed:
        target = "IN_REVIEW"  # a proof posted again within the attempt
    if step == "filed" and state.stage in ("FILED", "IN_REVIEW"):
        target = state.stage
    return replace(state, stage=_further(state.stage, target), attempt=attempt, filed=filed, number=state.number or number, before_withdrawal=None)


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
    """What time alone does: a Hong Kong application without a renewal lapses after six months; an SEC case in silence pauses."""
    open_case = state.stage in ("FILED", "IN_REVIEW", "HEARING", "CLEARED")
    if venue == "HKEX" and open_case and state.filed is not None and today > hkex.months_later(state.filed, hkex.VALID_MONTHS) + GRACE:
        return replace(state, stage="LAPSED")
    if venue == "SEC" and state.stage in ("DRAFT_PUBLIC", "FILED", "IN_REVIEW") and today - updated > SILENCE:
        return replace(state, stage="PAUSED")
    return state


def _lapses(state: _State, venue: str) -> date | None:
    open_case = state.stage in ("FILED", "IN_REVIEW", "HEARING", "CLEARED")
    return hkex.months_later(state.filed, hkex.VALID_MONTHS) if venue == "HKEX" and state.filed is not None and open_case else None


_WINDOW: dict[str, tuple[int, int]] = {"PREPARING": (365, 548), "DRAFT_PUBLIC": (90, 270), "FILED": (60, 180), "IN_REVIEW": (30, 150), "HEARING": (30, 90), "CLEARED": (1, 56), "PRICED": (0, 3)}
"""Days from the last event to the listing, least and most, by stage: priors of the notes, not measured."""


def window(case: Case) -> tuple[date, date] | None:
    """First and last day on which the listing may be expected; None after an end, or where the stage tells nothing."""
    span = _WINDOW.get(case.stage)
    return None if span is None else (case.updated + timedelta(days=span[0]), case.updated + timedelta(days=span[1]))


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
    if filings and all(filing.venue == "HKEX" for filing in filings):
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
            said.setdefault("cfo_title", None)  # a new name never keeps an old one's title
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
    """Cases with their attempts counted over renewals under a new id: the same applicant's earlier case of the venue that ended, then the new one. Order kept.

    The exchange may give a renewed application a new id, so the name is the link; a renewal counts where the earlier case was filed before the later one and has ended.
    """
    given = list(cases)
    return tuple(replace(case, attempt=max(case.attempt, 1 + _earlier(case, given))) for case in given)


def _earlier(case: Case, cases: list[Case]) -> int:
    """Attempts of the same applicant before this case."""
    before = [
        other
        for other in cases
        if other.key != case.key and other.venue == case.venue == "HKEX" and (hkex.same_issuer(other.issuer, case.issuer) or hkex.same_issuer(other.issuer_zh or "", case.issuer_zh or "")) and (other.stage in _ENDS) and other.updated <= case.updated
        and (other.filed is None or case.filed is None or other.filed < case.filed)
    ]  # fmt: skip
    return max((other.attempt for other in before), default=0)
