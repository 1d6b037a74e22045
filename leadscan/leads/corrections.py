"""What people said of leads: for whom, of what and for how long it holds.

"Not relevant" is one RM's word on one matter, for a while or until the matter takes a further step. "Wrong company" is true for everybody, of the name as one
story writes it and of nothing else. What an operator corrects outlives both.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from leadscan.leads.changes import moved
from leadscan.text.normalize import fold
from leadscan.types import Correction, Event, Lead, Told, Touch

_BETWEEN = "|"


def misread(lead: Lead) -> str:
    """What "wrong company" corrects: the name as written in each story of the lead's matter, a line each ("story|name")."""
    told = [event for event in lead.events if event.trigger == lead.trigger and event.company_name]
    return "\n".join(dict.fromkeys(f"{event.story_id}{_BETWEEN}{fold(event.company_name)}" for event in told))


def misreadings(corrections: Iterable[Correction]) -> dict[tuple[str, str], Correction]:
    """(story id, folded name) of what is not the company it was taken for, and who said so."""
    found: dict[tuple[str, str], Correction] = {}
    for correction in corrections:
        for line in correction.value.split("\n") if correction.kind == "wrong_company" else ():
            story, between, name = line.partition(_BETWEEN)
            if between:
                found.setdefault((story, name), correction)
    return found


def is_misread(event: Event, known: Container[tuple[str, str]]) -> bool:
    """Is its company another one, as a person said."""
    return (event.story_id, fold(event.company_name)) in known


def of_lead(lead: Lead, corrections: Iterable[Correction], *, events: Iterable[Event], period: timedelta, now: datetime) -> Correction | None:
    """What a person said of this lead and still holds; None = nothing. ``events``: all that is known of the company. Where only some of its stories were misread, the others stand."""
    known = tuple(events)
    for correction in corrections:
        if correction.kind not in ("not_a_lead", "wrong_company") or correction.subject not in (lead.id, lead.matter):
            continue
        if correction.kind == "wrong_company" and correction.value:
            if all(is_misread(event, misreadings([correction])) for event in lead.events):
                return correction
        elif correction.by != lead.rm or holds(correction.at, lead.trigger, known, period=period, now=now):
            return correction
    return None


def counts(touch: Touch, lead_id: str, trigger: str, events: Iterable[Event], *, period: timedelta, now: datetime) -> bool:
    """Does a step of outreach with a company say something of this lead: "not relevant" only of its own and while it holds, every other step of all."""
    return touch.outcome != "not_relevant" or (touch.lead_id == lead_id and holds(touch.at, trigger, events, period=period, now=now))


def holds(said: datetime, trigger: str, events: Iterable[Event], *, period: timedelta, now: datetime) -> bool:
    """Does an RM's "not relevant" still hold: within the period, and nothing seen since is a further step of what had been seen."""
    known = sorted((event for event in events if event.trigger == trigger), key=lambda event: event.first_seen)
    before, after = [event for event in known if event.first_seen <= said], [event for event in known if event.first_seen > said]
    if now - said > period:
        return False
    if not before:
        return not after
    then = Told("", f"|{trigger}", said.date(), before[-1].stage, before[-1].facts, ())
    return all(moved(then, event.stage, event.facts) is None for event in after)
