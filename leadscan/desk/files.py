"""The desk's hand-edited files as bytes with their digest, and the TOML among them as rows that know their line."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadscan.errors import DeskError

NAMES = {"companies": "companies.csv", "sources": "sources.toml", "watchlists": "watchlists.toml", "suppression": "suppression.csv", "consents": "consents.csv"}
"""What is taken in at each run, in this order: companies before the watchlists that name them."""


@dataclass(frozen=True, slots=True)
class DeskFile:
    """One file of the desk as it is now."""

    what: str
    """companies, sources, watchlists, suppression or consents."""
    path: Path
    body: bytes
    sha256: str


def read_files(desk: Path) -> tuple[DeskFile, ...]:
    """The desk's files that are there. DeskError where the desk is no folder or a file cannot be read."""
    if not desk.is_dir():
        raise DeskError(f"{desk}: no desk here; `leadscan init --desk {desk}` makes one")
    found = []
    for what, name in NAMES.items():
        path = desk / name
        if not path.exists():
            continue
        try:
            body = path.read_bytes()
        except OSError as e:
            raise DeskError(f"{path}: {e.strerror}") from e
        found.append(DeskFile(what, path, body, hashlib.sha256(body).hexdigest()))
    return tuple(found)


def toml_rows(body: bytes, path: str, table: str) -> list[tuple[int, dict[str, Any]]]:
    """(line, row) of every ``[[table]]`` of a TOML file. DeskError names file and line where it is not TOML, and a table of another name."""
    try:
        text = body.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as e:
        raise DeskError(f"{path}: not UTF-8 at byte {e.start}; save it as UTF-8") from e
    except tomllib.TOMLDecodeError as e:
        raise DeskError(f"{path}: {e}") from e
    other = set(data) - {table}
    if other:
        raise DeskError(f"{path}:{line_of(text, sorted(other)[0])}: {sorted(other)[0]}: no such table; rows stand under [[{table}]]")
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if re.match(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]", line)]
    rows = data.get(table, [])
    return list(zip(lines or [1] * len(rows), rows, strict=False))


def line_of(text: str, key: str, start: int = 1) -> int:
    """1-based line at or after ``start`` that sets a key or opens a table of that name; ``start`` where none does."""
    for number, line in enumerate(text.splitlines(), start=1):
        if number >= start and re.match(rf"\s*(?:\[+\s*{re.escape(key)}\s*\]+|{re.escape(key)}\s*=)", line):
            return number
    return start


def jsonl_rows(body: bytes, path: str) -> list[tuple[int, dict[str, Any]]]:
    """(line, row) of a file with one JSON object a line, values as they are. DeskError names file and line where a line is none."""
    rows = []
    for number, line in enumerate(body.decode("utf-8-sig", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as e:
            raise DeskError(f"{path}:{number}: not JSON: {e}") from e
        if not isinstance(row, dict):
            raise DeskError(f"{path}:{number}: wants an object; found {line[:60]!r}")
        rows.append((number, row))
    return rows


def read_state(desk: Path, name: str) -> bytes | None:
    """What a room computed in an earlier run and asked to be kept; None where there is nothing. It may always be deleted."""
    try:
        return (desk / "cache" / name).read_bytes()
    except OSError:
        return None


def write_state(desk: Path, name: str, state: bytes) -> None:
    """Keeps a computed state, whole or not at all."""
    place = desk / "cache" / name
    place.parent.mkdir(exist_ok=True)
    part = place.with_name(f"{name}.{os.getpid()}.part")
    part.write_bytes(state)
    part.replace(place)


def sweep(desk: Path, *, older_than: float) -> int:
    """Deletes what killed runs left half written in archive, outbox and cache before that time (seconds since 1970); how many files."""
    swept = 0
    for pattern in ("archive/*/.new-*", "outbox/*/.new-*", "cache/*.part"):
        for path in desk.glob(pattern):
            if path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)
                swept += 1
    return swept
