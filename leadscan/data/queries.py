"""The gallery: questions a research desk asks, as SQL files that say what they ask."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from leadscan import data


@dataclass(frozen=True, slots=True)
class Query:
    """One question of the gallery."""

    name: str
    question: str
    sql: str


@functools.cache
def gallery() -> dict[str, Query]:
    """By name, in the gallery's order. A file is ``01-name.sql``; its first lines, comments, are the question."""
    found = [_read(name) for name in data.files("gallery", suffix=".sql")]
    return {query.name: query for query in found}


def _read(file: str) -> Query:
    lines = data.read_text("gallery", file).splitlines()
    comments = [line[2:].strip() for line in lines if line.startswith("--")]
    return Query(file.partition("-")[2].removesuffix(".sql"), " ".join(comments), "\n".join(line for line in lines if not line.startswith("--")).strip())
