"""``leadscan eval`` as a command: figures, floors, missing data, other data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leadscan.desk.labelled import Folder
from leadscan.errors import UsageError
from leadscan.stages import evaluation


def command(*given: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "leadscan", "eval", *given], cwd=cwd, capture_output=True, text=True, encoding="utf-8")


def labelled(folder: Path, **sets: list[dict[str, Any]]) -> Path:
    """A folder of labelled sets in which train and dev are the same lines."""
    for name, rows in sets.items():
        (folder / "corpora" / name).mkdir(parents=True)
        for part in ("dev", "train"):
            (folder / "corpora" / name / f"{part}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


WEB = {"text": "Velmora Holdings Limited will buy a tea farm for US$3 million.", "lang": "en", "spans": [[0, 24, "ORG"]]}


def test_the_triggers_examples_are_all_right(tmp_path: Path) -> None:
    done = command("--set", "examples", "--json", cwd=tmp_path)
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, answer["under"]) == (0, [])
    assert answer["figures"][0]["right"] == answer["figures"][0]["wanted"] == answer["texts"] > 250


def test_a_set_of_the_desks_own_is_measured_without_floors_of_other_files(tmp_path: Path) -> None:
    data = labelled(tmp_path / "data", uner_en_ewt=[WEB])
    done = command("--set", "uner_en_ewt", "--data", str(data), "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    figures = {figure["name"]: figure for figure in answer["figures"]}
    assert (figures["ORG"]["value"], figures["ORG"]["floor"]) == (1.0, None)
    assert answer["register"] == "none"
    assert "floors not asked" in answer["note"]


def test_what_is_missing_is_named_with_where_it_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = command("--set", "fire", "--data", str(tmp_path / "data"), cwd=tmp_path)
    assert done.returncode == 2
    assert "corpora/fire/dev.jsonl" in done.stderr
    assert str(tmp_path / "data") in done.stderr
    assert "--data" in done.stderr
    assert command("--data", str(tmp_path / "nowhere"), cwd=tmp_path).returncode == 2
    assert "--set nonsense: there are examples, gold" in command("--set", "nonsense", cwd=tmp_path).stderr


def test_without_a_set_named_those_without_data_are_left_and_said(tmp_path: Path) -> None:
    data = labelled(tmp_path / "data", uner_en_ewt=[WEB])
    done = command("--data", str(data), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "fire: not measured, corpora/fire/dev.jsonl is not in" in done.stdout
    assert "uner_en_ewt (en; 1 texts; register: none)" in done.stdout


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "x"}\n{"text": \n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"bad\.jsonl:2: "):
        Folder(tmp_path).lines("bad.jsonl")


def test_a_figure_under_its_floor_is_said_and_a_floor_of_other_files_is_not_asked(tmp_path: Path) -> None:
    folder = Folder(labelled(tmp_path, uner_en_ewt=[{**WEB, "spans": [[0, 7, "ORG"]]}]))
    which = evaluation.SETS["uner_en_ewt"]
    pinned: dict[str, Any] = {"digest": {"uner_en_ewt": folder.digest(which.files)}, "sample": {"uner_en_ewt": {"ORG": 0.5}}, "full": {}}
    run = evaluation.Evaluation(folder)
    assert evaluation.measured(which, run, pinned=pinned).under == ("ORG: 0.0000, its floor is 0.500",)
    other = {**pinned, "digest": {"uner_en_ewt": "0" * 16}}
    assert evaluation.measured(which, run, pinned=other).under == ()


def test_a_sample_is_the_same_each_time_and_in_the_sets_order(tmp_path: Path) -> None:
    rows = [{**WEB, "id": number} for number in range(50)]
    run = evaluation.Evaluation(Folder(labelled(tmp_path, uner_en_ewt=rows)), sample=5)
    first = [row["id"] for row in run.rows("corpora/uner_en_ewt/dev.jsonl")]
    assert len(first) == 5
    assert first == sorted(first) == [row["id"] for row in run.rows("corpora/uner_en_ewt/dev.jsonl")]
    assert len(run.rows("corpora/uner_en_ewt/dev.jsonl", whole=True)) == 50


@pytest.mark.shared
@pytest.mark.parametrize("name", ["fire", "finre", "fewfc_events"])
def test_a_small_sample_of_the_recorded_sets_is_measured(name: str, shared: Path) -> None:
    run = evaluation.Evaluation(Folder(shared / "data"), sample=12)
    which = evaluation.SETS[name]
    figures, texts = which.measure(which, run)
    assert texts == 12
    assert {"COMPANY", "COMPANY unseen", "COMPANY, pipeline alone"} <= {figure.name for figure in figures} or figures[1].name == "shared types"
    assert all(0 <= figure.value <= 1 for figure in figures)
