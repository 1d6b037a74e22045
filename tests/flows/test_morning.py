"""The Prefect flow is a coat: the same tables and mails as the plain morning, embedded, with no server of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desks import DAYS, run_day
from tests.morning.test_kill import fingerprint, mails


@pytest.mark.prefect
@pytest.mark.timeout(280)
def test_the_flow_leaves_the_same_tables_and_mails_as_the_plain_morning(make_desk: Callable[[], Path]) -> None:
    plain, coated = make_desk(), make_desk()
    run_day(plain, DAYS[0])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-m", "flows.morning", "--desk", str(coated), "--date", DAYS[0].isoformat()], env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "deliver" in done.stdout
    assert fingerprint(coated) == fingerprint(plain)
    assert mails(coated) == mails(plain)
    assert (coated / "prefect").is_dir()


def test_the_flow_asks_prefect_to_be_silent_and_patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import runtime

    for name in (*runtime.DEFAULTS, "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    runtime.prepare(tmp_path)
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "120"
    assert os.environ["PREFECT_HOME"] == str((tmp_path / "prefect").resolve())
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG", "what the operator set stays"
    for name in (*runtime.DEFAULTS, "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
