"""Opening: the lock, the schema, and what survives a kill."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from leadscan.errors import Locked, StoreError
from leadscan.settings import Settings
from leadscan.settings import Store as StoreSettings
from leadscan.store import Store, open_store
from leadscan.store.ledger import ledger_row
from leadscan.store.lock import holder
from leadscan.store.migrate import Migration, migrate, migrations
from leadscan.types import CaseChange, Company, Consent, Suppression, Watchlist

from .makers import (
    DAY,
    NOW,
    SLOT,
    article,
    case,
    case_event,
    correction,
    digest_of,
    entry,
    examined,
    failed_poll,
    lead,
    message_of,
    poll,
    read,
    source,
    told_of,
    touch,
)

WRITES: dict[str, Callable[[Store], object]] = {
    "put_sources": lambda s: s.put_sources([source()], origin="a", digest="1"),
    "put_companies": lambda s: s.put_companies([Company("HKEX:00001", "HKEX", "00001", "Looms", aliases=("L",), relation="client")], origin="a", digest="1"),
    "put_watchlists": lambda s: s.put_watchlists([Watchlist("rm1", "Ann", "a@b.example")], origin="a"),
    "put_suppressions": lambda s: s.put_suppressions([Suppression("fax", "1", "asked", DAY)], origin="a"),
    "put_consents": lambda s: s.put_consents([Consent("fax", "1", DAY, how="a letter")], origin="a"),
    "put_register": lambda s: s.put_register("fax", ["21009998", "21009997"], as_of=DAY, now=NOW),
    "save_poll": lambda s: s.save_poll(poll(entry("e1"), entry("e2")), now=NOW),
    "save_polls": lambda s: s.save_polls([poll(entry("e1"), entry("e2")), failed_poll("tribune")], now=NOW),
    "save_readings": lambda s: s.save_readings([read(article("e1"), case_event()), read(article("e2"))], slot=SLOT, now=NOW),
    "save_documents": lambda s: s.save_documents([article("e1")]),
    "add_case_events": lambda s: s.add_case_events([case_event()]),
    "save_examined": lambda s: s.save_examined([examined(article("e1")), examined(article("e2"))], version="v1"),
    "save_stories": lambda s: s.save_stories({article("e1").id: "one", article("e2").id: "one"}),
    "save_cases": lambda s: s.save_cases([case()]),
    "add_case_changes": lambda s: s.add_case_changes([CaseChange("SEC:1", "stage", "FILED", "CLEARED")], now=NOW),
    "save_followed": lambda s: s.save_followed([case()], [case_event()], [CaseChange("SEC:1", "attempt", "1", "2")], now=NOW),
    "save_parts": lambda s: s.save_parts({"gazette": ["2026-03-09"]}, now=NOW),
    "save_leads": lambda s: s.save_leads(DAY, [lead()]),
    "add_leads": lambda s: s.add_leads(DAY, [lead()]),
    "save_edition": lambda s: s.save_edition(digest_of("rm1", lead()), message_of(digest_of("rm1")), told_of(digest_of("rm1", lead()))),
    "claim": lambda s: s.claim(message_of(digest_of("rm1")).message_id, NOW),
    "sent": lambda s: s.sent(message_of(digest_of("rm1")).message_id, NOW, "outbox/1.eml"),
    "failed": lambda s: s.failed(message_of(digest_of("rm1")).message_id, NOW, "no", permanent=True),
    "release": lambda s: s.release(message_of(digest_of("rm1")).message_id),
    "set_lead_status": lambda s: s.set_lead_status(lead().id, "shown"),
    "add_touch": lambda s: s.add_touch(touch()),
    "add_correction": lambda s: s.add_correction(correction()),
    "add_ledger": lambda s: s.add_ledger(ledger_row("drafted", "a letter", at=NOW)),
    "set_answered": lambda s: s.set_answered("<1@a.example>", "taken", NOW),
}


def test_a_day_done_twice_is_the_day_done_once(store: Store) -> None:
    for write in WRITES.values():
        write(store)
    once = store.fingerprint()
    for write in WRITES.values():
        write(store)
    assert store.fingerprint() == once
    assert store.orphans() == {}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_repeated_at_once_changes_nothing(store: Store, name: str) -> None:
    for earlier, write in WRITES.items():
        write(store)
        if earlier == name:
            break
    once = store.fingerprint()
    WRITES[name](store)
    assert store.fingerprint() == once


def test_every_writing_method_is_in_the_table_above() -> None:
    words = ("put_", "save_", "add_", "set_", "claim", "sent", "failed", "release")
    assert {name for name in dir(Store) if name.startswith(words)} == set(WRITES)


def test_a_fingerprint_tells_a_changed_row_and_not_their_order(settings: Settings, tmp_path: Path) -> None:
    def fingerprint(*names: str, **changes: str) -> str:
        desk = tmp_path / "-".join([*names, *changes])
        desk.mkdir()
        with open_store(dataclasses.replace(settings, desk=desk), purpose="test") as store:
            store.save_documents([article(name, **changes) for name in names])
            return store.fingerprint()["documents"]

    assert fingerprint("e1", "e2") == fingerprint("e2", "e1")
    assert fingerprint("e1", "e2", "e3") != fingerprint("e1", "e2", "e4") != fingerprint("e1", "e2", "e4", text="other")


def test_the_log_of_runs_is_outside_the_fingerprint(store: Store) -> None:
    before = store.fingerprint()
    run = store.start_run("collect", SLOT, NOW)
    other = store.start_run("collect", SLOT, NOW)
    store.finish_run(run, '{"stage": "collect"}', NOW)
    assert store.fingerprint() == before
    assert {(one.id, one.finished, one.report) for one in store.runs()} == {(run, NOW, '{"stage": "collect"}'), (other, None, None)}


def test_rows_that_point_at_nothing_are_counted(store: Store) -> None:
    store.save_documents([article()])
    assert store.orphans() == {"documents without an entry": 1}


# --- opening -------------------------------------------------------------------------------------------------------------


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    text = "import sys\nfrom pathlib import Path\nfrom leadscan.settings import Settings\nfrom leadscan.store import open_store\n" + textwrap.dedent(code)
    root = Path(__file__).parents[1]
    return subprocess.Popen([sys.executable, "-c", text, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def test_a_second_writer_is_told_who_holds_the_desk(settings: Settings) -> None:
    process = child(
        """
        with open_store(Settings(desk=Path(sys.argv[1])), purpose="morning"):
            print("in", flush=True)
            sys.stdin.read()
        """,
        str(settings.desk),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        with pytest.raises(Locked, match=rf"leadscan morning \(process {process.pid} on \S+, since \d{{4}}-.*\) is writing; wait"), open_store(settings, purpose="x"):
            pass
    finally:
        process.kill()
        process.communicate()
    with open_store(settings, purpose="after the kill") as store:
        assert store.stats()["sources"] == 0


def test_a_second_writer_of_the_same_process_is_told_so_too(settings: Settings) -> None:
    with open_store(settings, purpose="outer"):
        assert f"leadscan outer (process {os.getpid()} on" in holder(settings.desk)
        with pytest.raises(Locked, match="leadscan outer"), open_store(settings, purpose="inner"):
            pass


def test_a_notebook_that_reads_the_database_itself_is_named(settings: Settings) -> None:
    with open_store(settings, purpose="test"):
        pass
    code = "import duckdb\ncon = duckdb.connect(sys.argv[1] + '/leadscan.duckdb', read_only=True)\nprint('in', flush=True)\nsys.stdin.read()"
    process = child(code, str(settings.desk))
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        with pytest.raises(Locked, match=rf"open in python\S* \(process {process.pid}\); close it there"), open_store(settings, purpose="x"):
            pass
    finally:
        process.kill()
        process.communicate()


def test_a_reader_of_a_desk_without_a_database_is_told_what_to_run(settings: Settings) -> None:
    with pytest.raises(StoreError, match="run leadscan init, then leadscan morning"), open_store(settings, purpose="leads", create=False):
        pass
    assert not (settings.desk / "leadscan.duckdb").exists()


def test_a_desk_that_is_not_there_is_named(settings: Settings) -> None:
    gone = dataclasses.replace(settings, desk=settings.desk / "gone")
    with pytest.raises(StoreError, match="gone: no such desk"), open_store(gone, purpose="leads"):
        pass


@pytest.mark.parametrize("rubbish", [b"", b"not a database at all\n" * 400])
def test_a_file_that_died_at_birth_is_made_anew_and_a_foreign_one_is_refused(settings: Settings, rubbish: bytes) -> None:
    (settings.desk / "leadscan.duckdb").write_bytes(rubbish)
    if rubbish:
        with pytest.raises(StoreError, match=r"leadscan\.duckdb: .*not a valid DuckDB"), open_store(settings, purpose="x"):
            pass
        assert (settings.desk / "leadscan.duckdb").read_bytes() == rubbish
    else:
        with open_store(settings, purpose="x") as store:
            assert store.stats()["sources"] == 0


def test_the_lock_file_is_empty_when_nobody_holds_it(settings: Settings) -> None:
    with open_store(settings, purpose="x"):
        assert json.loads((settings.desk / "leadscan.lock").read_text())["purpose"] == "x"
    assert (settings.desk / "leadscan.lock").read_text() == ""


# --- schema --------------------------------------------------------------------------------------------------------------


def test_migrations_have_numbers_of_their_own_and_are_applied_once() -> None:
    known = migrations()
    versions = [migration.version for migration in known]
    assert versions == sorted(set(versions))
    assert versions[0] == 1
    with duckdb.connect() as con:
        assert migrate(con) == [migration.name for migration in known]
        assert migrate(con) == []


def test_a_migration_that_fails_leaves_nothing_of_itself() -> None:
    bad = Migration(1, "0001_bad.sql", "create table fine (a integer); select nonsense;")
    with duckdb.connect() as con:
        with pytest.raises(duckdb.Error):
            migrate(con, known=[bad])
        assert con.execute("select table_name from duckdb_tables()").fetchall() == [("schema_migrations",)]
        assert migrate(con, known=[Migration(1, "0001_bad.sql", "create table fine (a integer)")]) == ["0001_bad.sql"]


def test_a_newer_database_and_a_changed_migration_are_refused() -> None:
    first, second = Migration(1, "0001_a.sql", "create table a (x integer)"), Migration(2, "0002_b.sql", "create table b (x integer)")
    with duckdb.connect() as con:
        migrate(con, known=[first, second])
        with pytest.raises(StoreError, match="the database has schema 2, this leadscan knows 1"):
            migrate(con, known=[first])
        with pytest.raises(StoreError, match=r"0001_a\.sql: differs"):
            migrate(con, known=[first._replace(sql="create table a (y integer)"), second])


def test_every_table_and_column_says_what_it_is(store: Store) -> None:
    silent = store._rows("select table_name from duckdb_tables() where schema_name = 'desk' and coalesce(comment, '') = ''")
    silent += store._rows("select table_name || '.' || column_name from duckdb_columns() where schema_name = 'desk' and coalesce(comment, '') = ''")
    assert silent == []


def test_no_table_has_a_foreign_key(store: Store) -> None:
    assert store._rows("select table_name from duckdb_constraints() where constraint_type = 'FOREIGN KEY'") == []


# --- kill -9 -------------------------------------------------------------------------------------------------------------

DAY_OF_WORK = """
    from makers import *
    with open_store(Settings(desk=Path(sys.argv[1])), purpose="day") as store:
        store.put_sources([source()], origin="a")
        entries = [entry(f"e{n}") for n in range(400)]
        store.save_poll(poll(*entries), now=NOW)
        while tasks := store.to_read(SLOT, limit=25):
            store.save_readings([read(article(task.entry.id), case_event(task.entry.id)) for task in tasks], slot=SLOT, now=NOW)
        while documents := store.to_examine("v1", limit=25):
            store.save_examined([examined(document, mentions=5) for document in documents], version="v1")
        store.save_leads(DAY, [lead(f"rm{n}") for n in range(20)])
        for n in range(20):
            one = digest_of(f"rm{n}", lead(f"rm{n}"))
            store.save_edition(one, message_of(one), told_of(one))
"""


def work(desk: Path, *, kill_after: float | None = None) -> None:
    process = child(f"sys.path.insert(0, {str(Path(__file__).parent)!r})" + textwrap.dedent(DAY_OF_WORK), str(desk))
    if kill_after is not None:
        deadline = time.monotonic() + 60
        while not (desk / "leadscan.duckdb").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode in ((0,) if kill_after is None else (0, -signal.SIGKILL))


@pytest.mark.kill
def test_a_day_killed_at_any_point_and_run_again_ends_in_the_same_tables(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    calm.mkdir()
    killed.mkdir()
    started = time.monotonic()
    work(calm)
    whole = time.monotonic() - started
    for share in (0.0, 0.2, 0.3, 0.4, 0.5):
        work(killed, kill_after=share * whole)
    work(killed)
    fingerprints = []
    for desk in (calm, killed):
        with open_store(Settings(desk=desk, store=StoreSettings(lock_wait=5.0)), purpose="test") as store:
            assert store.stats()["mentions"] == 2000
            fingerprints.append(store.fingerprint())
    assert fingerprints[0] == fingerprints[1]
