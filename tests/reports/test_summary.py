"""What the operator reads of a morning."""

from __future__ import annotations

import pytest

from leadscan.reports import summary
from leadscan.types import Report

MORNING = (
    Report("collect", {"all": 28, "ok": 22, "unchanged": 3, "failed": 3}, failures=("delta: HTTP 500",), seconds=12.34),
    Report("read", {"all": 10, "read": 7, "unread": 2}, seconds=1.0, notes=("slow\nhost",)),
    Report("brief", {"editions": 4, "quiet": 0}, seconds=0.2),
)


def test_every_stage_has_a_line_with_its_counts_and_below_it_what_failed() -> None:
    assert summary.lines(MORNING) == [
        "collect    12.3 s  28 all, 22 ok, 3 unchanged, 3 failed",
        "         failed: delta: HTTP 500",
        "read        1.0 s  10 all, 7 read, 2 unread  NUMBERS DO NOT ADD UP",
        "         note: slow host",
        "brief       0.2 s  4 editions",
        "sum        13.5 s  1 failed",
    ]


@pytest.mark.parametrize(
    ("counts", "right"),
    [({"all": 3, "a": 1, "b": 2}, True), ({"total": 3, "a": 1}, False), ({"a": 1}, None), ({}, None), ({"all": 0}, True)],
)
def test_a_whole_is_held_against_its_parts(counts: dict[str, int], right: bool | None) -> None:
    assert summary.adds_up(counts) is right


def test_the_table_has_a_row_a_stage_and_says_what_does_not_add_up() -> None:
    table = summary.markdown(MORNING)
    assert table.splitlines()[:6] == [
        "| stage | seconds | counts | failed |",
        "|---|---:|---|---:|",
        "| collect | 12.3 | 28 all, 22 ok, 3 unchanged, 3 failed | 1 |",
        "| read | 1.0 | 10 all, 7 read, 2 unread **(does not add up)** | 0 |",
        "| brief | 0.2 | 4 editions | 0 |",
        "| **sum** | 13.5 | | 1 |",
    ]
    assert "- collect: delta: HTTP 500" in table


def test_outside_text_cannot_break_the_table() -> None:
    table = summary.markdown([Report("x|y", {"a": 1}, failures=("a | b\n| c | <script>",))])
    assert "| x\\|y | 0.0 | 1 a | 1 |" in table
    assert "- x\\|y: a \\| b \\| c \\| \\<script\\>" in table


def test_a_morning_without_stages_is_an_empty_table() -> None:
    assert summary.lines([]) == []
    assert summary.markdown([]).count("\n") == 3
