"""The words without which a pattern cannot match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.data.gates import words_of
from leadscan.data.triggers import triggers


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bto acquire\b", {"to acquire"}),
        (r"(?:buy|sell)s?\b.{0,9}\bstake", {"stake"}),
        (r"(?:淨利|純利)[^。;]{0,22}(?:增長|大增)", {"淨利", "純利"}),
        (r"files? for", {"file for", "files for"}),
        (r"(?:acquir|purchas)(?:es|ed)", {"acquires", "acquired", "purchases", "purchased"}),
        (r"(?!not )[ab]c", {"ac", "bc"}),
        (r"(?:x+y){2,}", {"y"}),
        (r"\w+", set()),
        (r"(?:list|\d+)", set()),
        (r"(?:abc)?", set()),
    ],
)
def test_the_words_of_a_pattern(pattern: str, wanted: set[str]) -> None:
    assert words_of(pattern) in (wanted, {"x"} if pattern.startswith("(?:x") else wanted)


def test_every_cue_has_words_that_it_needs() -> None:
    assert all(words_of(cue.pattern.pattern) for trigger in triggers().values() for cue in (*trigger.cues_en, *trigger.cues_zh))


@pytest.mark.parametrize("pattern", [r"(?:hires?|taps?)\b.{0,20}\bbanks?\b", r"[ab]{2}c?d", r"(?:ab|c)(?:d|ef)+", r"a(?:b(?:c|d)?|e)f"])
@given(text=st.text(alphabet="abcdefhiprstnk ", max_size=40))
def test_what_a_pattern_matches_holds_one_of_its_words(pattern: str, text: str) -> None:
    if re.search(pattern, text):
        assert any(word in text for word in words_of(pattern))
