"""Articles as long and as mixed as a real morning's: the sample's news with the background that papers print below it, general news, copies of other papers.

The sentences are our own and lie in ``bank``: one a line; ``# sport`` opens a subject, ``= `` a headline of it (in the business files: what a headline goes on with). ``{n}``, ``{person}``, ``{place}``, ``{firm}``, ``{day}``
and ``{month}`` are filled, of ``{one|other}`` one is chosen, so that two articles seldom share a sentence. Everything is drawn from the given ``random.Random``.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

BANK = Path(__file__).parent / "bank"
MEDIAN = {"en": 2600, "zh-Hant": 700, "zh-Hans": 700}
"""Characters of an article."""
SPREAD = 0.45
"""Standard deviation of the logarithm of the length."""
FLASHES = 1 / 8
_LEAST_MORE = 2
"""Times the item's own text that an article goes on for at least."""
OWN = 0.3
"""Share of a general article that is of its own subject."""
SOURCES = {
    "en": {"harbour-post": 1.0, "lighthouse-wire": 1.0, "city-bulletin": 3.0},
    "zh-Hant": {"tinhau-daily": 1.0, "winglok-flash": 1.0, "tinhau-leisure": 3.0},
    "zh-Hans": {"zhuwan-finance": 1.0, "nanling-ventures": 1.0},
}
"""The sample's sources that answer every day, by language, and how much of the general news each prints."""
LANGUAGE = {source: lang for lang, sources in SOURCES.items() for source in sources} | {"old-quay": "en", "ferry-observer": "en"}
_SECTION = {
    "city": "local", "schools": "education", "體育": "sport", "天氣": "weather", "社區": "local", "交通": "traffic", "文化": "culture", "健康": "health", "教育": "education",
    "旅遊飲食": "travel", "政治": "politics", "法庭": "courts", "体育": "sport", "天气": "weather", "民生": "local", "旅游美食": "travel", "法治": "courts",
}  # fmt: skip
"""The word of an address for a subject, where it is another."""
_DATE = "2026-05-12"
"""The sample's first day."""


class Words:
    """What one article speaks of: a few persons, places and firms that come again."""

    def __init__(self, lang: str, chance: Random) -> None:
        self.lang, self.chance = lang, chance
        names = _names()[lang]
        space = " " if lang == "en" else ""
        given = 1 if lang == "en" else 2
        self.slots: dict[str, list[str]] = {
            "person": [space.join((chance.choice(names["first"]), "".join(chance.sample(names["last"], given)))) for _ in range(4)],
            "place": chance.sample(names["places"], 4),
            "firm": ["".join(chance.sample(names["firm"], 2)).capitalize() + space + chance.choice(names["firms"]) for _ in range(2)],
            "day": names["days"],
            "month": names["months"],
        }

    def fill(self, sentence: str) -> str:
        """The sentence with its slots filled and its choices made, the innermost first."""
        while "{" in sentence:
            sentence = re.sub(r"\{([^{}]*)\}", self._slot, sentence)
        return sentence

    def _slot(self, found: re.Match[str]) -> str:
        name: str = found[1]
        return str(self.chance.randint(2, 98)) if name == "n" else self.chance.choice(self.slots.get(name) or name.split("|"))


@functools.cache
def _names() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((BANK / "names.toml").read_text(encoding="utf-8"))


@functools.cache
def bank(name: str) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """(headlines, sentences) of a file by subject; the business files have one, without a name."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    subject = ""
    for line in (BANK / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            subject = line[2:]
        elif line:
            found.setdefault(subject, ([], []))[0 if line.startswith("= ") else 1].append(line.removeprefix("= "))
    return {name: (tuple(titles), tuple(sentences)) for name, (titles, sentences) in found.items()}


def longer(item: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    """The sample's item going on with background to the usual length of its language; one in eight stays a flash of a sentence more.

    Its headline says a word more, too: what differs in names and figures alone is rightly one story.
    """
    lang = LANGUAGE[item["source"]]
    words, (titles, sentences) = Words(lang, chance), bank(f"business.{lang}")[""]
    wanted = _length(lang, chance)
    more = _paragraphs(sentences, max(wanted - len(item["text"]), _LEAST_MORE * len(item["text"])) if wanted else 1, words)
    return {**item, "title": f"{item['title']}{': ' if lang == 'en' else ' '}{words.fill(chance.choice(titles))}", "text": "\n".join([item["text"].strip(), *more]) + "\n"}


def general(number: int, lang: str, chance: Random) -> dict[str, Any]:
    """An article that is no business news, in one of the sources of its language.

    It begins with its subject and goes on with other news of the day, as a paper's round-ups do: of one subject alone there are too few sentences for articles that share none.
    """
    subjects = bank(f"general.{lang}")
    subject = chance.choice(sorted(subjects))
    titles, sentences = subjects[subject]
    others = [sentence for name, (_, more) in subjects.items() if name != subject for sentence in more]
    words = Words(lang, chance)
    wanted = _length(lang, chance) or (300 if lang == "en" else 110)
    sources = SOURCES[lang]
    return {
        "source": chance.choices(list(sources), list(sources.values()))[0],
        "path": f"{_SECTION.get(subject, subject)}/{number}",
        "time": _time(chance),
        "title": words.fill(chance.choice(titles)),
        "text": "\n".join(_paragraphs(sentences, OWN * wanted, words) + _paragraphs(others, (1 - OWN) * wanted, words)) + "\n",
    }


def copies(items: Sequence[Mapping[str, Any]], share: float, chance: Random) -> list[dict[str, Any]]:
    """Word-equal copies of some items in other sources of the same language, so many that they are this share of all."""
    wanted = round(len(items) * share / (1 - share))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number in range(20 * wanted):
        if len(found) == wanted:
            break
        item = chance.choice(items)
        source = chance.choice([other for other in SOURCES[LANGUAGE[item["source"]]] if other != item["source"]])
        found.setdefault((item["path"], source), {**item, "source": source, "path": f"{item['path']}-c{number}", "time": _time(chance)})
    return list(found.values())


def _time(chance: Random) -> str:
    return f"{_DATE} {chance.randint(0, 6):02}:{chance.randint(0, 59):02}"


def _length(lang: str, chance: Random) -> int:
    """Characters of an article; 0 = a flash."""
    return 0 if chance.random() < FLASHES else round(MEDIAN[lang] * chance.lognormvariate(0, SPREAD))


def _paragraphs(sentences: Sequence[str], length: float, words: Words) -> list[str]:
    """Paragraphs of one to three sentences, in all about so many characters; a sentence comes again, with other words, only after all others came."""
    paragraphs: list[str] = []
    deck: list[str] = []
    while length > 0:
        drawn: list[str] = []
        for _ in range(words.chance.randint(1, 3)):
            deck = deck or words.chance.sample(sentences, len(sentences))
            drawn.append(words.fill(deck.pop()))
            length -= len(drawn[-1])
            if length <= 0:
                break
        paragraphs.append((" " if words.lang == "en" else "").join(drawn))
    return paragraphs
