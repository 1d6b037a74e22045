"""Makers of documents in our own words: PDFs, lists, answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from leadscan.types import Response, Source

NOW = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def pdf_of() -> Callable[[list[list[str]]], bytes]:
    """Bytes of a PDF whose pages hold the given lines (Latin letters only)."""
    return make_pdf


def make_pdf(pages: list[list[str]]) -> bytes:
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, lines in enumerate(pages):
        shown = "".join(f"({line.replace(chr(92), '').replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*\n" for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 40 780 Td\n{shown}ET".encode("latin-1", "replace") if lines else b""
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 820] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R >>".encode())
        objects.append(b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream")
    body = b"%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{at:010d} 00000 n \n".encode() for at in offsets)
    return body + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()


@pytest.fixture
def source() -> Callable[..., Source]:
    def make(url: str = "https://www.sec.example/cgi-bin/browse-edgar", kind: str = "edgar_atom", lang: str = "en", timezone: str = "America/New_York") -> Source:
        return Source("list", "The list", kind, url, lang=lang, timezone=timezone)

    return make


@pytest.fixture
def answer() -> Callable[..., Response]:
    def make(body: bytes | str | dict[str, Any], url: str = "https://www.sec.example/cgi-bin/browse-edgar", status: int = 200) -> Response:
        raw = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
        return Response(url, url, status, (), raw, NOW)

    return make
