"""Pictures that an email carries."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from leadscan.errors import DeliveryError
from leadscan.mail.message import compose
from leadscan.mail.outbox import write
from leadscan.types import Image, Message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
IMAGE = Image("timeline.x@bank.example", base64.b64encode(PNG).decode(), "Cloudpeak: application filed")
MESSAGE = Message(
    "<morning.2026-03-10.karen@bank.example>", "karen", date(2026, 3, 10), "morning", "leadscan@bank.example", ("karen@bank.example",), "Subject", "text\n",
    f'<html><img src="cid:{IMAGE.cid}" alt="{IMAGE.alt}"></html>', images=(IMAGE,),
)  # fmt: skip


def parsed(message: Message) -> EmailMessage:
    return message_from_bytes(compose(message).as_bytes(), policy=policy.default)


def test_a_picture_stands_beside_the_html_that_shows_it() -> None:
    mail = parsed(MESSAGE)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    picture = list(mail.walk())[-1]
    assert (picture["Content-ID"], picture.get_content_disposition(), picture.get_content()) == ("<timeline.x@bank.example>", "inline", PNG)
    assert list(mail.iter_attachments()) == [] or mail.get_content_type() == "multipart/alternative"


def test_the_same_message_gives_the_same_bytes() -> None:
    assert compose(MESSAGE).as_bytes() == compose(MESSAGE).as_bytes()
    assert compose(replace(MESSAGE, images=())).as_bytes() != compose(MESSAGE).as_bytes()


def test_without_pictures_the_mail_has_its_two_parts() -> None:
    assert [part.get_content_type() for part in parsed(replace(MESSAGE, images=())).walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("cid", ["no domain", "a@b>\r\nBcc: all@bank.example", "", "<a@b>"])
def test_a_content_id_that_is_none_is_refused(cid: str) -> None:
    with pytest.raises(DeliveryError, match="content id"):
        compose(replace(MESSAGE, images=(replace(IMAGE, cid=cid),)))


def test_the_page_in_the_outbox_holds_its_pictures_itself(tmp_path: Path) -> None:
    write(MESSAGE, tmp_path)
    page = (tmp_path / "2026-03-10" / "karen-morning.html").read_text(encoding="utf-8")
    assert f'src="data:image/png;base64,{IMAGE.png}"' in page and "cid:" not in page
