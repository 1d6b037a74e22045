"""A source that wants more than a plain GET: headers of a few, a form; and nothing of it for another host."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadscan.errors import FetchError
from leadscan.types import RequestShape, Source
from leadscan.web import Client, Request, of_source

from .conftest import NOW, Site, settings

SHAPE = RequestShape("POST", (("Referer", "https://www.bourse.example/list"), ("X-Requested-With", "XMLHttpRequest")), (("page", "0"), ("sortfield", "updateDate"), ("名", "是&=")))


def ask(url: str, shape: RequestShape | None, **more: str) -> bytes:
    with Client(settings(), now=lambda: NOW) as client:
        return client.fetch(Request(url, "feed", shape=shape, **more)).body


def test_a_form_is_posted_with_the_headers_that_the_source_names(site: Site) -> None:
    assert ask(site.says("/list.do?callback=cb", b"cb([])"), SHAPE) == b"cb([])"
    path, sent = site.asked[0]
    assert (path, site.posted) == ("/list.do?callback=cb", [b"page=0&sortfield=updateDate&%E5%90%8D=%E6%98%AF%26%3D"])
    assert (sent["Referer"], sent["X-Requested-With"], sent["Content-Type"]) == ("https://www.bourse.example/list", "XMLHttpRequest", "application/x-www-form-urlencoded; charset=UTF-8")


def test_a_get_may_have_headers_and_sends_no_body(site: Site) -> None:
    ask(site.says("/list", b"{}"), RequestShape("GET", (("referer", "https://www.bourse.example/"),)))
    assert (site.asked[0][1]["Referer"], site.posted) == ("https://www.bourse.example/", [])
    assert "Content-Length" not in site.asked[0][1]


@pytest.mark.parametrize("header", [("Cookie", "id=1"), ("Host", "inside.example"), ("Authorization", "Basic x"), ("User-Agent", "Mozilla"), ("X-Forwarded-For", "1.1.1.1"), ("Transfer-Encoding", "chunked")])
def test_a_header_that_is_not_of_the_few_is_never_sent(site: Site, header: tuple[str, str]) -> None:
    ask(site.says("/list", b"{}"), RequestShape("GET", (header,)))
    sent = site.asked[0][1]
    assert sent.get(header[0]) != header[1]


def test_a_line_break_in_a_header_makes_no_second_one(site: Site) -> None:
    ask(site.says("/list", b"{}"), RequestShape("GET", (("Referer", "https://a.example/\r\nX-Evil: 1"),)))
    assert "X-Evil" not in site.asked[0][1]


@pytest.mark.parametrize(("status", "method", "bodies"), [(301, "GET", 1), (302, "GET", 1), (303, "GET", 1), (307, "POST", 2), (308, "POST", 2)])
def test_a_redirect_takes_the_form_along_only_where_it_says_so(site: Site, status: int, method: str, bodies: int) -> None:
    site.says("/new", b"there")
    assert ask(site.says("/old", status=status, Location="/new"), SHAPE) == b"there"
    assert (len(site.posted), site.asked[1][1]["Referer"]) == (bodies, "https://www.bourse.example/list")


def test_another_host_gets_neither_form_nor_headers(site: Site) -> None:
    site.says("/new", b"there")
    other = site.base.replace("127.0.0.1", "localhost")
    with Client(settings(allow=("127.0.0.1", "localhost")), now=lambda: NOW) as client:
        client.fetch(Request(site.says("/old", status=307, Location=f"{other}/new"), "feed", shape=SHAPE))
    assert (len(site.posted), "Referer" in site.asked[1][1], "X-Requested-With" in site.asked[1][1]) == (1, False, False)


def test_a_post_is_never_conditional() -> None:
    source = Source("bse", "B", "bse_jsonp", "https://b.example/x", request=SHAPE)
    assert of_source(source, source.url, etag='"1"', last_modified="x") == Request(source.url, "feed", None, None, "bse", SHAPE)
    plain = Source("a", "A", "rss", "https://a.example/x")
    assert of_source(plain, plain.url, etag='"1"') == Request(plain.url, "feed", '"1"', None, "a", None)


def test_a_page_of_a_broken_rate_holds_the_domain_for_ten_minutes(site: Site) -> None:
    page = b"<html><head><title>SEC.example | Request Rate Threshold Exceeded</title></head></html>"
    url = site.says("/list", page, status=403)
    with Client(settings(contact="ops@bank.example"), now=lambda: NOW) as client:
        assert client.fetch(Request(url, "feed")).status == 403
        until = NOW + timedelta(hours=8, minutes=10)
        with pytest.raises(FetchError, match=rf"asked us to wait until {until:%Y-%m-%d %H:}"):
            client.fetch(Request(url, "feed"))
    assert len(site.asked) == 1
