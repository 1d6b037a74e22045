"""Bytes to text, whatever the label says.

The order: a byte order mark; valid UTF-8 (a label that says otherwise is wrong more often than bytes are UTF-8 by chance); the labels of HTTP
and of the document, widened as browsers do (big5 to big5hkscs, gb2312 and gbk to gb18030, latin-1 to windows-1252), multi-byte labels first
because only they can be proven wrong; the two Chinese charsets by how many common characters each reading gives; a general detector.
"""

from __future__ import annotations

import codecs
import functools
import re

_WIDER = {
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Python's codec name to the superset that papers really send; as in the WHATWG encoding standard."""

_ALIASES = {"x-gbk": "gbk", "x-big5": "big5", "x-x-big5": "big5", "unicode": "utf-16", "x-sjis": "shift_jis", "x-euc-jp": "euc_jp", "windows-949": "cp949", "cn-big5": "big5", "utf8mb4": "utf-8"}

_MULTI_BYTE = frozenset({"utf-8", "big5hkscs", "gb18030", "cp932", "cp949", "euc_jp", "euc_jis_2004", "johab", "euc_jisx0213", "shift_jis_2004", "shift_jisx0213"})

_ESCAPED = frozenset({"hz", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"})
"""Charsets whose bytes are all ASCII, so that "valid UTF-8" proves nothing against them."""

_FORBIDDEN = frozenset(["utf7", "idna", "punycode", "unicodeescape", "rawunicodeescape", "undefined", "mbcs", "oem", "palmos", "base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib"])
"""Codecs (signs left out) that no page may choose: not charsets, or a known way to smuggle markup."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{2,40})["']|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:+-]{2,40})|@charset\s+"([\w.:+-]{2,40})\"""", re.I)

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_COMMON = frozenset(
    "的一是不了人我在有他這这中大來来上國国個个到說说們们為为子和你地出道也時时年得就那要下以生會会自著着去之過过家學学對对可她里後后小麼么心多天而能好都然沒没日於于起還还發发成事只作當当想看文無无開开手十用主"
    "行方又如前所本見见經经頭头面公同三已老從从動动兩两長长知民樣样現现分將将外但身些與与高意進进把法此實实回二理美點点月明其種种聲声全工己話话儿兒者向情部正名定女問问力機机給给等幾几很業业最間间新什打便位因重被走電电四"
    "第門门相次東东政海口使教西再平真聽听世氣气信北少關关並并內内加化由卻却代軍军產产入先山五太水萬万市元報报港股銀银司資资金融投交易額额億亿市場场集團团董事指表示昨今"
)
"""Frequent characters of both scripts: what a right reading is full of and a wrong one is not."""


def codec(label: str | None) -> str | None:
    """Python's name of the charset to decode with for a label as papers write it, widened; None for no or no usable label."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    if re.sub(r"[\W_]|codec$", "", name) in _FORBIDDEN:
        return None
    return _WIDER.get(name, name)


def declared_in(body: bytes) -> str | None:
    """The label that a document's own first 4,096 bytes give (XML declaration, meta tag); None where there is none."""
    found = _DECLARED.search(body[:4096])
    return next((part.decode("ascii", "replace") for part in found.groups() if part), None) if found else None


def label_of(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type header; None where there is none."""
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", content_type or "", re.I)
    return found[1] if found else None


def decode(body: bytes, *, http: str | None = None, declared: str | None = None, hint: str = "") -> tuple[str, str]:
    """(text, charset) of bytes; never raises. What cannot be read is U+FFFD.

    ``http`` and ``declared`` are labels, and hints only; ``declared`` None = looked up in the bytes. ``hint`` is the language the source says (zh-Hant ...).
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    labels = [name for name in (codec(http), codec(declared if declared is not None else declared_in(body))) if name]
    sixteen = _utf16_without_mark(body)
    if sixteen:
        return body.decode(sixteen, "replace"), sixteen
    for name in labels:
        if name in _ESCAPED and (b"\x1b" in body or b"~{" in body):
            return body.decode(name, "replace"), name
    text = _utf8(body)
    if text is not None:
        return text, "utf-8"
    return _labelled(body, labels) or _japanese(body) or _chinese(body, hint) or _single_byte(body, labels) or _detected(body)


def _utf16_without_mark(body: bytes) -> str | None:
    """UTF-16 by the NULs that ASCII letters leave in it."""
    head = body[:256]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 4 and odd == 0 else None


def _utf8(body: bytes) -> str | None:
    """The text where the bytes are UTF-8, cut in a character or with few strays allowed: at most one in ten of the non-ASCII characters."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    wide = sum(map(len, re.findall(r"[^\x00-\x7f]+", text))) - bad
    return text if bad * 10 <= wide or (wide > 0 and bad == 1 and text.endswith("\ufffd")) else None


def _tolerant(body: bytes, name: str) -> str | None:
    """The text where a charset reads nearly all of it: at most one bad place in 200 of the non-ASCII characters, or a cut at the very end."""
    text = body.decode(name, "replace")
    bad = text.count("\ufffd")
    if bad == 0:
        return text
    wide = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
    return text if bad * 200 <= wide or (bad == 1 and text.endswith("\ufffd")) else None


def _labelled(body: bytes, labels: list[str]) -> tuple[str, str] | None:
    """The reading of the first multi-byte label that fits, unless another Chinese charset reads clearly better."""
    for name in labels:
        if name not in _MULTI_BYTE or name == "utf-8":
            continue
        text = _tolerant(body, name)
        if text is None:
            continue
        other = {"big5hkscs": "gb18030", "gb18030": "big5hkscs"}.get(name)
        rival = _tolerant(body, other) if other else None
        if other and rival is not None and _familiar(rival) > 2 * _familiar(text) + 0.05:
            return rival, other
        return text, name
    return None


def _familiar(text: str) -> float:
    """Share of frequent characters among the non-ASCII ones: 0.3 and more in Chinese read rightly, under 0.05 in mojibake."""
    wide = re.findall(r"[^\x00-\x7f]", text[:200_000])
    return sum(char in _COMMON for char in wide) / len(wide) if wide else 0.0


def _japanese(body: bytes) -> tuple[str, str] | None:
    """A Japanese reading where kana are a quarter of what is not ASCII; Chinese bytes give none."""
    for name in ("euc_jp", "cp932"):
        text = _tolerant(body, name)
        wide = re.findall(r"[^\x00-\x7f]", (text or "")[:200_000])
        if text is not None and wide and sum("\u3040" <= char <= "\u30ff" for char in wide) * 4 >= len(wide):
            return text, name
    return None


def _chinese(body: bytes, hint: str) -> tuple[str, str] | None:
    """The better of the two Chinese readings where one is plainly Chinese; 0.15 lies between right readings and mojibake of Big5, GB, Japanese and Korean."""
    order = ("gb18030", "big5hkscs") if hint.lower() in ("zh-hans", "zh-cn") else ("big5hkscs", "gb18030")
    readings = [(text, name) for name in order if (text := _tolerant(body, name)) is not None]
    best = max(readings, key=lambda reading: _familiar(reading[0]), default=None)
    return best if best is not None and _familiar(best[0]) >= 0.15 else None


def _single_byte(body: bytes, labels: list[str]) -> tuple[str, str] | None:
    """The first one-byte label; windows-1252 only where nobody could say better (it reads everything)."""
    for name in labels:
        if name not in _MULTI_BYTE and name not in _ESCAPED and name != "cp1252" and not name.startswith(("utf-16", "utf-32")):
            return body.decode(name, "replace"), name
    if "cp1252" in labels:
        return _western(body), "cp1252"
    return None


def _western(body: bytes) -> str:
    """windows-1252 with the five bytes it leaves open taken as latin-1, as browsers do."""
    return body.decode("latin-1").translate(_western_table())


@functools.cache
def _western_table() -> dict[int, str]:
    return {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


def _detected(body: bytes) -> tuple[str, str]:
    """What a general detector says of the first 100 kB, else windows-1252."""
    from charset_normalizer import from_bytes  # heavy, and rarely needed

    best = from_bytes(body[:100_000]).best()
    name = codec(best.encoding) if best is not None else None
    if name is None or name == "cp1252":
        return _western(body), "cp1252"
    return body.decode(name, "replace"), name
