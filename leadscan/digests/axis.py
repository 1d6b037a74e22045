"""Listings on one time axis, drawn with table cells: what Outlook shows too, and what needs no picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leadscan.data import words
from leadscan.digests.safety import line
from leadscan.types import Case, Digest, Language, TimelineRow

LEAST = 2
"""Cases for which a common axis says more than each card's own bar."""
MOST = 12
_ENDED = frozenset({"LISTED", "LAPSED", "WITHDRAWN", "RETURNED", "REJECTED"})
_LABELS = 7
"""Month names that a phone's width has room for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a bar or of the axis, as wide as its percent."""

    width: int
    kind: str
    """none, past or ahead; of the axis: month."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case."""

    name: str
    words: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The block as the email shows it."""

    title: str
    lines: tuple[Line, ...]
    months: tuple[Cell, ...]
    alt: str
    """All of it in words."""


def rows(named: Iterable[tuple[str, Case]], *, today: date, language: Language) -> tuple[TimelineRow, ...]:
    """Rows of the cases that are under way and whose application has a day, the next to lapse first; each case once."""
    found: dict[str, TimelineRow] = {}
    for name, case in named:
        if case.filed is None or case.stage in _ENDED or case.filed > today or (case.lapses is not None and case.lapses < today):
            continue
        found.setdefault(case.key, TimelineRow(line(name, 60), spoken(case, today, language), case.filed, today, case.lapses))
    return tuple(sorted(found.values(), key=lambda row: (row.end or date.max, row.start, row.name))[:MOST])


def of_digest(digest: Digest) -> tuple[TimelineRow, ...]:
    """Rows of an email's items; none where there are fewer than two."""
    found = rows(((item.company_name or item.case.issuer, item.case) for item in digest.items if item.case is not None), today=digest.date, language=digest.language)
    return found if len(found) >= LEAST else ()


def spoken(case: Case, today: date, language: Language) -> str:
    """ "application filed · lapses 9 Aug"."""
    said = [str(words.get(language, f"case.stage.{case.stage}"))]
    if case.lapses is not None:
        said.append(words.say(language, "case.lapses", day=words.month_day(language, case.lapses, today=today)))
    return str(words.get(language, "marks.dot")).join(said)


def span(found: Sequence[TimelineRow]) -> tuple[date, date]:
    """The ends of the common axis: whole months around every bar and today. ValueError where there is no row."""
    first = min(min(row.start, row.today) for row in found).replace(day=1)
    last = max(max(row.end or row.today, row.today, row.start) for row in found)
    return first, _next_month(last)


def axis(found: Sequence[TimelineRow], *, language: Language) -> Axis | None:
    """The rows as table cells; None where there is none."""
    if not found:
        return None
    first, last = span(found)
    lines = tuple(Line(row.name, row.words, _cells(row, first, last)) for row in found)
    return Axis(words.get(language, "timeline.title"), lines, _months(first, last, language), alt(found, language=language))


def alt(found: Sequence[TimelineRow], *, language: Language) -> str:
    """What a picture of the rows shows, in words."""
    said = (f"{row.name}{words.get(language, 'marks.colon')}{row.words}" for row in found)
    return str(words.get(language, "marks.semicolon")).join(said)


def _cells(row: TimelineRow, first: date, last: date) -> tuple[Cell, ...]:
    days = (last - first).days

    def place(day: date) -> int:
        return round(100 * (day - first).days / days)

    start, now = place(row.start), place(row.today)
    end = place(row.end) if row.end is not None else now
    now, end = max(now, start + 1), max(end, start + 1)  # a case of today is seen too
    widths = (("none", start), ("past", min(now, end) - start), ("ahead", max(end - now, 0)), ("none", 100 - max(end, min(now, end))))
    return tuple(Cell(width, kind) for kind, width in widths if width > 0)


def _months(first: date, last: date, language: Language) -> tuple[Cell, ...]:
    starts = [first]
    while (following := _next_month(starts[-1])) < last:
        starts.append(following)
    step = -(-len(starts) // _LABELS)
    days = (last - first).days
    shown = starts[::step]
    edges = [round(100 * (day - first).days / days) for day in (*shown, last)]
    names = words.get(language, "dates.months")
    return tuple(Cell(after - before, "month", names[day.month - 1]) for day, before, after in zip(shown, edges[:-1], edges[1:], strict=True))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
