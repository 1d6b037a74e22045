"""The article's text out of a page's tree: what most readers say, and the floors on recorded pages."""

from __future__ import annotations

from pathlib import Path

import lxml.etree
import lxml.html
import pytest

from benchmarks import floors
from benchmarks import pages as recorded
from leadscan.news.pagetext import Reading, by_density, consensus, extract, without_furniture

LONG = "The maker of lift doors said on Monday that it would build a second factory in the north and pay for it with a loan from four banks, which the chairman called a vote of confidence in the trade."
ALSO = "Production begins at the end of next year, the company said, when two lines should turn out nine thousand doors a month for builders on both sides of the border and beyond, if the rails come in time."
SHORT = "Harbour tunnel toll to rise"


@pytest.mark.parametrize(
    ("readings", "lines"),
    [
        (((LONG, ALSO), (LONG, ALSO), (LONG, ALSO)), (LONG, ALSO)),
        (((LONG, SHORT, ALSO), (LONG, ALSO), (LONG, ALSO)), (LONG, ALSO)),  # a short line that nobody else has goes
        (((LONG,), (LONG, ALSO), (LONG, ALSO)), (LONG, ALSO)),  # a long one that both others have comes in
        (((LONG, ALSO), (LONG,), (LONG,)), (LONG, ALSO)),  # a long one of its own stays
        (((LONG, ALSO, SHORT), (), ()), (LONG, ALSO, SHORT)),
        (((), (LONG, ALSO), (LONG, ALSO)), (LONG, ALSO)),
        (((), (), (LONG,)), (LONG,)),
        (((), (), ()), ()),
    ],
)
def test_the_text_is_what_most_readers_say(readings: tuple[tuple[str, ...], ...], lines: tuple[str, ...]) -> None:
    assert consensus(*(Reading(name, said) for name, said in zip(("trafilatura", "readability", "density"), readings, strict=True))) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Five factories that closed", "Advertisement", "Follow us on Twitter", "By Ada Mok", "By our staff reporter 9 Mar 2026, 06:40 AM", "By Ada Mok 9 March 2026", "本報記者 陳某 2026年3月9日", "Photo: Ada Mok/Getty Images", "Reporting by A. Mok; Editing by B. Lee", "© 2026 Lantern Post", "10 March 2026", "2026年3月9日 18:40",
        "2026年03月09日 16:00 来源：灯塔报 阅读 3,182", "（责任编辑：王某）", "編輯：陳某", "來源：燈塔報", "相關新聞：泰山化工申請上市", "更新時間17:24", "版權所有 不得轉載", "廣告熱線請往報檔查詢", "字體：大 中 小",
    ],
)  # fmt: skip
def test_furniture_is_taken_out(line: str) -> None:
    assert without_furniture((LONG, line, ALSO)) == (LONG, ALSO)


@pytest.mark.parametrize(
    "line",
    ["By our reckoning the factory loses money, the chairman said.", "By writing to its lenders the group won time until 9 March.", "Read the prospectus before you buy, the regulator said.", "The photo showed the chairman beside two bankers.", "作者認為，公司上市後會再集資。", "來源稱，公司已委任保薦人。", "廣告收入上升兩成，帶動純利。", "More than 40 staff were told to go.", "Share prices fell by a third in two days."],
)
def test_what_was_written_stays(line: str) -> None:
    assert without_furniture((LONG, line, ALSO)) == (LONG, line, ALSO)


def test_the_headline_is_not_part_of_the_text() -> None:
    assert without_furniture(("Doors sell well!", LONG), ("Doors sell well",)) == (LONG,)
    assert without_furniture((LONG, ALSO, ALSO, "Doors sell well"), ("Doors sell well",)) == (LONG, ALSO, ALSO, "Doors sell well")


@pytest.mark.shared
def test_text_of_recorded_pages_keeps_its_floors(shared: Path) -> None:
    folder = shared / "data" / "feeds" / "extraction"
    known = floors.load()
    assert recorded.digest_of(folder) == known["digest"], "floors hold for these pages and no others"
    found = recorded.measure(recorded.items(folder), recorded.ours)
    assert {name: figures.f1 for name, figures in found.items() if figures.f1 < known["floors"][name]} == {}
    assert sum(figures.empty for figures in found.values()) <= 0.01 * sum(figures.pages for figures in found.values())


def tree(body: str) -> object:
    return lxml.etree.fromstring(f"<html><body>{body}</body></html>", parser=lxml.etree.HTMLParser())


def never() -> object:
    raise AssertionError("no library is asked")


def test_an_element_that_holds_all_running_text_is_taken_without_asking_anybody() -> None:
    page = tree(f"<div class='menu'><a href='/'>Home</a></div><div class='story'><p>{LONG}</p><p>{ALSO}</p><figure><figcaption>{LONG} A picture.</figcaption></figure></div><div class='comments'><p>{ALSO} I agree.</p></div>")
    assert by_density(page).share == 1.0
    assert extract(page, for_libraries=never) == (LONG, ALSO)


def test_libraries_are_asked_where_running_text_stands_beside_the_densest_element() -> None:
    page = tree(f"<div><div><section><p>{LONG}</p></section></div></div><div><div><section><p>{ALSO}</p></section></div></div>")
    asked: list[bool] = []

    def parsed() -> object:
        asked.append(True)
        return lxml.html.document_fromstring(f"<html><body><article><p>{LONG}</p><p>{ALSO}</p></article></body></html>")

    assert by_density(page).share < 0.9
    assert ALSO in extract(page, for_libraries=parsed)
    assert asked == [True]


def test_a_side_blocks_name_does_not_cost_the_article_that_lies_in_blocks_of_that_name() -> None:
    parts = "".join(f"<div class='story-widget'><p>{number} {LONG}</p></div>" for number in range(4))
    assert len(by_density(tree(f"<article>{parts}</article>")).lines) == 4


def test_a_page_of_cells_is_left_to_the_libraries() -> None:
    rows = "".join(f"<tr><td>{LONG}</td></tr>" for _ in range(5))
    assert by_density(tree(f"<table>{rows}</table>")).share == 0.0
