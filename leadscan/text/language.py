"""A label for the language of a text: en, zh-Hant or zh-Hans. A label, never a gate: every text gets one."""

from __future__ import annotations

import functools
import re

from leadscan.types import Language

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002a6df]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


@functools.cache
def _one_script() -> tuple[frozenset[str], frozenset[str]]:
    """(characters only Traditional writes, characters only Simplified writes), by OpenCC's character tables."""
    import opencc

    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    traditional = opencc.OpenCC("s2t").convert("\n".join(han)).split("\n")
    only_hant = frozenset(char for char, to in zip(han, simple, strict=True) if to != char)
    only_hans = frozenset(char for char, to in zip(han, traditional, strict=True) if to != char) - only_hant
    return only_hant, only_hans


def label(text: str, hint: str = "") -> Language:
    """Chinese where Han characters outweigh Latin words; the script by the characters that only one script writes, else by the hint, else Traditional."""
    sample = text[:4000]
    han = _HAN.findall(sample)
    words = len(_LATIN_WORD.findall(sample))
    if len(han) <= words:
        return "en" if words or not hint.startswith("zh") else _script(hint)
    only_hant, only_hans = _one_script()
    hant = sum(char in only_hant for char in han)
    hans = sum(char in only_hans for char in han)
    if hant == hans:
        return _script(hint)
    return "zh-Hant" if hant > hans else "zh-Hans"


def _script(hint: str) -> Language:
    return "zh-Hans" if hint.lower() in ("zh-hans", "zh-cn", "zh_cn", "zh-sg") else "zh-Hant"
