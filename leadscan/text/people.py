"""Posts, honorifics and personal names as data: what a title means, where it stands in a text, and whether characters look like a person's name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from leadscan.data import read_toml, want
from leadscan.text.choices import alternation
from leadscan.text.normalize import fold

Mark = Literal["", "former", "incoming", "acting", "deputy"]


@dataclass(frozen=True, slots=True)
class Title:
    """A post in a text; several joined by "and" or 兼 are one."""

    start: int
    end: int
    text: str
    """With its marks: "former chief financial officer", 署理首席財務官."""
    posts: tuple[str, ...]
    """cfo, finance, ceo, chair, secretary, founder, owner, director, other, public; one for each post joined."""
    mark: Mark
    """What stands before it: former, incoming (not yet), acting, deputy, or nothing."""


def post(title: str) -> str:
    """What post a title means: cfo, finance, ceo, chair, secretary, founder, owner, director, other, public; empty where it is none. The most senior in money matters of a joined title."""
    found = find(title, "zh" if re.search(r"[\u3400-\u9fff]", title) else "en")
    posts = [name for each in found for name in each.posts]
    order = ("cfo", "ceo", "chair", "founder", "owner", "finance", "secretary", "director", "other", "public")
    return next((name for name in order if name in posts), "")


def find(text: str, lang: str) -> tuple[Title, ...]:
    """Every title of a text, joined ones as one, in order. ``lang`` is any language code beginning with en or zh; Chinese texts are read for both."""
    if lang.startswith("zh"):
        folded = fold(text)
        found = _join(text, folded, _marked(text, folded, _zh(), "zh"), _ZH_JOIN)
        return tuple(sorted(found, key=lambda title: title.start))
    lowered = text.lower() if len(text.lower()) == len(text) else fold(text)
    return tuple(_join(text, lowered, _marked(text, lowered, _en(), "en"), _EN_JOIN))


_EN_JOIN = re.compile(r"\s*(?:,\s+and|and|&|,|/|-cum-|cum)\s*(?:the\s+|its\s+)?")
_ZH_JOIN = re.compile(r"\s*(?:兼任|兼|、|及|和|/|暨|、兼|及兼|兼集团|兼公司)\s*")


def _marked(text: str, lowered: str, pattern: re.Pattern[str], lang: str) -> list[Title]:
    names = _names(lang)
    found: list[Title] = []
    for match in pattern.finditer(lowered):
        core = match["core"]
        before = (match["before"] or "").strip(" -'")
        mark = "incoming" if lang == "en" and match["after"] else _mark(before, lang)
        name = names[re.sub(r"\s+", " ", core)]
        if mark == "deputy":
            name = "finance" if name == "cfo" else "other"
        found.append(Title(match.start(), match.end(), text[match.start() : match.end()], (name,), mark))
    return found


def _mark(before: str, lang: str) -> Mark:
    marks = _marks(lang)
    if lang == "en":
        words = before.split()
        hit = [marks[word] for word in words if word in marks]
    else:
        hit = []
        rest = before
        while rest:  # longest mark word first from the left
            size = next((n for n in range(min(6, len(rest)), 0, -1) if rest[:n] in marks), 0)
            if size:
                hit.append(marks[rest[:size]])
            rest = rest[size or 1 :]
    for mark in ("former", "incoming", "acting", "deputy"):
        if mark in hit:
            return mark
    return ""


def _join(text: str, lowered: str, titles: list[Title], joiner: re.Pattern[str]) -> list[Title]:
    joined: list[Title] = []
    for title in titles:
        last = joined[-1] if joined else None
        if (
            last is not None
            and title.start - last.end <= 8
            and joiner.fullmatch(lowered, last.end, title.start)
            and (title.mark == "" or title.mark == last.mark or title.mark == "deputy")
        ):
            between = lowered[last.end : title.start].strip()
            # A comma or 、 alone joins posts of one person only when a third part follows with "and"; else "CEO A, CFO B" would melt. Titles side by side are one person's.
            if between not in ("and",) or last.mark == title.mark or title.mark == "":
                joined[-1] = Title(last.start, title.end, text[last.start : title.end], last.posts + title.posts, last.mark if last.mark != "deputy" else "")
                continue
        joined.append(title)
    return joined


@functools.cache
def _table(lang: str) -> dict[str, list[str]]:
    where = f"data/lexicon/{lang}/titles.toml"
    data = read_toml("lexicon", lang, "titles.toml")
    posts = want(data, "posts", dict, where)
    if lang == "en":
        return {name: [line.strip() for line in words.splitlines() if line.strip()] for name, words in posts.items()}
    return {name: [fold(word) for word in words.split()] for name, words in posts.items()}


@functools.cache
def _names(lang: str) -> dict[str, str]:
    """Folded title to the name of its post."""
    names = {word: name for name, words in _table(lang).items() for word in words}
    if lang == "zh":  # Latin posts (CFO) stand in Chinese texts too
        names |= {word: name for word, name in _names("en").items() if word not in names}
    return names


@functools.cache
def _marks(lang: str) -> dict[str, Mark]:
    data = read_toml("lexicon", lang, "titles.toml")
    marks: dict[str, Mark] = {}
    for name, words in want(data, "marks", dict, f"data/lexicon/{lang}/titles.toml").items():
        for word in words.split():
            marks[fold(word)] = name if name != "plain" else ""
    return marks


@functools.cache
def _en() -> re.Pattern[str]:
    marks = alternation([word for word in _marks("en") if not word.endswith("-")])
    return re.compile(
        rf"(?<![\w@$.-])(?P<before>(?:(?:(?:{marks})\s+(?:and\s+)?|(?:ex|vice|co)-)){{0,4}}?)(?P<core>{alternation(list(_names('en')))})(?P<after>(?:-|\s)(?:designate|elect|in-waiting)\b)?(?![\w-])(?!\s+general\s+of)(?!\s+board)",
    )


@functools.cache
def _zh() -> re.Pattern[str]:
    marks = alternation(list(_marks("zh")))
    latin = alternation([word for word in _names("zh") if word.isascii()])
    han = alternation([word for word in _names("zh") if not word.isascii()])
    return re.compile(
        rf"(?P<before>(?:{marks}){{0,3}}?)(?P<core>(?<![a-z])(?:{latin})(?![a-z])|(?:{han}))(?<!董事(?=会|局|总|长))(?!(?<=董事)[会局袋])(?!(?<=经理)人)(?!(?<=主席)团)(?!(?<=记者)[会席])(?!(?<=主任)科)(?!(?<=分析师)大会)(?!(?<=律师)[行事楼])(?!(?<=主管)机[关构])(?!(?<=主管)部门)(?!(?<=顾问)公司)(?!(?<=议员)办)",
    )


# --- names ------------------------------------------------------------------------------------------------------------


@functools.cache
def surnames() -> frozenset[str]:
    """Chinese surnames, single and double, in folded (Simplified) characters."""
    data = want(read_toml("lexicon", "zh", "people.toml"), "surnames", dict, "data/lexicon/zh/people.toml")
    return frozenset(fold("".join(data["single"].split()))) | frozenset(fold(word) for word in data["double"].split())


@functools.cache
def honorifics(lang: str) -> tuple[str, ...]:
    """Words of address: before the name in English, after it in Chinese (folded)."""
    data = want(read_toml("lexicon", lang, "titles.toml"), "honorifics", dict, f"data/lexicon/{lang}/titles.toml")
    return tuple(data["words"].split()) if lang == "en" else tuple(fold(word) for word in data["after"].split())


@functools.cache
def given_names() -> frozenset[str]:
    """English given names."""
    return frozenset(want(read_toml("lexicon", "en", "people.toml"), "given", dict, "data/lexicon/en/people.toml")["words"].split())


@functools.cache
def romanised_surnames() -> frozenset[str]:
    """Chinese surnames in Latin letters, Cantonese and pinyin."""
    return frozenset(want(read_toml("lexicon", "en", "people.toml"), "surnames", dict, "data/lexicon/en/people.toml")["words"].split())


@functools.cache
def _zh_words(section: str) -> frozenset[str]:
    data = want(read_toml("lexicon", "zh", "people.toml"), section, dict, "data/lexicon/zh/people.toml")
    return frozenset(fold(word) for word in data["words"].split())


@functools.cache
def never_begins() -> re.Pattern[str]:
    """Chinese words that begin like a name and are none (方面, 平安), as one pattern over folded text."""
    return re.compile("|".join(map(re.escape, sorted(_zh_words("never"), key=len, reverse=True))))


@functools.cache
def _follow() -> re.Pattern[str]:
    return re.compile(alternation(_zh_words("follow")))


@functools.cache
def speech_verbs() -> frozenset[str]:
    """Chinese verbs of speaking, folded."""
    return _zh_words("speech")


def chinese_name_length(folded: str, at: int) -> int:
    """How many characters the Chinese personal name at ``at`` of a folded text has; 0 where none stands there.

    A surname and one or two more characters (a double surname, or two surnames of a married woman, one more). Where both lengths are possible
    the one after which a known word or a sign follows wins, else the longer.
    """
    if never_begins().match(folded, at):
        return 0
    names = surnames()
    if folded[at : at + 2] in names:
        sizes: tuple[int, ...] = (4, 3)
    elif folded[at : at + 1] in names:
        sizes = (4, 3, 2) if folded[at + 1 : at + 2] in "郑太方徐陈李黄" and folded[at + 1 : at + 2] in names else (3, 2)
    else:
        return 0
    if any(folded.startswith(word, at + (2 if folded[at : at + 2] in names else 1)) for word in honorifics("zh")):
        return 0  # 葉女士: a surname alone
    whole = [size for size in sizes if _all_han(folded[at : at + size], size)]
    if not whole:
        return 0
    # The longer the known word behind the name the surer its end; a sign or the text's end is as good as two characters.
    best = max(whole, key=lambda size: (_end(folded, at + size), size < 4, size))
    if _end(folded, at + best) == 0:
        return 3 if 3 in whole else whole[-1]
    if best == 3 and 2 in whole and _end(folded, at + 2) == _end(folded, at + 3):
        return 2 if folded[at + 2] in _never_last() else 3
    return best


def _all_han(piece: str, size: int) -> bool:
    return len(piece) == size and all("\u4e00" <= char <= "\u9fff" for char in piece)


def _end(folded: str, at: int) -> int:
    if at >= len(folded) or not "\u4e00" <= folded[at] <= "\u9fff":
        return 2
    match = _follow().match(folded, at)
    return min(len(match[0]), 2) if match else 0


@functools.cache
def _never_last() -> frozenset[str]:
    """Follow words of one character, which seldom end a given name."""
    return frozenset(word for word in _zh_words("follow") if len(word) == 1)
