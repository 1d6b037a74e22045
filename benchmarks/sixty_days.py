"""Many invented lives through the real stages: is anything told twice, is every step told the next morning, and how long does a day take.

    python -m benchmarks.sixty_days [--companies 96] [--days 60] [--seeds 3] [--cap 12]

``--cap``: room for so many stories in an email, as many as there are companies where it is not given. With less room than news a step waits, so what is
looked at is how long, and that none is lost; quiet days follow the stretch, until all that waits has had its turn.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from leadscan.desk import write
from tests.morning import simulated


def main() -> None:
    """Runs each seed and prints one line for it; exit 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=96)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cap", type=int, default=0)
    parser.add_argument("--quiet", type=int, default=10, help="quiet business days at the end, with --cap")
    given = parser.parse_args()
    every, _ = simulated.calendar_days(date(2026, 3, 2), given.days)
    _, business = simulated.calendar_days(date(2026, 3, 2), given.days + (given.quiet if given.cap else 0))
    broken = 0
    for seed in range(1, given.seeds + 1):
        steps = simulated.life(seed, companies=given.companies, days=every)
        with tempfile.TemporaryDirectory() as folder:
            desk = Path(folder) / "desk"
            write(desk)
            start = time.monotonic()
            editions = simulated.replay(desk, steps, business, companies=given.companies, every_day=True, max_items=given.cap or given.companies)
            seconds = time.monotonic() - start
        twice, again = simulated.told_again(editions)
        missing, looked_at = simulated.untold(steps, editions, companies=given.companies)
        documents, shown = simulated.shown_twice(editions)
        alone = simulated.retold(steps, editions)
        most = max(len(found.items) for digests in editions.values() for found in digests)
        print(
            f"seed {seed}: {len(steps)} steps, {sum(len(found.items) for digests in editions.values() for found in digests)} items (at most {most} in an email), told again with a change {again}, without {len(twice)}, "
            f"steps {looked_at} of which not in the first edition {len(missing)}, documents {shown} of which shown twice {len(documents)}, retold alone {len(alone)}; {seconds / given.days:.2f} s a day"
        )
        waited, overtaken, lost = simulated.fates(steps, editions, companies=given.companies)
        days = ", ".join(f"{number} after {day}" for day, number in sorted(waited.items()) if day)
        print(f"  shown {sum(waited.values())} ({waited[0]} in the first edition; business days later: {days or 'none'}), overtaken by a later step {len(overtaken)}, never shown {len(lost)}")
        late = () if given.cap else missing
        for line in (*twice[:3], *late[:5], *documents[:3], *alone[:3], *lost[:5]):
            print(f"  {line}")
        broken += len(twice) + len(late) + len(documents) + len(alone) + len(lost)
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
