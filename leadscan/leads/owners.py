"""Whose matter it is: RMs who named the company, its owner, those of its sectors, else the desk's fallback RM."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadscan.leads.parties import alike, bare
from leadscan.text.names import core, is_weak
from leadscan.text.normalize import fold
from leadscan.types import Company, Event, Relation, WatchedCompany, Watchlist

Find = Callable[[str], Sequence[Company]]
"""Companies of a key, code or name (``Register.find``)."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One RM who gets a company's matter, and why."""

    rm: str
    relation: Relation | None
    how: str
    """named, owner, sector or fallback."""


def names(company: Company | None, *written: str) -> tuple[str, ...]:
    """Every name by which a watchlist, a suppression or a correction may mean this company."""
    own = (company.name_en, company.name_zh_hant, company.name_zh_hans, *company.aliases) if company is not None else ()
    return tuple(dict.fromkeys(name for name in (*own, *written) if name))


def shown(company: Company | None, *written: str) -> tuple[str, ...]:
    """Every name for the reader's eye: those known, then the short forms of a company that has none of its own (an applicant known by its filing alone)."""
    known = names(company, *written)
    short = () if company is not None and company.aliases else tuple(form for name in known if not is_weak(form := core(name)))
    return tuple(dict.fromkeys((*known, *short)))


def means(line: str, company: Company | None, *written: str, find: Find | None = None) -> bool:
    """Does a line (register key, code or name) mean this company?"""
    return _means(line, company, _known(company, *written), find)


def meant(lines: Iterable[str], company: Company | None, *written: str) -> frozenset[str]:
    """The lines that mean this company."""
    known = _known(company, *written)
    return frozenset(line for line in lines if _means(line, company, known, None))


def _known(company: Company | None, *written: str) -> frozenset[str]:
    return frozenset(bare(name) for name in names(company, *written))


def _means(line: str, company: Company | None, known: frozenset[str], find: Find | None) -> bool:
    wanted = _folded(line)
    if company is not None and (wanted in (_folded(company.key), _folded(company.code)) or (wanted.isdigit() and wanted.lstrip("0") == company.code.lstrip("0"))):
        return True
    if bare(wanted) in known or (company is None and any(alike(bare(wanted), name) for name in known)):
        return True
    if find is None or company is None:
        return False
    return any((found.issuer or found.key) in (company.key, company.issuer) for found in find(line))


def watched(watchlist: Watchlist, company: Company | None, *written: str, find: Find | None = None) -> WatchedCompany | None:
    """The watchlist's line on a company; None = not named."""
    return _watched(watchlist, company, _known(company, *written), find)


def _watched(watchlist: Watchlist, company: Company | None, known: frozenset[str], find: Find | None) -> WatchedCompany | None:
    return next((line for line in watchlist.companies if _means(line.company, company, known, find)), None)


@functools.lru_cache(maxsize=1 << 16)
def _folded(text: str) -> str:
    return fold(text).strip()


def owner_of(company: Company | None, watchlists: Iterable[Watchlist], *written: str, find: Find | None = None) -> str | None:
    """The RM whose client it is: the register's owner, else the one RM who lists it as client or borrower. None = nobody's."""
    known = _known(company, *written)
    return _owner(company, ((watchlist.rm, _watched(watchlist, company, known, find)) for watchlist in watchlists))


def _owner(company: Company | None, lines: Iterable[tuple[str, WatchedCompany | None]]) -> str | None:
    if company is not None and company.owner:
        return company.owner
    holders = [rm for rm, line in lines if line is not None and line.relation in ("client", "borrower")]
    return holders[0] if len(holders) == 1 else None


def assign(
    company: Company | None, sectors: Sequence[str], watchlists: Sequence[Watchlist], *, written: Sequence[str] = (), fallback: Mapping[str, str] | None = None, find: Find | None = None
) -> tuple[Assignment, ...]:
    """Who gets a company's matter. Who named it always does; a client goes to its owner and to no other by sector; what nobody follows goes to its sector's fallback RM."""
    known = _known(company, *written)
    lines = [(watchlist.rm, _watched(watchlist, company, known, find)) for watchlist in watchlists]
    found = [Assignment(rm, line.relation, "named") for rm, line in lines if line is not None]
    taken = {item.rm for item in found}
    relation = company.relation if company is not None else None
    owner = _owner(company, lines)
    if owner is not None:
        return tuple(found) if owner in taken else (*found, Assignment(owner, relation or "client", "owner"))
    found += [Assignment(watchlist.rm, relation, "sector") for watchlist in watchlists if watchlist.rm not in taken and set(watchlist.sectors) & set(sectors)]
    if not found:
        return tuple(Assignment(rm, relation, "fallback") for rm in dict.fromkeys((fallback or {}).get(sector, "") for sector in sectors) if rm)
    return tuple(found)


def follows(watchlist: Watchlist, event: Event, *, keys: Iterable[str] = (), find: Find | None = None) -> bool:
    """Does a watchlist name the event's company (``keys``: every key it has in the register) or follow one of its sectors?"""
    if set(watchlist.sectors) & set(event.sectors):
        return True
    ours = {fold(key) for key in keys} | ({fold(event.company_key)} if event.company_key else set())
    codes = {key.partition(":")[2].lstrip("0") for key in ours}
    for line in watchlist.companies:
        wanted = fold(line.company).strip()
        if wanted in ours or wanted.lstrip("0") in codes or means(line.company, None, event.company_name, event.facts.get("issuer_zh", "")):
            return True
        if find is not None and any(fold(found.key) in ours for found in find(line.company)):
            return True
    return False


def unowned(events: Iterable[Event], watchlists: Sequence[Watchlist]) -> tuple[Event, ...]:
    """Events with a sector that no watchlist follows and a company none names: they reach nobody unless there is a fallback RM."""
    return tuple(event for event in events if event.sectors and not any(follows(watchlist, event) for watchlist in watchlists))
