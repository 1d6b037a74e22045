"""The client against a real server on loopback that misbehaves in every way known."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import threading
import time
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import httpx
import pytest

from leadscan import __version__
from leadscan.errors import FetchError, Refused, Unreachable
from leadscan.types import Response
from leadscan.web import Client, Request
from leadscan.web.client import retry_after

from .conftest import NOW, Site, settings


def client(**web: object) -> Client:
    return Client(settings(**web), now=lambda: NOW)


def fetch(url: str, **web: object) -> Response:
    with client(**web) as c:
        return c.fetch(Request(url, purpose="feed"))


def test_an_answer_is_told_as_it_came(site: Site) -> None:
    url = site.says("/a?x=1&y=%20", "正文".encode(), ETag='"v1"', Content_Type="text/xml")
    response = fetch(url)
    assert (response.url, response.final_url, response.status, response.body) == (url, url, 200, "正文".encode())
    assert response.sha256 == hashlib.sha256("正文".encode()).hexdigest()
    assert (response.header("etag"), response.header("content-type"), response.fetched_at, response.truncated) == ('"v1"', "text/xml", NOW, False)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
def test_a_status_of_failure_is_an_answer_with_its_body(site: Site, status: int) -> None:
    response = fetch(site.says("/x", b"<html>no</html>", status=status))
    assert (response.status, response.body) == (status, b"<html>no</html>")


def test_the_name_of_the_client_is_honest_and_gives_the_contact(site: Site) -> None:
    with Client(settings(contact="ops@bank.example\r\nX-Evil: 1"), now=lambda: NOW) as c:
        c.fetch(Request(site.says("/x", b"x"), purpose="feed"))
    sent = site.asked[0][1]
    assert sent["User-Agent"] == f"leadscan/{__version__} (+ops@bank.exampleX-Evil: 1)"
    assert sent["Accept-Encoding"] == "gzip"
    assert "X-Evil" not in sent


def test_without_a_contact_no_public_host_is_asked_and_the_message_names_the_key() -> None:
    with client() as c, pytest.raises(Refused, match=r"bank\.contact"):
        c.fetch(Request("https://news.example/rss", purpose="feed"))


def test_a_conditional_request_sends_both_validators_and_304_has_no_body(site: Site) -> None:
    site.says("/f", status=304, ETag='"v1"')
    with client() as c:
        response = c.fetch(Request(site.url("/f"), purpose="feed", etag='"v1"', last_modified="Mon, 09 Mar 2026 23:28:00 GMT"))
    assert (response.status, response.body, response.sha256) == (304, b"", "")
    sent = site.asked[0][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', "Mon, 09 Mar 2026 23:28:00 GMT")


# --- redirects ---


def test_redirects_are_followed_and_the_last_address_is_told(site: Site) -> None:
    site.says("/c", b"end")
    site.says("/b", status=307, Location="c")
    site.says("/a", status=301, Location="/b#part")
    response = fetch(site.url("/a"))
    assert (response.url, response.final_url, response.body) == (site.url("/a"), site.url("/c"), b"end")


@pytest.mark.parametrize(("codes", "moved"), [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((), False)])
def test_a_move_is_for_good_where_every_redirect_says_so(site: Site, codes: tuple[int, ...], moved: bool) -> None:
    for number, code in enumerate(codes):
        site.says(f"/{number}", status=code, Location=f"/{number + 1}")
    site.says(f"/{len(codes)}", b"here")
    with Client(settings(), now=lambda: NOW) as client:
        assert client.fetch(Request(site.url("/0"))).moved == (site.url(f"/{len(codes)}") if moved else "")


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.says("/a", status=302, Location="/b")
    site.says("/b", status=302, Location="/a")
    with pytest.raises(Unreachable, match="circle"):
        fetch(site.url("/a"))
    assert len(site.asked) == 2


def test_no_more_than_five_redirects_are_followed(site: Site) -> None:
    for n in range(9):
        site.says(f"/{n}", status=302, Location=f"/{n + 1}")
    with pytest.raises(Unreachable, match="more than 5"):
        fetch(site.url("/0"))
    assert len(site.asked) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://user:secret@127.0.0.1/", "//169.254.169.254/latest", "http://localhost/"])
def test_a_redirect_to_a_forbidden_place_is_refused(site: Site, location: str) -> None:
    site.says("/a", status=302, Location=location)
    with pytest.raises(Refused), Client(settings(contact="ops@bank.example"), now=lambda: NOW) as c:
        c.fetch(Request(site.url("/a"), purpose="feed"))


def test_a_redirect_with_no_location_is_an_answer(site: Site) -> None:
    assert fetch(site.says("/a", b"", status=302)).status == 302


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "", "no address", "http://", "http://[::1", "https://a:b@127.0.0.1/", "javascript:1", "http://127.0.0.1:99999/", "http://a\nb/"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url)


# --- size ---


def test_a_gzip_bomb_is_refused_before_it_grows(site: Site) -> None:
    bomb = gzip.compress(bytes(80_000_000), compresslevel=9)
    assert len(bomb) < 100_000
    url = site.says("/bomb", bomb, Content_Encoding="gzip")
    with pytest.raises(Refused, match="larger than 1000000 bytes"):
        fetch(url, feed_limit=1_000_000)


def test_the_bound_is_of_the_purpose(site: Site) -> None:
    url = site.says("/x", b"x" * 500)
    with client(feed_limit=10, page_limit=499, document_limit=500) as c:
        assert len(c.fetch(Request(url, purpose="filing")).body) == 500
        with pytest.raises(Refused):
            c.fetch(Request(url, purpose="page"))


def test_an_endless_body_without_a_length_is_refused(site: Site) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    site.pages["/x"] = page
    with pytest.raises(Refused, match="larger than"):
        fetch(site.url("/x"), feed_limit=1_000_000)


def test_a_large_error_page_is_cut_and_its_status_kept(site: Site) -> None:
    response = fetch(site.says("/x", b"x" * 3_000_000, status=503), feed_limit=1_000_000)
    assert (response.status, len(response.body), response.truncated) == (503, 200_000, False)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"paper " * 1000)),
        ("x-gzip", gzip.compress(b"paper " * 500) + gzip.compress(b"paper " * 500)),
        ("gzip", gzip.compress(b"paper " * 1000) + b"\0" * 20),
        ("gzip", b"paper " * 1000),
        ("deflate", zlib.compress(b"paper " * 1000)),
        ("deflate", zlib.compress(b"paper " * 1000)[2:-4]),
        ("identity", b"paper " * 1000),
        ("", b"paper " * 1000),
    ],
    ids=["gzip", "two members", "padding", "gzip said, plain sent", "zlib", "raw deflate", "identity", "none"],
)
def test_every_honest_encoding_gives_the_same_bytes(site: Site, encoding: str, body: bytes) -> None:
    response = fetch(site.says("/x", body, **({"Content_Encoding": encoding} if encoding else {})))
    assert (response.body, response.truncated) == (b"paper " * 1000, False)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_was_not_asked_for_is_refused(site: Site, encoding: str) -> None:
    with pytest.raises(Refused, match="encoding"):
        fetch(site.says("/x", b"data", Content_Encoding=encoding))


# --- cut and slow ---


def test_a_body_shorter_than_its_length_is_marked_as_cut(site: Site) -> None:
    response = fetch(site.raw("/x", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>half"))
    assert (response.body, response.truncated) == (b"<rss>half", True)


def test_a_body_longer_than_its_length_ends_at_its_length(site: Site) -> None:
    with client() as c:
        url = site.raw("/x", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfourHTTP/1.1 200 OK\r\n\r\nfalse")
        assert c.fetch(Request(url, purpose="feed")).body == b"four"
        assert c.fetch(Request(site.says("/y", b"true"), purpose="feed")).body == b"true"


def test_a_chunked_body_that_stops_is_marked_as_cut(site: Site) -> None:
    response = fetch(site.raw("/x", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n9\r\nhal"))
    assert (response.body[:5], response.truncated) == (b"<rss>", True)


def test_a_gzip_body_that_stops_is_marked_as_cut(site: Site) -> None:
    whole = gzip.compress(b"".join(b"%d" % (n * 7919) for n in range(20_000)))
    response = fetch(site.says("/x", whole[: len(whole) // 2], Content_Encoding="gzip"))
    assert response.truncated
    assert response.body.startswith(b"07919")


@pytest.mark.parametrize("data", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nBroken"])
def test_an_answer_that_is_none_is_unreachable(site: Site, data: bytes) -> None:
    with pytest.raises(Unreachable, match="/x"):
        fetch(site.raw("/x", data))


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_slow_drip_ends_at_the_deadline_of_the_whole_request(site: Site, where: str) -> None:
    over = threading.Event()

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if where == "body" else b"X-Drip: "))
        while not over.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    site.pages["/x"] = page
    start = time.monotonic()
    with pytest.raises(Unreachable, match=r"within 0\.4 seconds"):
        fetch(site.url("/x"), timeout=0.4)
    assert time.monotonic() - start < 1.5
    over.set()


def test_the_deadline_is_for_all_hops_together(site: Site) -> None:
    def hop(number: int) -> None:
        def page(handler: BaseHTTPRequestHandler) -> None:
            time.sleep(0.25)
            handler.send_response(302)
            handler.send_header("Location", f"/{number + 1}")
            handler.end_headers()

        site.pages[f"/{number}"] = page

    for number in range(5):
        hop(number)
    start = time.monotonic()
    with pytest.raises(Unreachable, match="within"):
        fetch(site.url("/0"), timeout=0.6)
    assert time.monotonic() - start < 1.5


def test_a_closed_port_is_unreachable() -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        fetch("http://127.0.0.1:9/x")


# --- politeness ---


@pytest.mark.parametrize(
    ("value", "sent", "seconds"),
    [
        ("120", "", 120),
        ("0", "", 0),
        (" 5 ", "", 5),
        ("99999999999999", "", 10**8),
        ("Tue, 10 Mar 2026 00:30:00 GMT", "", 3600),
        ("Tue, 10 Mar 2026 00:30:00 GMT", "Tue, 10 Mar 2026 00:20:00 GMT", 600),
        ("Mon, 09 Mar 2020 00:00:00 GMT", "", 0),
        ("soon", "", None),
        ("-5", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, sent: str, seconds: float | None) -> None:
    assert retry_after(value, sent, NOW) == seconds


def test_a_short_retry_after_is_waited_for(site: Site) -> None:
    url = site.says("/x", b"wait", status=429, Retry_After="1")
    start = time.monotonic()
    with client() as c:
        c.fetch(Request(url, purpose="feed"))
        site.says("/x", b"now")
        assert c.fetch(Request(url, purpose="feed")).body == b"now"
    assert time.monotonic() - start >= 0.9


def test_a_long_retry_after_is_an_error_that_says_until_when(site: Site) -> None:
    url = site.says("/x", b"wait", status=503, Retry_After="3600")
    with client() as c:
        assert c.fetch(Request(url, purpose="feed")).status == 503
        with pytest.raises(Unreachable, match=r"asked us to wait until 2026-03-10 08:30"):
            c.fetch(Request(url, purpose="feed"))
        # A host of the desk's own stands for many publishers: its other addresses go on.
        assert c.fetch(Request(site.says("/y", b"y"), purpose="feed")).body == b"y"
    assert len(site.asked) == 2


def test_a_hold_is_of_the_whole_registrable_domain_and_of_no_other() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(429 if request.url.host == "a.paper.com.hk" else 200, content=b"x")

    with Client(settings(contact="ops@bank.example"), now=lambda: NOW) as c:
        c._transport = httpx.MockTransport(answer)
        c.fetch(Request("https://a.paper.com.hk/", purpose="feed"))
        with pytest.raises(Unreachable, match=r"paper\.com\.hk asked us to wait"):  # no Retry-After: a minute, longer than a request may take
            c.fetch(Request("https://b.paper.com.hk/", purpose="feed"))
        assert c.fetch(Request("https://other.com.hk/", purpose="feed")).status == 200
    assert asked == ["a.paper.com.hk", "other.com.hk"]


def test_two_requests_to_one_domain_have_the_pause_between_them(site: Site) -> None:
    moments: list[float] = []

    def page(handler: BaseHTTPRequestHandler) -> None:
        moments.append(time.monotonic())
        handler.send_response(200)
        handler.end_headers()

    site.pages |= {f"/{n}": page for n in range(3)}
    with client(pause=0.15) as c:
        assert len(list(c.fetch_all(Request(site.url(f"/{n}"), purpose="feed") for n in range(3)))) == 3
    assert all(later - earlier >= 0.14 for earlier, later in itertools.pairwise(moments))


def test_all_requests_come_back_once_with_answer_or_error(site: Site) -> None:
    urls = [site.says(f"/{n}", b"%d" % n) for n in range(40)] + ["ftp://no/", "http://127.0.0.1:9/"]
    with client(workers=8) as c:
        found = {request.url: answer for request, answer in c.fetch_all(Request(url, purpose="feed") for url in urls)}
    assert set(found) == set(urls)
    assert all(isinstance(found[url], Response) and found[url].body == b"%d" % n for n, url in enumerate(urls[:40]))  # type: ignore[union-attr]
    assert isinstance(found["ftp://no/"], Refused)
    assert isinstance(found["http://127.0.0.1:9/"], Unreachable)


def test_a_slow_answer_does_not_hold_the_others_up(site: Site) -> None:
    over = threading.Event()
    site.pages["/slow"] = lambda handler: over.wait(5) and None
    urls = [site.url("/slow")] + [site.says(f"/{n}", b"x") for n in range(10)]
    with client(workers=3) as c:
        order = []
        for request, _ in c.fetch_all(Request(url, purpose="feed") for url in urls):
            order.append(request.url)
            if len(order) == 10:
                over.set()
    assert order[-1] == site.url("/slow")


# --- robots ---


def test_a_page_that_robots_txt_forbids_is_refused_and_a_feed_is_not(site: Site) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /private")
    url = site.says("/private/1", b"x")
    with client(robots=True) as c:
        with pytest.raises(Refused, match=r"robots\.txt"):
            c.fetch(Request(url))
        assert c.fetch(Request(site.says("/open", b"y"))).body == b"y"
        assert c.fetch(Request(url, purpose="feed")).body == b"x"
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_robots_txt_is_asked_at_every_hop(site: Site) -> None:
    site.says("/robots.txt", b"User-agent: leadscan\nDisallow: /b")
    site.says("/a", status=302, Location="/b")
    site.says("/b", b"x")
    with client(robots=True) as c, pytest.raises(Refused, match=r"robots\.txt"):
        c.fetch(Request(site.url("/a")))


@pytest.mark.parametrize(("status", "notes"), [(404, 0), (403, 0), (500, 1)])
def test_a_robots_txt_that_fails_allows_and_a_server_error_is_noted(site: Site, status: int, notes: int) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    with client(robots=True) as c:
        assert c.fetch(Request(site.says("/a", b"x"))).body == b"x"
        assert len(c.notes) == notes


# --- a transport in place of the network ---


def test_a_given_transport_needs_no_contact_and_makes_no_pause() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429 if request.url.path == "/429" else 200, headers={"Retry-After": "999"}, content=request.url.path.encode())

    start = time.monotonic()
    with Client(settings(allow=(), pause=60.0), now=lambda: datetime(2026, 3, 10, tzinfo=UTC), transport=httpx.MockTransport(answer)) as c:
        answers = [c.fetch(Request(f"https://news.example/{name}", purpose="feed")) for name in ("429", "429", "a", "b")]
    assert [a.status for a in answers] == [429, 429, 200, 200]
    assert answers[2].body == b"/a"
    assert time.monotonic() - start < 1
