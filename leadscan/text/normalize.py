"""One fold of text for comparing: width, case and Traditional to Simplified, one character for one, so that offsets stay true.

``fold(text)`` has the length of ``text``; folding twice is folding once. Characters whose folded form is longer than one
character keep their own shape (ß, ﬁ), since an offset is worth more than a rare match. Regional Traditional variants (滙/匯, 裏/裡,
証/證, 綫/線, 恒/恆, 峯/峰) meet in one Simplified form.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_VARIANTS = {"恆": "恒", "峯": "峰", "羣": "群", "邨": "村", "舖": "铺", "鋪": "铺", "証": "证", "綫": "线", "滙": "汇", "裡": "里", "裏": "里", "啟": "启", "啓": "启", "曬": "晒", "鉅": "巨", "臺": "台"}
"""Hong Kong and older shapes that the general table leaves apart; each pair is one word in company names."""

SPACE = re.compile(r"[\s\u3000\u200b\ufeff]+")


@functools.cache
def _table() -> dict[int, str]:
    """Code point to folded character for the whole Basic Multilingual Plane and the ideographs beyond it that have a Simplified form."""
    import opencc  # heavy: loads its dictionaries

    convert = opencc.OpenCC("t2s").convert
    table: dict[int, str] = {}
    for code in (*range(0x80, 0xD800), *range(0xF900, 0x10000)):
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char).lower()
        if len(folded) == 1 and folded != char:
            table[code] = folded
    han = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))]
    simple = convert("\n".join(han)).split("\n")
    table.update({ord(char): to for char, to in zip(han, simple, strict=True) if len(to) == 1 and to != char})
    table.update({ord(char): to for char, to in _VARIANTS.items()})
    for code in range(0x41, 0x5B):
        table[code] = chr(code + 32)
    for code, char in list(table.items()):  # compatibility ideographs fold on to the Simplified form in one step
        table[code] = table.get(ord(char), char)
    return table


def fold(text: str) -> str:
    """The comparison form of a text, character for character."""
    return text.lower() if text.isascii() else text.translate(_table())


def simplify(text: str) -> str:
    """Simplified Chinese of a text for showing; phrases as OpenCC has them, so the length may differ."""
    return str(_converter("t2s").convert(text))


def traditionalise(text: str) -> str:
    """Traditional Chinese (Hong Kong) of a text for showing."""
    return str(_converter("s2hk").convert(text))


@functools.cache
def _converter(profile: str):  # type: ignore[no-untyped-def]  # OpenCC has no types
    import opencc

    return opencc.OpenCC(profile)


def squeeze(text: str) -> str:
    """All runs of white space (full-width, zero-width too) to one space, ends stripped."""
    return SPACE.sub(" ", text).strip()
