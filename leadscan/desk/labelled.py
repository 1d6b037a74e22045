"""Labelled texts as they lie in a folder: what ``leadscan eval`` measures on. An edge: it reads the disk, nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leadscan.errors import UsageError


class Folder:
    """A folder of labelled sets (``corpora/SET/dev.jsonl``, ``gold_dev/gold.jsonl``, ``universe/...``)."""

    def __init__(self, path: Path) -> None:
        """UsageError where it is no folder, saying how to name another."""
        if not path.is_dir():
            raise UsageError(f"{path}: no labelled data here; name its folder with --data or LEADSCAN_EVAL_DATA")
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the files that are not there."""
        return [name for name in names if not (self.path / name).is_file()]

    def body(self, name: str) -> bytes:
        """A file's bytes. UsageError names what is missing and where it was looked for."""
        try:
            return (self.path / name).read_bytes()
        except OSError as e:
            raise UsageError(f"{name}: {e.strerror} in {self.path}; name another folder with --data or LEADSCAN_EVAL_DATA") from e

    def lines(self, name: str) -> list[dict[str, Any]]:
        """A file's JSON lines. UsageError names the file and line where one is none."""
        found = []
        for number, line in enumerate(self.body(name).decode("utf-8").split("\n"), 1):
            if not line.strip():
                continue
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError as e:
                raise UsageError(f"{self.path / name}:{number}: {e.msg}") from e
        return found

    def digest(self, names: Iterable[str]) -> str:
        """Sixteen hexadecimal digits that change with any byte of these files."""
        whole = hashlib.sha256()
        for name in names:
            whole.update(hashlib.sha256(self.body(name)).digest())
        return whole.hexdigest()[:16]
