"""Bytes as fetched, kept for good: ``archive/<aa>/<sha256>.gz``, named by what they are, so that nothing is kept twice and nothing is overwritten."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tempfile
import zlib
from pathlib import Path

from leadscan.errors import StoreError
from leadscan.types import Response

LEVEL = 2
"""Of gzip: two fifths of the usual level's time for a tenth more room (recorded article pages)."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Archive:
    """A folder of bodies. The store remembers which address answered which body."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, response: Response) -> None:
        """Keeps a body; nothing where it is kept already or empty. The file's name appears only when its bytes are whole and on the disk."""
        if not response.body:
            return
        path = self._path(hashlib.sha256(response.body).hexdigest())
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(response.body, compresslevel=LEVEL, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105  # name is text from mkstemp
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, sha256: str) -> bytes:
        """The body of this digest. StoreError where it is not here or no longer what it was."""
        if not _SHA256.fullmatch(sha256):
            raise StoreError(f"archive: {sha256[:80]!r} is no SHA-256 digest")
        path = self._path(sha256)
        try:
            body = gzip.decompress(path.read_bytes())
        except FileNotFoundError as e:
            raise StoreError(f"{path}: not in the archive; fetch it again") from e
        except (OSError, EOFError, zlib.error) as e:
            raise StoreError(f"{path}: damaged ({e}); delete it and fetch again") from e
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StoreError(f"{path}: holds other bytes than its name says; delete it and fetch again")
        return body

    def check(self, *, part: int, parts: int) -> tuple[int, list[str]]:
        """Reads one of ``parts`` equal parts of the bodies: (how many, a line for each that is not what its name says)."""
        found, damaged = 0, []
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*.gz")):
            if int(path.name[:2], 16) % parts != part:
                continue
            found += 1
            try:
                self.get(path.stem)
            except StoreError as e:
                damaged.append(f"archive: {e}")
        return found, damaged

    def __contains__(self, sha256: str) -> bool:
        return bool(_SHA256.fullmatch(sha256)) and self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.gz"
