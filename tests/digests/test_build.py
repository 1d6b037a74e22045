"""Choosing, ordering, capping, telling once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.digests import build
from leadscan.types import Contact, Lead, Reason, Told
from tests.digests.digest_makers import DAY, case, event, full_morning, health, lead, make, outreach, shelf, sources, states, watchlist

TRIGGERS = ("IPO_FILED", "IPO_SETBACK", "CONTRACT_WIN", "CASH_RICH", "COMPETITOR_BANK", "INTEGRITY", "COURTESY")


@st.composite
def leads(draw: st.DrawFn) -> list[Lead]:
    made = []
    for number in range(draw(st.integers(0, 30))):
        trigger = draw(st.sampled_from(TRIGGERS))
        polarity = "R" if trigger == "INTEGRITY" else "O"
        company = draw(st.integers(1, 12))
        made.append(
            lead(
                company, id=f"lead{number:03}", trigger=trigger, polarity=polarity, score=float(draw(st.integers(0, 100))), call=draw(st.booleans()) and polarity == "O",
                relation=draw(st.sampled_from([None, "client", "borrower", "prospect", "competitor"])), suppressed=draw(st.sampled_from([None, None, "frozen"])), matter=f"P{company}|{trigger}",
            )
        )  # fmt: skip
    return made


@settings(max_examples=120, deadline=None)
@given(leads(), st.integers(1, 14), st.integers(0, 4), st.integers(1, 3))
def test_every_digest_keeps_its_caps_and_its_promises(found: list[Lead], max_items: int, max_calls: int, per_company: int) -> None:
    digest = make(found, limits={"max_items": max_items, "max_calls": max_calls, "max_per_company": per_company})
    items = digest.items
    assert len(items) <= max_items
    assert sum(item.section == "call_today" for item in items) <= max_calls
    assert all(sum(other.company_key == item.company_key for other in items) <= per_company for item in items)
    assert [item.rank for item in items] == list(range(1, len(items) + 1))
    assert [build.ORDER.index(item.section) for item in items] == sorted(build.ORDER.index(item.section) for item in items)
    assert digest.quiet == (not items) == (not found)
    assert sorted([*(ident for item in items for ident in (item.lead_id, *item.beside)), *digest.left]) == [one.id for one in found], "nothing is lost, nothing is there twice"
    by_id = {one.id: one for one in found}
    for item in items:
        source = by_id[item.lead_id]
        if source.polarity == "R" or source.suppressed or item.section in ("watch", "other_banks"):
            assert item.outreach is None and item.contact is None and item.section != "call_today"
        if item.section == "call_today":
            assert source.call


@settings(max_examples=60, deadline=None)
@given(leads())
def test_the_order_in_which_leads_arrive_does_not_matter(found: list[Lead]) -> None:
    assert make(found) == make(list(reversed(found)))


@settings(max_examples=60, deadline=None)
@given(leads())
def test_risks_of_own_clients_and_borrowers_get_in_before_anything_else(found: list[Lead]) -> None:
    own = {one.company_key for one in found if one.polarity == "R" and one.relation in ("client", "borrower")}
    shown = {item.company_key for item in make(found).items if item.polarity == "R"}
    assert own <= shown or len(own) > 12


def test_the_best_calls_come_first_and_the_others_go_to_their_shelf() -> None:
    found = [lead(n, score=float(n), trigger=trigger, relation=relation) for n, (trigger, relation) in enumerate([("CONTRACT_WIN", None), ("IPO_FILED", None), ("CASH_RICH", "client"), ("MA_BUY", None), ("MA_SELL", None)], start=1)]
    items = make(found, section_of=lambda _: "call_today").items
    assert [(item.section, item.company_name) for item in items] == [
        ("call_today", "Cloudpeak 5"), ("call_today", "Cloudpeak 4"), ("call_today", "Cloudpeak 3"), ("ipo_radar", "Cloudpeak 2"), ("clippings", "Cloudpeak 1"),
    ]  # fmt: skip


def test_a_flood_of_clippings_leaves_room_for_other_banks_and_the_radar() -> None:
    flood = [lead(n, trigger="MA_BUY", score=90.0, call=False) for n in range(1, 30)]
    few = [lead(40, trigger="COMPETITOR_BANK", score=1.0, call=False), lead(41, trigger="IPO_FILED", score=1.0, call=False)]
    sections = [item.section for item in make(flood + few).items]
    assert len(sections) == 12
    assert "other_banks" in sections and "ipo_radar" in sections


def test_clippings_stand_by_sector_the_best_sector_first() -> None:
    found = [
        lead(1, trigger="MA_BUY", call=False, score=10.0, sectors=("food_beverage",)),
        lead(2, trigger="MA_BUY", call=False, score=30.0, sectors=("banks", "industrial_machinery")),
        lead(3, trigger="MA_BUY", call=False, score=20.0, sectors=("food_beverage",)),
        lead(4, trigger="MA_BUY", call=False, score=5.0, sectors=("industrial_machinery",)),
    ]
    assert [item.company_name for item in make(found).items] == ["Cloudpeak 2", "Cloudpeak 4", "Cloudpeak 3", "Cloudpeak 1"]


def test_what_had_no_room_is_named_best_first() -> None:
    found = [lead(n, score=float(n)) for n in range(1, 6)]
    assert make(found, limits={"max_items": 2}).left == ("lead003", "lead002", "lead001")


def test_what_waited_stands_below_the_news_of_the_day() -> None:
    found = [lead(1, score=90.0, held=date(2026, 3, 9), call=False, trigger="MA_BUY"), lead(2, score=20.0, call=False, trigger="MA_BUY")]
    assert [(item.company_name, item.held) for item in make(found).items] == [("Cloudpeak 2", None), ("Cloudpeak 1", date(2026, 3, 9))]


def test_what_waited_stands_with_its_sector_and_a_sector_without_news_of_the_day_last() -> None:
    waited = date(2026, 3, 9)
    found = [
        lead(1, trigger="MA_BUY", call=False, score=90.0, held=waited, sectors=("food_beverage",)),
        lead(2, trigger="MA_BUY", call=False, score=30.0, sectors=("industrial_machinery",)),
        lead(3, trigger="MA_BUY", call=False, score=80.0, held=waited, sectors=("industrial_machinery",)),
        lead(4, trigger="MA_BUY", call=False, score=40.0, sectors=("pharma_biotech",)),
    ]
    assert [item.company_name for item in make(found).items] == ["Cloudpeak 4", "Cloudpeak 2", "Cloudpeak 3", "Cloudpeak 1"]


def test_what_has_no_room_and_stands_in_documents_that_are_shown_is_told_there() -> None:
    shared = event(number=1)
    both = [lead(1, score=9.0), lead(2, score=8.0, events=(shared,), trigger="MA_BUY"), lead(3, score=7.0, events=(shared, event(number=3)))]
    digest = make(both, limits={"max_items": 1})
    assert [dict(item.beside) for item in digest.items] == [{"lead002": "Cloudpeak 2 (acquisition)"}]
    assert digest.left == ("lead003",), "a document of it was not shown"
    assert [dict(item.beside) for item in make(both).items] == [{}, {}, {}]


def test_leads_of_another_rm_stay_out() -> None:
    assert make([lead(rm="somebody.else")]).quiet


def told(matter: str, *urls: str, edition: date = date(2026, 3, 9)) -> Told:
    return Told("karen.lau", matter, edition, "filed", {}, urls)


def test_a_matter_told_before_is_left_out_unless_a_change_is_named() -> None:
    one = lead(1)
    assert make([one], told=[told(one.matter)]).quiet
    items = make([one], told=[told(one.matter)], changed=lambda _: "amount HK$1bn → HK$1.4bn").items
    assert [item.changed for item in items] == ["amount HK$1bn → HK$1.4bn"]


def test_what_was_told_in_the_same_edition_or_to_another_rm_is_no_reason_to_leave_it_out() -> None:
    one = lead(1)
    assert not make([one], told=[told(one.matter, edition=DAY), replace(told(one.matter), rm="somebody.else")]).quiet


def test_another_matter_of_the_same_company_out_of_an_article_already_told_is_left_out() -> None:
    one = lead(1)
    assert make([one], told=[told("PRIVATE:P001|CASH_RICH", "https://paper.example/1")]).quiet
    assert not make([one], told=[told("PRIVATE:P001|CASH_RICH", "https://paper.example/other")]).quiet
    assert not make([one], told=[told("PRIVATE:P777|CASH_RICH", "https://paper.example/1")]).quiet


def test_a_story_names_every_source_once_the_quoted_paper_first() -> None:
    copies = {"story1": (("b", "https://b.example/x"), ("harbour-daily", "https://paper.example/1"), ("evil", "javascript:alert(1)"))}
    item = make([lead(1)], source_of=copies, source_titles={"b": "B Post", "harbour-daily": "Harbour Daily"}).items[0]
    assert item.urls == ("https://paper.example/1", "https://b.example/x")
    assert item.sources == ("Harbour Daily", "B Post")


def test_a_second_quote_adds_another_trigger_and_repeats_nothing() -> None:
    first = event("IPO_FILED", number=1, quote="It filed last night.")
    same = event("IPO_FILED", number=2, quote="IT FILED last night.", story_id="other")
    other = event("CFO_CHANGE", number=3, quote="A new CFO joined in May.")
    quotes = make([lead(1, events=(first, same, other), triggers=("IPO_FILED", "CFO_CHANGE"))]).items[0].quotes
    assert [proof.quote for proof in quotes] == ["It filed last night.", "A new CFO joined in May."]


def test_a_long_quote_is_shortened_and_keeps_the_offsets_of_the_whole() -> None:
    long = "The company filed for a listing. " + "It goes on. " * 60
    proof = make([lead(1, events=(event(quote=long),))]).items[0].quotes[0]
    assert long.startswith(proof.quote) and len(proof.quote) <= 240
    assert proof.end - proof.start == len(long)


def test_the_filings_cfo_is_not_named_once_the_papers_tell_of_a_change() -> None:
    cases = {"PRIVATE:P001": case()}
    before = make([lead(1)], cases=cases).items[0]
    after = make([lead(1, triggers=("IPO_FILED", "CFO_CHANGE"))], cases=cases).items[0]
    assert before.contact is not None and before.contact.cfo_name is not None
    assert after.contact is not None and after.contact.cfo_name is None


def test_a_case_is_found_by_the_issuers_folded_name_where_the_company_has_no_key() -> None:
    found = make([lead(1, company_key=None, company_name="雲峰機器人", names=("雲峰機器人",))], cases={"云峰机器人": case(contact=Contact())}).items[0]
    assert found.case is not None and found.contact is None


def test_why_is_said_in_the_rms_words_and_leaves_out_what_the_item_says_itself() -> None:
    reasons = (Reason("trigger", 60.0, "filed"), Reason("sector", 9.0, "utilities, telecom"), Reason("named", 8.0, "client"), Reason("amount", 7.0, "US$500m"))
    found = [lead(1, reasons=reasons)]
    assert make(found, language="zh-Hant", sentence=lambda reason: f"{reason.signal}:{reason.detail}").items[0].why == ("sector:公用事業、電訊", "named:客戶")
    assert make([lead(1, reasons=reasons[:1])], sentence=lambda reason: f"because {reason.detail}").items[0].why == ("because filed",)


def test_why_is_the_detail_of_the_strongest_reasons() -> None:
    reasons = (Reason("a", 5.0, "weak"), Reason("b", 30.0, "strong"), Reason("c", -4.0, "against"), Reason("d", 30.0, "strong"))
    assert make([lead(1, reasons=reasons)]).items[0].why == ("strong", "weak")


@pytest.mark.parametrize(
    ("language", "story"),
    [
        ("en", "Cloudpeak Robotics (雲峰機器人) has applied to list · US$500m · Hong Kong"),
        ("zh-Hant", "雲峰機器人（Cloudpeak Robotics）已遞交上市申請 · 5億美元 · 港交所"),
        ("zh-Hans", "云峰机器人（Cloudpeak Robotics）已递交上市申请 · 5亿美元 · 港交所"),
    ],
)
def test_the_story_is_one_line_in_the_rms_language_with_both_scripts(language: str, story: str) -> None:
    found, cases = full_morning(language)
    assert make(found, language=language, cases=cases).items[0].story == story


def test_the_venues_own_record_says_more_than_the_papers() -> None:
    found, cases = full_morning("en")
    items = make(found, cases=cases).items
    assert next(item.story for item in items if item.trigger == "IPO_PROGRESS") == "Sunridge Biologics (曦嶺生物) has passed its listing hearing; also: finance chief changes"


def test_news_of_no_company_is_told_by_its_sector_and_is_never_a_call() -> None:
    item = make([lead(1, company_key=None, company_name="", names=(), trigger="POLICY_SECTOR", sectors=("utilities",))], language="zh-Hant").items[0]
    assert item.story == "公用事業：行業新政策"
    assert item.section != "call_today"


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Cloudpeak Robotics has applied to list | 3 calls, 10 stories | Tue 10 Mar"),
        ("zh-Hant", "雲峰機器人已遞交上市申請｜3個電話、10則消息｜3月10日（周二）"),
        ("zh-Hans", "云峰机器人已递交上市申请｜3个电话、10则消息｜3月10日（周二）"),
    ],
)
def test_the_subject_names_the_first_company_the_counts_and_the_day(language: str, subject: str) -> None:
    found, cases = full_morning(language)
    assert make(found, language=language, cases=cases).subject == subject


def test_nothing_is_never_said_while_a_source_is_down() -> None:
    sure = make([], health=states(bad=False), sources=sources())
    unsure = make([], health=states(bad=True), sources=sources())
    assert sure.subject == "A quiet morning: nothing for you in 6 sources | Tue 10 Mar"
    assert unsure.subject == "Nothing found, but 2 sources were not read | Tue 10 Mar"
    assert (sure.quiet, unsure.quiet) == (True, True)


def test_the_same_input_gives_the_same_digest() -> None:
    found, cases = full_morning("zh-Hant")
    assert make(found, language="zh-Hant", cases=cases) == make(found, language="zh-Hant", cases=cases)


def test_the_digest_carries_who_it_is_for() -> None:
    digest = make([lead()], watchlist=watchlist("zh-Hant"), health=(health(),))
    assert (digest.rm, digest.email, digest.language, digest.date) == ("karen.lau", "karen.lau@bank.example", "zh-Hant", DAY)
    assert digest.sectors == ("industrial_machinery", "food_beverage", "transport_logistics")
    assert digest.items[0].outreach == outreach(lead(), None)
    assert shelf(lead()) == "ipo_radar"


def test_the_credit_contact_gets_the_risks_alone() -> None:
    found, cases = full_morning("en")
    risks = build.watch_only(make(found, cases=cases), email="credit@bank.example")
    assert risks is not None
    assert [(item.rank, item.company_name) for item in risks.items] == [(1, "Goldhill Metals"), (2, "Tinwo Printing")]
    assert (risks.email, risks.kind) == ("credit@bank.example", "watch")
    assert risks.subject == "Goldhill Metals faces an integrity question | 2 stories | Tue 10 Mar"
    assert build.watch_only(make([]), email="credit@bank.example") is None
