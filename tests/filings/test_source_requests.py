"""How a source's row says how it wants to be asked, and what is refused there."""

from __future__ import annotations

from typing import Any

import pytest

from leadscan.desk import rows
from leadscan.types import RequestShape, Source
from leadscan.web.request import HEADERS

ROW = {"id": "bourse", "kind": "bse_jsonp", "url": "https://www.bourse.example/list.do?callback=cb"}


def read(**more: Any) -> tuple[list[Source], list[tuple[int, str]]]:
    made, refused, unknown = rows.sources([(1, ROW | more)])
    assert unknown == ()
    return made, refused


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST", "headers": {"referer": "https://www.bourse.example/"}, "form": {"page": "0"}},
        '{"method": "POST", "headers": {"Referer": "https://www.bourse.example/"}, "form": {"page": "0"}}',
    ],
)
def test_a_request_is_read_from_a_table_or_from_json(request_: Any) -> None:
    ((source,), refused) = read(request=request_, refreshed="16:00")
    assert refused == []
    assert (source.request, source.refreshed) == (RequestShape("POST", (("Referer", "https://www.bourse.example/"),), (("page", "0"),)), "16:00")


def test_without_one_a_source_is_asked_plainly() -> None:
    assert [(source.request, source.refreshed) for source in read()[0]] == [(None, "")]
    assert [source.request for source in read(request="")[0]] == [None]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"request": {"method": "PUT"}}, "request.method: wants GET or POST; found 'PUT'"),
        ({"request": {"form": {"page": "0"}}}, "request.form: only a POST has a form"),
        ({"request": {"method": "POST", "form": {"page": 0}}}, "request.form: wants names with texts"),
        ({"request": {"headers": {"Cookie": "id=1"}}}, "request.headers: Cookie: may not be set"),
        ({"request": {"headers": {"Host": "inside.example"}}}, "request.headers: Host: may not be set"),
        ({"request": {"headers": {"Authorization": "Basic eA=="}}}, "request.headers: Authorization: may not be set"),
        ({"request": {"headers": {"Accept": "a\r\nX-Evil: 1"}}}, "request.headers: Accept: wants one line of plain ASCII"),
        ({"request": {"headers": {"Referer": "javascript:alert(1)"}}}, "request.headers: Referer: wants http:// or https://"),
        ({"request": {"headers": {"Referer": "https://user:word@www.bourse.example/"}}}, "request.headers: Referer: wants http:// or https://"),
        ({"request": {"cookies": {"id": "1"}}}, "request: wants method, headers and form"),
        ({"request": ["POST"]}, "request: wants method, headers and form"),
        ({"request": "POST"}, "request: Expecting value"),
        ({"refreshed": "4 pm"}, "refreshed: wants a time of day such as 16:00; found '4 pm'"),
        ({"refreshed": "24:00"}, "refreshed: wants a time of day"),
    ],
)
def test_what_makes_no_sense_or_is_not_allowed_refuses_the_row(more: dict[str, Any], reason: str) -> None:
    made, refused = read(**more)
    assert made == []
    assert refused[0][1].startswith(reason)


def test_the_desk_and_the_web_edge_allow_the_same_headers() -> None:
    assert {name.lower() for name in rows.HEADERS} == HEADERS
