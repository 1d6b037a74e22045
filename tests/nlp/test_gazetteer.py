"""The gazetteer as a spaCy component: spans, bytes, processes."""

from __future__ import annotations

import pytest
import spacy

from leadscan.nlp import gazetteer
from leadscan.types import Hit


@pytest.fixture
def nlp() -> spacy.language.Language:
    gazetteer.register()
    made = spacy.blank("zh")
    made.add_pipe(gazetteer.NAME)
    return made


def test_own_patterns_are_found_in_both_scripts_longest_first_and_only_as_whole_words(nlp: spacy.language.Language) -> None:
    pipe = nlp.get_pipe(gazetteer.NAME)
    pipe.add([("瀾沁", ["HKEX:09999"]), ("瀾沁雲", ["HKEX:09997"]), ("Orla", ["US:ORLA"])])
    doc = nlp("澜沁云與瀾沁及Orla，Orlando不是")
    assert [(h.text, h.keys) for h in gazetteer.hits(doc)] == [("澜沁云", ("HKEX:09997",)), ("瀾沁", ("HKEX:09999",)), ("Orla", ("US:ORLA",))]
    assert [(span.text, span.label_, span.kb_id_) for span in doc.spans["known"]] == [
        ("澜沁云", "COMPANY", "HKEX:09997"),
        ("瀾沁", "COMPANY", "HKEX:09999"),
        ("Orla", "COMPANY", "US:ORLA"),
    ]


def test_a_scan_handed_in_stands_before_own_patterns_and_traps_are_no_span(nlp: spacy.language.Language) -> None:
    pipe = nlp.get_pipe(gazetteer.NAME)
    pipe.add([("夜", ["X:1"])])
    pipe.scan = lambda text: (Hit(0, 3, text[:3], (), "trap"), Hit(4, 6, text[4:6], ("X:2", "X:3"), "brand", True))
    doc = nlp("平安夜與平安")
    assert [span.text for span in doc.spans["known"]] == ["平安"]
    assert doc.spans["known"][0].kb_id_ == ""
    assert gazetteer.hits(doc)[1].weak is True


def test_bytes_and_folder_keep_the_patterns(nlp: spacy.language.Language, tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest's fixture
    nlp.get_pipe(gazetteer.NAME).add([("瀾沁", ["HKEX:09999"])])
    other = spacy.blank("zh")
    other.add_pipe(gazetteer.NAME)
    other.from_bytes(nlp.to_bytes())
    nlp.to_disk(tmp_path / "pipeline")
    third = spacy.load(tmp_path / "pipeline")
    docs = [each("瀾沁公布業績") for each in (nlp, other, third)]
    assert [[(span.start_char, span.end_char, span.kb_id_) for span in doc.spans["known"]] for doc in docs] == [[(0, 2, "HKEX:09999")]] * 3


def test_two_processes_give_what_one_gives(nlp: spacy.language.Language) -> None:
    nlp.get_pipe(gazetteer.NAME).add([("瀾沁", ["HKEX:09999"])])
    texts = ["瀾沁公布業績", "無事", "收購瀾沁"] * 2
    one, two = ([[(span.start_char, span.kb_id_) for span in doc.spans["known"]] for doc in nlp.pipe(texts, n_process=n)] for n in (1, 2))
    assert one == two == [[(0, "HKEX:09999")], [], [(2, "HKEX:09999")]] * 2


def test_the_factory_is_an_entry_point_of_the_package() -> None:
    from importlib.metadata import entry_points

    points = {point.name: point.value for point in entry_points(group="spacy_factories")}
    assert points["leadscan_gazetteer"] == "leadscan.nlp.gazetteer:make_gazetteer"
