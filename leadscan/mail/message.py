"""A Message as an email: text and HTML side by side, right headers, and the same bytes for the same message whenever it is made."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, time
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from zoneinfo import ZoneInfo

from leadscan.errors import DeliveryError
from leadscan.types import Message

_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_EDITION_TIME = time(7, 30)
"""Date of a message that does not say when it was made."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_FIELD = re.compile(r"[!-9;-~]+")
"""RFC 5322 section 2.2: printable ASCII but the colon."""
_FIXED = frozenset(
    {"from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version", "return-path", "received"}
    | {"content-type", "content-transfer-encoding", "content-disposition"}
)
"""Headers that further headers of a message may not set."""
_CONTENT_ID = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
_MESSAGE_ID = re.compile(r"[^\s<>@\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+", re.ASCII)


def compose(message: Message, *, reply_to: str = "") -> EmailMessage:
    """The email of a message. DeliveryError where an address or the message id cannot stand in a header.

    ``reply_to`` takes answers and opt-outs; without it the sender does. Line breaks and control signs in headers become a blank: a headline
    cannot add a header. ``message.headers`` go before the defaults set here, but never before address, subject or MIME headers.
    """
    email = EmailMessage(policy=SMTP)
    sender = _addresses("sender", (message.sender,))[0]
    email["From"] = sender
    email["To"] = _addresses("recipient", message.to)
    email["Subject"] = one_line(message.subject)
    email["Date"] = format_datetime(_date(message))
    email["Message-ID"] = message_id(message)
    for name, value in _further(message, sender, reply_to):
        email[name] = value
    _fill(email, message)
    return email


def message_id(message: Message) -> str:
    """``<left@right>`` of a message. DeliveryError where it is none."""
    bare = message.message_id.strip().removeprefix("<").removesuffix(">")
    if _MESSAGE_ID.fullmatch(bare) and bare.isascii():
        return f"<{bare}>"
    left, at, right = bare.rpartition("@")
    if not at or not re.fullmatch(r"[\w.-]+", right, re.ASCII):
        raise DeliveryError(f"message id {message.message_id[:80]!r}: wants <left@domain>")
    # An RM's name in Chinese, say: its digest keeps ids apart and the same from run to run.
    return f"<{re.sub(r'[^A-Za-z0-9._-]', '', left)[:40].strip('.')}.{hashlib.sha256(left.encode('utf-8', 'replace')).hexdigest()[:16]}@{right}>".replace("<.", "<")


def bare_addresses(message: Message) -> tuple[str, tuple[str, ...]]:
    """Envelope: the sender's and the recipients' addresses without names."""
    sender = _addresses("sender", (message.sender,))[0]
    return sender.addr_spec, tuple(address.addr_spec for address in _addresses("recipient", message.to))


def one_line(text: str) -> str:
    """Text for a header: no line breaks, control signs or halves of signs."""
    return _CONTROLS.sub(" ", text).strip()


def _addresses(what: str, given: tuple[str, ...]) -> tuple[Address, ...]:
    made = []
    for text in given:
        found = getaddresses([one_line(text)])
        if len(found) != 1 or not found[0][1].isascii():
            raise DeliveryError(f"{what} {text[:80]!r}: wants one address such as name@bank.example")
        name, address = found[0]
        try:
            one = Address(display_name=one_line(name), addr_spec=address)
        except (ValueError, IndexError, MessageError) as e:  # IndexError: CPython's header parser on some broken addresses
            raise DeliveryError(f"{what} {text[:80]!r}: wants one address such as name@bank.example") from e
        if not one.username or not one.domain:
            raise DeliveryError(f"{what} {text[:80]!r}: wants an address with a domain")
        made.append(one)
    if not made:
        raise DeliveryError(f"the message has no {what}")
    return tuple(made)


def _date(message: Message) -> datetime:
    created = message.created or datetime.combine(message.edition, _EDITION_TIME, tzinfo=_HONG_KONG)
    return created.astimezone(_HONG_KONG)


def _further(message: Message, sender: Address, reply_to: str) -> Iterator[tuple[str, str]]:
    answers = _addresses("reply_to", (reply_to,))[0] if reply_to else sender
    defaults = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<mailto:{answers.addr_spec}?subject=unsubscribe>",
        "X-Leadscan-Edition": message.edition.isoformat(),
    }
    if reply_to:
        defaults["Reply-To"] = str(answers)
    own = {name: one_line(value) for name, value in message.headers.items() if _FIELD.fullmatch(name) and name.lower() not in _FIXED}
    taken = {name.lower() for name in own}
    yield from own.items()
    yield from ((name, value) for name, value in defaults.items() if name.lower() not in taken)


def _fill(email: EmailMessage, message: Message) -> None:
    """Text first, HTML second: RFC 2046 section 5.1.4, the last part is the one preferred."""
    text, html = _clean(message.text), _clean(message.html)
    email.set_content(text, charset="utf-8", cte=_encoding(text))
    if html:
        email.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
        _add_images(email.get_payload(1), message)  # type: ignore[arg-type]  # of two parts each is an EmailMessage
        # A boundary of the content's own, where the library would take a random one; too long a digest to stand in the text by chance.
        email.set_boundary("=_" + hashlib.sha256("\0".join((message.message_id, text, html)).encode()).hexdigest()[:40])


def _add_images(html: EmailMessage, message: Message) -> None:
    """The pictures beside the HTML that shows them (RFC 2387), not as attachments of the email."""
    for number, image in enumerate(message.images, start=1):
        if not _CONTENT_ID.fullmatch(image.cid):
            raise DeliveryError(f"content id {image.cid[:80]!r}: wants <left@domain>")
        html.add_related(base64.b64decode(image.png), "image", "png", cid=f"<{image.cid}>", filename=f"picture-{number}.png", disposition="inline")
    if message.images:
        html.set_boundary("=_" + hashlib.sha256("\0".join((message.message_id, *(image.png for image in message.images))).encode()).hexdigest()[:40])


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _encoding(text: str) -> str:
    """Quoted-printable stays readable for mostly Latin text; Chinese would treble, and base64 adds a third."""
    return "base64" if sum(not sign.isascii() for sign in text) > len(text) / 6 else "quoted-printable"
