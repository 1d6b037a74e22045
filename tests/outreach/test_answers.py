"""Answer links and the emails they make: only what leadscan asked can be answered, and only by whom it was asked."""

from __future__ import annotations

import contextlib
import itertools
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import ParseError
from leadscan.outreach import answers, inbox
from tests.outreach.outreach_makers import DAY

KEY = b"k" * 32
RMS = {"karen.lau": "karen.lau@bank.example", "劉家欣": "Ka.Yan@bank.example"}


def link(answer: str = "called", **changes: Any) -> str:
    given: dict[str, Any] = {"lead_id": "1a2b3c4d", "rm": "karen.lau", "edition": DAY, "address": "leadscan@bank.example", "key": KEY}
    return answers.links(**(given | changes))[answer]


def subject(url: str) -> str:
    return parse_qs(urlsplit(url).query)["subject"][0]


def mail(subject_: str | None = None, *, sender: str = "Karen Lau <karen.lau@bank.example>", body: str = "", **headers: str) -> bytes:
    email = EmailMessage(policy=SMTP)
    email["From"] = sender
    email["To"] = "leadscan@bank.example"
    email["Subject"] = subject(link()) if subject_ is None else subject_
    email["Date"] = "Tue, 10 Mar 2026 11:20:00 +0800"
    email["Message-ID"] = "<1@bank.example>"
    for name, value in headers.items():
        email[name.replace("_", "-")] = value
    email.set_content(body)
    return email.as_bytes()


def judge(raw: bytes, **changes: Any) -> inbox.Judged:
    return inbox.judge(raw, KEY, RMS, **({"today": DAY} | changes))


@given(st.sampled_from(sorted(answers.ANSWERS)), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), min_size=1, max_size=30), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_token_says_what_was_signed(answer: str, rm: str, day: date) -> None:
    made = answers.token(answer, "1a2b3c4d", rm, day, KEY)
    assert answers.read(made, KEY, today=day) == answers.Answer(answer, "1a2b3c4d", rm, day)
    assert answers.find(f"Re: Called  {made} x") == made and made.isascii()


def test_every_answer_has_a_link_that_fits_a_mail_program_and_tells_nothing_secret() -> None:
    made = answers.links("1a2b3c4d", "karen.lau", DAY, "leadscan@bank.example", KEY, language="zh-Hant", company="雲峰\r\nBcc: x@y.z & co")
    assert list(made) == ["called", "not_relevant", "wrong_company", "mine_already", "snooze"]
    for url in made.values():
        assert url.startswith("mailto:leadscan@bank.example?subject=") and len(url) < 700
        assert "\r" not in url and "\n" not in url and url.count("?") == 1 and "&" not in url and url.isascii()
    assert subject(made["snooze"]).startswith("一週後再提 雲峰 Bcc: x@y.z & co LS1.")
    assert KEY.decode() not in unquote(made["called"])


def test_without_an_address_there_is_no_link() -> None:
    assert answers.links("1", "karen.lau", DAY, "", KEY) == {}


def test_a_key_that_is_too_short_signs_nothing() -> None:
    with pytest.raises(ValueError, match="shorter than 16 bytes"):
        link(key=b"short")


@given(st.integers(0, 200), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_token_changed_in_one_sign_is_never_read_as_another(place: int, sign: str) -> None:
    made = answers.token("called", "1a2b3c4d", "karen.lau", DAY, KEY)
    place %= len(made)
    forged = made[:place] + sign + made[place + 1 :]
    if forged == made:
        return
    with contextlib.suppress(ParseError):
        # The last sign of Base64 carries bits that count for nothing; what is read is what was signed.
        assert answers.read(forged, KEY, today=DAY) == answers.read(made, KEY, today=DAY)


@pytest.mark.parametrize(
    ("given", "today", "why"),
    [
        (answers.token("called", "1a2b3c4d", "karen.lau", DAY, b"x" * 32), DAY, "not ours"),
        (answers.token("called", "1a2b3c4d", "karen.lau", DAY, KEY), DAY + timedelta(days=46), "older than 45 days"),
        ("LS1.AAAAAAAAAAAA." + "A" * 22, DAY, "not ours"),
        ("hello", DAY, "no token"),
    ],
)
def test_a_forged_or_old_token_says_why_it_is_refused(given: str, today: date, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        answers.read(given, KEY, today=today)


# --- emails ---


def test_a_genuine_answer_is_taken_with_the_rms_note() -> None:
    found = judge(mail(body="Spoke to the CFO,\r\nmeeting on Friday.\r\n\r\n-- \r\nKaren Lau\r\nbig signature"))
    assert (found.verdict, found.reason, found.message_id, found.note) == ("taken", "", "<1@bank.example>", "Spoke to the CFO, meeting on Friday.")
    assert found.answer == answers.Answer("called", "1a2b3c4d", "karen.lau", DAY) and found.sent == datetime(2026, 3, 10, 3, 20, tzinfo=UTC)


@pytest.mark.parametrize(("answer", "language"), itertools.product(answers.ANSWERS, ["en", "zh-Hant", "zh-Hans"]))
def test_every_answer_in_every_language_survives_the_journey(answer: str, language: str) -> None:
    url = link(answer, language=language, company="雲峰機器人股份有限公司 Cloudpeak Robotics Holdings", rm="劉家欣")
    found = judge(mail("Re: " + subject(url), sender="ka.yan@bank.example"))
    assert found.answer is not None and (found.answer.answer, found.answer.rm) == (answer, "劉家欣")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (mail("Something is wrong here"), "no token"),
        (mail(body=subject(link()), subject_="Re: your email"), "no token"),
        (mail(sender="mallory@bank.example"), "not by the address of karen.lau"),
        (mail(sender="karen.lau@bank.example.evil.example"), "not by the address of karen.lau"),
        (mail(sender='"karen.lau@bank.example" <mallory@evil.example>'), "not by the address of karen.lau"),
        (mail(sender="karen.lau@bank.example, mallory@evil.example"), "not by the address of karen.lau"),
        (mail(subject(link(rm="nobody"))), "no watchlist"),
        (mail(subject(link(key=b"y" * 32))), "not ours"),
        (mail(subject(link(edition=date(2026, 1, 2)))), "older than 45 days"),
        (b"", "no token"),
        (b"\xff\xfe\x00" * 100, "no token"),
        (b"x" * (inbox.LIMIT + 1), "larger than"),
    ],
)
def test_what_cannot_be_taken_is_put_aside_with_its_reason(raw: bytes, why: str) -> None:
    found = judge(raw)
    assert found.verdict == "aside" and why in found.reason and found.message_id and found.answer is None


@pytest.mark.parametrize(
    "raw",
    [
        mail(Auto_Submitted="auto-replied"), mail(Precedence="bulk"), mail(X_Autoreply="yes"), mail(sender="MAILER-DAEMON@bank.example"), mail(Return_Path="<>"), mail(Auto_Submitted="auto-generated; owner=x"),
        mail("Undeliverable", sender="postmaster@bank.example"),
    ],
)  # fmt: skip
def test_automatic_replies_and_bounces_are_ignored(raw: bytes) -> None:
    assert judge(raw).verdict == "ignored"


def test_a_person_whose_program_says_so_is_no_machine() -> None:
    assert judge(mail(Auto_Submitted="no")).verdict == "taken"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, "aside"), ({"Authentication_Results": "mx.bank.example; dkim=pass header.d=bank.example"}, "taken"), ({"Authentication_Results": "mx.bank.example; spf=fail; dkim=none"}, "aside"),
        ({"Authentication_Results": "mx.evil.example; dkim=pass"}, "aside"), ({"Authentication_Results": "mx.bank.example 1; dmarc=pass"}, "taken"),
    ],
)  # fmt: skip
def test_where_the_bank_names_its_server_an_answer_must_have_passed_there(headers: dict[str, str], verdict: str) -> None:
    assert judge(mail(**headers), authserv="mx.bank.example").verdict == verdict


def test_of_two_results_of_our_server_only_the_topmost_counts() -> None:
    raw = b"Authentication-Results: mx.bank.example; dkim=fail\r\nAuthentication-Results: mx.bank.example; dkim=pass\r\n" + mail()
    assert judge(raw, authserv="mx.bank.example").verdict == "aside"


@given(st.binary(max_size=2000))
def test_no_bytes_at_all_make_reading_fail(raw: bytes) -> None:
    assert judge(b"From: a@b.example\r\n" + raw).verdict in ("aside", "ignored")


def test_a_message_without_an_id_counts_by_its_bytes() -> None:
    raw = mail().replace(b"Message-ID: <1@bank.example>\r\n", b"")
    assert judge(raw).message_id.startswith("sha256:") and judge(raw).message_id == judge(raw).message_id != judge(raw + b"\r\n").message_id
