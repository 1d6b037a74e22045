"""The packaged lists of venues: each can be imported, has a reader, and is told apart by its address."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from leadscan import data
from leadscan.desk import rows
from leadscan.filings import hkex
from leadscan.stages import paging, readers
from leadscan.types import Response, Source

FILES = [name for name in data.files("sources") if name.startswith(("edgar", "hkex-app", "hkex-gem", "hkex-new-l", "sse", "szse", "bse", "csrc"))]


def sources(name: str) -> list[Source]:
    table = tomllib.loads(data.read_text("sources", name))["source"]
    made, refused, unknown = rows.sources(enumerate(table))
    assert (refused, unknown) == ([], ())
    return made


@pytest.mark.parametrize("name", FILES)
def test_each_packaged_venue_is_a_source_with_a_reader(name: str) -> None:
    for source in sources(name):
        assert readers.of(source.kind).purpose == "filing"
        assert source.section_hint == "filings"


def test_every_list_of_the_exchange_is_there_in_both_languages_and_for_both_boards() -> None:
    found = set()
    for name in FILES:
        for source in sources(name):
            if source.kind == "hkex_json":
                found.add(hkex._list_of(source, Response(source.url, source.url, 200, (), b"", datetime(2026, 3, 10, tzinfo=UTC))))
    assert found == {(each, board, lang) for each in ("appactive_app", "appactive_appphip", "appinactive", "applisted", "appreturned") for board in ("sehk", "gem") for lang in ("e", "c")}


def test_no_two_packaged_sources_share_a_name_or_an_address() -> None:
    every = [source for name in FILES for source in sources(name)]
    assert len({source.id for source in every}) == len({source.url for source in every}) == len(every)


@pytest.mark.parametrize(
    ("name", "method", "referer"),
    [
        ("sse-ipo.toml", "GET", "https://www.sse.com.cn/"), ("szse-ipo.toml", "GET", "https://www.szse.cn/"), ("bse-ipo.toml", "POST", "https://www.bse.cn/audit/project_news.html"),
        ("hkex-appinactive-e.toml", "GET", "https://www1.hkexnews.hk/app/appindex.html"),
    ],
)  # fmt: skip
def test_a_venue_that_refuses_a_plain_request_is_asked_as_it_wants(name: str, method: str, referer: str) -> None:
    (source,) = sources(name)
    assert source.request is not None and source.enabled
    assert (source.request.method, dict(source.request.headers)["Referer"]) == (method, referer)


def test_every_list_of_applications_of_hong_kong_is_due_after_its_refresh() -> None:
    found = {source.refreshed for name in FILES for source in sources(name) if source.kind == "hkex_json"}
    assert found == {"16:00"}


def test_the_kinds_whose_later_pages_are_followed_are_those_whose_reader_knows_one() -> None:
    kinds = {kind for kind in rows.KINDS if readers.of(kind).more is not readers.nothing_more}
    assert kinds == paging.PAGED | {"edgar_submissions"}


def test_a_desk_may_read_a_daily_index_as_a_safety_net() -> None:
    url = "https://www.sec.example/daily-index/form.20260309.idx"
    source = Source("index", "Index", "edgar_index", url)
    body = "CIK|Company Name|Form Type|Date Filed|File Name\n----\n7|NIMBUS CORP|S-1|20260309|edgar/data/7/0000000007-26-000001.txt\n7|NIMBUS CORP|4|20260309|edgar/data/7/0000000007-26-000002.txt\n"
    got = readers.of("edgar_index").entries(source, Response(url, url, 200, (), body.encode(), datetime(2026, 3, 10, tzinfo=UTC)), now=datetime(2026, 3, 10, tzinfo=UTC), max_entries=1)
    assert [(entry.facts["form"], entry.facts["case_key"]) for entry in got.entries] == [("S-1", "SEC:7")]
