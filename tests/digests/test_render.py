"""The email as people and mail programs get it; hostile input is harmless."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leadscan.digests import render, view
from leadscan.mail.message import compose
from leadscan.types import Contact, Digest, Fact, Lead, Message, Outreach, Reason
from tests.digests.digest_makers import NOW, TITLES, case, event, full_morning, health, lead, make, outreach, settings, sources, states, watchlist

HOSTILE = '"><script>alert(1)</script>\r\nBcc: all@bank.example\u202e{{ 7*7 }}{% raw %}<img src=x onerror=alert(1)>'


ANSWERS = {answer: f"mailto:answers@bank.example?subject={answer}%20LS1.abcdefgh.ijklmnop" for answer in ("called", "not_relevant", "wrong_company", "mine_already", "snooze")}


class Page(HTMLParser):
    """Tags, links and words of an HTML part; fails on tags that do not close in order."""

    void = frozenset({"meta", "img", "br", "hr", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def message(digest: Digest, **changes: Any) -> Message:
    return render.message(digest, settings=settings(), now=NOW, **changes)


def full(language: str) -> Digest:
    found, cases = full_morning(language)
    return make(found, language=language, cases=cases, health=states(), sources=sources(), source_titles=TITLES)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_full_morning_is_small_closed_and_says_its_language(language: str) -> None:
    made = message(full(language))
    page = Page(made.html)
    assert len(made.html.encode()) < 60_000
    assert ("html", "lang", language) in page.attributes
    assert {"img", "script", "link", "form", "iframe", "object"}.isdisjoint(page.tags)
    assert made.html.count("<meta") == 4
    assert 'name="color-scheme" content="light dark"' in made.html


@pytest.mark.parametrize(
    ("language", "day", "beside", "rest"),
    [
        ("en", "from Mon 9 Mar", "Told there too: Cloudpeak 2 (acquisition)", "2 more stories had no room today."),
        ("zh-Hant", "3月9日（周一）的消息", "文中另見：Cloudpeak 2（收購）", "另有2則消息今早未能刊出"),
        ("zh-Hans", "3月9日（周一）的消息", "文中另见：Cloudpeak 2（收购）", "另有2则消息今早未能列出"),
    ],
)
def test_both_parts_say_what_waited_what_stands_beside_and_how_much_had_no_room(language: str, day: str, beside: str, rest: str) -> None:
    found = [lead(1, score=9.0, held=date(2026, 3, 9)), lead(2, score=8.0, trigger="MA_BUY", events=(event(number=1),)), lead(3, score=1.0), lead(4, score=1.0)]
    made = message(make(found, language=language, limits={"max_items": 1}))
    for part in (made.text, " ".join("".join(Page(made.html).words).split())):
        assert all(words in part for words in (day, beside, rest))
    alone = message(make(found[:1], language=language)).text
    assert day in alone and rest[:3] not in alone


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_both_parts_hold_every_company_quote_health_line_and_link(language: str) -> None:
    digest = full(language)
    made = message(digest)
    words = " ".join(Page(made.html).words)
    links = {value for tag, name, value in Page(made.html).attributes if tag == "a" and name == "href"}
    assert len(digest.items) == 10
    for item in digest.items:
        for part in (words, made.text):
            assert item.company_name in part
            assert all(proof.quote in part for proof in item.quotes)
            assert digest.health_line in part
        assert set(item.urls) <= links
        assert all(url in made.text for url in item.urls)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_text_cell_says_its_own_colour(language: str) -> None:
    styles = [value or "" for tag, name, value in Page(message(full(language)).html).attributes if name == "style" and "font-size" in (value or "") and tag in ("div", "td", "a")]
    sized = [style for style in styles if "line-height:1px" not in style and "font-size:1px" not in style]
    missing = [style for style in sized if not re.search(r"(?<![-\w])color:#", style)]
    assert sized and all("padding-top:4px;font-size:14px;line-height:20px;" in style for style in missing)  # the line around "changed", whose span has both colours


def test_the_contact_carries_page_and_quoted_words_or_says_to_ring_the_switchboard() -> None:
    text = message(full("en")).text
    assert "CFO: Lam Wai Yee (Chief Financial Officer) [p. 212, “Ms. LAM Wai Yee, aged 46, has been the chief financial officer of our Company since May 2023”]" in text
    assert "CFO: not in the filing: ring the switchboard and ask" in text
    assert "Principal bankers: Bank of the Delta, Nanshan sub-branch, Harbour Trust Bank [p. 98]" in text


def test_what_the_call_script_has_said_is_not_said_again() -> None:
    said = Outreach("Lam Wai Yee (CFO), filing, p. 212", None, None, ("It names Bank of the Delta, Nanshan sub-branch, Harbour Trust Bank.", "Why?"), "Escrow")
    text = message(make([lead(1)], cases={"PRIVATE:P001": case()}, suggest=lambda *_: said)).text
    assert text.count("Harbour Trust Bank") == 1 and text.count("aged 46") == 1 and "Sponsors: Keystone" in text


def test_a_lead_that_is_no_call_of_the_day_still_says_what_to_offer() -> None:
    text = message(make([lead(1)], limits={"max_calls": 0})).text
    assert "Offer: Proceeds account and escrow" in text and "Ring:" not in text


def test_a_phone_is_shown_with_its_source() -> None:
    contact = Contact(phone=Fact("+852 2100 1234", "Tel: +852 2100 1234", page=1))
    made = make([lead(1, call=False)], cases={"PRIVATE:P001": case(contact=contact)})
    assert "Phone: +852 2100 1234 [p. 1]" in message(made).text


def test_a_risk_item_has_no_call_script_and_no_contact() -> None:
    risk = lead(1, trigger="INTEGRITY", polarity="R", relation="borrower", call=False, suppressed="risk trigger")
    text = message(make([risk], cases={"PRIVATE:P001": case()})).text
    assert "No outreach: risk trigger" in text
    assert "Lam Wai Yee" not in text and "Ring:" not in text


@pytest.mark.parametrize(
    ("stage", "filed", "lapses", "shown"),
    [
        ("FILED", date(2026, 2, 9), date(2026, 8, 9), "application filed; filed 9 Feb · lapses 9 Aug · 152 days left"),
        ("CLEARED", date(2025, 9, 11), date(2026, 3, 11), "hearing passed; filed 11 Sep · lapses 11 Mar · 1 day left"),
        ("LAPSED", date(2025, 9, 1), date(2026, 3, 1), "lapsed; filed 1 Sep · lapsed 1 Mar"),
        ("IN_REVIEW", date(2026, 3, 1), None, "in review; filed 1 Mar"),
        ("UNKNOWN", None, None, "stage not known"),
    ],
)
def test_the_radar_says_stage_and_clock(stage: str, filed: date | None, lapses: date | None, shown: str) -> None:
    made = make([lead(1, call=False)], cases={"PRIVATE:P001": case(stage=stage, filed=filed, lapses=lapses)})
    assert shown in message(made).text


@pytest.mark.parametrize(
    ("language", "bad", "shown"),
    [
        ("en", False, "Nothing new for your 3 sectors and your named companies. All 6 sources were read."),
        ("en", True, "Nothing new for your 3 sectors in what we read. 2 of 8 sources could not be read, so something may be missing:"),
        ("zh-Hant", False, "你的3個行業及名單上的公司均無新消息。6個來源已全部讀取。"),
        ("zh-Hant", True, "8個來源之中，有2個未能讀取，或有遺漏："),
        ("zh-Hans", True, "8个来源之中，有2个未能读取，或有遗漏："),
    ],
)
def test_a_quiet_morning_says_so_truthfully(language: str, bad: bool, shown: str) -> None:
    made = message(make([], language=language, health=states(bad=bad), sources=sources()), next_day=date(2026, 3, 11))
    assert shown in made.text and shown in " ".join(Page(made.html).words)
    assert ("Ledger Weekly" in made.text) == bad


def test_a_desk_without_sources_is_not_called_quiet() -> None:
    made = message(make([], health=()))
    assert made.subject == "Nothing found, but no sources are set up | Tue 10 Mar"
    assert "no sources are set up." in made.text and "quiet" not in made.text


def test_headers_say_that_a_machine_wrote_and_how_to_stop_it() -> None:
    made = message(full("en"))
    assert made.message_id == "<morning.2026-03-10.karen.lau@bank.example>"
    assert made.headers == {
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Language": "en", "Reply-To": "answers@bank.example",
        "List-Unsubscribe": "<mailto:answers@bank.example?subject=unsubscribe%20karen.lau>",
    }  # fmt: skip
    assert made.to == ("karen.lau@bank.example",)


@pytest.mark.parametrize("rm", ["karen\r\nBcc: x", "劉家欣", "a@b>", "..", "x" * 200])
def test_a_message_id_is_one_safe_word_whatever_the_rm_is_called(rm: str) -> None:
    made = render.message_id(replace(full("en"), rm=rm), "evil\r\n <x@bank.example>")
    assert re.fullmatch(r"<morning\.2026-03-10\.[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>", made)


def hostile(text: str, url: str) -> tuple[Lead, Outreach]:
    proof = event(quote=text, url=url, source_id="evil")
    one = lead(1, company_name=text, names=(text, "雲峰"), events=(proof, event(number=2)), reasons=(Reason("x", 9.0, text),), need=text, facts={"amount": text, "venue": text})
    return one, Outreach(whom=text, phone=text, phone_source=text, say=(text, text), product=text)


def hostile_digest(text: str, url: str) -> Digest:
    one, said = hostile(text, url)
    contact = Contact(cfo_name=Fact(text, text, page=3), cfo_title=Fact(text, text), principal_bankers=(Fact(text, text),), sponsors=(Fact(text, text),))
    return make(
        [one, replace(one, id="risk", company_key="X:1", company_name="Other " + text, polarity="R", relation="borrower", call=False, suppressed=text)],
        cases={"PRIVATE:P001": case(contact=contact)}, suggest=lambda *_: said, changed=lambda _: text, health=(health("evil", "blocked", title=text),), source_titles={"evil": text},
    )  # fmt: skip


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://paper.example/"onmouseover="alert(1)', "https://paper.example/\r\nBcc: x", "data:text/html,<script>"])
def test_hostile_headlines_names_and_links_are_harmless(url: str) -> None:
    made = message(hostile_digest(HOSTILE, url))
    page = Page(made.html)
    assert {"script", "img"}.isdisjoint(page.tags)
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    assert all((value or "").startswith(("http://", "https://")) for _, name, value in page.attributes if name == "href")
    assert "\u202e" not in made.html + made.text + made.subject
    assert "{{ 7*7 }}" in made.text and "49" not in made.text
    assert "\n" not in made.subject and "\r" not in made.subject
    assert not any(row.startswith("Bcc:") for row in made.text.splitlines())


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_at_all_makes_a_well_formed_email(text: str, tail: str) -> None:
    made = message(hostile_digest(text, "https://paper.example/" + tail))
    Page(made.html)
    assert len(made.html.encode()) < render.HTML_LIMIT
    assert not re.search(r"[\r\n]", made.subject)


def test_huge_values_stay_within_the_limit() -> None:
    big = "大" * 20_000
    copies = {f"story{n}": tuple((f"s{m}", f"https://paper.example/{n}/{m}/" + "x" * 900) for m in range(40)) for n in range(1, 13)}
    found = [lead(n, company_name=f"{n}{big}", reasons=tuple(Reason(str(m), 9.0, f"{m}{big}") for m in range(9)), events=(event(number=n, quote=big), event("MA_BUY", number=n + 50, quote="x" + big))) for n in range(1, 13)]
    said = Outreach(big, big, big, (big, big, big, big), big)
    made = message(make(found, source_of=copies, suggest=lambda *_: said, cases={f"PRIVATE:P{n:03}": case() for n in range(1, 13)}))
    assert len(made.html.encode()) <= render.HTML_LIMIT
    assert len(made.subject) <= 150


def test_more_papers_than_are_shown_are_counted() -> None:
    copies = {"story1": tuple((f"s{n}", f"https://paper{n}.example/") for n in range(9))}
    text = message(make([lead(1)], source_of=copies, source_titles={f"s{n}": f"Paper {n}" for n in range(9)})).text
    assert "and 5 more" in text


def test_the_same_digest_gives_the_same_message() -> None:
    assert message(full("zh-Hans")) == message(full("zh-Hans"))


def test_the_sample_call_script_is_in_the_email() -> None:
    text = message(make([lead(1)])).text
    said = outreach(lead(1), None)
    assert all(line in text for line in said.say)


# --- answers and notes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "titles"), [("en", ("Called", "Not relevant")), ("zh-Hant", ("已致電", "與我無關")), ("zh-Hans", ("已致电", "与我无关"))])
def test_each_item_offers_its_answers_in_html_and_text(language: str, titles: tuple[str, str]) -> None:
    digest = full(language)
    made = message(replace(digest, items=tuple(replace(item, answers=ANSWERS) for item in digest.items)))
    page = Page(made.html)
    links = [value for tag, name, value in page.attributes if tag == "a" and name == "href" and (value or "").startswith("mailto:")]
    assert links == list(ANSWERS.values()) * 10
    assert made.text.count(f"<{ANSWERS['called']}>") == 10
    for title in titles:
        assert " ".join(page.words).count(title) == 10 and made.text.count(f"   {title} <mailto:") == 10
    assert len(made.html.encode()) < render.HTML_LIMIT


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://evil.example", 'mailto:a@b.example?subject=x"onclick="alert(1)', "mailto:a@b.example?subject=x&bcc=all@bank.example", "mailto:a@b.example?subject=x%0d%0aBcc:y\r\n", ""])
def test_only_an_answer_link_of_ours_may_be_an_answer(url: str) -> None:
    digest = full("en")
    made = message(replace(digest, items=tuple(replace(item, answers={"called": url, "unheard_of": ANSWERS["called"]}) for item in digest.items)))
    assert "mailto:" not in made.html and "mailto:" not in made.text


def test_what_answers_changed_is_said_below_the_stories_and_on_a_quiet_morning() -> None:
    note = "Seawall Noodle House: left out until 1 Jun or a further step; you said on 3 Mar that it is not relevant"
    for digest in (full("en"), make([], health=states(bad=False), sources=sources())):
        made = message(replace(digest, notes=(note, HOSTILE)))
        page = Page(made.html)
        assert note in made.text and note in " ".join(page.words)
        assert "Your calls and answers" in made.text
        assert {"script", "img"}.isdisjoint(page.tags)
        assert not any(row.startswith("Bcc:") for row in made.text.splitlines())


# --- three minutes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_twelve_stories_with_long_reasons_stay_within_three_minutes_of_our_own_words(language: str) -> None:
    said = {"en": "a reason that goes on and on about what the company may want from a bank this year and why", "zh-Hant": "此公司今年或需銀行服務的理由說來話長" * 3, "zh-Hans": "此公司今年或需银行服务的理由说来话长" * 3}[language]
    found = [
        lead(n, call=n < 4, trigger="MA_BUY", reasons=tuple(Reason(f"r{m}", 9.0 - m, f"{n}{m} {said}") for m in range(4)), facts={"amount": "US$500m", "counterparty": f"Other Company {n}", "venue": "HKEX"}) for n in range(1, 13)
    ]
    talk = Outreach(said, "2100 1234", said, (said, said, said, said), said)
    digest = make(found, language=language, suggest=lambda lead, _: talk if lead.call else None, health=states(), sources=sources())
    full_page = view.page(digest)
    assert len(digest.items) == 12 and view.too_long(full_page)
    made, _ = render._fitting_page(digest, next_day=None, cid="")
    words, signs = view.own_words(made)
    assert words <= 900 and signs <= 1600
    assert all(item.company_name in message(digest).text for item in digest.items)


def test_names_quotes_papers_and_links_are_not_our_own_words() -> None:
    digest = full("en")
    longer = replace(digest, items=tuple(replace(item, quotes=tuple(replace(proof, quote=proof.quote + " and so on for ever") for proof in item.quotes), sources=("A Paper With A Long Name",) * len(item.sources)) for item in digest.items))
    assert view.own_words(view.page(longer)) == view.own_words(view.page(digest))


# --- the picture -----------------------------------------------------------------------------------------------------


def test_the_axis_is_table_cells_unless_the_desk_wants_a_picture() -> None:
    digest = full("en")
    plain = message(digest)
    drawn = message(digest, picture=lambda rows, *, first, last, language: b"png of " + str(len(rows)).encode())
    assert plain.images == () and "<img" not in plain.html and "Clocks of the listings" in plain.html
    (image,) = drawn.images
    assert base64.b64decode(image.png) == b"png of 3"
    assert image.cid == "timeline.morning.2026-03-10.karen.lau@bank.example"
    page = Page(drawn.html)
    assert ("img", "src", f"cid:{image.cid}") in page.attributes
    assert ("img", "alt", image.alt) in page.attributes
    assert image.alt == "Sunridge Biologics: hearing passed · lapses 20 Apr; Cloudpeak Robotics: application filed · lapses 9 Sep; Northpoint Cold Chain: application filed · lapses 9 Sep"
    assert plain.text == drawn.text, "the text part says the same with and without pictures"


def test_a_morning_without_two_listings_carries_no_picture() -> None:
    assert message(make([lead(1)]), picture=lambda rows, **_: b"x").images == ()


@pytest.mark.parametrize("kind", ["morning", "flash", "watch"])
def test_a_hostile_name_of_a_watchlist_is_harmless_in_page_text_and_headers(kind: str) -> None:
    digest = replace(make([lead(1)], watchlist=watchlist(name=HOSTILE, rm="karen.lau")), rm=HOSTILE, kind=kind)
    made = message(digest)
    page = Page(made.html)
    assert {"script", "img"}.isdisjoint(page.tags)
    assert not any(row.startswith("Bcc:") for row in made.text.splitlines())
    email = compose(made, reply_to="answers@bank.example")
    assert email["Bcc"] is None and email["List-Unsubscribe"].startswith("<mailto:answers@bank.example?subject=unsubscribe")
    assert len(email.get_all("Subject")) == len(email.get_all("Message-ID")) == len(email.get_all("To")) == 1
    assert b"\nBcc:" not in email.as_bytes().split(b"\r\n\r\n")[0]
