"""The SEC forms of an offering's life: which are wanted, what each does to a case, whether it can be an IPO at all."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from leadscan.data import read_toml, want
from leadscan.errors import DataError

_WHERE = "data/lexicon/filings/forms.toml"
_IPO = ("never", "maybe", "none")


@dataclass(frozen=True, slots=True)
class Form:
    """One row of the table of forms."""

    name: str
    step: str
    ipo: str
    kind: str | None


@functools.cache
def _table() -> dict[str, Form]:
    rows: dict[str, Any] = want(read_toml("lexicon", "filings", "forms.toml"), "forms", dict, _WHERE)
    return {name: _form(name, row) for name, row in rows.items()}


def _form(name: str, row: dict[str, Any]) -> Form:
    ipo = want(row, "ipo", str, f"{_WHERE}: {name}")
    if ipo not in _IPO:
        raise DataError(f"{_WHERE}: {name}: ipo: wants one of {', '.join(_IPO)}; found {ipo!r}")
    return Form(name, want(row, "step", str, f"{_WHERE}: {name}"), ipo, row.get("kind"))


def wanted(name: str) -> Form | None:
    """The row of a form by its whole name; None for forms that do not belong to an IPO's life."""
    return _table().get(name.strip().upper())


@functools.cache
def history() -> dict[str, frozenset[str]]:
    """Forms of an issuer's history by what they tell: listed, review, never."""
    rows: dict[str, list[str]] = want(read_toml("lexicon", "filings", "forms.toml"), "history", dict, _WHERE)
    return {name: frozenset(forms) for name, forms in rows.items()}


def never_ipo(name: str) -> bool:
    """Whether only a company that is already listed (or a fund) may use the form."""
    form = wanted(name)
    return (form is not None and form.ipo == "never") or name.strip().upper() in history()["never"]
