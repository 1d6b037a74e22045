"""HTML fragments to plain text."""

from __future__ import annotations

import html as html_entities
import re
from typing import Any

from leadscan.text.normalize import squeeze

_TAG = re.compile(r"<(?:[a-zA-Z/!?])[^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "math", "head", "title", "select", "textarea", "button", "form", "audio", "video", "canvas"})
_BLOCK = frozenset(
    ["address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST = 500_000


def plain(html: str) -> str:
    """Readable text of an HTML fragment: block elements on lines of their own, entities read, nothing of scripts, styles, forms or frames.

    Text that only looks like markup (``3 < 5``, ``AT&T``) stays. Half a million characters are read, the rest is left.
    """
    html = _CONTROL.sub("", html[:_MOST])
    if not _TAG.search(html):
        text = html_entities.unescape(html) if _ENTITY.search(html) else html
        return _lines(_lines_of(text)) if not _TAG.search(text) else _lines(_parsed(text))
    text = _parsed(html)
    return _lines(_parsed(text)) if _twice(text) else _lines(text)


def _twice(text: str) -> bool:
    """Markup was escaped twice: what came out still holds closing tags or line breaks as text."""
    return re.search(r"</(?:p|div|a|b|strong|em|span|li|ul)>|<br\s*/?>|<img\s", text, re.I) is not None


def _lines_of(text: str) -> str:
    return text.replace("\r", "\n")


def _parsed(html: str) -> str:
    import lxml.etree

    try:
        tree = lxml.etree.fromstring(b"<div>" + html.encode("utf-8", "ignore") + b"</div>", parser=lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return html_entities.unescape(re.sub(r"<[^<>]*>", " ", html))
    pieces: list[str] = []
    _walk(tree, pieces)
    return "".join(pieces)


def _walk(tree: Any, pieces: list[str]) -> None:
    """Text in reading order, without recursion: hostile input nests deep."""
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if done:
            if tag in _BLOCK:
                pieces.append("\n")
            pieces.append(_inline(element.tail))
            continue
        if tag in _BLOCK:
            pieces.append("\n")
        stack.append((element, True))
        if tag and tag not in _SILENT:
            pieces.append(element.text or "" if tag == "pre" else _inline(element.text))
            stack.extend((child, False) for child in reversed(element))


def _inline(text: str | None) -> str:
    """Line breaks inside a paragraph are the editor's, not the author's."""
    return (re.sub(r"\s*\n\s*", " ", text) if "\n" in text else text) if text else ""


def _lines(text: str) -> str:
    """Each line squeezed, empty ones left out."""
    return "\n".join(line for line in map(squeeze, text.split("\n")) if line)
