"""Doors to the desk itself: init, import, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk, Now


def add(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("init")(init)
    app.command("import")(import_)
    app.command("check")(check)


def init(
    desk: Desk = DEFAULT_DESK,
    sample: Annotated[bool, typer.Option("--sample", help="With the bundled recorded morning: everything runs with no network.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a desk: settings, sources, watchlists, companies and suppression list, each with comments. Nothing that exists is overwritten."""
    from leadscan.desk import write

    written, left = write(desk, sample=sample)
    if as_json:
        door.print_data({"desk": str(desk), "written": written, "left": left})
        return
    print(f"desk at {desk}: wrote {', '.join(written) or 'nothing'}")
    if left:
        print(f"left as they are: {', '.join(left)}")
    if sample:
        print(f"next: leadscan morning --desk {desk}   (once for each of the two recorded days)")
    else:
        print(f"next: name a contact in {desk / 'leadscan.toml'}, take the # from sources in {desk / 'sources.toml'}, then `leadscan import companies FILE` and watchlists")


def import_(
    what: Annotated[str, typer.Argument(help="sources, companies, watchlists, suppression, consents or touches.")],
    file: Annotated[Path, typer.Argument(help="CSV, CSV.gz, XLSX, JSONL or TOML; OPML for sources.")],
    register: Annotated[str | None, typer.Option("--register", help="suppression: the file is a whole do-not-call register; there is fax.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day on which the register was fetched, e.g. 2026-03-10; ten working days later it blocks.")] = None,
    desk: Desk = DEFAULT_DESK,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Take in a list; say what was taken, changed and refused, row by row."""
    from leadscan.errors import UsageError
    from leadscan.stages import outreach, takein

    given = door.load(desk)
    if register is not None or as_of is not None:
        if what != "suppression" or register is None or as_of is None:
            raise UsageError("--register belongs to `leadscan import suppression FILE --register fax --as-of DAY`")
        report = outreach.import_register(given, file, register, as_of=door.a_day(as_of), now=door.clock(given, now, None))
    elif what == "touches":
        report = outreach.import_touches(given, file, now=door.clock(given, now, None))
    elif what in ("suppression", "consents"):
        report, late = outreach.import_list(given, what, file, now=door.clock(given, now, None))
        for line in late:
            print(f"late: {line}", file=sys.stderr)
    else:
        report = takein.take_in(given, what, file)
    if as_json:
        door.print_json([report])
    else:
        print(f"{what} from {file}: {report.added} added, {report.changed} changed, {report.unchanged} as they were, {len(report.refused)} refused")
        if report.unknown_columns:
            print(f"left aside, columns nobody reads: {', '.join(report.unknown_columns)}")
        for number, reason in report.refused:
            print(f"{file}:{number}: refused: {reason}")
    if report.refused:
        raise typer.Exit(1)


def check(desk: Desk = DEFAULT_DESK, as_json: AsJson = False) -> None:
    """Say what is wrong with the desk: file, line and key."""
    from leadscan.data import sectors
    from leadscan.stages import outreach, takein

    given = door.load(desk)
    wrong = [*takein.check(given), *outreach.check(given)]
    if not given.bank.contact and not given.web.replay:
        wrong.append(f"{desk / 'leadscan.toml'}: bank.contact: empty; no public host is asked without it")
    if as_json:
        door.print_data({"desk": str(desk), "wrong": wrong, "sectors": [sector.id for sector in sectors.sectors()]})
    else:
        for line in wrong:
            print(line)
        print(f"sectors there are: {', '.join(sector.id for sector in sectors.sectors())}")
        print("all is well" if not wrong else f"{len(wrong)} to mend")
    if wrong:
        raise typer.Exit(1)
