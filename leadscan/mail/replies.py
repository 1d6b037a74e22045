"""The mailbox in which RMs' answers arrive: a maildir, or a folder of an IMAP server. What was read is moved, so that it is read once.

Messages come as bytes; nothing is parsed here and nothing judged.
"""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from leadscan.errors import DeliveryError, DeskError
from leadscan.settings import Replies

MOST = 500
"""Messages read in one run; the rest waits for the next."""
TIMEOUT = 30.0
"""Seconds for each step of the talk with an IMAP server."""
LIMIT = 2_000_001
"""Bytes read of one message: one more than an answer may have."""


class Box(Protocol):
    """A mailbox: messages with a handle, and where they go."""

    def new(self) -> list[tuple[str, bytes]]:
        """(handle, bytes) of what lies there, oldest first, at most MOST."""
        ...

    def move(self, handle: str, folder: str) -> None:
        """Marks a message as read and moves it into a folder, which is made where it is missing."""
        ...


@contextlib.contextmanager
def open_box(replies: Replies, desk: Path) -> Iterator[Box]:
    """The mailbox that the settings name, maildir first. DeliveryError where it cannot be reached; its text holds no password."""
    if replies.maildir:
        yield Maildir(desk / replies.maildir)
        return
    with _imap(replies) as box:
        yield box


class Maildir:
    """A maildir; its folders are those of Maildir++ (``.name`` inside it). To move is to rename: a message is in one place at every moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _make(path)

    def new(self) -> list[tuple[str, bytes]]:
        found = sorted(path for part in ("new", "cur") for path in (self._path / part).iterdir() if path.is_file() and not path.name.startswith("."))
        messages = []
        for path in islice(found, MOST):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:  # another reader took it
                messages.append((path.relative_to(self._path).as_posix(), file.read(LIMIT)))
        return messages

    def move(self, handle: str, folder: str) -> None:
        place = self._path / f".{_folder_name(folder)}"
        _make(place)
        path = self._path / handle
        with contextlib.suppress(FileNotFoundError):
            path.replace(place / "cur" / f"{path.name.partition(':')[0]}:2,S")


class Imap:
    """A folder of an IMAP server, already opened."""

    def __init__(self, box: Any) -> None:
        self._box = box

    def new(self) -> list[tuple[str, bytes]]:
        return [(uid, self._body(uid)) for uid in islice(self._box.uids(), MOST)]

    def move(self, handle: str, folder: str) -> None:
        name = _folder_name(folder)
        if not self._box.folder.exists(name):
            self._box.folder.create(name)
        self._box.flag([handle], "\\Seen", True)
        self._box.move([handle], name)

    def _body(self, uid: str) -> bytes:
        """At most LIMIT bytes; fetching marks nothing as read."""
        _, data = self._box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LIMIT}>)")
        return next((bytes(part[1]) for part in data if isinstance(part, tuple)), b"")


@contextlib.contextmanager
def _imap(replies: Replies) -> Iterator[Imap]:
    import imap_tools

    where = f"IMAP server {replies.host}:{replies.port} ({replies.security})"
    box = None
    try:
        box = _connect(replies)
        box.login(replies.user, replies.password, initial_folder=replies.folder)
        yield Imap(box)
    except (imap_tools.ImapToolsError, imaplib.IMAP4.error, ssl.SSLError, OSError) as e:
        raise DeliveryError(f"{where}: {_said(e, replies)}") from None  # the cause may quote the password
    finally:
        if box is not None:
            with contextlib.suppress(imap_tools.ImapToolsError, imaplib.IMAP4.error, OSError):
                box.client.logout()
            with contextlib.suppress(OSError):
                box.client.shutdown()


def _connect(replies: Replies) -> Any:
    import imap_tools

    if replies.security == "tls":
        return imap_tools.MailBox(replies.host, replies.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if replies.security == "starttls":
        return imap_tools.MailBoxStartTls(replies.host, replies.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if replies.security == "none":
        return imap_tools.MailBoxUnencrypted(replies.host, replies.port, timeout=TIMEOUT)
    raise DeskError(f"leadscan.toml: replies.security: wants tls, starttls or none; found {replies.security!r}")


def _said(error: Exception, replies: Replies) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return (text.replace(replies.password, "***") if replies.password else text)[:300]


def _folder_name(name: str) -> str:
    if not name or "/" in name or name.startswith(".") or not name.isprintable():
        raise DeskError(f"leadscan.toml: replies: {name!r} is no name of a folder")
    return name


def _make(path: Path) -> None:
    try:
        for part in ("new", "cur", "tmp"):
            (path / part).mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise DeliveryError(f"maildir {path}: {e.strerror}") from e
