"""The published copy: what it holds, what it leaves out, and how it takes the old one's place."""

from __future__ import annotations

import dataclasses
import multiprocessing
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from leadscan.errors import Locked, StoreError, UsageError
from leadscan.settings import Research, Settings
from leadscan.store import open_store, parquet, publish, query, schema_page
from leadscan.store import snapshot as snapshot_module
from leadscan.store.migrate import migrations
from leadscan.types import Watchlist

from .makers import DAY, NOW
from .test_database import WRITES

TABLES = {
    "articles", "filings", "stories", "mentions", "coverage", "companies", "events", "cases", "case_history", "case_changes", "leads", "lead_reasons", "digests", "touches", "sources_health",
    "model_runs", "runs", "snapshot_info",
}  # fmt: skip
PRIVATE = {"contacts", "people", "person_mentions", "event_persons", "filing_texts", "touch_notes", "rms"}
MACROS = {"as_of", "fold", "search", "search_text", "company_timeline", "sector_pulse", "ipo_pipeline", "lead_funnel", "competitor_watch"}


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published desk that no test changes."""
    return done(Settings(desk=tmp_path_factory.mktemp("desk")))


@pytest.fixture
def published(settings: Settings, read_only: Settings) -> Settings:
    """A published desk of the test's own."""
    shutil.copytree(read_only.desk, settings.desk, dirs_exist_ok=True)
    return settings


def done(settings: Settings) -> Settings:
    """One day done and published."""
    with open_store(settings, purpose="test") as store:
        for write in WRITES.values():
            write(store)
    assert publish(settings, now=NOW) == settings.desk / "research.duckdb"
    return settings


def personal(settings: Settings) -> Settings:
    return dataclasses.replace(settings, research=Research(personal=True))


def test_the_tables_answer_in_business_words(read_only: Settings) -> None:
    assert query(read_only, "select title, beat, sectors, source from articles order by url") == (
        ("title", "beat", "sectors", "source"),
        [("Harbour Looms plans e1", "business", ["textiles"], "Herald"), ("Harbour Looms plans e2", "business", ["textiles"], "Herald")],
    )
    assert query(read_only, "select company_key, trigger, facts->>'amount' from events")[1] == [("HKEX:00001", "IPO_PLANNED", "HK$1bn")] * 2
    assert query(read_only, "select lead_id, signal, score from lead_reasons order by score desc")[1][0][1:] == ("ipo_plan", 5.0)
    assert query(read_only, "select edition, rm, story, mail_status from digests")[1] == [(DAY, "rm1", "Harbour Looms plans an IPO", "sent")]
    assert query(read_only, "select copies, sources, headline from stories order by headline")[1][0] == (2, 1, "Harbour Looms plans e1")
    assert query(read_only, "select case_key, issuer, step from case_history")[1] == [("HKEX:108123", "Harbour Looms Limited", "other")]
    assert query(read_only, "select id, state, new_entries from sources_health")[1] == [("herald", "ok", 2)]
    assert query(read_only, "select name, relation from companies")[1] == [("Looms", "client")]
    assert query(read_only, "select published_at, as_of, schema_version, personal from snapshot_info")[1] == [(NOW, DAY, migrations()[-1].version, False)]
    assert query(read_only, "select day, company_key, documents, mentions from coverage")[1] == [(DAY, "HKEX:00001", 2, 2)]
    assert query(read_only, "select version, lang, documents, linked from model_runs")[1] == [("v1", "en", 2, 2)]


def test_every_table_column_and_macro_says_what_it_is(published: Settings) -> None:
    publish(personal(published), now=NOW)
    with duckdb.connect(str(published.desk / "research.duckdb"), read_only=True) as con:
        tables = con.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
        assert {name for schema, name, _ in tables if schema == "main"} == TABLES
        assert {name for schema, name, _ in tables if schema == "private"} == PRIVATE
        silent = con.execute("select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''").fetchall()
        macros = con.execute("select function_name, comment from duckdb_functions() where not internal").fetchall()
    assert {name for name, _ in macros} == MACROS
    assert [name for _, name, comment in tables if not comment] + silent + [name for name, comment in macros if not comment] == []


def test_the_schema_document_is_what_the_snapshot_says(settings: Settings) -> None:
    with open_store(settings, purpose="test"):
        pass
    publish(personal(settings), now=NOW)
    document = Path(__file__).parents[2] / "docs" / "schema.md"
    assert document.read_text(encoding="utf-8") == schema_page(settings), "write it anew: leadscan snapshot --schema on an empty desk with [research] personal = true"


def test_no_personal_data_is_published_unless_the_desk_says_so(published: Settings) -> None:
    def strings() -> str:
        with duckdb.connect(str(published.desk / "research.duckdb"), read_only=True) as con:
            names = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            return " ".join(str(con.execute(f"select * from {name}").fetchall()) for (name,) in names)

    with open_store(published, purpose="test") as store:
        store.add_touch(dataclasses.replace(store.touches()[0], id="t9", note="Ms Chan rang back"))
        store.put_watchlists([Watchlist("rm1", "Wing Lau", "wing@bank.example")], origin="x", replace=True)
        store._rows("update events set facts = json_merge_patch(facts, '{\"cfo\": \"Ada Chan\", \"person\": \"Ada Chan\"}')")
    publish(published, now=NOW)
    assert [word for word in ("Ada Chan", "Ms Chan", "@bank.example") if word in strings()] == []
    publish(personal(published), now=NOW)
    assert [word for word in ("Ada Chan", "Ms Chan", "@bank.example") if word not in strings()] == []


def test_the_copy_holds_the_desk_s_rows(read_only: Settings) -> None:
    with open_store(read_only, purpose="test") as store:
        stats = store.stats()
    pairs = {"companies": "companies", "cases": "cases", "case_history": "case_events", "leads": "leads", "touches": "touches", "mentions": "mentions", "events": "events"}
    assert {table: query(read_only, f"select count(*) from {table}")[1][0][0] for table in pairs} == {table: stats[name] for table, name in pairs.items()}


@pytest.mark.parametrize("words", ["harbour looms", "HARBOUR  plans", "ＬＯＯＭＳ", "海港", "海港织布", "海港織布", "looms said"])
def test_searching_knows_no_case_width_or_script(read_only: Settings, words: str) -> None:
    assert len(query(read_only, f"select * from search('{words}')")[1]) == 2


def test_searching_wants_every_word(read_only: Settings) -> None:
    assert len(query(read_only, "select * from search('looms e2')")[1]) == 1
    assert query(read_only, "select * from search('looms zinc')")[1] == []
    assert len(query(read_only, "select * from search_text('有限公司', days := 3)")[1]) == 2
    assert len(query(read_only, "select * from search_text('织布', days := 3)")[1]) == 2


@pytest.mark.parametrize("company", ["HKEX:00001", "00001", "1", "Looms", "looms"])
def test_a_company_s_timeline_is_found_by_key_code_or_name(read_only: Settings, company: str) -> None:
    told = query(read_only, f"select what, detail from company_timeline('{company}')")[1]
    assert ("event", "IPO_PLANNED (planned)") in told
    assert ("coverage", "2 documents") in told
    assert any(what == "outreach" and "no_answer" in detail for what, detail in told)


def test_questions_with_a_name(read_only: Settings) -> None:
    assert query(read_only, "select day, articles, events, opportunities, risks, companies from sector_pulse('textiles', 2)")[1] == [(DAY - timedelta(days=1), 0, 0, 0, 0, 0), (DAY, 2, 2, 2, 0, 1)]
    ((key, stage, days, lapses),) = query(read_only, f"select case_key, stage, days_since_filed, lapses from ipo_pipeline('{DAY}')")[1]
    assert (key, stage, days, str(lapses)) == ("HKEX:108123", "FILED", 0, "2026-09-10")
    assert query(read_only, f"select * from ipo_pipeline('{DAY - timedelta(days=1)}')")[1] == []
    assert query(read_only, f"select trigger, leads, called, met from lead_funnel('{DAY}', '{DAY}')")[1] == [("IPO_PLANNED", 1, 1, 0)]
    assert query(read_only, "select * from competitor_watch(30)")[1] == []


def test_a_reader_keeps_the_old_copy_until_it_opens_the_new_one(published: Settings) -> None:
    other = published.desk / "elsewhere.duckdb"
    other.hardlink_to(published.desk / "research.duckdb")
    with duckdb.connect(str(other), read_only=True) as reader:
        with open_store(published, purpose="test") as store:
            store.add_touch(dataclasses.replace(store.touches()[0], id="t2"))
        publish(published, now=NOW)
        assert reader.execute("select count(*) from touches").fetchall() == [(1,)]
    assert query(published, "select count(*) from touches")[1] == [(2,)]


def read_without_pause(path: str, stop: multiprocessing.Event, told: multiprocessing.Queue) -> None:  # type: ignore[valid-type, type-arg]  # made by a context
    questions, failures = 0, []
    while not stop.is_set():  # type: ignore[attr-defined]
        try:
            with duckdb.connect(path, read_only=True) as con:
                con.execute("select count(*) from events").fetchall()
            questions += 1
        except duckdb.Error as e:
            failures.append(str(e))
    told.put((questions, failures))


def test_publishing_never_fails_a_reader(published: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    reader = context.Process(target=read_without_pause, args=(str(published.desk / "research.duckdb"), stop, told))
    reader.start()
    for _ in range(3):
        publish(published, now=NOW)
    threading.Event().wait(0.5)
    stop.set()
    questions, failures = told.get(timeout=30)
    reader.join()
    assert failures == []
    assert questions > 0


def test_a_copy_that_is_not_whole_is_not_published(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (published.desk / "research.duckdb").read_bytes()
    counted = snapshot_module._counts
    monkeypatch.setattr(snapshot_module, "_counts", lambda con: counted(con) | {"events": 3})
    with pytest.raises(StoreError, match=r"the copy is not whole \(events: 2 rows for 3\); the last snapshot stays"):
        publish(published, now=NOW)
    assert (published.desk / "research.duckdb").read_bytes() == before
    assert sorted(path.name for path in published.desk.glob("research*")) == ["research.duckdb", "research.lock"]


def test_what_a_killed_publisher_left_is_swept_away(published: Settings) -> None:
    for name in ("research.duckdb.new", "research.duckdb.source", "snapshots/research.new"):
        (published.desk / name).write_bytes(b"half")
    publish(published, now=NOW)
    assert sorted(path.name for path in published.desk.glob("research*")) == ["research.duckdb", "research.lock"]
    assert [path.name for path in (published.desk / "snapshots").iterdir()] == ["research-2026-03-10.duckdb"]


def test_seven_dated_copies_are_kept_one_a_day(published: Settings) -> None:
    place = published.desk / "research.duckdb"
    for days in range(1, 9):
        snapshot_module._keep_copy(published, place, DAY + timedelta(days=days))
        snapshot_module._keep_copy(published, place, DAY + timedelta(days=days))
    assert [path.name for path in snapshot_module.copies(published.desk)] == [f"research-2026-03-{day}.duckdb" for day in range(12, 19)]
    newest = snapshot_module.copies(published.desk)[-1]
    assert newest.samefile(published.desk / "research.duckdb")
    assert newest.stat().st_mode & 0o222 == 0
    snapshot_module._keep_copy(dataclasses.replace(published, research=Research(copies=0)), place, DAY)
    assert snapshot_module.copies(published.desk) == []


def test_parquet_lies_in_folders_by_month_and_the_old_folder_stays_for_who_reads_it(published: Settings) -> None:
    publish(dataclasses.replace(published, research=Research(parquet=True)), now=NOW)
    for hours in (1, 2):
        parquet.write(published.desk / "research.duckdb", published.desk, now=NOW + timedelta(hours=hours), memory="1GB")
    place = published.desk / "parquet"
    assert [path.name for path in (place / "articles").iterdir()] == ["month=2026-03"]
    assert {path.name for path in place.iterdir()} == TABLES
    assert len(parquet.folders(published.desk)) == 2
    with duckdb.connect() as con:
        assert con.execute(f"select count(*), any_value(month) from read_parquet('{place}/articles/*/*.parquet', hive_partitioning = true)").fetchall() == [(2, "2026-03")]


def test_a_month_without_changes_is_not_written_as_parquet_again(published: Settings) -> None:
    def files(hours: int) -> dict[str, int]:
        place = parquet.write(published.desk / "research.duckdb", published.desk, now=NOW + timedelta(hours=hours), memory="1GB")
        return {str(path.relative_to(place)): path.stat().st_ino for path in place.glob("*/month=*/*")}

    with open_store(published, purpose="test") as store:
        store._con.execute("insert into documents select * replace ('older' as id, published - interval 40 days as published) from documents where kind = 'article' limit 1")
    publish(published, now=NOW)
    first, again = files(1), files(2)
    assert again == first
    assert {name.split("/")[1] for name in first if name.startswith("articles")} == {"month=2026-01", "month=2026-03"}
    with open_store(published, purpose="test") as store:
        store._con.execute("update documents set title = 'Other words' where id = 'older'")
    publish(published, now=NOW)
    changed = {name.split("/")[1] for name, place in files(3).items() if first.get(name) != place}
    assert changed == {"month=2026-01"}
    with duckdb.connect() as con:
        rows = con.execute(f"select title from read_parquet('{published.desk}/parquet/articles/*/*.parquet', hive_partitioning = true) where month = '2026-01'").fetchall()
    assert rows == [("Other words",)]


def test_the_copy_can_be_written_for_older_readers(settings: Settings) -> None:
    older = done(dataclasses.replace(settings, research=Research(storage_version="v1.4.0")))
    with duckdb.connect() as con:
        con.execute(f"attach '{older.desk / 'research.duckdb'}' as old (read_only)")
        (tags,) = con.execute("select tags from duckdb_databases() where database_name = 'old'").fetchall()[0]
    assert str(tags["storage_version"]).startswith("v1.4.0")
    assert len(query(older, "select * from search('looms')")[1]) == 2


def test_there_is_nothing_to_publish_before_the_first_morning(settings: Settings) -> None:
    with pytest.raises(StoreError, match="run leadscan init"):
        publish(settings, now=NOW)
    with pytest.raises(StoreError, match="run leadscan morning or leadscan snapshot first"):
        query(settings, "select 1")


def test_a_desk_whose_database_is_open_elsewhere_is_not_published(published: Settings) -> None:
    code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code, str(published.desk / "leadscan.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Locked, match=r"leadscan\.duckdb: open in python.*close it there"):
            publish(published, now=NOW)
        other.communicate(b"\n")


def test_a_document_of_an_older_schema_is_found_too(published: Settings) -> None:
    with open_store(published, purpose="test") as store:
        store._rows("update documents set head = null")
    publish(published, now=NOW)
    assert len(query(published, "select * from search('海港织布')")[1]) == 2


@pytest.fixture
def nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, in which nothing may appear."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')",
        "select * from '/etc/hostname'",
        "select * from read_text('/etc/hostname')",
        "select * from read_blob('/etc/hostname')",
        "select * from sniff_csv('/etc/hostname')",
        "select * from glob('/etc/*')",
        "select * from read_duckdb('leadscan.duckdb')",
        "select * from 'https://venue.example/x.csv'",
        "select * from duckdb_secrets()",
        "select * from query('copy (select 1) to ''out.csv''')",
        "copy (select 1) to 'out.csv'",
        "export database 'elsewhere'",
        "import database 'elsewhere'",
        "attach 'leadscan.duckdb' as live",
        "attach ':memory:' as more",
        "detach research",
        "use main",
        "install httpfs",
        "load httpfs",
        "pragma database_list",
        "pragma memory_limit = '100GB'",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "reset memory_limit",
        "call enable_logging()",
        "from enable_logging()",
        "from force_checkpoint()",
        "checkpoint",
        "vacuum",
        "begin",
        "prepare p as select 1",
        "create temp table t as select 1",
        "create secret s (type s3)",
        "comment on table articles is ''",
        "insert into articles select * from articles",
        "update articles set title = ''",
        "delete from touches",
        "drop table articles",
        "select 1; select 2",
        "select 1; drop table articles",
        "",
        "-- nothing",
        "select nonsense",
        "selec 1",
        "select " + "(" * 5000 + "1" + ")" * 5000,
        "select repeat('x', 10000000000)",
    ],
)
def test_sql_that_asks_for_more_than_reading_is_refused(read_only: Settings, nothing_written: Path, sql: str) -> None:
    with pytest.raises(UsageError, match=r"^sql: "):
        query(read_only, sql)


@pytest.mark.parametrize("sql", ["describe articles", "show tables", "summarize leads", "explain select 1", "from articles", "select 1;", "with a as (select 1) select * from a"])
def test_what_only_reads_is_answered(read_only: Settings, sql: str) -> None:
    assert query(read_only, sql)[1]


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(100000) a, range(100000) b where hash(a.range + b.range) % 7 = 1",
        "with recursive t as (select 1 as x union all select x + 1 from t) select count(*) from t",
        "select pg_sleep(60)",
    ],
)
def test_a_query_without_end_is_stopped(read_only: Settings, sql: str) -> None:
    with pytest.raises(StoreError, match=r"stopped after 0\.2 s"):
        query(read_only, sql, limit_seconds=0.2)


def test_a_query_that_wants_too_much_memory_is_stopped_and_spills_nowhere(read_only: Settings) -> None:
    before = sorted(path.name for path in read_only.desk.iterdir())
    with pytest.raises(StoreError, match="stopped at 40MB of memory"):
        query(read_only, "select list(i) from range(50000000) t(i)", memory="40MB")
    assert sorted(path.name for path in read_only.desk.iterdir()) == before


def test_a_wrong_name_in_sql_is_answered_in_one_line_with_the_right_one(read_only: Settings) -> None:
    with pytest.raises(UsageError) as told:
        query(read_only, "select * from articels")
    assert "\n" not in str(told.value)
    assert "articels does not exist" in str(told.value)
    assert '"articles"' in str(told.value)
