"""Days as English filings write them: "October 3, 2013" and "3 October 2013"."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NAMES = "|".join(_MONTHS)
_DAY = re.compile(rf"\b(?:(?P<month>{_NAMES})\s+(?P<day>\d{{1,2}}),?|(?P<day2>\d{{1,2}})\s+(?P<month2>{_NAMES}),?)\s+(?P<year>(?:19|20)\d\d)\b", re.I)


def first(text: str) -> date | None:
    """The first day written in the text; None where there is none, or where the calendar has no such day."""
    found = _DAY.search(text)
    if found is None:
        return None
    month = (found.group("month") or found.group("month2")).lower()
    try:
        return date(int(found.group("year")), _MONTHS.index(month) + 1, int(found.group("day") or found.group("day2")))
    except ValueError:
        return None
