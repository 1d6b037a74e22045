"""The short way through a feed that is plain: well-formed RSS or Atom 1.0 whose items hold nothing unusual.

feedparser knows every dialect and takes its time for it. Nine feeds in ten need none of that: here they are read by lxml into the same rows, and
whatever is not plain is left to feedparser (``rows`` returns None). ``tests/news/test_plainfeeds.py`` holds both ways to the same entries.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_TEXTS: Mapping[str, str] = {
    "title": "title", "{dc}title": "title", "{atom}title": "title",
    "guid": "id", "{atom}id": "id",
    "pubdate": "published", "{atom}published": "published", "{terms}issued": "published",
    "{dc}date": "updated", "{atom}updated": "updated", "{terms}modified": "updated",
    "{terms}created": "created",
    "description": "summary", "{dc}description": "summary", "{atom}summary": "summary",
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content", "{atom}content": "content",
    "author": "author", "{dc}creator": "author",
    "{http://rssnamespace.org/feedburner/ext/1.0}origlink": "feedburner_origlink",
}  # fmt: skip
"""Element to field, names in lower case."""
_TAKEN: Mapping[str, str] = {name.replace("{dc}", _DC).replace("{atom}", _ATOM.lower()).replace("{terms}", _TERMS): key for name, key in _TEXTS.items()}
_LEFT = frozenset(
    ["category", "comments", "enclosure", "source", _ATOM.lower() + "category", _ATOM.lower() + "contributor", _ATOM.lower() + "rights", _ATOM.lower() + "source"]
    + [_DC + name for name in ("subject", "language", "publisher", "rights", "identifier", "type", "source", "format", "contributor")]
)  # fmt: skip
"""Elements that say nothing we keep."""
_OF_AUTHOR = frozenset([_ATOM + "name", _ATOM + "uri", _ATOM + "email"])
_KNOWN_SPACES = ("purl.org/", "w3.org/", "itunes", "mrss", "feedburner", "netscape", "pie/", "userland", "my.theinfo", "podcast", "cdf", "georss", "gml")
"""Parts of addresses of namespaces that feedparser gives a meaning to."""
_KNOWN_PREFIXES = frozenset(["dc", "dcterms", "content", "media", "itunes", "atom", "atom10", "feedburner", "rdf", "rss", "xhtml", "cc", "psc", "geo", "georss", "gml", "svg", "admin"])
_PLAIN_TYPES = frozenset(["text", "html", "text/html", "text/plain"])
_QUIET = frozenset(["type", _LANG, _BASE, "{http://www.w3.org/XML/1998/namespace}space"])
"""Attributes of a text that change nothing of what is kept."""
_HTML = frozenset(["html", "text/html", "application/xhtml+xml", "xhtml"])
_EMAIL = re.compile(r"[a-zA-Z0-9_\-.+]+@(?:\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.|(?:[a-zA-Z0-9\-]+\.)+)(?:[a-zA-Z]{2,4}|[0-9]{1,3})\]?(?:\?subject=\S+)?")


class _Unusual(Exception):
    """Something that feedparser must read."""


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """What feedparser would have given, as far as it is used."""

    feed: Mapping[str, str]
    entries: list[Row]
    version: str
    bozo: bool = field(default=False)

    def get(self, name: str, default: Any = None) -> Any:
        """A field by name, as of feedparser's result."""
        return getattr(self, name, default)


def read(text: str) -> PlainFeed | None:
    """The feed's rows; None where it is not plain."""
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser)
        return _rss(root) if root.tag == "rss" else _atom(root) if root.tag == _ATOM + "feed" else None
    except (lxml.etree.LxmlError, ValueError, _Unusual):
        return None


def _rss(root: Any) -> PlainFeed:
    channels = [child for child in root if child.tag == "channel"]
    if len(channels) != 1 or len(root) != 1:
        raise _Unusual
    feed = _feed(root, channels[0], "title", "item", ("language", _DC + "language"))
    return PlainFeed(feed, [_row(item) for item in channels[0] if item.tag == "item"], "rss")


def _atom(root: Any) -> PlainFeed:
    feed = _feed(root, root, _ATOM + "title", _ATOM + "entry", (_DC + "language",))
    return PlainFeed(feed, [_row(entry) for entry in root if entry.tag == _ATOM + "entry"], "atom10")


def _feed(root: Any, head: Any, title: str, item: str, languages: tuple[str, ...]) -> dict[str, str]:
    if root.get(_BASE) or head.get(_BASE) or (head is not root and head.get(_LANG)):
        raise _Unusual
    feed = {"title": "", "language": (root.get(_LANG) or "").replace("_", "-")}
    for child in head:
        if child.tag == title and not feed["title"]:
            feed["title"] = _text(child, types=True)
        elif child.tag in languages:
            feed["language"] = _text(child)
        elif child.tag != title and re.sub(r"^\{.*\}", "", str(child.tag)).lower() in ("title", "item", "entry") and child.tag != item:
            raise _Unusual  # of another dialect, or written in another case
    return feed


def _row(item: Any) -> Row:
    if any(not name.startswith("{") or name.endswith(("}about", "}base")) for name in item.attrib):
        raise _Unusual
    row: Row = {"links": [], "content": [], "authors": []}
    for child in item:
        _take(row, child, str(child.tag).lower())
    if not row.get("title") and item.find(".//" + _MEDIA + "title") is not None:
        raise _Unusual  # the picture's title stands in
    return row


def _take(row: Row, child: Any, name: str) -> None:
    key = _TAKEN.get(name)
    if key is not None:
        _KEYS.get(key, _last)(row, key, child)
    elif name in ("link", _ATOM.lower() + "link"):
        _link(row, child)
    elif name == _ATOM.lower() + "author":
        _atom_author(row, child)
    elif not _may_be_left(child, name):
        raise _Unusual


def _may_be_left(child: Any, name: str) -> bool:
    if name in _LEFT:
        return len(child) == 0 or name.startswith(_ATOM.lower())
    if name.startswith(_MEDIA):
        return name != _MEDIA + "description" and child.find(".//" + _MEDIA + "description") is None and all(str(inner.tag).startswith(_MEDIA) for inner in child.iterdescendants())
    if len(child):
        return False
    if name.startswith("{"):
        strange = child.prefix not in _KNOWN_PREFIXES and not any(part in name for part in _KNOWN_SPACES)
        return strange or name.startswith(("{http://purl.org/rss/1.0/modules/slash/}", "{http://purl.org/syndication/thread/1.0}"))
    return not _has_meaning(name)


@functools.cache
def _has_meaning(name: str) -> bool:
    """Does feedparser read an element of that name, or keep it under a name that is read here."""
    from feedparser.mixin import _FeedParserMixin
    from feedparser.namespaces._base import Namespace

    kept = ("id", "title", "summary", "content", "link", "links", "published", "created", "updated", "date", "author", "authors", "description", "guid", "url", "issued", "modified", "tagline")
    return name in kept or any(hasattr(kind, "_start_" + name.replace("-", "_")) for kind in (_FeedParserMixin, Namespace))


def _text(element: Any, *, types: bool = False) -> str:
    """The text of an element without children, mended as feedparser mends it: UTF-8 that was read as Latin-1, and Windows signs."""
    if len(element):
        raise _Unusual
    if element.attrib and (set(element.attrib) - _QUIET or (types and element.get("type", "text") not in _PLAIN_TYPES)):
        raise _Unusual
    output = (element.text or "").strip()
    if output.isascii():
        return output
    with contextlib.suppress(UnicodeError):
        output = output.encode("iso-8859-1").decode("utf-8")
    return output.translate(_windows())


@functools.cache
def _windows() -> dict[int, str]:
    """Signs 128 to 159 as Windows-1252 means them."""
    return {code: bytes([code]).decode("cp1252") for code in range(128, 160) if code not in (129, 141, 143, 144, 157)}


def _last(row: Row, key: str, child: Any) -> None:
    row[key] = _text(child)


def _title(row: Row, key: str, child: Any) -> None:
    if not row.get(key):
        row[key] = _text(child, types=True)


def _summary(row: Row, key: str, child: Any) -> None:
    if key in row:
        raise _Unusual
    row[key] = _text(child, types=True)


def _content(row: Row, key: str, child: Any) -> None:
    row[key].append({"type": "text/html", "value": _text(child, types=True)})


def _identity(row: Row, key: str, child: Any) -> None:
    permalink = {name.lower(): value for name, value in child.attrib.items()}
    if set(permalink) - {"ispermalink", _LANG} or len(child):
        raise _Unusual
    row[key] = value = _whole(child)
    if permalink.get("ispermalink", "true") == "true":
        row.setdefault("link", value)


def _whole(child: Any) -> str:
    """The text whatever the attributes."""
    value = (child.text or "").strip()
    if not value.isascii() or ":///" in value:
        raise _Unusual
    return value


def _author(row: Row, key: str, child: Any) -> None:
    said = _text(child)
    found = _EMAIL.search(said)
    if found is not None:
        said = re.sub(r"^\(|\)$", "", said.replace(found[0], "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "").strip()).strip()
    row["authors"].append({"name": said})
    row[key] = said


def _atom_author(row: Row, child: Any) -> None:
    if any(inner.tag not in _OF_AUTHOR and (str(inner.tag).startswith(_ATOM) or not str(inner.tag).startswith("{")) for inner in child):
        raise _Unusual
    names = [_text(inner) for inner in child if inner.tag == _ATOM + "name"]
    row["authors"].append({"name": names[-1] if names else ""})


def _link(row: Row, child: Any) -> None:
    href = child.get("href")
    if str(child.tag).startswith("{"):
        if href is None or len(child) or ":///" in href or not href.isascii():
            raise _Unusual
        kind, rel = child.get("type", "text/html").lower(), child.get("rel", "alternate")
        row["links"].append({"rel": rel, "href": href})
        if rel == "alternate" and kind in _HTML:
            row["link"] = href
        return
    if child.attrib or len(child):
        raise _Unusual
    address = re.sub(r"&([A-Za-z0-9_]+);", r"&\1", _whole(child).replace("&amp;", "&"))
    row["link"] = address
    if address:
        row["links"].append({"rel": "alternate", "href": address})


_KEYS: Mapping[str, Callable[[Row, str, Any], None]] = {"title": _title, "summary": _summary, "content": _content, "id": _identity, "author": _author}
