"""The machine under a desk, as doctor looks at it: disk, files, versions, fonts, whether a server answers."""

from __future__ import annotations

import base64
import http.client
import os
import shutil
import time
import urllib.parse
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path


def free(desk: Path) -> int:
    """Free bytes of the disk that holds the desk."""
    return shutil.disk_usage(desk).free


def size(path: Path) -> int:
    """Bytes of a file; 0 = not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def age(path: Path) -> float | None:
    """Seconds since a file was written; None = not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None


def writable(folder: Path) -> bool:
    """May this user write there."""
    return os.access(folder, os.W_OK)


def exposed(path: Path) -> bool:
    """Can others of this machine read a file that is there."""
    return path.exists() and bool(path.stat().st_mode & 0o077)


def version(package: str) -> str | None:
    """Installed version of a package; None = not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def required(package: str) -> list[str]:
    """The requirements of an installed package, without its extras; empty = not installed."""
    try:
        return [line for line in metadata.requires(package) or () if "extra ==" not in line]
    except metadata.PackageNotFoundError:
        return []


def missing_fonts(names: Iterable[str]) -> list[str]:
    """Font packages that are not installed, so that Chinese letters would be boxes."""
    return [name for name in names if version(name) is None]


def answers(api: str, *, auth: str = "", timeout: float = 3.0) -> str:
    """Empty where a Prefect API answers at this address and lets us in, else what was seen."""
    parts = urllib.parse.urlsplit(api)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"{api} is no http address"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Authorization": "Basic " + base64.b64encode(auth.encode()).decode()} if auth else {}
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request("GET", f"{parts.path.rstrip('/')}/admin/version", headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as e:
        return f"no answer from {parts.hostname}:{parts.port or parts.scheme} ({type(e).__name__})"
    finally:
        connection.close()
    return "" if status == 200 else f"{parts.hostname}:{parts.port or parts.scheme} answers {status}"
