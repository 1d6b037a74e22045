"""A report as a page: headline figures, charts and tables, written as HTML that stands alone and as PDF."""

from __future__ import annotations

import base64
import functools
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadscan.data import place, read_text, read_toml


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture."""

    title: str
    svg: str
    kind: str = "chart"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the page's width."""
    numbers: tuple[int, ...] = ()
    """Columns set to the right."""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Page:
    """One report."""

    title: str
    subtitle: str
    language: str
    figures: tuple[tuple[str, str], ...]
    """(name, value)."""
    parts: tuple[Chart | Table, ...]


@functools.cache
def words(language: str) -> Mapping[str, Any]:
    """Words of reports; English where the language is not known."""
    known = read_toml("templates", "report-words.toml")
    found: Mapping[str, Any] = known.get(language, known["en"])
    return found


def html(page: Page) -> str:
    """A page that needs no other file and runs nothing."""
    parts = [_with_picture(part) for part in page.parts]
    return str(_template().render(page=page, parts=parts, made=words(page.language)["made"], none=words(page.language)["none"]))


def pdf(page: Page, *, made: datetime) -> bytes:
    """The same as PDF, fonts inside; the same page made at the same moment is the same bytes."""
    import typst

    chinese = page.language != "en"
    families = ["Noto Sans SC", "Noto Sans TC"] if page.language == "zh-Hans" else ["Noto Sans TC", "Noto Sans SC"]
    data = {
        "title": _drawn(page.title),
        "subtitle": _drawn(page.subtitle),
        "fonts": families,
        "code": "zh" if chinese else "en",
        "region": {"zh-Hant": "HK", "zh-Hans": "CN"}.get(page.language, "GB"),
        "figures": [{"name": name, "value": value} for name, value in page.figures],
        "parts": [_part(part) for part in page.parts],
        "none": words(page.language)["none"],
        "made": words(page.language)["made"],
    }
    document = typst.compile(
        read_text("templates", "report.typ").encode(), root=str(place("templates")), font_paths=_fonts(), format="pdf", sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        timestamp=int(made.timestamp()),
    )  # fmt: skip
    assert isinstance(document, bytes)
    return document


def _part(part: Chart | Table) -> dict[str, Any]:
    if isinstance(part, Chart):
        return {"kind": part.kind, "title": _drawn(part.title), "svg": part.svg}
    rows = [[_drawn(cell) for cell in row] for row in part.rows]
    return {"kind": part.kind, "title": _drawn(part.title), "columns": list(part.columns), "rows": rows, "widths": list(part.widths), "numbers": list(part.numbers)}


def _drawn(text: str) -> str:
    """One line of signs that can be printed."""
    return "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", " ".join(text.split())))


def _with_picture(part: Chart | Table) -> dict[str, Any]:
    made = {name: getattr(part, name) for name in part.__slots__}
    if isinstance(part, Chart):
        made["picture"] = base64.b64encode(part.svg.encode()).decode()
    return made


@functools.cache
def _template() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(read_text("templates", "report.html.j2"))


@functools.cache
def _fonts() -> Any:
    """Fonts of two packages, and of this machine none."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path as simplified
    from pylopdf_fonts_zh_tw import sans_path as traditional

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(simplified().parent), str(traditional().parent)])
