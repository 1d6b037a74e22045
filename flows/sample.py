"""The bundled sample through the flow: each recorded day once, then where the emails are and each RM's three best leads."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from flows import morning
from leadscan import settings, store, web
from leadscan.cli import door
from leadscan.reports import summary


def main() -> None:
    """Runs the recorded days of a sample desk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desk", default="desk", type=Path)
    desk = parser.parse_args().desk
    given = settings.load(desk, os.environ)
    start = time.monotonic()
    days = web.recorded_days(desk / given.web.replay)
    for day in days:
        reports = morning.run(str(desk), door.edition_time(given, day).isoformat())
        print(f"\n{day}")
        print("\n".join(door.visible(line) for line in summary.lines(reports)))
    print(f"\nthe two mornings took {time.monotonic() - start:.0f} s")
    for day in days:
        print(f"\nemails of {day}: {desk / 'outbox' / day.isoformat()}")
        for line in best_leads(given, day.isoformat()):
            print(door.visible(line))


def best_leads(given: settings.Settings, day: str) -> list[str]:
    """Three lines an RM: score, company, trigger and the strongest reasons."""
    with store.open_store(given, purpose="sample") as db:
        watchlists = db.watchlists()
        leads = {watchlist.rm: db.leads(edition=door.a_day(day), rm=watchlist.rm)[:3] for watchlist in watchlists}
    lines: list[str] = []
    for watchlist in watchlists:
        lines.append(f"  {watchlist.rm}:" + ("" if leads[watchlist.rm] else " a quiet day"))
        for lead in leads[watchlist.rm]:
            why = "; ".join(reason.detail for reason in sorted(lead.reasons, key=lambda reason: -reason.score)[:2] if reason.detail)
            lines.append(f"    {lead.score:5.1f}  {lead.company_name}  {lead.trigger} ({lead.stage})  {why}")
    return lines


if __name__ == "__main__":
    main()
