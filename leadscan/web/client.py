"""A polite client: honest name, conditional requests, robots.txt for pages, a pause for each domain, bounds on time and size, every hop checked anew."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpcore
import httpx

from leadscan import __version__
from leadscan.errors import FetchError, Refused, Unreachable
from leadscan.settings import Settings
from leadscan.types import Response
from leadscan.web import lanes
from leadscan.web.guard import Direct
from leadscan.web.inflate import Body
from leadscan.web.limiter import Limiter, domain
from leadscan.web.refusals import HELD, TOO_LARGE
from leadscan.web.request import HEADERS, Request, Transport
from leadscan.web.robots import Robots

HOPS = 5
"""Most redirects followed (notes on feeds, row 31)."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
ROBOTS_LIMIT = 512_000
"""RFC 9309 section 2.5 asks for at least 500 KiB."""
ERROR_LIMIT = 200_000
"""Bytes kept of an answer of 400 and more: enough to tell a challenge page."""
LIMITED_PAUSE = 60.0
"""Seconds a domain is left alone after a 429 without Retry-After."""
RATE_PAUSE = 600.0
"""Seconds after a page of the SEC's kind ("Request Rate Threshold Exceeded"): its block lasts ten minutes, and each request in them makes it longer."""

_RATE_PAGE = re.compile(rb"<title>[^<]*request rate threshold exceeded", re.I)
_HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_CUT = (httpcore.RemoteProtocolError, httpcore.ReadError, httpx.RemoteProtocolError, httpx.ReadError)
_LATE = (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError)
_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.TransportError, OSError)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one hop answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


class Client:
    """Fetches addresses; a context manager, thread-safe. ``now`` is the morning's clock and is written into responses; waiting has a clock of its own.

    A ``transport`` stands for the network (``replay.Replay``, httpx.MockTransport): then there is no pause, no hold, no contact and no address guard.
    """

    def __init__(self, settings: Settings, *, now: Callable[[], datetime], transport: Transport | None = None) -> None:
        self._settings = settings
        self._now = now
        self._live = transport is None
        self._transport = Direct(allow=settings.web.allow) if transport is None else transport
        self._allow = frozenset(host.lower() for host in settings.web.allow)
        self._paced = self._live and settings.web.pause > 0
        self._limiter = Limiter(settings.web.pause if self._live else 0.0)
        self._robots = Robots(self._ask_robots)
        self._agent = _agent(settings.bank.contact)
        self._notes: list[str] = []
        self._notes_lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets the transport go."""
        self._transport.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """What an operator may want to know and no answer shows: robots.txt that could not be had."""
        with self._notes_lock:
            return tuple(self._notes)

    def fetch(self, request: Request) -> Response:
        """The answer of an address, whatever its status; redirects are followed. Refused or Unreachable, one line with the address, where there is none."""
        url = _address(request.url, request.url)
        seen: set[str] = set()
        permanent = True
        left = self._settings.web.timeout
        first = url
        for _ in range(HOPS + 1):
            seen.add(str(url))
            self._check(url, request)
            # The list of public suffixes takes half a second to load: not for a recorded morning.
            with self._limiter.turn(domain(url.host) if self._paced else ""):
                start = time.monotonic()
                answer = self._ask(url, request, start + left)
                left -= time.monotonic() - start
            self._heed(url, answer)
            onward = _onward(url, answer)
            if onward is None:
                return self._response(request, url, answer, moved=permanent and len(seen) > 1)
            if str(onward) in seen:
                raise Unreachable(f"{request.url}: redirects in a circle at {onward}")
            permanent = permanent and answer.status in PERMANENT
            request = _after(request, answer.status, same_host=onward.host == first.host)
            url = onward
        raise Unreachable(f"{request.url}: more than {HOPS} redirects")

    def fetch_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response | FetchError]]:
        """Each request with its answer or error, as they finish: many domains side by side, each at its own pace."""

        def lane(number: int, request: Request) -> str:
            return _domain_of(request.url) if self._paced else str(number)

        yield from lanes.run(list(requests), self._fetched, workers=max(1, self._settings.web.workers), lane=lane, ready=self._limiter.ready)

    def _fetched(self, request: Request) -> Response | FetchError:
        try:
            return self.fetch(request)
        except FetchError as e:
            return e

    # --- before a hop ---

    def _check(self, url: httpx.URL, request: Request) -> None:
        host = url.host.lower()
        if self._live and not self._settings.bank.contact and host not in self._allow:
            raise Refused(f"{url}: publishers are told whom to write to: set bank.contact in leadscan.toml to the operator's email (or name {host} in web.allow)")
        self._check_hold(url)
        if request.purpose == "page" and self._settings.web.robots and not self._robots.allows(str(url)):
            raise Refused(f"{url}: robots.txt of {host} asks not to fetch it")

    def _check_hold(self, url: httpx.URL) -> None:
        if not self._live:
            return
        key = self._hold_key(url)
        wait = self._limiter.held(key)
        if not wait:
            return
        if wait > self._settings.web.timeout:
            until = (self._now() + timedelta(seconds=wait + 59)).astimezone(_HONG_KONG)  # the minute that is surely late enough
            raise Unreachable(f"{url}: {key} {HELD} {until:%Y-%m-%d %H:%M} Hong Kong time")
        time.sleep(wait)

    def _hold_key(self, url: httpx.URL) -> str:
        """A publisher is its registrable domain; a host of the desk's own (web.allow) may stand for many publishers and is held address by address."""
        return str(url) if url.host.lower() in self._allow else domain(url.host)

    def _ask_robots(self, url: str) -> tuple[int, bytes] | None:
        try:
            response = self.fetch(Request(url, purpose="robots"))
        except FetchError as e:
            self._note(f"robots.txt could not be had, pages are fetched this time: {e}")
            return None
        if response.status >= 500:
            self._note(f"robots.txt answered HTTP {response.status}, pages are fetched this time: {url}")
        return response.status, response.body

    def _note(self, line: str) -> None:
        with self._notes_lock:
            self._notes.append(line)

    # --- one hop ---

    def _ask(self, url: httpx.URL, request: Request, deadline: float) -> _Answer:
        shape = request.shape
        method = shape.method if shape is not None else "GET"
        content = urlencode(shape.form).encode() if shape is not None and method == "POST" else None
        asked = httpx.Request(method, url, headers=self._headers(request), content=content, extensions={"deadline": deadline, "timeout": {"connect": None, "read": None, "write": None, "pool": None}})
        try:
            response = self._transport.handle_request(asked)
            try:
                return self._read(url, request, response, deadline)
            finally:
                response.close()
        except _LATE as e:
            raise Unreachable(f"{url}: no whole answer within {self._settings.web.timeout:g} seconds") from e
        except _BROKEN as e:
            raise Unreachable(f"{url}: {_reason(e)}") from e

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
        if request.etag:
            headers["If-None-Match"] = _one_line(request.etag)
        if request.last_modified:
            headers["If-Modified-Since"] = _one_line(request.last_modified)
        if request.shape is not None:
            if request.shape.method == "POST":
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
            headers |= {name.title(): _one_line(value) for name, value in request.shape.headers if name.lower() in HEADERS}
        return headers

    def _read(self, url: httpx.URL, request: Request, response: httpx.Response, deadline: float) -> _Answer:
        headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw)
        answer = _Answer(response.status_code, headers, b"", False)
        if answer.status in (204, 205, 304) or (answer.status in REDIRECTS and answer.header("location")):
            return answer
        failed = answer.status >= 400
        limit = self._limit(request)
        length = answer.header("content-length")
        if length.isascii() and length.isdigit() and int(length) > limit and not failed:
            raise Refused(f"{url}: the body {TOO_LARGE} {limit} bytes: {length[:20]}")
        body = Body(str(url), encoding=answer.header("content-encoding"), limit=limit)
        cut = _fill(body, response, deadline, most=ERROR_LIMIT if failed else None)
        value = body.value()
        if cut and not value and not failed:
            raise Unreachable(f"{url}: the server closed before the body")
        return _Answer(answer.status, headers, value[:ERROR_LIMIT] if failed else value, (cut or body.cut) and not failed)

    def _limit(self, request: Request) -> int:
        web = self._settings.web
        return {"feed": web.feed_limit, "page": web.page_limit, "filing": web.document_limit, "robots": ROBOTS_LIMIT}[request.purpose]

    # --- after a hop ---

    def _heed(self, url: httpx.URL, answer: _Answer) -> None:
        """Retry-After, 429 without it, and a page that says so hold the domain. A recorded morning holds nothing: its answers must not hang on their order."""
        told = b"request rate" in answer.body[:20_000].lower() and _RATE_PAGE.search(answer.body[:20_000]) is not None
        if not self._live or not (told or answer.status in (429, 503)):
            return
        wait = retry_after(answer.header("retry-after"), answer.header("date"), self._now())
        if told:
            wait = max(wait or 0.0, RATE_PAUSE)
        elif wait is None and answer.status == 429:
            wait = LIMITED_PAUSE
        if wait:
            self._limiter.hold(self._hold_key(url), wait)

    def _response(self, request: Request, url: httpx.URL, answer: _Answer, *, moved: bool) -> Response:
        return Response(
            url=request.url,
            final_url=request.url if str(url) == str(_address(request.url, request.url)) else str(url),
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._now(),
            sha256=hashlib.sha256(answer.body).hexdigest() if answer.body else "",
            truncated=answer.truncated,
            moved=str(url) if moved else "",
        )


def _after(request: Request, status: int, *, same_host: bool) -> Request:
    """The request after a redirect: what a source wants is for its own host alone, and a POST goes on only where the answer says so (307, 308)."""
    shape = request.shape
    if shape is None or (same_host and (shape.method == "GET" or status in (307, 308))):
        return request
    return replace(request, shape=replace(shape, method="GET", form=()) if same_host else None)


def retry_after(value: str, sent: str, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for: a number, or a date measured from the server's own Date (else ``now``). None = it asks for nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), 10**8))
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(sent) or now)).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _address(text: str, asked: str) -> httpx.URL:
    """A checked address without its fragment. Refused for what is none."""
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, UnicodeError) as e:
        raise Refused(f"{asked[:200]}: is no address: {e}") from e
    return _checked(url, asked)


def _checked(url: httpx.URL, asked: str) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        raise Refused(f"{asked[:200]}: only http and https are fetched")
    if not url.host:
        raise Refused(f"{asked[:200]}: names no host")
    if url.userinfo:
        raise Refused(f"{asked[:200]}: an address with a password in it is not fetched")
    return url


def _onward(url: httpx.URL, answer: _Answer) -> httpx.URL | None:
    location = answer.header("location").strip()
    if answer.status not in REDIRECTS or not location:
        return None
    with contextlib.suppress(UnicodeError):
        # Header values came as latin-1; addresses in them are UTF-8 where they are not plain ASCII.
        location = location.encode("latin-1").decode("utf-8")
    try:
        onward = url.join(location).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, UnicodeError) as e:
        raise Unreachable(f"{url}: redirects to what is no address: {location[:200]!r}") from e
    return _checked(onward, f"{url} -> {onward}")


def _fill(body: Body, response: httpx.Response, deadline: float, *, most: int | None) -> bool:
    """Reads the answer into ``body``; True where the server closed early. ``most``: stop, without complaint, after that many raw bytes."""
    got = 0
    # The stream itself: iter_raw refuses an answer that a transport built from plain content.
    assert isinstance(response.stream, httpx.SyncByteStream)
    chunks = iter(response.stream)
    while True:
        try:
            chunk = next(chunks, None)
        except _CUT:
            return True
        if chunk is None:
            return False
        got += len(chunk)
        try:
            body.add(chunk)
        except FetchError:
            if most is not None:
                return False
            raise
        if most is not None and got >= most:
            return False
        if time.monotonic() > deadline:
            raise TimeoutError


def _domain_of(url: str) -> str:
    try:
        return domain(httpx.URL(url).host)
    except (httpx.InvalidURL, ValueError):
        return ""


def _agent(contact: str) -> str:
    contact = _one_line(contact).strip()
    return f"leadscan/{__version__}" + (f" (+{contact})" if contact else "")


def _one_line(value: str) -> str:
    """Printable ASCII alone: a header takes no line break."""
    return "".join(sign for sign in value if " " <= sign <= "~")


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
