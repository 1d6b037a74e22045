"""Dates as papers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import dates

HKT = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 10, 7, 30, tzinfo=HKT)


def at(*parts: int, zone: timezone = HKT) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc,arg-type]  # year, month, day and clock as they come


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2024年1月5日 上午9:30", at(2024, 1, 5, 9, 30)),
        ("2024年1月5日下午5時半", at(2024, 1, 5, 17, 30)),
        ("2026年03月09日（星期一）", at(2026, 3, 9)),
        ("二〇二六年三月十日", at(2026, 3, 10)),
        ("民國113年1月5日", at(2024, 1, 5)),
        ("民國一一三年十二月三十一日", at(2024, 12, 31)),
        ("2020/1/10 14:33:00", at(2020, 1, 10, 14, 33)),
        ("2026.03.09", at(2026, 3, 9)),
        ("05/01/2024", at(2024, 1, 5)),
        ("12/31/2025", at(2025, 12, 31)),
        ("9.3.2026", at(2026, 3, 9)),
        ("9 March 2026", at(2026, 3, 9)),
        ("Tuesday, 10 March 2026", at(2026, 3, 10)),
        ("Mar 9, 2026", at(2026, 3, 9)),
        ("Mar. 9, 2026, 5 p.m.", at(2026, 3, 9, 17)),
        ("Updated 10 Mar 2026, 5.30pm", at(2026, 3, 10, 17, 30)),
        ("Mon, 09 Mar 2026 21:54:00 GMT", at(2026, 3, 9, 21, 54, zone=UTC)),
        ("Mon, 09 Mar 2026 21:54:00 +0530", at(2026, 3, 9, 16, 24, zone=UTC)),
        ("Mon, 09 Mar 2026 21:54:00 HKT", at(2026, 3, 9, 21, 54)),
        ("Mon, 09 Mar 2026 21:54:00", at(2026, 3, 9, 21, 54)),
        ("09 Mar 26 21:54 EST", at(2026, 3, 10, 2, 54, zone=UTC)),
        ("March 9, 2026 at 3:05 p.m. ET", at(2026, 3, 9, 19, 5, zone=UTC)),
        ("Mon Mar  9 14:33:00 HKT 2026", at(2026, 3, 9, 14, 33)),
        ("2016-10-26 16:53:42", at(2016, 10, 26, 16, 53, 42)),
        ("2026-03-09T06:30:00.123Z", at(2026, 3, 9, 6, 30, zone=UTC)),
        ("2026-03-09T06:30:00+08:00", at(2026, 3, 9, 6, 30)),
        ("20260310T063000Z", at(2026, 3, 10, 6, 30, zone=UTC)),
        ("20260310", at(2026, 3, 10)),
        ("2026-03-09 24:00", at(2026, 3, 10)),
        ("發佈時間：2026-03-09 18:00", at(2026, 3, 9, 18)),
        ("３月９日 14:30", at(2026, 3, 9, 14, 30)),
        ("12月30日", at(2025, 12, 30)),
        ("3小時前", at(2026, 3, 10, 4, 30)),
        ("半小時前", at(2026, 3, 10, 7)),
        ("5 minutes ago", at(2026, 3, 10, 7, 25)),
        ("an hour ago", at(2026, 3, 10, 6, 30)),
        ("昨日 14:30", at(2026, 3, 9, 14, 30)),
        ("前天", at(2026, 3, 8)),
        ("剛剛", NOW),
        ("1773054000", at(2026, 3, 9, 11, zone=UTC)),
    ],
)
def test_a_date_is_read_as_the_paper_means_it(raw: str, moment: datetime) -> None:
    assert dates.read(raw, timezone="Asia/Hong_Kong", now=NOW) == moment


@pytest.mark.parametrize(
    "raw",
    ["", "tomorrow", "2026", "2026年3月", "14:30", "Monday", "30 Feb 2024", "2026-13-01", "0001-01-01T00:00:00Z", "Mon, 09 Mar 2026 21:54:00 XYZ", "2026-03-09 25:00", "13/13/2026", "9 Smarch 2026", "x" * 5000, "昨日 99:99"],
)
def test_what_is_not_understood_is_none(raw: str) -> None:
    assert dates.read(raw, timezone="Asia/Hong_Kong", now=NOW) is None


@pytest.mark.parametrize(("timezone_name", "hour"), [("Asia/Hong_Kong", 2), ("Asia/Shanghai", 2), ("America/Chicago", 16), ("Europe/London", 16)])
def test_cst_is_chinas_time_only_where_the_source_is_eight_hours_east(timezone_name: str, hour: int) -> None:
    read = dates.read("Mon, 09 Mar 2026 10:00:00 CST", timezone=timezone_name, now=NOW)
    assert read is not None
    assert read.astimezone(UTC).hour == hour


def test_the_month_comes_first_only_where_the_source_says_so() -> None:
    assert dates.read("05/01/2024", timezone="America/New_York", now=NOW, day_first=False) == datetime(2024, 5, 1, 4, tzinfo=UTC)


def test_dates_inside_a_text_are_found_with_their_places() -> None:
    text = "公司於2025年3月4日公佈，至2026年3月9日下午5時半完成。Then on 5 March 2026 it closed."
    found = dates.find(text, timezone="Asia/Hong_Kong", now=NOW)
    assert [(text[hit.start : hit.end], hit.when, hit.has_time) for hit in found] == [
        ("2025年3月4日", at(2025, 3, 4), False),
        ("2026年3月9日下午5時半", at(2026, 3, 9, 17, 30), True),
        ("5 March 2026", at(2026, 3, 5), False),
    ]


MOMENTS = st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0, tzinfo=HKT))  # noqa: DTZ001


@given(MOMENTS, st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%d %B %Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S +0800", "%Y/%m/%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%b %d, %Y %H:%M:%S", "%Y%m%dT%H%M%S"]))
def test_what_is_written_in_a_usual_form_is_read_back(moment: datetime, form: str) -> None:
    assert dates.read(moment.strftime(form), timezone="Asia/Hong_Kong", now=NOW) == moment


@given(st.text(max_size=80))
def test_any_text_gives_an_aware_date_or_none(raw: str) -> None:
    read = dates.read(raw, timezone="Asia/Hong_Kong", now=NOW)
    assert read is None or read.utcoffset() is not None


@given(st.text(alphabet="0123456789年月日:/-. TZ上午下午agoMarch", max_size=40))
def test_any_text_near_a_date_gives_a_date_in_bounds_or_none(raw: str) -> None:
    read = dates.read(raw, timezone="Asia/Hong_Kong", now=NOW)
    assert read is None or 1969 <= read.year <= 2101
    for hit in dates.find(raw, timezone="Asia/Hong_Kong", now=NOW):
        assert 0 <= hit.start < hit.end <= len(raw)
