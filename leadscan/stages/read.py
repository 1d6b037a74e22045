"""Read: each entry without a document gets one, or a reason why not.

    store.to_read(slot) -> web (pages, filings; an index page leads on to its document) -> archive
                           Response -> news.pages | filings.VENUE -> Article | Filing + CaseEvents -> store
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from leadscan import store, web
from leadscan.errors import FetchError, ParseError, Refused
from leadscan.stages import readers
from leadscan.stages.run import Run
from leadscan.types import EntryStatus, Reading, ReadTask, Report, Response

CHUNK = 200
"""Entries fetched and saved together: one transaction, and little to do again after a crash."""
HOPS = 3
"""Index pages between a list and its document; EDGAR needs one."""
PERMANENT = frozenset({404, 410, 451})


def read(run: Run) -> Report:
    """Reads what is unread in this slot, chunk by chunk."""
    with store.open_store(run.settings, purpose="read") as db:
        tasks = [task for task in db.to_read(run.slot) if not run.kinds or task.source.kind in run.kinds]
    counts: Counter[str] = Counter({"all": len(tasks)})
    failures: list[str] = []
    with web.Client(run.settings, now=lambda: run.now, transport=web.transport(run.settings, run.edition)) as client:
        for start in range(0, len(tasks), CHUNK):
            chunk = tasks[start : start + CHUNK]
            readings = run.coat.step("read", lambda chunk=chunk: read_chunk(run, client, chunk))  # type: ignore[misc]  # mypy cannot type a lambda's default
            for reading in readings:
                counts[reading.status] += 1
                if reading.status in ("unread", "quarantined"):
                    failures.append(f"{reading.source_id}: {reading.status}: {reading.detail}")
            run.progress("read", min(start + CHUNK, len(tasks)), len(tasks))
        notes = client.notes
    return Report("read", dict(counts), failures=tuple(failures), notes=notes)


def read_chunk(run: Run, client: web.Client, tasks: Sequence[ReadTask]) -> list[Reading]:
    """Fetches, reads and stores a chunk of entries."""
    wanted = [task for task in tasks if wants_page(run, task)]
    answers = fetch_documents(client, wanted)
    archive = web.Archive(run.desk / "archive")
    for answer in answers.values():
        if isinstance(answer, Response):
            for part in (answer, *answer.parts):
                archive.put(part)
    readings = [reading_of(run, task, answers.get(_key(task))) for task in tasks]
    with store.open_store(run.settings, purpose="read") as db:
        db.save_readings(readings, slot=run.slot, now=run.now)
    return readings


def is_old(run: Run, task: ReadTask) -> bool:
    """Published longer ago than the desk's window; undated entries are new."""
    published = task.entry.published
    return published is not None and run.now - published > timedelta(days=run.settings.morning.window_days)


def wants_page(run: Run, task: ReadTask) -> bool:
    """Is there an address to ask, and is it worth asking. A row of a list that has no document is addressed as a part of its list."""
    address = task.entry.facts.get("document_url") or task.entry.url
    row = task.entry.kind == "filing" and "#" in address
    return bool(address) and not row and task.source.fetch_pages and not is_old(run, task)


def _key(task: ReadTask) -> tuple[str, str]:
    return (task.source.id, task.entry.id)


Answer = Response | FetchError


def fetch_documents(client: web.Client, tasks: Sequence[ReadTask]) -> dict[tuple[str, str], Answer]:
    """What each entry's document address answered; index pages are followed. An address shared by two entries is asked once."""
    open_tasks = {_key(task): (task, task.entry.facts.get("document_url") or task.entry.url) for task in tasks}
    done: dict[tuple[str, str], Answer] = {}
    for _ in range(HOPS):
        if not open_tasks:
            break
        answers = _ask(client, {url: readers.of(task.source.kind).purpose for task, url in open_tasks.values()})
        following: dict[tuple[str, str], tuple[ReadTask, str]] = {}
        for key, (task, url) in open_tasks.items():
            answer = answers[url]
            onward = _onward(task, answer)
            if onward is None:
                done[key] = answer
            else:
                following[key] = (task, onward)
        open_tasks = following
    return with_parts(client, tasks, done)


def with_parts(client: web.Client, tasks: Sequence[ReadTask], answers: dict[tuple[str, str], Answer]) -> dict[tuple[str, str], Answer]:
    """The same answers, each index of a document in many files with its files."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for task in tasks:
        answer = answers.get(_key(task))
        if isinstance(answer, Response) and answer.status == 200 and (parts := readers.of(task.source.kind).parts(task.source, task.entry, answer)):
            found[_key(task)] = parts
    if not found:
        return answers
    files = _ask(client, dict.fromkeys((url for urls in found.values() for url in urls), "filing"))
    whole = dict(answers)
    for key, urls in found.items():
        index = answers[key]
        assert isinstance(index, Response)  # only such have parts
        whole[key] = replace(index, parts=tuple(_file(url, files[url], index) for url in urls))
    return whole


def _file(url: str, answer: Answer, index: Response) -> Response:
    if isinstance(answer, Response):
        return answer
    return Response(url, url, 0, (("x-leadscan-error", str(answer)),), b"", index.fetched_at)


def _onward(task: ReadTask, answer: Answer) -> str | None:
    if isinstance(answer, FetchError) or answer.status != 200:
        return None
    return readers.of(task.source.kind).follow(task.source, task.entry, answer)


def _ask(client: web.Client, purposes: dict[str, str]) -> dict[str, Answer]:
    requests = [web.Request(url=url, purpose=purpose) for url, purpose in purposes.items()]  # type: ignore[arg-type]  # the readers' table holds only purposes
    return {request.url: answer for request, answer in client.fetch_all(requests)}


def reading_of(run: Run, task: ReadTask, answer: Answer | None) -> Reading:
    """What becomes of an entry with this answer (None: not asked)."""
    source_id, entry_id = _key(task)
    if is_old(run, task) and task.entry.kind == "article":
        return Reading(source_id, entry_id, "skipped", f"published {task.entry.published:%Y-%m-%d}, before the window")
    response = answer if isinstance(answer, Response) and answer.status == 200 else None
    try:
        document, case_events = readers.of(task.source.kind).document(task.source, task.entry, response, now=run.now, first_seen=task.first_seen)
    except ParseError as e:
        return Reading(source_id, entry_id, "quarantined", str(e))
    except Exception as e:  # a defect of ours on this text: it costs this entry, is told to the operator, and its bytes are kept
        return Reading(source_id, entry_id, "quarantined", f"defect in the reader: {type(e).__name__}: {e} at {task.entry.url}")
    status, detail = _status(answer)
    if is_old(run, task):
        status, detail = "skipped", "older than the window: the list's row is kept, its document not asked for"
    return Reading(source_id, entry_id, status, detail, document, case_events)


def _status(answer: Answer | None) -> tuple[EntryStatus, str]:
    """read where nothing better can come; unread where a later slot may do better than the feed's own text."""
    if answer is None:
        return "read", "not asked for"
    if isinstance(answer, Refused):
        return "read", f"feed text only: {answer}"
    if isinstance(answer, FetchError):
        return "unread", str(answer)
    if answer.status == 200:
        missing = [part for part in answer.parts if part.status != 200 and part.status not in PERMANENT]
        return ("unread", f"{len(missing)} of {len(answer.parts)} files could not be had: {missing[0].url}") if missing else ("read", "")
    detail = f"HTTP {answer.status} at {answer.url}"
    return ("read" if answer.status in PERMANENT or answer.status in (401, 403) else "unread"), detail
