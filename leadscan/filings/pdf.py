"""Text of a PDF, page by page, within bounds: so many pages, so many seconds. What could not be read is said in a line each.

pypdfium2, since of the readers tried it alone (beside one under a licence that does not fit) gives the Chinese names of Hong Kong proofs right and reads 490 pages in half a second.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAX_PAGES = 1500
MAX_SECONDS = 60.0
MAX_CHARS = 12_000_000
_NUMBER_LINE = re.compile(r"\s*[–\-—]?\s*(?:[ivxlc]+|[A-Z]{0,4}-?\d{1,4}|[IVX]+-\d+)\s*[–\-—]?\s*")
_PAGE_MARK = re.compile(r"\s*[–\-—]\s*[\w-]{1,8}\s*[–\-—]\s*")


@dataclass(frozen=True, slots=True)
class PdfText:
    """Text of a PDF, offset of each page in it, and what could not be read."""

    text: str
    pages: tuple[int, ...]
    unread: tuple[str, ...]


def read(body: bytes, *, max_pages: int = MAX_PAGES, max_seconds: float = MAX_SECONDS, clock: Callable[[], float] = time.monotonic) -> PdfText:
    """Text of a PDF. Never raises for bad bytes: an empty, truncated, encrypted or scanned document gives what there is and says so in ``unread``.

    Lines that stand on most pages (running warnings) and page numbers are left out, so that a sentence runs on over the page.
    """
    if not body.startswith(b"%PDF") and b"%PDF" not in body[:1024]:
        return PdfText("", (), ("not a PDF" if body else "empty document",))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as e:
        return PdfText("", (), (_why_closed(body, str(e)),))
    try:
        raw, unread = _pages(document, max_pages, max_seconds, clock)
    finally:
        document.close()
    if b"%%EOF" not in body[-2048:]:
        unread.append("truncated PDF: its end is missing; what could be read is here")
    return _assemble(raw, unread)


def joined(files: Sequence[tuple[str, bytes, str]], *, max_pages: int = MAX_PAGES, max_seconds: float = MAX_SECONDS, clock: Callable[[], float] = time.monotonic) -> PdfText:
    """Text of a document in many files, (name, bytes, what is wrong) each, in their order: its pages are counted on from file to file.

    A file that could not be had or read costs itself, and is named; the bounds are those of one document.
    """
    started = clock()
    text: list[str] = []
    pages: list[int] = []
    unread: list[str] = []
    at = 0
    for number, (name, body, wrong) in enumerate(files):
        left = max_pages - len(pages), max_seconds - (clock() - started)
        if min(left) <= 0 or at > MAX_CHARS:
            unread.append(f"{len(files) - number} of {len(files)} files: not read, over the limit of {max_pages} pages or {max_seconds:g} seconds")
            break
        got = read(body, max_pages=left[0], max_seconds=left[1], clock=clock) if not wrong else PdfText("", (), (wrong,))
        unread.extend(f"{name}: {line}" for line in got.unread)
        pages.extend(at + page for page in got.pages)
        text.append(got.text)
        at += len(got.text)
    return PdfText("".join(text), tuple(pages), tuple(unread))


def _why_closed(body: bytes, message: str) -> str:
    if "password" in message.lower() or b"/Encrypt" in body:
        return "encrypted PDF: no text without its password"
    if b"%%EOF" not in body[-2048:]:
        return "truncated PDF: its end is missing"
    return f"damaged PDF: {message}"


def _pages(document: object, max_pages: int, max_seconds: float, clock: Callable[[], float]) -> tuple[list[str], list[str]]:
    from typing import Any, cast

    pdf = cast(Any, document)
    started = clock()
    raw: list[str] = []
    unread: list[str] = []
    count = len(pdf)
    size = 0
    for number in range(count):
        if number >= max_pages or clock() - started > max_seconds or size > MAX_CHARS:
            unread.append(f"pages {number + 1} to {count}: not read, over the limit of {max_pages} pages or {max_seconds:g} seconds")
            break
        text = _page(pdf, number, unread)
        size += len(text)
        raw.append(text)
    blank = sum(not text.strip() for text in raw)
    if raw and blank == len(raw):
        unread.append(f"{count} pages without a text layer: a scan")
    elif blank:
        unread.append(f"{blank} of {count} pages have no text")
    return raw, unread


def _page(pdf: object, number: int, unread: list[str]) -> str:
    from typing import Any, cast

    import pypdfium2

    try:
        page = cast(Any, pdf)[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as e:
        unread.append(f"page {number + 1}: {e}")
        return ""
    text = str(textpage.get_text_range())
    textpage.close()
    page.close()
    return _clean(text)


def _clean(text: str) -> str:
    """Line ends of one kind; soft hyphens of pdfium (U+FFFE) join the word again; no surrogates or control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\u00a0", " ")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd\uffff]", "", text)


def _assemble(raw: list[str], unread: list[str]) -> PdfText:
    running = _running_lines(raw)
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for page in raw:
        kept = [line.rstrip() for line in page.split("\n") if line.strip() and line.strip() not in running and not _PAGE_MARK.fullmatch(line)]
        text = "\n".join(kept) + "\n"
        offsets.append(at)
        parts.append(text)
        at += len(text)
    return PdfText("".join(parts), tuple(offsets), tuple(unread))


def _running_lines(raw: list[str]) -> frozenset[str]:
    """Lines that stand on more than half of the pages of a document of eight pages or more."""
    if len(raw) < 8:
        return frozenset()
    counts = Counter(line for page in raw for line in {line.strip() for line in page.split("\n")} if line)
    return frozenset(line for line, count in counts.items() if count > len(raw) / 2)
