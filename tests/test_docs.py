"""What the documents say is what the program does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from leadscan import data, settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.mark.parametrize(("section", "key", "default", "meaning"), settings.describe(), ids=lambda value: str(value)[:20])
def test_every_setting_is_documented_with_its_default(section: str, key: str, default: object, meaning: str) -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8").partition(f"## [{section}]")[2].partition("\n## ")[0]
    shown = json.dumps(list(default) if isinstance(default, tuple) else default, ensure_ascii=False)
    assert f"| `{key}` | `{shown}` | {meaning} |" in text


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    names = {re.split(r"[<>=!\[ ;]", name)[0] for name in wanted}
    rows = set(re.findall(r"^\| ([A-Za-z0-9_.-]+) \| ", (DOCS / "dependencies.md").read_text(encoding="utf-8"), re.M)) - {"package"}
    assert rows == names


def test_every_command_of_the_readme_and_docs_exists() -> None:
    from leadscan.cli.app import app

    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    text = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *DOCS.glob("*.md")])
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
    named = set(re.findall(r"(?:^|[;&] )leadscan ([a-z][a-z-]+)", blocks, re.M)) | set(re.findall(r"`leadscan ([a-z][a-z-]+)", text))
    assert named <= commands
    assert {"init", "morning", "import", "check", "sources"} <= named


def test_the_lock_file_pins_with_hashes_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[A-Za-z0-9_.\[\]-]+==[^\s;\\]+", text, re.M)
    assert len(pins) > 100
    assert text.count("--hash=sha256:") >= len(pins)


def test_every_packaged_source_file_holds_one_source_of_its_own_name() -> None:
    names = data.files("sources")
    assert names
    for name in names:
        rows = data.read_toml("sources", name)["source"]
        assert [f"{row['id']}.toml" for row in rows] == [name]


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
