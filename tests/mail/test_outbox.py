"""Delivery to files, and over SMTP to a real server on loopback that refuses, dies and stays silent."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from leadscan import mail
from leadscan.mail.outbox import write
from leadscan.types import Report

from .conftest import NOW, MemoryOutbox, message, settings

MEI = message()
TOM = message(rm="tom", to=("tom@bank.example",), message_id="<morning.2026-03-10.tom@leadscan.invalid>")
IDS = (MEI.message_id, TOM.message_id)


# --- files ---


def to_files(outbox: MemoryOutbox, folder: Path) -> Report:
    return mail.deliver(outbox, settings(), now=NOW, outbox=folder)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_without_a_server_a_message_is_three_files(tmp_path: Path) -> None:
    outbox = MemoryOutbox(MEI, TOM)
    report = to_files(outbox, tmp_path)
    assert list(files(tmp_path)) == [f"2026-03-10/{rm}-morning.{end}" for rm in ("mei", "tom") for end in ("eml", "html", "txt")]
    assert (tmp_path / "2026-03-10/mei-morning.html").read_text(encoding="utf-8") == MEI.html
    assert message_from_bytes((tmp_path / "2026-03-10/mei-morning.eml").read_bytes(), policy=policy.default)["Subject"] == MEI.subject
    assert outbox.rows[MEI.message_id].place == "2026-03-10/mei-morning.eml"
    assert (report.stage, report.counts["sent"], report.failures) == ("deliver", 2, ())


def test_to_deliver_twice_is_to_deliver_once(tmp_path: Path) -> None:
    outbox = MemoryOutbox(MEI)
    to_files(outbox, tmp_path)
    before = files(tmp_path)
    assert to_files(outbox, tmp_path).counts["sent"] == 0
    assert files(tmp_path) == before


@pytest.mark.parametrize("after", ["claim", "text", "all files"])
def test_a_delivery_that_died_ends_in_the_same_files_when_run_again(tmp_path: Path, after: str) -> None:
    to_files(MemoryOutbox(MEI), tmp_path / "undisturbed")
    outbox = MemoryOutbox(MEI)
    outbox.claim(MEI.message_id, NOW)
    if after != "claim":
        write(MEI, tmp_path / "died")
    if after == "text":
        (tmp_path / "died/2026-03-10/mei-morning.eml").unlink()
    to_files(outbox, tmp_path / "died")
    assert files(tmp_path / "died") == files(tmp_path / "undisturbed")
    assert outbox.rows[MEI.message_id].status == "sent"


def test_a_message_that_somebody_else_has_taken_is_left_to_him(tmp_path: Path) -> None:
    class Late(MemoryOutbox):
        def claim(self, message_id: str, now: Any) -> bool:
            return False

    assert to_files(Late(MEI), tmp_path).counts == {"ready": 1, "sent": 0, "failed": 0, "retry": 0, "in_doubt": 0, "taken": 1}
    assert files(tmp_path) == {}


@pytest.mark.parametrize("rm", ["../../etc/x", "a/b", "", ".", "..", "陳小明", "x" * 300, "a\0b"])
def test_no_name_of_an_rm_leads_out_of_the_folder(tmp_path: Path, rm: str) -> None:
    place = write(replace(MEI, rm=rm), tmp_path / "outbox")
    assert (tmp_path / "outbox" / place).is_file()
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "outbox/2026-03-10"}


def test_two_rms_never_share_a_file(tmp_path: Path) -> None:
    assert len({write(replace(MEI, rm=rm), tmp_path) for rm in ("a/b", "a_b", "a:b")}) == 3


def test_a_message_that_cannot_be_made_fails_alone(tmp_path: Path) -> None:
    outbox = MemoryOutbox(replace(MEI, to=("nobody",)), TOM)
    report = to_files(outbox, tmp_path)
    assert [outbox.rows[i].status for i in IDS] == ["failed", "sent"]
    assert report.failures == ("mei 2026-03-10: not sent: recipient 'nobody': wants one address such as name@bank.example",)


def test_a_full_or_forbidden_disk_leaves_the_message_ready(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    outbox = MemoryOutbox(MEI)
    report = to_files(outbox, tmp_path / "outbox")
    assert (outbox.rows[MEI.message_id].status, report.counts["retry"]) == ("ready", 1)


# --- SMTP ---


class Inbox:
    """What an SMTP server took, and how it answers."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.rcpt: dict[str, str] = {}
        self.data = "250 taken"
        self.after: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.rcpt.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        self.after()
        return self.data


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, controller.port
    controller.stop()


def over_smtp(outbox: MemoryOutbox, port: int, tmp_path: Path, **changes: Any) -> Report:
    given = settings(**({"host": "127.0.0.1", "port": port, "security": "none"} | changes))
    return mail.deliver(outbox, given, now=NOW, outbox=tmp_path / "unused")


def test_a_server_gets_each_message_once_and_whole(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    outbox = MemoryOutbox(MEI, TOM)
    report = over_smtp(outbox, port, tmp_path)
    assert over_smtp(outbox, port, tmp_path).counts["sent"] == 0
    assert [(sender, to) for sender, to, _ in handler.taken] == [("leadscan@bank.example", ["mei@bank.example"]), ("leadscan@bank.example", ["tom@bank.example"])]
    assert handler.taken[0][2] == mail.compose(MEI).as_bytes()
    assert (report.counts["sent"], outbox.rows[MEI.message_id].place) == (2, "250 taken")
    assert not (tmp_path / "unused").exists()


def test_a_line_of_dots_arrives_as_it_was_sent(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    dotted = replace(MEI, text=".\n..\n.x\nend\n", html="")
    over_smtp(MemoryOutbox(dotted), port, tmp_path)
    assert message_from_bytes(handler.taken[0][2], policy=policy.default).get_content().replace("\r\n", "\n") == dotted.text


def test_a_message_in_doubt_is_shown_and_not_sent_again(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    outbox = MemoryOutbox(MEI, TOM)
    outbox.claim(MEI.message_id, NOW)
    for _ in range(2):
        report = over_smtp(outbox, port, tmp_path)
        assert report.counts["in_doubt"] == 1
        assert report.failures == ("mei 2026-03-10: in doubt since 2026-03-09T23:30+00:00: it may have gone out; ask the RM before sending it again",)
    assert [to for _, to, _ in handler.taken] == [["tom@bank.example"]]
    assert outbox.rows[MEI.message_id].status == "sending"


@pytest.mark.parametrize(("where", "answer", "status"), [("rcpt", "550 no such user", "failed"), ("rcpt", "450 greylisted", "ready"), ("data", "554 spam", "failed"), ("data", "451 disk full", "ready")])
def test_a_refusal_costs_that_message_and_says_why(inbox: tuple[Inbox, int], tmp_path: Path, where: str, answer: str, status: str) -> None:
    handler, port = inbox
    if where == "rcpt":
        handler.rcpt["mei@bank.example"] = answer
    else:
        handler.data = answer
    outbox = MemoryOutbox(MEI, TOM)
    report = over_smtp(outbox, port, tmp_path)
    row = outbox.rows[MEI.message_id]
    assert (row.status, row.attempts) == (status, 1)
    assert answer[:3] in (row.error or "")
    assert outbox.rows[TOM.message_id].status == ("sent" if where == "rcpt" else status)
    assert any(answer[4:] in line for line in report.failures)


def test_a_temporary_refusal_is_tried_again_and_goes_out_once(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    outbox = MemoryOutbox(MEI)
    handler.data = "421 later"
    over_smtp(outbox, port, tmp_path)
    handler.data = "250 taken"
    over_smtp(outbox, port, tmp_path)
    assert (len(handler.taken), outbox.rows[MEI.message_id].attempts, outbox.rows[MEI.message_id].status) == (1, 2, "sent")


def test_one_refused_recipient_of_two_is_named_and_the_other_is_served(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    handler.rcpt["credit@bank.example"] = "550 unknown"
    outbox = MemoryOutbox(replace(MEI, to=("mei@bank.example", "credit@bank.example")))
    report = over_smtp(outbox, port, tmp_path)
    assert handler.taken[0][1] == ["mei@bank.example"]
    assert (outbox.rows[MEI.message_id].status, report.failures) == ("sent", ("mei 2026-03-10: credit@bank.example was refused: 550 unknown",))


def test_a_server_that_is_down_leaves_all_ready(tmp_path: Path) -> None:
    outbox = MemoryOutbox(MEI, TOM)
    report = over_smtp(outbox, free_port(), tmp_path)
    assert [outbox.rows[i].status for i in IDS] == ["ready", "ready"]
    assert report.counts["retry"] == 2
    assert "SMTP server 127.0.0.1" in (outbox.rows[MEI.message_id].error or "")


def test_a_sender_that_the_server_refuses_is_the_desks_to_mend(tmp_path: Path) -> None:
    class Strict(Inbox):
        async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
            return "550 who are you"

    controller = Controller(Strict(), hostname="127.0.0.1", port=free_port())
    controller.start()
    outbox = MemoryOutbox(MEI, TOM)
    try:
        over_smtp(outbox, controller.port, tmp_path)
    finally:
        controller.stop()
    assert [(outbox.rows[i].status, outbox.rows[i].error) for i in IDS] == [("ready", "550 who are you")] * 2


@pytest.mark.parametrize("changes", [{"security": "starttls"}, {"user": "u", "password": "p"}, {"security": "tls"}, {"security": "wrong"}])
def test_what_the_server_does_not_offer_is_no_reason_to_send_in_clear(inbox: tuple[Inbox, int], tmp_path: Path, changes: dict[str, str]) -> None:
    handler, port = inbox
    outbox = MemoryOutbox(MEI)
    over_smtp(outbox, port, tmp_path, **changes)
    assert handler.taken == []
    assert outbox.rows[MEI.message_id].status == "ready"


def lost(*, before_the_end: bool) -> int:
    """A server that hangs up in the middle of a message, or after all of it without an answer; returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as talk:
            lines = talk.makefile("rb")
            talk.sendall(b"220 here\r\n")
            for line in lines:
                if line.upper().startswith(b"DATA"):
                    if before_the_end:
                        return
                    talk.sendall(b"354 go on\r\n")
                    for text in lines:
                        if text == b".\r\n":
                            return
                talk.sendall(b"250 ok\r\n")

    threading.Thread(target=serve, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def test_a_server_lost_after_the_last_byte_leaves_the_message_in_doubt(tmp_path: Path) -> None:
    outbox = MemoryOutbox(MEI)
    report = over_smtp(outbox, lost(before_the_end=False), tmp_path)
    assert outbox.rows[MEI.message_id].status == "sending"
    assert report.counts["in_doubt"] == 1
    assert "no answer" in report.failures[0]


def test_a_server_lost_before_the_text_leaves_the_message_ready(tmp_path: Path) -> None:
    outbox = MemoryOutbox(MEI)
    over_smtp(outbox, lost(before_the_end=True), tmp_path)
    assert outbox.rows[MEI.message_id].status == "ready"


def test_the_claim_is_committed_before_the_server_has_the_message(inbox: tuple[Inbox, int], tmp_path: Path) -> None:
    handler, port = inbox
    outbox = MemoryOutbox(MEI)
    seen: list[str] = []
    handler.after = lambda: seen.append(outbox.rows[MEI.message_id].status)
    over_smtp(outbox, port, tmp_path)
    assert seen == ["sending"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(cert)]
    try:
        subprocess.run([*command, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl command to make a certificate with")
    return key, cert


@pytest.mark.parametrize("known", [True, False])
def test_starttls_and_a_login_are_used_and_an_unknown_certificate_is_not_trusted(certificate: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    import ssl

    key, cert = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    logins: list[bytes] = []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        logins.append(data.password)
        return AuthResult(success=data.password == b"secret")

    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True, auth_required=True, authenticator=check)
    controller.start()
    try:
        outbox = MemoryOutbox(MEI)
        report = over_smtp(outbox, controller.port, tmp_path, security="starttls", user="desk", password="secret")
    finally:
        controller.stop()
    assert (len(handler.taken), logins) == ((1, [b"secret"]) if known else (0, []))
    assert outbox.rows[MEI.message_id].status == ("sent" if known else "ready")
    assert known or "certificate" in report.failures[0]
    assert "secret" not in str(report)
