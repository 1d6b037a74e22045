"""The mail edge's view of the store: each call opens it, commits, and lets go, so that a claim is durable before anything leaves."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from leadscan import store
from leadscan.settings import Settings
from leadscan.types import OutboxRow


class StoreOutbox:
    """An outbox whose every change is a transaction of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def ready(self) -> list[OutboxRow]:
        """Messages that may go out."""
        with self._open() as db:
            return db.ready()

    def in_doubt(self) -> list[OutboxRow]:
        """Messages that were claimed and never confirmed."""
        with self._open() as db:
            return db.in_doubt()

    def claim(self, message_id: str, now: datetime) -> bool:
        """Takes a message for sending; False where somebody else has it."""
        with self._open() as db:
            return db.claim(message_id, now)

    def sent(self, message_id: str, now: datetime, place: str) -> None:
        """Says where it went."""
        with self._open() as db:
            db.sent(message_id, now, place)

    def failed(self, message_id: str, now: datetime, error: str, *, permanent: bool) -> None:
        """Says why it did not go."""
        with self._open() as db:
            db.failed(message_id, now, error, permanent=permanent)

    def _open(self) -> AbstractContextManager[store.Store]:
        return store.open_store(self._settings, purpose="deliver")
