"""A recorded morning in place of the network: days.json, dayN/responses.jsonl and the bodies they name; no sockets at all.

    days.json              {"1": "2026-03-10", "2": "2026-03-11"}
    day1/responses.jsonl   {"url", "status", "headers": {...}, "body": "day1/bodies/..."} a line; body is a path below the folder
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from leadscan.errors import DeskError
from leadscan.settings import Settings

_DAYS = "days.json"
_DROPPED = frozenset({"content-length", "transfer-encoding", "connection"})
"""Headers about the wire of the recording, not about the answer."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: Path | None

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class Replay(httpx.BaseTransport):
    """Answers as a recorded morning did: the latest day that is not after ``day``, else the first.

    ETag and Last-Modified answer conditional requests with 304; what was not recorded is a 404. DeskError, naming the file, where the folder
    lacks what it should have.
    """

    def __init__(self, folder: Path, day: date) -> None:
        self._folder = folder
        self.day, number = _choose(folder, day)
        self._answers = _load(folder, number)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        recorded = self._answers.get(_key(request.url))
        if recorded is None:
            return httpx.Response(404, headers={"content-type": "text/plain"}, content=b"not recorded\n")
        if recorded.status == 200 and _unchanged(request.headers, recorded):
            return httpx.Response(304, headers=[pair for pair in _wire(recorded) if pair[0] != b"content-type"])
        body = b"" if recorded.body is None else recorded.body.read_bytes()
        # A stream, not ``content``, for which httpx would add headers that were not recorded.
        return httpx.Response(recorded.status, headers=_wire(recorded), stream=httpx.ByteStream(body))


def recorded_days(folder: Path) -> list[date]:
    """The days of a recorded morning, earliest first. DeskError where there is none."""
    return sorted(_days(folder))


def transport(settings: Settings, day: date) -> Replay | None:
    """The replay that web.replay asks for (its folder relative to the desk); None = the network."""
    return Replay(settings.desk / settings.web.replay, day) if settings.web.replay else None


def _days(folder: Path) -> dict[date, str]:
    path = folder / _DAYS
    data = _json(path, _text(path))
    try:
        days = {date.fromisoformat(day): str(int(number)) for number, day in data.items()}
    except (AttributeError, TypeError, ValueError) as e:
        raise DeskError(f'{path}: wants {{"1": "2026-03-10", ...}}: {e}') from e
    if not days:
        raise DeskError(f"{path}: names no day")
    return days


def _choose(folder: Path, day: date) -> tuple[date, str]:
    days = _days(folder)
    chosen = max((known for known in days if known <= day), default=min(days))
    return chosen, days[chosen]


def _load(folder: Path, number: str) -> dict[str, _Recorded]:
    path = folder / f"day{number}" / "responses.jsonl"
    answers: dict[str, _Recorded] = {}
    for line, text in enumerate(_text(path).splitlines(), start=1):
        if not text.strip():
            continue
        row = _json(path, text, line)
        try:
            answers[_key(httpx.URL(row["url"]))] = _recorded(folder, row)
        except (KeyError, TypeError, ValueError, AttributeError, httpx.InvalidURL) as e:
            raise DeskError(f"{path}:{line}: wants url, status, headers and body: {type(e).__name__}: {e}") from e
        except OSError as e:
            raise DeskError(f"{path}:{line}: body: {e.filename}: {e.strerror}") from e
    return answers


def _recorded(folder: Path, row: Mapping[str, Any]) -> _Recorded:
    headers = tuple((name.lower(), str(value)) for name, value in row.get("headers", {}).items() if name.lower() not in _DROPPED)
    return _Recorded(int(row["status"]), headers, _body(folder, row.get("body")))


def _body(folder: Path, name: str | None) -> Path | None:
    if not name:
        return None
    path = folder / name
    path.stat()
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"body {name!r} lies outside the folder")
    return path


def _key(url: httpx.URL) -> str:
    """Host, path and query; the scheme does not matter."""
    return url.netloc.decode("ascii") + url.raw_path.decode("ascii")


def _wire(recorded: _Recorded) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in recorded.headers]


def _unchanged(asked: httpx.Headers, recorded: _Recorded) -> bool:
    """Does a conditional request hold what was recorded already. If-None-Match goes before If-Modified-Since (RFC 9110 section 13.2.2)."""
    etag = recorded.header("etag")
    if asked.get("if-none-match"):
        tags = [tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(",")]
        return etag is not None and (etag.removeprefix("W/") in tags or "*" in tags)
    changed = recorded.header("last-modified")
    if not asked.get("if-modified-since") or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(asked["if-modified-since"])
    except (TypeError, ValueError):
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise DeskError(f"{path}: a recorded morning needs this file: {e}") from e


def _json(path: Path, text: str, line: int = 1) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as e:
        raise DeskError(f"{path}:{line}: no JSON: {e}") from e
