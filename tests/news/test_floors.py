"""Floors of page text rise by themselves and never fall by themselves."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks import floors, pages


@pytest.mark.parametrize(
    ("old", "reached", "lower", "new", "refused"),
    [
        ({"a": 0.9}, {"a": 0.96}, frozenset(), {"a": 0.956}, 0),
        ({"a": 0.9}, {"a": 0.902}, frozenset(), {"a": 0.9}, 0),  # within the room: it stays
        ({"a": 0.9}, {"a": 0.89}, frozenset(), {"a": 0.9}, 1),
        ({"a": 0.9}, {"a": 0.89}, frozenset({"a"}), {"a": 0.886}, 0),
        ({"a": 0.9}, {}, frozenset(), {"a": 0.9}, 1),  # a set that is gone
        ({}, {"b": 0.5}, frozenset(), {"b": 0.496}, 0),
    ],
)
def test_a_floor_rises_and_is_lowered_only_when_told(old: dict[str, float], reached: dict[str, float], lower: frozenset[str], new: dict[str, float], refused: int) -> None:
    found = floors.update(old, reached, lower=lower)
    assert found.floors == pytest.approx(new)
    assert len(found.refused) == refused


def test_the_written_file_reads_back_and_says_why_a_floor_fell() -> None:
    written = floors.text("0123", {"a": 0.9, "b": 0.8125}, {"b": "the site changed"})
    assert tomllib.loads(written) == {"digest": "0123", "floors": {"a": 0.9, "b": 0.812}}
    assert "lowered: the site changed" in written


def test_the_measure_is_one_for_the_same_text_and_nought_for_another() -> None:
    item = pages.Item("s", "https://p.example/", b"", "one two three four five")
    assert pages.measure([item], lambda item: item.text)["s"].f1 == 1.0
    assert pages.measure([item], lambda item: "six seven eight nine ten")["s"].f1 == 0.0
    assert pages.measure([item], lambda item: "")["s"].empty == 1
