"""OPML, the list of feeds that every feed reader can give and take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from leadscan.errors import DataError
from leadscan.text import addresses, charset
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Source

_MOST = 20_000
"""Outlines that are read."""


def read(body: bytes) -> tuple[Source, ...]:
    """Sources of an OPML file, in its order, each address once. DataError where it is no OPML.

    Folders become the section hint of the feeds in them; an outline without a fetchable ``xmlUrl`` is a folder.
    """
    import lxml.etree

    text, _ = charset.decode(body)
    text = re.sub(r"^\s*<\?xml[^>]*\?>|[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (lxml.etree.LxmlError, ValueError) as e:
        raise DataError(f"OPML: not XML: {e}") from e
    if root is None or _name(root) != "opml":
        raise DataError("OPML: the root element is not <opml>")
    found: dict[str, Source] = {}
    taken: set[str] = set()
    for number, outline in enumerate(root.iter("{*}outline")):
        url = addresses.canonical(_attribute(outline, "xmlurl"))
        if url is None or url in found or number >= _MOST:
            continue
        source = _source(outline, url, taken)
        found[url] = source
        taken.add(source.id)
    return tuple(found.values())


def write(sources: Iterable[Source], *, title: str = "leadscan") -> str:
    """OPML 2.0 of feed sources; what ``read`` reads back: id, title, address, kind, language and section."""
    import lxml.etree
    from lxml.builder import E

    outlines = [
        E.outline(
            type="rss", text=_plain(source.title), title=_plain(source.title), xmlUrl=source.url,
            **{key: _plain(value) for key, value in (("id", source.id), ("kind", source.kind), ("language", source.lang), ("timezone", source.timezone), ("category", source.section_hint)) if value},
        )
        for source in sources
        if source.kind in ("rss", "atom")
    ]  # fmt: skip
    document = E.opml(E.head(E.title(_plain(title))), E.body(*outlines), version="2.0")
    written: bytes = lxml.etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written.decode("utf-8")


def _source(outline: Any, url: str, taken: set[str]) -> Source:
    title = squeeze(_attribute(outline, "title") or _attribute(outline, "text")) or addresses.host(url)
    kind = _attribute(outline, "kind").lower()
    return Source(
        id=_identity(_attribute(outline, "id") or _slug(title) or _slug(addresses.host(url)), taken),
        title=title,
        kind=kind if kind in ("rss", "atom") else "atom" if _attribute(outline, "type").lower() == "atom" else "rss",
        url=url,
        lang=_attribute(outline, "language"),
        timezone=_attribute(outline, "timezone") or "Asia/Hong_Kong",
        section_hint=_attribute(outline, "category").strip("/") or _folder(outline),
    )


def _identity(wanted: str, taken: set[str]) -> str:
    """The name, with a number where another source has it."""
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, _MOST + 2)))
    return next(name for name in names if name not in taken)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:40]


def _folder(outline: Any) -> str:
    parent = outline.getparent()
    if parent is None or _name(parent) != "outline":
        return ""
    return fold(squeeze(_attribute(parent, "text") or _attribute(parent, "title")))


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def _attribute(outline: Any, name: str) -> str:
    """An attribute whatever its case: writers differ."""
    return next((str(value) for key, value in outline.attrib.items() if key.lower() == name), "")


def _plain(text: str) -> str:
    """Text without what XML forbids."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
