"""What RMs' answers do to the next edition: what was put off comes back, and every effect is said with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from leadscan.data import words
from leadscan.leads.score import NOT_RELEVANT
from leadscan.outreach.letters import one_line
from leadscan.stages import followup
from leadscan.stages.run import HONG_KONG
from leadscan.types import Lead, Told, Touch

NOTES = 6
"""Lines about answers and steps in one email."""
SAID = ("called", "not_relevant", "wrong_company", "mine_already", "snooze")
STEPS = ("fax", "call_back", "call", "ask_switchboard", "meeting_report")


def snoozed(touches: Iterable[Touch], rm: str, now: datetime) -> dict[str, Touch]:
    """Leads that this RM has put off until a later day, with the touch that says so."""
    return {lead: touch for lead, touch in _last(touches, rm).items() if touch.outcome == "snooze" and touch.next_at is not None and _date(touch.next_at) > _date(now)}


def back(touches: Iterable[Touch], told: Iterable[Told], matters: Mapping[str, str], rm: str, now: datetime) -> dict[str, Touch]:
    """Leads that were put off until today or earlier and were not told since; ``matters`` is lead id to matter."""
    known = [memory for memory in told if memory.rm == rm and memory.edition < _date(now)]
    found = {}
    for lead, touch in _last(touches, rm).items():
        if touch.outcome != "snooze" or touch.next_at is None or _date(touch.next_at) > _date(now):
            continue
        if not any(memory.matter == matters.get(lead) and memory.edition >= _date(touch.next_at) for memory in known):
            found[lead] = touch
    return found


def without(leads: Sequence[Lead], put_off: Mapping[str, Touch]) -> list[Lead]:
    """The leads without those put off; a risk is told all the same."""
    return [lead for lead in leads if lead.id not in put_off or lead.polarity == "R"]


def notes(touches: Iterable[Touch], rm: str, language: str, *, since: datetime | None, now: datetime, edition: date, period: timedelta = NOT_RELEVANT) -> tuple[str, ...]:
    """Lines for the email: what the answers since the last edition changed, then the steps that are due; each company once. ``period``: how long "not relevant" holds."""
    known = list(touches)
    lines: dict[str, str] = {}
    for touch in _last(known, rm).values():
        if touch.outcome in SAID and (since is None or touch.at >= since) and touch.at <= now and touch.next_step != "call":
            ends = touch.at + period if touch.outcome == "not_relevant" else touch.next_at
            until = words.month_day(language, _date(ends), today=edition) if ends is not None else ""
            lines.setdefault(touch.company_name, words.say(language, f"note.{touch.outcome}", company=_name(touch), day=_day(language, touch, edition), **({"until": until} if touch.outcome in ("snooze", "not_relevant") else {})))
    for touch in followup.due([touch for touch in known if touch.rm == rm], now):
        if touch.next_step in STEPS and touch.next_at is not None:
            at = {"at": words.clock(touch.next_at)} if touch.next_step in ("call_back", "call", "ask_switchboard") else {}
            lines.setdefault(touch.company_name, words.say(language, f"note.due_{touch.next_step}", company=_name(touch), day=_day(language, touch, edition), **at))
    return tuple(lines.values())[:NOTES]


def said_back(touch: Touch, language: str, edition: date) -> str:
    """Why something told before is told again: the RM asked for it."""
    return words.say(language, "note.back", company=_name(touch), day=_day(language, touch, edition))


def _last(touches: Iterable[Touch], rm: str) -> dict[str, Touch]:
    found: dict[str, Touch] = {}
    for touch in sorted(touches, key=lambda touch: (touch.at, touch.id)):
        if touch.rm == rm:
            found[touch.lead_id] = touch
    return found


def _date(moment: datetime) -> date:
    return moment.astimezone(HONG_KONG).date()


def _name(touch: Touch) -> str:
    return one_line(touch.company_name or touch.lead_id, 60)


def _day(language: str, touch: Touch, edition: date) -> str:
    return words.month_day(language, _date(touch.at), today=edition)
