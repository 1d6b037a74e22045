"""The fax: letter and bank brief as a PDF of exactly two A4 pages, black on white, every font embedded.

Typst sets it. Text goes in as data and can only ever be text; fonts are those of two packages, so that every machine makes the same bytes.
What has no glyph in them is replaced by a box and said. A letter that runs over its page is set smaller, then quotes less, by ``STEPS``;
what still runs over is an error that says so.
"""

from __future__ import annotations

import functools
import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from leadscan.data import read_text
from leadscan.errors import DeskError, UsageError
from leadscan.outreach.calendar import HONG_KONG
from leadscan.outreach.letters import QUOTE_WIDTH, Letter, Part

STEPS: tuple[tuple[float, int, float], ...] = ((11.5, QUOTE_WIDTH, 1.8), (11, QUOTE_WIDTH, 1.4), (10.5, 160, 1.1), (10, 110, 0.9), (9.5, 60, 0.7), (9, 40, 0.5))
"""(size of type in points, width of the quote, room for the signature in centimetres), tried in turn. Below 9 points a fax is hard to read."""
PAGES = 2
_PACKAGE = re.compile(r"[\"']@\w+/")
BOX = "□"
"""Stands for a sign that no font has."""
_UNREAD = re.compile(r"[\s\u00ad\ufffe\u2010\u2011-]+")
"""What a reader of PDFs may drop or add: blanks, line breaks, and hyphens at the end of a line."""


@dataclass(frozen=True, slots=True)
class Fax:
    """A finished fax."""

    pdf: bytes
    letter: Letter
    """As it was set: perhaps with a shorter quote than asked for."""
    pages: tuple[str, ...]
    """The text of each page, read back out of the PDF."""
    size: float
    """Size of type, in points."""
    replaced: str
    """Signs that have no glyph and were printed as a box; empty = none."""


def render(compose: Callable[[int], Letter], *, templates: Mapping[str, str] | None = None) -> Fax:
    """The fax of a letter; ``compose`` makes the letter with a quote of at most that width.

    UsageError where the letter does not fit on one page even at the smallest step, or the brief on the other. DeskError where the desk's own
    ``fax.typ`` is wrong.
    """
    template = (templates or {}).get("fax.typ") or read_text("templates", "fax.typ")
    counts: tuple[int, float] = (0, 0)
    for size, quote_width, gap in STEPS:
        letter = compose(quote_width)
        drawn, replaced = _drawable(letter)
        pdf = _compile(template, {**drawn, "size": size, "gap": gap}, letter)
        pages = extract(pdf)
        if len(pages) == PAGES:
            return Fax(pdf, letter, pages, size, replaced)
        counts = (len(pages), size)
    raise UsageError(
        f"the letter to {letter.company[:60]} and the brief take {counts[0]} pages at {counts[1]:g} points where {PAGES} are allowed: shorten the desk's templates/letters or the bank's name and address"
    )


def extract(pdf: bytes) -> tuple[str, ...]:
    """The text of every page, read by another engine than the one that set it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return tuple(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)
    finally:
        document.close()


def flat(text: str) -> str:
    """A text without blanks, line breaks and hyphens, compatible shapes as one: what two readings of the same page share."""
    return _UNREAD.sub("", unicodedata.normalize("NFKC", text))


def expected(fax: Fax) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every line that page one and page two must hold, as drawn; in the form of ``flat``."""
    drawn, _ = _drawable(fax.letter)
    bank = tuple(drawn["bank"][field] for field in ("name", "name_zh", "address", "address_zh", "phone", "fax"))
    first = tuple(line for part in drawn["letter"] if part["kind"] != "sender" for line in part["lines"])
    second = tuple(re.sub(r"^[#*] ", "", line) for part in drawn["brief"] for line in part["lines"])
    return tuple(filter(None, map(flat, (*bank, *first)))), tuple(filter(None, map(flat, (*bank, *second))))


def _compile(template: str, data: Mapping[str, Any], letter: Letter) -> bytes:
    import typst

    if _PACKAGE.search(template):
        raise DeskError("templates/fax.typ: imports a package; nothing is fetched while a letter is made")
    # Made on the day of the letter, whenever it is made: the same letter is the same bytes.
    stamp = int(datetime.combine(letter.today, time(9), tzinfo=HONG_KONG).timestamp())
    try:
        made = typst.compile(
            template.encode(), root=str(_fonts()[0].parent), font_paths=_loaded(), format="pdf", sys_inputs={"letter": json.dumps(data, ensure_ascii=False)}, pdf_standards=["a-2b"],
            timestamp=stamp,
        )  # fmt: skip
    except typst.TypstError as e:
        raise DeskError(f"templates/fax.typ: {' '.join(str(e).split())[:300]}") from e
    if not isinstance(made, bytes):
        raise DeskError("templates/fax.typ: typst made no PDF")
    return made


# --- glyphs ---


def _fonts() -> tuple[Path, ...]:
    """Serif and sans for Traditional, then for Simplified."""
    import pylopdf_fonts_zh_cn as simplified
    import pylopdf_fonts_zh_tw as traditional

    return traditional.serif_path(), traditional.sans_path(), simplified.serif_path(), simplified.sans_path()


@functools.cache
def _loaded() -> Any:
    """Those fonts and no others as typst holds them; of this machine's none."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in dict.fromkeys(path.parent for path in _fonts())])


@functools.cache
def _glyphs() -> frozenset[int]:
    """Code points that can be drawn both in serif and in sans."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

    known = []
    for path in _fonts():
        with TTFont(path, lazy=True) as font:
            known.append(frozenset(font.getBestCmap()))
    return (known[0] | known[2]) & (known[1] | known[3])


def _drawable(letter: Letter) -> tuple[dict[str, Any], str]:
    """The data of the template, every sign of which has a glyph, and the signs that had none."""
    missing: dict[str, None] = {}

    def draw(text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        for sign in composed:
            if ord(sign) not in _glyphs():
                missing[sign] = None
        return "".join(sign if ord(sign) in _glyphs() else BOX for sign in composed)

    chinese = letter.language != "en"
    families = ("TC", "SC") if letter.language != "zh-Hans" else ("SC", "TC")
    bank = {field: draw(" ".join(getattr(letter.bank, field).split())) for field in ("name", "name_zh", "address", "address_zh", "phone", "fax")}
    data: dict[str, Any] = {
        "lang": letter.language,
        "code": "zh" if chinese else "en",
        "region": {"zh-Hant": "HK", "zh-Hans": "CN"}.get(letter.language, "GB"),
        "serif": [f"Noto Serif {family}" for family in families],
        "sans": [f"Noto Sans {family}" for family in families],
        "title": draw(f"{letter.company} - {letter.bank.name}"),
        "bank": bank,
        "letter": [_part(part, draw, paragraphs=part.kind == "body") for part in letter.letter],
        "brief": [_part(part, draw, rows=part.kind == "body") for part in letter.brief],
    }
    return data, "".join(missing)


def _part(part: Part, draw: Callable[[str], str], *, paragraphs: bool = False, rows: bool = False) -> dict[str, Any]:
    lines = [draw(line) for line in part.lines]
    made: dict[str, Any] = {"kind": part.kind, "lines": [line.strip() for line in lines]}
    if paragraphs:
        made["paragraphs"] = [{"text": line.strip(), "display": line.startswith("    ")} for line in lines if line.strip()]
    if rows:
        made["rows"] = [{"kind": {"#": "head", "*": "point"}.get(line[:1] if line[1:2] == " " else "", "plain"), "text": re.sub(r"^[#*] ", "", line).strip()} for line in lines if line.strip()]
    return made
