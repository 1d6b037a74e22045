"""A sender that is killed in the middle: whatever the moment, no message reaches the server twice, and the one in doubt is shown."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

CHILD = """
import dataclasses, sqlite3, sys
from datetime import UTC, date, datetime
from pathlib import Path
from leadscan import mail
from leadscan.settings import Mail, Settings
from leadscan.types import Message, OutboxRow

db = sqlite3.connect(sys.argv[1], isolation_level=None)

def message(rm):
    return Message(f"<m.{rm}@x.example>", rm, date(2026, 3, 10), "morning", "a@x.example", (f"{rm}@x.example",), "s", "t", "")

class Outbox:
    def of(self, status):
        return [OutboxRow(message(rm), status, 1, None, None, None, None) for rm, in db.execute("select rm from box where status = ? order by rm", (status,))]
    def ready(self): return self.of("ready")
    def in_doubt(self): return self.of("sending")
    def move(self, id, old, new): return db.execute("update box set status = ? where id = ? and status = ?", (new, id, old)).rowcount == 1
    def claim(self, id, now): return self.move(id, "ready", "sending")
    def sent(self, id, now, place): self.move(id, "sending", "sent")
    def failed(self, id, now, error, *, permanent): self.move(id, "sending", "failed" if permanent else "ready")

settings = dataclasses.replace(Settings(desk=Path(".")), mail=Mail(host="127.0.0.1", port=int(sys.argv[2]), security="none"))
report = mail.deliver(Outbox(), settings, now=datetime(2026, 3, 10, tzinfo=UTC), outbox=Path("unused"))
print(report.counts["sent"], report.counts["in_doubt"])
"""


class Killer:
    """An SMTP server that kills its client at a moment of the second message."""

    def __init__(self, moment: str) -> None:
        self.moment = moment
        self.child: subprocess.Popen[str] | None = None
        self.taken: list[str] = []

    def reached(self, moment: str) -> None:
        if moment == self.moment and len(self.taken) == (2 if moment == "taken" else 1) and self.child is not None:
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.reached("mail")
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.reached("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.reached("data")
        self.taken.append(envelope.rcpt_tos[0].split("@")[0])
        self.reached("taken")
        return "250 ok"


def start(database: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", CHILD, str(database), str(port)], stdout=subprocess.PIPE, text=True)


@pytest.mark.kill
@pytest.mark.parametrize(("moment", "reached"), [("mail", ["a", "c"]), ("rcpt", ["a", "c"]), ("data", ["a", "b", "c"]), ("taken", ["a", "b", "c"])])
def test_a_killed_sender_sends_nothing_twice_and_shows_what_is_in_doubt(tmp_path: Path, moment: str, reached: list[str]) -> None:
    database = tmp_path / "box.sqlite"
    db = sqlite3.connect(database, isolation_level=None)
    db.execute("create table box (id text primary key, rm text, status text)")
    db.executemany("insert into box values (?, ?, 'ready')", [(f"<m.{rm}@x.example>", rm) for rm in "abc"])
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    killer = Killer(moment)
    controller = Controller(killer, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        killer.child = start(database, port)
        killer.child.communicate(timeout=30)
        assert killer.child.returncode == -signal.SIGKILL
        killer.child = None
        outputs = [start(database, port).communicate(timeout=30)[0].split() for _ in range(2)]
    finally:
        controller.stop()
    assert sorted(killer.taken) == reached
    assert outputs == [["1", "1"], ["0", "1"]]
    assert dict(db.execute("select rm, status from box")) == {"a": "sent", "b": "sending", "c": "sent"}
    db.close()
