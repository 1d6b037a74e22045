"""The bundled sample many times over, each copy about other companies, so that nothing is a near-copy by accident of copying."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

LATIN = ["bar", "cor", "den", "fal", "gim", "hol", "jas", "kel", "lom", "mer", "nop", "pel", "quin", "ras", "sol", "tam", "ver", "wick", "yor", "zel"]
HAN = "嵐翎曦沐澄琥桐芷遙朔岱榕硯渝荔苓橡棠泓漪嶼鷗隼鷺麓燧璞珩琮瑾"
"""Parts of invented names."""
EN_NAMES = ("Larkspur", "Tern Point", "Moonbridge", "Cinder Cove", "Heron Lane", "Stonecrop", "Kestrel Bay", "Quillfish", "Amberwick", "Thistledown", "Blue Plover", "Ironwood", "Maplefen", "Marl Ridge", "Sandpiper", "Fennel", "Copperleaf")
ZH_NAMES = ("翠雀", "燕角", "月橋", "月桥", "炭灣", "鷺徑", "鹭径", "景天", "隼灣", "隼湾", "刺魨", "刺鲀", "薊絨", "蓟绒", "藍鴴", "蓝鸻", "鐵木", "铁木", "楓澤", "枫泽", "麥嶺", "麦岭", "磯鷸", "矶鹬", "茴香", "銅葉", "铜叶", "珀域")


def days(days: list[dict[str, Any]], copies: int) -> list[dict[str, Any]]:
    """The days with every item ``copies`` times; the first copy is the original."""
    return [{**day, "item": [item for number in range(copies) for item in _copy(day["item"], number)]} for day in days]


def _copy(items: list[Mapping[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    if number == 0:
        yield from (dict(item) for item in items)
        return
    chance = random.Random(number)
    renamed = {name: (chance.choice(LATIN) + chance.choice(LATIN) + chance.choice(LATIN)).title() for name in EN_NAMES}
    renamed |= {name: "".join(chance.choice(HAN) for _ in range(2)) for name in ZH_NAMES}
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
