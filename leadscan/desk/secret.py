"""The key that signs the links by which RMs answer: from the settings, else a file of the desk that only its owner may read."""

from __future__ import annotations

import contextlib
import os
import secrets
from hashlib import sha256
from pathlib import Path

from leadscan.errors import DeskError

FILE = "mail.key"


def signing_key(desk: Path, given: str = "") -> bytes:
    """32 bytes. ``given`` (settings.mail.secret) goes before the file, which is made where it is missing. DeskError where it can be neither read nor made."""
    if given:
        return sha256(f"leadscan mail secret {given}".encode()).digest()
    path = desk / FILE
    with contextlib.suppress(FileExistsError):
        make(path)
    try:
        text = path.read_text(encoding="ascii").strip()
        made = bytes.fromhex(text)
    except (OSError, ValueError) as e:
        raise DeskError(f"{path}: no key of 64 hexadecimal digits; delete it and a new one is made (links already sent stop working)") from e
    if len(made) < 16:
        raise DeskError(f"{path}: the key is too short; delete it and a new one is made (links already sent stop working)")
    return made


def make(path: Path) -> None:
    """Writes a new key, readable by its owner alone, whole or not at all. FileExistsError where there is one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
        try:
            os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as e:
        raise DeskError(f"{path}: cannot be made: {e.strerror}") from e


def is_open(desk: Path) -> bool:
    """May others read the key file."""
    path = desk / FILE
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & 0o077)
