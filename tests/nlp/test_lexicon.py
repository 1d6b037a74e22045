"""The words behind the rules load, folded where they are Chinese, and a fault names its file."""

from __future__ import annotations

import pytest

from leadscan.errors import DataError
from leadscan.nlp import lexicon
from leadscan.text.normalize import fold


@pytest.mark.parametrize(
    ("file", "section", "key"),
    [("companies", name, "words") for name in ("legal", "weaklegal", "strong", "sure", "beside", "common", "generic", "before", "protected", "ordinary")]
    + [
        ("companies", "after", "strict"),
        ("companies", "after", "loose"),
        ("organisations", "names", "words"),
        ("organisations", "heads", "words"),
        ("places", "names", "words"),
    ],
)
def test_chinese_words_are_folded_and_many(file: str, section: str, key: str) -> None:
    found = lexicon.words("zh", file, section, key)
    assert len(found) > 5
    assert all(word and word == fold(word) for word in found)


@pytest.mark.parametrize(("section", "holds"), [("legal", "Pty Ltd"), ("not_names", "Hang Seng Index")])
def test_english_lists_of_lines_keep_their_spaces(section: str, holds: str) -> None:
    assert holds in lexicon.lines("en", "companies", section)


def test_no_word_both_cuts_an_english_name_and_ends_one() -> None:
    assert lexicon.words("en", "companies", "cut") & lexicon.words("en", "companies", "strong") == frozenset()


def test_sure_ends_are_ends() -> None:
    ends = lexicon.words("zh", "companies", "strong") | lexicon.words("zh", "companies", "legal")
    assert lexicon.words("zh", "companies", "sure") - ends == frozenset()


def test_a_missing_section_is_named_with_its_file() -> None:
    with pytest.raises(DataError, match=r"data/lexicon/zh/companies\.toml: nowhere: missing"):
        lexicon.words("zh", "companies", "nowhere")
