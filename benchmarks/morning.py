"""How many documents a second does a whole morning read, stage by stage, and with how much memory?

The sample's first day multiplied to about 5,000 documents is replayed through every stage with no network; then the same morning is run
again, which must find nothing to do. Shares are of the cold run.

    python -m benchmarks.morning [--documents 5000]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
import tomllib
from datetime import date
from pathlib import Path

from benchmarks import multiplied
from leadscan import data, pipeline, settings
from leadscan.cli import door
from leadscan.desk import recording, template
from leadscan.stages.run import morning_run


def make_desk(desk: Path, documents: int) -> tuple[settings.Settings, date]:
    """A sample desk whose first day holds about that many documents."""
    template.write(desk, sample=True)
    days = template.sample_days()[:1]
    copies = max(1, round(documents / len(days[0]["item"])))
    sources = tomllib.loads(data.read_text("sample", "desk", "sources.toml"))["source"]
    recording.write(desk / "many", multiplied.days(days, copies), sources)
    given = settings.load(desk, {**os.environ, "LEADSCAN_WEB_REPLAY": "many", "LEADSCAN_MORNING_MAX_ENTRIES": "100000"})
    return given, days[0]["date"]


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    wanted = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        given, day = make_desk(Path(folder) / "desk", wanted)
        moment = door.edition_time(given, day)
        start, cpu = time.monotonic(), time.process_time()
        reports = pipeline.morning(morning_run(given, moment))
        cold, cold_cpu = time.monotonic() - start, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.monotonic()
        pipeline.morning(morning_run(given, moment))
        again = time.monotonic() - start
    documents = next(report.counts["documents"] for report in reports if report.stage == "examine")
    print(f"documents {documents}, cold {cold:.1f} s wall, {cold_cpu:.1f} s CPU, {documents / cold_cpu:.0f} documents a CPU-second, peak {peak:.0f} MB")
    print(f"{'stage':10} {'seconds':>8} {'share':>6} {'docs/s':>8}")
    for report in reports:
        print(f"{report.stage:10} {report.seconds:8.2f} {report.seconds / cold:6.1%} {documents / report.seconds if report.seconds else 0:8.0f}")
    print(f"again: {again:.2f} s, {again / cold:.1%} of the cold run")


if __name__ == "__main__":
    main()
