"""Politeness: one request at a time and a pause between two of one registrable domain; a domain that says Retry-After is left alone."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

LONGEST_HOLD = 24 * 3600.0
"""Seconds; a Retry-After beyond is cut (notes on feeds, row 28)."""


def domain(host: str) -> str:
    """The registrable domain of a host, by the packaged public suffix list; an IP address or a single label is its own.

    >>> domain("finance.news.example.com.hk")
    'example.com.hk'
    """
    name = host.strip("[]").rstrip(".").lower()
    with contextlib.suppress(ValueError):
        return str(ipaddress.ip_address(name))
    known: str = _suffixes()(name).top_domain_under_public_suffix
    # An ending that the list does not know counts as a public suffix of one label (the list's own rule "*").
    return known or ".".join(name.split(".")[-2:])


@functools.cache
def _suffixes() -> Any:  # tldextract.TLDExtract, which ships no complete types
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Limiter:
    """Turns and holds of domains; thread-safe. Moments are seconds of ``clock``."""

    def __init__(self, pause: float, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._lanes: dict[str, threading.Lock] = {}
        self._next: dict[str, float] = {}
        self._holds: dict[str, float] = {}

    @contextlib.contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """One request to a domain: waits for the turn; with a pause of 0 there are no turns."""
        if not self._pause:
            yield
            return
        with self._lane(name):
            wait = self.ready(name) - self._clock()
            if wait > 0:
                self._sleep(wait)
            self._next[name] = self._clock() + self._pause
            yield

    def ready(self, name: str) -> float:
        """The moment from which the domain may be asked again."""
        return self._next.get(name, 0.0)

    def hold(self, key: str, seconds: float) -> None:
        """Leaves a domain (or one address) alone for some seconds, at most a day; a shorter hold never cuts a longer one."""
        until = self._clock() + min(max(seconds, 0.0), LONGEST_HOLD)
        with self._guard:
            self._holds[key] = max(until, self._holds.get(key, 0.0))

    def held(self, key: str) -> float:
        """Seconds for which it is still to be left alone; 0 = it may be asked."""
        return max(0.0, self._holds.get(key, 0.0) - self._clock())

    def _lane(self, name: str) -> threading.Lock:
        with self._guard:
            return self._lanes.setdefault(name, threading.Lock())
