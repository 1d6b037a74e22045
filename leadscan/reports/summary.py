"""A morning in a few lines for its operator: what each stage did, whether its numbers add up, and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from leadscan.types import HealthState, Report

WHOLE = ("all", "total")
"""A count of one of these names is the sum of the other counts of its stage; with any other names no sum is claimed."""

_STATES: tuple[str, ...] = get_args(HealthState)


@dataclass(frozen=True, slots=True)
class Row:
    """One stage, as a line of a table."""

    stage: str
    seconds: float
    counts: str
    failed: int
    adds_up: bool | None
    """None where the stage claims no sum."""


def rows(reports: Iterable[Report]) -> tuple[Row, ...]:
    """One row a report, in their order."""
    return tuple(Row(report.stage, report.seconds, counted(report.counts), len(report.failures), adds_up(report.counts)) for report in reports)


def adds_up(counts: Mapping[str, int]) -> bool | None:
    """Is the whole the sum of its parts; of a collect: has each scheduled source exactly one state."""
    if "scheduled" in counts and any(state in counts for state in _STATES):
        return counts["scheduled"] == counts.get("finished", 0) == sum(counts.get(state, 0) for state in _STATES)
    whole = next((name for name in WHOLE if name in counts), None)
    return None if whole is None else counts[whole] == sum(n for name, n in counts.items() if name != whole)


def counted(counts: Mapping[str, int]) -> str:
    """ "28 sources, 3 failed": counts in their order, those that are 0 left out unless all are."""
    shown = {name: n for name, n in counts.items() if n} or dict(counts)
    return ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in shown.items())


def lines(reports: Iterable[Report]) -> list[str]:
    """Plain lines: one a stage, below it its notes and failures."""
    found = list(reports)
    width = max((len(report.stage) for report in found), default=0)
    made: list[str] = []
    for report, row in zip(found, rows(found), strict=True):
        warning = "  NUMBERS DO NOT ADD UP" if row.adds_up is False else ""
        made.append(f"{row.stage:<{width}}  {row.seconds:6.1f} s  {row.counts}{warning}".rstrip())
        made += [f"{'':<{width}}  note: {_line(note)}" for note in report.notes]
        made += [f"{'':<{width}}  failed: {_line(failure)}" for failure in report.failures]
    if found:
        made.append(f"{'sum':<{width}}  {sum(report.seconds for report in found):6.1f} s  {_failures(found)}")
    return made


def markdown(reports: Iterable[Report]) -> str:
    """A Markdown table of the stages, then what failed and what is worth knowing."""
    found = list(reports)
    made = ["| stage | seconds | counts | failed |", "|---|---:|---|---:|"]
    for row in rows(found):
        warning = " **(does not add up)**" if row.adds_up is False else ""
        made.append(f"| {cell(row.stage)} | {row.seconds:.1f} | {cell(row.counts)}{warning} | {row.failed} |")
    made.append(f"| **sum** | {sum(report.seconds for report in found):.1f} | | {sum(len(report.failures) for report in found)} |")
    for head, pick in (("Failed", "failures"), ("Notes", "notes")):
        points = [f"- {cell(report.stage)}: {cell(point)}" for report in found for point in getattr(report, pick)]
        if points:
            made += ["", f"**{head}**", "", *points]
    return "\n".join(made) + "\n"


def _failures(reports: list[Report]) -> str:
    n = sum(len(report.failures) for report in reports)
    return "nothing failed" if n == 0 else f"{n} failed"


def _line(text: str) -> str:
    return " ".join(text.split())


def cell(text: str) -> str:
    """Text that cannot break out of a Markdown table or become markup."""
    clean = _line(text)
    for sign in "\\`*_|<>[]":
        clean = clean.replace(sign, f"\\{sign}")
    return clean
