"""The house's rules, held by reading every import of the package, those inside functions too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "leadscan"
ROOMS = {"news", "filings", "nlp", "companies", "leads", "digests", "outreach", "reports"}
EDGES = {"web", "store", "mail", "desk"}
FLOORS = {
    **dict.fromkeys(["types", "errors"], 0),
    **dict.fromkeys(["text", "data", "records", "settings"], 1),
    **dict.fromkeys([*ROOMS, *EDGES], 2),
    **dict.fromkeys(["stages"], 3),
    **dict.fromkeys(["pipeline"], 4),
    **dict.fromkeys(["cli", "__init__"], 5),
    "__main__": 6,
}
WORLD = {"socket", "ssl", "http", "urllib.request", "httpx", "httpcore", "requests", "smtplib", "imaplib", "mailbox", "duckdb", "sqlite3", "subprocess", "shutil", "tempfile", "fcntl", "os"}
"""What touches the world; only edges and doors may import it."""


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    """The floor's name a file belongs to: its first folder or its own stem."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.extend((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of the module"
            module = node.module or ""
            found.append((node.lineno, module))
            if module == "leadscan":
                found.extend((node.lineno, f"leadscan.{alias.name}") for alias in node.names)
    return found


def own(name: str) -> str | None:
    """The part of leadscan that an import names; None for others and for leadscan itself."""
    pieces = name.split(".")
    return pieces[1] if pieces[0] == "leadscan" and len(pieces) > 1 and pieces[1] in FLOORS else None


def test_every_part_of_the_package_has_a_floor() -> None:
    assert {part(path) for path in modules()} == set(FLOORS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_and_rooms_do_not_meet(path: Path) -> None:
    here = part(path)
    for line, name in imports(path):
        other = own(name)
        if other is None or other == here:
            continue
        if here == "__init__":
            continue  # the verbs reach the stages from inside functions
        if {FLOORS[other], FLOORS[here]} == {1}:
            continue  # tools are no rooms: words are folded (text) when their tables are loaded (data), and texts look words up
        assert FLOORS[other] < FLOORS[here], f"{path}:{line}: {here} (floor {FLOORS[here]}) imports {other} (floor {FLOORS[other]})"


@pytest.mark.parametrize("path", [path for path in modules() if part(path) in ROOMS or FLOORS[part(path)] < 2], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_edges_touch_the_world(path: Path) -> None:
    for line, name in imports(path):
        assert name not in WORLD and name.split(".")[0] not in WORLD, f"{path}:{line}: {name} belongs to an edge"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called != "open", f"{path}:{node.lineno}: opens a file"
            assert called not in ("datetime.now", "datetime.today", "date.today", "time.time"), f"{path}:{node.lineno}: asks the clock; now is an argument"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_but_the_serve_door_knows_prefect(path: Path) -> None:
    for line, name in imports(path):
        assert not name.startswith("prefect"), f"{path}:{line}: leadscan never imports Prefect"
        assert not name.startswith("flows") or path.name == "morning.py", f"{path}:{line}: only `serve` reaches a flow"
