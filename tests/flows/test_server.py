"""The flows on a real server: what the UI is told, that no secret is in it, and that a kill of anything costs a second run and nothing else."""

from __future__ import annotations

import base64
import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.desks import DAYS, run_day
from tests.flows.conftest import ROOT, Server, free_port
from tests.morning.test_kill import fingerprint, mails
from tests.morning.test_smtp import Mailbox

pytestmark = [pytest.mark.prefect, pytest.mark.kill, pytest.mark.timeout(280)]

PASSWORD = "harbour-kestrel-47"
CLOCK = f"{DAYS[0].isoformat()}T07:30:00+08:00"


def start(server: Server, words: list[str], **further: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *words], env={**server.environment, **further}, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def undisturbed(make_desk: Callable[[], Path]) -> tuple[dict[str, str], dict[str, bytes]]:
    desk = make_desk()
    run_day(desk, DAYS[0])
    return fingerprint(desk), mails(desk)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """An SMTP server that takes mail only for the password."""
    box, port = Mailbox(), free_port()

    def authenticator(smtp: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode())

    controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=authenticator, auth_required=True, auth_require_tls=False)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(scope="module")
def served(server: Server, make_desk: Callable[[], Path], mailbox: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """`leadscan serve` over a desk whose mail password lies in a Prefect block: (desk, its log)."""
    desk, log = make_desk(), tmp_path_factory.mktemp("serve") / "serve.log"
    block = f"from prefect.blocks.system import Secret; Secret(value={PASSWORD!r}).save('mail-password')"
    subprocess.run([sys.executable, "-c", block], env=server.environment, check=True, capture_output=True)
    mail = {
        "LEADSCAN_MAIL_HOST": "127.0.0.1", "LEADSCAN_MAIL_PORT": str(mailbox[1]), "LEADSCAN_MAIL_SECURITY": "none", "LEADSCAN_MAIL_USER": "leadscan",
        "LEADSCAN_MAIL_PASSWORD": "block:mail-password", "LEADSCAN_MAIL_SENDER": "leadscan@ferrystreet.example", "LEADSCAN_OPERATORS_EMAIL": "ops@ferrystreet.example",
    }  # fmt: skip
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "leadscan", "serve", "--desk", str(desk)], env={**server.environment, **mail}, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
        try:
            wait(lambda: all_serve(server, desk), process, log)
            yield desk, log
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def all_serve(server: Server, desk: Path) -> bool:
    """Do all deployments work on this desk: the server may still know those of an earlier test."""
    found = server.ask("POST", "/deployments/filter", {})
    return len(found) == 9 and all(item["parameters"].get("desk") == str(desk.resolve()) for item in found)


def wait(done: Callable[[], bool], process: subprocess.Popen[Any] | None = None, log: Path | None = None, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        alive = process is None or process.poll() is None
        assert alive and time.monotonic() < end, log.read_text()[-3000:] if log else "took too long"
        time.sleep(0.3)


def run_deployment(server: Server, name: str, **parameters: object) -> dict[str, Any]:
    """The finished run."""
    deployment = server.ask("GET", f"/deployments/name/{name}")
    made = server.ask("POST", f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {**deployment["parameters"], **parameters}, "state": {"type": "SCHEDULED"}})
    wait(lambda: server.ask("GET", f"/flow_runs/{made['id']}")["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"))
    found: dict[str, Any] = server.ask("GET", f"/flow_runs/{made['id']}")
    return found


def told(server: Server, run: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(artifacts, log lines) of a run; logs come a moment later."""
    time.sleep(3)
    these = {"flow_runs": {"id": {"any_": [run["id"]]}}, "limit": 200}
    return server.ask("POST", "/artifacts/filter", these), server.ask("POST", "/logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "limit": 200})


def test_a_served_morning_mails_once_and_shows_its_work_and_no_secret(
    server: Server, served: tuple[Path, Path], mailbox: tuple[Mailbox, int], undisturbed: tuple[dict[str, str], dict[str, bytes]]
) -> None:
    desk, serve_log = served
    run = run_deployment(server, "morning/morning", now=CLOCK)
    artifacts, logs = told(server, run)
    lines = [line["message"] for line in logs]
    assert run["state"]["type"] == "COMPLETED", "\n".join(lines)
    assert sorted(str(mail["To"]) for mail in mailbox[0].taken) == [f"{rm}@ferrystreet.example" for rm in ("ada.kwok", "lin.hao", "mei.lam", "tom.reeves")]
    assert {table: rows for table, rows in fingerprint(desk).items() if table != "outbox"} == {table: rows for table, rows in undisturbed[0].items() if table != "outbox"}
    assert_shown(artifacts)
    assert not any(line.startswith("Finished in state Completed") and log["task_run_id"] for line, log in zip(lines, logs, strict=True))
    assert any(line.startswith("deliver: ") for line in lines)
    assert any(re.search(r"source=ferry-observer url=https://\S+ state=failing .*tried again by itself", line) for line in lines)
    count = server.ask("POST", "/task_runs/count", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert 0 < count < 150
    everything = json.dumps([run, artifacts, logs, server.ask("POST", "/task_runs/filter", {"limit": 200}), server.ask("POST", "/events/filter", {"limit": 50})])
    assert PASSWORD not in everything
    assert PASSWORD not in serve_log.read_text()
    assert not [path for path in desk.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    again = run_deployment(server, "morning/morning", now=CLOCK)
    assert again["state"]["type"] == "COMPLETED"
    assert len(mailbox[0].taken) == 4, "a second run mails nothing"


def assert_shown(artifacts: list[dict[str, Any]]) -> None:
    by_key = {artifact["key"]: artifact for artifact in artifacts if artifact["key"]}
    assert "does not add up" not in by_key["morning-summary"]["data"]
    assert "| deliver |" in by_key["morning-summary"]["data"]
    assert '"state": "failing"' in by_key["source-health"]["data"] and "what to do" in by_key["source-health"]["data"]
    assert by_key["examine-progress"]["data"] == 100.0
    assert "brief-progress" not in by_key, "four emails are no long stage"
    emails = by_key["emails"]["data"]
    assert by_key["emails"]["description"] == f"Emails of {DAYS[0]}: 4 sent"
    assert len(re.findall(rf"^\| \S+ \| {DAYS[0]} \| morning \| \d+ \| \d+ \| sent \|", emails, re.M)) == 4
    assert "@" not in emails and "Larkspur" not in emails, "no address and no company"
    kind, _, picture = by_key["week"]["data"].partition(";base64,")
    assert kind == "data:image/png" and base64.b64decode(picture).startswith(b"\x89PNG")


def test_a_run_that_fails_tells_the_operators_by_mail_what_to_do(server: Server, served: tuple[Path, Path], mailbox: tuple[Mailbox, int]) -> None:
    run = run_deployment(server, "housekeeping/housekeeping", desk=str(served[0] / "nowhere"))
    assert run["state"]["type"] == "FAILED"
    wait(lambda: any(str(mail["To"]) == "ops@ferrystreet.example" for mail in mailbox[0].taken), seconds=20)
    alarm = next(mail for mail in mailbox[0].taken if str(mail["To"]) == "ops@ferrystreet.example")
    assert str(alarm["Subject"]) == "leadscan: housekeeping failed"
    text = alarm.get_body().get_content()
    assert "no such desk; run leadscan init first" in text
    assert "What to do: `leadscan doctor` says what is wrong with the store." in text
    assert f"/runs/flow-run/{run['id']}" in text
    _, logs = told(server, run)
    lines = [line["message"] for line in logs]
    assert not [line for line in lines if "Traceback" in line], "an error that says itself what to do comes without a path through the code"
    assert sum(line.startswith("StoreError: ") for line in lines) == 1


def test_a_run_whose_process_is_killed_is_told_to_the_operators_once_with_what_to_do(server: Server, served: tuple[Path, Path], mailbox: tuple[Mailbox, int]) -> None:
    """Killed under its runner, which sees it; and called dead by the server, as for want of heartbeats. The 95 s of that wait are for benchmarks/kills.py."""

    def alarms(run: dict[str, Any]) -> list[Any]:
        return [mail for mail in mailbox[0].taken if f"/runs/flow-run/{run['id']}" in mail.get_body().get_content()]

    deployment = server.ask("GET", "/deployments/name/backfill/backfill")
    parameters = {"first": DAYS[0].isoformat(), "last": DAYS[-1].isoformat(), "again": True, "desk": str(served[0])}
    killed = server.ask("POST", f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters, "state": {"type": "SCHEDULED"}})
    wait(lambda: bool(server.ask("GET", f"/flow_runs/{killed['id']}")["start_time"]))
    next(child for child in psutil.process_iter() if under(child, killed["id"])).kill()
    unseen = server.ask("POST", "/flow_runs/", {"name": "follow-up", "flow_id": server.ask("GET", "/flows/name/follow-up")["id"], "tags": ["leadscan"]})
    others = server.ask("POST", "/flow_runs/", {"name": "theirs", "flow_id": unseen["flow_id"]})
    for state in ("RUNNING", "CRASHED"):
        for run in (unseen, others):
            server.ask("POST", f"/flow_runs/{run['id']}/set_state", {"state": {"type": state, "message": "No heartbeat for 95 s"}, "force": True})
    wait(lambda: bool(alarms(killed) and alarms(unseen)), seconds=60)
    finished = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "flows": {"name": {"any_": ["crashed"]}}}
    wait(lambda: len(server.ask("POST", "/flow_runs/filter", finished)) == 2, seconds=30)
    assert (len(alarms(killed)), len(alarms(unseen)), len(alarms(others))) == (1, 1, 0), "each once, and a run of another team not at all"
    assert str(alarms(unseen)[0]["Subject"]) == "leadscan: follow-up crashed"
    text = alarms(killed)[0].get_body().get_content()
    assert re.search(rf"^backfill-{DAYS[0]}-{DAYS[-1]} crashed at \d\d:\d\d Hong Kong time on \d{{4}}-", text)
    assert "-9" in text and "What to do: Run it again: it goes on where it stopped, and no email goes twice." in text


def under(process: psutil.Process, run: str) -> bool:
    """Is it the process of this flow run."""
    try:
        return process.environ().get("PREFECT__FLOW_RUN_ID") == run
    except psutil.Error:
        return False


def test_the_server_calls_a_run_dead_that_stops_beating(server: Server, served: tuple[Path, Path]) -> None:
    found = server.ask("POST", "/automations/filter", {})
    zombies = [one for one in found if one["name"] == "leadscan: a run without heartbeats is crashed"]
    assert len(zombies) == 1
    assert zombies[0]["trigger"]["posture"] == "Proactive" and zombies[0]["trigger"]["within"] == 95.0
    assert zombies[0]["actions"][0]["state"] == "CRASHED"
    assert zombies[0]["trigger"]["match_related"] == {"prefect.resource.role": "tag", "prefect.resource.id": "prefect.tag.leadscan"}, "runs of others are left alone"
    left = server.ask("POST", "/flow_runs/", {"name": "left", "flow_id": server.ask("GET", "/flows/name/follow-up")["id"], "tags": ["leadscan"]})
    server.ask("POST", f"/flow_runs/{left['id']}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    again = start(server, ["-m", "flows.serving"], PREFECT_FLOWS_HEARTBEAT_FREQUENCY="30")
    out, _ = again.communicate(timeout=60)
    assert again.returncode == 0, out
    assert [one["id"] for one in server.ask("POST", "/automations/filter", {}) if one["name"] == zombies[0]["name"]] == [zombies[0]["id"]], "it goes on waiting for whom it waited"
    beats = {"filter": {"event": {"name": ["prefect.flow-run.heartbeat"]}, "resource": {"id": [f"prefect.flow-run.{left['id']}"]}}}
    wait(lambda: server.ask("POST", "/events/filter", beats)["total"] == 1, seconds=20)  # so a run that died with the server is missed too
    server.ask("POST", f"/flow_runs/{left['id']}/set_state", {"state": {"type": "COMPLETED"}, "force": True})


def test_the_api_answers_nobody_without_the_password(server: Server) -> None:
    assert httpx.post(f"{server.url}/deployments/filter", json={}).status_code == 401
    assert httpx.post(f"{server.url}/deployments/filter", json={}, auth=("admin", "guessed")).status_code == 401


def test_kills_of_flow_process_and_server_cost_a_second_run_and_nothing_else(
    server: Server, make_desk: Callable[[], Path], undisturbed: tuple[dict[str, str], dict[str, bytes]]
) -> None:
    desk, words = make_desk(), ["-m", "flows.morning", "--date", DAYS[0].isoformat(), "--desk"]
    chance = random.Random()  # other points at each run of this test: the promise is for any
    killed = start(server, [*words, str(desk)])
    wait(lambda: (desk / "leadscan.duckdb").exists(), killed)
    time.sleep(chance.uniform(0, 2))
    killed.kill()
    killed.communicate()
    orphan = start(server, [*words, str(desk)])
    time.sleep(chance.uniform(2, 5))
    server.kill()
    server.start()
    orphan.communicate(timeout=150)
    last = start(server, [*words, str(desk)])
    out, _ = last.communicate(timeout=120)
    assert last.returncode == 0, out
    assert fingerprint(desk) == undisturbed[0]
    assert mails(desk) == undisturbed[1]
    latest = server.ask("POST", "/artifacts/latest/filter", {"artifacts": {"key": {"any_": ["emails"]}}})
    links = re.findall(r"\[open\]\(file://\S+/outbox/(\S+)\)", latest[0]["data"])
    assert links == [f"{DAYS[0]}/{rm}-morning.html" for rm in ("ada.kwok", "lin.hao", "mei.lam", "tom.reeves")]
