"""What the client is asked for, and what may stand in for the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import httpx

from leadscan.types import RequestShape, Source

Purpose: TypeAlias = Literal["feed", "page", "filing", "robots"]
"""Decides the bound of the body, and whether robots.txt is asked (pages only)."""

Transport: TypeAlias = httpx.BaseTransport
"""What carries one request. One given to the client stands for the network: no pause, no contact and no address guard are needed."""


HEADERS = frozenset({"accept", "accept-language", "content-type", "origin", "referer", "x-requested-with"})
"""Headers that a source may set; every other one that its shape names is dropped."""


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask, with what the last good answer left for a conditional request."""

    url: str
    purpose: Purpose = "page"
    etag: str | None = None
    last_modified: str | None = None
    source_id: str = ""
    shape: RequestShape | None = None
    """How the source wants to be asked; None = a plain GET."""


def of_source(source: Source, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Request:
    """The request of a source's list at an address. A POST is never conditional: what it answers hangs on its form too."""
    post = source.request is not None and source.request.method == "POST"
    return Request(url, "feed", None if post else etag, None if post else last_modified, source.id, source.request)
