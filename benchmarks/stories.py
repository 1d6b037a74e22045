"""Are papers that tell one event one story, and does grouping stay near-linear to 100,000 items?

``--morning FOLDER``: a recorded morning with ``truth.jsonl`` (a row: url, lang, story) goes through a real desk, day after day; every pair of documents is
held against the truth's stories. Pairs in two languages are shown apart.

Without it: items of invented words are grouped and merged at growing sizes; a column shows the time an item as a multiple of the smallest size's.

    python -m benchmarks.stories [--morning FOLDER] [--wrong] [--items 100000]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import multiplied
from leadscan import pipeline, settings, store
from leadscan.desk import write
from leadscan.news import stories
from leadscan.stages import collect, examine, read, takein
from leadscan.stages.run import HONG_KONG, morning_run
from leadscan.types import Article, Event, Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """A document of the truth, and the story that the desk put it into."""

    url: str
    lang: str
    title: str
    truth: str
    found: str


def run_desk(morning: Path, desk: Path) -> settings.Settings:
    """A new desk over which every day of the recorded morning went, up to examining."""
    write(desk)
    given = settings.load(desk, {**os.environ, "LEADSCAN_WEB_REPLAY": str(morning.resolve())})
    takein.take_in(given, "companies", morning / "universe.csv")
    takein.take_in(given, "watchlists", morning / "watchlists.jsonl")
    takein.take_in(given, "sources", morning / "sources.jsonl")
    for day in sorted(json.loads((morning / "days.json").read_text(encoding="utf-8")).values()):
        run = morning_run(given, datetime.combine(date.fromisoformat(day), datetime.min.time(), HONG_KONG) + timedelta(hours=7, minutes=30))
        for name, function in (("collect", collect.collect), ("read", read.read), ("examine", examine.examine)):
            pipeline.stage(name, function, run)
    return given


def judged(given: settings.Settings, truth: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Every document that the truth names and the desk has, once."""
    with store.open_store(given, purpose="benchmark") as db:
        marks = {mark.document_id: mark for mark in db.story_marks(datetime(1970, 1, 1, tzinfo=HONG_KONG))}
        documents = db.documents(list(marks))
    places = {_bare(url): document for document in documents for url in (*document.also_urls, document.url)}
    found: dict[str, Judged] = {}
    for row in truth:
        document = next((places[_bare(url)] for url in (row["url"], row.get("entry_url"), *row.get("also", ())) if url and _bare(url) in places), None)
        if document is not None:
            found.setdefault(document.id, Judged(row["url"], document.lang, document.title, row["story"], marks[document.id].story_id))
    return list(found.values())


def _bare(url: str) -> str:
    return url.split("://", 1)[-1]


def pairs(rows: Sequence[Judged]) -> Iterator[tuple[str, str, Judged, Judged]]:
    """(kind of pair, outcome, both): one language or across; right, wrong (together and should not be) or missed."""
    for a, b in itertools.combinations(rows, 2):
        together, wanted = a.found == b.found, a.truth == b.truth
        if together or wanted:
            yield "one language" if a.lang == b.lang else "across", "right" if together and wanted else "wrong" if together else "missed", a, b


def score(tally: Mapping[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs."""
    right, wrong, missed = (tally.get(name, 0) for name in ("right", "wrong", "missed"))
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def show_morning(morning: Path, *, wrong: bool) -> None:
    """Prints one line a kind of pair; ``wrong`` lists the pairs that are not right."""
    truth = [json.loads(line) for line in (morning / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        rows = judged(run_desk(morning, Path(folder) / "desk"), truth)
    found = list(pairs(rows))
    print(f"{len(rows)} documents of {len({row['url'] for row in truth})} in the truth")
    print(f"{'pairs':14} {'precision':>9} {'recall':>7} {'F1':>7} {'right':>6} {'wrong':>6} {'missed':>6}")
    for kind in ("one language", "across", "all"):
        tally = Counter(outcome for of, outcome, _, _ in found if kind in (of, "all"))
        precision, recall, f1 = score(tally)
        print(f"{kind:14} {precision:9.4f} {recall:7.4f} {f1:7.4f} {tally['right']:6} {tally['wrong']:6} {tally['missed']:6}")
    if wrong:
        for kind, outcome, a, b in found:
            if outcome != "right":
                print(f"{outcome} ({kind}): {a.truth} | {b.truth}\n    {a.url} {a.title}\n    {b.url} {b.title}")


def invented(count: int) -> tuple[list[Article], list[stories.Telling]]:
    """So many flashes within a day, one in five a cut copy of an earlier one, one in three with an event of one of many companies."""
    chance = random.Random(count)
    start = datetime(2026, 3, 10, 7, 30, tzinfo=HONG_KONG)
    words = ["".join(chance.choices(multiplied.HAN, k=2)) for _ in range(4000)]
    articles: list[Article] = []
    tellings: list[stories.Telling] = []
    for number in range(count):
        copied = articles and chance.random() < 0.2
        text = chance.choice(articles[-2000:]).text[: chance.randrange(60, 120)] if copied else "".join(chance.choices(words, k=60))
        seen = start + timedelta(seconds=number * 80_000 / count)
        article = Article(f"d{number}", "s", str(number), f"https://p.example/{number}", text[:12], text, seen, "feed", seen, "zh-Hant")
        articles.append(article)
        events = (_event(article, chance),) if chance.random() < 0.33 else ()
        tellings.append(stories.Telling(article.id, f"s{number}", seen, events))
    return articles, tellings


def _event(article: Article, chance: random.Random) -> Event:
    evidence = Evidence(article.id, "s", article.url, 0, 4, article.text[:4], "zh-Hant")
    trigger = chance.choice(("IPO_FILED", "CONTRACT_WIN", "CFO_CHANGE", "DEBT_NEW"))
    return Event(f"e{article.id}", trigger, "announced", "O", f"HKEX:{chance.randrange(3000)}", "", None, None, evidence, "", article.first_seen, article.first_seen)


def show_sizes(most: int) -> None:
    """Prints one line a size."""
    print(f"{'items':>8} {'group s':>8} {'merge s':>8} {'items/CPU s':>11} {'time an item':>13}")
    first: float | None = None
    for size in (size for size in (5_000, 20_000, 50_000, 100_000, 200_000) if size <= most):
        articles, tellings = invented(size)
        start = time.process_time()
        stories.group(articles, [])
        grouped = time.process_time() - start
        stories.merge(tellings, [])
        whole = time.process_time() - start
        first = first or whole / size
        print(f"{size:8} {grouped:8.2f} {whole - grouped:8.2f} {size / whole:11.0f} {whole / size / first:12.2f}x")


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--morning", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are not right")
    parser.add_argument("--items", type=int, default=100_000)
    wanted = parser.parse_args()
    if wanted.morning is not None:
        show_morning(wanted.morning, wrong=wanted.wrong)
    else:
        show_sizes(wanted.items)


if __name__ == "__main__":
    main()
