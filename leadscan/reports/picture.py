"""The week in one picture: leads a day by kind of event, as a PNG."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from datetime import date

SHOWN = 9
"""Kinds of event with a colour of their own; the rest is "other"."""


def week(days: Mapping[date, Mapping[str, int]]) -> bytes:
    """PNG of leads a day (900 x 360 pixels), stacked by trigger; days without leads stand empty."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    ordered = sorted(days)
    total: Counter[str] = Counter()
    for counts in days.values():
        total.update(counts)
    kinds = [kind for kind, _ in total.most_common(SHOWN)]
    figure = Figure(figsize=(9, 3.6), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    labels = [f"{day:%a %d %b}" for day in ordered]
    floor = [0] * len(ordered)
    for kind in [*kinds, "other"]:
        heights = [days[day].get(kind, 0) if kind != "other" else sum(n for name, n in days[day].items() if name not in kinds) for day in ordered]
        if any(heights):
            axes.bar(labels, heights, bottom=floor, label=kind.replace("_", " ").lower(), width=0.7)
        floor = [low + high for low, high in zip(floor, heights, strict=True)]
    axes.set_ylabel("leads")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    for place, height in enumerate(floor):
        axes.annotate(str(height), (place, height), ha="center", va="bottom")
    if kinds:
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
