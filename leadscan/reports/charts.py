"""Charts as SVG, letters drawn as outlines: Chinese is right wherever the picture is shown, whatever fonts are there."""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

INK, SOFT, RULE = "#1c2733", "#5c6773", "#d9dde3"
COLOURS = ("#1f4e8c", "#c0632d", "#7d8da1", "#5b8c5a", "#8c5b87", "#b3a144")
WIDTH = 8.6
"""Inches."""
_LONGEST = 34


def bars(rows: Sequence[tuple[str, float]], *, language: str) -> str:
    """Horizontal bars, the first row on top; each with its number."""
    return _drawn(max(0.9, 0.27 * len(rows) + 0.3), language, lambda axes: _bars(axes, rows))


def days(series: Mapping[str, Mapping[date, float]], first: date, last: date, *, language: str) -> str:
    """Stacked columns, one a day from first to last; days without a number stand empty."""
    return _drawn(2.6, language, lambda axes: _days(axes, series, first, last))


def _bars(axes: Any, rows: Sequence[tuple[str, float]]) -> None:
    names = [_short(name) for name, _ in rows]
    places = list(range(len(rows)))
    axes.barh(places, [value for _, value in rows], color=COLOURS[0], height=0.62)
    axes.set_yticks(places, names, parse_math=False)
    axes.invert_yaxis()
    axes.tick_params(left=False, bottom=False, labelbottom=False, colors=INK, labelsize=9)
    top = max((value for _, value in rows), default=0) or 1
    axes.set_xlim(0, top * 1.08)
    for place, (_, value) in zip(places, rows, strict=True):
        axes.text(value + top * 0.01, place, f"{value:,.0f}", va="center", fontsize=9, color=SOFT)
    axes.spines[:].set_visible(False)


def _days(axes: Any, series: Mapping[str, Mapping[date, float]], first: date, last: date) -> None:
    span = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    floor = [0.0] * len(span)
    for number, (name, values) in enumerate(series.items()):
        heights = [float(values.get(day, 0)) for day in span]
        axes.bar(range(len(span)), heights, bottom=floor, width=0.8 if len(span) < 60 else 1.0, color=COLOURS[number % len(COLOURS)], label=_clean(name))
        floor = [low + high for low, high in zip(floor, heights, strict=True)]
    step = max(1, len(span) // 10)
    axes.set_xticks(range(0, len(span), step), [f"{day.day}/{day.month}" for day in span[::step]])
    axes.tick_params(left=False, bottom=False, colors=INK, labelsize=9)
    axes.yaxis.set_major_locator(_whole())
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    if len(series) > 1:
        legend = axes.legend(frameon=False, loc="upper left", ncols=len(series), fontsize=9, bbox_to_anchor=(0, 1.16))
        for text in legend.get_texts():
            text.set_parse_math(False)


def _drawn(height: float, language: str, draw: Callable[[Any], None]) -> str:
    """SVG of what is drawn on one pair of axes; every text of it in the language's fonts."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with mpl.rc_context(_style(language)), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that no font has is drawn as a box
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.subplots())
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode()


def _style(language: str) -> Any:
    """The same picture for the same rows: fixed ids, no date, fonts of two packages."""
    return {"svg.fonttype": "path", "svg.hashsalt": "leadscan", "font.family": list(_families(language)), "axes.unicode_minus": False}


@functools.cache
def _families(language: str) -> tuple[str, ...]:
    """Noto Sans in the shapes of the language, the other script's behind it."""
    from matplotlib import font_manager
    from pylopdf_fonts_zh_cn import sans_path as simplified
    from pylopdf_fonts_zh_tw import sans_path as traditional

    names = []
    for path in (simplified(), traditional()) if language == "zh-Hans" else (traditional(), simplified()):
        font_manager.fontManager.addfont(str(path))
        names.append(font_manager.FontProperties(fname=str(path)).get_name())
    return tuple(names)


def _whole() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True, nbins=5)


def _clean(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _short(text: str) -> str:
    clean = _clean(text)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"
