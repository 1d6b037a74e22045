"""The bytes of an answer, bounded after inflating: a small gzip can hold gigabytes, so no step may make more than there is room for."""

from __future__ import annotations

import zlib
from typing import Protocol

from leadscan.errors import Refused, Unreachable
from leadscan.web.refusals import TOO_LARGE

_GZIP = b"\x1f\x8b"


class _Decompress(Protocol):
    """What zlib.decompressobj gives; its class has no public name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class Body:
    """Takes raw chunks and holds inflated bytes.

    Refused where it grows over the limit or the encoding is none of gzip, deflate and identity; Unreachable where the very first bytes do not inflate.
    """

    def __init__(self, url: str, *, encoding: str = "", limit: int) -> None:
        self._url = url
        self._limit = limit
        self._raw = 0
        self._out = bytearray()
        self._head = b""
        self._decompress: _Decompress | None = None
        self._done = False
        self.broken = False
        """The compressed stream was damaged after a good beginning."""
        self._encoding = _encoding(url, encoding)

    def add(self, chunk: bytes) -> None:
        """One more chunk as it came over the wire."""
        self._raw += len(chunk)
        if self._raw > self._limit:
            raise self._too_large()
        if self._encoding and self._decompress is None and not self._begin(chunk):
            return
        if self._head:
            chunk, self._head = self._head, b""
        if self._decompress is None:
            self._keep(chunk)
        elif not self._done and not self.broken:
            self._inflate(chunk)

    def value(self) -> bytes:
        """What there is."""
        return bytes(self._out) + self._head

    @property
    def cut(self) -> bool:
        """A compressed stream has begun and not ended."""
        return self._decompress is not None and (self.broken or not self._done)

    def _begin(self, chunk: bytes) -> bool:
        """Waits for two bytes and chooses how to inflate; servers that say gzip and send plain bytes are taken at their bytes."""
        self._head += chunk
        if len(self._head) < 2:
            return False
        if self._encoding == "deflate":
            # Senders mean either zlib (RFC 9110) or raw deflate; the first two bytes tell: CMF*256+FLG is a multiple of 31.
            is_zlib = self._head[0] & 15 == 8 and int.from_bytes(self._head[:2], "big") % 31 == 0
            self._decompress = zlib.decompressobj(wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        elif self._head.startswith(_GZIP):
            self._decompress = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        else:
            self._encoding = ""
        return True

    def _inflate(self, data: bytes) -> None:
        while data and self._decompress is not None:
            try:
                self._keep(self._decompress.decompress(data, self._limit - len(self._out) + 1))
            except zlib.error as e:
                if not self._out:
                    raise Unreachable(f"{self._url}: the compressed body cannot be read: {e}") from e
                self.broken = True
                return
            if not self._decompress.eof:
                data = self._decompress.unconsumed_tail
                continue
            data = self._decompress.unused_data
            if not data.startswith(_GZIP):  # nothing, or padding behind the last member
                self._done = True
                return
            self._decompress = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    def _keep(self, data: bytes) -> None:
        if len(self._out) + len(data) > self._limit:
            raise self._too_large()
        self._out += data

    def _too_large(self) -> Refused:
        return Refused(f"{self._url}: the body {TOO_LARGE} {self._limit} bytes")


def _encoding(url: str, header: str) -> str:
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity", "none")]
    if not names:
        return ""
    if names in (["gzip"], ["x-gzip"], ["deflate"]):
        return names[0]
    raise Refused(f"{url}: content encoding {header!r} was not asked for; only gzip is")
