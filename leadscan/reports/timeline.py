"""Listings on one time axis as a picture: rows in, PNG bytes out; the same rows always give the same bytes.

The email draws the same bars with table cells (``digests.axis``); the picture is for desks that want one.
"""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from leadscan.data import words
from leadscan.types import Language, TimelineRow

WIDTH = 604
"""CSS pixels: the email's column without its margins. The picture has twice as many, for sharp screens."""
_ROW, _FOOT = 46, 34
_INK, _SOFT, _PAST, _AHEAD, _RULE, _PAPER = "#1c2733", "#5c6773", "#1f4e8c", "#b9cbe4", "#e3ded4", "#ffffff"
_TODAY = "#a3312a"
_LATIN_PER_LINE = 44


def png(rows: Sequence[TimelineRow], *, first: date, last: date, language: Language) -> bytes:
    """A bar a case, from its application to today and on to the day it lapses; ``first`` and ``last`` are the ends of the axis. ValueError where there is no row."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not rows:
        raise ValueError("a timeline wants a row")
    height = _ROW * len(rows) + _FOOT
    figure = Figure(figsize=(WIDTH / 100, height / 100), dpi=200, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)  # from the top down, as it is read
    for number, row in enumerate(rows):
        _bar(axes, row, number * _ROW, language, first, last)
    _axis(axes, height, language, first, last, rows[0].today)
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that the font has not is drawn as a box
        figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()


def _place(day: date, first: date, last: date) -> float:
    return WIDTH * (day - first).days / (last - first).days


def _bar(axes: Any, row: TimelineRow, top: int, language: Language, first: date, last: date) -> None:
    name = row.name if len(row.name) <= _LATIN_PER_LINE else row.name[: _LATIN_PER_LINE - 1] + "…"
    _write(axes, 4, top + 14, name, language, size=9.5)
    _write(axes, WIDTH - 4, top + 14, row.words, language, size=7.5, colour=_SOFT, align="right")
    start, now = _place(row.start, first, last), _place(max(row.today, row.start), first, last)
    end = _place(row.end, first, last) if row.end is not None else now
    axes.barh(top + 28, max(end - start, 2), left=start, height=9, color=_AHEAD)
    axes.barh(top + 28, max(min(now, end) - start, 2), left=start, height=9, color=_PAST)


def _axis(axes: Any, height: int, language: Language, first: date, last: date, today: date) -> None:
    foot = height - _FOOT
    month, step = first, max(1, round((last - first).days / 30 / 9))
    number = 0
    while month < last:
        at = _place(month, first, last)
        axes.plot([at, at], [0, foot + 4], color=_RULE, linewidth=0.6, zorder=0)
        if number % step == 0:
            _write(axes, at + 3, foot + 16, words.get(language, "dates.months")[month.month - 1], language, size=7, colour=_SOFT)
        month, number = (month + timedelta(days=32)).replace(day=1), number + 1
    here = _place(today, first, last)
    axes.plot([here, here], [0, foot + 4], color=_TODAY, linewidth=0.9, zorder=3)
    _write(axes, min(here, WIDTH - 30), foot + 28, words.get(language, "case.today"), language, size=7, colour=_TODAY, align="center")


def _write(axes: Any, x: float, y: float, text: str, language: Language, *, size: float, colour: str = _INK, align: str = "left") -> None:
    # parse_math: a company called "A$B$" is no formula.
    axes.text(x, y, "".join(char for char in text if char.isprintable()), fontproperties=_font(language), fontsize=size, color=colour, ha=align, va="baseline", parse_math=False)


@functools.cache
def _font(language: Language) -> Any:
    """Noto Sans with Hong Kong's or the mainland's shapes, from a package: the same on every machine."""
    from matplotlib.font_manager import FontProperties

    if language == "zh-Hans":
        from pylopdf_fonts_zh_cn import sans_path
    else:
        from pylopdf_fonts_zh_tw import sans_path
    return FontProperties(fname=str(sans_path()))
