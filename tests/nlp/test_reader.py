"""The reader: order, offsets, batches, hostile texts, speed's shape."""

from __future__ import annotations

import time
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from leadscan.errors import DeskError
from leadscan.nlp import features, gazetteer, mentions, newcomers, reader, roles
from leadscan.nlp.reader import Reader
from leadscan.settings import Nlp
from leadscan.types import Annotation, Hit, Language

EN = "Orla Foods Ltd files for listing\nOrla Foods Ltd said Helen Sze, its chief financial officer, expects HK$1.2bn."
HANT = "瀾沁科技遞表\n瀾沁科技首席財務官溫以澄表示，集資14億元。"
HANS = "澜沁科技递表\n澜沁科技首席财务官温以澄表示，集资14亿元。"


def nothing(text: str) -> tuple[Hit, ...]:
    return ()


def read(*texts: tuple[str, Language], batch: int = 200) -> list[Annotation]:
    return list(Reader(Nlp(batch=batch), scan=nothing).read(texts))


def check(text: str, annotation: Annotation) -> None:
    """Every offset of an annotation is the text's own."""
    for mention in annotation.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.company is None
    for person in annotation.people:
        assert person.title is None or (person.title_start is not None and text[person.title_start : person.title_end] == person.title)
        assert person.name in text
        assert person.quote in text
    assert all(0 <= a < b <= len(text) for a, b in annotation.sentences)


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_texts_of_three_languages_keep_their_order_and_their_own_words(batch: int) -> None:
    found = read((EN, "en"), (HANT, "zh-Hant"), (HANS, "zh-Hans"), ("", "en"), (HANT, "zh-Hant"), batch=batch)
    assert [a.lang for a in found] == ["en", "zh-Hant", "zh-Hans", "en", "zh-Hant"]
    assert [(p.name, p.title, p.current) for a in found for p in a.people] == [
        ("Helen Sze", "chief financial officer", True), ("溫以澄", "首席財務官", True), ("温以澄", "首席财务官", True), ("溫以澄", "首席財務官", True),
    ]  # fmt: skip
    for text, annotation in zip((EN, HANT, HANS, "", HANT), found, strict=True):
        check(text, annotation)
    assert [(m.start, m.end, m.label) for m in found[1].mentions] == [(m.start, m.end, m.label) for m in found[2].mentions]


def test_known_names_of_the_scan_are_companies() -> None:
    def scan(text: str) -> tuple[Hit, ...]:
        at = text.find("Zell")
        return () if at < 0 else (Hit(at, at + 4, "Zell", ("US:ZELL",), "short"),)

    (annotation,) = Reader(Nlp(), scan=scan).read([("Rumours of Zell in town", "en")])
    assert [(m.text, m.label, m.why) for m in annotation.mentions] == [("Zell", "COMPANY", "known name")]


HOSTILE = {
    "empty": "",
    "white": " \n\t\u3000\u200b\n",
    "nul": "Orla Foods Ltd\0said\0\0瀾沁科技\0公布",
    "emoji": "🚀🚀 Orla Foods Ltd 👩‍💼 said 🇭🇰 瀾沁科技公布😀業績",
    "right to left": "שלום Orla Foods Ltd مرحبا بالعالم said \u202e瀾沁科技公布",
    "mixed": "瀾沁科技CEO Helen Sze說Orla Foods Ltd會IPO集資HK$1.2bn（約１４億元）",
    "surrogate": "Orla Foods Ltd \ud800 said \udfff",
    "combining": "e\u0301" * 500 + " Orla Foods Ltd said",
    "brackets": "（" * 300 + "瀾沁科技" + "）" * 300,
    "stops": "." * 900 + "。" * 900,
    "private use": "\ue000\uf8ff\U0010ffff 瀾沁科技公布",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_a_hostile_text_is_read_with_true_offsets(name: str, lang: Language) -> None:
    (annotation,) = read((HOSTILE[name], lang))
    check(HOSTILE[name], annotation)


@pytest.mark.parametrize(
    ("piece", "lang"),
    [
        ("a", "en"),
        ("9", "zh-Hant"),
        ("Orla Foods Ltd said it was. ", "en"),
        ("瀾沁科技公布業績。", "zh-Hant"),
        ("瀾", "zh-Hant"),
        ("Chief ", "en"),
        ("有限公司", "zh-Hans"),
        ("A, ", "en"),
        ("(", "zh-Hant"),
        ("\n", "en"),
    ],
)
def test_a_long_monotonous_text_is_read_in_pieces_and_in_time(piece: str, lang: Language) -> None:
    text = piece * (50_000 // len(piece))
    start = time.process_time()
    (annotation,) = read((text, lang))
    check(text, annotation)
    assert time.process_time() - start < 10


def test_a_megabyte_is_read() -> None:
    text = ("Nothing much was told there, and nobody went to see it again after all that. " * 12 + "\n") * 1100
    assert len(text) > 1_000_000
    (annotation,) = read((text + EN, "en"))
    assert [p.name for p in annotation.people] == ["Helen Sze"]
    check(text + EN, annotation)


def test_cuts_cover_the_text_and_prefer_line_breaks() -> None:
    text = ("x" * 99 + "\n") * 1500
    found = reader.cuts(text)
    assert "".join(text[a:b] for a, b in found) == text
    assert all(b - a <= reader.LONGEST for a, b in found)
    assert all(text[b - 1] == "\n" for _, b in found)
    assert reader.cuts("") == [(0, 0)]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["en", "zh-Hant", "zh-Hans"]))
def test_any_text_is_read_with_true_offsets(text: str, lang: Language) -> None:
    (annotation,) = read((text, lang))
    check(text, annotation)


def test_a_pipeline_that_is_none_is_named() -> None:
    with pytest.raises(DeskError, match=r"nlp\.en: 'no_such_package'"):
        list(Reader(Nlp(en="no_such_package"), scan=nothing).read([("text", "en")]))


def test_a_pipeline_of_the_desk_takes_part(tmp_path: Path) -> None:
    ruled = spacy.blank("en")
    ruled.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "umbrella quay"}, {"label": "GPE", "pattern": "lowtown"}])
    ruled.to_disk(tmp_path / "mine")
    (annotation,) = Reader(Nlp(en=str(tmp_path / "mine")), scan=nothing).read([("they met umbrella quay in lowtown", "en")])
    assert [(m.text, m.label) for m in annotation.mentions] == [("umbrella quay", "COMPANY"), ("lowtown", "PLACE")]


def test_labels_of_a_pipeline_of_the_desk_are_read_in_our_words(tmp_path: Path) -> None:
    ruled = spacy.blank("zh")
    ruled.add_pipe("entity_ruler").add_patterns([{"label": "FIRM", "pattern": "朗澄"}, {"label": "GPE", "pattern": "下里"}])
    ruled.to_disk(tmp_path / "mine")
    mine = Nlp(zh=str(tmp_path / "mine"), labels_zh=("FIRM=COMPANY", "GPE="))
    (annotation,) = Reader(mine, scan=nothing).read([("他們在下里見了朗澄", "zh-Hant")])
    assert [(m.text, m.label) for m in annotation.mentions] == [("朗澄", "COMPANY")]


@pytest.mark.parametrize("pair", ["FIRM", "=COMPANY", "FIRM=BUSINESS"])
def test_a_label_that_means_nothing_is_named(pair: str) -> None:
    with pytest.raises(DeskError, match=r"nlp\.labels_en: .*wants THEIRS=OURS"):
        list(Reader(Nlp(en="rules", labels_en=(pair,)), scan=nothing).read([("text", "en")]))


def test_pipelines_are_loaded_once_a_process() -> None:
    assert reader.pipeline("en") is reader.pipeline("en")
    assert reader.pipeline("en").pipe_names == ["leadscan_gazetteer", "leadscan_mentions", "leadscan_roles", "leadscan_newcomers"]
    assert reader.pipeline("zh", reader.RULES).pipe_names == ["leadscan_gazetteer", "leadscan_mentions", "leadscan_roles"]


UNKNOWN = {"en": ("An analyst at Brantwell said the outlook was poor", ["Brantwell"]), "zh": ("据了解,澄岭预计将退出市场。", ["澄岭"])}
"""Firms that the rules do not see, which the shipped pipelines do."""


@pytest.mark.parametrize("family", ["en", "zh"])
def test_the_shipped_pipelines_work_in_two_processes_and_from_bytes(family: str) -> None:
    text, names = UNKNOWN[family]
    nlp = reader.pipeline(family)
    nlp.get_pipe("leadscan_gazetteer").scan = None

    def firms(docs: Iterable[Any]) -> list[list[str]]:
        return [[span.text for span in doc.spans["mentions"] if span.label_ == "COMPANY"] for doc in docs]

    assert firms(nlp.pipe([text, "1"])) == [names, []]
    assert firms(nlp.pipe([text, "1"], n_process=2)) == [names, []]
    again = spacy.util.load_model_from_config(nlp.config)
    again.from_bytes(nlp.to_bytes())
    assert firms(again.pipe([text, "1"])) == [names, []]
    kept = Doc(nlp.vocab).from_bytes(nlp(text).to_bytes())
    assert firms([kept]) == [names]


def test_known_names_bear_their_record_in_the_docs_spans_after_bytes() -> None:
    nlp = spacy.blank("en")
    gazetteer.register()
    nlp.add_pipe(gazetteer.NAME).add([("Zell Harbour", ["HKEX:09999"])])
    doc = Doc(nlp.vocab).from_bytes(nlp("Rumours of Zell Harbour").to_bytes())
    assert [(span.text, span.label_, span.kb_id_) for span in doc.spans["known"]] == [("Zell Harbour", "COMPANY", "HKEX:09999")]


def test_components_and_architecture_are_found_by_their_entry_points() -> None:
    assert {entry.name for entry in entry_points(group="spacy_factories")} >= {gazetteer.NAME, mentions.NAME, roles.NAME, newcomers.NAME}
    (found,) = [entry for entry in entry_points(group="spacy_architectures") if entry.name == "leadscan.CharFeatEmbed.v1"]
    assert found.load() is features.char_feat_embed


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_the_trained_pipeline_adds_weak_firms_and_only_where_it_is_asked(lang: Language) -> None:
    text, names = UNKNOWN["en" if lang == "en" else "zh"]
    asked, unasked, unread = Reader(Nlp(), scan=nothing).read([(text, lang), (text, lang, False), (text, lang, True)])
    added = [m for m in asked.mentions if m.label == "COMPANY"]
    assert [m.text for m in added] == names
    assert {m.sure for m in added} == {newcomers.SURE}
    assert all(m.company is None for m in added)
    assert not [m for m in unasked.mentions if m.label == "COMPANY"]
    assert unread == asked


def test_the_whole_pipeline_works_in_two_processes() -> None:
    nlp = reader.pipeline("en")
    nlp.get_pipe("leadscan_gazetteer").scan = None
    one = [doc.user_data["leadscan_people"] for doc in nlp.pipe([EN, "nothing"])]
    two = [doc.user_data["leadscan_people"] for doc in nlp.pipe([EN, "nothing"], n_process=2)]
    assert one == two
    assert one[0][0][2] == "Helen Sze"
