"""prefect.yaml, the flows and `leadscan serve` say the same; the form of each flow explains itself; a long morning stays within its task runs."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flows import serving

NAMES = ["morning", "sec", "hong-kong-and-mainland", "follow-up", "publish", "housekeeping", "backfill", "evaluate"]


def flow_of(deployment: dict[str, Any]) -> Any:
    from prefect.flows import load_flow_from_entrypoint

    return load_flow_from_entrypoint(deployment["entrypoint"])


def test_the_file_names_every_flow_and_no_other() -> None:
    from flows import deployed

    assert [one["name"] for one in serving.described()] == NAMES
    functions = {one["entrypoint"].rpartition(".")[2] for one in serving.described()}
    assert functions == {name for name, value in vars(deployed).items() if type(value).__name__ == "Flow"}


@pytest.mark.parametrize("deployment", serving.described(), ids=lambda one: one["name"])
def test_a_deployment_gives_its_flow_only_parameters_it_has_and_a_form_that_explains_them(deployment: dict[str, Any]) -> None:
    flow = flow_of(deployment)
    schema = flow.parameters.model_dump() if hasattr(flow.parameters, "model_dump") else flow.parameters.dict()
    fields = schema["properties"]
    assert set(deployment["parameters"]) <= set(fields)
    assert deployment["parameters"]["desk"] == "{{ $LEADSCAN_DESK }}"
    left = set(schema.get("required", ())) - set(deployment["parameters"])
    assert not left or not deployment.get("schedules"), "a scheduled run is given all that it needs"
    for name, field in fields.items():
        assert len(field.get("description", "")) > 10, name
    assert deployment["description"] and flow.description
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_serve_and_deploy_make_the_same_of_the_file(tmp_path: Path) -> None:
    made = {one.name: one for one in serving.deployments(tmp_path)}
    assert list(made) == NAMES
    for given in serving.described():
        one = made[given["name"]]
        assert one.entrypoint == given["entrypoint"]
        assert [(s.schedule.cron, s.schedule.timezone) for s in one.schedules or ()] == [(s["cron"], s["timezone"]) for s in given.get("schedules", ())]
        assert one.parameters == {**given["parameters"], "desk": str(tmp_path.resolve())}
        assert (one.concurrency_limit, one.concurrency_options.collision_strategy) == (1, "CANCEL_NEW")
        assert one.tags == given["tags"]


@pytest.mark.parametrize(
    ("name", "after", "due"),
    [
        ("morning", "2026-11-28T12:00+08:00", "2026-11-30T07:00+08:00"),  # Saturday noon: Monday is next
        ("morning", "2026-11-27T06:59+08:00", "2026-11-27T07:00+08:00"),
        ("sec", "2026-03-06T22:00-05:00", "2026-03-09T06:00-04:00"),  # over New York's change to summer time
        ("hong-kong-and-mainland", "2026-11-25T09:00+08:00", "2026-11-25T16:15+08:00"),
        ("housekeeping", "2026-11-25T09:00+08:00", "2026-11-26T03:30+08:00"),
    ],
)
def test_schedules_run_by_the_clock_of_their_market(name: str, after: str, due: str) -> None:
    from prefect.server.schemas.schedules import CronSchedule

    given = next(one for one in serving.described() if one["name"] == name)["schedules"][0]
    found = asyncio.run(CronSchedule(**given).get_dates(1, start=datetime.fromisoformat(after)))
    assert found == [datetime.fromisoformat(due)]


def test_a_long_morning_stays_under_150_task_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import coat

    runs = 0

    class Task:
        def with_options(self, **_: object) -> Task:
            return self

        def submit(self, function: Any) -> Any:
            nonlocal runs
            runs += 1
            results = function()
            return type("Future", (), {"result": lambda self: results})()

        def __call__(self, function: Any) -> Any:
            nonlocal runs
            runs += 1
            return function()

    monkeypatch.setattr(coat, "_task", lambda name: Task())
    worn = coat.PrefectCoat()
    assert list(worn.fan("poll", lambda n: n * 2, range(500), label=str)) == [n * 2 for n in range(500)]
    for name, times in (("read", 100), ("examine", 100), ("save-polls", 1), ("follow-cases", 1), ("tell", 1), ("follow-up", 1), ("brief", 1), ("deliver", 1)):
        for number in range(times):
            assert worn.step(name, lambda number=number: number) == number
    assert runs == 56 + 36 + 36 + 6 < 150


def test_a_secret_block_stands_in_only_for_settings_that_are_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import blocks

    monkeypatch.setattr(blocks, "_secret", lambda block, where: f"{where} from {block}")
    (tmp_path / "leadscan.toml").write_text('[mail]\npassword = "block:smtp"\nhost = "block:no"\n')
    given = blocks.load(str(tmp_path))
    assert given.mail.password == "mail.password from smtp"
    assert given.mail.host == "block:no"
    assert "from smtp" not in repr(given)
