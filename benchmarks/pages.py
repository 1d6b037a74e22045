"""How good is the text of pages, and what does our consensus cost beside trafilatura alone, over the same recorded pages in the same run?

Quality is F1 by the 4-gram measure of the article-extraction benchmark; cost is pages a CPU-second, and how many times trafilatura's own time.

    python -m benchmarks.pages FOLDER [--most 120]       FOLDER/truth.jsonl: {"file", "set", "text", "url"}; pages may be .gz
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from leadscan.errors import ParseError
from leadscan.news import pages, pagetext


@dataclass(frozen=True, slots=True)
class Item:
    """A recorded page and the text that a person took from it."""

    set: str
    url: str
    body: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set of pages."""

    f1: float
    precision: float
    recall: float
    empty: int
    pages: int


def items(folder: Path) -> list[Item]:
    """All pages of a recording."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Item(row["set"], row.get("url") or f"https://{row['site']}/", _bytes(folder / row["file"]), row["text"]) for row in rows]


def _bytes(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.name.endswith(".gz") else body


def digest_of(folder: Path) -> str:
    """Which truth it is: figures hold for these pages and no others."""
    return hashlib.sha256((folder / "truth.jsonl").read_bytes()).hexdigest()[:16]


def ours(item: Item) -> str:
    """The text by leadscan; empty where it has none."""
    try:
        return pages.read(item.body, url=item.url).text
    except ParseError:
        return ""


def trafilatura_alone(item: Item) -> str:
    """The text by trafilatura as it comes."""
    import trafilatura

    return trafilatura.extract(item.body, url=item.url) or ""


def measure(pages_: Iterable[Item], read: Callable[[Item], str]) -> dict[str, Figures]:
    """F1 of mean precision and mean recall, by set."""
    rows: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
    for item in pages_:
        wanted, said = pagetext.shingles(item.text), pagetext.shingles(read(item))
        common = (wanted & said).total()
        rows[item.set].append((common / said.total() if said else 0.0, common / wanted.total() if wanted else 1.0, not said))
    return {name: _figures(row) for name, row in sorted(rows.items())}


def _figures(row: list[tuple[float, float, bool]]) -> Figures:
    precision, recall = (sum(pair[at] for pair in row) / len(row) for at in (0, 1))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(f1, precision, recall, sum(pair[2] for pair in row), len(row))


def main() -> None:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=10_000, help="pages read for the cost, spread over all sets")
    wanted = parser.parse_args()
    every = items(wanted.folder)
    some = every[:: max(1, len(every) // wanted.most)]
    for read in (ours, trafilatura_alone):  # tables and models loaded, caches filled
        read(every[0])
    start = time.process_time()
    theirs = measure(some, trafilatura_alone)
    middle = time.process_time()
    mine = measure(some, ours)
    end = time.process_time()
    print(f"{'set':18} {'pages':>5} {'ours':>7} {'trafilatura':>11} {'empty':>5}")
    for name, figures in mine.items():
        print(f"{name:18} {figures.pages:5} {figures.f1:7.4f} {theirs[name].f1:11.4f} {figures.empty:5}")
    print(f"trafilatura alone {len(some) / (middle - start):.1f} pages a CPU-second, ours {len(some) / (end - middle):.1f}: {(end - middle) / (middle - start):.2f} times its cost")


if __name__ == "__main__":
    main()
