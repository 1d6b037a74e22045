"""The morning as one Prefect flow: ``python -m flows.morning --desk desk``.

The order of work is ``leadscan.pipeline``'s; the flow (``flows.deployed``) gives its steps names, retries and a place in the UI. Remove it
and the morning runs the same (``leadscan morning``).
"""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from pathlib import Path

from flows.runtime import prepare
from leadscan import records, settings
from leadscan.reports import summary
from leadscan.types import Report


def run(desk: str, now: str | None = None) -> list[Report]:
    """Runs the flow once: on the server of PREFECT_API_URL, else embedded, with no server of one's own."""
    prepare(Path(desk))
    # Prefect reads its settings when it is imported.
    from prefect import tags
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.deployed import morning

    once = morning.with_options(retries=0)
    clock = datetime.fromisoformat(now) if now else None
    if os.environ.get("PREFECT_API_URL"):
        with tags("leadscan"):  # by which the server's automations know it
            return [records.from_data(Report, item) for item in once(desk=desk, now=clock)]
    # A flow's heartbeat thread costs about a second at its end; an embedded run has no server that would miss it.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return [records.from_data(Report, item) for item in once(desk=desk, now=clock)]


def main() -> None:
    """The command line of the flow."""
    from leadscan.cli import door

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--desk", default=os.environ.get("LEADSCAN_DESK", "desk"), help="the desk's folder")
    parser.add_argument("--date", help="a Hong Kong day; its edition's time is the clock")
    parser.add_argument("--now", help="the clock, ISO 8601")
    given = parser.parse_args()
    loaded = settings.load(Path(given.desk), os.environ)
    moment = door.clock(loaded, given.now, given.date)
    reports = run(given.desk, moment.isoformat())
    print("\n".join(summary.lines(reports)))


if __name__ == "__main__":
    main()
