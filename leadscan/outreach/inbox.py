"""One email of an RM judged: a genuine answer, something to put aside with its reason, or an automatic message of no interest. Pure.

Only the subject is searched for a token: a reply that quotes the morning's email carries every token of it in its body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from typing import Literal

from leadscan.errors import ParseError
from leadscan.outreach import answers
from leadscan.outreach.letters import one_line

LIMIT = 2_000_000
"""Bytes of an answer; a longer one is put aside unread."""
NOTE = 300
"""Characters of an RM's note that are kept."""
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-failed-recipients", "feedback-id")
_BOUNCES = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|no-?reply|bounces?[+-].*|bounce)@", re.I)
_PASSED = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*pass\b", re.I)
_QUOTED = re.compile(r"^(?:>|-{2,}\s*$|_{5,}|-{3,} ?(?:Original|原始|Forwarded|轉寄|转发)|On .{5,120}wrote:|(?:From|寄件者|发件人|寄件人)\s*[:：])")


@dataclass(frozen=True, slots=True)
class Judged:
    """What an email is."""

    verdict: Literal["taken", "aside", "ignored"]
    reason: str
    """Why it is put aside or ignored; empty where it is taken."""
    message_id: str
    """Its Message-ID, or the hash of its bytes where it has none: each email counts once."""
    sender: str = ""
    answer: answers.Answer | None = None
    note: str = ""
    """What the RM wrote above, in one line."""
    sent: datetime | None = None
    """Date header; None where it is none or has no zone."""


def judge(raw: bytes, key: bytes, addresses: Mapping[str, str], *, today: date, days: int = answers.DAYS, authserv: str = "") -> Judged:
    """The judgement on one email as it lay in the mailbox. ``addresses`` is RM to the address their watchlist names."""
    fallback = f"sha256:{sha256(raw).hexdigest()}"
    if len(raw) > LIMIT:
        return Judged("aside", f"larger than {LIMIT:,} bytes", fallback)
    try:
        email = message_from_bytes(raw, policy=default)
        ident = one_line(str(email.get("Message-ID", "")), 300) or fallback
        return _judge(email, ident, key, addresses, today=today, days=days, authserv=authserv)
    except Exception as e:  # whatever a hostile email makes the standard library's parser do costs that email
        return Judged("aside", f"cannot be read: {type(e).__name__}", fallback)


def _judge(email: EmailMessage, ident: str, key: bytes, addresses: Mapping[str, str], *, today: date, days: int, authserv: str) -> Judged:
    senders = [address for _, address in getaddresses([str(value) for value in email.get_all("From", [])]) if address]
    sender = one_line(senders[0], 254) if senders else ""
    if (why := _automatic(email, sender)) is not None:
        return Judged("ignored", why, ident, sender)
    token = answers.find(str(email.get("Subject", "")))
    if token is None:
        return Judged("aside", "no token in its subject: for a person to read", ident, sender)
    try:
        answer = answers.read(token, key, today=today, days=days)
    except ParseError as e:
        return Judged("aside", str(e), ident, sender)
    expected = addresses.get(answer.rm)
    if expected is None:
        return Judged("aside", f"{answer.rm} has no watchlist on this desk", ident, sender)
    if len(senders) != 1 or sender.casefold() != expected.strip().casefold():
        return Judged("aside", f"sent by {sender or 'nobody'}, not by the address of {answer.rm}", ident, sender)
    if authserv and not _authenticated(email, authserv):
        return Judged("aside", f"{authserv} did not find its sender genuine (no dmarc, dkim or spf pass)", ident, sender)
    return Judged("taken", "", ident, sender, answer, _note(email), _sent(email))


def _automatic(email: EmailMessage, sender: str) -> str | None:
    """RFC 3834 and what mail programs do instead: why a message was written by no person; None = by one."""
    if str(email.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no":
        return "an automatic reply"
    if str(email.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "an automatic reply"
    if any(email.get(name) is not None for name in _AUTOMATIC):
        return "an automatic reply"
    if email.get_content_type() in ("multipart/report", "message/delivery-status") or str(email.get("Return-Path", "x")).strip() == "<>" or _BOUNCES.match(sender):
        return "a bounce"
    return None


def _authenticated(email: EmailMessage, authserv: str) -> bool:
    """RFC 8601: the topmost result that bears our own server's name; those below may be the sender's invention."""
    for value in email.get_all("Authentication-Results", []):
        name, _, results = str(value).partition(";")
        if name.split()[0:1] == [authserv]:
            return _PASSED.search(results) is not None
    return False


def _note(email: EmailMessage) -> str:
    part = email.get_body(preferencelist=("plain",))
    if part is None:
        return ""
    kept: list[str] = []
    for line in str(part.get_content()).splitlines():
        if _QUOTED.match(line.strip()):
            break
        kept.append(line)
    return one_line(" ".join(kept), NOTE)


def _sent(email: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(email.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else None
