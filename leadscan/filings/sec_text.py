"""Readable text of an SEC document: HTML, plain text, XML, or a full submission of many documents.

A table row whose cells are all one line becomes one line, cells divided by a tab; a row with a longer cell becomes one block of lines a cell. Facing pages
print a value above its label, cell by cell, so the order of cells matters more than their look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from leadscan.errors import ParseError

MAX_CHARS = 12_000_000
"""Longest text kept of one document; the longest prospectus seen has 2.6 million characters."""
MAX_BYTES = 36_000_000
"""Longest stretch of one answer parsed; its tree takes some twenty times that in memory."""

_DOCUMENT = re.compile(r"<DOCUMENT>(.*?)(?:</DOCUMENT>|\Z)", re.S)
_HEADER_LINE = re.compile(r"^\s*([A-Z][A-Z .]{2,40}):[ \t]*(\S.*?)\s*$", re.M)
_DROPPED = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "object"})
_BLOCK = frozenset(
    {"p", "div", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "center", "hr", "blockquote", "section", "article", "body", "tbody", "thead", "dl", "dt", "dd", "pre"}
)
_GAP = re.compile(r"[ \u00a0\u2002-\u2009]{3,}")
_SPACES = re.compile(r"[ \u00a0\u2002-\u200b\u3000\ufeff\r\f\v]+")
_LINES = re.compile(r" ?\n[ \n]*\n ?| ?\n ?")


@dataclass(frozen=True, slots=True)
class SecText:
    """What one SEC answer holds: the main document's text and what stands in the header around it."""

    text: str
    form: str | None
    """The <TYPE> of the main document, where it says one."""
    header: dict[str, str]
    """Lines of the SGML header by their name, first one wins: STANDARD INDUSTRIAL CLASSIFICATION, BUSINESS PHONE ..."""
    unread: tuple[str, ...]


def decode(body: bytes) -> str:
    """Text of the bytes: UTF-8 where they are that, UTF-16 or UTF-32 where their first bytes show it, else Windows-1252, which EDGAR's older documents use."""
    wide = _wide(body[:400])
    if wide is not None:
        return body.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _wide(head: bytes) -> str | None:
    """The encoding of two or four bytes a letter, by its mark or by the noughts between Latin letters; None where it is none."""
    for mark, name in ((b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return name
    if len(head) >= 20:
        for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[at::2].count(0) > 0.8 * len(head[at::2]) and head[1 - at :: 2].count(0) == 0:
                return name
    return None


def read(body: bytes, *, form: str | None = None) -> SecText:
    """The main document of an SEC answer as text. ParseError where there is nothing to read.

    Of a full submission only the document whose type is the form is read; exhibits and uuencoded parts are named and left.
    """
    if not body.strip():
        raise ParseError("the document is empty")
    raw = decode(body[:MAX_BYTES])
    header = sgml_header(raw)
    documents = _DOCUMENT.findall(raw) if "<DOCUMENT>" in raw[:200_000] else []
    if not documents:
        text = plain(raw)
        return SecText(text, None, header, left(body, text))
    kind, main, unread = _main_document(documents, form)
    text = plain(main)
    return SecText(text, kind, header, (*left(body, text), *unread))


def left(body: bytes, text: str) -> tuple[str, ...]:
    """What of a document lies beyond the bounds, and whether there was anything to read at all."""
    if not text.strip():
        return ("no text in the document",)
    if len(body) > MAX_BYTES:
        return (f"only the first {MAX_BYTES} of {len(body)} bytes were read",)
    return (f"only the first {MAX_CHARS} characters were read",) if len(text) >= MAX_CHARS else ()


def _main_document(documents: list[str], form: str | None) -> tuple[str | None, str, tuple[str, ...]]:
    parts = [(_tag(part, "TYPE"), part) for part in documents]
    wanted = (form or "").upper()
    chosen = next((i for i, (kind, _) in enumerate(parts) if kind and kind.upper() == wanted), 0)
    kind, part = parts[chosen]
    unread = [f"{name or 'a part'}: exhibit, not read" for i, (name, _) in enumerate(parts) if i != chosen]
    text = part.split("<TEXT>", 1)[-1].rsplit("</TEXT>", 1)[0]
    return kind, text, tuple(unread[:40])


def _tag(part: str, name: str) -> str | None:
    found = re.search(rf"<{name}>([^\n<]+)", part[:2000])
    return found.group(1).strip() if found else None


def sgml_header(raw: str) -> dict[str, str]:
    """Named lines of the header that EDGAR sets before a full submission; empty where there is none."""
    head = raw[:20_000].split("<DOCUMENT>", 1)[0] if "<SEC-HEADER>" in raw[:2000] or "ACCESSION NUMBER:" in raw[:3000] else ""
    found: dict[str, str] = {}
    for name, value in _HEADER_LINE.findall(head):
        found.setdefault(name.strip(), value)
    return found


def plain(raw: str) -> str:
    """Text of one document, whatever its dress. Line breaks kept where the document has them; at most one empty line in a row."""
    if raw.lstrip()[:6].lower().startswith("begin "):
        raise ParseError("a uuencoded part, not a document")
    if raw.lstrip()[:5] == "<?xml" and not re.search(r"<(?:html|body)\b", raw[:5000], re.I):
        return _xml(raw)
    text = _html(raw) if re.search(r"<(?:html|body|p|div|table|font|br|td|span)\b", raw[:20_000], re.I) else _tagless(raw)
    return text[:MAX_CHARS]


def _xml(raw: str) -> str:
    """A form filed as data: one line an element that holds text, "name: value"."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(raw.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise ParseError(f"no text in the data: {e}") from e
    if root is None:
        raise ParseError("no text in the data")
    found = ((etree.QName(item).localname, (item.text or "").strip()) for item in root.iter() if isinstance(item.tag, str))
    return "\n".join(f"{name}: {value}" for name, value in found if value)[:MAX_CHARS]


def _tagless(raw: str) -> str:
    """A plain-text document keeps its columns: runs of three spaces or more become a tab, page marks go."""
    text = re.sub(r"<(?:PAGE|S|C|FN|TABLE|/TABLE|CAPTION|R|/R)>", "", raw)
    if "&" in text:
        import html

        text = html.unescape(text)
    lines = (re.sub(r"[ \u00a0]{3,}|\t+", "\t", line.strip()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _html(raw: str) -> str:
    """lxml is some ten times as fast here as BeautifulSoup on the same tree, and forgives the same faults."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, recover=True)
    try:
        root = html.document_fromstring(raw.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise ParseError(f"no text in the markup: {e}") from e
    pieces: list[str] = []
    _walk(root, pieces)
    return _tidy("".join(pieces)) or _tidy(re.sub(r"<[^>]*>", "\n", raw))  # the parser gives up where tags nest too deep


def _walk(node: Any, pieces: list[str]) -> None:
    """Text of a tree in reading order, without recursion over depth (some documents nest thousands deep)."""
    stack: list[tuple[Any, bool]] = [(node, False)]
    while stack:
        item, leaving = stack.pop()
        tag = item.tag if isinstance(item.tag, str) else ""
        if leaving:
            if tag in _BLOCK and tag not in ("br", "hr"):
                pieces.append("\n")
            if tag == "p":
                pieces.append("\n")
            pieces.append(_flat(item.tail))
            continue
        if not tag or tag in _DROPPED or tag.startswith("ix:hidden") or _hidden(item):
            pieces.append(_flat(item.tail))
            continue
        if tag == "tr":
            pieces.append("\n" + _row(item) + "\n")
            pieces.append(_flat(item.tail))
            continue
        if tag in _BLOCK:
            pieces.append("\n")
        pieces.append(_flat(item.text))
        stack.append((item, True))
        stack.extend((child, False) for child in reversed(item))


def _flat(text: str | None) -> str:
    """A line break inside running markup is only a space."""
    return text.replace("\n", " ").replace("\t", " ") if text else ""


def _hidden(item: Any) -> bool:
    style = item.get("style") or ""
    return "display" in style and "none" in style.replace(" ", "").lower().partition("display:")[2][:5]


def _row(row: Any) -> str:
    cells = [_cell(cell) for cell in row if isinstance(cell.tag, str)]
    cells = [cell for cell in cells if cell]
    if any("\n" in cell for cell in cells):
        return "\n\n".join(cells)
    return "\t".join(cells)


def _cell(cell: Any) -> str:
    pieces = [_flat(cell.text)]
    for child in cell:
        _walk(child, pieces)
    return _tidy("".join(pieces))


def _gap(found: re.Match[str]) -> str:
    """Two or more hard spaces in a wider gap stand for a column; one hard space after a full stop does not."""
    return "\t" if found.group().count("\u00a0") >= 2 else " "


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", _GAP.sub(_gap, text))
    lines = [line.strip(" \t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
