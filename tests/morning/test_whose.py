"""Whose lead it is, over a whole desk: owners, fallback, the cap, why not, and what becomes of a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from leadscan.data.triggers import triggers
from leadscan.stages import outreach, whynot
from leadscan.types import Correction, Digest, Suppression
from tests.morning.put_desk import ANN, BO, COMPANIES, TUESDAY, PutDesk, at, listed

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> PutDesk:
    return PutDesk(tmp_path / "desk")


def told(digest: Digest) -> list[tuple[str | None, str]]:
    return [(item.company_key, item.trigger) for item in digest.items]


def why_not(desk: PutDesk, number: int, rm: str, day: date = TUESDAY) -> tuple[str, str]:
    found = whynot.why_not(desk.settings, COMPANIES[number].name_en or "", rm, day)
    return found["stage"], found["answer"]


def test_a_client_goes_to_its_own_rm_and_not_to_the_rm_of_its_sector(desk: PutDesk) -> None:
    desk.say(1, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    made = desk.morning(TUESDAY)
    assert (told(made["ann"]), told(made["bo"])) == ([("T:01", "CONTRACT_WIN")], [])
    assert why_not(desk, 1, "ann")[0] == "digest"
    assert why_not(desk, 1, "bo") == ("rank", why_not(desk, 1, "bo")[1]) and why_not(desk, 1, "bo")[1].endswith("owners: the client of ann")


def test_the_registers_owner_gets_a_client_that_nobody_lists(desk: PutDesk) -> None:
    with desk.open() as db:
        db.put_companies([replace(COMPANIES[0], owner="bo", relation="client")], origin="test")
    desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    made = desk.morning(TUESDAY)
    assert (told(made["ann"]), told(made["bo"])) == ([], [("T:00", "CONTRACT_WIN")])
    assert made["bo"].items[0].relation == "client"


def test_a_sector_that_nobody_follows_goes_to_the_fallback_rm(tmp_path: Path) -> None:
    for fallback, found in (("", []), ("bo", [("T:03", "CAPEX_PLANT")])):
        desk = PutDesk(tmp_path / f"desk{fallback}", environ={"LEADSCAN_MORNING_FALLBACK_RM": fallback})
        desk.say(3, "CAPEX_PLANT", seen=at(TUESDAY, "06:00"))
        made = desk.morning(TUESDAY)
        assert (told(made["ann"]), told(made["bo"])) == ([], found)
        assert why_not(desk, 3, "ann")[1].endswith("not on your watchlist and in no sector of yours")


def test_a_company_has_one_item_however_much_happens_there(desk: PutDesk) -> None:
    for trigger in ("CONTRACT_WIN", "CAPEX_PLANT", "MA_BUY", "DEBT_NEW"):
        desk.say(0, trigger, seen=at(TUESDAY, "06:00"))
    items = desk.morning(TUESDAY)["ann"].items
    assert len(items) == 1
    assert set(items[0].triggers) == {"CONTRACT_WIN", "CAPEX_PLANT", "MA_BUY", "DEBT_NEW"}


def test_a_risk_silences_every_sales_suggestion_until_a_person_clears_it(desk: PutDesk) -> None:
    desk.say(4, "DEFAULT_INSOLVENCY", seen=at(TUESDAY, "06:00"))
    desk.morning(TUESDAY)
    desk.say(4, "CAPEX_PLANT", seen=at(WEDNESDAY, "06:00"))
    item = desk.morning(WEDNESDAY)["ann"].items[0]
    assert (item.trigger, item.section, item.outreach) == ("CAPEX_PLANT", "watch", None)
    assert (item.suppressed or "").startswith("risk freeze")
    with desk.open() as db:
        db.add_correction(Correction("c", "clear_risk", "T:04", "", "credit", at(WEDNESDAY, "18:00")))
    thursday = WEDNESDAY + timedelta(days=1)
    desk.say(4, "MA_BUY", seen=at(thursday, "06:00"))
    item = desk.morning(thursday)["ann"].items[0]
    assert (item.section, item.suppressed, item.outreach is not None) == ("call_today", None, True)


def test_a_suppressed_company_is_told_and_nobody_is_asked_to_call(desk: PutDesk) -> None:
    with desk.open() as db:
        db.put_suppressions([Suppression("company", COMPANIES[0].name_en or "", "asked us not to", TUESDAY)], origin="test")
    desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    item = desk.morning(TUESDAY)["ann"].items[0]
    assert (item.section, item.suppressed, item.outreach) == ("clippings", "suppression list: asked us not to", None)


@pytest.mark.parametrize(
    ("prepare", "rm", "stage", "said"),
    [
        ("nothing", "ann", "examine", "no document of the year"),
        ("nothing", "nobody", "watchlist", "has no watchlist"),
        ("told", "ann", "rank", "told: nothing has changed since it was told"),
        ("old", "ann", "rank", "old news"),
        ("expired", "ann", "rank", "expired"),
        ("corrected", "ann", "rank", "corrected: not_a_lead by ann"),
        ("there", "ann", "digest", "it is there: item 1"),
    ],
)
def test_why_not_says_the_stage_at_which_it_fell_out(desk: PutDesk, prepare: str, rm: str, stage: str, said: str) -> None:
    monday = TUESDAY - timedelta(days=1)
    if prepare == "told":
        desk.say(0, "CONTRACT_WIN", seen=at(monday, "06:00"))
        desk.morning(monday)
        desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    elif prepare == "old":
        desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY - timedelta(days=8), "06:00"))
    elif prepare == "expired":
        desk.say(0, "CONTRACT_WIN", seen=at(date(2025, 6, 2), "06:00"))
    elif prepare != "nothing":
        desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    if prepare == "corrected":
        with desk.open() as db:
            db.add_correction(Correction("c", "not_a_lead", "T:00", "", "ann", at(TUESDAY, "06:30")))
    desk.morning(TUESDAY)
    found = why_not(desk, 0, rm)
    assert found[0] == stage and said in found[1]


def test_what_does_not_fit_is_said_to_stand_below_the_rest(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk", environ={"LEADSCAN_DIGEST_MAX_ITEMS": "1"})
    desk.say(0, "COURTESY", seen=at(TUESDAY, "06:00"))
    desk.say(0, "CASH_RICH", seen=at(TUESDAY, "06:00"))
    desk.say(1, "MA_BUY", seen=at(TUESDAY, "06:00"), amount="HK$4bn")
    assert told(desk.morning(TUESDAY)["ann"]) == [("T:01", "MA_BUY")]
    stage, said = why_not(desk, 0, "ann")
    assert stage == "digest" and "below the items that fit" in said


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ((), "shown"), (("called",), "called"), (("no_answer",), "called"), (("fax_sent",), "faxed"), (("meeting",), "met"), (("meeting", "won"), "won"), (("no",), "lost"), (("lost",), "lost"),
        (("not_relevant",), "not_relevant"), (("wrong_company",), "not_relevant"),
    ],
)  # fmt: skip
def test_a_lead_lives_as_its_outcomes_say(desk: PutDesk, outcomes: tuple[str, ...], status: str) -> None:
    desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    item = desk.morning(TUESDAY)["ann"].items[0]
    for number, outcome in enumerate(outcomes):
        outreach.touch(desk.settings, item.lead_id, outcome, note="", now=at(TUESDAY, f"1{number}:00"))
    with desk.open() as db:
        found = db.lead(item.lead_id)
    assert found is not None and found.status == status


def test_a_lead_that_nobody_followed_up_expires_with_the_shelf_life_of_its_news(desk: PutDesk) -> None:
    desk.say(0, "CONTRACT_WIN", seen=at(TUESDAY, "06:00"))
    desk.say(4, "MA_BUY", seen=at(TUESDAY, "06:00"))
    items = {item.company_key: item.lead_id for item in desk.morning(TUESDAY)["ann"].items}
    outreach.touch(desk.settings, items["T:04"], "called", note="", now=at(TUESDAY, "10:00"))

    def statuses() -> tuple[str, str]:
        with desk.open() as db:
            return db.lead(items["T:00"]).status, db.lead(items["T:04"]).status

    life = triggers()["CONTRACT_WIN"].shelf_life_days
    desk.morning(TUESDAY + timedelta(days=life - 1))
    assert statuses() == ("shown", "called")
    desk.morning(TUESDAY + timedelta(days=life + 2))
    assert statuses() == ("expired", "called")


def test_a_lead_that_was_not_shown_is_new(tmp_path: Path) -> None:
    desk = PutDesk(tmp_path / "desk", lists=(replace(ANN, companies=(*ANN.companies, listed(0, "client"))), BO), environ={"LEADSCAN_DIGEST_MAX_ITEMS": "1"})
    desk.say(0, "COURTESY", seen=at(TUESDAY, "06:00"))
    desk.say(1, "MA_BUY", seen=at(TUESDAY, "06:00"), amount="HK$4bn")
    desk.morning(TUESDAY)
    with desk.open() as db:
        assert {lead.company_key: lead.status for lead in db.leads(edition=TUESDAY, rm="ann")} == {"T:00": "new", "T:01": "shown"}
