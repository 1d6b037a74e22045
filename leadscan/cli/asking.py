"""Doors to what is known: digests, leads, cases, sources, the outbox, and why not."""

from __future__ import annotations

from typing import Annotated

import typer

from leadscan import store
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Day, Desk
from leadscan.errors import UsageError
from leadscan.types import Lead

Rm = Annotated[str | None, typer.Option("--rm", help="An RM's id.")]


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("digest")(digest)
    app.command("leads")(leads)
    app.command("lead")(lead)
    app.command("why-not")(why_not)
    app.command("cases")(cases)
    app.command("sources")(sources)
    app.command("outbox")(outbox)


def digest(
    rm: Annotated[str, typer.Option("--rm", help="An RM's id.")],
    desk: Desk = DEFAULT_DESK,
    date: Day = None,
    as_json: AsJson = False,
) -> None:
    """One RM's digest of a day, as the email's text or as JSON."""
    from leadscan.digests import render, twin

    given = door.load(desk)
    day = door.today(given, date)
    with store.open_store(given, purpose="digest", create=False) as db:
        found = db.digest(rm, day)
        rms = [watchlist.rm for watchlist in db.watchlists()]
    if found is None:
        raise UsageError(f"no digest for {rm} on {day}; RMs of this desk: {', '.join(rms) or 'none'}")
    if as_json:
        door.print_data(twin.data(found))
    else:
        print(door.visible(render.message(found, settings=given, now=door.edition_time(given, day)).text))


def leads(
    desk: Desk = DEFAULT_DESK,
    date: Day = None,
    rm: Rm = None,
    left: Annotated[bool, typer.Option("--left", help="Only those that had no room in the day's email; they compete again for the next.")] = False,
    as_json: AsJson = False,
) -> None:
    """The leads of a day, best first."""
    given = door.load(desk)
    day = door.today(given, date)
    with store.open_store(given, purpose="leads", create=False) as db:
        found = db.leads(edition=day, rm=rm)
        if left:
            waiting = {lead for owner in {item.rm for item in found} if (made := db.digest(owner, day)) is not None for lead in made.left}
            found = [item for item in found if item.id in waiting]
    if as_json:
        door.print_json(found)
        return
    door.table(
        f"Leads of {day}{' that had no room in the email' if left else ''}",
        ("lead", "rm", "score", "company", "trigger", "stage", "since", "call", "why"),
        ((item.id, item.rm, f"{item.score:.1f}", item.company_name, item.trigger, item.stage, item.held or "", _call(item), "; ".join(_details(item)[:3])) for item in found),
    )


def _call(item: Lead) -> str:
    return "yes" if item.call else f"no: {item.suppressed}" if item.suppressed else ""


def _details(item: Lead) -> list[str]:
    return [reason.detail for reason in sorted(item.reasons, key=lambda reason: -abs(reason.score)) if reason.detail]


def lead(lead_id: Annotated[str, typer.Argument(metavar="ID")], desk: Desk = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """One lead with every reason and its evidence."""
    given = door.load(desk)
    with store.open_store(given, purpose="lead", create=False) as db:
        item = db.lead(lead_id)
    if item is None:
        raise UsageError(f"no lead {lead_id}; `leadscan leads` lists them")
    if as_json:
        door.print_json([item])
        return
    print(door.visible(f"{item.company_name}  ({' / '.join(item.names)})  for {item.rm}, {item.edition}\n{', '.join(item.triggers)}, {item.stage}; {item.need}"))
    if item.suppressed:
        print(door.visible(f"no outreach: {item.suppressed}"))
    door.table("Why", ("score", "signal", "detail"), ((f"{reason.score:+.1f}", reason.signal, reason.detail) for reason in item.reasons))
    door.table("Evidence", ("trigger", "stage", "source", "words", "link"), ((e.trigger, e.stage, e.evidence.source_id, e.evidence.quote, e.evidence.url) for e in item.events))


def why_not(
    company: Annotated[str, typer.Argument(help="A code, market:code or name.")],
    rm: Annotated[str, typer.Option("--rm", help="An RM's id.")],
    desk: Desk = DEFAULT_DESK,
    date: Day = None,
    as_json: AsJson = False,
) -> None:
    """Why a company is not in an RM's email: the stage at which it fell out."""
    from leadscan.stages import whynot

    given = door.load(desk)
    answer = whynot.why_not(given, company, rm, door.today(given, date))
    if as_json:
        door.print_data(answer)
    else:
        print(door.visible(str(answer["answer"])))


def cases(desk: Desk = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """IPO cases with stage, clock and history."""
    with store.open_store(door.load(desk), purpose="cases", create=False) as db:
        found = db.cases()
    if as_json:
        door.print_json(found)
        return
    door.table(
        "IPO cases",
        ("case", "issuer", "stage", "kind", "filed", "lapses", "history"),
        (
            (case.key, " / ".join(dict.fromkeys(filter(None, (case.issuer, case.issuer_zh)))), case.stage, case.kind, case.filed, case.lapses, "; ".join(f"{e.event_date} {e.form}" for e in case.events[-4:]))
            for case in found
        ),
    )


def sources(
    desk: Desk = DEFAULT_DESK,
    aside: Annotated[bool, typer.Option("--aside", help="What was put aside instead: entries that can never be read, with the reason.")] = False,
    opml: Annotated[bool, typer.Option("--opml", help="The feeds as OPML instead, for any feed reader.")] = False,
    as_json: AsJson = False,
) -> None:
    """Health of each source after its last poll."""
    if opml:
        from leadscan.news import opml as outlines

        with store.open_store(door.load(desk), purpose="sources", create=False) as db:
            print(outlines.write(db.sources()), end="")
        return
    with store.open_store(door.load(desk), purpose="sources", create=False) as db:
        found, put_aside = db.health(), db.quarantine()
    if aside:
        if as_json:
            door.print_json(put_aside)
        else:
            door.table("Put aside", ("source", "entry", "reason", "bytes", "when"), ((q.source_id, q.entry_id or q.piece[:60], q.reason, q.sha256, q.put_aside) for q in put_aside))
        return
    if as_json:
        door.print_json(found)
        return
    door.table(
        "Sources", ("source", "state", "since", "new", "newest", "detail"), ((h.source_id, h.state, h.since, h.new_entries, h.newest and f"{h.newest:%Y-%m-%d %H:%M}", h.detail) for h in found)
    )


def outbox(
    desk: Desk = DEFAULT_DESK,
    date: Day = None,
    release: Annotated[str | None, typer.Option("--release", metavar="MESSAGE-ID", help="Make a message in doubt ready again: it did not arrive.")] = None,
    as_json: AsJson = False,
) -> None:
    """Where each message stands; a row "sending" after a crash is in doubt and is never sent again by itself."""
    with store.open_store(door.load(desk), purpose="outbox", create=False) as db:
        if release is not None and not db.release(release):
            raise UsageError(f"--release {release}: no message in doubt of that id")
        rows = db.outbox(door.a_day(date) if date else None)
    if as_json:
        door.print_json(rows)
        return
    door.table(
        "Outbox", ("edition", "rm", "status", "subject", "where", "error", "message"), ((r.message.edition, r.message.rm, r.status, r.message.subject, r.place, r.error, r.message.message_id) for r in rows)
    )
