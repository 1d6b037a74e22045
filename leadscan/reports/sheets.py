"""What stands in the reports of the week, of the listings and of a sector: answers of the snapshot in, pages out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from leadscan.data import sectors, words
from leadscan.data.triggers import triggers
from leadscan.reports import charts
from leadscan.reports.pages import Chart, Page, Table
from leadscan.reports.pages import words as report_words

Rows = Sequence[Sequence[Any]]
KINDS = ("week", "ipo", "sector")
QUOTE = 160
"""Longest quote, in characters."""


def week(answers: Mapping[str, Rows], *, first: date, last: date, language: str) -> Page:
    """What happened: figures, events a day, sectors, kinds, who was written about, risks and other banks."""
    say = report_words(language)
    parts = (
        Chart(say["by_day"], _by_day(answers["days"], first, last, language)),
        Chart(say["by_sector"], charts.bars([(sector_name(name, language), count) for name, count in answers["sectors"]], language=language)),
        Chart(say["by_trigger"], charts.bars([(trigger_name(name, language), count) for name, count in answers["triggers"]], language=language)),
        _table("most_written", ("company", "documents", "before"), [(name, _number(now), _number(before)) for name, now, before in answers["most_written"]], (6, 1, 1), language, numbers=(1, 2)),
        _events("risks", answers["risks"], language),
        _events("banks", answers["banks"], language),
    )
    return Page(say["week"], _span(first, last, language), language, _figures(answers, language), parts)


def ipo(answers: Mapping[str, Rows], *, first: date, last: date, language: str) -> Page:
    """Listings under way: by stage, one by one, what moved, and who banks with the applicants."""
    say = report_words(language)
    stages = [(stage_name(stage, language), count) for stage, count in answers["stages"]]
    rows = [(issuer, venue, stage_name(stage, language), _day(filed), _number(days), _day(lapses)) for issuer, venue, stage, filed, days, lapses in answers["pipeline"]]
    moved = [(_day(day), issuer, words_of(what), _change(what, old, language), _change(what, new, language)) for day, issuer, what, old, new in answers["changes"]]
    parts = (
        Chart(say["by_stage"], charts.bars(stages, language=language)),
        _table("pipeline", ("issuer", "venue", "stage", "filed", "days", "lapses"), rows, (6, 1.3, 3, 2, 1.1, 2), language, numbers=(4,)),
        _table("changes", ("day", "issuer", "what", "old", "new"), moved, (1.6, 4, 2, 3, 3), language),
        _table("bankers", ("bank", "cases"), [(bank, _number(count)) for bank, count in answers["bankers"]], (6, 1), language, numbers=(1,)),
    )
    return Page(say["ipo"], _span(first, last, language), language, _figures(answers, language), parts)


def sector(answers: Mapping[str, Rows], *, name: str, first: date, last: date, language: str) -> Page:
    """One sector: its pulse, kinds of event, companies, newest events."""
    say = report_words(language)
    parts = (
        Chart(say["by_day"], _by_day(answers["days"], first, last, language)),
        Chart(say["by_trigger"], charts.bars([(trigger_name(kind, language), count) for kind, count in answers["triggers"]], language=language)),
        _table("most_written", ("company", "events"), [(company, _number(count)) for company, count in answers["companies"]], (6, 1), language, numbers=(1,)),
        _events("events", answers["events"], language),
    )
    return Page(say["sector"].format(name=sector_name(name, language)), _span(first, last, language), language, _figures(answers, language), parts)


def sector_name(sector_id: str, language: str) -> str:
    """Display name; the id where there is none."""
    found = sectors.by_id().get(sector_id)
    return found.name(language) if found is not None else sector_id


def trigger_name(trigger: str, language: str) -> str:
    """Display name; the id where there is none."""
    found = triggers().get(trigger)
    return found.title[language] if found is not None else trigger


def stage_name(stage: str | None, language: str) -> str:
    """Display name of a case's stage."""
    known = words.get(language, "case.stage")
    return str(known.get(stage or "UNKNOWN", stage or ""))


def words_of(what: str) -> str:
    """A key as words."""
    return what.replace("_", " ")


def _change(what: str, value: str | None, language: str) -> str:
    return "" if value is None else stage_name(value, language) if what == "stage" else value


def _by_day(rows: Rows, first: date, last: date, language: str) -> str:
    say = report_words(language)
    series: dict[str, dict[date, float]] = {say["opportunities"]: {}, say["risk"]: {}, say["other"]: {}}
    for day, events, opportunities, risks in rows:
        for name, value in zip(series, (opportunities, risks, events - opportunities - risks), strict=True):
            series[name][day] = value
    return charts.days({name: values for name, values in series.items() if any(values.values())} or {say["opportunities"]: {}}, first, last, language=language)


def _events(title: str, rows: Rows, language: str) -> Table:
    made = [(_day(day), company or "", trigger_name(trigger, language), _cut(quote)) for day, company, trigger, quote in rows]
    return _table(title, ("day", "company", "trigger", "quote"), made, (1.7, 3.4, 2.4, 7), language)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...], language: str, *, numbers: tuple[int, ...] = ()) -> Table:
    say = report_words(language)
    return Table(say[title], tuple(say["columns"][column] for column in columns), tuple(rows), widths, numbers)


def _figures(answers: Mapping[str, Rows], language: str) -> tuple[tuple[str, str], ...]:
    (counts,) = answers["figures"]
    return tuple((name, _number(count)) for name, count in zip(report_words(language)["figures"], counts, strict=True))


def _span(first: date, last: date, language: str) -> str:
    return str(report_words(language)["span"]).format(first=first.isoformat(), last=last.isoformat())


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _cut(quote: str) -> str:
    text = " ".join((quote or "").split())
    return text if len(text) <= QUOTE else text[: QUOTE - 1] + "…"
