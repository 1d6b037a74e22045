"""What do feeds cost beside plain feedparser in the same run, and what does a poll cost that brings nothing new?

Reading: recorded feeds through our reader (our own cleaning, dates, addresses and identities included) and through ``feedparser.parse`` as it comes.
Polling: the same feeds as sources of a desk, collected at one slot and again at the next; the second time every answer is 304 or the same bytes. Shown
for asking and storing alone, and with the reading of new entries that a poll leads to (``leadscan collect``; the entries' pages are not recorded, so
their own text is read). Both hold what opening the desk costs.

    python -m benchmarks.feeds FOLDER [--rounds 3]       FOLDER: feeds, one a file; .gz is unpacked
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from leadscan import settings, store
from leadscan.desk import write
from leadscan.news import feeds
from leadscan.stages import collect, read
from leadscan.stages.run import morning_run
from leadscan.types import Response, Source

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)


def bodies(folder: Path) -> list[bytes]:
    """Feeds as sent."""
    found = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".xml", ".rss", ".atom", ".gz", ".rdf")]
    return [gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for body in found]


def ours(body: bytes) -> int:
    """Entries by leadscan."""
    response = Response("https://paper.example/feed", "https://paper.example/feed", 200, (), body, NOW)
    return len(feeds.entries(Source("paper", "", "rss", "https://paper.example/feed"), response, now=NOW).entries)


def plain(body: bytes) -> int:
    """Entries by feedparser alone."""
    import feedparser

    return len(feedparser.parse(io.BytesIO(body)).entries)


def healthy(every: list[bytes]) -> list[bytes]:
    """Those without faults: a body with faults is asked for and read again whole, for its mended form must not be missed."""
    source = Source("paper", "", "rss", "https://paper.example/feed")
    return [body for body in every if feeds.entries(source, Response(source.url, source.url, 200, (), body, NOW), now=NOW).health == "ok"]


def cost(reader: Callable[[bytes], int], every: list[bytes]) -> tuple[float, int]:
    """(CPU seconds, entries) of reading all."""
    start = time.process_time()
    count = sum(reader(body) for body in every)
    return time.process_time() - start, count


def make_desk(desk: Path, every: list[bytes], *, tagged: bool) -> settings.Settings:
    """A desk whose sources are these feeds; ``tagged``: their server knows ETags and answers 304."""
    write(desk)
    folder = desk / "recorded" / "day1"
    folder.mkdir(parents=True)
    rows = []
    for number, body in enumerate(every):
        name = f"day1/{number}"
        (desk / "recorded" / name).write_bytes(body)
        tag = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'} if tagged else {}
        rows.append({"url": f"https://p{number}.example/feed", "status": 200, "headers": {"Content-Type": "application/xml", **tag}, "body": name})
    (folder / "responses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (desk / "recorded" / "days.json").write_text(json.dumps({"1": NOW.date().isoformat()}), encoding="utf-8")
    given = settings.load(desk, {**os.environ, "LEADSCAN_WEB_REPLAY": "recorded", "LEADSCAN_MORNING_WINDOW_DAYS": "10000"})
    with store.open_store(given, purpose="benchmark") as db:
        db.put_sources([Source(f"p{number}", f"Paper {number}", "rss", f"https://p{number}.example/feed") for number in range(len(every))], origin="benchmark")
    return given


def polls(given: settings.Settings) -> tuple[list[tuple[float, float]], dict[str, int]]:
    """CPU seconds (asking alone, with reading) of the first poll and of the second, and the second's counts."""
    spent: list[tuple[float, float]] = []
    counts: dict[str, int] = {}
    for day in range(2):
        run = replace(morning_run(given, NOW + timedelta(days=day)), slot=f"slot {day}")
        start = time.process_time()
        counts = dict(collect.collect(run).counts)
        asked = time.process_time() - start
        read.read(run)
        spent.append((asked, time.process_time() - start))
    return spent, counts


def main() -> None:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    every = bodies(wanted.folder)
    cost(ours, every[:20]), cost(plain, every[:20])  # everything imported, tables loaded
    print(f"{len(every)} feeds, {sum(map(len, every)) / 1e6:.1f} MB")
    for number in range(wanted.rounds):
        theirs, their_count = cost(plain, every)
        mine, my_count = cost(ours, every)
        print(f"round {number + 1}: feedparser {len(every) / theirs:.0f} feeds a CPU-second ({their_count} entries), ours {len(every) / mine:.0f} ({my_count}): {theirs / mine:.2f} times as many")
    every = healthy(every)
    for tagged in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            (first, second), counts = polls(make_desk(Path(folder) / "desk", every, tagged=tagged))
        for number, what in enumerate(("asked and stored", "and read")):
            share = second[number] / first[number]
            print(f"{'304' if tagged else 'equal bytes':12} {what:17} first {first[number]:6.2f} CPU s, second {second[number]:5.2f} ({share:.1%})")
        print(f"{'':12} {counts['scheduled']} sources, {counts['new_entries']} new entries the second time")


if __name__ == "__main__":
    main()
