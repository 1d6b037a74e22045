"""Paging: a poll that takes more than one request. Later pages of a list, the days of an index, the issuers of open cases; it still counts as one poll.

    Source -> web -> Response -> reader -> ParsedFeed -> (reader.more) -> the next page, until what is known already, the reach of the list, or the bound
    Source with {date} or {cik} -> its parts that are due (store) -> web -> Response each -> one ParsedFeed
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadscan import store, web
from leadscan.errors import FetchError
from leadscan.stages import readers
from leadscan.types import Entry, ParsedFeed, Poll, PollTask, Response, Source

MOST_PAGES = 20
"""Pages of a list after its first, in one poll."""
MOST_ISSUERS = 20
"""Issuers of open cases asked in one poll; those that waited longest come first."""
ISSUER_REST = timedelta(hours=20)
INDEX_HOUR = 22
"""Hour, in the source's zone, from which a day's index may be there."""
INDEX_DAYS = 7
"""Calendar days back for which a day's index is asked."""
HOLIDAY_AFTER = 3
"""Calendar days after which an index that is not there belongs to a holiday."""
CUT = "later pages not read"
"""In the detail of a poll whose rest could not be had: the next one does not stop at what is known."""
_TAKEN = timedelta(days=60)
"""How far back entries are remembered for telling where the known ones begin."""
_PARTED = ("{year}", "{quarter}", "{month}", "{day}", "{date}", "{cik}")

PAGED = frozenset({"edgar_atom", "sse_jsonp", "szse_json", "bse_jsonp"})
"""Kinds whose reader knows a next page; named here, so that a poll of feeds that are all unchanged loads no reader."""

Parse = Callable[[Source, Response], ParsedFeed]


@dataclass(frozen=True, slots=True)
class Known:
    """What of the store polls of several requests need, by source."""

    entries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    issuers: tuple[str, ...] = ()
    """SEC issuers whose case may still move."""


def known(db: store.Store, tasks: Iterable[PollTask], now: datetime) -> Known:
    """Asks the store only for sources that need it."""
    tasks = list(tasks)
    parted = [task.source.id for task in tasks if is_parted(task.source)]
    paged = [task.source.id for task in tasks if task.source.kind in PAGED and not is_parted(task.source)]
    return Known(
        db.known_entries(paged, now - _TAKEN) if paged else {}, db.parts(parted) if parted else {}, tuple(db.open_issuers("SEC")) if any("{cik}" in task.source.url for task in tasks) else ()
    )


def is_parted(source: Source) -> bool:
    """Is the source asked part by part: does its address hold a mark to fill in."""
    return any(mark in source.url for mark in _PARTED)


# --- later pages of a list -------------------------------------------------------------------------------------------


def rest(client: web.Client, task: PollTask, response: Response, parsed: ParsedFeed, *, seen: frozenset[str], oldest: datetime, parse: Parse) -> tuple[ParsedFeed, tuple[Response, ...]]:
    """The first page joined with the later ones that hold something new, and their answers.

    Pages are followed until one holds an entry that is known, one holds nothing that an earlier page had not, or one older than ``oldest``. A page that cannot be had costs the rest
    only: the poll is degraded, and the next one goes past what is known.
    """
    if parsed.health not in ("ok", "degraded"):
        return parsed, ()
    cut_before = task.health is not None and CUT in task.health.detail
    reader = readers.of(task.source.kind)
    found = {entry.id: entry for entry in parsed.entries}
    pages = [parsed]
    answers: list[Response] = []
    wrong = ""
    queue = [] if not cut_before and _is_end(parsed.entries, seen, oldest) else list(reader.more(task.source, response, parsed))
    while queue and not wrong:
        if len(answers) == MOST_PAGES:
            break
        turned = queue.pop(0)
        answer, wrong = _ask(client, turned)
        if answer is None:
            break
        page = parse(turned, answer)
        if page.health == "invalid":
            wrong = f"{turned.url}: {page.detail}"
            break
        answers.append(answer)
        fresh = [entry for entry in page.entries if entry.id not in found]
        found |= {entry.id: entry for entry in fresh}
        pages.append(page)
        if page.entries and not fresh:
            break
        if cut_before or not _is_end(page.entries, seen, oldest):
            queue.extend(reader.more(turned, answer, page))
    return _joined(pages, tuple(found.values()), f"{CUT}: {wrong}" if wrong else ""), tuple(answers)


def _is_end(entries: Sequence[Entry], seen: frozenset[str], oldest: datetime) -> bool:
    dated = [entry.published for entry in entries if entry.published is not None]
    return any(entry.id in seen for entry in entries) or bool(dated and min(dated) < oldest)


def _ask(client: web.Client, source: Source) -> tuple[Response | None, str]:
    """(answer, "") or (None, what is wrong)."""
    try:
        answer = client.fetch(web.of_source(source, source.url))
    except FetchError as e:
        return None, str(e)
    return (answer, "") if answer.status == 200 else (None, f"HTTP {answer.status} at {source.url}")


def _joined(pages: Sequence[ParsedFeed], entries: tuple[Entry, ...], wrong: str) -> ParsedFeed:
    """Several answers as one. Details that differ are all said."""
    details = list(dict.fromkeys(detail for detail in (wrong, *(page.detail for page in pages)) if detail))
    degraded = wrong or any(page.health == "degraded" for page in pages)
    newest = max((page.newest for page in pages if page.newest is not None), default=None)
    refused = tuple(piece for page in pages for piece in page.refused)
    return ParsedFeed(pages[0].title, entries, "degraded" if degraded else pages[0].health, "; ".join(details[:4]), refused, newest)


# --- parts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One day of an index, or one issuer: the source as it is asked for it."""

    name: str
    source: Source
    day: date | None = None


def due(task: PollTask, given: Known, now: datetime) -> tuple[Part, ...]:
    """The parts of a source that are to be asked now; empty = none, and the source rests."""
    done = given.parts.get(task.source.id, {})
    if "{cik}" in task.source.url:
        waiting = sorted((cik for cik in given.issuers if cik.isdigit() and now - done.get(cik, datetime.min.replace(tzinfo=now.tzinfo)) >= ISSUER_REST), key=lambda cik: (cik in done, done.get(cik), cik))
        return tuple(Part(cik, replace(task.source, url=task.source.url.replace("{cik}", cik.zfill(10)))) for cik in waiting[:MOST_ISSUERS])
    return tuple(Part(day.isoformat(), replace(task.source, url=address(task.source.url, day)), day) for day in days(task.source, now) if day.isoformat() not in done)


def days(source: Source, now: datetime) -> Iterator[date]:
    """Business days, Monday to Friday in the source's zone, whose index may be there, oldest first; that of today from the evening on."""
    local = now.astimezone(ZoneInfo(source.timezone))
    last = 0 if local.hour >= INDEX_HOUR else 1
    for back in range(INDEX_DAYS, last - 1, -1):
        day = local.date() - timedelta(days=back)
        if day.weekday() < 5:
            yield day


def address(url: str, day: date) -> str:
    """An address for one day."""
    filled = {"{year}": f"{day.year}", "{quarter}": f"{(day.month + 2) // 3}", "{month}": f"{day.month:02}", "{day}": f"{day.day:02}", "{date}": f"{day:%Y%m%d}"}
    for mark, value in filled.items():
        url = url.replace(mark, value)
    return url


@dataclass(slots=True)
class _Poll:
    """What a poll of parts gathers."""

    answers: list[Response] = field(default_factory=list)
    pages: list[ParsedFeed] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    last: Response | None = None
    """An answer of which nothing was read."""
    error: str | None = None
    wrong: str = ""


def poll(client: web.Client, task: PollTask, parts: Sequence[Part], *, slot: str, now: datetime, parse: Parse) -> Poll:
    """Asks the parts in turn as one poll. A part that is not there is no failure; one that fails ends the poll, and it and those after it are asked again the next time."""
    got = _Poll()
    for part in parts:
        if not _read(client, part, got, now, parse):
            break
    response, error, parsed = _outcome(task, parts, got)
    health = web.judge(task, response, error, parsed, now)
    return Poll(task.source, slot, response, error, parsed, health, more=tuple(got.answers[:-1]), parts=tuple(got.read))


def _read(client: web.Client, part: Part, got: _Poll, now: datetime, parse: Parse) -> bool:
    """One part; False where the poll ends with it."""
    try:
        answer = client.fetch(web.of_source(part.source, part.source.url))
    except FetchError as e:
        got.error = got.wrong = str(e)
        return False
    page = parse(part.source, answer) if answer.body else None
    refused = page is not None and page.detail.startswith(("blocked", "limited"))
    if answer.status in (403, 404) and not refused:
        local = now.astimezone(ZoneInfo(part.source.timezone)).date()
        (got.read if part.day is None or (local - part.day).days > HOLIDAY_AFTER else got.absent).append(part.name)
        got.last = answer
        return True
    if answer.status != 200 or page is None or page.health == "invalid":
        got.last = answer
        got.wrong = f"{part.name}: {page.detail if page is not None and page.detail else f'HTTP {answer.status}'}"
        return False
    got.answers.append(answer)
    got.pages.append(page)
    for turned in readers.of(part.source.kind).more(part.source, answer, page)[:MOST_PAGES]:
        older, wrong = _ask(client, turned)
        if older is None:
            got.wrong = f"{CUT}: {wrong}"
            return False
        got.answers.append(older)
        got.pages.append(parse(turned, older))
    got.read.append(part.name)
    return True


def _outcome(task: PollTask, parts: Sequence[Part], got: _Poll) -> tuple[Response | None, str | None, ParsedFeed | None]:
    """(response, error, parsed) of a poll of parts, as one answer would give them."""
    title = task.source.title
    if not got.pages:
        if got.error is not None:
            return None, got.error, None
        assert got.last is not None  # at least one part was asked
        if got.wrong:
            return got.last, None, None if got.last.status != 200 else ParsedFeed(title, (), "invalid", got.wrong.partition(": ")[2])
        missing = [part.name for part in parts if part.day is not None]
        if len(missing) > HOLIDAY_AFTER:
            return got.last, None, ParsedFeed(title, (), "degraded", f"no index of {len(missing)} business days: has its address changed?")
        return got.last, None, ParsedFeed(title, (), "ok", f"not there yet: {', '.join(got.absent)}" if got.absent else "")
    entries = {entry.id: entry for page in got.pages for entry in page.entries}
    joined = _joined(got.pages, tuple(entries.values()), got.wrong)
    return got.answers[-1], None, joined if joined.health != "empty" else replace(joined, health="ok")


# --- one filing, one entry -------------------------------------------------------------------------------------------

_SHARED = ("SEC", "HKEX")
"""Venues whose lists overlap and give an entry one id on all of them."""


def once(db: store.Store, polls: Sequence[Poll]) -> list[Poll]:
    """The polls without entries that another source told first: in an earlier poll, or in this round, where a list of latest filings goes before an index."""
    order = sorted(polls, key=lambda poll: poll.source.kind != "edgar_atom")
    given: dict[str, dict[str, str]] = {venue: {} for venue in _SHARED}
    for each in order:
        for entry in each.parsed.entries if each.parsed is not None else ():
            if entry.venue in given:
                given[entry.venue].setdefault(entry.id, each.source.id)
    if not any(given.values()):
        return list(polls)
    first = {venue: given[venue] | db.told_by(venue, list(given[venue])) for venue in _SHARED if given[venue]}

    def own(each: Poll) -> Poll:
        if each.parsed is None:
            return each
        kept = tuple(entry for entry in each.parsed.entries if entry.venue not in first or first[entry.venue][entry.id] == each.source.id)
        return each if len(kept) == len(each.parsed.entries) else replace(each, parsed=replace(each.parsed, entries=kept))

    return [own(each) for each in polls]
