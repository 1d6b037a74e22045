"""A finance chief's post in the reader's language, beside the document's own words."""

from __future__ import annotations

import pytest

from leadscan.data import words


@pytest.mark.parametrize(
    ("language", "title", "role", "said"),
    [
        ("zh-Hant", "chief financial officer", "cfo", "首席財務官 chief financial officer"),
        ("zh-Hans", "Finance Director", "finance_director", "财务董事 Finance Director"),
        ("en", "財務總監", "financial_controller", "financial controller 財務總監"),
        ("zh-Hant", "財務總監", "cfo", "財務總監"),
        ("en", "Chief Financial Officer", "cfo", "Chief Financial Officer"),
        ("zh-Hant", "chief financial officer", None, "chief financial officer"),
    ],
)
def test_a_post_of_another_script_has_the_languages_own_word_before_it(language: str, title: str, role: str | None, said: str) -> None:
    assert words.titled(language, title, role) == said
