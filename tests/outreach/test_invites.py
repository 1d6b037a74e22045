"""Calendar files, read back by the library that reads others' files."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from leadscan.outreach import invites, suggest
from tests.outreach.outreach_makers import BANK, case, lead

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
FAXED = datetime(2026, 3, 10, 10, tzinfo=HONG_KONG)


def call_back(language: Any = "en", case_: Any = None, **changes: Any) -> Any:
    one = lead(**changes.pop("lead", {}))
    script = suggest.suggest(one, case_, language=language, bank=BANK)
    body = invites.call_back(one, FAXED + timedelta(hours=1), faxed=FAXED, script=script, language=language, now=FAXED, **changes)
    return Calendar.from_ical(body)


def test_a_call_back_has_its_zone_an_alarm_and_the_script_inside() -> None:
    calendar = call_back(case_=case())
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    (alarm,) = calendar.walk("VALARM")
    assert str(zone["TZID"]) == "Asia/Hong_Kong" and event["DTSTART"].params["TZID"] == "Asia/Hong_Kong"
    assert event.decoded("DTSTART") == FAXED + timedelta(hours=1) and event.decoded("DTEND") == FAXED + timedelta(hours=1, minutes=15)
    assert alarm.decoded("TRIGGER") == timedelta(minutes=-5) and str(event["SUMMARY"]) == "Ring Cloudpeak Robotics: did the fax arrive?"
    script = str(event["DESCRIPTION"]).splitlines()
    assert script[0] == "Did our fax of 10 Mar reach you?" and "Lam Wai Yee" in script[1]
    assert sum(line.startswith("Say: ") for line in script) == 3 and sum(line.startswith("Ask: ") for line in script) == 1
    assert str(event["LOCATION"]) == "+852 2100 7777"


@pytest.mark.parametrize(("language", "question"), [("en", "May I have the name of your chief financial officer"), ("zh-Hant", "總機"), ("zh-Hans", "总机")])
def test_where_no_name_is_known_the_script_has_the_switchboard_question(language: str, question: str) -> None:
    (event,) = call_back(language).walk("VEVENT")
    assert question in str(event["DESCRIPTION"])


def test_a_later_file_of_the_same_step_moves_the_entry() -> None:
    (first,), (second,) = call_back().walk("VEVENT"), call_back(sequence=1).walk("VEVENT")
    assert first["UID"] == second["UID"] and (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 1)
    assert call_back(lead={"id": "other"}).walk("VEVENT")[0]["UID"] != first["UID"]


def test_a_meeting_file_says_the_need_and_nothing_internal() -> None:
    body = invites.meeting(lead(), FAXED, product="Proceeds account", language="en", now=FAXED, place="8 Harbour Way")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["DESCRIPTION"]) == "Half an hour at your office: Proceeds account" and str(event["LOCATION"]) == "8 Harbour Way"
    assert b"internal" not in body and b"91.5" not in body and b"touch" not in body


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200))
def test_hostile_names_can_add_no_line_to_the_file(name: str) -> None:
    hostile = f"x {name}\r\nATTENDEE:mailto:x@evil.example\nEND:VEVENT"
    calendar = call_back(lead={"company_name": hostile, "names": ()})
    (event,) = calendar.walk("VEVENT")
    assert "ATTENDEE" not in event and len(list(calendar.walk())) == len(list(call_back().walk()))
