"""What an operator reads of sources and of the week."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import get_args

from leadscan.reports import picture, sources
from leadscan.types import Health, HealthState, Poll, Source

HEALTH = Health("ferry-wire", "Ferry Wire", "failing", date(2026, 5, 12), "HTTP 500", None, datetime(2026, 5, 11, 22, 0, tzinfo=UTC), failures=2)


def test_every_state_that_is_not_well_says_what_to_do() -> None:
    assert set(sources.ADVICE) == set(get_args(HealthState))
    assert {state for state, todo in sources.ADVICE.items() if not todo} == {"ok", "unchanged"}


def test_the_table_shows_the_troubled_sources_first_with_what_to_do() -> None:
    well = Health("a-paper", "A Paper", "ok", date(2026, 5, 1), "", None, None, new_entries=3)
    rows = sources.table([well, HEALTH])
    assert [row["source"] for row in rows] == ["ferry-wire", "a-paper"]
    assert rows[0]["what to do"].startswith("no answer: tried again by itself")
    assert rows[0]["newest"] == "2026-05-11T22:00+00:00"
    assert rows[1]["new"] == "3" and rows[1]["what to do"] == ""


def test_a_line_of_the_log_names_source_and_address() -> None:
    source = Source("ferry-wire", "Ferry Wire", "rss", "https://ferrywire.example/rss")
    line = sources.line(Poll(source, "2026-05-12", None, "timed out", None, HEALTH))
    assert line.startswith("source=ferry-wire url=https://ferrywire.example/rss state=failing entries=0 detail='HTTP 500'; no answer")


def test_the_week_is_a_png_of_its_size_also_without_leads() -> None:
    days = {date(2026, 5, day): Counter({f"KIND_{n}": n for n in range(day)}) for day in range(8, 15)}
    for given in (days, {day: Counter[str]() for day in days}):
        png = picture.week(given)
        assert png.startswith(b"\x89PNG")
        assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (900, 360)
        assert len(png) < 60_000
