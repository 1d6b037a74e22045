"""Public event sets against leadscan's triggers: by type, and whether a company hangs on it does not matter.

A table in ``leadscan/data/evaluation/events.toml`` says which triggers mean a class of a set. A sentence of the class is right where one of them is found. Where
one is found on a sentence of other classes it is wrong, unless the table says that it may stand beside those.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadscan import data
from leadscan.errors import DataError
from leadscan.stages.evaluation.counting import Counts, Figure

STRICT = "shared types, nothing beside"
"""The whole where a trigger on a sentence of a neighbouring class counts as wrong too: a lower bound, since such sets mark one class of several.
No floor holds it: a trigger that is right beside the class makes it fall."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A class of a public set in our words."""

    label: str
    types: frozenset[str]
    also: frozenset[str]
    shared: bool
    """Whether the class and the triggers mean the same, so that it counts in the whole."""


@functools.cache
def meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """Set to its classes. DataError where a trigger's name is none of ours."""
    from leadscan.data.triggers import triggers

    found: dict[str, tuple[Meaning, ...]] = {}
    for name, table in data.read_toml("evaluation", "events.toml").items():
        rows = []
        for label, row in table.items():
            unknown = set(row["types"]) - set(triggers())
            if unknown:
                raise DataError(f"data/evaluation/events.toml: {name}.{label}: no triggers {sorted(unknown)}")
            rows.append(Meaning(label, frozenset(row["types"]), frozenset(row.get("also", ())), bool(row.get("shared", True))))
        found[name] = tuple(rows)
    return found


def labels(row: Mapping[str, Any]) -> frozenset[str]:
    """The classes of a record: its events' types, or its one label."""
    return frozenset(event["type"] for event in row["events"]) if "events" in row else frozenset((str(row["label"]),))


def score(name: str, rows: Iterable[tuple[frozenset[str], frozenset[str]]], *, aim: float | None = 0.8) -> list[Figure]:
    """Figures of a set by class, the shared ones first as a whole. ``rows``: (classes marked, triggers found) of each text."""
    rows = list(rows)
    counts, order = Counts(), sorted(meanings()[name], key=lambda meaning: not meaning.shared)
    for meaning in order:
        for marked, found in rows:
            wanted, given = meaning.label in marked, bool(found & meaning.types)
            if meaning.shared:
                counts.add(STRICT, wanted and given, given, wanted)
            if given and not wanted and marked & meaning.also:
                continue
            for part in ("shared types", meaning.label) if meaning.shared else (f"{meaning.label} (in part)",):
                counts.add(part, wanted and given, given, wanted)
    return counts.figures(aims={} if aim is None else {"shared types": aim})


def misses(name: str, rows: Iterable[tuple[str, frozenset[str], frozenset[str]]]) -> list[str]:
    """What went wrong on the shared classes, one line a fault. ``rows``: (text, classes marked, triggers found)."""
    found_wrong = []
    for text, marked, found in rows:
        for meaning in meanings()[name]:
            wanted, given = meaning.label in marked, found & meaning.types
            if meaning.shared and wanted and not given:
                found_wrong.append(f"missed {meaning.label} (found {sorted(found)}): {text}")
            elif meaning.shared and given and not wanted and not marked & meaning.also:
                found_wrong.append(f"extra {sorted(given)} (marked {sorted(marked)}): {text}")
    return found_wrong
