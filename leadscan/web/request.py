"""What the client is asked for, and what may stand in for the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import httpx

Purpose: TypeAlias = Literal["feed", "page", "filing", "robots"]
"""Decides the bound of the body, and whether robots.txt is asked (pages only)."""

Transport: TypeAlias = httpx.BaseTransport
"""What carries one request. One given to the client stands for the network: no pause, no contact and no address guard are needed."""


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask, with what the last good answer left for a conditional request."""

    url: str
    purpose: Purpose = "page"
    etag: str | None = None
    last_modified: str | None = None
    source_id: str = ""
