"""Raises the floors of page text (tests/news/floors.toml) to what is reached now; refuses to lower one unless told.

    python -m benchmarks.floors FOLDER [--lower SET "why"]
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import pages

FILE = Path(__file__).parents[1] / "tests" / "news" / "floors.toml"
ROOM = 0.004
"""A floor stands this much under what was reached: a library's next version moves single pages."""
HEAD = """# Least F1 of page text by set of recorded pages (4-gram measure of the article-extraction benchmark), and the pages they hold for.
# Written by `python -m benchmarks.floors`, which refuses to lower one.
"""


@dataclass(frozen=True, slots=True)
class Update:
    """New floors, and which of the old ones are not reached any more."""

    floors: Mapping[str, float]
    refused: tuple[str, ...]


def update(old: Mapping[str, float], reached: Mapping[str, float], *, lower: frozenset[str] = frozenset()) -> Update:
    """The higher of the old floor and what was reached less some room; a set that fell under its floor is refused, unless it is named in ``lower``."""
    wanted = {name: int(1000 * (figure - ROOM)) / 1000 for name, figure in reached.items()}
    refused = tuple(f"{name}: reached {reached.get(name, 0.0):.4f}, its floor is {floor:.3f}" for name, floor in sorted(old.items()) if reached.get(name, 0.0) < floor and name not in lower)
    floors = {name: wanted.get(name, 0.0) if name in lower else max(wanted.get(name, 0.0), old.get(name, 0.0)) for name in sorted({*old, *wanted})}
    return Update(floors, refused)


def load() -> dict[str, Any]:
    """The floors file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def text(digest: str, floors: Mapping[str, float], why: Mapping[str, str]) -> str:
    """The floors file as written; a floor that was lowered says why."""
    lines = [f"{name} = {floor:.3f}" + (f"  # lowered: {why[name]}" if name in why else "") for name, floor in floors.items()]
    return "\n".join([HEAD + f'digest = "{digest}"', "", "[floors]", *lines, ""])


def main() -> None:
    """Writes the file, or says why not and exits with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lower", nargs=2, action="append", default=[], metavar=("SET", "WHY"))
    given = parser.parse_args()
    why = {name: " ".join(reason.split()) for name, reason in given.lower}
    known = load()
    digest = pages.digest_of(given.folder)
    if digest != known["digest"] and not why:
        sys.exit(f"these pages are others ({digest}) than the floors' ({known['digest']}); name the sets that may fall with --lower")
    reached = {name: figures.f1 for name, figures in pages.measure(pages.items(given.folder), pages.ours).items()}
    found = update(known["floors"], reached, lower=frozenset(why))
    if found.refused:
        sys.exit("\n".join(["not lowered:", *found.refused]))
    FILE.write_text(text(digest, found.floors, why), encoding="utf-8")
    print(FILE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
