"""When a source is asked again: often where it often has something new, seldom where it is silent or broken, and never all at the same moment.

A source that has news every half hour is asked every quarter of an hour; one with news once a day, every half day. What fails three times in a row rests for
a day, then two, four and at most seven; what is gone (410) for two days is asked once a week, since some come back. A list that is made anew at one hour of
the day is due after it. Each rest is shortened by up to a
tenth, by source and day, so that sources fall out of step and a daily morning misses none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from leadscan.types import Health, PollTask

BROKEN = frozenset({"failing", "blocked", "limited", "invalid", "quarantined"})
PATIENCE = 3
"""Failed polls in a row before a source rests."""
LONGEST = timedelta(days=7)
GONE_DAYS = 2
REFRESH_GRACE = timedelta(minutes=10)
MOVED = 3
"""Equal answers "moved for good" in a row before the new address is asked first."""
_JITTER = 0.1
_HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def is_due(task: PollTask, now: datetime, *, least: timedelta, most: timedelta) -> bool:
    """Has the source rested long enough. A source never polled is due; ``least`` and ``most`` bound the rest of one in good health."""
    if task.polled_at is None:
        return True
    if _made_anew(task, now) and not _rests_long(task, now):
        return True
    rest = rest_of(task, now, least=least, most=most)
    return now - task.polled_at >= rest * (1 - _JITTER * _chance(task.source.id, task.polled_at))


def _made_anew(task: PollTask, now: datetime) -> bool:
    """Was the source's list made anew since its last poll: has the time of day passed at which it is (and some minutes, since venues are late)."""
    if not task.source.refreshed or task.polled_at is None:
        return False
    hour, minute = map(int, task.source.refreshed.split(":"))
    local = now.astimezone(ZoneInfo(task.source.timezone))
    made = local.replace(hour=hour, minute=minute, second=0, microsecond=0) + REFRESH_GRACE
    if made > local:
        made -= timedelta(days=1)
    return task.polled_at < made


def _rests_long(task: PollTask, now: datetime) -> bool:
    """Is the source broken or gone, so that it rests whatever it promises."""
    health = task.health
    return health is not None and (health.state in BROKEN | {"gone"}) and rest_of(task, now, least=timedelta(0), most=LONGEST) > timedelta(0)


def rest_of(task: PollTask, now: datetime, *, least: timedelta, most: timedelta) -> timedelta:
    """How long the source rests after its last poll, before jitter."""
    health = task.health
    if health is not None and health.state == "gone" and days_in(health, now) >= GONE_DAYS:
        return LONGEST
    if health is not None and health.state in BROKEN:
        return timedelta(0) if health.failures < PATIENCE else min(timedelta(days=1) * 2 ** min(health.failures - PATIENCE, 10), LONGEST)
    if health is not None and health.state == "gone":
        return timedelta(0)
    return min(max(timedelta(days=0.5) / max(task.new_a_day, 0.01), least), most)


def days_in(health: Health, now: datetime) -> int:
    """Hong Kong days since the source entered its state."""
    return (now.astimezone(_HONG_KONG).date() - health.since).days


def address(task: PollTask) -> str:
    """Where to ask: the desk's address, or the one to which it said three times that it has moved for good. Every 20th poll the desk's own is asked again."""
    moved = moved_for_good(task.moved)
    return moved if moved and (task.polls + 1) % 20 else task.source.url


def moved_for_good(moved: Sequence[str]) -> str:
    """The address that the last three polls name alike; empty = none. Newest first."""
    last = tuple(moved[:MOVED])
    return last[0] if len(last) == MOVED and len(set(last)) == 1 else ""


def _chance(source_id: str, at: datetime) -> float:
    """0 to 1, the same for one source and day."""
    number = hashlib.sha256(f"{source_id} {at.date().isoformat()}".encode()).digest()
    return int.from_bytes(number[:4], "big") / 2**32
