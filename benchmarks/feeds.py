"""What do feeds cost beside plain feedparser in the same run?

Recorded feeds through our reader (our own cleaning, dates, addresses and identities included) and through ``feedparser.parse`` as it comes.

    python -m benchmarks.feeds FOLDER [--rounds 3]       FOLDER: feeds, one a file; .gz is unpacked
"""

from __future__ import annotations

import argparse
import gzip
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from leadscan.news import feeds
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


if __name__ == "__main__":
    main()
