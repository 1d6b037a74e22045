"""Charts and pages of research reports: right signs, nothing runs, the same rows the same bytes."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from leadscan.reports import charts, pages, sheets
from leadscan.reports.pages import Chart, Page, Table

MADE = datetime(2026, 5, 13, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 14)
HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "#eval(read(\"/etc/passwd\"))", "$x$ *b* _i_ `c` \\ @a <b> //c", "= head\n+ list", "{{ 7 * 7 }}", "A$B$ Holdings", "\x00\x1b[31m", "𠮷野家 한국 ไทย 😀"]


def page(*cells: str, language: str = "en") -> Page:
    rows = tuple((cell, "1") for cell in cells)
    return Page("Title " + cells[0], "sub", language, (("Articles", "7"),), (Chart("By day", charts.bars([(cell, 2.0) for cell in cells], language=language)), Table("T", ("a", "b"), rows, (3, 1), (1,))))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return "\n".join(one.get_textpage().get_text_range() for one in document)
    finally:
        document.close()


@pytest.mark.parametrize("cell", HOSTILE)
def test_outside_text_is_only_ever_text(cell: str) -> None:
    made = page(cell)
    html = pages.html(made)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert re.findall(r"<img [^>]*>", html) == re.findall(r'<img alt="By day" src="data:image/svg\+xml;base64,[^"]+">', html)
    text = re.sub(r"\s", "", text_of(pages.pdf(made, made=MADE)))
    shown = re.sub(r"[\s\W]", "", "".join(char for char in cell if char.isprintable() and char.isascii()))
    assert shown in re.sub(r"\W", "", text)


@pytest.mark.parametrize(("language", "words"), [("zh-Hant", "翠雀機器人股份有限公司"), ("zh-Hans", "翠雀机器人股份有限公司"), ("en", "Larkspur 翠雀機器人")])
def test_chinese_is_right_in_pdf_and_pictures(language: str, words: str) -> None:
    made = page(words, language=language)
    assert words in text_of(pages.pdf(made, made=MADE))
    (picture, _) = made.parts
    assert isinstance(picture, Chart)
    assert "<text" not in picture.svg  # letters are outlines
    assert len(re.findall(r"<use ", picture.svg)) >= len(words)


def test_no_sign_of_the_charts_is_missing_in_its_font(recwarn: pytest.WarningsRecorder) -> None:
    from matplotlib import font_manager

    for language in ("en", "zh-Hant", "zh-Hans"):
        words = pages.words(language)
        said = "".join([*words["figures"], words["opportunities"], words["risk"], words["other"]])
        covered: set[int] = set()
        for family in charts._families(language):
            covered |= set(font_manager.get_font(font_manager.findfont(family)).get_charmap())
        assert {sign for sign in said if ord(sign) not in covered} == set()


def test_the_same_rows_are_the_same_bytes() -> None:
    assert pages.pdf(page("甲乙", language="zh-Hant"), made=MADE) == pages.pdf(page("甲乙", language="zh-Hant"), made=MADE)
    assert pages.html(page("甲乙")) == pages.html(page("甲乙"))


def test_a_report_without_anything_to_tell_says_so() -> None:
    empty = {"figures": [(0, 0, 0, 0, 0)], "days": [], "sectors": [], "triggers": [], "most_written": [], "risks": [], "banks": []}
    made = sheets.week(empty, first=FIRST, last=LAST, language="en")
    assert "Nothing in these days." in text_of(pages.pdf(made, made=MADE))
    assert made.subtitle == "2026-05-01 to 2026-05-14"


def test_ids_are_shown_as_words_and_unknown_ones_as_they_are() -> None:
    assert sheets.trigger_name("IPO_FILED", "zh-Hant") == "遞表申請上市"
    assert (sheets.trigger_name("NEW_KIND", "en"), sheets.sector_name("no_such", "en")) == ("NEW_KIND", "no_such")
    assert sheets.stage_name("CLEARED", "en") == "hearing passed"
