"""Emails over a real SMTP server: each edition once, and a mail in doubt is shown, never sent again by itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from leadscan import settings, store
from tests.desks import DAYS


class Mailbox:
    """Takes every mail; may stand still after taking the nth, before it answers."""

    def __init__(self, *, stand_still_at: int | None = None) -> None:
        self.taken: list[EmailMessage] = []
        self.stand_still_at = stand_still_at
        self.standing = threading.Event()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[attr-defined]
        if len(self.taken) == self.stand_still_at:
            self.standing.set()
            import asyncio

            await asyncio.sleep(30)
        return "250 taken"


@pytest.fixture
def serve() -> Iterator[Callable[[Mailbox], int]]:
    controllers: list[Controller] = []

    def start(mailbox: Mailbox) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        controller = Controller(mailbox, hostname="127.0.0.1", port=port)
        controller.start()
        controllers.append(controller)
        return port

    yield start
    for controller in controllers:
        controller.stop()


def environment(port: int) -> dict[str, str]:
    return {**os.environ, "LEADSCAN_MAIL_HOST": "127.0.0.1", "LEADSCAN_MAIL_PORT": str(port), "LEADSCAN_MAIL_SECURITY": "none", "LEADSCAN_MAIL_SENDER": "leadscan@ferrystreet.example"}


def morning(desk: Path, port: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "leadscan", "morning", "--date", DAYS[0].isoformat(), "--desk", str(desk)]
    return subprocess.Popen(words, env=environment(port), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_each_rm_gets_one_mail_with_text_and_html_however_often_the_morning_is_run(make_desk: Callable[[], Path], serve: Callable[[Mailbox], int]) -> None:
    desk, mailbox = make_desk(), Mailbox()
    port = serve(mailbox)
    for _ in range(2):
        run = morning(desk, port)
        _, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors
    assert Counter(str(mail["To"]) for mail in mailbox.taken) == Counter(f"{rm}@ferrystreet.example" for rm in ("mei.lam", "tom.reeves", "lin.hao", "ada.kwok"))
    for mail in mailbox.taken:
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Unsubscribe"]
        assert mail["Message-ID"]
        assert mail["Date"].datetime.isoformat() == "2026-05-12T07:30:00+08:00"
    assert len({mail["Message-ID"] for mail in mailbox.taken}) == 4


@pytest.mark.kill
def test_a_sender_killed_while_the_server_answers_leaves_one_mail_in_doubt_and_sends_the_others_once(make_desk: Callable[[], Path], serve: Callable[[Mailbox], int]) -> None:
    desk, mailbox = make_desk(), Mailbox(stand_still_at=2)
    port = serve(mailbox)
    run = morning(desk, port)
    assert mailbox.standing.wait(timeout=120)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    time.sleep(0.2)
    again = morning(desk, port)
    out, _ = again.communicate(timeout=120)
    assert again.returncode == 1, "a mail in doubt is a failure that somebody must look at"
    assert "in doubt" in out
    assert max(Counter(str(mail["To"]) for mail in mailbox.taken).values()) == 1
    assert len(mailbox.taken) == 4
    with store.open_store(settings.load(desk, {}), purpose="test") as db:
        assert Counter(row.status for row in db.outbox(DAYS[0])) == Counter(sent=3, sending=1)
