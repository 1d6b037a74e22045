"""A real IMAP server on the loopback for tests: pymap, in memory."""

from __future__ import annotations

import imaplib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

USER, PASSWORD = "demouser", "demopass"
"""The account of pymap's in-memory server."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connect(port: int) -> imaplib.IMAP4:
    deadline = time.monotonic() + 20
    while True:
        try:
            return imaplib.IMAP4("127.0.0.1", port, timeout=5)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="module")
def imap() -> Iterator[int]:
    """A port on which pymap, an IMAP server, answers; its INBOX is empty."""
    pytest.importorskip("pymap", reason="pymap, the IMAP server of these tests, is not installed")
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        client = connect(port)
        client.login(USER, PASSWORD)
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
        client.logout()
        yield port
    finally:
        server.terminate()
        server.wait(10)


def append(port: int, *bodies: bytes) -> None:
    client = connect(port)
    client.login(USER, PASSWORD)
    for body in bodies:
        client.append("INBOX", "", "", body)
    client.logout()


def contents(port: int, folder: str) -> list[tuple[bytes, bool]]:
    """(body, seen) of every message of a folder."""
    client = connect(port)
    client.login(USER, PASSWORD)
    client.select(folder, readonly=True)
    _, data = client.fetch("1:*", "(FLAGS BODY.PEEK[])")
    client.logout()
    return [(part[1], b"\\Seen" in part[0]) for part in data if isinstance(part, tuple)]
