"""The week in one email: what an RM was told, what was done about it, how listings moved, and what falls due in the week to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from leadscan.data import words
from leadscan.digests import axis, build, stories
from leadscan.digests.safety import header, line, link
from leadscan.types import Case, Clock, Digest, DigestItem, Section, TimelineRow, Touch, Watchlist, Week

MOST = 30
"""Lines in each list; what is beyond is counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list."""

    day: str
    name: str
    other_name: str
    said: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One list."""

    id: Section
    """The shelf whose colour it wears."""
    title: str
    hint: str
    entries: tuple[Entry, ...]
    more: str
    nothing: str
    """Said where there is no entry."""
    axis: axis.Axis | None = None


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The whole email."""

    lang: str
    subject: str
    preheader: str
    title: str
    span: str
    for_whom: str
    summary: str
    parts: tuple[Part, ...]
    picture: str = ""


def digest(watchlist: Watchlist, told: Sequence[Digest], week: Week, *, cases: Iterable[tuple[str, Case]], edition: date) -> Digest:
    """The weekly email of one RM as a digest of its own kind. ``told``: the emails of the week; ``cases``: those that the RM follows, with the name shown."""
    items = _told(told)
    drawn = axis.rows(cases, today=edition, language=watchlist.language)
    made = Digest(
        rm=watchlist.rm, name=watchlist.name, email=watchlist.email, language=watchlist.language, date=edition, items=items, quiet=not (items or week.touches or week.moves or week.clocks),
        health=(), kind="weekly", sectors=watchlist.sectors, week=replace(week, timeline=drawn if len(drawn) >= axis.LEAST else ()),
    )  # fmt: skip
    return replace(made, subject=_subject(made, week))


def timeline(made: Digest) -> tuple[TimelineRow, ...]:
    """The live listings that the RM follows."""
    return made.week.timeline if made.week is not None else ()


def page(made: Digest, *, picture: str = "") -> WeekPage:
    """The page of a weekly digest. ValueError where it is none."""
    week, language = made.week, made.language
    if week is None:
        raise ValueError("no weekly digest")
    first, last, until = (words.day(language, day) for day in (week.first, week.last, week.until))
    told = _part("call_today", "told", language, [_item(item, language) for item in made.items])
    done = _part("clients", "done", language, [_touch(touch, language) for touch in week.touches])
    moves = _part("ipo_radar", "moves", language, [Entry(words.day(language, move.day), line(move.name, 80), "", _move(move.old, move.new, language), url=link(move.url)) for move in week.moves])
    clocks = _part("other_banks", "clocks", language, [_clock(clock, language) for clock in week.clocks], day=until)
    moves = replace(moves, axis=axis.axis(week.timeline, language=language))
    return WeekPage(
        lang=language, subject=made.subject, preheader=line("; ".join(item.story for item in made.items[:3]), 200), title=words.get(language, "weekly.title"),
        span=words.say(language, "weekly.span", first=first, last=last), for_whom=words.say(language, "head.for_whom", name=line(made.name or made.rm, 60)),
        summary=_counts(made, week), parts=(told, done, moves, clocks), picture=picture if week.timeline else "",
    )  # fmt: skip


def _told(digests: Sequence[Digest]) -> tuple[DigestItem, ...]:
    """Every matter once, as last told, shelf by shelf, then in the order of the week; the day stands in no field, so the newest telling's order does."""
    last: dict[str, tuple[date, DigestItem]] = {}
    for made in sorted(digests, key=lambda made: (made.date, made.kind != "morning")):
        for item in made.items:
            last.pop(item.matter, None)
            last[item.matter] = (made.date, item)
    ordered = sorted(last.values(), key=lambda pair: (build.ORDER.index(pair[1].section), pair[0], pair[1].rank))
    return tuple(replace(item, rank=rank, answers={}, outreach=None) for rank, (_, item) in enumerate(ordered, start=1))


def _subject(made: Digest, week: Week) -> str:
    language = made.language
    return header(words.say(language, "weekly.subject", counts=_counts(made, week), first=words.month_day(language, week.first), last=words.month_day(language, week.last)))


def _counts(made: Digest, week: Week) -> str:
    language = made.language
    counts = {"stories": len(made.items), "steps": len(week.touches), "moves": len(week.moves)}
    return words.joined(language, [words.count(language, what, n) for what, n in counts.items() if n or what == "stories"])


def _part(shelf: Section, name: str, language: str, entries: Sequence[Entry], **values: object) -> Part:
    more = words.count(language, "more", len(entries) - MOST) if len(entries) > MOST else ""
    nothing = {"told": "nothing_told", "done": "nothing_done", "moves": "nothing_moved", "clocks": "nothing_due"}[name]
    hint = words.say(language, f"weekly.{name}_hint", **values)
    return Part(shelf, words.get(language, f"weekly.{name}"), hint, tuple(entries[:MOST]), more, words.get(language, f"weekly.{nothing}"))


def _item(item: DigestItem, language: str) -> Entry:
    name = line(item.company_name, 80)
    changed = words.get(language, "item.changed") + words.get(language, "marks.colon") + words.moved(language, item.changed) if item.changed else ""
    return Entry(
        "", name or stories.sector(item.sectors, language), stories.other_script(name, item.names) if name else "", line(stories.without_name(item.story, name, item.names, item.sectors, language), 200),
        line(changed, 160), link(item.urls[0]) if item.urls else "",
    )  # fmt: skip


def _touch(touch: Touch, language: str) -> Entry:
    kind, outcome = _word(language, "touch", touch.kind), _word(language, "outcome", touch.outcome)
    said = kind if kind == outcome else f"{kind}{words.get(language, 'marks.colon')}{outcome}"
    return Entry(words.day(language, touch.at.astimezone(words.HONG_KONG).date()), line(touch.company_name, 80), "", said, line(touch.note, 160))


def _move(old: str, new: str, language: str) -> str:
    after = _word(language, "case.stage", new)
    return words.say(language, "weekly.moved", old=_word(language, "case.stage", old), new=after) if old else words.say(language, "weekly.new", new=after)


def _clock(clock: Clock, language: str) -> Entry:
    what = words.get(language, "weekly.lapses") if clock.what == "lapses" else _word(language, "touch", clock.what)
    return Entry(words.day(language, clock.day), line(clock.name, 80), "", what, words.clock(clock.at) if clock.at is not None else "")


def _word(language: str, table: str, key: str) -> str:
    """A word of ours; what no table knows stays, as one clean line."""
    return str(words.get(language, f"{table}.{key}")) if key and words.has(language, f"{table}.{key}") else line(key, 40)
