"""The mail edge: what lies in the outbox goes out, as files or over SMTP, each message at most once.

    OutboxRow (ready) -> claim, committed -> compose -> files | SMTP -> sent | failed
"""

from leadscan.mail.message import compose
from leadscan.mail.outbox import Outbox, deliver

__all__ = ["Outbox", "compose", "deliver"]
