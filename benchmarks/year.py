"""Does a morning stay as fast when the store holds a year: a real morning on top of desks of more and more history.

    python -m benchmarks.year [--points 0 30 90 180 365] [--a-day 2000] [--documents 1000] [--keep FOLDER] [--json FILE]

The history is rows made by SQL (``benchmarks.research``, with records that stages can read): articles of about 1,200 characters, one event in ten, 30 filings a day
of listing cases that go their way, and for each RM of the sample a digest of 15 stories and 60 leads every business day. On top the sample's multiplied day runs
through all stages, then publishing, housekeeping and ``doctor``; each point in a process of its own. CPU seconds of all threads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import research
from benchmarks.morning import clocked, make_desk
from benchmarks.multiplied import LATIN
from leadscan import pipeline, store
from leadscan.cli import door
from leadscan.settings import Settings
from leadscan.stages import cases, doctor, examine, registers, takein
from leadscan.stages.run import Run, morning_run

POINTS = (0, 30, 90, 180, 365)
STAGES = ("collect", "read", "examine", "rank", "brief", "deliver")
FILINGS_A_DAY = 30
_MADE_HERE = frozenset({"cases", "case_events", "leads", "lead_status", "touches", "digests", "digest_items"})


def measure(desk: Path, days: int, a_day: int, documents: int) -> dict[str, Any]:
    """All figures of one point."""
    given, day = make_desk(desk, documents)
    given = replace(given, store=replace(given.store, memory="4GB"))
    run = morning_run(given, door.edition_time(given, day))
    found: dict[str, Any] = {"days": days, "articles": days * a_day, "documents": documents}
    found["generate"] = _cpu(lambda: fill(run, days, a_day))
    found["store_before_mb"] = _mb(desk / "leadscan.duckdb")
    stages: dict[str, float] = {}
    found["morning"] = clocked(stages, lambda: pipeline.morning(run), Counter())
    found["stages"], found["peak_mb"] = stages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["again"] = _cpu(lambda: pipeline.morning(run))
    found["archive_mb"] = sum(path.stat().st_size for path in (desk / "archive").rglob("*.gz")) / 1e6
    found["publish"] = _cpu(lambda: store.publish(given, now=run.now))
    found["snapshot_mb"] = _mb(desk / "research.duckdb")
    found["doctor"] = _cpu(lambda: doctor.doctor(given, now=run.now, environ=os.environ))
    found["house"] = _cpu(lambda: pipeline.keep_house(run))
    found["store_mb"], found["used_mb"] = _mb(desk / "leadscan.duckdb"), used(given)
    short = replace(given, retention=replace(given.retention, text_days=90, personal_days=90, touch_days=90))
    found["retain"] = _cpu(lambda: store.retain(short, run.now))
    found["used_after_mb"] = used(given)
    return found


def used(settings: Settings) -> float:
    """MB of blocks in use; the rest of the file is free for what comes."""
    with store.open_store(settings, purpose="benchmark") as db:
        db._con.execute("checkpoint")
        (row,) = db._rows("select used_blocks * block_size / 1e6 from pragma_database_size() where database_name = current_database()")
    return float(row[0])


def fill(run: Run, days: int, a_day: int) -> None:
    """The desk's own files taken in, then the history up to yesterday's edition, the cases folded as yesterday's morning left them."""
    takein.take_in_desk(run.settings)
    before = run.now - timedelta(days=1)
    with store.open_store(run.settings, purpose="benchmark") as db:
        rms = [watchlist.rm for watchlist in db.watchlists()]
    if days:
        shape = research.Shape(days, before, tuple(range(17, 17 + 2 * 180, 2)), examine.VERSION, _DOCUMENT, _EVENT, "unhex(repeat(md5(i::text), 16))", _MADE_HERE)
        research.generate(run.settings, days * a_day, shape, more=list(_statements(days, a_day, before, rms)))
    else:
        research.generate(run.settings, 0, replace(research.Shape(), without=_MADE_HERE))
    with store.open_store(run.settings, purpose="benchmark") as db:
        db._con.execute("update sources set enabled = false where id like 'paper-%'")
    cases.follow_cases(replace(run, now=before))
    with store.open_store(run.settings, purpose="benchmark") as db:
        registers.load(run.settings, db)  # as yesterday's examination did, after the applicants


# The records of documents and events, as their stages write them.
_WHEN = "strftime(at_time(i), '%Y-%m-%dT%H:%M:%S+00:00')"
_DOCUMENT = (
    f"json_object('id', an_id(i), 'source_id', 'paper-' || hash(i) % 200, 'entry_id', i::text, 'url', 'https://paper' || hash(i) % 200 || '.example/a/' || i, 'title', t, 'published', {_WHEN}, "
    f"'published_from', 'feed', 'first_seen', {_WHEN}, 'lang', if(i % 3 = 0, 'zh-Hant', 'en'), 'body_source', 'page', 'section', 'business', 'version', 1, 'also_urls', [])"
)
_EVENT = (
    "json_object('id', an_id(i), 'trigger', triggers(i // 10), 'stage', 'announced', 'polarity', if(triggers(i // 10) in ('STRESS', 'INTEGRITY'), 'R', 'O'), 'company_key', a_key(i), "
    "'company_name', 'Company ' || a_key(i), 'company_start', 0, 'company_end', 12, 'evidence', json_object('document_id', an_id(i), 'source_id', 'paper-' || hash(i) % 200, "
    "'url', 'https://paper.example/' || i, 'start', 0, 'end', 40, 'quote', en(i) || ' ' || en(i * 7 + 1), 'lang', 'en', 'page', null), 'story_id', an_id(if(i % 5 < 2, i - i % 5, i)), "
    f"'occurred', {_WHEN}, 'first_seen', {_WHEN}, 'facts', json_object('amount', 'HK$' || i % 900 || 'm'), 'sectors', [sectors(i)], 'near_top', true, 'role', 'subject')"
)
_FORMS = {
    "HKEX": ("Application Proof (1st submission)", "Application Proof (1st submission) (revised)", "PHIP", "Prospectus", "Allotment Results"),
    "SEC": ("S-1", "S-1/A", "S-1/A", "EFFECT", "424B4"),
}


def _statements(days: int, a_day: int, last: datetime, rms: list[str]) -> list[str]:
    """What a morning reads and no snapshot's question asks for."""
    first = f"date '{(last - timedelta(days=days)).date()}'"
    n = days * a_day
    people = ", ".join(f"'{rm}'" for rm in rms)
    def much(count: int) -> str:
        """Words that no compression finds equal."""
        return f"array_to_string(list_transform(range({count}), lambda x: en(i * 977 + x * 31 + 7)), ' ')"

    issuer = " || ".join(f"{LATIN}[1 + (c * {step} + {shift}) // {size} % 20]" for step, shift, size in ((1, 0, 1), (1, 0, 20), (1, 0, 400), (7, 3, 1), (11, 5, 20)))
    # Filing f is step f // cases of case f % cases; a case's steps lie 40 days apart.
    count = (days + 160) * FILINGS_A_DAY // 5
    case = f"(select f, c, j, if(c % 2 = 0, 'HKEX', 'SEC') as venue, ({issuer}) || ' Holdings Limited' as issuer, {first} - 160 + (c * {days + 160} // {count} + j * 40)::integer as filed from (select c, j, c * 5 + j as f from range({count}) a(c), range(5) b(j))) where filed between {first} and date '{last.date()}'"
    form = f"if(venue = 'HKEX', {list(_FORMS['HKEX'])}, {list(_FORMS['SEC'])})[1 + j]"
    key, url, at = "venue || ':' || (900000 + c)", "'https://venue.example/' || f", "filed::timestamptz"
    empty = "json('{\"cfo_name\": null, \"cfo_title\": null, \"ceo_name\": null, \"phone\": null, \"fax\": null, \"address\": null, \"website\": null, \"company_secretaries\": [], \"principal_bankers\": [], \"sponsors\": [], \"underwriters\": [], \"counsel\": [], \"auditor\": null, \"cfo_role\": null}')"
    iso = "strftime(filed::timestamp, '%Y-%m-%dT%H:%M:%S+00:00')"
    record = (
        f"json_object('id', 'f' || f, 'source_id', 'paper-1', 'entry_id', 'f' || f, 'venue', venue, 'form', {form}, 'case_key', {key}, 'url', {url}, 'title', {form} || ' - ' || issuer, 'lang', 'en', "
        f"'issuer', issuer, 'issuer_zh', null, 'is_ipo', true, 'kind', 'ipo', 'filed', filed::text, 'published', {iso}, 'first_seen', {iso}, 'contact', {empty}, 'facts', json('{{}}'), 'raw_status', null, "
        "'body_source', 'document', 'unread', [], 'pages', [], 'also_urls', [], 'states', json('{}'))"
    )
    return [
        "insert into entries (source_id, entry_id, url, title, kind, published, lang, title_key, content_hash, version, first_seen, first_slot, status, detail, attempts, tried_slot, record) "
        "select source_id, entry_id, url, title, 'article', published, lang, title, md5(id), 1, first_seen, first_seen::date::text, 'read', '', 0, first_seen::date::text, "
        "json_object('source_id', source_id, 'id', entry_id, 'url', url, 'title', title, 'summary', text[:90], 'lang', lang, 'kind', 'article') from documents where kind = 'article'",
        "insert into documents (id, kind, source_id, entry_id, url, title, text, lang, published, first_seen, version, body_source, also_urls, venue, form, case_key, issuer, is_ipo, filing_kind, filed, contact, facts, "
        f"content_hash, examined_by, record, head) select 'f' || f, 'filing', 'paper-1', 'f' || f, {url}, {form} || ' - ' || issuer, '', 'en', {at}, {at}, 1, 'document', [], venue, {form}, {key}, issuer, true, 'ipo', filed, "
        f"{empty}, '{{}}', f::text, '{examine.VERSION}', {record}, issuer from {case}",
        f"insert into case_events (case_key, form, event_date, url, raw_status, seen_at, document_id) select {key}, {form}, filed, {url}, if(venue = 'HKEX', 'A', ''), {at}, 'f' || f from {case}",
        "insert into entries (source_id, entry_id, url, title, kind, venue, form, published, lang, title_key, content_hash, version, first_seen, first_slot, status, detail, attempts, tried_slot, record) "
        "select source_id, entry_id, url, title, 'filing', venue, form, published, lang, title, id, 1, first_seen, first_seen::date::text, 'read', '', 0, first_seen::date::text, '{}' from documents where kind = 'filing'",
        f"insert into people select an_id(i), 0, 'Person ' || i, 'chief executive', a_key(i), true, 'Person ' || i, '{{}}' from range(0, {n}, 8) t(i)",
        "insert into polls (source_id, slot, status, state, good, detail, final_url, sha256, entries, new_entries, polled_at) select s.id, d.day::text || k, 200, 'ok', true, '', s.url, md5(s.id || d.day), 20, 10, "
        f"d.day::timestamptz + to_minutes(30 * j) from sources s, (select {first} + i::integer as day from range({days}) t(i)) d, (select j, if(j = 0, '', 'T' || j) as k from range(20) t(j)) x where j = 0 or s.kind not in ('rss', 'atom')",
        f"insert into leads (id, edition, rm, company_key, company_name, sectors, trigger, triggers, stage, polarity, score, need, call, matter, reasons, record) select md5(rm || i)[:12], {first} + (i // 60)::integer, rm, a_key(i), 'Company', "
        f"[sectors(i)], triggers(i), [triggers(i)], 'announced', 'O', 0.7, 'Loan', i % 3 = 0, a_key(i) || '|' || triggers(i), '[{{\"signal\": \"trigger\", \"score\": 0.6, \"detail\": \"x\"}}]', json_object('need', {much(350)}) "
        f"from (select unnest([{people}]) as rm) r, range({days} * 60) t(i) where isodow({first} + (i // 60)::integer) < 6",
        "insert into lead_status select distinct id, ['new', 'shown', 'called', 'met'][1 + (hash(id) % 4)::integer] from leads",
        f"insert into told select rm, a_key(i) || '|' || triggers(i), {first} + (i // 15)::integer, 'announced', json_object('amount', 'HK$' || i % 900 || 'm'), ['https://paper.example/' || i, 'https://paper.example/' || i * 7] "
        f"from (select unnest([{people}]) as rm) r, range({days} * 15) t(i) where isodow({first} + (i // 15)::integer) < 6 on conflict do nothing",
        f"insert into digests select rm, {first} + i::integer, 'morning', rm, rm || '@bank.example', 'en', false, 's', 'h', 15, json_object('rm', rm, 'name', rm, 'email', rm || '@bank.example', 'language', 'en', 'date', ({first} + i::integer)::text, 'items', [], 'quiet', false, 'health', [], 'subject', {much(8000)}) from (select unnest([{people}]) as rm) r, range({days}) t(i) where isodow({first} + i::integer) < 6",
        "insert into digest_items select g.rm, g.edition, 'morning', j, 'clippings', j, md5(g.rm || j)[:12], a_key(j), 'Company', triggers(j), 'announced', 'Something happened', null, ['u'] from digests g, range(15) t(j)",
        "insert into outbox (message_id, rm, edition, kind, subject, status, attempts, claimed_at, sent_at, failed_at, place, error, record, created) select '<' || edition || rm || '>', rm, edition, 'morning', 's', 'sent', 1, edition::timestamptz, edition::timestamptz, null, 'x', null, json_object('message_id', '<' || edition || rm || '>', 'rm', rm, "
        "'edition', edition::text, 'kind', 'morning', 'sender', 'a@bank.example', 'to', [email], 'subject', 's', 'text', record[:9000], 'html', record, "
        f"'created', edition::text || 'T{last:%H:%M}:00+00:00'), (edition::text || 'T{last:%H:%M}:00+00:00')::timestamptz from digests",
        f"insert into touches (id, lead_id, rm, company_key, company_name, kind, outcome, happened, note) select 't' || rm || i, md5(rm || i * 20)[:12], rm, a_key(i * 20), 'Company', 'call', if(i % 5 = 0, 'meeting', 'no_answer'), "
        f"({first} + (i // 3)::integer)::timestamptz, 'a note' from (select unnest([{people}]) as rm) r, range({days} * 3) t(i)",
    ]  # fmt: skip


def _cpu(function: Callable[[], Any]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def _mb(path: Path) -> float:
    return path.stat().st_size / 1e6


COLUMNS = ("morning", "again", "peak_mb", "doctor", "house", "publish", "store_mb", "used_mb", "used_after_mb", "snapshot_mb")


def row(found: dict[str, Any]) -> str:
    """One line of the table."""
    stages = " ".join(f"{found['stages'].get(name, 0.0):8.2f}" for name in STAGES)
    return f"{found['days']:5} {found['articles']:9,} {stages} " + " ".join(f"{found[name]:{max(8, len(name))}.{2 if not name.endswith('_mb') else 0}f}" for name in COLUMNS)


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, nargs="+", default=list(POINTS), help="Days of history.")
    parser.add_argument("--a-day", type=int, default=2000, help="Articles a day of the history.")
    parser.add_argument("--documents", type=int, default=1000, help="Of the morning on top.")
    parser.add_argument("--keep", type=Path, help="Keep the desks below this folder; what stands there of the same days goes.")
    parser.add_argument("--json", type=Path, help="Write the figures here too.")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        folder = Path(tempfile.mkdtemp(prefix="leadscan-year-")) if given.keep is None else given.keep / str(given.one)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            print(json.dumps(measure(folder / "desk", given.one, given.a_day, given.documents)))
        finally:
            if given.keep is None:
                shutil.rmtree(folder)
        return
    print(f"{'days':>5} {'articles':>9} {' '.join(f'{name:>8}' for name in STAGES)} {' '.join(f'{name:>8}' for name in COLUMNS)}", flush=True)
    figures = []
    for days in given.points:
        command = [sys.executable, "-m", "benchmarks.year", "--one", str(days), "--a-day", str(given.a_day), "--documents", str(given.documents), *(["--keep", str(given.keep)] if given.keep else [])]
        figures.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]))
        print(row(figures[-1]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
