"""The network, guarded: names are resolved here, every address must be global, and the connection goes to the very address that was judged.

So neither an odd way to write an address, nor a redirect, nor a resolver that changes its answer leads into the bank's own network.
Each request has a connection of its own: a server that lies about the length of a body cannot spoil the next answer, and politeness
leaves little for kept connections to save.
"""

from __future__ import annotations

import functools
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

import httpcore
import httpx

from leadscan.errors import Refused

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], list[str]]
"""Host and port to its addresses as text."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
_RELAY = ipaddress.ip_network("192.88.99.0/24")
"""6to4 relay anycast, withdrawn by RFC 7526."""
_CHOICES = 3
"""Addresses of one host that are tried."""


def is_public(address: str) -> bool:
    """Is this an address of the open internet, also under the wrappings of IPv6 (::ffff:, 6to4, Teredo, NAT64)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(map(_is_global, _unwrapped(found)))


def _unwrapped(address: Address) -> Iterator[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo


def _is_global(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in _RELAY
    return address.is_global and address in _UNICAST


def resolve(host: str, port: int) -> list[str]:
    """The system resolver's addresses of a host; OSError where it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Direct(httpx.BaseTransport):
    """Requests over guarded connections. ``request.extensions["deadline"]`` (time.monotonic seconds) bounds all of a request, slow drip included.

    Refused where the host's address is not global; httpcore's exceptions for all that the network does.
    """

    def __init__(self, *, allow: Iterable[str] = (), resolve: Resolve = resolve) -> None:
        self._allow = frozenset(host.lower().strip("[]") for host in allow)
        self._resolve = resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        deadline = float(request.extensions.get("deadline", time.monotonic() + 60))
        backend = _Backend(self._allow, self._resolve, deadline)
        pool = httpcore.ConnectionPool(ssl_context=_tls(), max_connections=1, max_keepalive_connections=0, network_backend=backend)
        url = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
        try:
            answer = pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw, content=request.read() or None))
        except BaseException:
            pool.close()
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, pool))


class _Body(httpx.SyncByteStream):
    """The raw bytes of an answer; closing it closes the connection."""

    def __init__(self, answer: httpcore.Response, pool: httpcore.ConnectionPool) -> None:
        self._answer = answer
        self._pool = pool

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._pool.close()


@functools.cache
def _tls() -> ssl.SSLContext:
    """certifi's authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR (a bank's own proxy authority)."""
    return httpx.create_ssl_context()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, allow: frozenset[str], resolve: Resolve, deadline: float) -> None:
        self._allow = allow
        self._resolve = resolve
        self._deadline = deadline
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                stream = self._tcp.connect_tcp(address, port, _left(self._deadline), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
            else:
                return _Timed(stream, self._deadline)
        raise httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        """What may be connected to; one address that is not global spoils the host, since an honest publisher has none."""
        found = self._resolved(host, port)
        bad = next((address for address in found if not is_public(address)), None)
        if bad is not None and host.lower() not in self._allow:
            raise Refused(f"{host}: its address {bad} is not of the open internet; a host of your own is named in web.allow")
        return found[:_CHOICES]

    def _resolved(self, host: str, port: int) -> list[str]:
        """The resolver asked in a thread of its own, since it knows no time limit."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as e:
                answers.put(e)

        threading.Thread(target=ask, daemon=True, name="leadscan-resolve").start()
        try:
            answer = answers.get(timeout=_left(self._deadline))
        except queue.Empty as e:
            raise httpcore.ConnectTimeout(f"{host}: no answer of the resolver") from e
        if isinstance(answer, Exception):
            raise httpcore.ConnectError(f"{host}: {answer}") from answer
        return answer


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline of the whole request."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline))

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


def _left(deadline: float) -> float:
    """Seconds to the deadline; httpcore.ReadTimeout where there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole request is over")
    return left
