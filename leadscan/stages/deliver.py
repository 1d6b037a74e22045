"""Deliver: what lies in the outbox goes out, each message at most once; a message in doubt is shown, never sent again by itself."""

from __future__ import annotations

from leadscan import mail
from leadscan.stages.outbox import StoreOutbox
from leadscan.stages.run import Run, plain_secret
from leadscan.types import Report


def deliver(run: Run) -> Report:
    """Sends or writes every ready message."""
    if run.settings.mail.host:
        plain_secret(run.settings.mail.password, "mail.password")
    return mail.deliver(StoreOutbox(run.settings), run.settings, now=run.now, outbox=run.desk / "outbox")
