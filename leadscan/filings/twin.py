"""The plain data that ``leadscan read-filing`` prints: each fact's value, null where the document does not say, and the proof of each beside it."""

from __future__ import annotations

from typing import Any

from leadscan.types import Fact, Filing

_CONTACT = ("address", "phone", "fax", "website", "cfo_name", "cfo_title", "ceo_name", "auditor")
_LISTS = ("company_secretaries", "sponsors", "underwriters", "principal_bankers", "counsel")
_FACTS = ("sic", "state_or_country", "proposed_exchange", "ticker", "offer_amount", "filing_date")


def data(filing: Filing) -> dict[str, Any]:
    """The keys of the door's contract, in its order. A list that the document does not give is empty."""
    single: dict[str, Fact | None] = {name: filing.facts.get(name) for name in _FACTS} | {name: getattr(filing.contact, name) for name in _CONTACT}
    lists: dict[str, tuple[Fact, ...]] = {name: getattr(filing.contact, name) for name in _LISTS}
    evidence: dict[str, Any] = {name: _proof(fact) for name, fact in single.items() if fact is not None}
    evidence |= {name: [_proof(fact) for fact in facts] for name, facts in lists.items() if facts}
    if "kind" in filing.facts:
        evidence["kind"] = _proof(filing.facts["kind"])
    return {
        "venue": filing.venue,
        "form": filing.form or None,
        "issuer": filing.issuer or None,
        "issuer_zh": filing.issuer_zh,
        "is_ipo": filing.is_ipo,
        "kind": filing.kind,
        **{name: _value(single[name]) for name in ("sic", "state_or_country", "address", "phone", "fax", "website", "cfo_name", "cfo_title", "ceo_name")},
        **{name: [fact.value for fact in lists[name]] for name in _LISTS},
        **{name: _value(single[name]) for name in ("auditor", "proposed_exchange", "ticker", "offer_amount", "filing_date")},
        "cfo_role": filing.contact.cfo_role,
        "states": _states(filing, single, lists),
        "evidence": evidence,
        "unread": list(filing.unread),
    }


ABSENT = "not in the document"


def _states(filing: Filing, single: dict[str, Fact | None], lists: dict[str, tuple[Fact, ...]]) -> dict[str, Any]:
    """Why each missing fact is missing: redacted or blank, with the marks and their place, or not in the document."""
    missing = [name for name, fact in single.items() if fact is None] + [name for name, facts in lists.items() if not facts]
    return {name: {"state": held.value, **_proof(held)} if (held := filing.states.get(name)) is not None else {"state": ABSENT} for name in missing}


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else fact.value


def _proof(fact: Fact) -> dict[str, Any]:
    place: dict[str, Any] = {"page": fact.page} if fact.page is not None else {"offset": fact.offset}
    return place | {"quote": fact.quote}
