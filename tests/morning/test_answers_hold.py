"""For whom an RM's answer holds, and for how long: through the real stages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leadscan.errors import Forbidden
from leadscan.stages import outreach
from leadscan.types import Digest, DigestItem, WatchedCompany
from tests.morning.put_desk import ANN, BO, TUESDAY, PutDesk, at

WEDNESDAY, THURSDAY, FRIDAY = (TUESDAY + timedelta(days=number) for number in (1, 2, 3))
FOODS = "T:00"


@pytest.fixture
def desk(tmp_path: Path) -> PutDesk:
    """A company that both RMs follow, and its purchase, told to both on Tuesday."""
    both = (ANN, replace(BO, companies=(WatchedCompany(FOODS, "prospect"),)))
    desk = PutDesk(tmp_path / "desk", lists=both, environ={"LEADSCAN_BANK_PHONE": "2100 0000", "LEADSCAN_BANK_FAX": "2100 0001"})
    desk.say(0, "MA_BUY", "rumour", seen=at(TUESDAY, "05:00"), amount="HK$4bn")
    desk.morning(TUESDAY)
    return desk


def item(digest: Digest) -> DigestItem:
    (found,) = [item for item in digest.items if item.company_key == FOODS]
    return found


def answer(desk: PutDesk, outcome: str) -> str:
    made = desk.digest("ann", TUESDAY)
    assert made is not None
    outreach.touch(desk.settings, item(made).lead_id, outcome, note="", now=at(TUESDAY, "10:00"))
    return item(made).lead_id


def test_not_relevant_to_one_rm_leaves_the_other_and_other_matters_alone(desk: PutDesk) -> None:
    lead = answer(desk, "not_relevant")
    with pytest.raises(Forbidden, match="not relevant"):
        outreach.letter(desk.settings, lead, number="2100 2345", now=at(TUESDAY, "11:00"))
    desk.say(0, "CAPEX_PLANT", seen=at(WEDNESDAY, "05:00"), amount="HK$900m")
    wednesday = desk.morning(WEDNESDAY)
    assert [(item(wednesday[rm]).trigger, item(wednesday[rm]).section) for rm in ("ann", "bo")] == [("CAPEX_PLANT", "call_today")] * 2
    assert wednesday["ann"].notes[0].endswith("left out until 10 Aug or a further step; you said on 12 May that it is not relevant")
    desk.say(0, "MA_BUY", "rumour", seen=at(THURSDAY, "05:00"), amount="HK$4bn")
    assert all(digest.quiet for digest in desk.morning(THURSDAY).values()), "another paper says it again"


def test_a_further_step_ends_not_relevant(desk: PutDesk) -> None:
    answer(desk, "not_relevant")
    desk.say(0, "MA_BUY", "announced", seen=at(WEDNESDAY, "05:00"), amount="HK$4bn")
    found = item(desk.morning(WEDNESDAY)["ann"])
    assert (found.changed, found.section) == ("stage rumour -> announced", "call_today")
    with desk.open() as db:
        assert db.lead(found.lead_id).status == "shown"


def test_the_desk_says_how_long_not_relevant_holds(desk: PutDesk) -> None:
    desk.environ = {**desk.environ, "LEADSCAN_OUTREACH_NOT_RELEVANT_DAYS": "2"}
    lead = answer(desk, "not_relevant")
    assert item(desk.morning(TUESDAY)["ann"]).lead_id == lead
    assert desk.morning(WEDNESDAY)["ann"].notes[0].startswith("Tallow Pier Foods Limited: left out until 14 May")


def test_a_wrong_company_takes_that_story_from_everybody_and_no_true_news_of_it(desk: PutDesk) -> None:
    answer(desk, "wrong_company")
    with desk.open() as db:
        assert [(correction.kind, len(correction.value.splitlines())) for correction in db.corrections()] == [("wrong_company", 1)]
        assert db.told("ann") == db.told("bo") == []
    assert all(digest.quiet for digest in desk.morning(WEDNESDAY).values())
    desk.say(0, "MA_BUY", "rumour", seen=at(THURSDAY, "05:00"), amount="HK$2bn")
    assert [item(digest).changed for digest in desk.morning(THURSDAY).values()] == [None, None], "true news, told for the first time"
    assert all(digest.quiet for digest in desk.morning(FRIDAY).values())
