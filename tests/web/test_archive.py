from __future__ import annotations

import gzip
import hashlib
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscan.errors import StoreError
from leadscan.types import Response
from leadscan.web import Archive

from .conftest import NOW


def response(body: bytes) -> Response:
    return Response("https://p.example/1", "https://p.example/1", 200, (), body, NOW, sha256=hashlib.sha256(body).hexdigest() if body else "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(min_size=1, max_size=2000))
def test_what_is_put_is_got(tmp_path: Path, body: bytes) -> None:
    archive = Archive(tmp_path)
    archive.put(response(body))
    assert archive.get(hashlib.sha256(body).hexdigest()) == body


def test_the_file_is_named_by_its_bytes_and_the_same_on_every_machine(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Archive(tmp_path / name).put(response("正文".encode() * 50))
    digest = hashlib.sha256("正文".encode() * 50).hexdigest()
    first, second = (tmp_path / name / digest[:2] / f"{digest}.gz" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()) == "正文".encode() * 50


def test_to_put_again_changes_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(response(b"x"))
    path = next(tmp_path.rglob("*.gz"))
    before = path.stat()
    archive.put(response(b"x"))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_an_empty_body_is_not_kept(tmp_path: Path) -> None:
    Archive(tmp_path).put(response(b""))
    assert list(tmp_path.rglob("*")) == []


def test_many_threads_with_the_same_body_leave_one_whole_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    threads = [threading.Thread(target=archive.put, args=(response(b"same" * 1000),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [hashlib.sha256(b"same" * 1000).hexdigest() + ".gz"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        Archive(tmp_path).put(response(b"x"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "Z" * 64, "0" * 63])
def test_what_is_no_digest_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="no SHA-256"):
        Archive(tmp_path).get(name)
    assert name not in Archive(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"not gzip", gzip.compress(b"other"), gzip.compress(b"x" * 1000)[:-9]])
def test_damaged_bytes_are_an_error_and_never_given_out(tmp_path: Path, damage: bytes) -> None:
    archive = Archive(tmp_path)
    archive.put(response(b"x" * 1000))
    next(tmp_path.rglob("*.gz")).write_bytes(damage)
    with pytest.raises(StoreError, match="delete it"):
        archive.get(hashlib.sha256(b"x" * 1000).hexdigest())


def test_what_is_not_there_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not in the archive"):
        Archive(tmp_path).get("0" * 64)
