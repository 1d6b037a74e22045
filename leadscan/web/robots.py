"""robots.txt as RFC 9309 has it: the group of our name or of ``*``, the longest matching path, ``*`` and ``$`` in paths; allow wins a tie.

Python's own urllib.robotparser takes the first match and knows no ``*`` in paths, so that ``Disallow: /*?print=`` would be passed over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote, urlsplit

AGENT = "leadscan"
Ask: TypeAlias = Callable[[str], tuple[int, bytes] | None]
"""Address of a robots.txt to (status, body); None = it could not be had."""

_MOST_RULES = 2000
"""Lines beyond are not read; the bound of RFC 9309 section 2.5 (500 KiB) allows more, but no honest file has them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line."""

    path: str
    allow: bool


class Robots:
    """What each origin allows, asked once for each; thread-safe."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}

    def allows(self, url: str) -> bool:
        """May this address be fetched. 4xx = everything; 5xx or no answer = everything this time (the client notes it)."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return is_allowed(self._rules_of(origin), path)

    def _rules_of(self, origin: str) -> tuple[Rule, ...]:
        with self._guard:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:  # the second thread waits for the first one's answer rather than asking too
            if origin not in self._rules:
                answer = self._ask(f"{origin}/robots.txt")
                self._rules[origin] = parse(answer[1]) if answer is not None and answer[0] == 200 else ()
            return self._rules[origin]


def parse(body: bytes, agent: str = AGENT) -> tuple[Rule, ...]:
    """The rules for us: those of every group that names us, else those of every group for ``*``."""
    own: list[Rule] = []
    general: list[Rule] = []
    named = False
    agents: set[str] = set()
    in_rules = True
    for line in body.decode("utf-8-sig", "replace").splitlines()[: 10 * _MOST_RULES]:
        key, _, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        match key.lower():
            case "user-agent":
                agents = set() if in_rules else agents
                in_rules = False
                agents.add(value.split("/")[0].lower())
                named = named or agent in agents
            case "allow" | "disallow":
                in_rules = True
                if not value:  # an empty Disallow allows all, which is what no rule says
                    continue
                rule = Rule(_normal(value), key.lower() == "allow")
                if agent in agents:
                    own.append(rule)
                if "*" in agents:
                    general.append(rule)
            case _:
                continue
    return tuple((own if named else general)[:_MOST_RULES])


def is_allowed(rules: tuple[Rule, ...], path: str) -> bool:
    """The longest rule that matches decides; none = allowed; /robots.txt itself always is."""
    path = _normal(path)
    if path == "/robots.txt":
        return True
    matching = [rule for rule in rules if matches(rule.path, path)]
    best = max(matching, key=lambda rule: (len(rule.path), rule.allow), default=None)
    return best is None or best.allow


def matches(pattern: str, path: str) -> bool:
    """Does the path begin with the pattern; ``*`` is any run of signs, ``$`` at the end is the end. Linear in the path: no backtracking."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not anchored or len(path) == len(first)
    at = len(first)
    *middle, last = rest
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def _normal(path: str) -> str:
    """One spelling of percent signs, so that a path and a rule meet however either is written."""
    return quote(unquote(path, errors="surrogateescape"), safe="/%?=&*$+,;:@!'()~-._", errors="surrogateescape")
