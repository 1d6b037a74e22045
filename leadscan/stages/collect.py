"""Collect: every due source is asked once; its answer is kept, read into entries and judged.

    store.due(slot) -> web -> Response -> archive
                              Response -> news.feeds | filings.VENUE -> ParsedFeed -> web.health -> Poll -> store
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from leadscan import store, web
from leadscan.errors import FetchError
from leadscan.outreach import calendar
from leadscan.stages import paging, readers
from leadscan.stages.run import Run
from leadscan.types import Health, ParsedFeed, Poll, PollTask, Report, Response, Source

UNCONDITIONAL_EVERY = 20
"""Every 20th poll asks for the whole answer: an ETag that never changes must not hide news (notes: one publisher in many does that)."""
_READING = threading.Lock()
"""One answer is read at a time: reading holds the interpreter anyway, and feedparser's own circular imports fail when two threads import it first."""
FAILED = frozenset({"failing", "blocked", "limited", "gone"})
WELL = frozenset({"ok", "unchanged"})
"""States that are not news."""


def collect(run: Run) -> Report:
    """Polls the sources due in this slot; one source's failure is a line of the report and costs that source alone."""
    with store.open_store(run.settings, purpose="collect") as db:
        waiting = [task for task in db.due(run.slot) if not run.kinds or task.source.kind in run.kinds]
        given = paging.known(db, waiting, run.now)
    least, most = (timedelta(minutes=minutes) for minutes in (run.settings.web.rest_least, run.settings.web.rest_most))
    tasks = [task for task in waiting if web.is_due(task, run.now, least=least, most=most) and (not paging.is_parted(task.source) or paging.due(task, given, run.now))]
    counts: Counter[str] = Counter(scheduled=len(tasks), finished=0, entries=0, new_entries=0)
    if len(tasks) < len(waiting):
        counts["resting"] = len(waiting) - len(tasks)
    failures: list[str] = []
    with web.Client(run.settings, now=lambda: run.now, transport=web.transport(run.settings, run.edition)) as client:
        polls = []
        for done, poll in enumerate(run.coat.fan("poll", lambda task: poll_source(run, client, task, given), tasks, label=lambda task: task.source.id), start=1):
            polls.append(poll)
            run.progress("collect", done, len(tasks))
        notes = list(client.notes)
    run.coat.step("save-polls", lambda: _save(run, tasks, polls, counts, failures, notes))
    if counts["finished"] != len(tasks):
        failures.append(f"{len(tasks)} sources scheduled, {len(polls)} asked, {counts['finished']} finished; run it again")
    return Report("collect", dict(counts), failures=tuple(failures), notes=tuple(notes))


def poll_source(run: Run, client: web.Client, task: PollTask, given: paging.Known = paging.Known()) -> Poll:  # noqa: B008  # a frozen record
    """One source asked and judged, later pages and parts included; never raises for what the other side did."""
    if paging.is_parted(task.source):
        return paging.poll(client, task, paging.due(task, given, run.now), slot=run.slot, now=run.now, parse=lambda source, response: _read_safely(run, source, response))
    conditional = (task.polls + 1) % UNCONDITIONAL_EVERY != 0
    url = web.address(task)
    request = web.of_source(task.source, url, etag=task.etag if conditional else None, last_modified=task.last_modified if conditional else None)
    response: Response | None = None
    error: str | None = None
    try:
        response = client.fetch(request)
    except FetchError as e:
        error = str(e)
    parsed, defect = None, None
    more: tuple[Response, ...] = ()
    try:
        parsed = _parse(run, task, response)
        if parsed is not None and response is not None:
            parsed, more = _later_pages(run, client, task, response, parsed, given)
    except Exception as e:  # a defect of ours on these bytes: it costs this source, is told to the operator, and the bytes are kept
        defect = f"defect in the reader: {type(e).__name__}: {e}"
    health = web.judge(task, response, error, parsed, run.now)
    if defect is not None:
        health = replace(health, state="quarantined", detail=defect)
    return Poll(task.source, run.slot, response, error, parsed, health, validators=_validators(task, response, parsed), moved=_moved(task, url, response), more=more)


def _moved(task: PollTask, url: str, response: Response | None) -> str:
    """Where the source is from now on: what it says, or the remembered address as long as it answers there."""
    if response is None or response.status not in (200, 304):
        return ""
    return response.moved or (url if url != task.source.url else "")


def _parse(run: Run, task: PollTask, response: Response | None) -> ParsedFeed | None:
    if response is None or response.status != 200 or not response.body:
        return None
    if response.sha256 == task.body_sha256:
        return None
    return _read(run, task.source, response)


def _read(run: Run, source: Source, response: Response) -> ParsedFeed:
    with _READING:
        return readers.of(source.kind).entries(source, response, now=run.now, max_entries=run.settings.morning.max_entries)


def _read_safely(run: Run, source: Source, response: Response) -> ParsedFeed:
    try:
        return _read(run, source, response)
    except Exception as e:  # a defect of ours on these bytes: it costs this part, and is told to the operator
        return ParsedFeed(source.title, (), "invalid", f"defect in the reader: {type(e).__name__}: {e}")


def _later_pages(run: Run, client: web.Client, task: PollTask, response: Response, parsed: ParsedFeed, given: paging.Known) -> tuple[ParsedFeed, tuple[Response, ...]]:
    if task.source.kind not in paging.PAGED:
        return parsed, ()
    oldest = run.now - (readers.of(task.source.kind).reach or timedelta(days=run.settings.morning.window_days))
    return paging.rest(client, task, response, parsed, seen=given.entries.get(task.source.id, frozenset()), oldest=oldest, parse=lambda source, answer: _read_safely(run, source, answer))


def _validators(task: PollTask, response: Response | None, parsed: ParsedFeed | None) -> tuple[str | None, str | None]:
    """What to send next time: nothing after a body that was cut or was no feed, since its 304 would hide the mended one."""
    if response is None or response.status not in (200, 304):
        return (task.etag, task.last_modified)
    if response.status == 304 or parsed is None:
        return (response.header("etag") or task.etag, response.header("last-modified") or task.last_modified)
    if response.truncated or parsed.health in ("invalid", "degraded", "empty"):
        return (None, None)
    return (response.header("etag"), response.header("last-modified"))


def _save(run: Run, tasks: list[PollTask], polls: list[Poll], counts: Counter[str], failures: list[str], notes: list[str]) -> None:
    archive = web.Archive(run.desk / "archive")
    for poll in polls:
        if poll.response is not None and poll.response.body:
            archive.put(poll.response)
        for answer in poll.more:
            archive.put(answer)
    with store.open_store(run.settings, purpose="collect") as db:
        polls = paging.once(db, polls)
        new = db.save_polls(polls, now=run.now)
        db.save_parts({poll.source.id: poll.parts for poll in polls}, now=run.now)
    before = {task.source.id: task for task in tasks}
    for poll in polls:
        counts["new_entries"] += new[poll.source.id]
        counts["entries"] += len(poll.parsed.entries) if poll.parsed else 0
        counts["finished"] += 1
        counts[poll.health.state] += 1
        task = before[poll.source.id]
        began, ended = news_of(task.health, poll.health)
        failures.extend(began)
        notes.extend([*ended, *_odd(run, task, poll, new[poll.source.id])])
        if poll.parsed is not None:
            failures.extend(f"{poll.source.id}: entry refused: {reason}: {piece}" for piece, reason in poll.parsed.refused)


def news_of(before: Health | None, now: Health) -> tuple[list[str], list[str]]:
    """(lines of what began, lines of what ended): an outage is told once when it begins and once when it ends; ``leadscan sources`` shows it all the time."""
    was = before.state if before is not None else "ok"
    if now.state == was:
        return [], []
    if now.state not in WELL:
        return [f"{now.source_id}: {now.state}: {now.detail}"], []
    if before is None or was in WELL:
        return [], []
    return [], [f"{now.source_id}: {now.state} again; it was {was} since {before.since}"]


def _odd(run: Run, task: PollTask, poll: Poll, new: int) -> list[str]:
    """What is no failure and still worth a look: more or fewer entries than usual on a business day, a new address."""
    lines = []
    bounds = task.source.entries_a_day
    if bounds and task.polls and poll.health.state not in FAILED and calendar.is_business_day(run.edition, extra=run.settings.morning.holidays) and not bounds[0] <= new <= bounds[1]:
        lines.append(f"{poll.source.id}: {new} new entries; a business day has {bounds[0]} to {bounds[1]}")
    moved = web.moved_for_good((poll.moved, *task.moved))
    if moved and not web.moved_for_good(task.moved):
        lines.append(f"{poll.source.id}: moved for good to {moved}, which is asked from now on; put it into sources.toml")
    return lines
