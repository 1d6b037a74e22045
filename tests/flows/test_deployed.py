"""prefect.yaml, the flows and `leadscan serve` say the same; the form of each flow explains itself; a long morning stays within its task runs."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import serving
from leadscan.desk.labelled import Folder
from leadscan.errors import DeskError

NAMES = ["morning", "sec", "hong-kong-and-mainland", "follow-up", "publish", "housekeeping", "backfill", "evaluate", "crashed"]


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
    triggered = {name for trigger in deployment.get("triggers", ()) for name in trigger["parameters"]}
    left = set(schema.get("required", ())) - set(deployment["parameters"]) - triggered
    assert not left or not deployment.get("schedules"), "a scheduled run is given all that it needs"
    for name, field in fields.items():
        assert len(field.get("description", "")) > 10, name
    assert deployment["description"] and flow.description
    # Each crash is told, also two at once; what works on the desk works alone.
    assert deployment.get("concurrency_limit") == (None if deployment["name"] == "crashed" else {"limit": 1, "collision_strategy": "CANCEL_NEW"})
    assert ("leadscan" in deployment["tags"]) == (deployment["name"] != "crashed"), "a crash of the flow that tells of crashes starts nothing"


def test_serve_and_deploy_make_the_same_of_the_file(tmp_path: Path) -> None:
    made = {one.name: one for one in serving.deployments(tmp_path)}
    assert list(made) == NAMES
    for given in serving.described():
        one = made[given["name"]]
        assert one.entrypoint == given["entrypoint"]
        assert [(s.schedule.cron, s.schedule.timezone) for s in one.schedules or ()] == [(s["cron"], s["timezone"]) for s in given.get("schedules", ())]
        assert one.parameters == {**given["parameters"], "desk": str(tmp_path.resolve())}
        assert (one.concurrency_limit, one.concurrency_options and one.concurrency_options.collision_strategy) == ((1, "CANCEL_NEW") if "concurrency_limit" in given else (None, None))
        assert [trigger.name for trigger in one.triggers] == [trigger["name"] for trigger in given.get("triggers", ())]
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


def test_an_evaluation_with_a_figure_under_its_floor_shows_it_first_and_fails_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import deployed, shown
    from leadscan.errors import Inaccurate, UsageError
    from leadscan.stages import alarm, evaluation

    tables: list[dict[str, Any]] = []
    monkeypatch.setattr(shown, "create_table_artifact", lambda rows, **more: tables.append({"rows": rows, **more}))
    for module in (deployed, shown):
        monkeypatch.setattr(module, "get_run_logger", lambda: logging.getLogger("test"))
    row = {"text": "Velmora Holdings Limited will buy a tea farm for US$3 million.", "lang": "en", "spans": [[0, 7, "ORG"]]}
    (tmp_path / "corpora" / "uner_en_ewt").mkdir(parents=True)
    for part in ("dev", "train"):
        (tmp_path / "corpora" / "uner_en_ewt" / f"{part}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    digest = Folder(tmp_path).digest(evaluation.SETS["uner_en_ewt"].files)
    pinned = {"digest": {"uner_en_ewt": digest}, "sample": {"uner_en_ewt": {"ORG": 0.5}}, "full": {"examples": {"examples right": 0.9}}}
    monkeypatch.setattr(evaluation.floors, "load", lambda: pinned)
    with pytest.raises(Inaccurate, match=r"^1 of the figures is under its floor: uner_en_ewt: ORG: 0\.0000, its floor is 0\.500$"):
        deployed.evaluate.fn(str(tmp_path / "desk"), str(tmp_path))
    first, second = next(row for row in tables[0]["rows"]), next(row for row in tables[0]["rows"] if row["set"] == "examples")
    assert {name: first[name] for name in ("set", "figure", "value", "floor", "result", "texts")} == {"set": "uner_en_ewt", "figure": "ORG", "value": 0.0, "floor": 0.5, "result": "UNDER", "texts": 1}
    assert (second["value"], second["floor"], second["result"]) == (1.0, 0.9, "well")
    assert tables[0]["key"] == "evaluation" and tables[0]["description"].endswith("1 under their floors, 11 sets not measured")
    assert "Emails go on as before" in alarm.advice("", "Flow run encountered an exception: Inaccurate: 1 of the figures")
    with pytest.raises(UsageError, match="no labelled data here"):
        deployed.evaluate.fn(str(tmp_path / "desk"), str(tmp_path / "nowhere"))


def test_days_made_up_the_wrong_way_round_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import deployed
    from leadscan.errors import UsageError

    monkeypatch.setattr(deployed, "get_run_logger", lambda: logging.getLogger("test"))
    with pytest.raises(UsageError, match="the last day, 2026-05-11, comes before the first, 2026-05-12"):
        deployed.backfill.fn(date(2026, 5, 12), date(2026, 5, 11), str(tmp_path))


@pytest.mark.parametrize(
    ("name", "message", "error", "shown"),
    [
        ("prefect.task_runs", "Finished in state Completed()", None, None),
        ("prefect.task_runs", "source=a url=b state=ok", None, "source=a url=b state=ok"),
        ("prefect.flow_runs", "Finished in state Completed()", None, "Finished in state Completed()"),
        ("prefect.flow_runs", "Encountered exception during execution: %r", DeskError("leadscan.toml:3: x"), "DeskError: leadscan.toml:3: x"),
        ("prefect.flow_runs", "Engine execution exited with unexpected exception", DeskError("leadscan.toml:3: x"), None),
        ("prefect.flow_runs", "Encountered exception during execution: %r", ValueError("a defect"), "Encountered exception during execution: ValueError('a defect')"),
    ],
)
def test_the_log_says_once_what_an_error_of_leadscan_says_and_of_a_defect_everything(name: str, message: str, error: Exception | None, shown: str | None) -> None:
    from flows import logs

    given = (type(error), error, None) if error is not None else None
    record = logging.LogRecord(name, logging.ERROR if error else logging.INFO, "", 1, message, (error,) if "%r" in message else (), given)
    passed = logs.Readable().filter(record)
    assert (record.getMessage() if passed else None) == shown
    assert bool(record.exc_info) == isinstance(error, ValueError)
