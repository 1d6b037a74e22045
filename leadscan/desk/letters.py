"""The desk's own templates, and the files of a letter in its outbox."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from leadscan.errors import DeskError
from leadscan.records import digest

FOLDER = "templates"
LIMIT = 200_000
"""Bytes of one template."""


def templates(desk: Path) -> dict[str, str]:
    """Name below ``templates/`` (letters/en.txt.j2, fax.typ) to text, of the templates that the desk brings itself. DeskError where one cannot be read."""
    folder = desk / FOLDER
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.suffix not in (".j2", ".typ") or not path.is_file():
            continue
        try:
            body = path.read_bytes()
            if len(body) > LIMIT:
                raise DeskError(f"{path}: larger than {LIMIT} bytes")
            found[path.relative_to(folder).as_posix()] = body.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as e:
            raise DeskError(f"{path}: cannot be read as UTF-8 text: {e}") from e
    return found


def write(desk: Path, day: date, name: str, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Writes ``outbox/letters/<day>/<name><suffix>`` for each suffix, each whole or not at all; paths below the outbox. DeskError where it cannot."""
    folder = desk / "outbox" / "letters" / day.isoformat()
    safe = re.sub(r"[^\w.@+-]", "_", name).strip(".")[:80]
    stem = safe if safe == name else f"{safe}-{digest(name)[:8]}"
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, body in files.items():
            path = folder / f"{stem}{suffix}"
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            part.write_bytes(body)
            part.replace(path)
            made.append(path.relative_to(desk / "outbox").as_posix())
    except OSError as e:
        raise DeskError(f"{folder}: cannot be written: {e.strerror}") from e
    return tuple(made)
