"""The doors for research staff: formats of answers, the gallery, reports."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from leadscan.cli import research
from leadscan.store import publish
from leadscan.store.sql import Answer, write_parquet
from tests.desks import DAYS, run_of

from .test_doors import Cli, cli, lines  # noqa: F401  # the fixture that runs a command


@pytest.fixture(scope="module")
def desk(two_days: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's two days, published."""
    place = tmp_path_factory.mktemp("research") / "desk"
    shutil.copytree(two_days, place)
    publish(run_of(place, DAYS[1]).settings, now=run_of(place, DAYS[1]).now)
    return place


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("+1", "+1"), ("+cmd|'/c calc'!A0", "'+cmd|'/c calc'!A0"), ("-1.5", "-1.5"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"), ("－1", "'－1"), (" =1", " =1"), ("plain", "plain"), ("", ""), (None, None), (-5, -5), (1.5, 1.5), (True, True),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(cell: object, expected: object) -> None:
    assert research.harmless(cell) == expected


def test_csv_heads_are_made_harmless_too(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, _ = cli("sql", "--csv", "select '=1+1' as \"=evil\", -5 as n, ['a', null] as l, null as nothing", "--desk", str(desk))
    assert code == 0
    assert list(csv.reader(io.StringIO(out))) == [["'=evil", "n", "l", "nothing"], ["'=1+1", "-5", "['a', None]", ""]]


def test_json_keeps_types_and_one_row_a_line(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, _ = cli("sql", "--json", "select 1 as a, date '2026-05-13' as d, ['x'] as l, '騰' as t from range(2)", "--desk", str(desk))
    assert code == 0
    assert lines(out) == [{"a": 1, "d": "2026-05-13", "l": ["x"], "t": "騰"}] * 2


def test_markdown_cells_cannot_break_out(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, _ = cli("sql", "--markdown", "select 'a|b' || chr(10) || '<script>' as x", "--desk", str(desk))
    assert code == 0
    assert out == "| x |\n|---|\n| a\\|b \\<script\\> |\n"


def test_parquet_holds_the_answer_with_its_types(cli: Cli, desk: Path, tmp_path: Path) -> None:  # noqa: F811
    place = tmp_path / "it's.parquet"
    code, out, _ = cli("sql", "select id, day, sectors, null as nothing, 1 as n, 2 as n from events order by id limit 3", "--parquet", str(place), "--desk", str(desk))
    assert (code, out) == (0, f"3 rows in {place}\n")
    with duckdb.connect() as con:
        found = con.execute("describe select * from read_parquet(?)", [str(place)]).fetchall()
    assert [(row[0], row[1]) for row in found] == [("id", "VARCHAR"), ("day", "DATE"), ("sectors", "VARCHAR[]"), ("nothing", "VARCHAR"), ("n", "INTEGER"), ("n_2", "INTEGER")]


def test_an_empty_answer_is_a_parquet_file_too(tmp_path: Path) -> None:
    write_parquet(Answer(("a",), ("DATE",), []), tmp_path / "x.parquet")
    with duckdb.connect() as con:
        assert con.execute("select count(*) from read_parquet(?)", [str(tmp_path / "x.parquet")]).fetchall() == [(0,)]


def test_a_table_for_people_ends_after_500_rows_and_says_so(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, err = cli("sql", "select range as n from range(600)", "--desk", str(desk))
    assert code == 0
    assert " 499 " in out
    assert " 500 " not in out
    assert "the first 500 rows" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sql"], "wants a SELECT"), (["sql", "select 1", "--output", "x"], "--output wants"), (["sql", "--gallery", "nonsense"], "there are days-a1-to-phip"),
        (["sql", "drop table articles"], "DROP is not reading"), (["sql", "select 1", "--copy", "2020-01-01"], "research-2020-01-01.duckdb: not there"),
        (["report", "month"], "there are week, ipo, sector"), (["report", "sector", "nonsense"], "wants a sector of banks"), (["report", "week", "--lang", "fr"], "there are en"),
        (["forget", "Ada"], "wants a full name"),
    ],
)  # fmt: skip
def test_wrong_use_is_said_in_a_line(cli: Cli, desk: Path, words: list[str], said: str) -> None:  # noqa: F811
    code, _, err = cli(*words, "--desk", str(desk))
    assert code in (1, 2)
    assert said in err
    assert "Traceback" not in err


def test_a_dated_copy_can_be_asked(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, _ = cli("sql", "--csv", "select as_of() as day", "--copy", DAYS[1].isoformat(), "--desk", str(desk))
    assert (code, out.split()) == (0, ["day", DAYS[1].isoformat()])


def test_the_gallery_is_shown_and_asked(cli: Cli, desk: Path) -> None:  # noqa: F811
    code, out, _ = cli("sql", "--gallery", "--json", "--desk", str(desk))
    assert (code, len(lines(out))) == (0, 20)
    assert cli("sql", "--gallery", "quiet-sources", "--show", "--desk", str(desk))[1].startswith("-- Which sources are not in order")
    code, out, _ = cli("sql", "--gallery", "quiet-sources", "--json", "--desk", str(desk))
    assert [row["id"] for row in lines(out)] == ["old-quay"]


def test_a_report_is_written_in_two_forms(cli: Cli, desk: Path, tmp_path: Path) -> None:  # noqa: F811
    code, out, _ = cli("report", "week", "--lang", "zh-Hant", "--json", "-o", str(tmp_path), "--desk", str(desk))
    assert code == 0
    assert json.loads(out) == [str(tmp_path / f"week-2026-05-13-zh-Hant.{kind}") for kind in ("html", "pdf")]
    page = (tmp_path / "week-2026-05-13-zh-Hant.html").read_text(encoding="utf-8")
    assert "一周財經要聞" in page
    assert "隼灣印刷核數師業績公布前辭任" in page
    assert (tmp_path / "week-2026-05-13-zh-Hant.pdf").read_bytes().startswith(b"%PDF")


def test_a_query_that_does_not_heed_its_limit_ends_with_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(research, "GRACE", 0.05)
    ended = threading.Event()
    with research._watched(0.0, ended.set):
        assert ended.wait(10)
    other = threading.Event()
    with research._watched(30.0, other.set):
        pass
    assert not other.is_set()
