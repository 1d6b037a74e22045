"""The ledger of outreach, do-not-call registers, consents, and which answers were read."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from leadscan.records import digest
from leadscan.store.connection import Connection
from leadscan.store.desk import ImportCounts
from leadscan.types import Consent, LedgerRow

_LEDGER = ("id", "happened", "what", "rule", "detail", "rm", "lead_id", "company_key", "company_name", "place")
_CONSENT = ("kind", "value", "given", "until", "how")


class Ledger(Connection):
    """What was done and refused. The ledger has no method that changes or removes a row."""

    def add_ledger(self, row: LedgerRow) -> bool:
        """Adds a row; False, and nothing is changed, where one of that id is there."""
        values = (row.id, row.at, row.what, row.rule, row.detail, row.rm, row.lead_id, row.company_key, row.company_name, row.place)
        with self._transaction():
            return bool(self._keep("ledger", _LEDGER, [values], key=("id",)))

    def ledger(self, *, rm: str | None = None, lead_id: str | None = None, since: datetime | None = None) -> list[LedgerRow]:
        """Rows, oldest first; of one RM, of one lead, from a time on."""
        rows = self._rows(
            f"select {', '.join(_LEDGER)} from ledger where (? is null or rm = ?) and (? is null or lead_id = ?) and (? is null or happened >= ?) order by happened, id",
            rm, rm, lead_id, lead_id, since, since,
        )  # fmt: skip
        return [LedgerRow(id=i, at=at, what=what, detail=detail, rule=rule, rm=who, lead_id=lead, company_key=key, company_name=name, place=place) for i, at, what, rule, detail, who, lead, key, name, place in rows]

    def put_register(self, register: str, numbers: Iterable[str], *, as_of: date, now: datetime) -> int:
        """Takes a whole register in, in place of the one before; the number of its entries."""
        unique = dict.fromkeys(numbers)
        with self._transaction():
            self._rows("delete from register_numbers where register = ?", register)
            self._write("register_numbers", ("register", "number"), [(register, number) for number in unique], key=("register", "number"))
            self._write("registers", ("register", "as_of", "imported", "entries"), [(register, as_of, now, len(unique))], key=("register",))
        return len(unique)

    def register_date(self, register: str) -> date | None:
        """Day of a register as last imported; None = never."""
        row = self._row("select as_of from registers where register = ?", register)
        return None if row is None else row[0]

    def is_registered(self, register: str, number: str) -> bool:
        """Does the number stand on that register."""
        return self._row("select 1 from register_numbers where register = ? and number = ?", register, number) is not None

    def put_consents(self, consents: Iterable[Consent], *, origin: str, replace: bool = False, digest: str | None = None) -> ImportCounts:
        """Takes consents in; see ``put_sources``."""
        rows = [(c.kind, c.value, c.given, c.until, c.how) for c in consents]
        there = {(kind, value): rest for kind, value, *rest in self._rows(f"select {', '.join(_CONSENT)}, origin from consents")}
        fresh = [row for row in rows if row[:2] not in there]
        changed = [row for row in rows if row[:2] in there and tuple(there[row[:2]][:-1]) != row[2:]]
        given = {row[:2] for row in rows}
        gone = [key for key, rest in there.items() if replace and rest[-1] == origin and key not in given]
        with self._transaction():
            self._write("consents", (*_CONSENT, "origin"), [(*row, origin) for row in (*fresh, *changed)], key=("kind", "value"))
            for kind, value in gone:
                self._rows("delete from consents where kind = ? and value = ?", kind, value)
            if digest is not None:
                self._write("origins", ("origin", "sha256"), [(origin, digest)], key=("origin",))
        return ImportCounts(len(fresh), len(changed), len(rows) - len(fresh) - len(changed), len(gone))

    def consents(self) -> list[Consent]:
        """Who agreed, by kind and value."""
        return [Consent(*row) for row in self._rows(f"select {', '.join(_CONSENT)} from consents order by kind, value")]

    def answered(self, message_id: str) -> str | None:
        """What became of an email: taken or aside; None = not read yet."""
        row = self._row("select outcome from answers where message_id = ?", message_id)
        return None if row is None else str(row[0])

    def set_answered(self, message_id: str, outcome: str, now: datetime) -> None:
        """Notes that an email was read."""
        with self._transaction():
            self._keep("answers", ("message_id", "read_at", "outcome"), [(message_id, now, outcome)], key=("message_id",))


def ledger_row(what: str, detail: str, *, at: datetime, rm: str = "", lead_id: str = "", company_key: str | None = None, company_name: str = "", rule: str = "", place: str = "") -> LedgerRow:
    """A row whose id says what it says: the same thing at the same moment is one row."""
    return LedgerRow(digest(what, at.isoformat(), rm, lead_id, rule, detail, place), at, what, detail, rule, rm, lead_id, company_key or "", company_name, place)
