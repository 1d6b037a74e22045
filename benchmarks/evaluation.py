"""Raises the floors of ``leadscan eval`` (leadscan/data/evaluation/floors.toml) to what is reached now; refuses to lower one unless told.

    python -m benchmarks.evaluation FOLDER [--set SET ...] [--lower SET.FIGURE "why" ...]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from leadscan.desk.labelled import Folder
from leadscan.stages import evaluation
from leadscan.stages.evaluation import events, floors

FILE = Path(__file__).parents[1] / "leadscan" / "data" / "evaluation" / "floors.toml"


def main() -> None:
    """Writes the file, or says why not and exits with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", dest="sets", choices=sorted(evaluation.SETS))
    parser.add_argument("--lower", nargs=2, action="append", default=[], metavar=("SET.FIGURE", "WHY"))
    given = parser.parse_args()
    folder, known = Folder(given.folder), floors.load()
    chosen = [evaluation.SETS[name] for name in given.sets or evaluation.SETS]
    why = {name: " ".join(reason.split()) for name, reason in given.lower}
    digests = {which.name: folder.digest(which.files) for which in chosen if which.files}
    others = [name for name, digest in digests.items() if known["digest"].get(name, digest) != digest and not any(lowered.startswith(f"{name}.") for lowered in why)]
    if others:
        sys.exit(f"the files of {', '.join(others)} are others than the floors'; name the figures that may fall with --lower")
    parts, refused = {"sample": known["sample"], "full": known["full"]}, []
    for part, full in (("sample", False), ("full", True)):
        run = evaluation.Evaluation(folder, full=full)
        reached = {which.name: {figure.name: figure.value for figure in which.measure(which, run)[0] if figure.name != events.STRICT} for which in chosen if which.sampled is not full or full}
        found = floors.update(parts[part], reached, lower=frozenset(why))
        parts[part] = found.floors
        refused += [f"{part}: {line}" for line in found.refused]
    if refused:
        sys.exit("\n".join(["not lowered:", *refused]))
    FILE.write_text(floors.text({**known["digest"], **digests}, parts, why), encoding="utf-8")
    print(FILE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
