"""Who stands in a sentence as what: doer, bank that only serves, paper that only tells."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from leadscan.data.triggers import grammar
from leadscan.text.normalize import fold
from leadscan.types import Mention

Role = Literal["party", "demoted", "object", "arranger", "source"]
"""demoted: the doer only where there is no party; object: what is bought or sold, never the doer."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LIMITED = re.compile(r"(?:股份有限公司|有限责任公司|有限公司)$|[\s,]+(?:limited|ltd\.?|inc\.?|plc|llc)\.?$")
_JOINED = re.compile(r"^\s*(?:、|和|及|以及|,|and|&|, and)\s*$")
_OWNS = re.compile(r"^['’]s (?:[a-z-]+ ){0,2}$")
_LEGAL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|控股|集团|公司|股份)+$|[\s,]+(?:holdings?|limited|ltd\.?|inc\.?|corp(?:oration)?\.?|plc|co\.?|company|group|llc|l\.p\.|ag|sa|se|nv|bv)\.?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A company mention and its part in the sentence."""

    mention: Mention
    identity: str
    """Register key, or the folded name without its legal form; equal for two names of one firm in one text."""
    role: Role
    bank: bool
    """A commercial bank, by the register or by its name."""

    @property
    def start(self) -> int:
        """Offset of the mention."""
        return self.mention.start

    @property
    def end(self) -> int:
        """End offset of the mention."""
        return self.mention.end


def names_of(folded: str, mentions: tuple[Mention, ...], register_sectors: Callable[[str], tuple[str, ...]]) -> tuple[Name, ...]:
    """Company mentions of a folded text in order, each with its identity and role."""
    companies = sorted((mention for mention in mentions if mention.label == "COMPANY"), key=lambda mention: mention.start)
    identities = _identities(companies)
    found: list[Name] = []
    spelt = any(not mention.text.startswith("$") for mention in companies)
    for mention in companies:
        if spelt and mention.text.startswith("$"):
            continue  # "$QLN - Quillon wins ...": the name beside the ticker stands for it
        name = _name(folded, mention, identities[mention.start], register_sectors)
        if name.role == "party" and found and _carries(found[-1].role, folded[found[-1].end : name.start]):
            name = replace(name, role=found[-1].role)  # "to A, B and C": the preposition holds for all
        if found and found[-1].role == "party" and _OWNS.match(folded[found[-1].end : name.start]):
            found[-1] = replace(found[-1], role="demoted")  # "A's B reports ...": B does
        found.append(name)
    return tuple(found)


def _carries(role: Role, between: str) -> bool:
    """Does a name's role hold for the next one too, joined to it by these words; what is bought or sold only in a list."""
    return bool(_JOINED.match(between)) and (role in ("demoted", "source") or (role == "object" and "," not in between))


def _identities(companies: list[Mention]) -> dict[int, str]:
    """Mention offset to identity: names of which one holds the other are one firm."""
    plain = {mention.start: _plain(mention.text) for mention in companies}
    own = {mention.start: mention.company.key if mention.company is not None else plain[mention.start] for mention in companies}
    found: dict[int, str] = {}
    for mention in companies:
        start = mention.start
        found[start] = own[start]
        if mention.company is None:
            same = next((other.start for other in companies if other.start != start and other.start in found and alike(plain[start], plain[other.start])), None)
            found[start] = found[same] if same is not None else own[start]
    return found


def _plain(text: str) -> str:
    """The folded name without "limited" alone: inside one text, a group and its listed company are two."""
    return _LIMITED.sub("", fold(text).strip()) or fold(text).strip()


@functools.lru_cache(maxsize=1 << 16)
def bare(text: str) -> str:
    """The folded name without its legal form; never empty."""
    folded = fold(text).strip()
    for _ in range(3):
        shorter = _LEGAL.sub("", folded)
        if shorter in ("", folded):
            break
        folded = shorter
    return folded


def alike(one: str, other: str) -> bool:
    """Are two identities of one text the same firm: equal, or the shorter begins the longer or, in Chinese, stands in it."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < (2 if _HAN.search(short) else 4):
        return False
    return long.startswith(short) or (bool(_HAN.search(short)) and len(short) >= 4 and short in long)


def is_commercial_bank(name: str, sectors: tuple[str, ...] = ()) -> bool:
    """By the register's sector, else by the name."""
    folded = fold(name)
    return "banks" in sectors[:1] or any(pattern.search(folded) for key in ("commercial_en", "commercial_zh") for pattern in grammar("banks", key))


def _is_broker(name: str, sectors: tuple[str, ...]) -> bool:
    return "brokers_asset_mgmt" in sectors or any(pattern.search(name) for key in ("name_en", "name_zh") for pattern in grammar("banks", key))


def _name(folded: str, mention: Mention, identity: str, register_sectors: Callable[[str], tuple[str, ...]]) -> Name:
    sectors = register_sectors(mention.company.key) if mention.company is not None else ()
    bank = is_commercial_bank(mention.text, sectors)
    return Name(mention, identity, _role(folded, mention, bank or _is_broker(fold(mention.text), sectors)), bank)


def _role(folded: str, mention: Mention, serves: bool) -> Role:
    chinese = bool(_HAN.search(folded[mention.start : mention.end])) or len(_HAN.findall(folded[mention.end : mention.end + 10])) > 3
    lang = "zh" if chinese else "en"
    line = folded.rfind("\n", 0, mention.start) + 1
    before = folded[max(line, mention.start - (12 if chinese else 40)) : mention.start]
    after = folded[mention.end : mention.end + (10 if chinese else 30)].split("\n")[0]
    own = serves and _fits("own_" + lang, after)
    if not own and (_any("source_" + lang, before) or _any("source_after_" + lang, after)):
        return "source"
    if any(pattern.search(folded[mention.start : mention.end]) for pattern in grammar("banks", "adviser_" + lang)):
        return "arranger"
    if serves and not own and (_any("arranger_" + lang, before[-12 if chinese else -25 :]) or _any("arranger_" + lang, after)):
        return "arranger"
    if chinese and _fits("petitioner_before_zh", folded[max(line, mention.start - 38) : mention.start]) and _fits("petitioner_after_zh", folded[mention.end : mention.end + 44].split("\n")[0]):
        return "source"
    if chinese and any(pattern.search(after) for pattern in grammar("demoted", "leads_zh")):
        return "party"
    if not chinese and _fits("object_en", before):
        return "object"
    if chinese and _is_object(folded[max(line, mention.start - 60) : mention.start], after):
        return "object"
    if chinese and _fits("quoted_before_zh", before) and _fits("quoted_after_zh", folded[mention.end : mention.end + 60].split("\n")[0]):
        return "demoted"
    if chinese and _fits("acts_before_zh", before) and _fits("acts_after_zh", after):
        return "party"
    if any(pattern.search(before) for pattern in grammar("demoted", "before_" + lang)) or any(pattern.search(after) for pattern in grammar("demoted", "after_" + lang)):
        return "demoted"
    return "party"


def _is_object(before: str, after: str) -> bool:
    """Is a name what is bought, sold or won: right behind the verb, or between "of" and the noun?"""
    if _fits("object_zh", before) or _fits("object_after_zh", after):
        return True
    of = any(pattern.search(before) for pattern in grammar("demoted", "object_of_zh"))
    return of and any(pattern.search(after) for pattern in grammar("demoted", "object_noun_zh"))


def _any(key: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in grammar("banks", key))


def _fits(key: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in grammar("demoted", key))


def is_a_persons_act(folded: str, name: Name) -> bool:
    """Do the words beside a name say that its founder or owner acts, not the company?"""
    lang = "zh" if _HAN.search(folded[name.start : name.end]) else "en"
    before, after = folded[max(0, name.start - 30) : name.start], folded[name.end : name.end + 20].split("\n")[0]
    return _fits(f"person_after_{lang}", after) or (lang == "en" and _fits("person_before_en", before))
