"""Pages that a desk keeps in its outbox beside the emails."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from leadscan.errors import DeskError
from leadscan.records import digest


def write(desk: Path, folder: str, name: str, html: str) -> Path:
    """Writes ``outbox/<folder>/<name>.html``, whole or not at all; its path. DeskError where it cannot."""
    safe = re.sub(r"[^\w.@+-]", "_", name).strip(".")[:80]
    path = desk / "outbox" / folder / f"{safe if safe == name else f'{safe}-{digest(name)[:8]}'}.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        part.write_text(html, encoding="utf-8", errors="replace")
        part.replace(path)
    except OSError as e:
        raise DeskError(f"{path}: cannot be written: {e.strerror}") from e
    return path


def write_all(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Writes files of these names into a folder, each whole or not at all; their paths. DeskError where it cannot."""
    made = []
    for name, content in contents.items():
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(path)
        except OSError as e:
            raise DeskError(f"{path}: cannot be written: {e.strerror}") from e
        made.append(path)
    return made
