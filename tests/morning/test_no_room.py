"""More news than an email has room for: what was left out comes in the next ones, once, with the day of its news."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadscan.cli.app import app
from leadscan.desk import write
from leadscan.records import to_data
from leadscan.stages import outreach, whynot
from leadscan.store import publish, query
from leadscan.types import Digest, Examined, StoryMark
from tests.morning import simulated
from tests.morning.put_desk import ANN, BO, TUESDAY, PutDesk, at, listed

WEDNESDAY, THURSDAY, FRIDAY = (TUESDAY + timedelta(days=number) for number in (1, 2, 3))
ROOM_FOR_ONE = {"LEADSCAN_DIGEST_MAX_ITEMS": "1", "LEADSCAN_DIGEST_FLASH": "1"}


def told(digest: Digest) -> list[tuple[str | None, str, date | None]]:
    return [(item.company_key, item.trigger, item.held) for item in digest.items]


@pytest.fixture
def desk(tmp_path: Path) -> PutDesk:
    """Two purchases and a courtesy, and room for one of them on Tuesday."""
    desk = PutDesk(tmp_path / "desk", lists=(ANN, BO), environ=ROOM_FOR_ONE)
    desk.say(1, "MA_BUY", seen=at(TUESDAY, "05:00"), amount="HK$4bn")
    desk.say(0, "MA_BUY", seen=at(TUESDAY, "05:10"))
    desk.say(4, "COURTESY", seen=at(TUESDAY, "05:20"))
    assert told(desk.morning(TUESDAY)["ann"]) == [("T:01", "MA_BUY", None)]
    return desk


def test_every_step_of_a_crowd_is_told_in_the_following_editions_and_none_twice(tmp_path: Path) -> None:
    every, _ = simulated.calendar_days(date(2026, 3, 2), 8)
    _, business = simulated.calendar_days(date(2026, 3, 2), 14)
    steps = simulated.life(5, companies=30, days=every)
    write(tmp_path / "desk")
    editions = simulated.replay(tmp_path / "desk", steps, business, companies=30, max_items=3)
    assert max(len(digest.left) for digests in editions.values() for digest in digests) > 5
    waited, overtaken, lost = simulated.fates(steps, editions, companies=30)
    assert lost == []
    assert waited[0] > 20 and sum(waited.values()) - waited[0] > 8, waited
    assert len(overtaken) < 10
    assert simulated.told_again(editions)[0] == []
    assert simulated.shown_twice(editions)[0] == []
    assert simulated.retold(steps, editions) == []
    last = editions[business[-1]]
    assert [(digest.quiet, digest.left) for digest in last] == [(True, ()), (True, ())]
    held = [(day, item.held) for day, digests in editions.items() for digest in digests for item in digest.items if item.held is not None]
    assert len(held) > 8 and all(first < day for day, first in held)


def test_what_waits_comes_with_the_day_of_its_news_and_the_email_counts_the_rest(desk: PutDesk) -> None:
    assert told(desk.morning(WEDNESDAY)["ann"]) == [("T:00", "MA_BUY", TUESDAY)]
    with desk.open() as db:
        texts = {row.message.edition: row.message.text for row in db.outbox() if row.message.rm == "ann"}
    assert "2 more stories had no room today." in texts[TUESDAY]
    assert "1 more story had no room today." in texts[WEDNESDAY]
    assert "1. Tallow Pier Foods Limited / 燭埗食品有限公司 [from Tue 12 May]" in texts[WEDNESDAY]
    assert told(desk.morning(THURSDAY)["ann"]) == [("T:04", "COURTESY", TUESDAY)]
    assert desk.morning(FRIDAY)["ann"].quiet


def test_a_further_step_is_told_in_place_of_what_waited(desk: PutDesk) -> None:
    desk.say(0, "MA_BUY", "failed", seen=at(WEDNESDAY, "05:00"))
    item = desk.morning(WEDNESDAY)["ann"].items[0]
    assert (item.company_key, item.stage, item.held, item.changed) == ("T:00", "failed", None, None)
    assert [url.rsplit("/", 1)[1] for url in item.urls] == ["4"]
    assert told(desk.morning(THURSDAY)["ann"]) == [("T:04", "COURTESY", TUESDAY)]
    assert desk.morning(FRIDAY)["ann"].quiet


def test_another_paper_that_says_it_again_makes_no_second_story_of_it(desk: PutDesk) -> None:
    desk.say(0, "MA_BUY", seen=at(WEDNESDAY, "05:00"))
    item = desk.morning(WEDNESDAY)["ann"].items[0]
    assert (item.company_key, item.held, len(item.urls)) == ("T:00", TUESDAY, 2)
    assert told(desk.morning(THURSDAY)["ann"]) == [("T:04", "COURTESY", TUESDAY)]


def test_what_stands_in_a_document_that_is_shown_is_told_there_and_its_next_step_is_a_change(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk", lists=(ANN, BO), environ=ROOM_FOR_ONE)
    first = desk.say(1, "MA_BUY", seen=at(TUESDAY, "05:00"), amount="HK$4bn")
    other = replace(desk.say(0, "MA_SELL", "planned", seen=at(TUESDAY, "05:00")), evidence=first.evidence)
    with desk.open() as db:
        db.save_examined([Examined(first.evidence.document_id, StoryMark(first.story_id, first.story_id, first.first_seen, "en", b""), "business", (), (), (), (first, replace(other, story_id=first.story_id)))], version="test")
        db.save_examined([Examined(other.story_id, StoryMark(other.story_id, other.story_id, other.first_seen, "en", b""), "business", (), (), (), ())], version="test")
    made = desk.morning(TUESDAY)["ann"]
    assert [list(item.beside.values()) for item in made.items] == [["Tallow Pier Foods Limited (disposal)"]]
    assert made.left == ()
    assert whynot.why_not(desk.settings, "T:00", "ann", TUESDAY)["answer"].startswith("it is there: named in item 1")
    assert desk.morning(WEDNESDAY)["ann"].quiet
    desk.say(0, "MA_SELL", "failed", seen=at(THURSDAY, "05:00"))
    assert [item.changed for item in desk.morning(THURSDAY)["ann"].items] == ["stage planned -> failed"]


def test_a_change_of_what_was_told_waits_too_and_is_named(desk: PutDesk) -> None:
    desk.say(1, "MA_BUY", "failed", seen=at(WEDNESDAY, "05:00"))
    desk.say(2, "DEFAULT_INSOLVENCY", seen=at(WEDNESDAY, "05:00"))
    desk.set(companies=(listed(2, "client"), *ANN.companies))
    assert told(desk.morning(WEDNESDAY)["ann"]) == [("T:02", "DEFAULT_INSOLVENCY", None)]
    later = [desk.morning(day)["ann"].items[0] for day in (THURSDAY, FRIDAY)]
    changed = next(item for item in later if item.company_key == "T:01")
    assert (changed.changed, changed.held) == ("stage announced -> failed", WEDNESDAY)


def test_an_rm_who_was_away_gets_what_waited_before_and_what_came_meanwhile(desk: PutDesk) -> None:
    desk.say(0, "CASH_RICH", seen=at(WEDNESDAY, "05:00"))
    monday = TUESDAY + timedelta(days=6)
    item = desk.morning(monday)["ann"].items[0]
    assert (item.company_key, set(item.triggers), item.held) == ("T:00", {"MA_BUY", "CASH_RICH"}, TUESDAY)
    assert told(desk.morning(monday + timedelta(days=1))["ann"]) == [("T:04", "COURTESY", TUESDAY)]


def test_what_waits_ends_with_its_shelf_life(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk", lists=(ANN, BO), environ=ROOM_FOR_ONE)
    desk.say(1, "COURTESY", seen=at(TUESDAY, "05:00"))
    desk.say(0, "MA_BUY", seen=at(TUESDAY, "05:00"))
    desk.morning(TUESDAY)
    day = TUESDAY + timedelta(days=16)  # a courtesy lives 14 days
    assert desk.morning(day)["ann"].quiet


def test_a_flash_leaves_what_waits_to_the_morning(desk: PutDesk) -> None:
    assert desk.flash(at(TUESDAY, "11:00")).counts["flashes"] == 0
    desk.say(4, "STRESS", seen=at(TUESDAY, "12:00"))
    assert desk.flash(at(TUESDAY, "13:00")).counts["flashes"] == 1
    made = desk.digest("ann", TUESDAY, "flash")
    assert made is not None and [set(item.triggers) for item in made.items] == [{"STRESS", "COURTESY"}], "all that is untold of the company"
    assert told(desk.morning(WEDNESDAY)["ann"]) == [("T:00", "MA_BUY", TUESDAY)]
    assert desk.morning(THURSDAY)["ann"].quiet


def test_a_past_day_run_again_changes_nothing(desk: PutDesk) -> None:
    desk.morning(WEDNESDAY)
    with desk.open() as db:
        before = dict(db.fingerprint())
    for day in (TUESDAY, WEDNESDAY, TUESDAY):
        desk.morning(day)
    with desk.open() as db:
        assert dict(db.fingerprint()) == before


def test_of_another_rm_nothing_waits(desk: PutDesk) -> None:
    with desk.open() as db:
        held = db.held(WEDNESDAY)
        assert set(held) == {"ann"} and {trigger for _, trigger in held["ann"]} == {"MA_BUY", "COURTESY"}
        assert db.held(TUESDAY) == {}


def test_the_weekly_email_tells_it_once(desk: PutDesk) -> None:
    desk.set(weekly="fri")
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        desk.morning(day)
    made = desk.digest("ann", FRIDAY, "weekly")
    assert made is not None and Counter(item.matter for item in made.items) == {"T:01|MA_BUY": 1, "T:00|MA_BUY": 1, "T:04|COURTESY": 1}


def test_what_had_no_room_can_be_listed_and_asked_for(desk: PutDesk) -> None:
    listed_ = CliRunner().invoke(app, ["leads", "--desk", str(desk.path), "--date", TUESDAY.isoformat(), "--rm", "ann", "--left", "--json"])
    assert [json.loads(line)["company_key"] for line in listed_.stdout.splitlines()] == ["T:00", "T:04"]
    assert CliRunner().invoke(app, ["leads", "--desk", str(desk.path), "--date", FRIDAY.isoformat(), "--left", "--json"]).stdout == ""
    publish(desk.settings, now=at(TUESDAY, "09:00"))
    assert query(desk.settings, "select company_key, held from leads where left_out and rm = 'ann' order by 1")[1] == [("T:00", None), ("T:04", None)]
    assert whynot.why_not(desk.settings, "T:04", "ann", TUESDAY)["answer"].endswith("below the items that fit into the email; it competes again for the next")


def test_what_the_rm_put_off_waits_until_that_day_and_is_told_once(desk: PutDesk) -> None:
    with desk.open() as db:
        waiting = next(lead for lead in db.leads(edition=TUESDAY, rm="ann") if lead.company_key == "T:00")
    outreach.touch(desk.settings, waiting.id, "snooze", note="", now=at(TUESDAY, "10:00"))
    days = [TUESDAY + timedelta(days=number) for number in (1, 2, 6, 7, 8, 9)]
    assert [told(desk.morning(day)["ann"]) for day in days] == [[("T:04", "COURTESY", TUESDAY)], [], [], [("T:00", "MA_BUY", TUESDAY)], [], []]
    assert to_data(desk.digest("ann", days[3]))["left"] == []
