"""One writer at a time: the lock file of a desk, which names its holder.

The operating system frees the lock when the holder ends, however it ends; what the file says is for people.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from leadscan.errors import Locked, StoreError

FILE = "leadscan.lock"
RUN = "leadscan.run"
"""Held by a whole run over a desk, where ``FILE`` is held for each of its transactions."""
_STEP = 0.05


@contextmanager
def hold(desk: Path, *, purpose: str, wait: float, name: str = FILE) -> Iterator[float]:
    """Holds the desk's lock of that name; yields the seconds of ``wait`` that are left. Locked names the holder where it stays taken; StoreError where there is no desk."""
    if not desk.is_dir():
        raise StoreError(f"{desk}: no such desk; run leadscan init first")
    deadline = time.monotonic() + wait
    # Opened without truncation: the words of the present holder must survive us.
    with (desk / name).open("a+", encoding="utf-8") as file:
        while not _taken(file):
            if time.monotonic() >= deadline:
                raise Locked(f"{desk}: {holder(desk, name)} is writing; wait until it has ended, or stop it, then run again")
            time.sleep(_STEP)
        _sign(file, purpose)
        try:
            yield max(0.0, deadline - time.monotonic())
        finally:
            file.truncate(0)
            # Closing the file frees the lock.


def holder(desk: Path, name: str = FILE) -> str:
    """Who holds the lock, in words: ``leadscan morning (process 4711 on host, since 2026-03-10 07:00:00 UTC)``."""
    try:
        said = json.loads((desk / name).read_text(encoding="utf-8"))
        return f"leadscan {said['purpose']} (process {said['pid']} on {said['host']}, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def held_by(desk: Path, name: str = FILE) -> str:
    """Who holds the lock of that name now; empty = nobody."""
    if not (desk / name).exists():
        return ""
    with (desk / name).open("a+", encoding="utf-8") as file:
        return "" if _taken(file) else holder(desk, name)


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str], purpose: str) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    file.truncate(0)
    file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "purpose": purpose, "since": since}) + "\n")
    file.flush()
