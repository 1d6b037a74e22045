"""Doors for what people do: correct, letter, touch, follow-up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from leadscan import store
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk, Now
from leadscan.errors import UsageError
from leadscan.records import digest
from leadscan.types import Correction, Touch

CORRECTIONS = ("wrong_company", "not_a_lead", "same_company", "clear_risk")
OUTCOMES = ("called", "no_answer", "fax_sent", "fax_not_received", "wrong_person", "call_later", "meeting", "won", "lost", "not_relevant", "wrong_company", "mine_already", "snooze", "no")


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("correct")(correct)
    app.command("letter")(letter)
    app.command("touch")(touch)
    app.command("follow-up")(follow_up)


def correct(
    kind: Annotated[str, typer.Argument(help=", ".join(CORRECTIONS))],
    subject: Annotated[str, typer.Argument(help="A lead's id, or a company's key or name.")],
    value: Annotated[str, typer.Argument(help="For same_company the other company; else empty.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who says so.")] = "operator",
    note: Annotated[str, typer.Option("--note")] = "",
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
) -> None:
    """Correct the machine; the correction outlives re-runs."""
    if kind not in CORRECTIONS:
        raise UsageError(f"correct {kind}: there are {', '.join(CORRECTIONS)}")
    given = door.load(desk)
    at = door.clock(given, now, None)
    with store.open_store(given, purpose="correct", create=False) as db:
        db.add_correction(Correction(digest(kind, subject, value, by), kind, subject, value, by, at, note))
    print(f"noted: {kind} {subject} {value}".rstrip())


def letter(lead_id: Annotated[str, typer.Argument(metavar="LEAD")], desk: Desk = DEFAULT_DESK, now: Now = None) -> None:
    """Draft the letter for a lead, or say which rule forbids it and who may clear it. leadscan drafts; a person sends."""
    from leadscan.stages import outreach

    given = door.load(desk)
    print(door.visible(outreach.letter(given, lead_id, now=door.clock(given, now, None))))


def touch(
    lead_id: Annotated[str, typer.Argument(metavar="LEAD")],
    outcome: Annotated[str, typer.Argument(help=", ".join(OUTCOMES))],
    note: Annotated[str, typer.Option("--note")] = "",
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Record what happened with a lead; says the next step and when."""
    from leadscan.stages import outreach

    if outcome not in OUTCOMES:
        raise UsageError(f"touch {outcome}: there are {', '.join(OUTCOMES)}")
    given = door.load(desk)
    made = outreach.touch(given, lead_id, outcome, note=note, now=door.clock(given, now, None))
    _tell([made], as_json)


def follow_up(desk: Desk = DEFAULT_DESK, now: Now = None, as_json: AsJson = False) -> None:
    """Steps of outreach whose time has come, oldest first."""
    given = door.load(desk)
    at = door.clock(given, now, None) if now or not given.web.replay else datetime.now(UTC)
    with store.open_store(given, purpose="follow up", create=False) as db:
        due = sorted((t for t in db.touches() if t.next_at is not None and t.next_at <= at), key=lambda t: (t.next_at or at, t.id))
    _tell(due, as_json)


def _tell(touches: list[Touch], as_json: bool) -> None:
    if as_json:
        door.print_json(touches)
        return
    door.table("Outreach", ("lead", "rm", "company", "outcome", "next step", "at"), ((t.lead_id, t.rm, t.company_name, t.outcome, t.next_step, t.next_at) for t in touches))
