"""leadscan: the relationship manager's morning. The command's verbs as functions on plain records.

    >>> import leadscan
    >>> leadscan.read_feed(body, url="https://example.com/rss", now=now)["entries"][0]["title"]

Importing leadscan opens no file, loads no model and never imports Prefect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from leadscan.settings import Settings
    from leadscan.types import Report


def morning(desk: str | Path, *, now: datetime) -> list[Report]:
    """Runs the whole morning over a desk; the reports of its stages."""
    import os

    from leadscan import pipeline, settings
    from leadscan.stages.run import morning_run

    return pipeline.morning(morning_run(settings.load(Path(desk), os.environ), now))


def read_feed(body: bytes, *, url: str, now: datetime, content_type: str = "") -> dict[str, Any]:
    """A feed's bytes as ``{"title", "health", "entries": [...]}`` (DESIGN section 6)."""
    from leadscan.stages import reading

    return reading.feed(body, url=url, now=now, content_type=content_type)


def read_page(body: bytes, *, url: str, now: datetime, content_type: str | None = None) -> dict[str, Any]:
    """An article page's bytes as ``{"url", "title", "text", "published", ...}``."""
    from leadscan.stages import reading

    return reading.page(body, url=url, now=now, content_type=content_type)


def read_filing(body: bytes, *, now: datetime, url: str | None = None, form: str | None = None, venue: str | None = None) -> dict[str, Any]:
    """A filing's bytes as its facts with page and quote; null where the document does not say."""
    from leadscan.stages import reading

    return reading.filing(body, now=now, url=url, form=form, venue=venue)


def annotate(lines: Iterable[Mapping[str, Any]], *, settings: Settings, now: datetime) -> Iterator[dict[str, Any]]:
    """Texts with what they say: language, beat, sectors, companies, people, triggers; one out for each in, same order."""
    from leadscan.stages import reading

    return reading.annotate(lines, settings=settings, now=now)


def evaluate(sets: Iterable[str] = ("examples",), *, data: str | Path | None = None, full: bool = False) -> list[dict[str, Any]]:
    """How right leadscan is on labelled sets (``leadscan eval``), with its floors; ``data`` is the folder of the labelled files, needed by all but "examples"."""
    from leadscan.desk.labelled import Folder
    from leadscan.stages import evaluation

    run = evaluation.Evaluation(None if data is None else Folder(Path(data)), full=full)
    return [evaluation.records(evaluation.measured(evaluation.SETS[name], run)) for name in sets]
