"""How long a snapshot takes to publish and each query of the gallery to answer, over a generated desk of any size.

``python -m benchmarks.research --articles 1000000``: articles over two years in three languages, five mentions each, one event in ten articles, leads,
touches and cases in proportion. Rows are made by DuckDB itself; headlines and bodies (about 200 characters) are drawn from a few hundred words, so the file is
smaller than one of real articles, whose text is some ten times as long. While the snapshot is published again, readers ask the old one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leadscan.data.queries import gallery
from leadscan.settings import Settings
from leadscan.store import open_store, publish
from leadscan.store.sql import ask

DAYS = 730
LAST = datetime(2026, 6, 30, tzinfo=UTC)
_TRIGGERS = ["IPO_INTENT", "IPO_FILED", "IPO_PROGRESS", "CAPEX_PLANT", "MA_BUY", "DEBT_NEW", "CONTRACT_WIN", "CFO_CHANGE", "STRESS", "INTEGRITY", "COMPETITOR_BANK", "EQUITY_RAISE"]
_SECTORS = ["industrial_machinery", "pharma_biotech", "property_developers", "restaurants_travel_gaming", "telecom", "luxury_apparel_consumer", "education_services", "media_entertainment"]
_EN = ["harbour", "plant", "bridge", "loan", "listing", "market", "profit", "contract", "solar", "shipping", "retail", "bank", "noodle", "robot", "clinic", "cement", "tea", "paper", "steel", "cloud", "export", "bond", "fund", "tower", "deal", "plan"]
_ZH = ["上市", "過橋貸款", "公司", "機器人", "擴建", "廠房", "銀行", "融資", "合約", "物流", "地產", "診所", "茶業", "太陽能", "印刷", "收購", "盈利", "港交所", "遞表", "投資"]
_OTHERS = {
    "search two words": "from search('bridge loan') limit 50",
    "search Chinese, other script": "from search('过桥贷款') limit 50",
    "search a rare word": "from search('harbour 4711') limit 50",
    "search whole texts, 7 days": "from search_text('過橋貸款') limit 50",
    "company_timeline": "from company_timeline('01234') limit 200",
    "sector_pulse, 90 days": "from sector_pulse('telecom', 90)",
    "ipo_pipeline half a year ago": "from ipo_pipeline(as_of() - 180)",
    "lead_funnel, a year": "from lead_funnel(as_of() - 365, as_of())",
    "competitor_watch, 30 days": "from competitor_watch(30)",
}


def main() -> None:
    """Makes the desk, publishes, asks, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--desk", type=Path, help="Keep the desk here; a desk that is there is measured as it is.")
    parser.add_argument("--memory", default="8GB", help="For publishing and asking.")
    parser.add_argument("--json", type=Path, help="Write the figures here too.")
    given = parser.parse_args()
    desk = given.desk or Path(tempfile.mkdtemp(prefix="leadscan-research-"))
    try:
        figures = measure(desk, given.articles, memory=given.memory)
    finally:
        if given.desk is None:
            shutil.rmtree(desk)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def measure(desk: Path, articles: int, *, memory: str = "8GB") -> dict[str, Any]:
    """All figures of one size, printed as they come."""
    settings = Settings(desk=desk)
    settings = replace(settings, store=replace(settings.store, memory=memory), research=replace(settings.research, memory=memory, seconds=600.0))
    figures: dict[str, Any] = {"articles": articles, "mentions": articles * 5, "cores": len(os.sched_getaffinity(0))}
    if not (desk / "leadscan.duckdb").exists():
        desk.mkdir(parents=True, exist_ok=True)
        figures["generate_s"] = _timed(lambda: generate(settings, articles))
    figures["desk_mb"] = (desk / "leadscan.duckdb").stat().st_size / 1e6
    before = time.process_time()
    figures["publish_s"] = _timed(lambda: publish(settings, now=LAST))
    figures["publish_cpu_s"] = time.process_time() - before
    figures["snapshot_mb"] = (desk / "research.duckdb").stat().st_size / 1e6
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, value in figures.items():
        print(f"{name:20} {value:,.1f}" if isinstance(value, float) else f"{name:20} {value:,}")
    figures["queries"] = {name: _ask(settings, sql) for name, sql in [(query.name, query.sql) for query in gallery().values()] + list(_OTHERS.items())}
    figures["readers"] = with_readers(settings)
    print("readers while publishing:", figures["readers"])
    return figures


def _ask(settings: Settings, sql: str) -> list[float]:
    """Seconds of the first time, the best of the next two, and the least CPU seconds of all threads; opening the snapshot included."""
    times, work = [], []
    for _ in range(3):
        before = time.process_time()
        times.append(_timed(lambda: ask(settings, sql, most=1000)))
        work.append(time.process_time() - before)
    print(f"{times[0]:8.3f} {min(times[1:]):8.3f} s  {min(work):8.3f} s of CPU  {' '.join(sql.split())[:100]}")
    return [times[0], min(times[1:]), min(work)]


def with_readers(settings: Settings) -> dict[str, float]:
    """Publishes while two readers in processes of their own open, ask and close without pause."""
    stop = settings.desk / "stop"
    stop.unlink(missing_ok=True)
    readers = [subprocess.Popen([sys.executable, "-c", _READER, str(settings.desk)], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        took = _timed(lambda: publish(settings, now=LAST))
    finally:
        stop.touch()
    told = [json.loads(reader.communicate()[0]) for reader in readers]
    stop.unlink()
    waits = [wait for one in told for wait in one["waits"]]
    return {"questions": len(waits), "failures": sum(one["failures"] for one in told), "slowest_s": max(waits), "median_s": statistics.median(waits), "publish_s": took}


_READER = """
import duckdb, json, pathlib, sys, time
desk, waits, failures = pathlib.Path(sys.argv[1]), [], 0
while not (desk / "stop").exists():
    start = time.monotonic()
    try:
        with duckdb.connect(str(desk / "research.duckdb"), read_only=True, config={"threads": 1}) as con:
            con.execute("select count(*), max(day) from events").fetchall()
    except duckdb.Error:
        failures += 1
    waits.append(time.monotonic() - start)
    time.sleep(0.02)
print(json.dumps({"waits": waits, "failures": failures}))
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """What else than a snapshot needs of the generated rows, as SQL over article number i, headline t and text b."""

    days: int = DAYS
    last: datetime = LAST
    factors: tuple[int, ...] = (17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131)
    """One word of a text each."""
    version: str = "v"
    document: str = "'{}'"
    event: str = "'{}'"
    signature: str = "''::blob"
    without: frozenset[str] = frozenset()
    """Tables that the caller fills."""


def generate(settings: Settings, articles: int, shape: Shape = Shape(), *, more: Sequence[str] = ()) -> None:  # noqa: B008  # a frozen record
    """Fills the desk's tables by SQL; ``more``: further statements, with the same macros."""
    with open_store(settings, purpose="benchmark") as store:
        con = store._con
        con.execute(f"set memory_limit = '{settings.store.memory}'")
        con.execute("set preserve_insertion_order = false")
        for name, words in {"triggers": _TRIGGERS, "sectors": _SECTORS, "en": _EN, "zh": _ZH}.items():
            con.execute(f"create or replace temp macro {name}(n) as [{', '.join(repr(word) for word in words)}][1 + (hash(n) % {len(words)})::integer]")
        con.execute(f"create or replace temp macro at_time(n) as timestamptz '{shape.last.isoformat()}' - to_seconds(({shape.days} * 86400.0 * (1 - (n + 1) / {max(articles, 1)}))::bigint)")
        con.execute("create or replace temp macro an_id(n) as lpad(format('{:x}', n::ubigint * 2654435761), 16, '0')")
        con.execute("create or replace temp macro a_key(n) as 'HKEX:' || lpad((1 + floor(5000 * pow((hash(n) % 1000000) / 1e6, 2)))::integer::text, 5, '0')")
        for statement in (*_statements(articles, shape), *more):
            if statement.split()[2] not in shape.without or statement in more:
                con.execute(statement)
        con.execute("checkpoint")


def _statements(n: int, shape: Shape) -> list[str]:
    title = "if(i % 3 = 0, zh(i) || zh(i * 7 + 1) || zh(i * 11 + 2) || zh(i * 13 + 3) || (i % 100000), en(i) || ' ' || en(i * 7 + 1) || ' ' || en(i * 11 + 2) || ' ' || en(i * 13 + 3) || ' ' || (i % 100000))"
    body = " || ' ' || ".join(f"if(i % 3 = 0, zh(i * {factor} + 5), en(i * {factor} + 5))" for factor in shape.factors)
    return [
        "insert into sources (id, title, kind, url, lang, timezone, section_hint, sectors, fetch_pages, enabled, origin, position) "
        "select 'paper-' || i, 'Paper ' || i, 'rss', 'https://paper' || i || '.example/rss', 'en', 'Asia/Hong_Kong', '', [], true, true, 'b', i from range(200) t(i)",
        "insert into companies (key, market, code, name_en, name_zh_hant, aliases, sectors, relation, owner, origin) select 'HKEX:' || lpad(i::text, 5, '0'), 'HKEX', lpad(i::text, 5, '0'), "
        "'Company ' || i || ' Limited', '公司' || i || '有限公司', [], [sectors(i)], case i % 10 when 0 then 'client' when 1 then 'competitor' when 2 then 'prospect' end, 'rm' || i % 50, 'b' from range(1, 5001) t(i) on conflict do nothing",
        "insert into documents (id, kind, source_id, entry_id, url, title, text, lang, published, published_from, first_seen, version, section, body_source, also_urls, content_hash, examined_by, record, head) "
        f"select an_id(i), 'article', 'paper-' || hash(i) % 200, i::text, 'https://paper' || hash(i) % 200 || '.example/a/' || i, t, b, if(i % 3 = 0, 'zh-Hant', 'en'), at_time(i), 'feed', at_time(i), 1, "
        f"'business', 'page', [], i::text, '{shape.version}', {shape.document}, left(translate(lower(t || ' ' || b), '過橋貸機擴廠銀資約產診業陽積購遞', '过桥贷机扩厂银资约产诊业阳积购递'), 240) from (select i, {title} as t, {body} as b from range({n}) r(i))",
        # Two in five articles tell a story that others told in the hour before.
        "insert into examined (document_id, version, story_id, first_seen, lang, signature, title_key, beat, sectors, merged) "
        f"select an_id(i), '{shape.version}', an_id(if(i % 5 < 2, i - i % 5, i)), at_time(i), if(i % 3 = 0, 'zh-Hant', 'en'), {shape.signature}, '', if(i % 4 = 0, 'sport', 'business'), [sectors(i)], true from range({n}) t(i)",
        "insert into mentions (document_id, position, published, span_start, span_end, label, text, sure, why, company_key, company_market, company_code, company_name, company_sure) "
        "select an_id(i), j, at_time(i), j * 20, j * 20 + 12, if(k % 2 = 0, 'COMPANY', 'ORG'), 'Company ' || k, 0.9, 'short name', if(k % 3 < 2, a_key(k), null), 'HKEX', null, if(k % 3 < 2, 'Company ' || a_key(k), null), 0.9 "
        f"from (select i, j, i * 5 + j as k from range({n}) t(i), range(5) u(j))",
        "insert into events (id, document_id, trigger, stage, polarity, company_key, company_name, story_id, occurred, first_seen, source_id, url, quote, sectors, near_top, role, facts, record) "
        "select an_id(i), an_id(i), triggers(i // 10), 'announced', if(triggers(i // 10) in ('STRESS', 'INTEGRITY'), 'R', 'O'), a_key(i), 'Company ' || a_key(i), an_id(if(i % 5 < 2, i - i % 5, i)), at_time(i), at_time(i), "
        f"'paper-' || hash(i) % 200, 'https://paper.example/' || i, en(i) || ' ' || en(i * 7 + 1), [sectors(i)], true, 'subject', '{{\"amount\": \"HK$1bn\", \"person\": \"A. Name\"}}', {shape.event} from range(0, {n}, 10) t(i)",
        "insert into cases (key, venue, issuer, company_key, stage, kind, attempt, filed, lapses, updated, lead_grade, contact, record) select 'HKEX:' || (900000 + i), 'HKEX', 'Applicant ' || i, a_key(i), "
        "if(i % 3 = 0, 'CLEARED', if(i % 3 = 1, 'FILED', 'LISTED')), 'ipo', 1, date '2024-07-01' + (i * 7 % 720)::integer, date '2024-07-01' + (i * 7 % 720 + 183)::integer, date '2024-07-01' + (i * 7 % 720)::integer, true, '{}', '{}' from range(2000) t(i)",
        "insert into case_events (case_key, form, event_date, url, raw_status, seen_at) select 'HKEX:' || (900000 + i), ['Application Proof (1st submission)', 'PHIP', 'Prospectus'][1 + j], date '2024-07-01' + (i * 7 % 720 + j * 90)::integer, 'u' || i || j, 'A', "
        "timestamptz '2026-01-01' from range(2000) t(i), range(3) u(j) where j <= i % 3",
        "insert into leads (id, edition, rm, company_key, company_name, sectors, trigger, triggers, stage, polarity, score, need, call, matter, reasons, record) "
        "select 'l' || i, date '2024-07-01' + (i * 730 // m)::integer, 'rm' || i % 50, a_key(i), 'Company', [sectors(i)], triggers(i), [triggers(i)], 'announced', 'O', 0.7, 'Loan', i % 3 = 0, 'm' || i, "
        f"'[{{\"signal\": \"trigger\", \"score\": 0.6, \"detail\": \"x\"}}, {{\"signal\": \"papers\", \"score\": 0.1, \"detail\": \"2\"}}]', '{{}}' from (select i, {max(n // 40, 1000)} as m from range({max(n // 40, 1000)}) t(i))",
        "insert into lead_status select distinct id, ['new', 'shown', 'called', 'met'][1 + (hash(id) % 4)::integer] from leads",
        "insert into touches (id, lead_id, rm, company_key, company_name, kind, outcome, happened, note) select 't' || i, 'l' || i * 3, 'rm' || i % 50, a_key(i), 'Company', 'call', if(i % 5 = 0, 'meeting', 'no_answer'), "
        f"timestamptz '2024-08-01' + to_hours((i * 17000 // m)::integer), 'a note' from (select i, {max(n // 200, 200)} as m from range({max(n // 200, 200)}) t(i))",
        "insert into digests select 'rm' || i % 50, date '2024-07-01' + (i // 50)::integer, 'morning', 'RM', 'rm@bank.example', 'en', false, 's', 'h', 1, '{}' from range(36500) t(i)",
        "insert into digest_items select 'rm' || i % 50, date '2024-07-01' + (i // 50)::integer, 'morning', j, 'clippings', j, 'l' || i, a_key(i), 'Company', triggers(i), 'announced', 'Something happened', if(i % 40 = 0, 'amount', null), ['u'] from range(36500) t(i), range(6) u(j)",
    ]  # fmt: skip


def _timed(work: Any) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


if __name__ == "__main__":
    main()
