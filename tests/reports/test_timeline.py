"""The picture of the listings' time axis."""

from __future__ import annotations

import struct
from datetime import date

import pytest

from leadscan.reports import timeline
from leadscan.types import Language, TimelineRow

DAY = date(2026, 3, 10)
ROWS = (
    TimelineRow("Cloudpeak Robotics", "application filed · lapses 9 Sep", DAY, DAY, date(2026, 9, 9)),
    TimelineRow("雲峰機器人", "已通過聆訊 · 4月20日失效", date(2025, 10, 20), DAY, date(2026, 4, 20)),
    TimelineRow("No clock", "in review", date(2026, 1, 5), DAY, None),
)
SPAN = {"first": date(2025, 10, 1), "last": date(2026, 10, 1)}


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_picture_is_twice_as_sharp_as_the_column_and_grows_with_its_rows(language: Language) -> None:
    one, three = (size(timeline.png(rows, **SPAN, language=language)) for rows in (ROWS[:1], ROWS))
    assert one[0] == three[0] == 2 * timeline.WIDTH
    assert three[1] - one[1] == 2 * 2 * 46


def test_the_same_rows_give_the_same_bytes_and_others_do_not() -> None:
    assert timeline.png(ROWS, **SPAN, language="en") == timeline.png(ROWS, **SPAN, language="en")
    assert timeline.png(ROWS, **SPAN, language="en") != timeline.png(ROWS[:2], **SPAN, language="en")
    assert len(timeline.png(ROWS, **SPAN, language="en")) < 100_000


def test_chinese_names_are_drawn_and_no_boxes() -> None:
    names = [timeline.png([TimelineRow(name, "", DAY, DAY, None)], **SPAN, language="zh-Hant") for name in ("雲峰", "海堤")]
    assert names[0] != names[1], "signs that the font lacks would all be the same box"


@pytest.mark.parametrize("name", ["$\\frac{1}{", "A$B$C", "x" * 500, "\u202e\x00\n", ""])
def test_no_name_can_break_the_picture(name: str) -> None:
    assert size(timeline.png([TimelineRow(name, name, DAY, DAY, None)], **SPAN, language="en"))[0] == 2 * timeline.WIDTH


def test_a_picture_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        timeline.png((), **SPAN, language="en")
