"""Near-copies to stories."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.news import stories
from leadscan.records import digest
from leadscan.text import language
from leadscan.types import Article, Event, Evidence, Filing, StoryMark

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=timezone(timedelta(hours=8)))
DOORS = "電梯門製造商升華門業昨日公布，將斥資三億元於元朗興建第二間廠房，資金來自銀行貸款，預計明年底投產。主席葉啟明表示，手頭訂單已排至後年，正與四家銀行商討，並會聘請一百名技工。"
PIER = "運輸部門公布，中環七號碼頭因維修於周日起關閉兩星期，乘客須改用鄰近碼頭登船，渡輪班次維持不變，離島居民批評通知太遲。"
ENGLISH = "Sinwa Doors, which makes lift doors for housing estates, said on Monday that it would build a second factory in Yuen Long and pay for it with a bank loan. Production should begin at the end of next year. "


def article(id: str, title: str, text: str, *, seen: datetime = NOW) -> Article:
    return Article(id, "s", id, f"https://p.example/{id}", title, text, seen, "feed", seen, language.label(title + text))


def stories_of(*articles: Article, known: tuple[StoryMark, ...] = ()) -> list[str]:
    marks = stories.group(articles, known)
    return [marks[item.id].story_id for item in articles]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("升華門業斥三億建廠", DOORS), ("升華門業斥三億建廠", DOORS), True),
        (("升華門業斥三億建廠", DOORS), ("升华门业斥三亿建厂", DOORS.replace("電", "电").replace("門", "门").replace("億", "亿")), True),  # the other script
        (("升華門業斥三億建廠", DOORS), ("門廠增資", DOORS[:70]), True),  # cut
        (("升華門業斥三億建廠", DOORS), ("升華建新廠", DOORS.replace("三億", "四億").replace("一百名", "二百名")), True),  # edited
        (("升華門業斥三億建廠", DOORS), ("碼頭關閉", PIER), False),
        (("【新股速遞】今日焦點", DOORS), ("【新股速遞】今日焦點", PIER), False),  # a daily column
        (("Lift-door maker to build", ENGLISH), ("Sinwa plans plant", ENGLISH.replace("on Monday ", "")), True),
        (("短", "一"), ("短", "二"), False),
    ],
)
def test_copies_are_one_story_and_columns_are_not(first: tuple[str, str], second: tuple[str, str], same: bool) -> None:
    a, b = stories_of(article("a", *first), article("b", *second, seen=NOW + timedelta(hours=3)))
    assert (a == b) is same
    assert a == digest("story", "a")


def test_a_copy_after_a_week_is_a_new_story() -> None:
    first = article("a", "升華門業", DOORS, seen=NOW)
    known = tuple(stories.group([first], []).values())
    assert stories_of(article("b", "升華門業", DOORS, seen=NOW + timedelta(days=6)), known=known) == [digest("story", "a")]
    assert stories_of(article("c", "升華門業", DOORS, seen=NOW + timedelta(days=8)), known=known) == [digest("story", "c")]


def test_an_edited_version_keeps_the_story_of_its_entry() -> None:
    known = tuple(stories.group([article("a", "升華門業", DOORS)], []).values())
    assert stories_of(article("a", "升華門業（更新）", DOORS + "股份將於今日復牌。", seen=NOW + timedelta(hours=5)), known=known) == [digest("story", "a")]


TEXTS = [DOORS, DOORS.replace("三億", "四億"), PIER, PIER + "有議員要求部門交代。", ENGLISH, ENGLISH + "Shares were unchanged.", "短訊一則。", ""]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=8), st.integers(0, 8), st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_the_batches(picks: list[int], cut: int, chance: random.Random) -> None:
    articles = [article(f"d{n}", f"t{pick}", TEXTS[pick], seen=NOW + timedelta(minutes=n)) for n, pick in enumerate(picks)]
    whole = stories.group(articles, [])
    first = stories.group(articles[:cut], [])
    second = stories.group(articles[cut:], list(first.values()))
    assert {**first, **second} == whole
    shuffled = list(articles)
    chance.shuffle(shuffled)
    assert stories.group(shuffled, []) == whole


def test_grouping_is_near_linear() -> None:
    chance = random.Random(5)
    words = ["".join(chance.choices("天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜", k=2)) for _ in range(3000)]

    def seconds(count: int) -> float:
        articles = [article(f"{count}-{n}", f"t{n}", "".join(chance.choices(words, k=60)), seen=NOW + timedelta(seconds=n)) for n in range(count)]
        start = time.process_time()
        stories.group(articles, [])
        return time.process_time() - start

    seconds(20)
    assert seconds(1600) < 10 * seconds(400)


def event(trigger: str, company: str | None, *, name: str = "", amount: str = "", role: str = "subject") -> Event:
    evidence = Evidence("d", "s", "", 0, 1, "q", "en")
    return Event("e", trigger, "announced", "O", company, name, None, None, evidence, "", NOW, NOW, {"amount": amount} if amount else {}, role=role)


def told(id: str, *events: Event, day: int = 0, subject: str = "", story: str | None = None) -> stories.Telling:
    return stories.Telling(id, story or f"story-{id}", NOW + timedelta(days=day), events, subject)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ([event("IPO_FILED", "HKEX-APP:1")], [event("IPO_FILED", "HKEX-APP:1")], True),
        ([event("IPO_INTENT", "HKEX-APP:1")], [event("IPO_FILED", "HKEX-APP:1")], True),  # one running story
        ([event("IPO_FILED", "HKEX-APP:1")], [event("IPO_FILED", "HKEX-APP:2")], False),
        ([event("CFO_CHANGE", "HKEX:1")], [event("CONTRACT_WIN", "HKEX:1")], False),
        ([event("CONTRACT_WIN", "HKEX:1", amount="HK$1.4 billion")], [event("CONTRACT_WIN", "HKEX:1", amount="14億港元")], True),
        ([event("CONTRACT_WIN", "HKEX:1", amount="HK$1.4 billion")], [event("CONTRACT_WIN", "HKEX:1", amount="HK$95 million")], False),
        ([event("IPO_FILED", None, name="升華門業")], [event("IPO_FILED", None, name="升华门业")], True),
        ([event("IPO_PROGRESS", "HKEX-APP:1"), event("COMPETITOR_BANK", "HKEX:9")], [event("DEBT_NEW", "HKEX:3"), event("COMPETITOR_BANK", "HKEX:9")], False),  # one bank, two customers
        ([event("MA_BUY", "HKEX:1"), event("MA_SELL", "HKEX:2", role="counterparty")], [event("MA_SELL", "HKEX:2")], False),
        ([], [], False),
    ],
)
def test_one_event_in_other_words_is_one_story(first: list[Event], second: list[Event], same: bool) -> None:
    merged = stories.merge([told("a", *first), told("b", *second, day=1)], [])
    assert merged == {"a": "story-a", "b": "story-a" if same else "story-b"}


def test_a_document_without_an_event_joins_its_companys_listing() -> None:
    assert stories.merge([told("a", event("IPO_FILED", "HKEX-APP:1")), told("b", subject="HKEX-APP:1", day=1)], [])["b"] == "story-a"


def test_the_same_event_after_a_week_is_told_anew() -> None:
    assert stories.merge([told("a", event("CFO_CHANGE", "HKEX:1")), told("b", event("CFO_CHANGE", "HKEX:1"), day=9)], [])["b"] == "story-b"


def test_copies_follow_the_story_of_their_first() -> None:
    first, second = told("a", event("IPO_FILED", "X:1")), told("b", event("IPO_FILED", "X:1"), day=1)
    copy = told("c", story="story-b", day=2)
    assert stories.merge([first, second, copy], []) == {"a": "story-a", "b": "story-a", "c": "story-a"}


def test_merging_day_by_day_is_merging_at_once() -> None:
    days = [told("a", event("IPO_FILED", "X:1")), told("b", event("CFO_CHANGE", "X:2"), day=1), told("c", event("IPO_PROGRESS", "X:1"), day=1), told("d", event("CFO_CHANGE", "X:2"), day=2)]
    whole = stories.merge(days, [])
    known: list[stories.Telling] = []
    for telling in days:
        story = stories.merge([telling], known)[telling.document_id]
        assert story == whole[telling.document_id]
        known.append(stories.Telling(telling.document_id, story, telling.first_seen, telling.events, telling.subject))


def placed(event: Event, start: int, **facts: str) -> Event:
    """The event with its words at that place of the document."""
    return replace(event, evidence=replace(event.evidence, start=start), facts={**event.facts, **facts})


def test_what_a_text_says_in_passing_makes_it_no_copy_of_that_story() -> None:
    succession = told("a", placed(event("OWNER_CHANGE", "HKEX:1"), 0), placed(event("MA_SELL", "HKEX:1"), 200))
    sale = told("b", placed(event("MA_SELL", "HKEX:1"), 0), day=1)
    assert stories.merge([succession, sale], []) == {"a": "story-a", "b": "story-b"}


def test_two_deals_of_a_week_are_told_apart_by_the_sums_around_them() -> None:
    rail = told("a", placed(event("CONTRACT_WIN", "HKEX:1"), 0, amounts="港幣十四億元; 三十九億港元"))
    pump = told("b", placed(event("CONTRACT_WIN", "HKEX:1"), 0, amounts="9,000萬元"), day=1)
    same = told("c", placed(event("CONTRACT_WIN", "HKEX:1"), 0, amounts="HK$1.4bn"), day=1)
    assert stories.merge([rail, pump, same], []) == {"a": "story-a", "b": "story-b", "c": "story-a"}


def test_a_policy_in_two_languages_is_known_by_its_sums() -> None:
    notice = told("a", placed(event("POLICY_SECTOR", None), 0, amounts="四億元; 一千五百萬元"))
    english = told("b", placed(event("POLICY_SECTOR", None), 0, amounts="$400 million; $15 million"))
    other = told("c", placed(event("POLICY_SECTOR", None), 0, amounts="$90 million"))
    assert stories.merge([notice, english, other], []) == {"a": "story-a", "b": "story-a", "c": "story-c"}


def test_texts_about_a_company_without_an_event_are_no_story_of_their_own() -> None:
    assert stories.merge([told("a", subject="HKEX:1"), told("b", subject="HKEX:1")], []) == {"a": "story-a", "b": "story-b"}


@pytest.mark.parametrize(
    ("first", "second", "days", "same"),
    [
        ("滙田銀行推跨境分帳服務 首季豁免月費", "滙田銀行推派息代收戶口 開戶免按金", 1, False),
        ("滙田銀行推跨境分帳服務 首季豁免月費", "滙田推分帳服務 首季免月費", 1, True),
        ("Wuitin Bank offers cross-border settlement split", "滙田銀行推跨境分帳服務", 0, True),
        ("Wuitin Bank offers cross-border settlement split", "滙田銀行推跨境分帳服務", 2, False),
    ],
)
def test_two_things_of_one_bank_are_told_apart_by_their_headlines(first: str, second: str, days: int, same: bool) -> None:
    bank = event("COMPETITOR_BANK", "HKBANK:9", name="滙田銀行")
    tellings = [replace(told("a", bank), title=first), replace(told("b", bank, day=days), title=second)]
    assert stories.merge(tellings, [])["b"] == ("story-a" if same else "story-b")


def filing(id: str, case: str, *, kind: str = "ipo", day: int = 10) -> Filing:
    return Filing(id, "sec", id, "SEC", "S-1", case, "https://v.example/" + id, "S-1", ENGLISH * 20, "en", "Issuer", None, True, kind, date(2026, 3, day), NOW, NOW)


def test_filings_are_one_story_by_their_case_and_never_by_their_words() -> None:
    marks = stories.group([filing("a", "SEC:1"), filing("b", "SEC:1", day=11), filing("c", "SEC:2")], [])
    assert marks["a"].story_id == marks["b"].story_id != marks["c"].story_id
    takedowns = stories.group([filing("a", "SEC:1", kind="debt"), filing("b", "SEC:1", kind="debt", day=11)], [])
    assert takedowns["a"].story_id != takedowns["b"].story_id
