"""A source that is down, empty, a web page or garbage costs itself alone and stands in every email's last line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from leadscan import settings, store
from leadscan.types import Digest, Health
from tests.desks import DAYS, run_day

URL = "https://www.harbourpost.example/business/rss.xml"
EMPTY = b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Post</title></channel></rss>'
PAGE = b"<!DOCTYPE html><html><head><title>Back soon</title></head><body><h1>Back soon</h1><p>We are moving house.</p></body></html>"


def spoil(desk: Path, *, status: int = 200, body: bytes | Callable[[bytes], bytes] = b"", headers: Mapping[str, str] | None = None) -> None:
    """Gives the Harbour Post's feed another answer on day one."""
    lines = desk / "recorded" / "day1" / "responses.jsonl"
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    row = next(row for row in rows if row["url"] == URL)
    place = desk / "recorded" / row["body"]
    place.write_bytes(body(place.read_bytes()) if callable(body) else body)
    row.update(status=status, headers=dict(headers or {"Content-Type": "application/rss+xml"}))
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def found(desk: Path) -> tuple[Health, dict[str, Digest], int]:
    with store.open_store(settings.load(desk, os.environ), purpose="test") as db:
        health = next(health for health in db.health() if health.source_id == "harbour-post")
        digests = {watchlist.rm: db.digest(watchlist.rm, DAYS[0]) for watchlist in db.watchlists()}
        return health, {rm: digest for rm, digest in digests.items() if digest is not None}, db.stats()["documents"]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (500, b"oops", "failing"),
        (403, b"<html><title>Just a moment...</title></html>", "blocked"),
        (429, b"slow down", "limited"),
        (410, b"gone", "gone"),
        (200, PAGE, "invalid"),
        (200, EMPTY, "empty"),
        (200, b"", "empty"),
        (200, bytes(range(256)) * 40, "invalid"),
        (200, lambda body: body[: len(body) * 2 // 3], "degraded"),
    ],
    ids=["500", "403", "429", "410", "web page", "no items", "no bytes", "garbage", "cut off"],
)
def test_a_bad_answer_costs_its_source_alone_and_is_told(make_desk: Callable[[], Path], status: int, body: bytes, state: str) -> None:
    desk = make_desk()
    spoil(desk, status=status, body=body)
    run_day(desk, DAYS[0])
    health, digests, documents = found(desk)
    assert health.state == state
    assert health.detail
    assert len(digests) == 4
    assert documents >= 40, "the other sources were read"
    for digest in digests.values():
        assert ("Harbour Post" in digest.health_line) is (state != "degraded"), "what could be read in part was read"
        assert next(item.state for item in digest.health if item.source_id == "harbour-post") == state


def test_a_feed_in_a_wrong_charset_is_read_right(make_desk: Callable[[], Path]) -> None:
    desk = make_desk()
    spoil(desk, body=lambda body: body, headers={"Content-Type": "application/rss+xml; charset=big5"})
    run_day(desk, DAYS[0])
    health, digests, _ = found(desk)
    assert health.state == "ok"
    assert "Harbour Post" not in digests["ada.kwok"].health_line
