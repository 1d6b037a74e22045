"""The table of industries and what speaks for one."""

from __future__ import annotations

import pytest

from leadscan.data import sectors as table
from leadscan.errors import DataError
from leadscan.leads.sectors import classify, sector_of_words


def test_there_are_thirty_sectors_with_names_in_three_scripts() -> None:
    assert len(table.sectors()) == 30
    assert all(sector.en and sector.zh_hant and sector.zh_hans for sector in table.sectors())
    assert table.fallback() == "conglomerates_other"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("7372", "software_internet"), ("2834", "pharma_biotech"), ("Insurance", "insurance"), ("半导体", "electronics_semis"), ("白酒", "food_beverage"), ("telecom", "telecom"),
     ("水泥", "construction_building_materials"), ("0100", "agriculture"), ("", None), ("zzz", None), ("9999", None)],
)  # fmt: skip
def test_an_industry_word_or_code_names_a_sector(words: str, wanted: str | None) -> None:
    assert sector_of_words(words) == wanted


def test_the_registers_word_comes_first() -> None:
    found = classify("Solar maker opens polysilicon plant", "solar, wind turbine", ("telecom",))
    assert found[0] == ("telecom", "the company's sector in the register")
    assert "renewables_batteries" in dict(found)


def test_traditional_and_simplified_say_the_same() -> None:
    assert classify("半導體晶片廠擴產", "")[0][0] == classify("半导体晶片厂扩产", "")[0][0] == "electronics_semis"


def test_a_cancelling_phrase_hides_its_keyword() -> None:
    assert "banks" not in dict(classify("Food bank opens in Sham Shui Po", "the food bank helps"))


def test_at_most_three_sectors_are_said() -> None:
    assert len(classify("bank insurer solar chip brewery airline casino", "")) == 3


@pytest.mark.parametrize(("row", "word"), [({"id": "x"}, "en"), ({"id": 3}, "id"), ("x", "table"), ({"id": "x", "odd": 1}, "odd")])
def test_a_bad_row_is_refused_by_key(row: object, word: str) -> None:
    with pytest.raises(DataError, match=word):
        table._sector(row, "data/sectors.toml: sectors[0]")


def test_a_bad_sic_range_is_refused() -> None:
    with pytest.raises(DataError, match="sic"):
        table._range("12x", "sic")
