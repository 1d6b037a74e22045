"""Delivery, at most once: a message is claimed, durably, before a byte leaves; what may or may not have left is shown and never sent again by itself.

Files are another matter than SMTP: to write the same bytes to the same place twice is to write them once, so a claim without a file is
simply written again.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Protocol

from leadscan.errors import DeliveryError
from leadscan.mail.message import bare_addresses, compose
from leadscan.mail.smtp import Doubtful, Server
from leadscan.records import digest
from leadscan.settings import Settings
from leadscan.types import Message, OutboxRow, Report


class Outbox(Protocol):
    """What delivery asks of the store; every change is committed when the call returns."""

    def ready(self) -> Sequence[OutboxRow]:
        """Messages that may go out."""
        ...

    def in_doubt(self) -> Sequence[OutboxRow]:
        """Messages that were claimed and neither sent nor failed."""
        ...

    def claim(self, message_id: str, now: datetime) -> bool:
        """Takes a ready message for sending; False where somebody else has it."""
        ...

    def sent(self, message_id: str, now: datetime, place: str) -> None:
        """It went out."""
        ...

    def failed(self, message_id: str, now: datetime, error: str, *, permanent: bool) -> None:
        """It did not go out; a temporary failure makes it ready again."""
        ...


def deliver(rows: Outbox, settings: Settings, *, now: datetime, outbox: Path) -> Report:
    """Sends every ready message over settings.mail.host, or writes it below ``outbox`` where no host is named. One message's failure costs that message."""
    counts: Counter[str] = Counter(ready=0, sent=0, failed=0, retry=0, in_doubt=0, taken=0)
    failures: list[str] = []
    if settings.mail.host:
        _send_all(rows, settings, now, counts, failures)
    else:
        _write_all(rows, settings, now, outbox, counts, failures)
    return Report("deliver", dict(counts), failures=tuple(failures))


# --- files ---


def _write_all(rows: Outbox, settings: Settings, now: datetime, outbox: Path, counts: Counter[str], failures: list[str]) -> None:
    for row in rows.in_doubt():
        counts["ready"] += 1
        _write_one(rows, settings, row.message, now, outbox, counts, failures)
    for row in rows.ready():
        counts["ready"] += 1
        if rows.claim(row.message.message_id, now):
            _write_one(rows, settings, row.message, now, outbox, counts, failures)
        else:
            counts["taken"] += 1


def _write_one(rows: Outbox, settings: Settings, message: Message, now: datetime, outbox: Path, counts: Counter[str], failures: list[str]) -> None:
    try:
        place = write(message, outbox, reply_to=settings.mail.reply_to)
    except (DeliveryError, OSError) as e:
        _fail(rows, message, now, str(e), counts, failures, permanent=isinstance(e, DeliveryError))
        return
    rows.sent(message.message_id, now, place)
    counts["sent"] += 1


def write(message: Message, outbox: Path, *, reply_to: str = "") -> str:
    """Writes ``<date>/<rm>-<kind>.eml``, .html and .txt below the outbox folder, each whole or not at all; returns the .eml's path below it."""
    email = compose(message, reply_to=reply_to)
    folder = outbox / message.edition.isoformat()
    name = f"{_file_name(message.rm)}-{_file_name(message.kind)}"
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.txt", message.text.encode("utf-8", "replace"))
    if message.html:
        _write(folder / f"{name}.html", _standing_alone(message).encode("utf-8", "replace"))
    # Last, since it is the one that is looked for.
    _write(folder / f"{name}.eml", email.as_bytes(policy=POLICY))
    return f"{folder.name}/{name}.eml"


def _standing_alone(message: Message) -> str:
    """The HTML with its pictures inside, for a browser that has no email around it."""
    html = message.html
    for image in message.images:
        html = html.replace(f"cid:{image.cid}", f"data:image/png;base64,{image.png}")
    return html


def _file_name(text: str) -> str:
    """A safe name for a file; a changed one carries a digest, so that two RMs never share a file."""
    safe = re.sub(r"[^\w.@+-]", "_", text).strip(".")[:60]
    return safe if safe == text else f"{safe}-{digest(text)[:8]}"


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)  # noqa: PTH105  # name is text from mkstemp
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# --- SMTP ---


def _send_all(rows: Outbox, settings: Settings, now: datetime, counts: Counter[str], failures: list[str]) -> None:
    for row in rows.in_doubt():
        counts["in_doubt"] += 1
        claimed = f" since {row.claimed_at.isoformat(timespec='minutes')}" if row.claimed_at is not None else ""
        failures.append(f"{row.message.rm} {row.message.edition}: in doubt{claimed}: it may have gone out; ask the RM before sending it again")
    ready = list(rows.ready())
    counts["ready"] += len(ready)
    if not ready:
        return
    with Server(settings.mail) as server:
        for row in ready:
            _send_one(rows, settings, server, row.message, now, counts, failures)


def _send_one(rows: Outbox, settings: Settings, server: Server, message: Message, now: datetime, counts: Counter[str], failures: list[str]) -> None:
    # Connected before the claim: a server that is down must leave no message in doubt behind a crash.
    error = server.connect()
    if not rows.claim(message.message_id, now):
        counts["taken"] += 1
        return
    if error:
        _fail(rows, message, now, error, counts, failures, permanent=False)
        return
    try:
        sender, recipients = bare_addresses(message)
        data = compose(message, reply_to=settings.mail.reply_to).as_bytes(policy=POLICY)
        answer, refused = server.send(sender, recipients, data)
    except DeliveryError as e:
        _fail(rows, message, now, str(e), counts, failures, permanent=True)
    except Doubtful as e:
        counts["in_doubt"] += 1
        failures.append(f"{message.rm} {message.edition}: in doubt: {e}; ask the RM before sending it again")
    except (smtplib.SMTPException, ssl.SSLError, OSError) as e:
        _fail(rows, message, now, _said(e), counts, failures, permanent=_is_permanent(e))
    else:
        rows.sent(message.message_id, now, answer)
        counts["sent"] += 1
        failures.extend(f"{message.rm} {message.edition}: {address} was refused: {why}" for address, why in refused)


def _fail(rows: Outbox, message: Message, now: datetime, error: str, counts: Counter[str], failures: list[str], *, permanent: bool) -> None:
    rows.failed(message.message_id, now, error, permanent=permanent)
    counts["failed" if permanent else "retry"] += 1
    failures.append(f"{message.rm} {message.edition}: {'not sent' if permanent else 'not sent yet, tried again next time'}: {error}")


def _is_permanent(error: Exception) -> bool:
    """A refusal of 500 and more of this recipient or these words. A lost connection may come back; a refused sender is the desk's to mend, and then all may go."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{address}: {code} {text.decode('utf-8', 'replace')}" for address, (code, text) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return " ".join(str(error).split()) or type(error).__name__
