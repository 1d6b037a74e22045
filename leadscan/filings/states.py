"""Facts that a document holds back: redacted, or left blank until a later filing. What has neither a value nor a state here is not in the document.

A state is a Fact whose value is ``redacted`` or ``blank``, whose quote are the marks as printed, with their page or offset.
"""

from __future__ import annotations

import re

from leadscan.filings import proof
from leadscan.filings.facts import Text
from leadscan.filings.prospectus import Cover
from leadscan.types import Contact, Fact

REDACTED, BLANK = "redacted", "blank"
_BLANK = r"(?:\[\s*[●•·_\s]{0,12}\]|[●•]|_{3,40})"
_MARK = re.compile(rf"(?P<redacted>\[\s*(?:REDACTED|編纂|编纂)\s*\])|(?P<blank>{_BLANK})", re.I)
_OFFER = re.compile(rf"(?:US|HK|RMB|C)?\$\s*(?P<blank>{_BLANK})|\$\s{{2,20}}(?=per\b|to\b|and\b|million\b)|\$(?=\s(?:per|million)\b)|{_BLANK}\s+(?:shares|ADSs|American\s+Depositary|units|Class\s+A|ordinary)", re.I)
_TICKER = re.compile(rf"under\s+the\s+(?:\w+\s+)?(?:symbols?|trading\s+symbols?)\s+[“\"‘']\s*(?:{_BLANK})?\s*[”\"’']", re.I)
_HOUSES = re.compile(rf"^[ \t]*(?:\[\s*(?:names?\s+of\s+)?(?:the\s+)?(?:lead\s+|managing\s+)?(?:underwriters?|representatives?|bookrunners?)\s*\]|{_BLANK})[ \t]*$", re.I | re.M)
_PHONE = re.compile(r"(?:tele)?phone|電話|电话", re.I)
_HK_OFFER = re.compile(r"(?:number\s+of|maximum|offer\s+price|nominal\s+value|發售價|最高)[^\n]{0,60}?(?P<mark>\[\s*(?:REDACTED|編纂|编纂)\s*\])", re.I)
_HK_CODE = re.compile(r"(?:stock\s+code|股份代號|股份代号)[^\n]{0,20}?(?P<mark>\[\s*(?:REDACTED|編纂|编纂|[●•]*)\s*\])", re.I)
_LABELS = {
    "sponsor": "sponsors", "sponsor_oc": "sponsors", "counsel": "counsel", "auditor": "auditor", "bank": "principal_bankers", "secretary": "company_secretaries", "website": "website", "head_office": "address",
    "telephone": "phone", "facsimile": "fax", "overall_coordinator": "underwriters",
}  # fmt: skip
"""What a label of a Hong Kong document stands for among the facts of a filing."""
_FRONT = 12_000
"""Characters of a Hong Kong cover and its next pages."""


def sec(source: Text, cover: Cover | None, contact: Contact, facts: dict[str, Fact], *, facing_end: int) -> dict[str, Fact]:
    """States of an SEC document's facts: price and size, symbol and houses of the cover, and the lines of the facing page."""
    found: dict[str, Fact] = {}
    if cover is not None:
        wanted = (("offer_amount", _OFFER, "offer_amount" in facts), ("ticker", _TICKER, "ticker" in facts), ("underwriters", _HOUSES, bool(contact.underwriters)))
        for name, pattern, known in wanted:
            said = None if known else pattern.search(source.text, cover.start, cover.end)
            if said is not None:
                found[name] = source.fact(said.start(), said.end(), BLANK)
    for mark in _MARK.finditer(source.text, 0, facing_end):
        line = source.text[source.text.rfind("\n", 0, mark.start()) + 1 : _line_end(source.text, mark.end())]
        name = "phone" if _PHONE.search(line) else ""
        if name and getattr(contact, name) is None and name not in found:
            found[name] = source.fact(mark.start(), mark.end(), REDACTED if mark.group("redacted") else BLANK)
    return found


def hkex(source: Text, contact: Contact, facts: dict[str, Fact]) -> dict[str, Fact]:
    """States of a Hong Kong document's facts: what stands under a label in place of a name, and the size and code that a proof holds back on its cover."""
    found: dict[str, Fact] = {}
    spans = proof.sections(source)
    for start, end in [*spans.get("parties", []), *spans.get("corporate", [])]:
        for block in proof.bare(source, start, end):
            name = _LABELS.get(block.label)
            if name is None or name in found or getattr(contact, name):
                continue
            mark = _MARK.search(source.text, block.start, min(block.end, block.start + 200))
            if mark is not None and not source.text[block.start : mark.start()].strip(" \t\n:：."):  # the first thing after the label
                found[name] = source.fact(mark.start(), mark.end(), REDACTED if mark.group("redacted") else BLANK)
    for name, pattern in (("offer_amount", _HK_OFFER), ("ticker", _HK_CODE)):
        said = pattern.search(source.text, 0, _FRONT) if name not in facts else None
        if said is not None:
            found[name] = source.fact(said.start("mark"), said.end("mark"), REDACTED if re.search(r"REDACTED|編纂|编纂", said.group("mark"), re.I) else BLANK)
    return found


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
