"""Calendar files (RFC 5545): the call-back after a fax with its script and an alarm, and the meeting that follows.

The UID is made of lead and kind, so that a later file for the same step moves the entry instead of adding one; ``sequence`` counts up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from leadscan.data import words
from leadscan.outreach.calendar import HONG_KONG
from leadscan.outreach.letters import one_line
from leadscan.types import Language, Lead, Outreach

CALL, MEETING = timedelta(minutes=15), timedelta(minutes=30)
ALARM = timedelta(minutes=5)
DOMAIN = "leadscan.invalid"


def call_back(lead: Lead, at: datetime, *, faxed: datetime, script: Outreach | None, language: Language, now: datetime, sequence: int = 0) -> bytes:
    """The entry that asks whether the fax came, with the call script inside: whom, three facts, one question."""
    day = words.month_day(language, faxed.astimezone(HONG_KONG).date())
    said = [words.say(language, "invite.first", day=day), *script_lines(script, language), words.say(language, "invite.outcome", lead=lead.id)]
    title = words.say(language, "invite.call_back", company=one_line(lead.company_name, 80))
    return _file(lead, "call-back", title, at, CALL, said, language=language, now=now, sequence=sequence, place=script.phone or "" if script is not None else "")


def meeting(lead: Lead, at: datetime, *, product: str, language: Language, now: datetime, place: str = "", sequence: int = 0) -> bytes:
    """The entry of a meeting, fit to be sent to the other side: it says the need and nothing internal."""
    said = [words.say(language, "invite.half_hour", product=one_line(product))]
    return _file(lead, "meeting", words.say(language, "invite.meeting", company=one_line(lead.company_name, 80)), at, MEETING, said, language=language, now=now, sequence=sequence, place=one_line(place))


def script_lines(script: Outreach | None, language: Language) -> list[str]:
    """The call script: whom to ring (the switchboard question where no name is known), what to say, the one question, what to offer."""
    if script is None:
        return []
    colon = str(words.get(language, "marks.colon"))
    lines = [words.get(language, "invite.ring") + colon + " ".join(filter(None, (script.whom, script.phone)))]
    lines += [words.get(language, "invite.say") + colon + fact for fact in script.say[:-1]]
    lines += [words.get(language, "invite.ask") + colon + script.say[-1]] if script.say else []
    return [*lines, words.get(language, "invite.offer") + colon + script.product]


def _file(lead: Lead, kind: str, title: str, at: datetime, length: timedelta, said: Iterable[str], *, language: Language, now: datetime, sequence: int, place: str) -> bytes:
    from icalendar import Alarm, Calendar, Event

    start = at.astimezone(HONG_KONG)
    event = Event()
    event.add("uid", f"{kind}.{lead.id}@{DOMAIN}")
    event.add("dtstamp", now.astimezone(HONG_KONG).replace(microsecond=0))
    event.add("dtstart", start)
    event.add("dtend", start + length)
    event.add("summary", title)
    event.add("description", "\n".join(one_line(line, 400) for line in said))
    event.add("sequence", sequence)
    event.add("class", "CONFIDENTIAL" if kind == "call-back" else "PUBLIC")
    if place:
        event.add("location", one_line(place))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", title)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//leadscan//outreach//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
