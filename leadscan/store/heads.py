"""What searching compares: title and first words of a document, folded once when they are stored."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from leadscan.text.normalize import fold, squeeze, traditionalise

if TYPE_CHECKING:
    from leadscan.store.database import Store

LENGTH = 240
"""Characters: the headline and about two sentences. Ten million of them are read in under a second; whole texts are not."""
_BATCH = 5000


def head(title: str, text: str) -> str:
    """Folded title and first words."""
    return squeeze(fold(f"{title} {text[: LENGTH * 2]}"))[:LENGTH]


def fill(store: Store) -> int:
    """Makes what documents of older schemas lack; number made."""
    made = 0
    while rows := store._rows("select id, title, text[1:500] from documents where head is null limit ?", _BATCH):
        with store._transaction():
            store._change("documents", ("id", "head"), [(i, head(title, text)) for i, title, text in rows], key=("id",))
        made += len(rows)
    return made


@functools.cache
def letters() -> tuple[str, str]:
    """Signs that ``fold`` changes and their folded form, for ``translate`` in SQL: what a query is folded by. Capitals are left to ``lower``."""
    pairs = [(char, to) for code in (*range(0xA0, 0xD800), *range(0xF900, 0x10000)) if (to := fold(char := chr(code))) != char and char.lower() == char]
    return "".join(char for char, _ in pairs), "".join(to for _, to in pairs)


@functools.cache
def full_letters() -> tuple[str, str]:
    """(Traditional, Simplified): each Simplified character's usual Traditional form, one for one."""
    simple = sorted(set(letters()[1]) & set(map(chr, range(0x4E00, 0xA000))))
    forms = [(traditionalise(char), char) for char in simple]
    pairs = [(full, char) for full, char in forms if len(full) == 1 and full != char]
    return "".join(full for full, _ in pairs), "".join(char for _, char in pairs)
