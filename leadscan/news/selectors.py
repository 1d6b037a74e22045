"""Where publishers put an article's text, one dated TOML file a publisher below ``leadscan/data/selectors``.

    sites = ["paper.example"]        host names; hosts below them count
    seen = 2026-03-10                the last day on which somebody looked: a site that is built anew leaves its selector behind
    text = ["//div[@id='story']"]    XPath, first that finds an article's worth of text
    drop = [".//p[@class='share']"]  optional: what is cut out of it first

A selector goes before the general readers. Where it finds nothing, or hardly anything, they read the page as if it were not there: an outdated
selector costs nothing but itself.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from leadscan import data
from leadscan.errors import DataError

FOLDER = "selectors"


@dataclass(frozen=True, slots=True)
class Selector:
    """Where one publisher puts the text."""

    seen: date
    text: tuple[str, ...]
    drop: tuple[str, ...] = ()


def of(url: str) -> Selector | None:
    """The selector for an address: its host's, else that of the domain above it; None where there is none."""
    host = (urlsplit(url).hostname or "").lower()
    names = host.split(".")
    return next((found for at in range(len(names)) if (found := packaged().get(".".join(names[at:]))) is not None), None)


def pick(tree: Any, selector: Selector) -> list[Any]:
    """Copies of the elements that hold the text, what is to be dropped cut out; empty where the page is built otherwise."""
    for path in selector.text:
        found = [copy.deepcopy(element) for element in tree.xpath(path) if hasattr(element, "iter")]
        for element in found:
            for dropped in (inner for path in selector.drop for inner in element.xpath(path)):
                _drop(dropped)
        if any("".join(element.itertext()).strip() for element in found):
            return found
    return []


def _drop(element: Any) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


@functools.cache
def packaged() -> Mapping[str, Selector]:
    """Site to selector. DataError names file and key where one makes no sense."""
    return {site: selector for name in data.files(FOLDER) for site, selector in parse(data.read_toml(FOLDER, name), where=f"data/{FOLDER}/{name}").items()}


def parse(table: dict[str, Any], *, where: str) -> dict[str, Selector]:
    """Site to selector of one file."""
    import lxml.etree

    sites, seen, text = data.want(table, "sites", list, where), data.want(table, "seen", date, where), data.want(table, "text", list, where)
    selector = Selector(seen, tuple(text), tuple(table.get("drop", ())))
    if unknown := set(table) - {"sites", "seen", "text", "drop"}:
        raise DataError(f"{where}: {', '.join(sorted(unknown))}: no such key; there are sites, seen, text, drop")
    for path in (*selector.text, *selector.drop):
        try:
            lxml.etree.XPath(path)
        except lxml.etree.XPathError as e:
            raise DataError(f"{where}: {path!r} is no XPath: {e}") from e
    return dict.fromkeys(map(str, sites), selector)
