"""A mail to the operators: sent at once, in no RM's outbox, and never a reason for anything else to fail."""

from __future__ import annotations

import smtplib
from email.policy import SMTP
from pathlib import Path

from leadscan.errors import DeliveryError
from leadscan.mail.message import bare_addresses, compose
from leadscan.mail.outbox import write
from leadscan.mail.smtp import Doubtful, Server
from leadscan.settings import Settings
from leadscan.types import Message


def send(message: Message, settings: Settings, *, outbox: Path) -> str:
    """Sends a message over settings.mail.host, or writes it below ``outbox`` where no host is named: (where it went). DeliveryError where it did not go."""
    if not settings.mail.host:
        return write(message, outbox, reply_to=settings.mail.reply_to)
    sender, recipients = bare_addresses(message)
    with Server(settings.mail) as server:
        error = server.connect()
        if error:
            raise DeliveryError(error)
        try:
            answer, refused = server.send(sender, recipients, compose(message, reply_to=settings.mail.reply_to).as_bytes(policy=SMTP))
        except (smtplib.SMTPException, Doubtful, OSError) as e:
            raise DeliveryError(f"SMTP server {settings.mail.host}: {' '.join(str(e).split()) or type(e).__name__}") from e
    return answer + "".join(f"; {address} was refused: {why}" for address, why in refused)
