"""What reports ask of the snapshot."""

# ruff: noqa: S608 - only the condition below is put into SQL; values are always parameters

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from leadscan.settings import Settings
from leadscan.store.sql import ask


def as_of(settings: Settings) -> date:
    """Newest Hong Kong day of the snapshot."""
    ((day,),) = ask(settings, "select as_of from snapshot_info").rows
    found: date = day
    return found


def answers(settings: Settings, what: str, *, first: date, last: date, sector: str = "") -> dict[str, Sequence[Sequence[Any]]]:
    """By name, the rows a report of the week, of listings (ipo) or of a sector stands on; from ``first`` to ``last``, both counted."""
    values = {"first": first, "last": last, "sector": sector, "before": first - (last - first) - timedelta(days=1)}
    questions = {**_FIGURES, **_ASKED[what]}
    return {name: ask(settings, sql, {key: value for key, value in values.items() if f"${key}" in sql}).rows for name, sql in questions.items()}


_IN = "day between $first and $last"
_FIGURES = {
    "figures": f"select (select count(*) from articles where {_IN}), (select count(*) from events where {_IN}), (select count(distinct company_key) from events where {_IN}), "
    "(select count(distinct id) from leads where edition between $first and $last), (select count(*) from ipo_pipeline($last))",
}
_ASKED: dict[str, dict[str, str]] = {
    "week": {
        "days": f"select day, count(*), count(*) filter (polarity = 'O'), count(*) filter (polarity = 'R') from events where {_IN} group by 1",
        "sectors": f"select s, count(*) as n from (select unnest(sectors) as s from events where {_IN} and polarity = 'O') group by 1 order by n desc, s limit 12",
        "triggers": f"select trigger, count(*) as n from events where {_IN} group by 1 order by n desc, trigger limit 12",
        "most_written": "select arg_max(company_name, day), sum(documents) filter (day >= $first) as now, coalesce(sum(documents) filter (day < $first), 0) as before from coverage "
        "where day between $before and $last group by company_key having now > 0 order by now desc, 1 limit 12",
        "risks": f"select day, company_name, trigger, quote from events where {_IN} and polarity = 'R' and company_name <> '' order by occurred desc, id limit 15",
        "banks": f"select day, company_name, trigger, quote from events where {_IN} and trigger = 'COMPETITOR_BANK' order by occurred desc, id limit 10",
    },
    "ipo": {
        "stages": "select coalesce(stage, 'UNKNOWN'), count(*) as n from ipo_pipeline($last) where lead_grade group by 1 order by n desc, 1",
        "pipeline": "select coalesce(issuer_zh || ' ' || issuer, issuer), venue, stage, filed, days_since_filed, lapses from ipo_pipeline($last) where lead_grade order by updated desc, case_key limit 60",
        "changes": f"select day, issuer, what, old, new from case_changes where {_IN} order by seen_at desc, case_key, what limit 40",
        "bankers": f"select bank, count(distinct case_key) as n from (select unnest(principal_bankers) as bank, case_key from filings where {_IN}) group by 1 order by n desc, bank limit 20",
    },
    "sector": {
        "figures": f"select (select count(*) from articles where {_IN} and list_contains(sectors, $sector)), (select count(*) from events where {_IN} and list_contains(sectors, $sector)), "
        f"(select count(distinct company_key) from events where {_IN} and list_contains(sectors, $sector)), "
        "(select count(distinct id) from leads where edition between $first and $last and list_contains(sectors, $sector)), "
        "(select count(*) from ipo_pipeline($last) p where p.company_key in (select key from companies where list_contains(sectors, $sector)))",
        "days": f"select day, count(*), count(*) filter (polarity = 'O'), count(*) filter (polarity = 'R') from events where {_IN} and list_contains(sectors, $sector) group by 1",
        "triggers": f"select trigger, count(*) as n from events where {_IN} and list_contains(sectors, $sector) group by 1 order by n desc, trigger limit 12",
        "companies": f"select arg_max(company_name, occurred), count(*) as n from events where {_IN} and list_contains(sectors, $sector) and company_name <> '' group by coalesce(company_key, company_name) order by n desc, 1 limit 15",
        "events": f"select day, company_name, trigger, quote from events where {_IN} and list_contains(sectors, $sector) order by occurred desc, id limit 25",
    },
}
