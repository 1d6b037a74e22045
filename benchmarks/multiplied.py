"""A morning of any size: the bundled sample many times over, each copy about other companies, among general news and copies of other papers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

from benchmarks import articles

LATIN = ["bar", "cor", "den", "fal", "gim", "hol", "jas", "kel", "lom", "mer", "nop", "pel", "quin", "ras", "sol", "tam", "ver", "wick", "yor", "zel"]
HAN = "嵐翎曦沐澄琥桐芷遙朔岱榕硯渝荔苓橡棠泓漪嶼鷗隼鷺麓燧璞珩琮瑾"
"""Parts of invented names."""
BOTH = "翎曦沐澄琥桐芷朔岱榕渝荔苓橡棠泓漪隼麓燧璞珩琮瑾"
"""Those written alike in both scripts."""
EN_NAMES = ("Larkspur", "Tern Point", "Moonbridge", "Cinder Cove", "Heron Lane", "Stonecrop", "Kestrel Bay", "Quillfish", "Amberwick", "Thistledown", "Blue Plover", "Ironwood", "Maplefen", "Marl Ridge", "Sandpiper", "Fennel", "Copperleaf")
ZH_NAMES = ("翠雀", "燕角", "月橋", "月桥", "炭灣", "鷺徑", "鹭径", "景天", "隼灣", "隼湾", "刺魨", "刺鲀", "薊絨", "蓟绒", "藍鴴", "蓝鸻", "鐵木", "铁木", "楓澤", "枫泽", "麥嶺", "麦岭", "磯鷸", "矶鹬", "茴香", "銅葉", "铜叶", "珀域")


BUSINESS = 0.3
"""Share of the sample's own news, before copies."""
COPIED = 0.2
"""Share of all that stands in another paper, too, word for word."""


def days(days: list[dict[str, Any]], documents: int, *, business: float = BUSINESS, copied: float = COPIED) -> list[dict[str, Any]]:
    """The days, each with about so many items of usual length; the sample's own items come first, as they are."""
    return [{**day, "item": _morning(day["item"], documents, business, copied)} for day in days]


def _morning(sample: list[dict[str, Any]], documents: int, business: float, copied: float) -> list[dict[str, Any]]:
    chance = random.Random(documents)
    own = max(0, round(documents * (1 - copied)) - len(sample))
    news = [item for item in sample if item["source"] in articles.LANGUAGE and item["source"] not in _LEFT_OUT]
    renamed = (articles.longer(item, chance) for number in count(1) for item in _copy(news, number))
    items = [*sample, *islice(renamed, round(own * business))]
    items += _general(own - round(own * business), sample, chance)
    items += articles.copies(items, copied, chance)
    return items


_LEFT_OUT = frozenset({"tinhau-leisure", "city-bulletin", "old-quay"})
"""Sources of the sample that print little business, and one that has stood still."""


def _general(wanted: int, sample: list[dict[str, Any]], chance: random.Random) -> Iterator[dict[str, Any]]:
    """General articles in the sample's languages; no headline twice, else it is yesterday's entry under another id, and rightly not read again."""
    languages = Counter(articles.LANGUAGE[item["source"]] for item in sample if item["source"] in articles.LANGUAGE)
    seen: set[str] = set()
    for number in range(wanted):
        lang = chance.choices(list(languages), list(languages.values()))[0]
        item = next(item for item in (articles.general(number, lang, chance) for _ in count()) if item["title"] not in seen)
        seen.add(item["title"])
        yield item


def _copy(items: Sequence[Mapping[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(number)
    renamed = {name: (chance.choice(LATIN) + chance.choice(LATIN) + chance.choice(LATIN)).title() for name in EN_NAMES}
    renamed |= {name: "".join(chance.sample(BOTH, 3)) for name in ZH_NAMES}
    for item in items:
        text, title = item["text"], item["title"]
        for old, new in renamed.items():
            text, title = text.replace(old, new), title.replace(old, new)
        if title == item["title"]:
            title = f"{title} ({number})"  # else it is yesterday's entry under another id, and rightly not read again
        yield {**item, "path": f"{item['path']}-{number}", "title": title, "text": _other_figures(text, chance)}


def _other_figures(text: str, chance: random.Random) -> str:
    """Each digit but a number's first drawn anew: other amounts and dates of the same shape."""
    return "".join(chance.choice("123456789") if char.isdigit() and before.isdigit() else char for before, char in zip(" " + text, text, strict=False))
