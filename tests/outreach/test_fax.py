"""The fax PDF: two pages, the law's blocks, the same text when read back by another engine, whatever the words."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscan.data import read_text
from leadscan.errors import DeskError, UsageError
from leadscan.outreach import fax, letters, uemo
from leadscan.settings import Bank
from leadscan.types import Event
from tests.outreach.outreach_makers import BANK, DAY, event, lead

LANGUAGES = ["en", "zh-Hant", "zh-Hans"]
HOSTILE = [
    '#set page(width: 1cm) $x$ *bold* _it_ `raw` @ref <label> \\u{41} #import "@preview/x:1.0.0"', "<script>alert(1)</script> <b>&amp;</b>", "a\x00b\x1b[31m\x07c\r\nSubject: x", "\u202egnp.exe \u2066shalom\u2069 שלום مرحبا",
    "rocket 🚀 and family 👨‍👩‍👧 and 🇭🇰", "Ünïcödé Zoë Müller-Groß e\u0301 naïve", "㐀㐁 𠮷野家 﨑", "W" * 300, "無" * 300, "0123456789-" * 30, "fi ffl — “quoted” ’s … 1/2 ½ №", "= Heading\n- list\n+ enum\n/ term: x", "https://a.example/" + "x" * 250,
    "", " ", "\u200b\ufeff\u00ad", "== optout ==", "#" * 80, "~" * 80, "ﬁ ﬂ Å Ω",
]  # fmt: skip


def render(language: str = "en", *, bank: Bank = BANK, rm_name: str = "Karen Lau", number: str | None = "+852 2100 8888", templates: dict[str, str] | None = None, addressee: str | None = None, quote: str | None = None, **changes: Any) -> fax.Fax:
    events: tuple[Event, ...] = (event(quote=f"{quote}."),) if quote is not None else (event(),)
    one = lead(events=events, **changes)

    def compose(width: int) -> letters.Letter:
        return letters.compose(
            one, None, language=language, bank=bank, rm_name=rm_name, today=DAY, source="海角晨報", fax=number, addressee=addressee, templates=templates, quote_width=width  # type: ignore[arg-type]  # a table of languages
        )  # fmt: skip

    return fax.render(compose, templates=templates)


def holds_all(made: fax.Fax) -> bool:
    """Every line that was to be printed stands on its page, in the text that another engine reads."""
    return all(line in fax.flat(page) for page, lines in zip(made.pages, fax.expected(made), strict=True) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["+852 2100 8888", None])
def test_every_fax_keeps_every_rule_and_reads_back_as_it_was_written(language: str, number: str | None) -> None:
    made = render(language, number=number)
    assert uemo.broken(made.pages, BANK, number) == ()
    assert holds_all(made)
    assert made.replaced == "" and made.size == fax.STEPS[0][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fax_is_two_a4_pages_in_black_with_all_fonts_inside(language: str) -> None:
    made = render(language)
    document = pypdfium2.PdfDocument(BytesIO(made.pdf))
    assert [tuple(round(side) for side in page.get_size()) for page in document] == [(595, 842)] * 2
    assert b"/FontFile" in made.pdf and b"/Subtype/Image" not in made.pdf.replace(b" ", b"")
    for page in document:
        picture = page.render(scale=1).to_numpy()
        assert (picture.max(axis=2) == picture.min(axis=2)).all(), "no colour"
    document.close()


def test_the_same_letter_is_the_same_bytes() -> None:
    assert render("zh-Hant").pdf == render("zh-Hant").pdf


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_are_only_words_and_one_page_stays_one_page(language: str, words: str) -> None:
    made = render(language, company_name=f"X {words}", names=(), quote=words, rm_name=words, addressee=words or None)
    assert len(made.pages) == fax.PAGES and holds_all(made)
    assert uemo.broken(made.pages, BANK, "+852 2100 8888") == ()


def test_what_has_no_glyph_is_a_box_and_said() -> None:
    made = render("en", company_name="Rocket 🚀 Works", names=())
    assert made.replaced == "🚀" and "Rocket □ Works" in made.pages[0]


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | st.sampled_from(HOSTILE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(LANGUAGES), names, names, names)
def test_any_words_in_any_language_make_a_lawful_fax_of_two_pages(language: str, company: str, quote: str, person: str) -> None:
    made = render(language, company_name=f"X {company}", names=(), quote=quote, rm_name=person)
    assert uemo.broken(made.pages, BANK, "+852 2100 8888") == () and holds_all(made)


def test_a_letter_too_long_for_its_page_is_set_smaller_and_then_quotes_less() -> None:
    body = "{% if quote %}\nWe read"
    own = read_text("templates", "letters", "en.txt.j2").replace(body, "A further paragraph of the bank's own words that fills the page.\n\n" * 16 + body)
    made = render("en", templates={"letters/en.txt.j2": own}, quote="A quoted sentence that goes on for very long. " * 20)
    assert len(made.pages) == fax.PAGES and made.size < fax.STEPS[0][0] and holds_all(made)


def test_a_letter_that_cannot_fit_is_an_error_that_says_so() -> None:
    own = read_text("templates", "letters", "en.txt.j2").replace("== body ==\n", "== body ==\n" + "A paragraph of the bank's own.\n\n" * 80)
    with pytest.raises(UsageError, match=r"take \d pages at 9 points where 2 are allowed"):
        render("en", templates={"letters/en.txt.j2": own})


@pytest.mark.parametrize("template", ["#nonsense(", "#let data = json(bytes(sys.inputs.missing))", '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0"'])
def test_a_desks_own_looks_that_are_wrong_are_named_and_reach_neither_files_nor_the_network(template: str) -> None:
    with pytest.raises(DeskError, match=r"templates/fax\.typ"):
        render("en", templates={"fax.typ": template})


@pytest.mark.parametrize(
    ("rule", "bank", "drop"),
    [
        ("opt_out_fax", replace(BANK, fax="+86 755 2100 0001"), ""), ("sender_name", BANK, "示例銀行"), ("sender_address", BANK, "1 Example Road"), ("opt_out_chinese", BANK, "取消"), ("opt_out_english", BANK, "unsubscribe"),
        ("opt_out_english", BANK, "30 days"), ("recipient_number", BANK, "2100 8888"), ("sender_phone", BANK, "2100 0000"),
    ],
)  # fmt: skip
def test_the_checklist_finds_what_is_missing(rule: str, bank: Bank, drop: str) -> None:
    pages = [page.replace(drop, "") if drop else page for page in render("en", bank=bank).pages]
    assert rule in {check.rule for check in uemo.broken(pages, bank, "+852 2100 8888")}


def test_a_page_too_many_breaks_the_checklist() -> None:
    assert [check.rule for check in uemo.broken((*render("en").pages, "x"), BANK, "+852 2100 8888")] == ["pages"]
