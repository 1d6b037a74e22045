"""``leadscan annotate`` on hostile texts, with the shipped pipelines in: the keys of DESIGN section 6, and offsets that are the text's own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import leadscan
from leadscan.nlp import newcomers
from leadscan.settings import Settings

NEWS = "Quarterly profit rose and revenue beat forecasts at Brantwell, which will acquire a tea farm, an analyst at Quillmont said. "
ZH = "據了解，澄嶺預計將收購茶園，股價上升，公司公布業績，朗嶼集團有限公司入股。"
HOSTILE = {
    "empty": "",
    "white": " \n\t\u3000\n",
    "megabyte": NEWS + "Nothing much was told there, and nobody went to see it again after all that. " * 13_000,
    "long Chinese": ZH * 500,
    "emoji": f"🚀{NEWS}👩‍💼🇭🇰 {ZH}😀",
    "mixed": f"{NEWS}{ZH}HK$1.2bn（約１４億元）{NEWS}",
    "right to left": f"\u202e{NEWS}\u202cשלום مرحبا {ZH}\u2067{NEWS}\u2069",
    "nul": f"{NEWS[:40]}\0{NEWS[40:]}\0\0{ZH}",
    "surrogate": f"{NEWS}\ud800{ZH}\udfff",
    "no space": "Brantwell" * 5000,
}


def answered(text: str, tmp_path: Path) -> dict[str, Any]:
    found: Iterator[dict[str, Any]] = leadscan.annotate([{"id": 7, "text": text}], settings=Settings(desk=tmp_path / "none"), now=datetime(2026, 3, 10, tzinfo=UTC))
    (answer,) = found
    return answer


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_gets_every_key_and_true_offsets(name: str, tmp_path: Path) -> None:
    text = HOSTILE[name]
    answer = answered(text, tmp_path)
    assert answer["id"] == 7
    assert set(answer) >= {"lang", "beat", "sectors", "mentions", "people", "triggers", "lead"}
    places = [(mention["start"], mention["end"]) for mention in answer["mentions"]]
    assert places == sorted(places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(places))
    assert all(text[mention["start"] : mention["end"]] == mention["text"] for mention in answer["mentions"])
    for person in answer["people"]:
        assert all(0 <= a < b <= len(text) for a, b in (person["person"], *(span for span in (person["title"], person["company"]) if span)))
    assert all(0 <= event["quote"][0] < event["quote"][1] <= len(text) for event in answer["triggers"])


@pytest.mark.parametrize(("text", "name"), [(NEWS, "Quillmont"), (ZH, "澄嶺")])
def test_business_news_gets_the_weak_firms_of_the_trained_pipeline_and_other_news_does_not(text: str, name: str, tmp_path: Path) -> None:
    answer = answered(text, tmp_path)
    assert answer["beat"] == "business"
    (found,) = [mention for mention in answer["mentions"] if mention["text"] == name]
    assert (found["label"], found["company"], found["candidates"], found["sure"]) == ("COMPANY", None, [], newcomers.SURE)
    match = answered("The striker scored twice as Brantwell won the cup final; the coach praised the team and its fans.", tmp_path)
    assert match["beat"] == "sport"
    assert [mention for mention in match["mentions"] if mention["label"] == "COMPANY"] == []


def test_names_of_every_kind_are_among_the_mentions(tmp_path: Path) -> None:
    answer = answered("Orla Foods Limited named Helen Sze chief financial officer in Hong Kong on 3 March 2026 and borrowed HK$2 billion.", tmp_path)
    assert {mention["label"]: mention["text"] for mention in answer["mentions"]} == {
        "COMPANY": "Orla Foods Limited", "PERSON": "Helen Sze", "TITLE": "chief financial officer", "PLACE": "Hong Kong", "DATE": "3 March 2026", "MONEY": "HK$2 billion",
    }  # fmt: skip
