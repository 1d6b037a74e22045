"""How many documents a second does a whole morning read, stage by stage, with how much memory, and beside what?

The sample's first day multiplied to the wanted number of documents is replayed through every stage with no network; then the same morning is run
again, which must find nothing to do. Each size runs in a process of its own, and in that process, on the same answers:

* parts: what no way of working could spare: fetching, feeds and pages into text, spaCy's pass over the first copies of business news;
* scripted: what a user would script instead (``benchmarks.scripted``), with every article through trafilatura and a spaCy pipeline.

    python -m benchmarks.morning [--documents 1000 5000 20000] [--alone]      --alone: leadscan only
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import multiplied, scripted, webpage
from leadscan import data, pipeline, settings, store
from leadscan.cli import door
from leadscan.desk import recording, template
from leadscan.stages import registers
from leadscan.stages.run import Run, morning_run

SIZES = (1000, 5000, 20000)
STAGES = ("collect", "read", "examine", "rank", "brief", "deliver")


def make_desk(desk: Path, documents: int) -> tuple[settings.Settings, date]:
    """A sample desk whose first day holds about that many documents."""
    template.write(desk, sample=True)
    days = template.sample_days()[:1]
    recording.write(desk / "many", multiplied.days(days, documents), _sources(), page=webpage.page)
    given = settings.load(desk, {**os.environ, "LEADSCAN_WEB_REPLAY": "many", "LEADSCAN_MORNING_MAX_ENTRIES": "100000"})
    return given, days[0]["date"]


def _sources() -> list[dict[str, Any]]:
    return list(tomllib.loads(data.read_text("sample", "desk", "sources.toml"))["source"])


@contextmanager
def timed(parts: Counter[str]) -> Iterator[None]:
    """Adds the CPU seconds of fetching and of reading answers into texts, whichever thread spends them."""
    from leadscan.stages import readers
    from leadscan.web.client import Client

    def wrap(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                parts[name] += time.thread_time() - start

        return call

    fetch, of = Client.fetch, readers.of

    def timed_of(kind: str) -> readers.Reader:
        found = of(kind)
        return readers.Reader(wrap("extract", found.entries), found.follow, wrap("extract", found.document), found.purpose)

    Client.fetch = wrap("fetch", fetch)  # type: ignore[method-assign]
    readers.of = timed_of
    try:
        yield
    finally:
        Client.fetch, readers.of = fetch, of  # type: ignore[method-assign]


def names_cost(run: Run) -> float:
    """CPU seconds of spaCy's pass over the first copies of business news, read again."""
    import duckdb

    from leadscan.nlp.reader import Reader
    from leadscan.text.body import body

    with duckdb.connect(str(run.desk / "leadscan.duckdb"), read_only=True) as con:
        firsts = [name for (name,) in con.execute("select document_id from desk.examined where beat = 'business' and copy_of is null").fetchall()]
    with store.open_store(run.settings, purpose="benchmark") as db:
        texts = [(body(document.title, document.text), document.lang) for document in db.documents(firsts)]
        register = registers.load(run.settings, db)
    reader = Reader(run.settings.nlp, scan=register.scan)
    start = time.process_time()
    for _ in reader.read(texts):
        pass
    return time.process_time() - start


def measure(documents: int, *, alone: bool) -> dict[str, Any]:
    """All figures of one size; CPU seconds unless named otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        given, day = make_desk(Path(folder) / "desk", documents)
        run = morning_run(given, door.edition_time(given, day))
        parts: Counter[str] = Counter()
        stages: dict[str, float] = {}
        cold = clocked(stages, lambda: pipeline.morning(run), parts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.process_time()
        pipeline.morning(run)
        again = time.process_time() - start
        with store.open_store(given, purpose="benchmark") as db:
            count = db.stats()["documents"]
        found = {"documents": count, "cpu": cold, "peak_mb": peak, "again": again, "stages": stages}
        if not alone:
            parts["names"] = names_cost(run)
            feeds = frozenset(source["url"] for source in _sources() if source["kind"] in scripted.FEEDS)
            found |= {"parts": dict(parts), "scripted": scripted.run(given.desk / "many", 1, feeds, given.desk)}
    return found


def clocked(stages: dict[str, float], function: Callable[[], Any], parts: Counter[str]) -> float:
    """CPU seconds of a morning; those of its stages are written down."""
    plain = dict(pipeline.STAGES)

    def clock(name: str, stage: Callable[[Run], Any]) -> Callable[[Run], Any]:
        def call(run: Run) -> Any:
            start = time.process_time()
            report = stage(run)
            stages[name] = time.process_time() - start
            return report

        return call

    pipeline.STAGES.update({name: clock(name, stage) for name, stage in plain.items()})
    start = time.process_time()
    try:
        with timed(parts):
            function()
    finally:
        pipeline.STAGES.update(plain)
    return time.process_time() - start


def row(figures: dict[str, Any]) -> str:
    """One line of the table."""
    cpu = figures["cpu"]
    shares = " ".join(f"{figures['stages'].get(stage, 0.0) / cpu:7.1%}" for stage in STAGES)
    line = f"{figures['documents']:9} {figures['documents'] / cpu:7.0f} {shares} {figures['peak_mb']:6.0f} {figures['again'] / cpu:6.2%}"
    if "parts" in figures:
        theirs = figures["scripted"]
        each = theirs["cpu"] / theirs["documents"] / (cpu / figures["documents"])
        line += f" {cpu / sum(figures['parts'].values()):8.2f} {each:9.2f}"
    return line


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--alone", action="store_true", help="leadscan only")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        print(json.dumps(measure(wanted.one, alone=wanted.alone)))
        return
    print(f"{'documents':>9} {'per CPU s':>7} {' '.join(f'{stage:>7}' for stage in STAGES)} {'peak MB':>6} {'again':>6} {'to parts':>8} {'scripted':>9}")
    for size in wanted.documents:
        command = [sys.executable, "-m", "benchmarks.morning", "--one", str(size), *(["--alone"] if wanted.alone else [])]
        print(row(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])), flush=True)
    print("to parts: our CPU over that of fetching, extracting and spaCy's pass over first copies of business news; scripted: CPU a document of the script over ours")


if __name__ == "__main__":
    main()
