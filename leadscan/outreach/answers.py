"""Answers by email: a link for each answer, signed so that only what leadscan asked can be answered, by whom it was asked.

A token is ``LS1.<what it says>.<signature>``, both in URL-safe Base64: one letter for the answer, the edition's day, the lead and the RM;
the first 128 bits of an HMAC-SHA-256 over it. It holds no name of a company and no secret. Pure: the key is an argument.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from leadscan.data import words
from leadscan.errors import ParseError

ANSWERS: Mapping[str, str] = {"called": "c", "not_relevant": "n", "wrong_company": "w", "mine_already": "m", "snooze": "s"}
"""Answer to its letter in a token."""
DAYS = 45
"""Days after its edition during which a link may be used, where the desk says nothing else."""
_NAMES = {letter: answer for answer, letter in ANSWERS.items()}
_TOKEN = re.compile(r"LS1\.([A-Za-z0-9_-]{8,400})\.([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_SAID = re.compile(r"([a-z])(\d{8})\x1f([^\x1f]{1,100})\x1f([^\x1f]{1,200})")
_BITS = 16
_SUBJECT = 20
"""Characters of the company's name in a subject: enough to know one's own sent mail by, at nine bytes a Han character."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a genuine token says."""

    answer: str
    lead_id: str
    rm: str
    edition: date


def links(lead_id: str, rm: str, edition: date, address: str, key: bytes, *, language: str = "en", company: str = "") -> Mapping[str, str]:
    """Answer to ``mailto:`` address; the subject says in the RM's language what it answers, and carries the token. Empty where ``address`` is none.

    The RM may write a note into the empty body. ValueError where the key is shorter than 16 bytes.
    """
    if "@" not in address:
        return {}
    about = " ".join(company.split())[:_SUBJECT]
    made = {}
    for answer in ANSWERS:
        subject = " ".join(part for part in (str(words.get(language, f"answer.{answer}")), about, token(answer, lead_id, rm, edition, key)) if part)
        made[answer] = f"mailto:{quote(address, safe='@.+-_')}?subject={quote(subject, safe='.-_~')}"
    return made


def token(answer: str, lead_id: str, rm: str, edition: date, key: bytes) -> str:
    """The signed token of one answer. ValueError where a part cannot stand in one."""
    said = f"{ANSWERS[answer]}{edition:%Y%m%d}\x1f{lead_id}\x1f{rm}"
    if _SAID.fullmatch(said) is None:
        raise ValueError(f"lead {lead_id!r} of {rm!r} cannot be signed")
    body = _base64(said.encode())
    return f"LS1.{body}.{_base64(_signature(body, key))}"


def find(text: str) -> str | None:
    """The first token in a text; also one that a mail program has broken over lines."""
    found = _TOKEN.search(text) or _TOKEN.search(re.sub(r"\s+", "", text))
    return found[0] if found else None


def read(given: str, key: bytes, *, today: date, days: int = DAYS) -> Answer:
    """What a token says. ParseError where it is none, was not signed with this key, or is out of date."""
    found = _TOKEN.fullmatch(given)
    if found is None:
        raise ParseError("no token of leadscan")
    if not hmac.compare_digest(_base64(_signature(found[1], key)), found[2]):
        raise ParseError("the signature is not ours: forged, altered, or made with another key")
    try:
        said = _SAID.fullmatch(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode())
        if said is None or said[1] not in _NAMES:
            raise ParseError("the token says nothing that leadscan asks")
        edition = datetime.strptime(said[2], "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError as e:
        raise ParseError("the token cannot be read") from e
    if today > edition + timedelta(days=days):
        raise ParseError(f"the link of {edition} is older than {days} days")
    return Answer(_NAMES[said[1]], said[3], said[4], edition)


def _signature(body: str, key: bytes) -> bytes:
    if len(key) < _BITS:
        raise ValueError("the key for signing is shorter than 16 bytes")
    return hmac.new(key, f"leadscan answer {body}".encode(), sha256).digest()[:_BITS]


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
