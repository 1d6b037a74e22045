"""The health line: how many of an RM's sources were read this morning, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from leadscan.data import words
from leadscan.digests.safety import line as clean
from leadscan.types import Health, Source, Watchlist

READ = frozenset({"ok", "unchanged", "degraded"})
"""States in which what the source has to say is known. An empty answer is not among them: it may hide news, so it is named."""
NAMED_AT_MOST = 6


def of(watchlist: Watchlist, health: Iterable[Health], sources: Mapping[str, Source]) -> tuple[Health, ...]:
    """The sources that count for an RM: those of the RM's sectors, the general ones, and those nobody described; in the order given."""
    wanted = set(watchlist.sectors)

    def counts(state: Health) -> bool:
        source = sources.get(state.source_id)
        return source is None or (source.enabled and (not source.sectors or not wanted or bool(wanted & set(source.sectors))))

    return tuple(state for state in health if counts(state))


def down(health: Iterable[Health]) -> tuple[Health, ...]:
    """Those that could not be read, the longest first."""
    return tuple(sorted((state for state in health if state.state not in READ), key=lambda state: (state.since, state.source_id)))


def line(health: Iterable[Health], *, language: str, now: datetime) -> str:
    """One true line: "13 of 14 sources read, newest 07:41; Ledger Weekly: blocked since Tue 10 Mar"."""
    states = tuple(health)
    if not states:
        return words.say(language, "health.none")
    return str(words.get(language, "marks.semicolon")).join((read_line(states, language=language, now=now), *missed_lines(down(states), language=language)))


def read_line(states: tuple[Health, ...], *, language: str, now: datetime) -> str:
    """How many were read, and the newest entry of those: "13 of 14 sources read, newest 07:41"."""
    said = words.say(language, "health.line", read=len(states) - len(down(states)), all=len(states))
    newest = _newest(states, language=language, now=now)
    return said + words.say(language, "marks.comma") + newest if newest else said


def missed_lines(missed: tuple[Health, ...], *, language: str) -> list[str]:
    """A short clause for each source that was not read, at most six, then how many more."""
    lines = [missed_line(state, language=language) for state in missed[:NAMED_AT_MOST]]
    if len(missed) > NAMED_AT_MOST:
        lines.append(words.count(language, "more", len(missed) - NAMED_AT_MOST))
    return lines


def missed_line(state: Health, *, language: str) -> str:
    """ "Ledger Weekly: blocked since Tue 10 Mar"."""
    said = words.get(language, f"health.state.{state.state}")
    return words.say(language, "health.since", title=clean(state.title or state.source_id, 60), state=said, day=words.day(language, state.since))


def _newest(states: tuple[Health, ...], *, language: str, now: datetime) -> str:
    times = [state.newest for state in states if state.newest is not None and state.state in READ and state.newest <= now]
    if not times:
        return ""
    newest = max(times)
    there = newest.astimezone(words.HONG_KONG)
    if there.date() == now.astimezone(words.HONG_KONG).date():
        return words.say(language, "health.newest", time=words.clock(newest))
    return words.say(language, "health.newest_day", time=words.clock(newest), day=words.day(language, there.date()))
