"""The checklist of Cap. 593 (Unsolicited Electronic Messages Ordinance) and Cap. 593A over a finished fax: its text as read back out of the PDF.

Not legal advice: the bank's compliance signs the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leadscan.outreach.fax import PAGES, flat
from leadscan.outreach.numbers import hong_kong
from leadscan.settings import Bank

BLANK = "____________________"
"""A line for a number that is written in by hand."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and whether the fax keeps it."""

    rule: str
    law: str
    kept: bool
    detail: str


def checklist(pages: Sequence[str], bank: Bank, fax: str | None) -> tuple[Check, ...]:
    """Every rule, in the order of the page. ``pages`` is the text of each page; ``fax`` the recipient's number, None where it is written in by hand."""
    first = flat(pages[0]) if pages else ""
    statements = _statements(first, bank)
    number = f"fax to {fax}" if fax else "a line for the number"
    return (
        Check("pages", "house rule: a one-page letter and a one-page brief", len(pages) == PAGES, f"{len(pages)} pages"),
        Check("sender_name", "Cap. 593 s.8; Cap. 593A s.3", _all_in(first, bank.name, bank.name_zh), "name in English and Chinese on page 1"),
        Check("sender_address", "Cap. 593 s.8; Cap. 593A s.3", _all_in(first, bank.address, bank.address_zh), "address in English and Chinese on page 1"),
        Check("sender_phone", "Cap. 593 s.8; Cap. 593A s.3", _all_in(first, bank.phone) and "Tel" in first and ("電話" in first or "电话" in first), "telephone on page 1"),
        Check("recipient_number", "Cap. 593A s.3", flat(fax or BLANK) in first, number),
        Check("opt_out_english", "Cap. 593 s.9; Cap. 593A s.7", statements[0], "statement in English, free of charge, for 30 days"),
        Check("opt_out_chinese", "Cap. 593 s.9; Cap. 593A s.7", statements[1], "statement in Chinese, free of charge, for 30 days"),
        Check("opt_out_fax", "Cap. 593A s.7", hong_kong(bank.fax) is not None, f"{bank.fax} is a Hong Kong number"),
    )


def broken(pages: Sequence[str], bank: Bank, fax: str | None) -> tuple[Check, ...]:
    """The rules that the fax does not keep; empty = all are kept."""
    return tuple(check for check in checklist(pages, bank, fax) if not check.kept)


def _all_in(page: str, *wanted: str) -> bool:
    return all(flat(text) and flat(text) in page for text in wanted)


def _statements(page: str, bank: Bank) -> tuple[bool, bool]:
    """(English, Chinese): the way to opt out, the number that takes it, free of charge, 30 days."""
    number = re.escape(flat(bank.fax))
    english = re.search(rf"unsubscribe.{{0,120}}{number}.{{0,10}}freeofcharge.{{0,60}}30days", page)
    chinese = re.search(rf"取消.{{0,60}}{number}.{{0,6}}(?:費用全免|费用全免).{{0,40}}30天", page)
    return english is not None, chinese is not None
