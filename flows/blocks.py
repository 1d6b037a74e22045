"""Secrets out of Prefect blocks: a setting ``block:NAME`` of a field that is kept secret is read from the Secret block of that name, here and nowhere else."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any, cast

from leadscan import settings
from leadscan.errors import DeskError

MARK = "block:"


def load(desk: str) -> settings.Settings:
    """A desk's settings with its secrets in place. They are never logged, and no artifact or parameter holds them. DeskError names a block that is not there."""
    given = settings.load(Path(desk), os.environ)
    changed: dict[str, Any] = {}
    for name in settings.sections():
        section = getattr(given, name)
        found = {
            field.name: _secret(value.removeprefix(MARK), f"{name}.{field.name}")
            for field in dataclasses.fields(section)
            if not field.repr and isinstance(value := getattr(section, field.name), str) and value.startswith(MARK)
        }
        if found:
            changed[name] = dataclasses.replace(section, **found)
    return dataclasses.replace(given, **changed)


def _secret(block: str, where: str) -> str:
    from prefect.blocks.system import Secret

    try:
        made: Any = cast(Any, Secret).load(block, _sync=True)
    except ValueError as e:
        raise DeskError(f"leadscan.toml: {where}: no Secret block {block!r} on the Prefect server; make it in the UI (Blocks, Secret), or set LEADSCAN_{where.replace('.', '_').upper()}") from e
    return str(made.get())
