"""The scorer of ``leadscan eval`` on made data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.stages.evaluation import events, floors, marked, names
from leadscan.stages.evaluation.counting import Count, Counts, Figure, paired
from leadscan.types import Language

SPANS = st.sets(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=8)


def test_a_count_gives_precision_recall_and_their_mean() -> None:
    count = Count(3, 4, 6)
    assert (count.precision, count.recall, count.f1) == (0.75, 0.5, 0.6)
    assert (Count().precision, Count().recall, Count().f1) == (0.0, 0.0, 0.0)


@given(SPANS, SPANS)
def test_pairs_are_as_many_seen_from_either_side_and_no_more_than_there_are_spans(truth: set[tuple[int, int]], said: set[tuple[int, int]]) -> None:
    pairs = paired(truth, said)
    assert pairs == paired(said, truth)
    assert len(truth & said) <= pairs <= min(len(truth), len(said))


def test_one_wide_span_is_paired_once() -> None:
    assert paired({(0, 4), (5, 9)}, {(0, 9)}) == 1


def read(answers: list[list[tuple[int, int, str]]]) -> names.Read:
    def reads(texts: list[tuple[str, Language]]) -> Iterable[list[tuple[int, int, str]]]:
        return answers[: len(texts)]

    return reads


def by_name(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def test_names_are_scored_by_label_and_seen_ones_apart() -> None:
    row = {"text": "Velmora bought Quorrat", "lang": "en", "spans": [[0, 7, "COMPANY"], [15, 22, "COMPANY"]]}
    found = by_name(names.figures("fire", [row], frozenset(["velmora"]), read([[(0, 7, "COMPANY"), (8, 14, "PERSON")]])))
    assert found["COMPANY"].count == Count(1, 1, 2)
    assert found["PERSON"].count == Count(0, 1, 0)
    assert found["COMPANY seen"].value == 1.0
    assert found["COMPANY unseen"].value == 0.0
    assert found["COMPANY unseen"].kind == "recall"


def test_where_a_set_has_one_kind_of_organisation_firms_are_of_it() -> None:
    row = {"text": "Velmora and Quorrat", "lang": "en", "spans": [[0, 7, "ORG"], [12, 19, "ORG"]]}
    found = by_name(names.figures("uner_en_ewt", [row], frozenset(), read([[(0, 7, "COMPANY"), (12, 19, "ORG")]])))
    assert found["ORG"].count == Count(2, 2, 2)


def test_an_honorific_is_no_part_of_a_persons_name_on_either_side() -> None:
    row = {"text": "Mr. Quill met Mrs. Dale", "lang": "en", "spans": [[0, 9, "PERSON"], [19, 23, "PERSON"]]}
    found = by_name(names.figures("fire", [row], frozenset(), read([[(4, 9, "PERSON"), (14, 23, "PERSON")]])))
    assert found["PERSON"].count == Count(2, 2, 2)


def test_a_copy_in_traditional_characters_is_scored_and_the_gap_told() -> None:
    rows: list[names.Row] = [{"text": "澄岭收购朗屿", "lang": "zh-Hans", "spans": [[0, 2, "COMPANY"], [4, 6, "COMPANY"]]}]

    def reads(texts: list[tuple[str, Language]]) -> Iterable[list[tuple[int, int, str]]]:
        return [[(0, 2, "COMPANY")] if lang == "zh-Hant" else [(0, 2, "COMPANY"), (4, 6, "COMPANY")] for _, lang in texts]

    found = by_name(names.both_scripts("fewfc", rows, frozenset(), reads, lambda text: text.replace("岭", "嶺")))
    assert found["COMPANY"].value == 1.0
    assert found["COMPANY Traditional copy"].value == pytest.approx(2 / 3)
    assert found["1 - gap of scripts"].value == pytest.approx(2 / 3)


def test_placeholders_become_numbers_and_offsets_move_with_them() -> None:
    text, spans = names.prepared("finre", {"text": "<N>年,澄岭股份升<N>%", "spans": [[5, 9, "COMPANY"]]})
    ((start, end, label),) = spans
    assert text[start:end] == "澄岭股份"
    assert label == "COMPANY"
    assert "<N>" not in text


def test_lower_case_sets_get_capitals_where_names_stand() -> None:
    row = {"text": "the house of velmora and i", "lang": "en", "spans": [], "spans_orig": [[4, 20, "CORP"]]}
    assert names.prepared("multiconer1_en", row)[0] == "The House of Velmora and I"


def test_a_trigger_is_right_on_its_class_wrong_on_others_and_nothing_beside_a_neighbour() -> None:
    rows = [
        (frozenset({"CONTRACT_WIN"}), frozenset({"CONTRACT_WIN"})),
        (frozenset({"M_AND_A"}), frozenset[str]()),
        (frozenset({"SHARE_PLEDGE"}), frozenset({"MA_BUY"})),
        (frozenset({"EQUITY_TRANSFER"}), frozenset({"MA_SELL"})),
    ]
    found = by_name(events.score("fewfc", rows))
    assert found["CONTRACT_WIN"].count == Count(1, 1, 1)
    assert found["M_AND_A"].count == Count(0, 1, 1)
    assert found["shared types"].count == Count(1, 2, 2)
    assert found[events.STRICT].count == Count(1, 3, 2)
    assert found["shared types"].aim == 0.8


def test_faults_of_an_event_set_say_what_was_missed_and_what_was_too_much() -> None:
    rows = [("one", frozenset({"CONTRACT_WIN"}), frozenset[str]()), ("two", frozenset({"SHARE_PLEDGE"}), frozenset({"MA_BUY"}))]
    assert events.misses("fewfc", rows) == ["missed CONTRACT_WIN (found []): one", "extra ['MA_BUY'] (marked ['SHARE_PLEDGE']): two"]


def test_every_class_of_the_table_means_triggers_that_there_are() -> None:
    assert {name: sum(meaning.shared for meaning in rows) for name, rows in events.meanings().items()} == {"fewfc": 2, "fin_topic_tweets": 2}


def gold_item(**more: Any) -> dict[str, Any]:
    return {
        "lang": "en", "beat": "business", "lead": True, "companies": [{"start": 0, "end": 7, "entity": "Velmora"}, {"start": 20, "end": 24, "entity": "Velmora"}],
        "triggers": [{"type": "MA_BUY", "company_index": 0}], **more,
    }  # fmt: skip


def test_a_trigger_on_another_mention_of_the_same_entity_is_right() -> None:
    answer = {"mentions": [{"start": 20, "end": 24, "label": "COMPANY"}], "triggers": [{"type": "MA_BUY", "company": [20, 24]}], "beat": "share_tip", "lead": False}
    found = by_name(marked.gold([(gold_item(), answer)]))
    assert found["companies"].count == Count(1, 1, 2)
    assert found["triggers with company"].count == Count(1, 1, 1)
    assert found["business beat"].value == 1.0
    assert found["lead"].count == Count(0, 0, 1)


def test_a_link_is_right_where_every_record_on_the_span_is_accepted() -> None:
    item = {"start": 0, "end": 5, "answer": {"market": "HKEX", "code": "1"}, "also": [{"market": "US", "code": "A"}]}
    nobody = {"start": 0, "end": 5, "answer": None}

    def answer(*codes: str) -> dict[str, Any]:
        return {"mentions": [{"start": 0, "end": 5, "company": {"market": "HKEX", "code": code} if code else None} for code in codes]}

    found = by_name(marked.linking([(item, answer("1")), (item, answer("2")), (item, answer("")), (nobody, answer("")), (nobody, answer("1"))]))
    assert found["links"].count == Count(1, 3, 3)
    assert found["without a record left alone"].value == 0.5


def test_floors_rise_with_what_is_reached_and_never_fall_unless_told() -> None:
    old = {"fire": {"COMPANY": 0.6, "TITLE": 0.4}}
    found = floors.update(old, {"fire": {"COMPANY": 0.7, "TITLE": 0.39}})
    assert found.refused == ("fire.TITLE: reached 0.3900, its floor is 0.400",)
    assert found.floors == {"fire": {"COMPANY": 0.695, "TITLE": 0.4}}
    assert floors.update(old, {"fire": {"COMPANY": 0.602, "TITLE": 0.39}}, lower=frozenset(["fire.TITLE"])).floors == {"fire": {"COMPANY": 0.6, "TITLE": 0.385}}


def test_a_figure_that_is_no_longer_measured_is_refused_and_sets_left_out_stay() -> None:
    found = floors.update({"fire": {"COMPANY": 0.6, "GONE": 0.1}, "finre": {"COMPANY": 0.5}}, {"fire": {"COMPANY": 0.6}})
    assert found.refused == ("fire.GONE: no longer measured, its floor is 0.100",)
    assert found.floors["finre"] == {"COMPANY": 0.5}


def test_the_floors_file_says_why_one_was_lowered() -> None:
    import tomllib

    text = floors.text({"fire": "ab"}, {"sample": {"fire": {"COMPANY": 0.5}}}, {"fire.COMPANY": "another way to count"})
    assert '"COMPANY" = 0.500  # lowered: another way to count' in text
    assert tomllib.loads(text) == {"digest": {"fire": "ab"}, "sample": {"fire": {"COMPANY": 0.5}}}


def test_counts_keep_the_order_in_which_names_came() -> None:
    counts = Counts()
    counts.add("b", 1, 1, 1)
    counts.add("a", 0, 1, 1)
    counts.spans("b", {(0, 1)}, {(0, 1), (2, 3)})
    assert [(figure.name, figure.count) for figure in counts.figures()] == [("b", Count(2, 3, 2)), ("a", Count(0, 1, 1))]
