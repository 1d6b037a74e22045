"""Doors to the readers: one file in, its record as JSON out; texts in, what they say out."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, Desk
from leadscan.errors import LeadscanError, ParseError, UsageError


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("read-feed")(read_feed)
    app.command("read-page")(read_page)
    app.command("read-filing")(read_filing)
    app.command("annotate")(annotate)


File = Annotated[Path | None, typer.Argument(help="The file; .gz is inflated.")]
Lines = Annotated[str | None, typer.Option("--jsonl", help='Many at once: a file of lines, or "-" for standard input.')]


def read_feed(file: Annotated[Path, typer.Argument(help="RSS or Atom as fetched.")], url: Annotated[str, typer.Option("--url", help="Where it came from.")] = "https://unknown.invalid/") -> None:
    """A feed in, its entries as JSON out."""
    import leadscan

    door.print_data(leadscan.read_feed(_bytes(file), url=url, now=datetime.now(UTC)))


def read_page(file: File = None, url: Annotated[str, typer.Option("--url", help="Where it came from.")] = "", jsonl: Lines = None) -> None:
    """An article page in, its text, title, date and authors as JSON out. With --jsonl: lines {"path", "url"} in, one line out for each."""
    import leadscan

    now = datetime.now(UTC)
    for row in _rows(file, {"url": url}, jsonl):
        door.print_data(_said(row, lambda row: leadscan.read_page(_bytes(Path(row["path"])), url=row.get("url") or "", now=now)))


def read_filing(
    file: File = None,
    url: Annotated[str | None, typer.Option("--url")] = None,
    venue: Annotated[str | None, typer.Option("--venue", help="SEC or HKEX.")] = None,
    form: Annotated[str | None, typer.Option("--form", help="S-1, F-1, 424B4, Application Proof ...")] = None,
    jsonl: Lines = None,
) -> None:
    """A filing in, its facts with page and quote as JSON out. With --jsonl: lines {"path", "form"?, "venue"?, "url"?} in."""
    import leadscan

    now = datetime.now(UTC)
    for row in _rows(file, {"url": url, "venue": venue, "form": form}, jsonl):
        door.print_data(
            _said(row, lambda row: leadscan.read_filing(_bytes(Path(row["path"])), url=row.get("url"), form=row.get("form"), venue=row.get("venue"), now=now))
        )


def annotate(
    file: Annotated[Path | None, typer.Argument(help="Lines {\"text\", \"title\"?, \"lang\"?, \"id\"?}; none or - reads standard input.")] = None,
    desk: Desk = DEFAULT_DESK,
) -> None:
    """Texts in, one a line; companies, people, triggers and beat out, in the same order."""
    import leadscan

    given = door.load(desk)
    lines = _lines("-" if file is None else str(file))
    for answer in leadscan.annotate(lines, settings=given, now=datetime.now(UTC)):
        door.print_data(answer)


def _said(row: dict[str, Any], read: Any) -> dict[str, Any]:
    """The record, or for one of many the reason why there is none: one bad file costs that file."""
    try:
        answer: dict[str, Any] = read(row)
    except (LeadscanError, OSError) as e:
        if not row.get("_many"):
            raise ParseError(f"{row['path']}: {e}") from e
        return {"path": row["path"], "error": str(e)}
    return answer


def _rows(file: Path | None, options: dict[str, Any], jsonl: str | None) -> Iterator[dict[str, Any]]:
    if (file is None) == (jsonl is None):
        raise UsageError("give a file, or --jsonl with lines of files")
    if file is not None:
        yield {"path": str(file), **options}
        return
    assert jsonl is not None
    for row in _lines(jsonl):
        if "path" not in row:
            raise UsageError(f"--jsonl: a line without \"path\": {row}")
        yield {**row, "_many": True}


def _lines(name: str) -> Iterator[dict[str, Any]]:
    if name == "-":
        yield from _parsed(sys.stdin, "standard input")
        return
    try:
        with Path(name).open(encoding="utf-8") as lines:
            yield from _parsed(lines, name)
    except OSError as e:
        raise UsageError(f"{name}: {e.strerror}") from e


def _parsed(lines: Any, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as e:
            raise UsageError(f"{name}:{number}: not JSON: {e}") from e
        if not isinstance(row, dict):
            raise UsageError(f"{name}:{number}: wants an object; found {line[:60]!r}")
        yield row


def _bytes(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}") from e
    if path.suffix == ".gz":
        try:
            return gzip.decompress(body)
        except (OSError, EOFError) as e:
            raise ParseError(f"{path}: not gzip: {e}") from e
    return body
