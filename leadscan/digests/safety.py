"""Outside text made safe to show: one line, nothing invisible, nothing that turns the reading order, links only to the web."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, urlsplit

from leadscan.text.normalize import squeeze

# Controls; marks that reverse the reading order (a headline could hide words behind them); soft hyphens, zero-width signs, joiners,
# variation and tag characters; line and paragraph separators; unpaired surrogates, which cannot be sent.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029\x85]+")
_SHORT_FORMS = "".join(rf"(?<!\b{word})" for word in ("Ms", "Mr", "Mrs", "Dr", "Co", "Ltd", "Inc", "Corp", "No", "St", "vs"))
_SENTENCE = re.compile(r"[。！？!?；;]+[」』”’\"')）]*|" + _SHORT_FORMS + r"(?<![A-Z])\.[”’\"')]*(?=\s)")
_CLAUSE = re.compile(r"[，、：]|[,:](?=\s)|\s[-–—]\s|——")
_UNBROKEN = re.compile(r"[!-~]+$|[零〇一二三四五六七八九十百千萬億万亿兩两]+$")
"""What may not be cut in its middle: a Latin word or figure, a Chinese number."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
URL_LIMIT = 1000


def line(text: str, limit: int = 300) -> str:
    """One line of plain text without unseen signs, at most ``limit`` characters, cut with an ellipsis."""
    clean = squeeze(_UNSEEN.sub("", _BREAKS.sub(" ", text[: limit * 8])))
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def width(text: str) -> int:
    """Length as the eye counts: a Han character is two."""
    return len(text) + len(_HAN.findall(text))


def shorten(text: str, most: int = 220) -> str:
    """The beginning of a quote, never more than ``most`` wide: up to the end of a sentence, else of a clause, else of a word.

    The result is always a prefix of the text, so that it can be found in its document; whoever shows it adds the ellipsis.
    """
    if width(text) <= most:
        return text
    end = _fitting(text, most)
    head = text[:end]
    sentence = [found.end() for found in _SENTENCE.finditer(text, 0, end)]
    clause = [found.start() for found in _CLAUSE.finditer(text, 0, end)]
    for ends, least in ((sentence, 0.35), (clause, 0.5)):
        good = [stop for stop in ends if width(text[:stop]) >= most * least]
        if good:
            return text[: good[-1]].rstrip()
    run = _UNBROKEN.search(head)
    if run is not None and run.start() > 0 and not text[end].isspace():
        head = head[: run.start()]
    return head.rstrip()


def _fitting(text: str, most: int) -> int:
    used = 0
    for index, char in enumerate(text):
        used += 2 if _HAN.match(char) else 1
        if used > most:
            return index
    return len(text)


@functools.lru_cache(maxsize=1 << 16)
def link(url: str | None) -> str:
    """A web address that may stand in an email, every odd character escaped; empty where it is none (other schemes, no host, a login in it)."""
    if not url or len(url) > URL_LIMIT or _UNSEEN.search(url) or _BREAKS.search(url):
        return ""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return quote(url.strip(), safe="%:/?#[]@!$&()*+,;=~-._")


_MAILTO = re.compile(r"mailto:[A-Za-z0-9@.+_-]{3,254}\?subject=[A-Za-z0-9%._~-]{1,1500}")


def mailto(url: str) -> str:
    """One of leadscan's own answer links; empty where it is none, so that nothing else can become one."""
    return url if _MAILTO.fullmatch(url) else ""


_LATIN_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+(?:['’.,-][^\W\u3400-\u9fff\uf900-\ufaff]+)*")


def size(text: str) -> tuple[int, int]:
    """(words of other scripts, Han characters) of a text."""
    return len(_LATIN_WORD.findall(text)), len(_HAN.findall(text))


def header(text: str, limit: int = 150) -> str:
    """A text fit for a mail header: one line, bounded."""
    return line(text, limit)


def is_han(text: str) -> bool:
    """Does it hold a Han character."""
    return _HAN.search(text) is not None
