from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadscan.errors import DeliveryError
from leadscan.mail import compose

from .conftest import message


def reread(**changes: Any) -> EmailMessage:
    """What a mailbox would read out of the bytes."""
    return message_from_bytes(compose(message(**changes)).as_bytes(), policy=policy.default)


def lines_of(part: Any) -> str:
    """The text of a part; line ends travel as CRLF."""
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def test_a_message_is_text_and_html_side_by_side_with_the_html_last() -> None:
    email = reread()
    assert email.get_content_type() == "multipart/alternative"
    parts = list(email.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in parts] == ["utf-8", "utf-8"]
    assert lines_of(parts[0]) == message().text
    assert lines_of(parts[1]).rstrip("\n") == message().html


def test_the_headers_say_what_a_mailbox_must_know() -> None:
    email = reread()
    assert email["From"] == "leadscan <leadscan@bank.example>"
    assert email["To"] == "mei@bank.example"
    assert email["Subject"] == "3 to call: 海嵐機械 files in Hong Kong"
    assert email["Message-ID"] == "<morning.2026-03-10.mei@leadscan.invalid>"
    assert email["Date"] == "Tue, 10 Mar 2026 07:30:00 +0800"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["List-Unsubscribe"] == "<mailto:leadscan@bank.example?subject=unsubscribe>"
    assert email["X-Leadscan-Edition"] == "2026-03-10"
    assert email["MIME-Version"] == "1.0"


def test_answers_and_opt_outs_go_to_reply_to_where_there_is_one() -> None:
    email = compose(message(), reply_to="desk@bank.example")
    assert (email["Reply-To"], email["List-Unsubscribe"]) == ("desk@bank.example", "<mailto:desk@bank.example?subject=unsubscribe>")


def test_a_message_without_a_time_has_the_editions() -> None:
    assert reread(created=None)["Date"] == "Tue, 10 Mar 2026 07:30:00 +0800"
    assert reread(created=datetime(2026, 1, 1, tzinfo=UTC))["Date"] == "Thu, 01 Jan 2026 08:00:00 +0800"


def test_the_same_message_has_the_same_bytes_and_another_has_others() -> None:
    assert compose(message()).as_bytes() == compose(message()).as_bytes()
    assert compose(message(text="else")).get_boundary() != compose(message()).get_boundary()


def test_own_headers_go_before_defaults_but_never_before_address_and_mime() -> None:
    headers = {"List-Unsubscribe": "<https://bank.example/out>", "X-Sort": "a\r\nBcc: x@evil.example", "Bcc": "x@evil.example", "content-type": "text/html", "To": "x@evil.example", "Bad Name": "1", "Bad:Name": "1"}
    email = reread(headers=headers)
    assert email.get_all("List-Unsubscribe") == ["<https://bank.example/out>"]
    assert email["X-Sort"] == "a Bcc: x@evil.example"
    assert (email["Bcc"], email["To"], email.get_content_type()) == (None, "mei@bank.example", "multipart/alternative")
    assert not [name for name in email if name.startswith("Bad")]


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\rBcc: x", "a\x0bBcc: x", "a\u2028Bcc: x", "a\x85Bcc: x", "a\0b"])
def test_a_headline_cannot_add_a_header(subject: str) -> None:
    email = reread(subject=subject)
    assert email["Bcc"] is None
    assert len(str(email["Subject"]).splitlines()) == 1
    assert sorted(email.keys()) == sorted(reread().keys())


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]) | st.sampled_from("海嵐機械上市招股書， 。"), min_size=1, max_size=120))
@example("今日致電三家：海嵐機械遞表港交所，擬集資十四億港元；金潮半導體委任新財務總監；遠岸物流擬購越南倉庫" * 2)
@example("海嵐機械 (9876) files: HK$1.4bn — 財務總監 appointed; see =?utf-8?b?eHg=?= and more words so that it folds over lines " * 2)
def test_any_subject_arrives_as_it_was_sent(subject: str) -> None:
    subject = " ".join(subject.split())
    if "=?" not in subject:  # an encoded word in the text itself is read by mailboxes as one
        assert str(reread(subject=subject)["Subject"]) == subject
    for line in compose(message(subject=subject)).as_bytes().split(b"\r\n"):
        assert len(line) < 998


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=300))
def test_any_text_arrives_as_it_was_sent(text: str) -> None:
    got = lines_of(next(iter(reread(text=text).iter_parts())))
    assert got.rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a b@c.example", "@c.example", "a@", "美@bank.example"])
def test_an_address_that_is_none_is_an_error(address: str) -> None:
    with pytest.raises(DeliveryError):
        compose(message(to=(address,)))
    with pytest.raises(DeliveryError):
        compose(message(sender=address))


def test_a_message_to_nobody_is_an_error() -> None:
    with pytest.raises(DeliveryError, match="no recipient"):
        compose(message(to=()))


def test_a_name_in_chinese_and_quotes_stands_before_its_address() -> None:
    assert reread(sender='"陳, 小明" <leadscan@bank.example>')["From"].addresses[0].display_name == "陳, 小明"


@pytest.mark.parametrize(
    ("given_id", "made"),
    [("morning.2026-03-10.mei@x.example", "<morning.2026-03-10.mei@x.example>"), ("<a@b>", "<a@b>"), ("<morning.2026-03-10.陳@x.example>", "<morning.2026-03-10.ab720be1efd8d909@x.example>")],
)
def test_a_message_id_is_in_angles_and_ascii(given_id: str, made: str) -> None:
    email = compose(message(message_id=given_id))
    assert email["Message-ID"] == made


@pytest.mark.parametrize("bad", ["", "no-at", "<a@b\r\nX: 1>", "<a@>"])
def test_a_message_id_that_is_none_is_an_error(bad: str) -> None:
    with pytest.raises(DeliveryError, match="message id"):
        compose(message(message_id=bad))


def test_a_message_without_html_is_plain_text() -> None:
    email = reread(html="")
    assert (email.get_content_type(), lines_of(email)) == ("text/plain", message().text)
