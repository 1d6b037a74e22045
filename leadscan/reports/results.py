"""My results: what one RM did in a quarter, out of the records: letters, faxes, calls, meetings, what came of them, notes on competitors.

RMs are appraised by it, so only what was recorded counts and every number can be counted again from the steps below it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadscan.data import read_text, words
from leadscan.errors import UsageError
from leadscan.types import Language, Touch

COUNTS = ("letters", "faxes", "calls", "meetings", "won", "lost", "competitor", "companies", "told")
_RUNG = frozenset({"called", "no_answer", "fax_not_received", "wrong_person", "call_later", "meeting", "won", "lost", "no"})
"""Outcomes that somebody was rung for; an answer by email that a lead is not relevant is no call."""
_ENDS = frozenset({"won", "lost"})
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of Hong Kong days."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromordinal((date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)).toordinal() - 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded step."""

    day: date
    company: str
    kind: str
    outcome: str
    note: str
    lead: str


@dataclass(frozen=True, slots=True)
class Results:
    """One RM's quarter."""

    rm: str
    name: str
    quarter: str
    first: date
    last: date
    counts: Mapping[str, int]
    """By the names of ``COUNTS``."""
    steps: tuple[Step, ...]
    """All that was recorded, oldest first."""
    competitor_notes: tuple[Step, ...]
    """What the RM reported of other banks."""


def quarter(text: str) -> Quarter:
    """ "2026Q4". UsageError where it is none."""
    found = _QUARTER.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"--quarter {text}: wants a quarter such as 2026Q4")
    return Quarter(int(found[1]), int(found[2]))


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def results(rm: str, touches: Iterable[Touch], *, when: Quarter, name: str = "", competitors: AbstractSet[str] = frozenset(), told: int = 0) -> Results:
    """The quarter of one RM. ``competitors``: lead ids that are about other banks; ``told``: stories in the RM's emails of those days."""
    own = [touch for touch in touches if touch.rm == rm and when.first <= _day(touch) <= when.last]
    steps = tuple(Step(_day(touch), touch.company_name, touch.kind, touch.outcome, touch.note, touch.lead_id) for touch in sorted(own, key=lambda touch: (touch.at, touch.id)))
    notes = tuple(step for step in steps if step.lead in competitors and step.note.strip())
    tally = Counter(counted for step in steps for counted in _counted(step))
    tally["competitor"] = len(notes)
    tally["companies"] = len({step.company for step in steps if step.outcome != "drafted" and (step.outcome in _RUNG or step.kind in ("fax", "meeting"))})
    tally["told"] = told
    return Results(rm, name or rm, str(when), when.first, when.last, {key: tally[key] for key in COUNTS}, steps, notes)


def _counted(step: Step) -> tuple[str, ...]:
    """What one step counts as; a meeting agreed on the telephone is a call too."""
    found = []
    if step.kind == "letter" and step.outcome == "drafted":
        found.append("letters")
    if step.outcome == "fax_sent" or (step.kind == "fax" and step.outcome not in _RUNG):
        found.append("faxes")
    if step.kind in ("call", "call_back") and step.outcome in _RUNG:
        found.append("calls")
    if step.outcome == "meeting":
        found += ["meetings"] if step.kind in ("call", "call_back", "meeting") else []
    if step.outcome in _ENDS:
        found.append(step.outcome)
    return tuple(dict.fromkeys(found))


def _day(touch: Touch) -> date:
    return touch.at.astimezone(words.HONG_KONG).date()


# --- shown -----------------------------------------------------------------------------------------------------------


def lines(found: Results, *, language: Language, today: date) -> list[str]:
    """The page as plain lines."""
    made = [words.get(language, "results.title"), f"{_one_line(found.name)}, {_title(found, language)}", ""]
    made += [f"{words.get(language, f'results.{key}')}{words.get(language, 'marks.colon')}{found.counts[key]}" for key in COUNTS]
    if found.competitor_notes:
        made += ["", str(words.get(language, "results.competitor")), *(f"  {step.day} {_one_line(step.company)}: {_one_line(step.note)}" for step in found.competitor_notes)]
    made += ["", str(words.get(language, "results.steps")) if found.steps else str(words.get(language, "results.none"))]
    made += [f"  {step.day} {_one_line(step.company)}: {_word(language, 'touch', step.kind)}, {_word(language, 'outcome', step.outcome)}{_noted(step.note)}" for step in found.steps]
    return [*made, "", words.say(language, "results.basis", day=today.isoformat())]


def html(found: Results, *, language: Language, today: date) -> str:
    """The page for an RM's appraisal: prints on A4, needs nothing from elsewhere."""
    template = _environment().get_template("results.html.j2")
    rows = [{"day": step.day.isoformat(), "company": step.company, "kind": _word(language, "touch", step.kind), "outcome": _word(language, "outcome", step.outcome), "note": step.note} for step in found.steps]
    say = functools.partial(words.get, language)
    return str(template.render(found=found, rows=rows, counts=[(say(f"results.{key}"), found.counts[key]) for key in COUNTS], title=_title(found, language), say=say, lang=language, basis=words.say(language, "results.basis", day=today.isoformat())))


def _title(found: Results, language: Language) -> str:
    return words.say(language, "results.quarter", year=found.quarter[:4], quarter=found.quarter[-1])


def _noted(note: str) -> str:
    return f" ({_one_line(note)})" if note.strip() else ""


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _word(language: Language, table: str, key: str) -> str:
    return str(words.get(language, f"{table}.{key}")) if key and words.has(language, f"{table}.{key}") else _one_line(key)


@functools.cache
def _environment() -> Any:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(loader=FunctionLoader(lambda name: read_text("templates", name)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
