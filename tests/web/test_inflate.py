from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadscan.errors import FetchError, Refused
from leadscan.web.inflate import Body

PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "": lambda data: data}


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACK)), st.integers(1, 700))
def test_what_was_packed_comes_out_however_it_is_cut_into_chunks(data: bytes, encoding: str, size: int) -> None:
    packed = PACK[encoding](data)
    body = Body("u", encoding=encoding, limit=10_000)
    for start in range(0, len(packed), size):
        body.add(packed[start : start + size])
    assert (body.value(), body.cut) == (data, False)


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate", ""]))
@settings(max_examples=200)
def test_no_bytes_do_worse_than_a_fetch_error(data: bytes, encoding: str) -> None:
    body = Body("u", encoding=encoding, limit=1000)
    try:
        body.add(b"\x1f\x8b" + data)
        body.add(data)
    except FetchError:
        return
    assert len(body.value()) <= 1002


@given(st.integers(0, 100))
def test_the_bound_is_exact(size: int) -> None:
    body = Body("u", encoding="gzip", limit=50)
    packed = gzip.compress(b"x" * size)
    if size <= 50:
        body.add(packed)
        assert body.value() == b"x" * size
    else:
        with pytest.raises(Refused):
            body.add(packed)


def test_a_bomb_never_takes_more_memory_than_its_bound() -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=9)
    body = Body("u", encoding="gzip", limit=200_000)
    tracemalloc.start()
    with pytest.raises(Refused):
        body.add(bomb)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_stream_damaged_after_a_good_beginning_is_cut() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 400, compresslevel=0))
    packed[-6] ^= 0xFF  # its checksum
    body = Body("u", encoding="gzip", limit=1_000_000)
    body.add(bytes(packed[:60_000]))
    body.add(bytes(packed[60_000:]))
    assert body.cut
    assert body.value()[:256] == bytes(range(256))
