"""The door to how right leadscan is: ``leadscan eval``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import leadscan
from leadscan.cli import door
from leadscan.cli.door import DEFAULT_DESK, AsJson, Desk
from leadscan.errors import UsageError

if TYPE_CHECKING:
    from leadscan.stages.evaluation import Outcome

DATA = "LEADSCAN_EVAL_DATA"


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("eval")(evaluate)


def evaluate(
    desk: Desk = DEFAULT_DESK,
    sets: Annotated[list[str] | None, typer.Option("--set", help="A set to measure; may be given again. All where none is given.")] = None,
    data: Annotated[Path | None, typer.Option("--data", envvar=DATA, help="The folder of the labelled sets; else the recorded data beside the checkout.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read whole sets, not samples.")] = False,
    faults: Annotated[int, typer.Option("--faults", help="Print this many faults of an event set in place of figures.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Accuracy on labelled sets, beside pinned floors; exit 1 where one is not reached. The models of the desk's [nlp] settings read."""
    from leadscan.desk.labelled import Folder
    from leadscan.stages import evaluation

    chosen = _chosen(sets or [], evaluation.SETS)
    place = data or _beside()
    folder = Folder(place) if place is not None else None
    given = door.load(desk)
    with door.bars(quiet=as_json) as progress:
        run = evaluation.Evaluation(folder, settings=given, full=full, progress=progress)
        if faults:
            print("\n".join(line for name in chosen if name.endswith("_events") for line in evaluation.faults(name, run)[:faults]))
            return
        outcomes, left = evaluation.measured_all(chosen, run, needed=bool(sets))
    for outcome in outcomes:
        _show(outcome, as_json)
    if not as_json:
        print("\n".join(left))
    if any(outcome.under for outcome in outcomes):
        raise typer.Exit(1)


def _chosen(sets: list[str], known: Any) -> list[str]:
    unknown = [name for name in sets if name not in known]
    if unknown:
        raise UsageError(f"--set {unknown[0]}: there are {', '.join(known)}")
    return list(dict.fromkeys(sets)) or list(known)


def _beside() -> Path | None:
    """The recorded data beside the checkout this package runs from; None where there is none."""
    place = Path(os.environ.get("LEADSCAN_SHARED") or Path(leadscan.__file__).parents[2] / "shared") / "data"
    return place if place.is_dir() else None


def _show(outcome: Outcome, as_json: bool) -> None:
    from leadscan.stages import evaluation

    if as_json:
        door.print_data(evaluation.records(outcome))
        return
    rows = []
    for figure in outcome.figures:
        counted = figure.value_given is None
        precision = f"{figure.count.precision:.3f}" if counted and figure.kind == "F1" else ""
        recall = f"{figure.count.recall:.3f}" if counted and figure.kind == "F1" else ""
        floor = outcome.floors.get(figure.name)
        low = any(line.startswith(f"{figure.name}: ") for line in outcome.under)
        rows.append(
            (figure.name, figure.kind, f"{figure.value:.3f}", precision, recall, figure.count.wanted or "", "" if floor is None else f"{floor:.3f}{' UNDER' if low else ''}", "" if figure.aim is None else f"{figure.aim:.2f}")
        )
    title = f"{outcome.name} ({outcome.languages}; {outcome.texts} texts; register: {outcome.register}): {outcome.title}"
    door.table(title, ("figure", "measure", "value", "precision", "recall", "wanted", "floor", "aim"), rows)
    print(f"{outcome.note}\n" if outcome.note else "")
