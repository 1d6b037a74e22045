"""Posts, marks and names of persons."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import people
from leadscan.text.choices import alternation
from leadscan.text.normalize import fold


@pytest.mark.parametrize(
    ("text", "lang", "words", "posts", "mark"),
    [
        ("its chief financial officer said", "en", "chief financial officer", ("cfo",), ""),
        ("the CFO said", "en", "CFO", ("cfo",), ""),
        ("acting chief financial officer", "en", "acting chief financial officer", ("cfo",), "acting"),
        ("Former finance director Paul", "en", "Former finance director", ("cfo",), "former"),
        ("deputy finance director", "en", "deputy finance director", ("finance",), ""),
        ("vice president of finance", "en", "vice president of finance", ("finance",), ""),
        ("chairman and chief executive officer", "en", "chairman and chief executive officer", ("chair", "ceo"), ""),
        ("founder, chairman and executive producer", "en", "founder, chairman and executive producer", ("founder", "chair", "other"), ""),
        ("the vice chairman", "en", "vice chairman", ("other",), ""),
        ("ex-CEO", "en", "ex-CEO", ("ceo",), "former"),
        ("前首席財務官何", "zh-Hant", "前首席財務官", ("cfo",), "former"),
        ("候任主席方", "zh-Hant", "候任主席", ("chair",), "incoming"),
        ("署理首席財務官", "zh-Hant", "署理首席財務官", ("cfo",), "acting"),
        ("財務總監韋", "zh-Hant", "財務總監", ("cfo",), ""),
        ("副財務總監", "zh-Hant", "副財務總監", ("finance",), ""),
        ("财务部总经理", "zh-Hans", "财务部总经理", ("finance",), ""),
        ("财务负责人兼董秘", "zh-Hans", "财务负责人兼董秘", ("cfo", "secretary"), ""),
        ("执行董事兼首席财务官", "zh-Hans", "执行董事兼首席财务官", ("director", "cfo"), ""),
        ("联合创始人、总裁兼首席运营官", "zh-Hans", "联合创始人、总裁兼首席运营官", ("founder", "ceo", "other"), ""),
        ("公司CFO梁", "zh-Hans", "CFO", ("cfo",), ""),
    ],
)
def test_a_title_has_its_posts_and_mark(text: str, lang: str, words: str, posts: tuple[str, ...], mark: str) -> None:
    (title,) = people.find(text, lang)
    assert (title.text, title.posts, title.mark) == (words, posts, mark)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("董事會宣布派息", "zh-Hant"), ("董事局", "zh-Hant"), ("Hector and the vector", "en"), ("presidential", "en"), ("", "en"), ("經理人指數", "zh-Hant")],
)
def test_a_title_inside_another_word_is_none(text: str, lang: str) -> None:
    assert people.find(text, lang) == ()


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Chief Financial Officer", "cfo"),
        ("財務總監", "cfo"),
        ("創辦人兼董事長", "chair"),
        ("president and CEO", "ceo"),
        ("公司秘書", "secretary"),
        ("Treasurer", "finance"),
        ("baker", ""),
        ("", ""),
    ],
)
def test_a_post_is_named_whatever_the_language(title: str, post: str) -> None:
    assert people.post(title) == post


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("溫以澄表示", 3),
        ("阮晴担任财务总监", 2),
        ("游俊稱會", 2),
        ("欧阳若兰在", 4),
        ("林鄭月娥說", 4),
        ("賴思琳稱", 3),
        ("方面表示", 0),
        ("公司宣布", 0),
        ("葉女士", 0),
        ("馮啟樂先生", 3),
        ("abc", 0),
        ("", 0),
    ],
)
def test_a_chinese_name_ends_where_a_known_word_begins(text: str, size: int) -> None:
    assert people.chinese_name_length(fold(text), 0) == size


@given(st.text(alphabet="財務總監首席官前副任兼、and CFO chief officer of,", max_size=60))
def test_titles_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for lang in ("en", "zh-Hant"):
        found = people.find(text, lang)
        assert all(text[t.start : t.end] == t.text for t in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_an_alternation_matches_the_longest_word_and_nothing_where_there_are_none() -> None:
    assert re.match(alternation(["公司", "公司秘書", "公"]), "公司秘書處")[0] == "公司秘書"  # type: ignore[index]  # it matches
    assert re.match(alternation(["chief officer"]), "chief\n officer") is not None
    assert re.search(alternation([]), "any") is None


def test_the_surname_table_holds_the_common_ones() -> None:
    assert {fold(name) for name in "王李張陳黃賴洪戴鄺"} | {"欧阳"} <= people.surnames()
