"""How a source is, out of one poll: a pure function over records, so that the RM's health line and the operator's list say the same."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from leadscan.types import Entry, Health, HealthState, ParsedFeed, PollTask, Response
from leadscan.web.refusals import HELD, TOO_LARGE

STREAMS = frozenset({"rss", "atom", "edgar_atom"})
"""Kinds that should always have something new; a venue's list of cases may rest for weeks, and a day's index or an issuer's submissions may hold nothing of an IPO."""
STALE_DAYS = 14
"""Silence after which a source is stale where its own rhythm is not known."""
STALE_LEAST = 7
"""No source is stale sooner: the mainland's spring and autumn holidays are seven days."""
STALE_MOST = 120
RHYTHMS = 3
"""A source is stale after this many times its own usual gap between two days with news."""

WELL = frozenset({"ok", "unchanged", "degraded"})
"""States in which the source was read."""
FAILED = frozenset({"failing", "blocked", "limited", "invalid", "gone", "quarantined"})
"""States that count as a failed poll."""
CARRIED = frozenset({"degraded", "invalid", "stale", "empty", "quarantined"})
"""States of an answer's content: the same content again (304, equal bytes) cannot end them."""

_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_REFUSED = re.compile(r"(blocked|limited): (.+)", re.S)
_RATE = re.compile(rb"request rate (?:threshold|has exceeded)|rate limit|too many requests", re.I)
_UNDECLARED = re.compile(rb"undeclared automated tool", re.I)
UNDECLARED = "the venue wants to know who asks: set bank.contact in leadscan.toml to the operator's email"
OFTEN = "a page that says we ask too often; leave it alone for ten minutes, and raise web.pause if it comes again"
_CHALLENGE = re.compile(
    rb"undeclared automated tool|just a moment\.\.\.|checking your browser|attention required!|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot"
    rb"|unusual traffic|access denied|captcha|cf-chl|_incapsula_|ddos protection by|pardon our interruption|enable javascript and cookies to continue",
    re.I,
)


def judge(task: PollTask, response: Response | None, error: str | None, parsed: ParsedFeed | None, now: datetime) -> Health:
    """State of a source after a poll that gave either a response or an error line; ``new_entries`` is the store's to fill.

    ``parsed`` is None on errors, on 304, on a body equal to the last one and on an empty body.
    """
    before = task.health
    newest = _newest(before, parsed, now)
    state, detail = _state(task, response, error, parsed)
    if state in ("ok", "unchanged"):
        silent = _silence(task, parsed, newest, now)
        state, detail = ("stale", silent) if silent else (state, detail)
    today = now.astimezone(_HONG_KONG).date()
    return Health(
        source_id=task.source.id,
        title=task.source.title,
        state=state,
        since=before.since if before is not None and before.state == state else today,
        detail=detail,
        last_ok=now if state in WELL else before.last_ok if before is not None else None,
        newest=newest,
        failures=(before.failures if before is not None else 0) + 1 if state in FAILED else 0,
    )


def _newest(before: Health | None, parsed: ParsedFeed | None, now: datetime) -> datetime | None:
    """Latest time ever seen; times beyond tomorrow are slips of a pen and would hide every silence to come."""
    moments = [before.newest] if before is not None else []
    if parsed is not None:
        moments += [parsed.newest, *(entry.published for entry in parsed.entries)]
    return max((moment for moment in moments if moment is not None and moment <= now + timedelta(days=1)), default=None)


def _state(task: PollTask, response: Response | None, error: str | None, parsed: ParsedFeed | None) -> tuple[HealthState, str]:
    if response is None:
        return _from_error(error or "no answer")
    if response.status == 304 or (response.status == 200 and response.body and parsed is None and response.sha256 == task.body_sha256):
        return _same_again(task, "HTTP 304" if response.status == 304 else "the same bytes")
    if 200 <= response.status < 300 or (parsed is not None and parsed.health != "invalid"):
        return _from_content(response, parsed)  # what was read tells how the source is, whatever the last answer's status
    return _from_status(response)


def _from_error(error: str) -> tuple[HealthState, str]:
    if HELD in error:
        return "limited", error
    if TOO_LARGE in error:
        return "quarantined", error
    return "failing", error


def _same_again(task: PollTask, how: str) -> tuple[HealthState, str]:
    before = task.health
    if before is None or before.state not in CARRIED:
        return "unchanged", how
    return before.state, before.detail if before.detail.endswith(")") else f"{before.detail} (unchanged since)"


def _from_content(response: Response, parsed: ParsedFeed | None) -> tuple[HealthState, str]:
    if not response.body.strip() and (parsed is None or response.status == 200):
        return "empty", "an empty body" if response.status == 200 else f"HTTP {response.status}"
    if parsed is None:
        return "invalid", "the body was not read"
    if parsed.health == "invalid":
        said = _REFUSED.match(parsed.detail)
        if said is not None:  # the reader knows its venue's refusals, and what to do
            return ("blocked" if said[1] == "blocked" else "limited"), said[2]
        wall = _wall(response)
        return wall if wall is not None else ("invalid", parsed.detail or "not a feed")
    if parsed.health != "ok":
        return parsed.health, parsed.detail or {"empty": "no entries", "degraded": "readable with faults"}.get(parsed.health, "")
    if response.truncated:
        return "degraded", "the answer was cut short"
    return "ok", parsed.detail  # whether none may be there is the reader's to say: a venue's list may rest


def _from_status(response: Response) -> tuple[HealthState, str]:
    said = f"HTTP {response.status}"
    if response.status == 410:
        return "gone", said
    if response.status == 429:
        return "limited", said + _wait(response)
    wall = _wall(response)
    if wall is not None and response.status in (401, 403, 503):
        return wall[0], f"{said}: {wall[1]}{_wait(response)}"
    if response.status in (401, 403, 451):
        return "blocked", said
    return "failing", said + _wait(response)


def _wall(response: Response) -> tuple[HealthState, str] | None:
    """A page that asks for a browser, or for patience, in place of what was asked; None = it is none."""
    if response.header("cf-mitigated") == "challenge":
        return "blocked", "a challenge page"
    head = response.body[:20_000]
    if not _PAGE.search(head):
        return None
    if _RATE.search(head):
        return "limited", OFTEN
    if _UNDECLARED.search(head):
        return "blocked", UNDECLARED
    if _CHALLENGE.search(head):
        return "blocked", "a challenge page"
    return None


def _wait(response: Response) -> str:
    wait = response.header("retry-after")
    return f", Retry-After {wait[:40]}" if wait else ""


def _silence(task: PollTask, parsed: ParsedFeed | None, newest: datetime | None, now: datetime) -> str:
    """Says since when the source is silent where that is longer than its own rhythm allows; empty = it is not."""
    if newest is None or task.source.kind not in STREAMS:
        return ""
    if now - newest <= timedelta(days=stale_after(parsed.entries if parsed is not None else ())):
        return ""
    return f"newest entry {newest.astimezone(_HONG_KONG).date().isoformat()}"


def stale_after(entries: Sequence[Entry]) -> int:
    """Days of silence after which a source is stale: three of its own usual gaps between days with news, at least 7; 14 where too few days are known.

    The usual gap is the 80th percentile: a pinned entry of last year is no rhythm, a weekend is.
    """
    days = sorted({entry.published.astimezone(_HONG_KONG).date() for entry in entries if entry.published is not None})
    dated = sum(entry.published is not None for entry in entries)
    gaps = sorted((later - earlier).days for earlier, later in itertools.pairwise(days))
    if len(gaps) < 3:
        return STALE_LEAST if dated >= 10 and (not gaps or gaps[-1] <= 2) else STALE_DAYS
    usual = gaps[int(0.8 * (len(gaps) - 1))]
    return min(max(RHYTHMS * usual, STALE_LEAST), STALE_MOST)
