"""Doors for what people do: correct, letter, touch, follow-up, ledger."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from typing import Annotated, cast, get_args

import typer

from leadscan import store
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk, Now
from leadscan.errors import UsageError
from leadscan.records import digest
from leadscan.stages.run import HONG_KONG
from leadscan.store.ledger import ledger_row
from leadscan.types import Correction, Language, Touch

CORRECTIONS = ("wrong_company", "not_a_lead", "same_company", "clear_risk")
OUTCOMES = ("called", "no_answer", "fax_sent", "fax_not_received", "wrong_person", "call_later", "meeting", "won", "lost", "not_relevant", "wrong_company", "mine_already", "snooze", "no")
"""As ``stages.outreach`` knows them (a test holds the two together); said here so that help needs no stage."""


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("correct")(correct)
    app.command("letter")(letter)
    app.command("touch")(touch)
    app.command("follow-up")(follow_up)
    app.command("ledger")(ledger)


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
        db.add_ledger(ledger_row("correction", " ".join(filter(None, (kind, subject, value, f"by {by}", note))), at=at))
    print(f"noted: {kind} {subject} {value}".rstrip())


def letter(
    lead_id: Annotated[str, typer.Argument(metavar="LEAD")],
    fax: Annotated[str | None, typer.Option("--fax", help="The fax number that the switchboard gave.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The person to address; without it the letter goes to the post, or to whom compliance allows.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="en, zh-Hant or zh-Hans; without it the recipient's own.")] = None,
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Draft letter, bank brief, fax PDF and call-back for a lead, or say which rule forbids it and who may clear it. leadscan drafts; a person sends."""
    from leadscan.stages import outreach

    if language not in (None, *get_args(Language)):
        raise UsageError(f"--language {language}: there are {', '.join(get_args(Language))}")
    given = door.load(desk)
    made = outreach.letter(given, lead_id, now=door.clock(given, now, None), number=fax, name=name, language=cast("Language | None", language))
    if as_json:
        door.print_json([made])
        return
    print(door.visible(made.text))
    for place in made.places:
        print(f"wrote {given.desk / 'outbox' / place}")
    for note in made.notes:
        print(door.visible(f"note: {note}"))
    print(f"ring back at {made.call_back:%Y-%m-%d %H:%M} (Hong Kong) if it is faxed now; then `leadscan touch {made.lead_id} fax_sent`")


def touch(
    lead_id: Annotated[str, typer.Argument(metavar="LEAD")],
    outcome: Annotated[str, typer.Argument(help=", ".join(OUTCOMES))],
    note: Annotated[str, typer.Option("--note")] = "",
    at: Annotated[str | None, typer.Option("--at", help="Of a meeting: when, e.g. 2026-03-12T15:00 (Hong Kong); writes its .ics.")] = None,
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Record what happened with a lead; says the next step and when."""
    from leadscan.stages import outreach

    given = door.load(desk)
    meets = door.clock(given, at, None) if at else None
    made, places = outreach.touch(given, lead_id, outcome, note=note, now=door.clock(given, now, None), meets=meets)
    _tell([made], as_json)
    for place in () if as_json else places:
        print(f"wrote {given.desk / 'outbox' / place}")


def follow_up(desk: Desk = DEFAULT_DESK, now: Now = None, as_json: AsJson = False) -> None:
    """Read the answers that RMs sent by email, then list the steps of outreach whose time has come, oldest first."""
    from leadscan.reports import summary
    from leadscan.stages import followup
    from leadscan.stages.run import morning_run

    given = door.load(desk)
    at = door.clock(given, now, None) if now or not given.web.replay else datetime.now(UTC)
    report = followup.follow_up(morning_run(given, at))
    if not as_json and (given.replies.maildir or given.replies.host):
        for line in summary.lines([report]):
            print(door.visible(line))
    with store.open_store(given, purpose="follow up", create=False) as db:
        due = followup.due(db.touches(), at)
    _tell(due, as_json)
    if report.failures:
        for failure in report.failures if as_json else ():
            print(failure, file=sys.stderr)
        raise typer.Exit(1)


def ledger(
    lead_id: Annotated[str | None, typer.Option("--lead", help="Of one lead.")] = None,
    rm: Annotated[str | None, typer.Option("--rm", help="Of one RM.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="From a day on, e.g. 2026-03-10.")] = None,
    desk: Desk = DEFAULT_DESK,
    as_json: AsJson = False,
) -> None:
    """Everything drafted, refused and recorded, oldest first; nothing in it is ever changed or removed."""
    start = datetime.combine(door.a_day(since), time(0), tzinfo=HONG_KONG) if since else None
    with store.open_store(door.load(desk), purpose="ledger", create=False) as db:
        found = db.ledger(rm=rm, lead_id=lead_id, since=start)
    if as_json:
        door.print_json(found)
        return
    door.table("Ledger", ("at", "rm", "lead", "company", "what", "rule", "detail", "where"), ((f"{r.at.astimezone(HONG_KONG):%Y-%m-%d %H:%M}", r.rm, r.lead_id, r.company_name, r.what, r.rule, r.detail, r.place) for r in found))


def _tell(touches: list[Touch], as_json: bool) -> None:
    if as_json:
        door.print_json(touches)
        return
    door.table("Outreach", ("lead", "rm", "company", "outcome", "next step", "at"), ((t.lead_id, t.rm, t.company_name, t.outcome, t.next_step, t.next_at) for t in touches))
