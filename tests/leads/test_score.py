"""Leads: whose, once, in which section, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.data.triggers import triggers
from leadscan.leads import corrections, score, signals
from leadscan.types import Case, Contact, Correction, Event, Fact, Suppression, Told, Touch
from tests.leads.makers import EDITION, NOW, company, dropped, event, leads, watchlist

CLIENT = watchlist(companies=(("01234", "client"),))


def test_one_company_gives_one_lead_with_all_its_triggers() -> None:
    (lead,) = leads(event("CONTRACT_WIN"), event("CFO_CHANGE", document="d2", url="u2"))
    assert (lead.trigger, set(lead.triggers), lead.matter) == ("CONTRACT_WIN", {"CONTRACT_WIN", "CFO_CHANGE"}, "HKEX:01234|CONTRACT_WIN")
    assert lead.call and score.section_of(lead) == "call_today"


def test_the_score_is_the_sum_of_its_reasons_and_each_reason_speaks() -> None:
    (lead,) = leads(event(), of=CLIENT)
    assert lead.score == pytest.approx(sum(reason.score for reason in lead.reasons), abs=0.002)
    assert {"trigger", "named", "amount"} <= {reason.signal for reason in lead.reasons}
    assert signals.sentence(lead.reasons[0], "en").startswith("What happened is a reason to call: Wins a contract")
    assert signals.sentence(lead.reasons[0], "zh-Hant").startswith("有關事件是致電的理由：")
    assert signals.sentence(lead.reasons[0], "zh-Hans").startswith("有关事件是致电的理由：")


def test_every_signal_has_a_sentence_in_both_languages() -> None:
    for signal in signals.SIGNALS:
        lines = [line for line in (signal.__doc__ or "").split("\n") if line.strip()]
        assert len(lines) == 2 and lines[0].endswith(".") and lines[1].strip().endswith("。"), signal.__name__


def test_a_client_ranks_above_a_stranger_with_the_same_news() -> None:
    other = company("HKEX:05678", "Plain Builders Limited", name_zh_hant=None)
    found = leads(event(), event(key="HKEX:05678", name="Plain Builders", document="d2", url="u2"), of=CLIENT, companies=(company(), other))
    assert [lead.company_key for lead in found] == ["HKEX:01234", "HKEX:05678"]


@pytest.mark.parametrize("risk", ["STRESS", "DEFAULT_INSOLVENCY", "INTEGRITY"])
def test_a_live_risk_freezes_every_call_of_the_company(risk: str) -> None:
    (lead,) = leads(event(), event(risk, document="d2", url="u2", first_seen=NOW - timedelta(days=40), occurred=NOW - timedelta(days=40)))
    assert (lead.call, lead.trigger) == (False, "CONTRACT_WIN")
    assert (lead.suppressed or "").startswith("risk freeze") and score.section_of(lead) == "watch"


def test_a_person_clears_a_risk_that_came_before() -> None:
    risk = event("STRESS", document="d2", url="u2", first_seen=NOW - timedelta(days=40), occurred=NOW - timedelta(days=40))
    clear = Correction("c", "clear_risk", "HKEX:01234", "", "ann", NOW - timedelta(days=1))
    assert leads(event(), risk, corrections=[clear])[0].call
    assert not leads(event(), risk, corrections=[replace(clear, at=NOW - timedelta(days=50))])[0].call


def test_a_risk_is_told_and_never_called() -> None:
    (lead,) = leads(event("DEFAULT_INSOLVENCY"))
    assert (lead.polarity, lead.call, score.section_of(lead)) == ("R", False, "watch")


def test_the_suppression_list_stops_the_call_until_it_ends() -> None:
    line = Suppression("company", "Yau Kit Engineering", "asked us to stop", date(2026, 1, 1))
    assert leads(event(), suppressions=[line])[0].suppressed == "suppression list: asked us to stop"
    assert leads(event(), suppressions=[replace(line, until=date(2026, 2, 1))])[0].suppressed is None


def test_the_client_of_another_rm_is_theirs() -> None:
    bob = watchlist("bob")
    assert dropped(event(), of=bob, watchlists=(CLIENT, bob)) == ["owners: the client of ann"]


def test_what_no_sector_or_line_of_the_rm_holds_is_left_out() -> None:
    assert dropped(event(), of=watchlist(sectors=("telecom",))) == ["owners: not on your watchlist and in no sector of yours"]


def test_an_unknown_name_beside_a_known_one_in_the_same_telling_is_no_second_lead() -> None:
    unknown = event(key=None, name="Yau Kit Electric")
    elsewhere = event(key=None, name="Yau Kit Electric", document="d2", url="https://paper.example/2")
    assert [lead.company_key for lead in leads(event(), unknown)] == ["HKEX:01234"]
    assert dropped(event(), unknown) == [None, "same story: every text that tells it tells the same of a company of the register"]
    assert len(leads(event(), unknown, elsewhere)) == 2


def test_words_in_the_readers_language_are_quoted_first() -> None:
    english = event(document="d1", url="https://paper.example/1")
    chinese = event(document="d2", url="https://paper.example/2")
    chinese = replace(chinese, evidence=replace(chinese.evidence, lang="zh-Hans"))
    for language, wanted in (("en", "en"), ("zh-Hant", "zh-Hans")):
        (lead,) = leads(english, chinese, of=watchlist(language=language))
        assert lead.events[0].evidence.lang == wanted


def test_a_us_filing_without_a_tie_is_no_lead_unless_named() -> None:
    filed = event("IPO_FILED", key=None, name="Tern Dental, Inc.", facts={"venue": "SEC", "form": "S-1"})
    assert dropped(filed, companies=()) == ["kind: a company abroad with no tie to Hong Kong or China"]
    assert leads(filed, companies=(), of=watchlist(companies=(("Tern Dental", "prospect"),)))[0].call
    assert leads(replace(filed, facts={**filed.facts, "tie": "Kwun Tong"}), companies=())[0].call


def test_other_banks_go_to_who_watches_them_and_are_never_called() -> None:
    bank = company("HKEX:00999", "Alder Bank Limited", name_zh_hant=None, sectors=("banks",))
    moves = event("COMPETITOR_BANK", key="HKEX:00999", name="Alder Bank")
    (lead,) = leads(moves, of=watchlist(companies=(("00999", "competitor"),)), companies=(bank,))
    assert (score.section_of(lead), lead.call) == ("other_banks", False)
    assert dropped(moves, of=watchlist(sectors=("banks",)), companies=(bank,)) == ["kind: another bank that is not on your watchlist"]


def test_a_bank_is_no_lead_of_its_own_deals() -> None:
    bank = company("HKEX:00999", "Alder Bank Limited", name_zh_hant=None, sectors=("banks",))
    assert dropped(event("MA_BUY", key="HKEX:00999", name="Alder Bank"), of=watchlist(sectors=("banks",)), companies=(bank,)) == ["kind: a bank is no lead"]


def test_a_case_that_is_no_lead_by_kind_gives_none() -> None:
    spac = Case("SEC:1", "SEC", "Peak Acquisition Corp", None, None, "FILED", "spac_ipo", 1, None, None, EDITION, (), lead_grade=False)
    filed = event("IPO_FILED", key=None, name="Peak Acquisition Corp", facts={"case": "SEC:1", "tie": "x"})
    assert dropped(filed, companies=(), cases=[spac]) == ["kind: the case is no lead by its kind"]


def test_a_headline_with_an_excluded_word_is_left_out_unless_the_company_is_named() -> None:
    words, heads = {"exclude_terms": ("比特幣",)}, {"d1": "比特币大漲"}
    assert dropped(event(), of=watchlist(**words), titles=heads) == ["excluded: the headline holds '比特币'"]
    assert leads(event(), of=watchlist(companies=(("01234", "client"),), **words), titles=heads)


def test_old_news_and_expired_matters_are_left_out() -> None:
    late = event(occurred=NOW - timedelta(days=49))
    assert dropped(late) == ["old news: nothing was seen since the last edition"]
    assert dropped(event("COURTESY", occurred=NOW - timedelta(days=20)), of=CLIENT) == ["expired: past the shelf life of its news"]


def test_news_is_what_was_seen_since_the_last_business_day() -> None:
    assert score.last_edition(date(2026, 3, 10)) == datetime.fromisoformat("2026-03-09T08:00:00+08:00")
    assert score.last_edition(date(2026, 3, 9)) == datetime.fromisoformat("2026-03-06T08:00:00+08:00")
    assert score.last_edition(date(2026, 2, 20)).date() == date(2026, 2, 16)  # Lunar New Year 17 to 19 February


def told(stage: Any = "announced", matter: str = "HKEX:01234|CONTRACT_WIN", urls: tuple[str, ...] = ("https://paper.example/1",), **facts: str) -> Told:
    return Told("ann", matter, EDITION - timedelta(days=1), stage, facts or {"amount": "HK$1.4bn", "amounts": "HK$1.4bn"}, urls)


def test_what_was_told_is_not_told_again() -> None:
    assert dropped(event(document="d9", url="https://other.example/9"), told=[told()]) == ["told: nothing has changed since it was told"]


def test_a_corrected_amount_is_told_again_though_the_document_was_seen_before() -> None:
    edited = event(first_seen=NOW - timedelta(days=1), facts={"amount": "HK$1.9bn", "amounts": "HK$1.9bn"})
    assert [lead.facts["amount"] for lead in leads(edited, told=[told()])] == ["HK$1.9bn"]


def test_another_matter_in_a_document_already_told_is_not_news() -> None:
    assert dropped(event("PARTNER_SUPPLY"), told=[told()]) == ["told: nothing has changed since it was told"]


def test_what_a_retelling_says_further_down_is_not_news_but_its_headline_is() -> None:
    retelling = event(document="d2", url="u2")
    below, above = event("CAPEX_PLANT", document="d2", url="u2", start=500), event("CAPEX_PLANT", document="d2", url="u2", start=0)
    heads = {"d2": "Yau Kit builds a plant"}
    assert dropped(retelling, below, told=[told()], titles=heads) == ["told: nothing has changed since it was told"]
    assert [lead.trigger for lead in leads(retelling, above, told=[told()], titles=heads)] == ["CAPEX_PLANT"]


YESTERDAY = {"first_seen": NOW - timedelta(days=1, hours=1), "occurred": NOW - timedelta(days=1, hours=2)}


def test_what_had_no_room_in_an_earlier_email_is_news_until_its_shelf_life_ends() -> None:
    waits, alone = event(**YESTERDAY), {"since": NOW - timedelta(days=1)}
    assert dropped(waits, **alone) == ["old news: nothing was seen since the last edition"]
    assert [lead.held for lead in leads(waits, held={("d1", "CONTRACT_WIN")}, **alone)] == [date(2026, 3, 9)]
    assert dropped(waits, held={("d1", "MA_BUY")}, **alone) == ["old news: nothing was seen since the last edition"]
    over = event("COURTESY", occurred=NOW - timedelta(days=20))
    assert dropped(over, held={("d1", "COURTESY")}, of=CLIENT) == ["expired: past the shelf life of its news"]
    assert dropped(waits, held={("d1", "CONTRACT_WIN")}, told=[told()], **alone) == ["told: nothing has changed since it was told"]


def test_of_what_waited_and_a_further_step_the_step_is_told_alone() -> None:
    waits = event("IPO_INTENT", stage="rumour", **YESTERDAY)
    step, again = (event("IPO_INTENT", stage=stage, document="d2", url="u2") for stage in ("planned", "rumour"))
    given = {"held": {("d1", "IPO_INTENT")}, "since": NOW - timedelta(days=1)}
    assert [(lead.stage, lead.held, len(lead.events)) for lead in leads(waits, step, **given)] == [("planned", None, 1)]
    assert [(lead.stage, lead.held, len(lead.events)) for lead in leads(waits, again, **given)] == [("rumour", date(2026, 3, 9), 2)]


def test_what_waited_was_not_in_an_item_told_meanwhile_of_the_same_company() -> None:
    waits, fresh = event("MA_BUY", **YESTERDAY), event("DEBT_NEW", document="d2", url="u2")
    (lead,) = leads(waits, fresh, told=[told()], held={("d1", "MA_BUY")}, since=NOW - timedelta(days=1)) or (None,)
    assert lead is not None and set(lead.triggers) == {"DEBT_NEW"}, "its document was shown"
    elsewhere = event("MA_BUY", url="u9", **YESTERDAY)
    (lead,) = leads(elsewhere, fresh, told=[told()], held={("d1", "MA_BUY")}, since=NOW - timedelta(days=1))
    assert set(lead.triggers) == {"DEBT_NEW", "MA_BUY"}


def test_an_rm_remembers_every_sum_of_each_matter_in_an_item() -> None:
    sums = [event(trigger, document=f"d{number}", url=f"u{number}", facts={"amount": printed, "amounts": printed}) for number, (trigger, printed) in enumerate([("MA_BUY", "HK$9bn"), ("CONTRACT_WIN", "HK$1.4bn"), ("CONTRACT_WIN", "HK$1.6bn")])]
    (lead,) = leads(*sums)
    known = {memory.matter: memory.facts["amounts"] for memory in score.memories(lead, urls=("u0",))}
    assert set(known["HKEX:01234|CONTRACT_WIN"].split("; ")) == {"HK$1.4bn", "HK$1.6bn"}


def test_a_rumour_confirmed_is_told_again() -> None:
    rumour = told("rumour", "HKEX:01234|IPO_INTENT")
    assert leads(event("IPO_INTENT", stage="planned", document="d2", url="u2"), told=[rumour])[0].stage == "planned"


def test_what_stood_beside_a_told_matter_in_its_item_is_not_told_again_by_another_paper() -> None:
    before = event("CFO_CHANGE", document="d0", url="u0", first_seen=NOW - timedelta(days=1, hours=2), occurred=NOW - timedelta(days=1, hours=3))
    assert dropped(before, event("CFO_CHANGE", document="d2", url="u2"), told=[told()]) == ["told: nothing has changed since it was told"]


def test_an_unknown_name_in_a_told_story_is_not_told_again() -> None:
    @dataclass(frozen=True)
    class Document:
        source_id: str
        url: str

    nickname = event(key=None, name="the rail people YK", document="d5", url="u5", story_id="s1")
    given_told, tellings = [told()], {"s1": (Document("paper", "https://paper.example/1"),)}
    assert dropped(nickname, told=given_told, tellings=tellings) == ["told: nothing has changed since it was told"]
    assert leads(nickname, told=given_told)


def test_moves_of_another_bank_are_one_matter_a_story() -> None:
    bank = company("HKEX:00999", "Alder Bank Limited", name_zh_hant=None, sectors=("banks",))
    watched = watchlist(companies=(("00999", "competitor"),))
    first = event("COMPETITOR_BANK", key="HKEX:00999", name="Alder Bank", story_id="s1")
    other = event("COMPETITOR_BANK", key="HKEX:00999", name="Alder Bank", document="d2", url="u2", story_id="s2")
    before = told(matter="HKEX:00999|COMPETITOR_BANK|s1", urls=("https://paper.example/1",))
    assert [lead.matter for lead in leads(first, other, of=watched, companies=(bank,), told=[before])] == ["HKEX:00999|COMPETITOR_BANK|s2"]


def test_a_correction_outlives_re_runs() -> None:
    (lead,) = leads(event())
    no = Correction("c", "not_a_lead", lead.id, "", "ann", NOW)
    assert dropped(event(), corrections=[no]) == ["corrected: not_a_lead by ann"]
    assert dropped(event(), corrections=[replace(no, kind="wrong_company")]) == ["corrected: wrong_company by ann"]


def test_same_company_gives_a_name_its_record() -> None:
    same = Correction("c", "same_company", "YK Rail", "HKEX:01234", "ann", NOW)
    assert leads(event(key=None, name="YK Rail"), corrections=[same])[0].company_key == "HKEX:01234"


@pytest.mark.parametrize(("outcome", "call", "status"), [("meeting", True, "met"), ("no_answer", True, "called"), ("no", False, "lost"), ("won", False, "won")])
def test_earlier_outreach_steers_the_next(outcome: str, call: bool, status: str) -> None:
    touch = Touch("t", "l", "ann", "HKEX:01234", "Yau Kit", "call", outcome, NOW - timedelta(days=3))
    (lead,) = leads(event(), of=CLIENT, touches=[touch])
    assert (lead.call, lead.status) == (call, status)


IDENT = leads(event())[0].id
LATER = event(stage="failed", document="d2", url="u2", first_seen=NOW - timedelta(minutes=10))


@pytest.mark.parametrize(
    ("by", "lead", "days", "since", "call"),
    [
        ("ann", IDENT, 0, (), False), ("ann", IDENT, 89, (), False), ("ann", IDENT, 91, (), True), ("ann", "another", 0, (), True), ("bo", "another", 0, (), True),
        ("ann", IDENT, 0, (replace(LATER, stage="announced"),), False), ("ann", IDENT, 0, (LATER,), True),
    ],
)  # fmt: skip
def test_not_relevant_ends_the_calls_of_that_rm_and_matter_for_a_while_or_until_a_further_step(by: str, lead: str, days: int, since: tuple[Event, ...], call: bool) -> None:
    said = NOW - timedelta(hours=1) - timedelta(days=days)
    touch = Touch("t", lead, by, "HKEX:01234", "Yau Kit", "answer", "not_relevant", said)
    known = event(first_seen=said - timedelta(hours=1))
    (found,) = leads(known, *since, of=CLIENT, touches=[touch], since=NOW - timedelta(days=100))
    assert (found.call, found.status) == (call, "new" if call else "not_relevant")
    corrected = dropped(known, *since, corrections=[Correction("c", "not_a_lead", lead, "", by, said)], since=NOW - timedelta(days=100))
    assert corrected == [None if call else "corrected: not_a_lead by ann"]
    operator = dropped(known, *since, corrections=[Correction("c", "not_a_lead", IDENT, "", "operator", said)], since=NOW - timedelta(days=100))
    assert operator == ["corrected: not_a_lead by operator"], "an operator's word holds for good"


@pytest.mark.parametrize(
    ("value", "stays"),
    [("story-d1|yau kit", False), ("story-d9|yau kit", True), ("story-d1|yau kit rail", True), ("story-d2|yau kit\nstory-d1|yau kit", False)],
)
def test_a_wrong_company_is_wrong_as_that_story_writes_it_and_for_every_rm(value: str, stays: bool) -> None:
    wrong = Correction("c", "wrong_company", "some lead of bo", value, "bo", NOW)
    assert dropped(event(), corrections=[wrong]) == [None if stays else "corrected: wrong_company by bo"]
    (lead,) = leads(event(), event("MA_BUY", document="d5", url="u5"), corrections=[wrong])
    assert set(lead.triggers) == ({"MA_BUY", "CONTRACT_WIN"} if stays else {"MA_BUY"})


def test_what_an_rm_calls_the_wrong_company_is_its_name_in_the_stories_of_the_matter() -> None:
    (lead,) = leads(event(), event(document="d2", url="u2", name="YAU KIT"), event("COURTESY", document="d5", url="u5"), of=CLIENT)
    assert corrections.misread(lead).split("\n") == ["story-d1|yau kit", "story-d2|yau kit"]
    made = Correction("c", "wrong_company", lead.id, corrections.misread(lead), "ann", NOW)
    assert set(corrections.misreadings([made])) == {("story-d1", "yau kit"), ("story-d2", "yau kit")}


def test_two_listings_of_one_issuer_are_one_lead() -> None:
    shares = company("SSE:600001", issuer="HKEX:01234")
    found = leads(event(), event("CFO_CHANGE", key="SSE:600001", document="d2", url="u2"), companies=(company(), shares))
    assert len(found) == 1 and set(found[0].triggers) == {"CONTRACT_WIN", "CFO_CHANGE"}


def test_a_known_finance_chief_and_more_papers_raise_the_score() -> None:
    case = Case("HKEX:9", "HKEX", "Yau Kit", None, "HKEX:01234", "FILED", "ipo", 1, None, None, EDITION, (), contact=Contact(cfo_name=Fact("Chan", "q")))
    plain = leads(event("IPO_FILED"))[0].score
    assert leads(event("IPO_FILED"), cases=[case])[0].score > plain
    second = replace(event("IPO_FILED", document="d2", url="u2"), evidence=replace(event(document="d2").evidence, source_id="other"))
    assert leads(event("IPO_FILED"), second)[0].score > plain


def test_names_come_in_every_script_and_the_display_name_in_the_rms_language() -> None:
    (lead,) = leads(event(), of=watchlist(language="zh-Hant"))
    assert lead.company_name == "祐傑工程控股有限公司" and {"Yau Kit", "Yau Kit Engineering Holdings Limited"} <= set(lead.names)


def test_a_policy_without_a_company_goes_to_its_sectors_and_is_no_call() -> None:
    (lead,) = leads(event("POLICY_SECTOR", key=None, name="", company_start=None, company_end=None), companies=())
    assert (lead.call, score.section_of(lead), lead.company_name) == (False, "clippings", "")


@given(st.lists(st.tuples(st.sampled_from(sorted(triggers())), st.integers(0, 400), st.sampled_from(["HKEX:01234", None])), max_size=6), st.sampled_from([None, "client", "borrower", "competitor", "prospect"]))
@settings(max_examples=80, deadline=None)
def test_no_risk_no_bank_and_no_suppressed_lead_is_ever_a_call(rows: list[tuple[str, int, str | None]], relation: str | None) -> None:
    found = [event(trigger, key=key, document=f"d{number}", url=f"u{number}", occurred=NOW - timedelta(days=age), first_seen=NOW - timedelta(hours=1)) for number, (trigger, age, key) in enumerate(rows)]
    line = watchlist(companies=(("01234", relation),) if relation else ())
    given_leads = leads(*found, of=line)
    assert len({lead.matter.split("|")[0] for lead in given_leads}) == len(given_leads)
    for lead in given_leads:
        assert not (lead.call and (lead.polarity != "O" or lead.suppressed or lead.relation == "competitor" or lead.trigger == "COMPETITOR_BANK"))
        if any(item.polarity == "R" and item.company_key == lead.company_key for item in found if NOW - item.occurred <= timedelta(days=triggers()[item.trigger].shelf_life_days)):
            assert not lead.call
