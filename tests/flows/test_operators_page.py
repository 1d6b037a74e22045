"""docs/operators.md from nothing to a scheduled morning with SMTP, and to a server of one's own: each block of commands is run as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.flows.conftest import AUTH, ROOT, Server, free_port
from tests.morning.test_smtp import Mailbox

PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def blocks(heading: str) -> list[str]:
    """The sh blocks below a heading of the page."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"```sh\n(.*?)```", part, re.S)
    assert found, heading
    return found


def run(script: str, folder: Path, **further: str) -> subprocess.CompletedProcess[str]:
    """A block in a shell that stops at the first command that fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "LEADSCAN_"))}
    environment = {**clean, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(folder / "prefect-home"), **further}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("operators")


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.mark.timeout(280)
def test_the_steps_to_a_morning_with_smtp_work_as_they_stand(folder: Path, mailbox: tuple[Mailbox, int]) -> None:
    script = "\n".join(blocks("From nothing to a scheduled morning"))
    for written, here in (("smtp.bank.example", "127.0.0.1"), ("587", str(mailbox[1])), ("starttls", "none"), ("LEADSCAN_MAIL_USER=leadscan\n", ""), ("leadscan morning\nleadscan outbox", "leadscan morning --date 2026-05-12\nleadscan outbox")):
        assert written in script
        script = script.replace(written, here)
    done = run(script, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "desk.env").stat().st_mode & 0o077 == 0
    assert [str(mail["To"]) for mail in mailbox[0].taken] == ["c.yip@bank.example"]
    assert "change-me" not in done.stdout + done.stderr


@pytest.mark.prefect
@pytest.mark.timeout(280)
def test_the_steps_to_a_server_of_ones_own_work_as_they_stand(folder: Path, server: Server) -> None:
    files, once, first = blocks("A server of your own")
    port = server.url.rpartition(":")[2].removesuffix("/api")
    script = "\n".join([files, once, first]).replace("admin:change-me", AUTH).replace("4200", port)
    done = run(script, folder, LEADSCAN_DESK=str(folder / "sample"))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    runs = server.ask("POST", "/flow_runs/filter", {"deployments": {"name": {"any_": ["evaluate"]}}, "work_pools": {"name": {"any_": ["leadscan"]}}, "sort": "EXPECTED_START_TIME_ASC"})
    assert runs[0]["state"]["type"] == "COMPLETED", done.stderr[-6000:]
    evaluation = server.ask("POST", "/artifacts/filter", {"flow_runs": {"id": {"any_": [runs[0]["id"]]}}, "artifacts": {"key": {"any_": ["evaluation"]}}})
    examples = next(row for row in json.loads(evaluation[0]["data"]) if row["figure"] == "examples right")
    assert (examples["set"], examples["value"], examples["result"]) == ("examples", 1.0, "well")
    assert examples["floor"] > 0.9 and examples["texts"] > 250
    mine = server.ask("POST", "/deployments/filter", {"work_pools": {"name": {"any_": ["leadscan"]}}})
    assert {one["parameters"]["desk"] for one in mine} == {str(folder / "sample")}
    assert len(mine) == 9
    mail = next(one for one in server.ask("POST", "/automations/filter", {}) if one["name"] == "leadscan: a crashed run is told to the operators")
    assert mail["actions"][0]["parameters"] == {"run": "{{ event.resource.id }}"}, "deploy leaves the server's template as it is"
