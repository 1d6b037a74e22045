"""Take in: the desk's files and the files of ``leadscan import``, as records into the store; row by row, with what was refused.

A desk file that has not changed since it was taken in is not read again. A desk file's rows that are gone are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from leadscan import store
from leadscan.companies import imports
from leadscan.data import sectors
from leadscan.desk import files, needs, rows
from leadscan.errors import DeskError, UsageError
from leadscan.leads import sectors as industries
from leadscan.settings import Settings
from leadscan.types import Company, ImportReport, Report

WHATS = ("sources", "companies", "watchlists", "suppression", "consents")


def take_in_desk(settings: Settings) -> Report:
    """The desk's own files; DeskError naming file, line and key where a row makes no sense: a desk is mended, not half read."""
    counts = {"files": 0, "rows": 0, "unchanged": 0}
    notes: list[str] = []
    for desk_file in files.read_files(settings.desk):
        origin = f"desk:{desk_file.path.name}"
        counts["files"] += 1
        with store.open_store(settings, purpose="take in the desk") as db:
            if db.origin_digest(origin) == desk_file.sha256:
                counts["unchanged"] += 1
                continue
            report = _take_in(db, desk_file.what, desk_file.body, str(desk_file.path), origin, whole=True, digest=desk_file.sha256)
        if report.refused:
            number, reason = report.refused[0]
            raise DeskError(f"{desk_file.path}:{number}: {reason}")
        counts["rows"] += report.added + report.changed + report.unchanged
        notes.extend(f"{desk_file.path}: {name}: no such key; left aside" for name in report.unknown_columns)
    needs.read(settings.desk)  # read again where leads are scored; a fault is told before the morning's work
    return Report("desk", counts, notes=tuple(notes))


def check(settings: Settings) -> list[str]:
    """What is wrong with the desk's files, one line each with file, line and key; empty = nothing."""
    wrong: list[str] = []
    for desk_file in files.read_files(settings.desk):
        try:
            _, refused, unknown, _ = _records(desk_file.what, desk_file.body, str(desk_file.path))
        except DeskError as e:
            wrong.append(str(e))
            continue
        wrong.extend(f"{desk_file.path}:{number}: {reason}" for number, reason in refused)
        wrong.extend(f"{desk_file.path}: {name}: no such key; it is left aside" for name in unknown)
    return [*wrong, *needs.check(settings.desk)]


def take_in(settings: Settings, what: str, path: Path) -> ImportReport:
    """One file of ``leadscan import``: CSV, XLSX, JSONL, TOML or, for sources, OPML."""
    if what not in WHATS:
        raise UsageError(f"import {what}: there are {', '.join(WHATS)}")
    try:
        body = path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: {e.strerror}") from e
    with store.open_store(settings, purpose=f"import {what}") as db:
        return _take_in(db, what, body, str(path), f"import:{path.name}", whole=False, digest=None)


def _take_in(db: store.Store, what: str, body: bytes, name: str, origin: str, *, whole: bool, digest: str | None) -> ImportReport:
    records, refused, unknown, put = _records(what, body, name, db)
    if refused and whole:
        return ImportReport(what, origin, 0, 0, 0, tuple(refused), unknown)
    counts = getattr(db, put)(records, origin=origin, replace=whole, digest=digest)
    return ImportReport(what, origin, counts.added, counts.changed, counts.unchanged, tuple(refused), unknown)


def _records(what: str, body: bytes, name: str, db: store.Store | None = None) -> tuple[list[Any], list[tuple[int, str]], tuple[str, ...], str]:
    """(records, refused, unknown keys, the store's method that takes them)."""
    if what == "sources" and name.lower().endswith((".opml", ".xml")):
        from leadscan.news import opml

        return list(opml.read(body)), [], (), "put_sources"
    header, table = _table(what, body, name)
    if what == "sources":
        return *rows.sources(table), "put_sources"
    if what == "watchlists":
        return *rows.watchlists(table, sector_ids=frozenset(sector.id for sector in sectors.sectors())), "put_watchlists"
    if what == "suppression":
        return *rows.suppressions(table), "put_suppressions"
    if what == "consents":
        return *rows.consents(table), "put_consents"
    taken = imports.rows(table, columns=header, sector_of=_sector_of)
    companies = [*taken.companies, *_renamed(taken, db)]
    return companies, list(taken.refused), taken.unknown_columns, "put_companies"


def _sector_of(words: str) -> tuple[str, ...]:
    found = industries.sector_of_words(words)
    return () if found is None else (found,)


def _renamed(taken: imports.Taken, db: store.Store | None) -> list[Company]:
    """Known companies with the names or the issuer that a list of names or of groups adds to them; keys nobody knows are left."""
    if db is None or not (taken.aliases or taken.issuers):
        return []
    known = list(db.companies())
    return [company for company, before in zip(imports.apply(known, taken), known, strict=True) if company != before]


def _table(what: str, body: bytes, name: str) -> tuple[tuple[str, ...], Iterable[tuple[int, dict[str, Any]]]]:
    if name.lower().endswith(".toml"):
        table = {"sources": "source", "watchlists": "watchlist", "suppression": "suppression", "consents": "consent", "companies": "company"}[what]
        found = files.toml_rows(body, name, table)
        return tuple(dict.fromkeys(key for _, row in found for key in row)), found
    if what != "companies" and name.lower().endswith((".jsonl", ".ndjson")):
        return (), files.jsonl_rows(body, name)
    header, table_rows = imports.table(body, name)
    return tuple(header), _numbered(table_rows)


def _numbered(table_rows: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in table_rows:
        yield number, dict(row)
