"""Publishers' own selectors: before the general readers, and never in their way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leadscan import data
from leadscan.errors import DataError
from leadscan.news import pages, selectors

URL = "https://news.lanternpost.example/doors"
FIRST = "Sinwa Doors said on Monday that it would build a second factory in Yuen Long and pay for it with a bank loan."
SECOND = "Talks with four lenders are under way, and orders already fill the books until the year after next."
SHARE = "Liked this piece of ours? Tell a friend who makes lift doors about it, and tell him soon."
PAGE = f"<html><body><p>{'Somebody else wrote this long paragraph, and it is no part of the article at all. ' * 4}</p><div id='x7'><p>{FIRST}</p><p class='s'>{SHARE}</p><p>{SECOND}</p></div></body></html>"


@pytest.fixture
def selector(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands for the packaged files; empty at first."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(selectors, "packaged", lambda: found)
    return found


def test_a_selector_says_where_the_text_is_and_what_is_not_of_it(selector: dict[str, Any]) -> None:
    selector.update(selectors.parse({"sites": ["lanternpost.example"], "seen": date(2026, 3, 10), "text": ["//div[@id='x7']"], "drop": [".//p[@class='s']"]}, where="t"))
    assert pages.read(PAGE.encode(), url=URL).text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("path", ["//div[@id='gone']", "//div[@id='x7']/@id", "//p[@class='empty']"])
def test_an_outdated_selector_leaves_the_page_to_the_general_readers(selector: dict[str, Any], path: str) -> None:
    before = pages.read(PAGE.encode(), url=URL).text
    selector.update(selectors.parse({"sites": ["lanternpost.example"], "seen": date(2020, 1, 1), "text": [path]}, where="t"))
    assert before
    assert pages.read(PAGE.encode(), url=URL).text == before


def test_the_second_path_is_tried_where_the_first_finds_nothing(selector: dict[str, Any]) -> None:
    selector.update(selectors.parse({"sites": ["lanternpost.example"], "seen": date(2026, 3, 10), "text": ["//main", "//div[@id='x7']/p[1]"]}, where="t"))
    assert pages.read(PAGE.encode(), url=URL).text == FIRST


@pytest.mark.parametrize(("url", "known"), [(URL, True), ("https://lanternpost.example/", True), ("https://notlanternpost.example/", False), ("about:blank", False)])
def test_a_selector_holds_for_its_site_and_the_hosts_below_it(selector: dict[str, Any], url: str, known: bool) -> None:
    selector["lanternpost.example"] = selectors.Selector(date(2026, 3, 10), ("//p",))
    assert (selectors.of(url) is not None) is known


@pytest.mark.parametrize(
    "change",
    [{"seen": "yesterday"}, {"text": "//p"}, {"text": ["//p["]}, {"sites": None}, {"colour": "red"}],
    ids=lambda change: next(iter(change)),
)
def test_a_file_that_makes_no_sense_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"^data/selectors/x\.toml: "):
        selectors.parse({"sites": ["a.example"], "seen": date(2026, 3, 10), "text": ["//p"]} | change, where="data/selectors/x.toml")


def test_the_packaged_selectors_can_be_read() -> None:
    selectors.packaged.cache_clear()
    assert len(selectors.packaged()) >= len(data.files("selectors")) >= 1
