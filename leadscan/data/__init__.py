"""Package data: sources, triggers, sectors, lexicons, templates, the sample. Read through here and checked when loaded."""

from __future__ import annotations

import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from leadscan.errors import DataError


def place(*path: str) -> Traversable:
    """The packaged file or folder below ``leadscan/data``."""
    found: Traversable = resources.files("leadscan.data")
    for part in path:
        found = found / part
    return found


def files(*path: str, suffix: str = ".toml") -> list[str]:
    """Names of the packaged files of a folder, sorted."""
    return sorted(item.name for item in place(*path).iterdir() if item.name.endswith(suffix))


def read_text(*path: str) -> str:
    """A packaged text file, UTF-8."""
    return place(*path).read_text(encoding="utf-8")


def read_toml(*path: str) -> dict[str, Any]:
    """A packaged TOML file. DataError names the file and line where it is not TOML."""
    try:
        return tomllib.loads(read_text(*path))
    except tomllib.TOMLDecodeError as e:
        raise DataError(f"data/{'/'.join(path)}: {e}") from e


def want(table: dict[str, Any], key: str, kind: type, where: str) -> Any:
    """The value of a key that must be there and of that type. DataError names file and key."""
    if key not in table:
        raise DataError(f"{where}: {key}: missing")
    if not isinstance(table[key], kind):
        raise DataError(f"{where}: {key}: wants {kind.__name__}; found {table[key]!r}")
    return table[key]
