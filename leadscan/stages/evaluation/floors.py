"""The floors: what each set reached when it was last pinned, less some room, and how the file is raised. It holds figures and digests, no text of any set."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadscan import data

ROOM = 0.005
"""A floor stands this much under what was reached: a library's next version moves single texts."""
HEAD = """# Least figures of `leadscan eval`, by set: [sample] on its samples, [full] on whole sets. They hold for the files with these digests only.
# Written by `python -m benchmarks.evaluation`, which refuses to lower one unless it is named with a reason.
"""
Floors = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Update:
    """New floors, and which of the old ones are not reached any more."""

    floors: dict[str, dict[str, float]]
    refused: tuple[str, ...]


def load() -> dict[str, Any]:
    """``{"digest": {set: digits}, "sample": {set: {figure: floor}}, "full": ...}``; empty parts where the file has none."""
    table = data.read_toml("evaluation", "floors.toml")
    return {part: table.get(part, {}) for part in ("digest", "sample", "full")}


def update(old: Floors, reached: Floors, *, lower: frozenset[str] = frozenset()) -> Update:
    """The higher of each old floor and what was reached less ``ROOM``. A figure under its old floor is refused, unless ``SET.FIGURE`` is in ``lower``; sets not measured stay."""
    floors = {name: dict(figures) for name, figures in old.items()}
    refused = []
    for name, figures in reached.items():
        before = floors.setdefault(name, {})
        gone = [figure for figure in before if figure not in figures]
        refused += [f"{name}.{figure}: no longer measured, its floor is {before[figure]:.3f}" for figure in gone if f"{name}.{figure}" not in lower]
        for figure in gone:
            if f"{name}.{figure}" in lower:
                del before[figure]
        for figure, value in figures.items():
            wanted = max(math.floor(1000 * (value - ROOM)) / 1000, 0.0)
            floor = before.get(figure, 0.0)
            if f"{name}.{figure}" in lower:
                before[figure] = wanted
            elif value < floor:
                refused.append(f"{name}.{figure}: reached {value:.4f}, its floor is {floor:.3f}")
            else:
                before[figure] = max(wanted, floor)
    return Update(floors, tuple(refused))


def text(digests: Mapping[str, str], parts: Mapping[str, Floors], why: Mapping[str, str]) -> str:
    """The floors file as written; a floor that was lowered says why."""
    lines = [HEAD, "[digest]", *(f'{name} = "{digest}"' for name, digest in sorted(digests.items()))]
    for part, floors in parts.items():
        for name, figures in sorted(floors.items()):
            lines += ["", f"[{part}.{name}]"]
            lines += [f'"{figure}" = {floor:.3f}' + (f"  # lowered: {why[f'{name}.{figure}']}" if f"{name}.{figure}" in why else "") for figure, floor in figures.items()]
    return "\n".join([*lines, ""])


def under(floors: Mapping[str, float], reached: Iterable[tuple[str, float]]) -> list[str]:
    """The figures that do not reach their floor, in words."""
    return [f"{name}: {value:.4f}, its floor is {floors[name]:.3f}" for name, value in reached if name in floors and value < floors[name]]
