"""The files of a new desk, with comments that explain every key. Nothing that exists is overwritten."""

from __future__ import annotations

import json
import textwrap
import tomllib
from pathlib import Path
from typing import Any

from leadscan import data, settings
from leadscan.desk import needs, recording, secret
from leadscan.errors import DeskError

COMPANIES_HEAD = "market,code,name_en,name_zh_hant,name_zh_hans,aliases,sector,status,relation,owner\n"
SUPPRESSION_HEAD = "kind,value,reason,since,until\n"
CONSENTS_HEAD = "kind,value,given,until,how\n"
FOLDERS = ("archive", "outbox")
RECORDED = "recorded"
"""Folder of the sample's recorded answers inside the desk."""


def write(desk: Path, *, sample: bool = False) -> tuple[list[str], list[str]]:
    """Makes a desk; (written, left alone) file names. DeskError where the folder cannot be made."""
    try:
        for folder in ("", *FOLDERS):
            (desk / folder).mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise DeskError(f"{desk}: cannot be made: {e.strerror}") from e
    files = _sample_files() if sample else _plain_files()
    written, left = [], []
    for name, text in files.items():
        path = desk / name
        if path.exists():
            left.append(name)
            continue
        path.write_text(text, encoding="utf-8")
        written.append(name)
    if not (desk / secret.FILE).exists():
        secret.make(desk / secret.FILE)
        written.append(secret.FILE)
    if sample:
        (left if _write_recording(desk / RECORDED) else written).append(f"{RECORDED}/")
    return written, left


def settings_text(overrides: dict[str, dict[str, Any]] | None = None) -> str:
    """leadscan.toml with every key: its meaning as a comment, its default commented out, overrides as set."""
    given = overrides or {}
    parts = ["# Settings of this desk. A line without # is in force; the others show the default.\n# Environment variables LEADSCAN_<SECTION>_<KEY> go before this file.\n"]
    section = ""
    for name, key, default, meaning in settings.describe():
        if name != section:
            parts.append(f"\n[{name}]\n")
            section = name
        if meaning:
            parts.append("".join(f"# {line}\n" for line in textwrap.wrap(meaning, 110)))
        if key in given.get(name, {}):
            parts.append(f"{key} = {_toml(given[name][key])}\n")
        else:
            parts.append(f"# {key} = {_toml(default)}\n")
    return "".join(parts)


def _toml(value: Any) -> str:
    """A TOML value; JSON's texts, numbers, booleans and lists are TOML's too."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _plain_files() -> dict[str, str]:
    return {
        settings.FILE: settings_text(),
        "sources.toml": sources_text(),
        "watchlists.toml": data.read_text("desk", "watchlists.toml"),
        "companies.csv": COMPANIES_HEAD,
        "suppression.csv": SUPPRESSION_HEAD,
        "consents.csv": CONSENTS_HEAD,
        needs.FILE: needs.text(),
    }


def sources_text() -> str:
    """sources.toml of a new desk: every packaged public source, commented out until the desk wants it and names a contact."""
    head = data.read_text("desk", "sources_head.toml")
    blocks = [textwrap.indent(data.read_text("sources", name).strip(), "# ") for name in data.files("sources")]
    return head + "\n" + "\n\n".join(blocks) + "\n"


def _sample_files() -> dict[str, str]:
    names = data.files("sample", "desk", suffix="")
    texts = {name: data.read_text("sample", "desk", name) for name in names}
    overrides: dict[str, dict[str, Any]] = {
        "bank": {
            "name": "Ferry Street Bank", "name_zh": "渡輪街銀行", "address": "18 Ferry Street, Example Quay, Hong Kong", "address_zh": "香港示例碼頭渡輪街18號", "phone": "2100 0100",
            "fax": "2100 0101", "contact": "operator@ferrystreet.example",
        },
        "replies": {"maildir": "replies", "address": "leadscan@ferrystreet.example"},
        "web": {"replay": RECORDED, "pause": 0.0},
    }
    return {settings.FILE: settings_text(overrides), needs.FILE: needs.text(), **texts}


def _write_recording(place: Path) -> bool:
    """Renders the packaged sample into the desk; True where a recording was there already."""
    if place.exists():
        return True
    sources = tomllib.loads(data.read_text("sample", "desk", "sources.toml"))["source"]
    recording.write(place, sample_days(), sources)
    return False


def sample_days() -> list[dict[str, Any]]:
    """The packaged days of the sample, in order."""
    return [data.read_toml("sample", name) for name in data.files("sample") if name.startswith("day")]
