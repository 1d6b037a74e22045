"""How far an article is read: business news whole, others only where their beginning may tell something; known names are found everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leadscan import pipeline
from leadscan.companies.register import Register
from leadscan.errors import DeskError
from leadscan.leads import triggers
from leadscan.nlp.reader import Reader
from leadscan.settings import Nlp
from leadscan.stages.batch import Batch, Tools, annotate, part_to_read
from leadscan.types import Article, Beat, Company, Examined, StoryMark
from tests.desks import DAYS, run_of

NOW = datetime(2026, 3, 10, tzinfo=UTC)
KNOWN = Company("HKEX:08123", "HKEX", "08123", name_en="Pellworm Harbour Holdings Limited")
FILL = "The rain kept on until the evening and the ferries ran late. " * 30
LATE = "Pellworm Harbour Holdings Limited paid for the lanterns, and so did Quillbrook Candles Limited."
BUYS = "Pellworm Harbour Holdings Limited said on Monday it would buy a rival ferry line for HK$300 million."


def article(title: str, text: str, **more: Any) -> Article:
    return Article(id="a", source_id="s", entry_id="a", url="https://paper.example/a", title=title, text=text, published=NOW, published_from="feed", first_seen=NOW, lang="en", **more)


def examined(document: Article, **settings: Any) -> Examined:
    register = Register((KNOWN,))
    tools = Tools(register, Reader(Nlp(**settings), scan=register.scan))
    mark = StoryMark("a", "story", NOW, "en", b"", "")
    return annotate(tools, Batch((document,), {"a": mark}, {}, {}, {}))[0]


def names(found: Examined) -> set[str]:
    return {mention.text for mention in found.mentions if mention.label == "COMPANY"}


@pytest.mark.parametrize(
    ("title", "text", "beat", "read"),
    [
        ("Ferry line sold", FILL + LATE, "business", "whole"),
        ("Lantern night draws a crowd", FILL + LATE, "other", "nothing"),
        ("Harbour side ferry line changes hands", BUYS + " " + FILL, "other", "beginning"),
        ("Harbour side win the derby", BUYS + " " + FILL, "sport", "nothing"),
    ],
)
def test_how_much_is_read_follows_the_beat_and_the_first_words(title: str, text: str, beat: Beat, read: str) -> None:
    part = part_to_read(article(title, text), beat, whole=("business",))
    assert ("nothing" if not part else "whole" if part == f"{title}\n{text}" else "beginning") == read
    assert len(part) <= len(title) + 601 or read == "whole"


def test_a_known_name_far_down_is_found_though_the_text_is_not_read() -> None:
    document = article("Lantern night draws a crowd", FILL + LATE, section="sport")
    found = examined(document)
    assert found.beat == "sport"
    assert names(found) == {"Pellworm Harbour Holdings Limited"}
    assert "Quillbrook Candles Limited" in names(examined(document, whole=("business", "sport")))


def test_what_the_beginning_of_another_beat_tells_is_still_an_event() -> None:
    found = examined(article("Pellworm Harbour Holdings Limited to buy rival ferry line", BUYS + " " + FILL, section="politics"))
    assert [(event.trigger, event.company_key) for event in found.events] == [("MA_BUY", KNOWN.key)]


def test_an_article_that_is_not_read_could_have_told_nothing() -> None:
    assert not triggers.may_tell(article("Lantern night draws a crowd", FILL), "other")
    assert triggers.may_tell(article("Ferries", BUYS), "other")
    assert not triggers.may_tell(article("Ferries", BUYS), "sport")


def test_a_beat_that_is_none_is_named(make_desk: Any) -> None:
    desk: Path = make_desk()
    run = run_of(desk, DAYS[0])
    with pytest.raises(DeskError, match=r"nlp\.whole: 'sports': no such beat"):
        pipeline.STAGES["examine"](replace(run, settings=replace(run.settings, nlp=replace(run.settings.nlp, whole=("sports",)))))
