"""Small questions that stages and doors ask of several tables at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from leadscan.records import from_data
from leadscan.store.connection import Connection
from leadscan.types import Filing


class Asking(Connection):
    """Questions that belong to no one stage."""

    def filings(self) -> list[Filing]:
        """Every filing without its text, oldest first: what the fold of a case needs, at a thousandth of the size."""
        rows = self._rows("select record from documents where kind = 'filing' order by filed, published, id")
        return [from_data(Filing, {**json.loads(record), "text": ""}) for (record,) in rows]

    def titles(self, document_ids: Iterable[str]) -> dict[str, str]:
        """Headlines by document id; unknown ids are passed over."""
        return dict(self._rows("select id, title from documents where id in (select unnest(?::text[]))", sorted(set(document_ids))))

    def latest_edition(self) -> date | None:
        """The day of the newest morning digest; None where there is none."""
        row = self._row("select max(edition) from digests where kind = 'morning'")
        return None if row is None else row[0]

    def last_briefed(self, rm: str, before: date) -> datetime | None:
        """The clock of the RM's newest edition of an earlier day; None where there is none."""
        row = self._row("select created from outbox where rm = ? and edition < ? and kind = 'morning' order by edition desc limit 1", rm, before)
        return None if row is None else row[0]
