"""A digest as one email: a text part that reads well alone, and HTML of tables and inline styles that needs no image and no media query."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any, Protocol
from urllib.parse import quote

from jinja2 import FunctionLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from leadscan.data import read_text, words
from leadscan.digests import axis, view, weekly
from leadscan.digests.safety import header
from leadscan.settings import Settings
from leadscan.types import Digest, Image, Language, Message, TimelineRow

HTML_LIMIT = 90_000
"""Bytes; Gmail cuts an email's HTML at about 102 kB, quoted-printable of Chinese not counted."""
_SPARING = ((5, 3, False), (5, 2, False), (2, 1, False), (1, 0, True))
"""(sources a story, reasons a call, brief) tried in turn until the email fits."""


class Picture(Protocol):
    """Who draws the listings' time axis (``reports.timeline.png``)."""

    def __call__(self, rows: Sequence[TimelineRow], /, *, first: date, last: date, language: Language) -> bytes:
        """PNG bytes."""
        ...


_FONTS = {
    "en": "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'PingFang HK','Microsoft JhengHei','Noto Sans CJK HK','Noto Sans CJK TC',sans-serif",
    "zh-Hant": "-apple-system,'Segoe UI','Helvetica Neue',Arial,'PingFang HK','PingFang TC','Microsoft JhengHei','Noto Sans HK','Noto Sans CJK HK','Noto Sans CJK TC',sans-serif",
    "zh-Hans": "-apple-system,'Segoe UI','Helvetica Neue',Arial,'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif",
}


def message(digest: Digest, *, settings: Settings, now: datetime, next_day: date | None = None, picture: Picture | None = None) -> Message:
    """The email of a digest. ``next_day`` (of the next edition) is said on a quiet morning; ``picture`` draws the listings' time axis instead of table cells."""
    identity = message_id(digest, settings.mail.sender)
    images = _images(digest, identity, picture)
    cid = images[0].cid if images else ""
    body, html = _weekly(digest, cid=cid) if digest.week is not None else _fitting(digest, next_day=next_day, cid=cid)
    return Message(
        message_id=identity,
        rm=digest.rm,
        edition=digest.date,
        kind=digest.kind,
        sender=header(settings.mail.sender),
        to=(header(digest.email, 254),),
        subject=header(digest.subject),
        text=body,
        html=html,
        headers=_headers(digest, settings),
        created=now,
        images=images,
    )


def _images(digest: Digest, identity: str, picture: Picture | None) -> tuple[Image, ...]:
    rows = weekly.timeline(digest) if digest.week is not None else axis.of_digest(digest)
    if picture is None or not rows:
        return ()
    first, last = axis.span(rows)
    png = picture(rows, first=first, last=last, language=digest.language)
    return (Image("timeline." + identity.strip("<>"), base64.b64encode(png).decode(), axis.alt(rows, language=digest.language)),)


def _fitting(digest: Digest, *, next_day: date | None, cid: str) -> tuple[str, str]:
    page, made = _fitting_page(digest, next_day=next_day, cid=cid)
    return text(page), made


def _fitting_page(digest: Digest, *, next_day: date | None, cid: str) -> tuple[view.Page, str]:
    """The fullest page that is small enough for a mail program and short enough for three minutes, and its HTML."""
    made: tuple[view.Page, str] | None = None
    for most_sources, reasons, brief in _SPARING:
        page = view.page(digest, next_day=next_day, most_sources=most_sources, reasons=reasons, brief=brief, picture=cid)
        made = page, html(page)
        if len(made[1].encode()) <= HTML_LIMIT and not view.too_long(page):
            break
    assert made is not None  # there are steps to try
    return made


def _weekly(digest: Digest, *, cid: str) -> tuple[str, str]:
    page = weekly.page(digest, picture=cid)
    values = {"page": page, "say": _labels(page.lang), "font": _FONTS[page.lang]}
    return _plain(_template("weekly.txt.j2").render(values)), _template("weekly.html.j2").render(values)


def html(page: view.Page) -> str:
    """The HTML part."""
    return _template("digest.html.j2").render(page=page, say=_labels(page.lang), font=_FONTS[page.lang])


def text(page: view.Page) -> str:
    """The text part: no line starts or ends with blanks that mean something, links on their own lines."""
    return _plain(_template("digest.txt.j2").render(page=page, say=_labels(page.lang)))


def _plain(made: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(row.rstrip() for row in made.splitlines())).strip() + "\n"


def message_id(digest: Digest, sender: str) -> str:
    """Deterministic of RM, edition and kind, so that a second sending is the same message: <morning.2026-03-10.karen.lau@bank.example>."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    domain = domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else "leadscan.invalid"
    rm = digest.rm if re.fullmatch(r"[A-Za-z0-9._-]{1,60}", digest.rm) else hashlib.sha256(digest.rm.encode()).hexdigest()[:16]
    return f"<{digest.kind}.{digest.date.isoformat()}.{rm.strip('.') or 'rm'}@{domain}>"


def _headers(digest: Digest, settings: Settings) -> dict[str, str]:
    back = parseaddr(settings.mail.reply_to or settings.mail.sender)[1]
    made = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": digest.language,
        "List-Unsubscribe": f"<mailto:{quote(header(back, 254), safe='@.+-_')}?subject={quote('unsubscribe ' + header(digest.rm, 60))}>",
    }
    return made | ({"Reply-To": header(settings.mail.reply_to, 254)} if settings.mail.reply_to else {})


def _labels(language: str) -> Callable[[str], Any]:
    """What templates call for a word by its key."""
    return functools.partial(words.get, language)


@functools.cache
def _environment() -> ImmutableSandboxedEnvironment:
    """Sandboxed, since a desk may bring its own templates; escapes in every HTML template."""
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: read_text("templates", name)),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)
