"""Names of firms as strings: comparison form, legal forms cut off, and the forms by which a text may call a firm.

A comparison form is never shown to a person and a display form is never compared. Cutting never leaves an empty name.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from leadscan import data
from leadscan.errors import DataError
from leadscan.text.normalize import SPACE, fold
from leadscan.types import Company

HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_LETTER = re.compile(r"[^\W\d_]")
_DASH = re.compile("[-－–]")
_STATE = re.compile(r"\s*[/\\]+\s*(?:adr|ads|new|[a-z]{2,3})\s*[/\\]*$")
_HAN_GAP = re.compile(f"(?<=[{HAN}])[\\s]+(?=[{HAN}])")
_GROUP_IN_BRACKETS = re.compile(r"[（(]\s*(?:集团|控股|集团控股|group|holdings?)\s*[)）]")
_MARKS = str.maketrans(dict.fromkeys('-‐‑‒–—―_/\\,;:|"“”()（）[]【】《》<>·•・.!?*#', " ") | dict.fromkeys("'’‘`´"))


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a text may name a firm."""

    text: str
    """Folded; as it stands in a folded text."""
    kind: str
    """legal; short: without its legal form; core: without Holdings or Group too; brand: its leading words; nickname: curated."""
    weak: bool
    """Needs a cue: two Han characters, an ordinary word, a place, or a few capitals."""
    caps: bool = False
    """Written in capitals; small letters in a text are another word."""


@dataclass(frozen=True, slots=True)
class _Forms:
    legal: frozenset[str]
    group: frozenset[str]
    generic: frozenset[str]
    han_legal: tuple[str, ...]
    han_group: tuple[str, ...]
    han_generic: frozenset[str]
    suffix: re.Pattern[str]
    prefix: re.Pattern[str]


@functools.cache
def tables() -> _Forms:
    """The table of legal forms, folded. DataError where a key is missing."""
    raw = data.read_toml("lexicon", "names", "legal_forms.toml")
    latin, han, board = (data.want(raw, key, dict, "lexicon/names/legal_forms.toml") for key in ("latin", "han", "board"))
    suffixes = "|".join(sorted((re.escape(fold(item).lstrip("-")) for item in _words(board, "suffixes")), key=len, reverse=True))
    prefixes = "|".join(sorted((re.escape(fold(item)) for item in _words(board, "prefixes")), key=len, reverse=True))
    return _Forms(
        legal=frozenset(_words(latin, "legal")),
        group=frozenset(_words(latin, "group")),
        generic=frozenset(_words(latin, "generic")),
        han_legal=_longest_first(_words(han, "legal")),
        han_group=_longest_first(_words(han, "group")),
        han_generic=frozenset(map(fold, _words(han, "generic"))),
        suffix=re.compile(rf"\s*[-－–]\s*(?:{suffixes})$"),
        prefix=re.compile(rf"^(?:{prefixes})\s*(?=[{HAN}])"),
    )


def _words(table: dict[str, Any], key: str) -> list[str]:
    words = data.want(table, key, list, "lexicon/names/legal_forms.toml")
    if not all(isinstance(word, str) and word for word in words):
        raise DataError(f"lexicon/names/legal_forms.toml: {key}: wants a list of words")
    return list(words)


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words}, key=len, reverse=True))


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Words of everyday language, places, given names and common abbreviations, folded: a name that is one of these needs a cue."""
    found: set[str] = set()
    for name in ("words_en.txt", "words_zh.txt", "places.txt", "abbreviations.txt"):
        for line in data.read_text("lexicon", "names", name).splitlines():
            if not line.startswith("#"):
                found.update(fold(word.replace("_", " ")) for word in line.split())
    return frozenset(found)


@functools.cache
def places() -> frozenset[str]:
    """Names of countries, regions and cities, folded; they stand for themselves, never for a firm."""
    lines = data.read_text("lexicon", "names", "places.txt").splitlines()
    return frozenset(fold(word.replace("_", " ")) for line in lines if not line.startswith("#") for word in line.split())


@functools.cache
def _given() -> frozenset[str]:
    lines = data.read_text("lexicon", "names", "abbreviations.txt").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split() if word[1:].islower() and len(word) > 2)


def is_given(word: str) -> bool:
    """Whether a folded word is a common given name or surname in Latin letters."""
    return word in _given()


def is_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _HAN_RUN.search(text) is not None


@functools.lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name without the signs exchanges hang on it: -W, *ST, A-share letters, /ADR, state of incorporation; stray spaces between Han characters go too."""
    text = " ".join(name.split())
    folded = fold(text)
    cut = (_STATE.search(folded) if "/" in folded or "\\" in folded else None) or (tables().suffix.search(folded) if _DASH.search(folded) else None)
    if cut and cut.start() > 0:
        text, folded = text[: cut.start()], folded[: cut.start()]
    front = tables().prefix.match(folded)
    if front and front.end() < len(text):
        text, folded = text[front.end() :], folded[front.end() :]
    if folded[-1:] in ("a", "b", "u") and is_han(text[:-1]) and _HAN_RUN.match(text[-2]):  # 萬科Ａ
        text = text[:-1]
    return _HAN_GAP.sub("", text).strip() if " " in text else text


@functools.lru_cache(maxsize=4096)
def strip_legal(name: str) -> str:
    """A name for showing without its legal form: "Tencent Holdings Limited" to "Tencent Holdings", 小米集團有限公司 to 小米集團. Never empty."""
    return _cut(name, tables().legal, tables().han_legal)


@functools.lru_cache(maxsize=4096)
def core(name: str) -> str:
    """A name without legal form and without Holdings, Group, 控股, 集團 at its end. Never empty."""
    stripped = strip_legal(bare(name))
    shorter = _cut(stripped, tables().legal | tables().group, (*tables().han_legal, *tables().han_group))
    return shorter if len(shorter) > 1 else stripped


def _cut(name: str, latin: frozenset[str], han: tuple[str, ...]) -> str:
    """Cuts words off the end as long as something is left."""
    text = name.strip()
    while True:
        shorter = _cut_once(text, latin, han)
        if shorter is None:
            return text or name
        text = shorter


_LAST_WORD = re.compile(r"((?:[^\W\d_]\.)+[^\W\d_]?|[^\W_]+)$")
_LONGEST_FORM = 40
"""Characters at a name's end among which a legal form stands."""


def _cut_once(text: str, latin: frozenset[str], han: tuple[str, ...]) -> str | None:
    folded = fold(text).rstrip(" .,;)）(（")
    if folded in han:
        return None
    latin_end = folded[-1:].isascii()
    for ending in han if not latin_end and folded.endswith(han) else ():
        if folded.endswith(ending):
            return _balanced(text[: len(folded) - len(ending)])
    if not latin_end and _HAN_RUN.match(folded, len(folded) - 1):
        return None
    found = _LAST_WORD.search(folded, max(0, len(folded) - _LONGEST_FORM))
    if found is None:
        return None
    word = found[1].replace(".", "")
    if word not in latin and word != "and":
        return None
    front = text[: found.start()].rstrip(" ,;.&-(（")
    return _balanced(front) if front and latin else None


def _balanced(text: str) -> str | None:
    """The text without an open bracket or a joint left at its end; None where nothing is left."""
    shorter = text.rstrip(" ,;.&-(（")
    return shorter if re.search(r"\w", shorter) else None


@functools.lru_cache(maxsize=4096)
def compare(name: str) -> str:
    """Comparison form: folded, board signs, punctuation, a leading "the" and the legal form gone; "&" is "and". Never empty for a name that holds a letter."""
    text = _GROUP_IN_BRACKETS.sub("", fold(bare(name))) or fold(name)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text).replace("&", " and ").translate(_MARKS)
    words = _TOKEN.findall(text)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    legal = tables().legal
    while len(words) > 1 and words[-1] in legal:
        words = words[:-1]
    if words and is_han(words[-1]):
        for ending in tables().han_legal:
            if words[-1].endswith(ending) and (len(words[-1]) > len(ending) or len(words) > 1):
                words[-1] = words[-1][: -len(ending)]
                break
    joined = " ".join(word for word in words if word)
    return _HAN_GAP.sub("", joined) or fold(name).strip()


@functools.lru_cache(maxsize=4096)
def legal_key(name: str) -> str:
    """Comparison form that keeps the legal form in one spelling: "Co., Ltd." is "Company Limited". Two firms that share it in two markets are one issuer."""
    words = _TOKEN.findall(_INITIALS.sub(lambda found: found[0].replace(".", ""), fold(bare(name))).replace("&", " and ").translate(_MARKS))
    same = {"ltd": "limited", "co": "company", "inc": "inc", "incorporated": "inc", "corp": "corporation", "hldgs": "holdings", "grp": "group"}
    words = [same.get(word, word) for word in words]
    return _HAN_GAP.sub("", " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words))


def distinctive(name: str) -> frozenset[str]:
    """The words of a comparison form that can tell a firm from others: no legal, group or generic word, no place."""
    table = tables()
    words = {word for word in compare(name).split() if word not in table.legal and word not in table.group and word not in table.generic}
    return frozenset(word for word in words if len(word) > 1 and word not in places())


@functools.lru_cache(maxsize=4096)
def scannable(name: str) -> str:
    """The folded form of a name as it would stand in a folded text whose hyphens are spaces and whose quotes are straight."""
    if name.isascii():
        text = name.lower().translate(_SURFACE) if "-" in name or "`" in name or "\t" in name else name.lower()
        return (SPACE.sub(" ", text) if _WIDE_SPACE.search(text) else text).strip(" .,;")
    return SPACE.sub(" ", surface(_HAN_GAP.sub("", name))).strip(" .,;")


_WIDE_SPACE = re.compile(r"\s\s|[\t\n\r\f\v\x1c-\x1f]")
_SURFACE = str.maketrans(dict.fromkeys("-‐‑‒–—\xa0\u3000\t", " ") | {"’": "'", "‘": "'", "`": "'", "【": "(", "】": ")", "\u30fb": "·", "\u2022": "·"})


LONG = 400
"""Characters from which a text is folded through an array: ten times as fast as ``str.translate``, but some microseconds a call."""


def surface(text: str) -> str:
    """The folded text with hyphens as spaces and one shape of apostrophe, character for character."""
    return surfaces(text)[1]


def surfaces(text: str) -> tuple[str, str]:
    """(``fold(text)``, ``surface(text)``) at the cost of one."""
    if len(text) < LONG:
        folded = fold(text)
        return folded, folded.translate(_SURFACE)
    import numpy

    points = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    plain, flat = _tables()
    return plain[points].tobytes().decode("utf-32-le", "surrogatepass"), flat[points].tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _tables() -> tuple[Any, Any]:
    """Code point to folded code point, and to that of the surface form, as arrays."""
    import numpy

    last = 0x30000  # beyond stand no letters that fold
    plain, flat = numpy.arange(0x110000, dtype=numpy.uint32), numpy.arange(0x110000, dtype=numpy.uint32)
    every = "".join(map(chr, range(last)))
    folded = fold(every)
    for table, text in ((plain, folded), (flat, folded.translate(_SURFACE))):
        table[:last] = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    return plain, flat


def is_weak(form: str) -> bool:
    """Whether a scannable form needs a cue: short, an ordinary word, a place."""
    if is_han(form):
        return len(form) <= 2 or form in ordinary_words()
    words = form.split()
    if len(words) == 1:
        return len(form) <= 3 or form in ordinary_words() or form.isdigit()
    return form in ordinary_words() or all(word in tables().generic or len(word) == 1 for word in words)


def is_ordinary(form: str) -> bool:
    """Whether a scannable form is an everyday word, a place, a given name or a common abbreviation."""
    return form in ordinary_words()


def forms(company: Company) -> tuple[Form, ...]:
    """Every way in which a text may name the company, each once, the surest first."""
    found: dict[str, Form] = {}
    seen: set[str] = set()

    def add(written: str, kind: str) -> None:
        if written in seen:
            return
        seen.add(written)
        text = scannable(written)
        if text not in found and _usable(text):
            letters = [char for char in written if char.isalpha()] if len(text) < 12 and " " not in text else []
            caps = 1 < len(letters) <= 4 and all("A" <= char <= "Z" for char in letters) and _mixed(company)
            found[text] = Form(text, kind, is_weak(text) or (kind == "brand" and " " not in text), caps)

    names = [name for name in (company.name_en, company.name_zh_hant, company.name_zh_hans) if name]
    for name in names:
        for written in _spellings(bare(name)):
            add(written, "legal")
    for name in (*names, *company.aliases):
        plain = bare(name)
        bracketed = (_GROUP_IN_BRACKETS.sub("", fold(plain)),) if "(" in plain or "（" in plain else ()
        for written in (plain, *bracketed, strip_legal(plain)):
            if not _says_nothing(written):
                add(written, "short")
                if written.lower().startswith("the "):
                    add(written[4:], "short")
    for name in (*names, *company.aliases):
        shorter = core(bare(name))
        if not _generic_only(shorter):
            add(shorter, "core")
            if shorter.lower().startswith("the "):
                add(shorter[4:], "core")
    for name in names:
        for written in _brands(core(bare(name))):
            if not _ordinary_only(written):
                add(written, "brand")
    return tuple(found.values())


def _mixed(company: Company) -> bool:
    """Whether the list that brought this company writes names in both cases, so that capitals mean something."""
    return company.name_en is None or not company.name_en.isupper()


def _usable(text: str) -> bool:
    return len(text) >= 2 and _LETTER.search(text) is not None  # a Chinese character is a letter too


@functools.cache
def _common_heads() -> tuple[frozenset[str], frozenset[str]]:
    """(Latin words, pairs of Chinese characters) that some everyday word, place, generic or group word begins with."""
    table = tables()
    latin, han = set[str](), set[str]()
    for word in (*ordinary_words(), *table.generic, *table.legal, *table.group, *table.han_generic, *table.han_group):
        (han if is_han(word) else latin).add(word[:2] if is_han(word) else _TOKEN.findall(word)[0] if _TOKEN.search(word) else word)
    return frozenset(latin), frozenset(han)


_PLAIN_HEAD = re.compile(r"(?:the )?([a-z0-9]+)(?=[ ,()]|$)")


def _begins_common(name: str) -> bool:
    """Whether a name begins like an everyday or generic word, so that it is worth a look whether it is nothing else."""
    latin, han = _common_heads()
    if name.isascii():
        head = _PLAIN_HEAD.match(name.lower())
        return head is None or head[1] in latin
    folded = fold(name)
    return not (_HAN_RUN.match(folded) and len(folded) > 1 and _HAN_RUN.match(folded, 1)) or folded[:2] in han or any(word in han for word in folded[:1])


def _says_nothing(name: str) -> bool:
    """Whether a name is a place or one generic word; two together, as in 東亞銀行, are a name."""
    if not _begins_common(name):
        return False
    text = compare(name)
    return text in places() or text in tables().generic or text in tables().han_generic or text in tables().group


@functools.cache
def _han_generic() -> re.Pattern[str]:
    """A Chinese name of generic words and places alone."""
    words = sorted((word for word in tables().han_generic | places() if len(word) > 1 and is_han(word)), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")


@functools.cache
def _han_tails() -> tuple[str, ...]:
    return tuple(sorted((word for word in tables().han_generic if len(word) > 1), key=len, reverse=True))


def _generic_only(name: str) -> bool:
    """Whether nothing of a name could tell a firm: "International", 中國, 香港科技."""
    if not _begins_common(name):
        return False
    text = compare(name)
    if text in places():
        return True
    if is_han(text):
        return _han_generic().fullmatch(text) is not None
    table = tables()
    return all(word in table.generic or word in table.legal or word in table.group for word in text.split())


def _ordinary_only(name: str) -> bool:
    """Whether a name is made of everyday and generic words alone (新城市建設, "Great Wall"): too little for a brand that nobody wrote down."""
    if not _begins_common(name):
        return False
    text = compare(name)
    if is_han(text):
        for word in _han_tails():
            if text.endswith(word) and len(text) > len(word):
                text = text[: -len(word)]
        return text in ordinary_words() or text in places() or text in tables().han_generic
    return all(word in ordinary_words() or word in tables().generic for word in text.split())


def _spellings(name: str) -> tuple[str, ...]:
    """A legal name as written, and with its commas and dots gone."""
    plain = name.replace(",", "").replace(".", "") if not is_han(name) else name
    return (name,) if plain == name else (name, plain)


def _brands(name: str) -> tuple[str, ...]:
    """The leading distinctive part of a core: "Geely Automobile" to "Geely", 快手科技 to 快手. Only unique ones survive in the register."""
    folded = fold(name)
    if is_han(folded):
        for word in _han_tails() if folded.endswith(_han_tails()) else ():
            if folded.endswith(word) and len(folded) - len(word) >= 2 and folded[: -len(word)] not in places():
                front = name[: -len(word)]
                return (front, *_brands(front))
        return ()
    words = name.replace(",", " ").split()
    end = len(words)
    while end > 1 and words[end - 1].lower().strip("().") in tables().generic:
        end -= 1
    brands = [" ".join(words[:stop]).rstrip(" &(,") for stop in range(len(words) - 1, max(end, 1) - 1, -1) if fold(words[stop - 1]) not in ("of", "and", "&", "the")]
    first = words[0] if words else ""
    if end > 1 and len(first) >= 5 and first.isalpha() and fold(first) not in ordinary_words() and fold(first) not in places():
        brands.append(first)
    return tuple(brands)
