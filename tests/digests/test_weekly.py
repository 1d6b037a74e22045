"""The week in one email."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from leadscan.digests import render, weekly
from leadscan.types import CaseMove, Clock, Digest, Language, Touch, Week
from tests.digests.digest_makers import DAY, HONG_KONG, NOW, case, full_morning, lead, make, settings, watchlist
from tests.digests.test_render import HOSTILE, Page

FRIDAY = date(2026, 3, 13)


def touch(outcome: str = "meeting", kind: str = "call", **changes: Any) -> Touch:
    return Touch(**({"id": "t", "lead_id": "l", "rm": "karen.lau", "company_key": None, "company_name": "Manlung Engineering", "kind": kind, "outcome": outcome, "at": datetime(2026, 3, 12, 15, tzinfo=HONG_KONG)} | changes))


def week(**changes: Any) -> Week:
    values: dict[str, Any] = {
        "first": date(2026, 3, 9), "last": FRIDAY, "until": date(2026, 3, 20), "touches": (touch(note="they want a bond line"),),
        "moves": (CaseMove("Sunridge Biologics", date(2026, 3, 11), "HEARING", "CLEARED", "https://exchange.example/1.pdf"), CaseMove("Cloudpeak Robotics", DAY, "", "FILED")),
        "clocks": (Clock(date(2026, 3, 16), "Manlung Engineering", "meeting_report"), Clock(date(2026, 3, 18), "Northpoint Cold Chain", "lapses"), Clock(date(2026, 3, 16), "Seawall Noodle House", "call_back", datetime(2026, 3, 16, 10, 30, tzinfo=HONG_KONG))),
    }  # fmt: skip
    return Week(**(values | changes))


def weekly_digest(language: Language = "en", *, told: list[Digest] | None = None, **changes: Any) -> Digest:
    found, cases = full_morning(language)
    told = [make(found, language=language, cases=cases)] if told is None else told
    return weekly.digest(watchlist(language), told, week(**changes), cases=[(one.issuer, one) for one in cases.values()], edition=FRIDAY)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Your week", "Thu 12 Mar, Manlung Engineering: call: meeting agreed [they want a bond line]", "Sunridge Biologics: at the hearing → hearing passed", "Cloudpeak Robotics: new: application filed", "listing application lapses", "Seawall Noodle House: call back [10:30]")),
        ("zh-Hant", ("一周總結", "Manlung Engineering：電話：約定會面", "聆訊階段 → 已通過聆訊", "新增：已遞表", "上市申請失效", "回電")),
        ("zh-Hans", ("一周总结", "Manlung Engineering：电话：约定会面", "聆讯阶段 → 已通过聆讯", "新增：已递表", "上市申请失效", "回电")),
    ],
)
def test_both_parts_say_what_was_told_done_moved_and_is_due(language: Language, said: tuple[str, ...]) -> None:
    digest = weekly_digest(language)
    made = render.message(digest, settings=settings(), now=NOW)
    page = Page(made.html)
    words = " ".join(page.words)
    assert all(part in made.text for part in said)
    assert len(digest.items) == 10
    assert all(item.company_name in words and item.company_name in made.text for item in digest.items)
    assert "they want a bond line" in words
    assert ("html", "lang", language) in page.attributes
    assert made.message_id == "<weekly.2026-03-13.karen.lau@bank.example>"
    assert made.kind == "weekly" and len(made.html.encode()) < render.HTML_LIMIT


def test_the_subject_counts_what_there_is() -> None:
    assert weekly_digest().subject == "Your week: 10 stories, 1 step, 2 listings moved | 9 Mar to 13 Mar"
    assert weekly_digest(touches=(), moves=()).subject == "Your week: 10 stories | 9 Mar to 13 Mar"


def test_a_story_that_moved_stands_once_as_last_told() -> None:
    first = make([lead(1, matter="P|MA_BUY", trigger="MA_BUY", company_name="Seawall Noodle House")], edition=date(2026, 3, 9))
    then = replace(make([lead(1, matter="P|MA_BUY", trigger="MA_BUY", company_name="Seawall Noodle House")]), items=(replace(first.items[0], changed="stage rumour -> announced"),))
    digest = weekly_digest(told=[then, first])
    assert [item.changed for item in digest.items] == ["stage rumour -> announced"]
    assert "Changed: stage rumour → announced" in render.message(digest, settings=settings(), now=NOW).text


def test_an_empty_week_says_so_in_each_part() -> None:
    digest = weekly_digest(told=[], touches=(), moves=(), clocks=())
    text = render.message(digest, settings=settings(), now=NOW).text
    assert digest.quiet
    for said in ("No story was told this week.", "No call, letter or meeting was recorded this week.", "No listing that you follow has moved.", "Nothing falls due."):
        assert said in text


def test_the_axis_shows_the_live_listings_that_are_followed() -> None:
    digest = weekly_digest()
    assert digest.week is not None and len(digest.week.timeline) >= 2
    assert weekly.digest(watchlist(), [], week(), cases=[("One", case())], edition=FRIDAY).week == replace(week(), timeline=())


def test_a_hostile_week_is_harmless() -> None:
    bad = week(touches=(touch(outcome=HOSTILE, kind=HOSTILE, note=HOSTILE, company_name=HOSTILE),), moves=(CaseMove(HOSTILE, DAY, HOSTILE, HOSTILE, "javascript:alert(1)"),), clocks=(Clock(DAY, HOSTILE, HOSTILE),))
    made = render.message(weekly.digest(watchlist(name=HOSTILE, rm=HOSTILE), [], bad, cases=[(HOSTILE, case()), (HOSTILE, case(key="B"))], edition=FRIDAY), settings=settings(), now=NOW)
    page = Page(made.html)
    assert {"script", "img"}.isdisjoint(page.tags)
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    assert "javascript:" not in made.html and "\u202e" not in made.html + made.text
    assert not any(row.startswith("Bcc:") for row in made.text.splitlines())
    assert "\n" not in made.subject


def test_more_lines_than_a_part_has_room_for_are_counted() -> None:
    digest = weekly_digest(touches=tuple(touch(id=str(number)) for number in range(33)))
    assert "and 3 more" in render.message(digest, settings=settings(), now=NOW).text
