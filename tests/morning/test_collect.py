"""What collecting tells its operator: an outage once, a move once, odd numbers, and that all that was begun is done."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from leadscan import settings, store
from leadscan.stages import collect, takein
from leadscan.types import Health, Report
from tests.desks import DAYS, run_of
from tests.morning.test_bad_sources import URL, spoil


def collected(desk: Path, days: int) -> Report:
    """A collect so many days after day one, over day one's answers."""
    run = run_of(desk, DAYS[0])
    takein.take_in_desk(run.settings)
    return collect.collect(dataclasses.replace(run, now=run.now + timedelta(days=days), slot=f"slot {days}"))


def about(lines: tuple[str, ...]) -> list[str]:
    return [line for line in lines if line.startswith("harbour-post: ")]


def keep_day_one(desk: Path) -> None:
    """Only day one was recorded, so that later days get its answers."""
    (desk / "recorded" / "days.json").write_text(f'{{"1": "{DAYS[0].isoformat()}"}}', encoding="utf-8")


def health(state: str, since: date = date(2026, 5, 1)) -> Health:
    return Health("p", "P", state, since, "HTTP 500", None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "now", "began", "ended"),
    [
        (None, health("ok"), [], []),
        (None, health("failing"), ["p: failing: HTTP 500"], []),
        (health("ok"), health("failing"), ["p: failing: HTTP 500"], []),
        (health("failing"), health("failing"), [], []),
        (health("failing"), health("blocked"), ["p: blocked: HTTP 500"], []),
        (health("failing"), health("ok"), [], ["p: ok again; it was failing since 2026-05-01"]),
        (health("stale"), health("unchanged"), [], ["p: unchanged again; it was stale since 2026-05-01"]),
        (health("ok"), health("unchanged"), [], []),
    ],
)
def test_an_outage_is_told_when_it_begins_and_when_it_ends(before: Health | None, now: Health, began: list[str], ended: list[str]) -> None:
    assert collect.news_of(before, now) == (began, ended)


def test_an_outage_of_three_days_is_one_line(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    keep_day_one(desk)
    spoil(desk, status=500, body=b"oops")
    assert [len(about(collected(desk, day).failures)) for day in range(3)] == [1, 0, 0]
    collected(desk, 3)
    assert collected(desk, 4).counts["resting"] >= 1, "four times failed: it rests for two days"
    spoil(desk, body=b"<rss version='2.0'><channel><title>The Harbour Post</title><item><title>Back</title><link>https://www.harbourpost.example/1</link></item></channel></rss>")
    (note,) = about(collected(desk, 12).notes)
    assert note == "harbour-post: ok again; it was failing since 2026-05-12"


def test_all_that_is_scheduled_is_finished(make_desk: Callable[[], Path]) -> None:
    report = collected(make_desk(), 0)
    assert report.counts["scheduled"] == report.counts["finished"] > 10


def test_a_move_for_good_is_believed_the_third_time_and_told_once(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    keep_day_one(desk)
    new = "https://www.harbourpost.example/2026/rss.xml"
    move(desk, new)
    notes = [about(collected(desk, day).notes) for day in range(5)]
    assert notes == [[], [], [f"harbour-post: moved for good to {new}, which is asked from now on; put it into sources.toml"], [], []]
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        task = next(task for task in db.due("later") if task.source.id == "harbour-post")
    assert task.moved == (new, new, new)


def move(desk: Path, new: str) -> None:
    """The feed's address answers 301 to a new one, which has the feed."""
    lines = desk / "recorded" / "day1" / "responses.jsonl"
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    row = next(row for row in rows if row["url"] == URL)
    rows.append({**row, "url": new})
    row.update(status=301, headers={"Location": new})
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_an_unusual_number_of_entries_is_told(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    keep_day_one(desk)
    collected(desk, 0)
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        source = next(source for source in db.sources() if source.id == "harbour-post")
        db.put_sources([dataclasses.replace(source, entries_a_day=(5, 90))], origin="test")
    assert about(collected(desk, 1).notes) == ["harbour-post: 0 new entries; a business day has 5 to 90"]
