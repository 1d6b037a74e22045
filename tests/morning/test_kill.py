"""A morning that died is simply run again: ten random kills end in the same tables and the same mails as no kill at all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from leadscan import settings, store
from tests.desks import DAYS

RUN = [sys.executable, "-m", "leadscan", "morning", "--date", DAYS[0].isoformat()]


def fingerprint(desk: Path) -> dict[str, str]:
    with store.open_store(settings.load(desk, {}), purpose="test") as db:
        return dict(db.fingerprint())


def mails(desk: Path) -> dict[str, bytes]:
    return {str(path.relative_to(desk)): path.read_bytes() for path in sorted((desk / "outbox").rglob("*")) if path.is_file()}


def run(desk: Path, *, kill_after: float | None = None) -> bool:
    """Runs the morning; True where it was killed before it ended."""
    process = subprocess.Popen([*RUN, "--desk", str(desk)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "LEADSCAN_STORE_LOCK_WAIT": "20"})
    try:
        _, errors = process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    assert process.returncode == 0, errors.decode()
    return False


@pytest.mark.kill
@pytest.mark.timeout(900)
def test_a_morning_killed_at_ten_random_points_ends_as_an_undisturbed_one(make_desk: Callable[[], Path]) -> None:
    undisturbed = make_desk()
    start = time.monotonic()
    run(undisturbed)
    seconds = time.monotonic() - start
    tables, letters = fingerprint(undisturbed), mails(undisturbed)
    assert letters
    chance = random.Random()  # other points at each run of this test: the promise is for any
    killed = 0
    for _ in range(30):  # a quicker machine than a moment ago ends some runs before their kill
        desk = make_desk()
        moment = chance.uniform(0.1, 0.95) * seconds
        if not run(desk, kill_after=moment):
            continue
        killed += 1
        run(desk)
        found = fingerprint(desk)
        differing = {name: (rows, found.get(name)) for name, rows in tables.items() if found.get(name) != rows}
        assert differing == {}, f"killed after {moment:.2f} s of {seconds:.2f} s"
        assert mails(desk) == letters
        if killed == 10:
            break
    assert killed == 10
