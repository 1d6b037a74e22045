"""docs/research.md from nothing to an answer, the notebook, and the gallery, over the sample."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from leadscan.cli import main
from leadscan.data.queries import gallery
from leadscan.store import ask, publish
from tests.desks import DAYS, run_of

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "research.md").read_text(encoding="utf-8")


def leadscan(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    try:
        main()
        code = 0
    except SystemExit as e:
        code = int(e.code or 0)
    out, err = capsys.readouterr()
    assert code == 0, f"{line}: {out}{err}"
    return out


def test_a_stranger_comes_from_nothing_to_an_answer(two_days: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADSCAN_DESK", raising=False)
    lines = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()]
    assert len(lines) > 20
    assert lines[:3] == ["leadscan init --sample", "leadscan morning", "leadscan morning"]
    shutil.copytree(two_days, tmp_path / "desk")  # made by just these three
    said = {line: leadscan(line, monkeypatch, capsys) for line in lines[3:] if not line.startswith("leadscan forget")}
    assert "IPO_FILED" in said[lines[4]]
    (bridge,) = [out for line, out in said.items() if "search('bridge loan')" in line]
    assert "Noodle chain Tern Point eyes Hong Kong float" in bridge
    assert "industrial_machinery" in said["leadscan sql --gallery sectors-heating-up"]
    assert (tmp_path / "headlines.csv").read_text(encoding="utf-8").startswith("day,source,title")
    assert sorted(path.suffix for path in (tmp_path / "desk" / "reports").iterdir()) == [".html", ".html", ".html", ".pdf", ".pdf", ".pdf"]
    with duckdb.connect() as con:
        assert con.execute("select count(*) from 'events.parquet'").fetchall()[0][0] > 40
    (python,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    pytest.importorskip("polars")
    (tmp_path / "block.py").write_text(python, encoding="utf-8")
    runpy.run_path(str(tmp_path / "block.py"))
    assert "IPO_FILED" in capsys.readouterr().out
    # The last block changes the desk for good.
    (forget,) = [line for line in lines if line.startswith("leadscan forget")]
    out = leadscan(forget, monkeypatch, capsys)
    assert "research.duckdb is published anew" in out
    assert "archive/" in out
    held = [path for path in (tmp_path / "desk" / "outbox").rglob("*.html") if re.search("FANG Zhiwei|方知微", path.read_text(encoding="utf-8"))]
    assert held == []


@pytest.fixture(scope="module")
def sample(two_days: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's two days, published."""
    desk = tmp_path_factory.mktemp("research") / "desk"
    shutil.copytree(two_days, desk)
    publish(run_of(desk, DAYS[1]).settings, now=run_of(desk, DAYS[1]).now)
    return desk


# What the sample cannot show: it has two days, no A1 before its PHIP, no source that is long silent.
NO_ROWS = {"days-a1-to-phip", "lapsing-soon"}


def test_the_gallery_has_twenty_questions() -> None:
    assert len(gallery()) == 20
    assert all(query.question.endswith("?") for query in gallery().values())


@pytest.mark.parametrize("name", gallery())
def test_a_question_of_the_gallery_is_answered(sample: Path, name: str) -> None:
    answer = ask(run_of(sample, DAYS[1]).settings, gallery()[name].sql)
    assert answer.columns
    assert (answer.rows == []) == (name in NO_ROWS)


def test_the_gallery_s_answers_are_right(sample: Path) -> None:
    settings = run_of(sample, DAYS[1]).settings

    def rows(name: str) -> list[tuple[object, ...]]:
        return ask(settings, gallery()[name].sql).rows

    ((events, opportunities),) = ask(settings, "select count(*), sum(len(sectors)) filter (polarity = 'O') from events").rows
    assert events > 40
    assert sum(row[1] for row in rows("sectors-heating-up")) == opportunities  # type: ignore[misc]  # counts
    assert ("old-quay", "stale") in [(row[0], row[2]) for row in rows("quiet-sources")]
    assert any("amount" in str(row[5]) for row in rows("told-again"))
    ((articles,),) = ask(settings, "select count(*) from articles").rows
    assert sum(row[2] for row in rows("languages")) == articles  # type: ignore[misc]  # counts


def test_days_from_the_application_to_the_hearing_are_counted_within_one_attempt(sample: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "few.duckdb")) as con:
        con.execute("create table case_history (case_key text, venue text, day date, step text)")
        con.execute(
            "insert into case_history values ('a', 'HKEX', '2026-01-05', 'applied'), ('a', 'HKEX', '2026-03-06', 'cleared'), ('a', 'HKEX', '2026-03-09', 'cleared'), "
            "('b', 'HKEX', '2025-01-01', 'applied'), ('b', 'HKEX', '2025-12-01', 'applied'), ('b', 'HKEX', '2026-03-01', 'cleared'), ('c', 'SEC', '2026-01-01', 'applied'), ('c', 'SEC', '2026-02-01', 'cleared')"
        )
        found = con.execute(gallery()["days-a1-to-phip"].sql).fetchall()
    assert [row[1:] for row in found] == [(2, 75.0, 60, 90)]


def test_the_notebook_runs_as_a_script(sample: Path) -> None:
    pytest.importorskip("marimo")
    pytest.importorskip("polars")
    done = subprocess.run([sys.executable, str(DOCS / "research_notebook.py")], env={**os.environ, "LEADSCAN_DESK": str(sample)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "2026-05-13: 6 listings under way; most opportunities in industrial_machinery" in done.stdout
