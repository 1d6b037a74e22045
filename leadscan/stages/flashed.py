"""What flash mails have told since the last morning email."""

from __future__ import annotations

import re
from datetime import date

from leadscan import store
from leadscan.data import words
from leadscan.digests.safety import line
from leadscan.stages.run import HONG_KONG
from leadscan.types import Digest, Watchlist

_KIND = re.compile(r"flash(-\d+)?")


def is_flash(made: Digest) -> bool:
    """Is it an RM's flash (the copy for the credit contact is none)."""
    return _KIND.fullmatch(made.kind) is not None


def said(db: store.Store, watchlist: Watchlist, edition: date) -> tuple[str, ...]:
    """For the morning email: what flashes since the last one have told, a line a flash. They are not told again."""
    last = db.last_briefed(watchlist.rm, edition)
    if last is None:
        return ()
    language = watchlist.language
    lines = []
    for made in db.digests(watchlist.rm, last.astimezone(HONG_KONG).date(), edition, kind="flash"):
        if is_flash(made) and made.date < edition:
            names = words.joined(language, [_short(item.company_name, item.story, item.trigger, language) for item in made.items])
            lines.append(words.say(language, "notes.flashed", day=words.day(language, made.date), stories=names))
    return tuple(lines)


def _short(name: str, story: str, trigger: str, language: str) -> str:
    return f"{line(name, 60)}{words.bracketed(language, words.trigger(language, trigger))}" if name else line(story, 60)
