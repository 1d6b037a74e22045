"""Names as strings: nothing is cut to nothing, and each spelling of one firm compares as that firm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import names
from leadscan.text.normalize import SPACE, fold
from leadscan.types import Company


def company(**values: object) -> Company:
    return Company(**{"key": "HKEX:09901", "market": "HKEX", "code": "09901", **values})  # type: ignore[arg-type]  # a maker with defaults


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Harbour Kite Holdings Limited", "Harbour Kite Holdings"),
        ("Harbour Kite Holdings Co., Ltd.", "Harbour Kite Holdings"),
        ("Harbour Kite, Inc.", "Harbour Kite"),
        ("Kite & Co", "Kite"),
        ("Kite (China) Limited", "Kite (China)"),
        ("Kite S.p.A.", "Kite"),
        ("Limited", "Limited"),
        ("Co., Ltd.", "Co"),
        ("鳶港集團有限公司", "鳶港集團"),
        ("鸢港科技股份有限公司", "鸢港科技"),
        ("鳶港銀行(香港)有限公司", "鳶港銀行(香港)"),
        ("有限公司", "有限公司"),
        ("公司", "公司"),
        ("", ""),
    ],
)
def test_the_legal_form_is_cut_and_something_is_always_left(written: str, shown: str) -> None:
    assert names.strip_legal(written) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Kite Holdings Limited", "HARBOUR KITE HOLDINGS LTD"),
        ("The Kite & Lantern Company Limited", "Kite and Lantern Co., Ltd."),
        ("K.L.M. Kite Inc.", "KLM Kite Incorporated"),
        ("Kite's Lantern plc", "Kites Lantern"),
        ("鳶港集團有限公司", "鸢港集团股份有限公司"),
        ("鳶港汽車－Ｗ", "鸢港汽车"),
        ("*ST鸢港", "鳶港"),
        ("鳶港Ａ", "鸢港"),
        ("鳶港有限公 司", "鳶港有限公司"),
        ("KITE BANCSHARES INC /MD/", "Kite Bancshares, Inc."),
        ("Kite Lantern SA/ADR", "Kite Lantern S.A."),
        ("鳶港(集團)股份有限公司", "鳶港有限公司"),
    ],
)
def test_two_spellings_of_one_firm_compare_the_same(one: str, other: str) -> None:
    assert names.compare(one) == names.compare(other)


@pytest.mark.parametrize(("one", "other"), [("Kite Energy Ltd", "Kite Power Ltd"), ("Kite Bank of the East", "Kite Bank of the West"), ("鳶港地產", "鳶港物業"), ("A-B-C Company", "Company")])
def test_two_firms_do_not_compare_the_same(one: str, other: str) -> None:
    assert names.compare(one) != names.compare(other)


@pytest.mark.parametrize(
    ("written", "short"),
    [("Harbour Kite Group Holdings Limited", "Harbour Kite"), ("鳶港控股集團有限公司", "鳶港"), ("鳶港集團－SW", "鳶港"), ("Holdings Limited", "Holdings"), ("集團", "集團"), ("Kite Hldgs Ltd", "Kite")],
)
def test_the_core_of_a_name_bears_no_group_word(written: str, short: str) -> None:
    assert names.core(written) == short


def test_a_company_is_named_by_its_legal_name_its_core_and_its_leading_words() -> None:
    found = {form.text: form.kind for form in names.forms(company(name_en="Quillhaven Automobile Holdings Limited", name_zh_hant="鳶灣沐汽車控股有限公司", aliases=("鳶灣沐汽車－W",)))}
    assert found["quillhaven automobile holdings limited"] == "legal"
    assert found["quillhaven automobile holdings"] == "short"
    assert found["quillhaven automobile"] == "core"
    assert found["quillhaven"] == "brand"
    assert found["鸢湾沐汽车控股有限公司"] == "legal"
    assert found["鸢湾沐汽车"] == "short"
    assert found["鸢湾沐"] == "brand"


@pytest.mark.parametrize(("name", "weak"), [("鳶港", True), ("鳶灣沐", False), ("Target", True), ("Quillhaven", False), ("QHV", True), ("Hong Kong", True), ("Quillhaven Foods", False), ("理想", True), ("東亞", True)])
def test_short_names_words_and_places_are_weak(name: str, weak: bool) -> None:
    assert names.is_weak(names.scannable(name)) is weak


def test_a_place_or_a_generic_word_is_never_a_form() -> None:
    texts = {form.text for form in names.forms(company(name_en="Hong Kong Holdings Limited", name_zh_hant="香港控股有限公司"))}
    assert "hong kong" not in texts
    assert "香港" not in texts
    assert "hong kong holdings limited" in texts


def test_capitals_of_a_list_in_both_cases_ask_for_capitals() -> None:
    caps = {form.text: form.caps for form in names.forms(company(name_en="QHV Limited"))}
    assert caps["qhv"] is True
    shouting = {form.text: form.caps for form in names.forms(company(name_en="QHV LIMITED"))}
    assert shouting["qhv"] is False


def test_distinctive_words_are_neither_legal_nor_generic_nor_places() -> None:
    assert names.distinctive("China Quillhaven Energy Technology Holdings Limited") == {"quillhaven"}
    assert names.distinctive("China Energy Holdings") == frozenset()


@given(st.text(max_size=60))
def test_no_name_is_cut_to_nothing_and_cutting_twice_is_cutting_once(name: str) -> None:
    for cut in (names.strip_legal, names.core):
        once = cut(name)
        assert bool(once) == bool(name.strip()) or not name.strip()
        assert cut(once) == once or len(cut(once)) > 0
    assert names.compare(names.compare(name)) is not None


@given(st.text(alphabet="abkite (),.&-有限公司集團股份控股鳶港 A", max_size=30))
def test_forms_of_any_name_are_folded_and_not_empty(name: str) -> None:
    for form in names.forms(company(name_en=name or None, name_zh_hant=name[::-1] or None)):
        assert len(form.text) >= 2
        assert form.text == fold(form.text)


@given(st.text(max_size=200))
def test_the_surface_of_a_text_keeps_its_length(text: str) -> None:
    assert len(names.surface(text)) == len(text)


@given(st.text(min_size=1, max_size=40), st.integers(1, 40))
def test_a_long_text_is_folded_as_a_short_one(text: str, times: int) -> None:
    whole = text * times
    assert names.surfaces(whole) == (fold(text) * times, names.surfaces(text)[1] * times)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_a_plain_name_is_scanned_for_as_it_stands_in_a_longer_text(name: str) -> None:
    assert names.scannable(name) == SPACE.sub(" ", names.surface(name)).strip(" .,;")
    padding = "鳶" * names.LONG
    assert names.surface(padding + name)[len(padding) :] == names.surface(name)
