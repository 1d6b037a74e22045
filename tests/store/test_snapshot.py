"""The published copy and the SQL that may be asked of it."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import duckdb
import pytest

from leadscan.errors import Locked, StoreError, UsageError
from leadscan.settings import Settings
from leadscan.settings import Store as StoreSettings
from leadscan.store import open_store, publish, query
from leadscan.store import snapshot as snapshot_module
from leadscan.store.migrate import migrations

from .makers import DAY, NOW
from .test_database import WRITES

VIEWS = {
    "articles", "filings", "stories", "mentions", "people", "companies", "events", "cases", "case_history", "leads", "lead_reasons", "digests", "touches", "sources_health",
}  # fmt: skip


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A published desk that no test changes."""
    return done(Settings(desk=tmp_path_factory.mktemp("desk")))


@pytest.fixture
def published(settings: Settings) -> Settings:
    """A published desk of the test's own."""
    return done(settings)


def done(settings: Settings) -> Settings:
    """One day done and published."""
    with open_store(settings, purpose="test") as store:
        for write in WRITES.values():
            write(store)
    assert publish(settings, now=NOW) == settings.desk / "research.duckdb"
    return settings


def test_the_views_answer_in_business_words(read_only: Settings) -> None:
    assert query(read_only, "select title, beat, sectors, source from articles order by url") == (
        ("title", "beat", "sectors", "source"),
        [("Harbour Looms plans e1", "business", ["textiles"], "Herald"), ("Harbour Looms plans e2", "business", ["textiles"], "Herald")],
    )
    assert query(read_only, "select company_key, trigger, facts->>'amount' from events")[1] == [("HKEX:00001", "IPO_PLANNED", "HK$1bn")] * 2
    assert query(read_only, "select lead_id, signal, score from lead_reasons order by score desc")[1][0][1:] == ("ipo_plan", 5.0)
    assert query(read_only, "select edition, rm, story, mail_status from digests")[1] == [(DAY, "rm1", "Harbour Looms plans an IPO", "sent")]
    assert query(read_only, "select copies, sources, headline from stories order by headline")[1][0] == (2, 1, "Harbour Looms plans e1")
    assert query(read_only, "select case_key, issuer from case_history")[1] == [("HKEX:108123", "Harbour Looms Limited")]
    assert query(read_only, "select id, state, new_entries from sources_health")[1] == [("herald", "ok", 2)]
    assert query(read_only, "select name, relation from companies")[1] == [("Looms", "client")]
    assert query(read_only, "select published_at, schema_version from snapshot_info")[1] == [(NOW, len(migrations()))]


def test_every_view_and_column_of_it_says_what_it_is(read_only: Settings) -> None:
    with duckdb.connect(str(read_only.desk / "research.duckdb"), read_only=True) as con:
        views = con.execute("select view_name, comment from duckdb_views() where not internal").fetchall()
        assert {name for name, _ in views} == VIEWS
        silent = con.execute("select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''").fetchall()
    assert [name for name, comment in views if not comment] + silent == []


def test_the_copy_holds_the_desk_s_rows(read_only: Settings) -> None:
    with open_store(read_only, purpose="test") as store:
        stats = store.stats()
    counted = {table: query(read_only, f"select count(*) from desk.{table}")[1][0][0] for table in stats}
    assert counted == stats


def test_a_reader_keeps_the_old_copy_until_it_opens_the_new_one(published: Settings) -> None:
    other = published.desk / "elsewhere.duckdb"
    other.hardlink_to(published.desk / "research.duckdb")
    with duckdb.connect(str(other), read_only=True) as reader:
        with open_store(published, purpose="test") as store:
            store.add_touch(dataclasses.replace(store.touches()[0], id="t2"))
        publish(published, now=NOW)
        assert reader.execute("select count(*) from touches").fetchall() == [(1,)]
    assert query(published, "select count(*) from touches")[1] == [(2,)]


def test_a_copy_that_is_not_whole_is_not_published(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (published.desk / "research.duckdb").read_bytes()
    copied = snapshot_module._copy_table
    monkeypatch.setattr(snapshot_module, "_copy_table", lambda con, table: copied(con, table) + (table == "events"))
    with pytest.raises(StoreError, match=r"the copy is not whole \(events: 2 rows for 3\); the last snapshot stays"):
        publish(published, now=NOW)
    assert (published.desk / "research.duckdb").read_bytes() == before
    assert sorted(path.name for path in published.desk.glob("research*")) == ["research.duckdb"]


def test_what_a_killed_publisher_left_is_swept_away(published: Settings) -> None:
    (published.desk / "research.duckdb.new").write_bytes(b"half")
    publish(published, now=NOW)
    assert sorted(path.name for path in published.desk.glob("research*")) == ["research.duckdb"]


def test_the_copy_can_be_written_for_older_readers(settings: Settings) -> None:
    older = dataclasses.replace(settings, store=StoreSettings(snapshot_version="v1.4.0"))
    with open_store(older, purpose="test") as store:
        for write in WRITES.values():
            write(store)
    publish(older, now=NOW)
    with duckdb.connect() as con:
        con.execute(f"attach '{older.desk / 'research.duckdb'}' as old (read_only)")
        (tags,) = con.execute("select tags from duckdb_databases() where database_name = 'old'").fetchall()[0]
    assert str(tags["storage_version"]).startswith("v1.4.0")
    assert query(older, "select count(*) from articles")[1] == [(2,)]


def test_there_is_nothing_to_publish_before_the_first_morning(settings: Settings) -> None:
    with pytest.raises(StoreError, match="run leadscan init"):
        publish(settings, now=NOW)
    with pytest.raises(StoreError, match="run leadscan morning or leadscan snapshot first"):
        query(settings, "select 1")


def test_a_wrong_name_in_sql_is_answered_in_one_line_with_the_right_one(read_only: Settings) -> None:
    with pytest.raises(UsageError) as told:
        query(read_only, "select * from articels")
    assert "\n" not in str(told.value)
    assert "articels does not exist" in str(told.value)
    assert '"articles"' in str(told.value)


def test_a_desk_whose_database_is_open_elsewhere_is_not_published(published: Settings) -> None:
    with duckdb.connect(str(published.desk / "leadscan.duckdb")), pytest.raises(Locked, match=r"leadscan\.duckdb: "):
        publish(published, now=NOW)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')",
        "select * from '/etc/hostname'",
        "select * from glob('/etc/*')",
        "copy (select 1) to 'out.csv'",
        "attach 'leadscan.duckdb' as live",
        "insert into desk.lead_status values ('x', 'met')",
        "delete from desk.touches",
        "drop view articles",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "install httpfs",
        "load httpfs",
        "export database 'elsewhere'",
        "select nonsense",
        "selec 1",
    ],
)
def test_sql_that_asks_for_more_than_reading_is_refused(read_only: Settings, sql: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^sql: "):
        query(read_only, sql)
    assert not (tmp_path / "out.csv").exists()


def test_a_query_without_end_is_stopped(read_only: Settings) -> None:
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"stopped after 0\.2 s"):
        query(read_only, "select count(*) from range(100000000) a, range(100000000) b where hash(a.range + b.range) % 7 = 1", limit_seconds=0.2)
    assert time.monotonic() - started < 20
