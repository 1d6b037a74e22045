"""Messages with good defaults, an outbox in memory, and settings."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from leadscan.settings import Mail, Settings
from leadscan.types import Message, OutboxRow

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)


def message(**changes: Any) -> Message:
    base = Message(
        message_id="<morning.2026-03-10.mei@leadscan.invalid>",
        rm="mei",
        edition=date(2026, 3, 10),
        kind="morning",
        sender="leadscan <leadscan@bank.example>",
        to=("mei@bank.example",),
        subject="3 to call: 海嵐機械 files in Hong Kong",
        text="Good morning.\n\n海嵐機械 has filed.\n.\n..dots\n",
        html="<html><body><p>Good morning. 海嵐機械 has filed.</p></body></html>",
        created=NOW,
    )
    return replace(base, **changes)


def settings(**mail: Any) -> Settings:
    return dataclasses.replace(Settings(desk=Path("desk")), mail=Mail(**mail))


class MemoryOutbox:
    """An outbox that behaves as the store's."""

    def __init__(self, *messages: Message) -> None:
        self.rows = {m.message_id: OutboxRow(m, "ready", 0, None, None, None, None) for m in messages}

    def of(self, status: str) -> list[OutboxRow]:
        return [row for row in self.rows.values() if row.status == status]

    def ready(self) -> list[OutboxRow]:
        return self.of("ready")

    def in_doubt(self) -> list[OutboxRow]:
        return self.of("sending")

    def claim(self, message_id: str, now: datetime) -> bool:
        row = self.rows[message_id]
        if row.status != "ready":
            return False
        self.rows[message_id] = replace(row, status="sending", claimed_at=now, attempts=row.attempts + 1)
        return True

    def sent(self, message_id: str, now: datetime, place: str) -> None:
        assert self.rows[message_id].status == "sending"
        self.rows[message_id] = replace(self.rows[message_id], status="sent", sent_at=now, place=place, error=None)

    def failed(self, message_id: str, now: datetime, error: str, *, permanent: bool) -> None:
        assert self.rows[message_id].status == "sending"
        self.rows[message_id] = replace(self.rows[message_id], status="failed" if permanent else "ready", error=error)
