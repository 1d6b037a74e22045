"""What the desk says: sources, companies, watchlists, suppressions. Each row knows the import that gave it."""

# ruff: noqa: S608 - only names of our own tables and columns are put into SQL; values are always parameters

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from leadscan.records import from_json, to_json
from leadscan.store.connection import Connection, Row, clean
from leadscan.types import Company, RequestShape, Source, Suppression, Watchlist

SOURCE = (
    "id", "title", "kind", "url", "lang", "timezone", "section_hint", "sectors", "fetch_pages", "entries_least", "entries_most", "enabled",
    "request", "refreshed",
)  # fmt: skip
_WATCHLIST = ("rm", "name", "email", "language", "sectors", "companies", "record")
_SUPPRESSION = ("kind", "value", "reason", "since", "until")
_COMPANY = (
    "key", "market", "code", "name_en", "name_zh_hant", "name_zh_hans", "aliases", "sectors", "status", "relation", "owner", "issuer", "website",
)  # fmt: skip
_NAMES = ("name_en", "name_zh_hant", "name_zh_hans")
_PART = 10_000
"""Rows fetched at a time where a table may hold a million."""


class ImportCounts(NamedTuple):
    """What an import did to the store's rows."""

    added: int
    changed: int
    unchanged: int
    removed: int


class Desk(Connection):
    """The desk's own tables."""

    def put_sources(self, sources: Iterable[Source], *, origin: str, replace: bool = False, digest: str | None = None) -> ImportCounts:
        """Takes sources in. ``replace`` removes those of the same origin that are not given any more; ``digest`` is remembered for ``origin_digest``."""
        return self._put("sources", SOURCE, ("id",), map(source_row, sources), origin=origin, replace=replace, digest=digest)

    def sources(self) -> list[Source]:
        """All sources, disabled ones too, in the order in which they were taken in."""
        return [source_of(row) for row in self._rows(f"select {', '.join(SOURCE)} from sources order by position, id")]

    def put_watchlists(self, watchlists: Iterable[Watchlist], *, origin: str, replace: bool = False, digest: str | None = None) -> ImportCounts:
        """Takes watchlists in; see ``put_sources``."""
        rows = ((w.rm, w.name, w.email, w.language, w.sectors, len(w.companies), w) for w in watchlists)
        return self._put("watchlists", _WATCHLIST, ("rm",), map(_json_last, rows), origin=origin, replace=replace, digest=digest)

    def watchlists(self) -> list[Watchlist]:
        """All watchlists in the order in which they were taken in."""
        return [from_json(Watchlist, record) for (record,) in self._rows("select record from watchlists order by position, rm")]

    def put_suppressions(self, suppressions: Iterable[Suppression], *, origin: str, replace: bool = False, digest: str | None = None) -> ImportCounts:
        """Takes suppressions in; see ``put_sources``."""
        rows = ((s.kind, s.value, s.reason, s.since, s.until) for s in suppressions)
        return self._put("suppressions", _SUPPRESSION, ("kind", "value"), rows, origin=origin, replace=replace, digest=digest)

    def suppressions(self) -> list[Suppression]:
        """Whom not to write to, by kind and value."""
        return [Suppression(*row) for row in self._rows(f"select {', '.join(_SUPPRESSION)} from suppressions order by kind, value")]

    def put_companies(self, companies: Iterable[Company], *, origin: str, replace: bool = False, digest: str | None = None) -> ImportCounts:
        """Takes companies in; a million are fine. Counts are of the merged register.

        The row of each import is kept, and ``companies`` merges them: what the newest import says counts, and what it leaves unsaid (relation, owner,
        sectors, a name) stays as an earlier one said; names that lost become aliases. With ``replace`` the import is the whole truth of its origin:
        what it no longer says, it no longer says.
        """
        with self._transaction():
            self._stage_companies(companies, origin)
            if not replace:
                self._keep_unsaid(origin)
            self._find_touched(origin, replace=replace)
            self._store_rows(origin)
            counts = self._merge()
            self._remember(origin, digest)
            self._con.execute("drop table given; drop table touched; drop table merged")
        return counts

    def companies(self) -> Iterator[Company]:
        """The register by key, streamed."""
        with self._con.cursor() as cursor:
            cursor.execute("use desk")
            cursor.execute(f"select {', '.join(_COMPANY)}, origin from companies order by key")
            while part := cursor.fetchmany(_PART):
                yield from map(_company, part)

    def company(self, key: str) -> Company | None:
        """One company by key."""
        row = self._row(f"select {', '.join(_COMPANY)}, origin from companies where key = ?", key)
        return None if row is None else _company(row)

    def origin_digest(self, origin: str) -> str | None:
        """SHA-256 of a desk file as last taken in; None = never."""
        row = self._row("select sha256 from origins where origin = ?", origin)
        return None if row is None else str(row[0])

    def _remember(self, origin: str, digest: str | None) -> None:
        if digest is not None:
            self._write("origins", ("origin", "sha256"), [(origin, digest)], key=("origin",))

    def _put(
        self, table: str, columns: Sequence[str], key: Sequence[str], rows: Iterable[Sequence[Any]], *, origin: str, replace: bool, digest: str | None
    ) -> ImportCounts:
        places = [columns.index(name) for name in key]

        def identity(row: Row) -> Row:
            return tuple(row[place] for place in places)

        given = {identity(row): row for row in (tuple(map(clean, row)) for row in rows)}
        with self._transaction():
            there = {identity(row): row for row in self._rows(f"select {', '.join(columns)}, origin from {table}")}
            fresh = {k: row for k, row in given.items() if k not in there}
            changed = {k: row for k, row in given.items() if k in there and there[k][:-1] != row}
            gone = [k for k, row in there.items() if replace and row[-1] == origin and k not in given]
            self._store(table, columns, key, fresh, changed, origin)
            for k in gone:
                self._con.execute(f"delete from {table} where " + " and ".join(f"{name} = ?" for name in key), list(k))
            self._remember(origin, digest)
        return ImportCounts(len(fresh), len(changed), len(given) - len(fresh) - len(changed), len(gone))

    def _store(self, table: str, columns: Sequence[str], key: Sequence[str], fresh: dict[Row, Row], changed: dict[Row, Row], origin: str) -> None:
        self._change(table, (*columns, "origin"), [(*row, origin) for row in changed.values()], key=key)
        if table == "suppressions":
            self._add(table, (*columns, "origin"), [(*row, origin) for row in fresh.values()])
            return
        first = self._number(f"select coalesce(max(position), 0) + 1 from {table}")
        self._add(table, (*columns, "origin", "position"), [(*row, origin, n) for n, row in enumerate(fresh.values(), start=first)])

    # Companies go through temporary tables, so that a million rows are compared by DuckDB and not in Python.

    def _stage_companies(self, companies: Iterable[Company], origin: str) -> None:
        names = ", ".join(_COMPANY)
        self._con.execute(f"create or replace temp table staged as select {names}, 0 as line from company_rows limit 0")
        rows = ((*_company_row(company), line) for line, company in enumerate(companies))
        while part := list(itertools.islice(rows, _PART)):
            self._add("staged", (*_COMPANY, "line"), part)
        self._con.execute(
            f"create or replace temp table given as select {names} from staged qualify row_number() over (partition by key order by line desc) = 1"
        )
        self._con.execute("drop table staged")

    def _keep_unsaid(self, origin: str) -> None:
        self._rows(
            "update given set relation = coalesce(given.relation, r.relation), owner = coalesce(given.owner, r.owner), "
            "sectors = if(len(given.sectors) = 0, r.sectors, given.sectors) from company_rows r where r.key = given.key and r.origin = ?",
            origin,
        )

    def _find_touched(self, origin: str, *, replace: bool) -> None:
        same = " and ".join(f"r.{name} is not distinct from g.{name}" for name in _COMPANY)
        self._rows(
            "create or replace temp table touched as select g.key, false as gone from given g "
            f"where not exists (select 1 from company_rows r where r.origin = ? and {same}) "
            "union all select r.key, true from company_rows r where ? and r.origin = ? and r.key not in (select key from given)",
            origin, replace, origin,
        )  # fmt: skip

    def _store_rows(self, origin: str) -> None:
        names = ", ".join(_COMPANY)
        turn = self._number("select coalesce(max(turn), 0) + 1 from company_rows")
        self._rows("delete from company_rows where origin = ? and key in (select key from touched)", origin)
        self._rows(
            f"insert into company_rows ({names}, origin, turn) select {names}, ?, ? from given where key in (select key from touched where not gone)",
            origin, turn,
        )  # fmt: skip

    def _merge(self) -> ImportCounts:
        """Writes the merged rows of all touched keys and counts against what stood there before."""
        names = ", ".join((*_COMPANY, "origin"))
        self._con.execute(
            f"create or replace temp table merged as select {names} from company_rows where key in (select key from touched) "
            "qualify count(*) over (partition by key) = 1"
        )
        self._add("merged", (*_COMPANY, "origin"), self._merged_by_hand())
        added = self._number("select count(*) from merged m where m.key not in (select key from companies)")
        removed = self._number("select count(*) from touched t where t.key in (select key from companies) and t.key not in (select key from merged)")
        same = " and ".join(f"c.{name} is not distinct from m.{name}" for name in (*_COMPANY, "origin"))
        self._rows(f"delete from merged m using companies c where {same}")
        written = self._number("select count(*) from merged")
        self._con.execute("delete from companies where key in (select key from touched) and key not in (select key from company_rows)")
        updates = ", ".join(f"{name} = excluded.{name}" for name in (*_COMPANY[1:], "origin"))
        self._con.execute(f"insert into companies ({names}) select {names} from merged on conflict do update set {updates}")
        given = self._number("select count(*) from given")
        return ImportCounts(added, written - added, given - added - self._number("select count(*) from merged where key in (select key from given)") + added, removed)

    def _merged_by_hand(self) -> list[Row]:
        rows = self._rows(
            f"select {', '.join((*_COMPANY, 'origin'))} from company_rows where key in (select key from touched) "
            "qualify count(*) over (partition by key) > 1 order by key, turn desc"
        )
        return [merge([_company(row) for row in group]) for _, group in itertools.groupby(rows, key=lambda row: row[0])]


def merge(given: Sequence[Company]) -> Row:
    """The register's row out of the rows of several imports, newest first."""

    def first(name: str) -> Any:
        return next((value for company in given if (value := getattr(company, name))), None)

    names = {name: first(name) for name in _NAMES}
    others = (value for company in given for value in (*(getattr(company, name) for name in _NAMES), *company.aliases))
    aliases = [value for value in dict.fromkeys(others) if value and value not in names.values()]
    return (
        given[0].key, given[0].market, given[0].code, *names.values(), aliases, first("sectors") or (), first("status"), first("relation"), first("owner"),
        first("issuer"), first("website"), given[-1].origin,
    )  # fmt: skip


def source_row(source: Source) -> Row:
    """Columns of SOURCE."""
    least, most = source.entries_a_day or (None, None)
    return (
        source.id, source.title, source.kind, source.url, source.lang, source.timezone, source.section_hint, source.sectors, source.fetch_pages,
        least, most, source.enabled, to_json(source.request) if source.request is not None else None, source.refreshed or None,
    )  # fmt: skip


def source_of(row: Row) -> Source:
    """The record of columns SOURCE."""
    ident, title, kind, url, lang, timezone, section_hint, sectors, fetch_pages, least, most, enabled, request, refreshed = row
    a_day = None if least is None else (least, most)
    shape = None if request is None else from_json(RequestShape, request)
    return Source(ident, title, kind, url, lang, timezone, section_hint, tuple(sectors), fetch_pages, a_day, enabled, shape, refreshed or "")


def _company_row(company: Company) -> Row:
    return (
        company.key, company.market, company.code, company.name_en, company.name_zh_hant, company.name_zh_hans, company.aliases, company.sectors,
        company.status, company.relation, company.owner, company.issuer, company.website,
    )  # fmt: skip


def _company(row: Row) -> Company:
    key, market, code, en, hant, hans, aliases, sectors, *rest = row
    return Company(key, market, code, en, hant, hans, tuple(aliases), tuple(sectors), *rest)


def _json_last(row: Row) -> Row:
    return (*row[:-1], to_json(row[-1]))
