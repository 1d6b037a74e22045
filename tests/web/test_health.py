"""Each way a source can fail gives its own true state, and no state is left by an answer that does not end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leadscan.types import Entry, Health, ParsedFeed, PollTask, Response, Source
from leadscan.web import judge
from leadscan.web.health import OFTEN, UNDECLARED, stale_after

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
SOURCE = Source("paper", "The Paper", "rss", "https://paper.example/rss")
FRESH = NOW - timedelta(hours=3)
GOOD = ParsedFeed("The Paper", tuple(Entry("paper", str(n), "", "t", published=FRESH - timedelta(hours=n)) for n in range(3)), "ok", newest=FRESH)
PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head></html>"


def response(status: int = 200, body: bytes = b"<rss/>", *, truncated: bool = False, **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(SOURCE.url, SOURCE.url, status, pairs, body, NOW, sha256=f"sha of {body!r}" if body else "", truncated=truncated)


def before(state: str, **changes: Any) -> Health:
    return replace(Health("paper", "The Paper", state, date(2026, 3, 5), "as seen before", NOW - timedelta(days=5), FRESH, failures=3), **changes)  # type: ignore[arg-type]


def health(answer: Response | None = None, *, error: str | None = None, parsed: ParsedFeed | None = None, was: Health | None = None, source: Source = SOURCE) -> Health:
    return judge(PollTask(source, body_sha256="sha of b'<same/>'", health=was), answer, error, parsed, NOW)


INVALID = ParsedFeed("", (), "invalid", "not a feed: text/html")


@pytest.mark.parametrize(
    ("answer", "error", "parsed", "state", "detail"),
    [
        (response(), None, GOOD, "ok", ""),
        (response(304, b""), None, None, "unchanged", "HTTP 304"),
        (response(200, b"<same/>"), None, None, "unchanged", "the same bytes"),
        (response(200, b""), None, None, "empty", "an empty body"),
        (response(200, b" \r\n"), None, INVALID, "empty", "an empty body"),
        (response(204, b""), None, None, "empty", "HTTP 204"),
        (response(), None, ParsedFeed("t", (), "empty"), "empty", "no entries"),
        (response(), None, ParsedFeed("t", (), "ok"), "ok", ""),
        (response(200, PAGE % b"We are moving"), None, INVALID, "invalid", "not a feed: text/html"),
        (response(200, b"garbage"), None, INVALID, "invalid", "not a feed: text/html"),
        (response(), None, replace(GOOD, health="degraded", detail="unclosed tag"), "degraded", "unclosed tag"),
        (response(truncated=True), None, GOOD, "degraded", "the answer was cut short"),
        (response(500, b"oops"), None, None, "failing", "HTTP 500"),
        (response(404, PAGE % b"not here"), None, None, "failing", "HTTP 404"),
        (response(503, b"", retry_after="30"), None, None, "failing", "HTTP 503, Retry-After 30"),
        (response(302, b""), None, None, "failing", "HTTP 302"),
        (None, "https://paper.example/rss: Connection refused", None, "failing", "https://paper.example/rss: Connection refused"),
        (response(401, b""), None, None, "blocked", "HTTP 401"),
        (response(403, PAGE % b"Forbidden"), None, None, "blocked", "HTTP 403"),
        (response(451, b""), None, None, "blocked", "HTTP 451"),
        (response(403, PAGE % b"Just a moment..."), None, None, "blocked", "HTTP 403: a challenge page"),
        (response(403, b"x", cf_mitigated="challenge"), None, None, "blocked", "HTTP 403: a challenge page"),
        (response(503, PAGE % b"Checking your browser"), None, None, "blocked", "HTTP 503: a challenge page"),
        (response(403, PAGE % b"Request Originates from an Undeclared Automated Tool"), None, None, "blocked", f"HTTP 403: {UNDECLARED}"),
        (response(200, PAGE % b"Request Originates from an Undeclared Automated Tool"), None, INVALID, "blocked", UNDECLARED),
        (response(200, PAGE % b"x"), None, replace(INVALID, detail="blocked: set a contact"), "blocked", "set a contact"),
        (response(200, PAGE % b"x"), None, replace(INVALID, detail="limited: wait"), "limited", "wait"),
        (response(404, b"not there"), None, ParsedFeed("t", (), "ok", "not there yet: 2026-03-10"), "ok", "not there yet: 2026-03-10"),
        (response(200, PAGE % b"Request Rate Threshold Exceeded"), None, INVALID, "limited", OFTEN),
        (response(403, PAGE % b"Request Rate Threshold Exceeded"), None, None, "limited", f"HTTP 403: {OFTEN}"),
        (response(429, b"", retry_after="120"), None, None, "limited", "HTTP 429, Retry-After 120"),
        (None, "u: paper.example asked us to wait until 2026-03-10 08:30 Hong Kong time", None, "limited", "u: paper.example asked us to wait until 2026-03-10 08:30 Hong Kong time"),
        (response(410, b""), None, None, "gone", "HTTP 410"),
        (None, "u: the body is larger than 15000000 bytes", None, "quarantined", "u: the body is larger than 15000000 bytes"),
        (response(), None, replace(GOOD, entries=(Entry("paper", "1", "", "t", published=NOW - timedelta(days=48)),), newest=NOW - timedelta(days=48)), "stale", "newest entry 2026-01-21"),
    ],
)  # fmt: skip
def test_each_answer_has_its_state(answer: Response | None, error: str | None, parsed: ParsedFeed | None, state: str, detail: str) -> None:
    found = health(answer, error=error, parsed=parsed)
    assert (found.state, found.detail, found.since) == (state, detail, TODAY)
    assert found.failures == (state in ("failing", "blocked", "limited", "invalid", "gone", "quarantined"))
    assert found.last_ok == (NOW if state in ("ok", "unchanged", "degraded") else None)


@pytest.mark.parametrize("state", ["degraded", "invalid", "stale", "empty", "quarantined"])
@pytest.mark.parametrize("answer", [response(304, b""), response(200, b"<same/>")])
def test_the_same_content_again_cannot_end_a_state_of_content(state: str, answer: Response) -> None:
    found = health(answer, was=before(state))
    assert (found.state, found.since) == (state, date(2026, 3, 5))
    assert found.detail == "as seen before (unchanged since)"
    assert health(answer, was=found).detail == found.detail


@pytest.mark.parametrize("state", ["ok", "unchanged", "failing", "blocked", "limited", "gone"])
def test_a_304_after_a_failed_poll_says_the_source_is_well(state: str) -> None:
    found = health(response(304, b""), was=before(state))
    assert (found.state, found.failures, found.last_ok) == ("unchanged", 0, NOW)


def test_a_state_keeps_the_day_it_began_and_counts_its_polls() -> None:
    found = health(response(500, b""), was=before("failing"))
    assert (found.since, found.failures, found.last_ok) == (date(2026, 3, 5), 4, NOW - timedelta(days=5))
    other = health(response(403, b""), was=before("failing"))
    assert (other.state, other.since, other.failures) == ("blocked", TODAY, 4)


def test_a_good_answer_ends_every_failure() -> None:
    found = health(response(), parsed=GOOD, was=before("failing"))
    assert (found.state, found.since, found.failures, found.last_ok, found.newest) == ("ok", TODAY, 0, NOW, FRESH)


def test_silence_is_seen_though_every_answer_is_304() -> None:
    found = health(response(304, b""), was=before("unchanged", newest=NOW - timedelta(days=20)))
    assert (found.state, found.detail) == ("stale", "newest entry 2026-02-18")


def test_a_list_of_cases_may_rest() -> None:
    old = replace(GOOD, entries=(), newest=NOW - timedelta(days=40), detail="3 rows")
    assert health(response(), parsed=old, source=replace(SOURCE, kind="hkex_json")).state == "ok"


def test_a_date_beyond_tomorrow_does_not_hide_silence() -> None:
    entries = (Entry("paper", "1", "", "t", published=NOW + timedelta(days=900)), Entry("paper", "2", "", "t", published=NOW - timedelta(days=30)))
    found = health(response(), parsed=ParsedFeed("t", entries, "ok", newest=NOW + timedelta(days=900)))
    assert (found.state, found.newest) == ("stale", NOW - timedelta(days=30))


def entries_at(*days: float) -> tuple[Entry, ...]:
    return tuple(Entry("paper", str(n), "", "t", published=NOW - timedelta(days=day)) for n, day in enumerate(days))


@pytest.mark.parametrize(
    ("entries", "days"),
    [
        ((), 14),
        (entries_at(1, 2), 14),
        (entries_at(*(n / 20 for n in range(15))), 7),
        (entries_at(0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14), 7),
        (entries_at(0, 7, 14, 21, 28), 21),
        (entries_at(0, 30, 61, 91, 122), 93),
        (entries_at(0, 1, 2, 3, 900), 7),
        (entries_at(0, 200, 400, 600, 800), 120),
    ],
    ids=["nothing known", "two entries", "fifteen of one day", "a daily without Sundays", "a weekly", "a monthly", "a daily with a pinned entry", "twice a year"],
)
def test_a_source_is_stale_by_its_own_rhythm(entries: tuple[Entry, ...], days: int) -> None:
    assert stale_after(entries) == days
