"""Whom to call at an issuer, put together from the parts of its document. Silence over invention: a fact that two places contradict, or that stands under somebody else's
label, is left out.
"""

from __future__ import annotations

import itertools
import re
from datetime import date

from leadscan.filings import facing, people, proof, prospectus, roles, signatures
from leadscan.filings.facts import Text
from leadscan.text.normalize import fold
from leadscan.types import Contact, Fact

_NO_HOUSES = frozenset({"resale", "fund", "shelf", "exhibits_only", "cover_only", "withdrawal", "effectiveness", "registration_8a", "spin_off"})
"""Kinds that are not sold through houses; a broker that holders use is none of the issuer's."""


def sec(source: Text, page: facing.Facing, cover: prospectus.Cover | None, *, kind: str, issuer: str) -> Contact:
    """Contact facts of an SEC document.

    Finance chief: the signature page, else the officer who is agent for service, else (a prospectus nobody signs) the management section; nobody at a fund, whose
    officers are its sponsor's. Telephone and address: the block over the issuer's own label, else the sentence about "our principal executive offices".
    """
    signers = signatures.read(source)
    cfo, cfo_title, ceo = signers.cfo, signers.cfo_title, signers.ceo
    if kind == "fund":
        cfo = cfo_title = ceo = None
    elif signers.start is None:
        cfo, cfo_title = _agent(source, page) if page.agent else (None, None)
        if cfo is None and cover is not None:
            cfo, cfo_title = prospectus.officer_said(source, "cfo_titles")
        if cover is not None:
            ceo, _ = prospectus.officer_said(source, "ceo_titles")
    address, phone = page.address, page.phone
    if cover is not None and (address is None or phone is None):
        said_address, said_phone = prospectus.office_said(source)
        address, phone = address or said_address, phone or said_phone
    return Contact(
        cfo_name=cfo,
        cfo_title=cfo_title if cfo is not None else None,
        ceo_name=ceo,
        phone=phone,
        fax=page.fax if page.fax is not None and _own(page.fax, page) else None,
        address=address,
        website=prospectus.website_said(source) if cover is not None else None,
        underwriters=prospectus.underwriters(source, cover, issuer) if cover is not None and kind not in _NO_HOUSES else (),
        counsel=page.counsel or (prospectus.legal_counsel(source) if cover is not None else ()),
        auditor=prospectus.auditor(source) if cover is not None else None,
        cfo_role=roles.role(cfo_title.value) if cfo is not None and cfo_title is not None else None,
    )


def _own(fax: Fact, page: facing.Facing) -> bool:
    """A fax number that stands once more below the agent or the lawyers is theirs."""
    return page.phone is None or re.sub(r"\D", "", fax.value) != re.sub(r"\D", "", page.phone.value)


def _agent(source: Text, page: facing.Facing) -> tuple[Fact | None, Fact | None]:
    """The agent for service where he is the company's own finance chief: his name stands over that title."""
    from leadscan.filings import lexicon

    block = page.agent
    for above, below in itertools.pairwise(block):
        if lexicon.pattern("sec", "cfo_titles").search(below.text) and signatures.is_name(above.text) and not re.search(r"\bof\b", below.text):
            return source.fact(above.start, above.end), source.fact(below.start, below.end)
    return None, None


def hkex(source: Text, *, today: date) -> tuple[Contact, dict[str, Fact]]:
    """Contact facts of a Hong Kong document, and further facts (compliance adviser's name is left; Hong Kong office, registered office, coordinators)."""
    spans = proof.sections(source)
    found: dict[str, list[Fact]] = {}
    for start, end in [*spans.get("parties", []), *spans.get("corporate", [])]:
        for block in proof.blocks(source, start, end):
            for name, fact in _facts_of(source, block):
                found.setdefault(name, []).append(fact)
    management = spans.get("management", [])
    cfo, cfo_title = people.holder(source, management, "cfo", today=today)
    ceo, _ = people.holder(source, management, "ceo", today=today)
    sponsors, coordinators = proof.coordinators(source) if not spans else ((), ())
    more = {name: found[name][0] for name in ("registered_office", "hk_office") if found.get(name)}
    if coordinators:
        more["overall_coordinators"] = Fact("; ".join(fact.value for fact in coordinators), coordinators[0].quote, coordinators[0].page, coordinators[0].offset)
    return (
        Contact(
            cfo_name=cfo,
            cfo_title=cfo_title,
            ceo_name=ceo,
            phone=_first(found, "telephone"),
            fax=_first(found, "facsimile"),
            address=_first(found, "head_office") or _first(found, "hk_office"),
            website=_first(found, "website"),
            company_secretaries=_each(found, "secretary"),
            principal_bankers=_each(found, "bank"),
            sponsors=_each(found, "sponsor") or sponsors,
            counsel=_each(found, "counsel"),
            auditor=_first(found, "auditor"),
            cfo_role=roles.role(cfo_title.value) if cfo is not None and cfo_title is not None else None,
        ),
        more,
    )


def _facts_of(source: Text, block: proof.Block) -> list[tuple[str, Fact]]:
    """(name, fact) of what stands under one label."""
    if block.label in ("sponsor", "sponsor_oc", "counsel", "auditor"):
        return [("sponsor" if block.label == "sponsor_oc" else block.label, fact) for fact in proof.bodies(source, block)]
    if block.label == "bank":
        return [("bank", fact) for fact in proof.bodies(source, block, branch=True)]
    if block.label == "secretary":
        return [("secretary", fact) for fact in proof.persons(source, block)]
    single = None
    if block.label == "website":
        single = proof.website(source, block)
    elif block.label in ("head_office", "registered_office", "hk_office"):
        single = proof.address(source, block)
    elif block.label in ("telephone", "facsimile"):
        single = proof.number(source, block)
    return [(block.label, single)] if single is not None else []


def _first(found: dict[str, list[Fact]], name: str) -> Fact | None:
    return found[name][0] if found.get(name) else None


def _each(found: dict[str, list[Fact]], name: str) -> tuple[Fact, ...]:
    """Each name once, in order."""
    kept: dict[str, Fact] = {}
    for fact in found.get(name, ()):
        kept.setdefault(re.sub(r"\W", "", fold(fact.value)), fact)
    return tuple(kept.values())
