"""Doctor finds what is wrong with a desk and says what to do; housekeeping finds damage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from leadscan import pipeline, settings, store
from leadscan.stages import doctor
from leadscan.stages.housekeeping import NIGHTS
from leadscan.stages.run import morning_run
from leadscan.store import lock
from tests.desks import DAYS, run_day


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[], Path]) -> Path:
    made = make_desk()
    run_day(made, DAYS[0])
    return made


def found(desk: Path, **environ: str) -> dict[str, list[doctor.Check]]:
    checks: dict[str, list[doctor.Check]] = {}
    for check in doctor.doctor(settings.load(desk, environ), now=datetime.now(UTC), environ=environ):
        checks.setdefault(check.name, []).append(check)
    return checks


def test_a_desk_that_is_well_has_nothing_wrong_and_every_other_state_says_what_to_do(desk: Path) -> None:
    checks = found(desk)
    assert list(checks) == ["versions", "settings", "disk", "locks", "store", "snapshot", "models", "clock", "prefect"]
    assert [check for some in checks.values() for check in some if check.state == "wrong"] == []
    assert all(bool(check.todo) == (check.state != "well") for some in checks.values() for check in some)
    assert "duckdb 2." in checks["versions"][0].found


def test_what_is_wrong_is_found(desk: Path) -> None:
    with store.open_store(settings.load(desk, {}), purpose="test") as db:
        db._rows("insert into people select * replace ('nobody' as document_id) from people limit 1")
    try:
        wrong = [check for check in found(desk)["store"] if check.state == "wrong"]
        assert [check.found for check in wrong] == ["1 people without a document"]
        assert "restore the newest dated copy" in wrong[0].todo
    finally:
        with store.open_store(settings.load(desk, {}), purpose="test") as db:
            db._rows("delete from people where document_id = 'nobody'")


def test_the_holder_of_a_lock_is_named(desk: Path) -> None:
    with lock.hold(desk, purpose="morning", wait=0, name=lock.RUN):
        assert f"the run is held by leadscan morning (process {os.getpid()} on" in found(desk)["locks"][0].found
    assert found(desk)["locks"][0].found == "nobody holds the run"


def test_a_password_that_others_can_read_is_wrong(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    file = desk / "leadscan.toml"
    file.write_text(file.read_text().replace('# password = ""', 'password = "sesame"', 1))
    file.chmod(0o644)
    assert any("others of this machine can read it" in check.found for check in found(desk)["settings"])
    assert not any("sesame" in check.found + check.todo for some in found(desk).values() for check in some)
    file.chmod(0o600)
    assert not any("others of this machine" in check.found for check in found(desk)["settings"])


def test_a_prefect_server_that_refuses_us_is_told_from_one_that_is_not_there(desk: Path) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.headers["Authorization"] == "Basic YWRtaW46cGllcg==" else 401)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/api"
        [refused] = found(desk, PREFECT_API_URL=url)["prefect"]
        [well] = found(desk, PREFECT_API_URL=url, PREFECT_API_AUTH_STRING="admin:pier")["prefect"]
        server.shutdown()
        thread.join()
    assert refused.state == "wrong" and refused.found.endswith("answers 401")
    assert well.state == "well"
    [gone] = found(desk, PREFECT_API_URL=url)["prefect"]
    assert gone.state == "wrong" and "no answer" in gone.found


def test_the_door_prints_json_and_exits_1_where_something_is_wrong(desk: Path) -> None:
    run = [sys.executable, "-m", "leadscan", "doctor", "--json", "--desk", str(desk)]
    environment = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert {row["name"] for row in rows if row["state"] == "wrong"} == {"prefect"}
    assert set(rows[0]) == {"name", "state", "found", "todo"}


def test_housekeeping_reads_the_whole_archive_in_its_nights_and_names_what_is_damaged(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    run_day(desk, DAYS[0])
    bodies = sorted((desk / "archive").glob("*/*.gz"))
    bodies[0].write_bytes(b"not what it was")
    (bodies[1].parent / ".new-left").write_bytes(b"half")
    os.utime(bodies[1].parent / ".new-left", (0, 0))
    given = settings.load(desk, {})
    checked, failures = 0, []
    for night in range(NIGHTS):
        run = morning_run(given, datetime(2026, 5, 14 + night, 3, 30, tzinfo=UTC))
        report = pipeline.keep_house(run)[-1]
        checked += report.counts["archived_checked"]
        failures += report.failures
    assert checked == len(bodies) > 20
    assert len(failures) == 1 and bodies[0].stem in failures[0] and "delete it and fetch again" in failures[0]
    assert not (bodies[1].parent / ".new-left").exists()
