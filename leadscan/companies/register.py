"""Who there is: companies as issuers with their listings, every form by which a text may name them, and the scan for those forms.

A form belongs to the issuers that claim it with the best right: a curated name before a legal one, a legal one before a short one, a short one before
a brand made by rule. A brand that two issuers could claim belongs to nobody. Build: one pass over the names; scan: Aho-Corasick over the folded text.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from leadscan import data
from leadscan.companies import codes
from leadscan.errors import DataError
from leadscan.text import names
from leadscan.types import Company, Correction, Hit

HOME = ("HKEX", "SSE", "SZSE", "BSE", "HKBANK", "US")
"""Which listing stands for an issuer with several, likeliest first; other markets come before all (the bank's own records)."""
STATE_FORMAT = 3
"""Raised whenever forms are made otherwise, so that no kept state outlives the code that made it."""
MAINLAND = ("SSE", "SZSE", "BSE")
_RIGHT = {"nickname": 0, "legal": 1, "short": 2, "core": 3, "brand": 4}
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
"""What makes a word in a folded text: a form that starts or ends with one stands as a whole word."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears a form."""

    keys: tuple[str, ...]
    """Every listing of every issuer that bears it, main listing first; empty = a trap phrase, or (kind unlisted) a company without a record."""
    kind: str
    weak: bool
    caps: bool = False
    issuers: int = 1
    """How many issuers bear it; more than one needs context."""


class Register:
    """The companies known to the desk. Immutable after it is built; a change is a new register."""

    def __init__(self, companies: Iterable[Company], *, corrections: Iterable[Correction] = (), state: bytes | None = None) -> None:
        """Makes the forms, or takes them from ``state`` (of ``Register.state``) where that was made of the same companies and word lists. DataError where two share a key."""
        self._companies: dict[str, Company] = {}
        for company in companies:
            if company.key in self._companies:
                raise DataError(f"{company.key}: two companies with one key; join them first")
            self._companies[company.key] = company
        corrections = tuple(corrections)
        with _no_collecting():
            self._print = _fingerprint(self._companies.values(), corrections)
            kept = _restored(state, self._print)
            self._main = kept[0] if kept else _issuers(self._companies, corrections)
            self._listings = _listings(self._companies, self._main)
            self._forms = kept[1] if kept else _forms(self._companies, self._main, self._listings, corrections)
        self._patterns, self._bearers = tuple(self._forms), tuple(self._forms.values())
        self._automaton: Any = None
        self._edges = b""
        self._compared: dict[str, tuple[str, ...]] | None = None

    def state(self) -> bytes:
        """What was computed, to be kept between runs and given back; useless, and then not used, once a company, a correction or a word list changes."""
        bearers = list(dict.fromkeys(self._bearers))
        places = {bearer: place for place, bearer in enumerate(bearers)}
        kept = {
            "print": self._print,
            "main": self._main,
            "bearers": [(bearer.keys, bearer.kind, bearer.weak, bearer.caps, bearer.issuers) for bearer in bearers],
            "forms": "\n".join(self._patterns),
            "borne": [places[bearer] for bearer in self._bearers],
        }
        return zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)

    def __len__(self) -> int:
        return len(self._companies)

    def get(self, key: str) -> Company | None:
        """The company of a key; None where there is none."""
        return self._companies.get(key)

    def companies(self) -> tuple[Company, ...]:
        """All companies, in the order given."""
        return tuple(self._companies.values())

    def issuer(self, key: str) -> str:
        """Key of the main listing of a company's issuer; the key itself where it is its own or unknown."""
        return self._main.get(key, key)

    def listings(self, key: str) -> tuple[str, ...]:
        """Keys of all listings of the issuer of a company, main first."""
        return self._listings.get(self.issuer(key), ())

    def bearer(self, form: str) -> Bearer | None:
        """Who bears a name as it stands in a text; None where nobody does."""
        return self._forms.get(names.scannable(form))

    def forms(self) -> Mapping[str, Bearer]:
        """Every folded form with its bearers."""
        return self._forms

    def compared(self, name: str) -> tuple[str, ...]:
        """Keys of the main listings whose comparison form is that of the name, whatever legal form either bears."""
        return self.comparison().get(names.compare(name), ())

    def comparison(self) -> Mapping[str, tuple[str, ...]]:
        """Comparison form to keys of main listings, made on first use: the long tail is looked up here, not scanned for."""
        if self._compared is None:
            found: dict[str, tuple[str, ...]] = {}
            for company in self._companies.values():
                main = self.issuer(company.key)
                for name in (company.name_en, company.name_zh_hant, company.name_zh_hans, *company.aliases):
                    if name:
                        form = names.compare(name)
                        if main not in found.get(form, ()):
                            found[form] = (*found.get(form, ()), main)
            self._compared = found
        return self._compared

    def find(self, query: str) -> tuple[Company, ...]:
        """Companies of a key, code, ticker or name, as a person types it at a door; main listings first, empty where nothing fits."""
        query = query.strip()
        if query in self._companies:
            return (self._companies[query],)
        by_code = codes.keys_of(query, self._companies)
        if by_code:
            return tuple(self._companies[key] for key in by_code)
        bearer = self.bearer(query)
        keys = bearer.keys if bearer else ()
        mains = tuple(dict.fromkeys(self.issuer(key) for key in keys)) or self.compared(query)
        return tuple(self._companies[key] for key in mains)

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Known names, codes and trap phrases in a text, leftmost and longest, sorted and apart from each other; not yet judged."""
        plain, folded = names.surfaces(text)
        found = self._scan_names(text, folded)
        others = [*_initials(text, folded, self._forms), *codes.scan(text, self._companies, folded=plain)]
        return _apart([*found, *others]) if others else tuple(found)  # names alone are sorted and apart

    def _scan_names(self, text: str, folded: str) -> list[Hit]:
        if self._automaton is None:
            self._automaton = _automaton(self._patterns)
            self._edges = _edges(self._patterns)
        found: list[Hit] = []
        add, latin, size, bearers, edges = found.append, _LATIN, len(folded), self._bearers, self._edges
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            edge = edges[index]
            if edge & 1 and start and folded[start - 1] in latin:
                continue  # begins in the middle of a word
            bearer = bearers[index]
            if edge & 2 and end < size and folded[end] in latin:
                form = "-"
                while form and folded[end] in latin and folded[end - 1] in latin:
                    form, end = self._shorter(folded, start, end)
                if not form:
                    continue
                bearer = self._forms[form]
            written = text[start:end]
            if not bearer.caps or written.isupper():
                add(Hit(start, end, written, bearer.keys, bearer.kind, bearer.weak))
        return found

    def _shorter(self, folded: str, start: int, end: int) -> tuple[str, int]:
        """The next shorter form that starts where a form ran into the middle of a word: "Ping An Bankers" holds "Ping An"."""
        mark = folded.rfind(" ", start, end)
        while mark > start:
            if folded[start:mark] in self._forms:
                return folded[start:mark], mark
            mark = folded.rfind(" ", start, mark)
        return "", start


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """No search for garbage while millions of lasting objects are made, none of which is any: it took a fifth of the build and half of the restoring."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fingerprint(companies: Iterable[Company], corrections: Iterable[Correction]) -> str:
    """Digest of all that the forms are made of: companies, corrections, word lists and this code's version of them."""
    from leadscan import __version__

    lists = [data.read_text("lexicon", "names", name) for suffix in (".toml", ".txt") for name in data.files("lexicon", "names", suffix=suffix)]
    made_of = hashlib.sha256(repr((__version__, STATE_FORMAT)).encode())
    for part in (*lists, *(repr(company) for company in companies), *(repr(correction) for correction in corrections)):
        made_of.update(part.encode("utf-8", "surrogatepass"))
    return made_of.hexdigest()


def _restored(state: bytes | None, wanted: str) -> tuple[dict[str, str], dict[str, Bearer]] | None:
    """(issuers, forms) of a kept state; None where there is none, it is damaged or of other companies: then all is made anew."""
    if state is None:
        return None
    try:
        kept = json.loads(zlib.decompress(state))
        if kept["print"] != wanted:
            return None
        bearers = [Bearer(tuple(keys), kind, weak, caps, issuers) for keys, kind, weak, caps, issuers in kept["bearers"]]
        return kept["main"], {text: bearers[place] for text, place in zip(kept["forms"].split("\n"), kept["borne"], strict=True)}
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _listings(companies: Mapping[str, Company], main: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Key of a main listing to all keys of its issuer, itself first, then by market."""
    found: dict[str, list[str]] = {}
    for key in companies:
        found.setdefault(main.get(key, key), []).append(key)
    return {first: tuple(sorted(keys, key=lambda key: (key != first, _home(key), key))) for first, keys in found.items()}


def _home(key: str) -> int:
    market = key.split(":", 1)[0]
    return HOME.index(market) if market in HOME else -1


def is_own(key: str) -> bool:
    """Whether a record is of no exchange's or regulator's list, so that the bank itself brought it."""
    return _home(key) < 0


def _automaton(patterns: tuple[str, ...]) -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(patterns or ("\ufffe",), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def _edges(patterns: Iterable[str]) -> bytes:
    """For each pattern: 1 where it begins with a Latin letter or figure, 2 where it ends with one, 3 for both; 0 = it may stand anywhere."""
    return bytes((form[0] in _LATIN) | (form[-1] in _LATIN) << 1 if form else 0 for form in patterns)


_DOT = re.compile(r"\.[a-z]\.")
"""Where to look: ``_DOTTED`` itself would be tried at every letter."""
_DOTTED = re.compile(r"(?<![^\W_])(?:[a-z]\.){3,6}(?![^\W_])|(?<![^\W_])(?:[a-z]\.){2,6}[a-z](?![^\W_])")


def _initials(text: str, folded: str, forms: Mapping[str, Bearer]) -> list[Hit]:
    """Names written with dots between initials: "B.Y.D." is BYD."""
    found = []
    dots = (match for place in _DOT.finditer(folded) if (match := _DOTTED.match(folded, place.start() - 1)))
    for match in dots:
        bearer = forms.get(match[0].replace(".", ""))
        if bearer is not None and bearer.keys:
            found.append(Hit(match.start(), match.end(), text[match.start() : match.end()], bearer.keys, bearer.kind, bearer.weak))
    return found


def _apart(hits: list[Hit]) -> tuple[Hit, ...]:
    """Hits that do not overlap: the longer wins, of equals a code, then the earlier."""
    taken: list[Hit] = []
    last = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.start - hit.end, hit.kind != "code")):
        if hit.start >= last:
            taken.append(hit)
            last = hit.end
        elif taken and hit.end - hit.start > taken[-1].end - taken[-1].start:
            taken[-1] = hit
            last = hit.end
    return tuple(taken)


# --- issuers ---------------------------------------------------------------------------------------------------------


def _issuers(companies: Mapping[str, Company], corrections: Iterable[Correction]) -> dict[str, str]:
    """Key to key of the issuer's main listing. Joined: what a record says, what a person said, one legal name in two markets, H share and A share of one short name."""
    parent: dict[str, str] = {key: key for key in companies}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(a: str, b: str) -> None:
        if a in parent and b in parent:
            parent[root(b)] = root(a)

    for company in companies.values():
        if company.issuer:
            join(company.issuer, company.key)
    for correction in corrections:
        if correction.kind == "same_company":
            join(correction.value, correction.subject)
    for keys in (*_same_legal_name(companies), *_two_listings(companies)):
        for key in keys[1:]:
            join(keys[0], key)
    members: dict[str, list[str]] = {}
    for key in parent:
        members.setdefault(root(key), []).append(key)
    main: dict[str, str] = {}
    for keys in members.values():
        if len(keys) > 1:
            order = {company.issuer for key in keys if (company := companies[key]).issuer}
            first = min(keys, key=lambda key: (_home(key), companies[key].issuer is not None, key not in order, len(key), key))
            main.update(dict.fromkeys(keys, first))
    return main


def _same_legal_name(companies: Mapping[str, Company]) -> Iterable[list[str]]:
    """Keys in different markets under one legal name of two words or more, legal form included."""
    groups: dict[str, list[str]] = {}
    for company in companies.values():
        for name in dict.fromkeys((company.name_en, company.name_zh_hant, company.name_zh_hans)):
            if name:
                key = names.legal_key(name)
                if " " in key or (names.is_han(key) and key.endswith("公司")):
                    groups.setdefault(key, []).append(company.key)
    return (keys for keys in groups.values() if len(keys) > 1 and _one_a_market(keys, companies))


def _one_a_market(keys: list[str], companies: Mapping[str, Company]) -> bool:
    """Whether no market has two of these but as listings of one issuer, so that they can be one firm."""
    issuers = {(key.split(":", 1)[0], companies[key].issuer or key) for key in keys}
    markets = [market for market, _ in issuers]
    return len(set(markets)) == len(markets) > 1 and sum(market in MAINLAND for market in markets) <= 1


def _two_listings(companies: Mapping[str, Company]) -> Iterable[list[str]]:
    """Hong Kong shares with the one mainland share, and depositary receipts with the one share, that bear the same name but for the legal form."""
    mainland, home = _by_core(companies, MAINLAND), _by_core(companies, ("HKEX", *MAINLAND))
    for company in companies.values():
        if company.market == "HKEX" and _is_mainland_firm(company):
            found = {key for form in _cores(company) if len(mainland.get(form, ())) == 1 for key in mainland[form]}
            if len(found) == 1:
                yield [company.key, *found]
        elif company.market == "US" and company.name_en and _RECEIPT.search(company.name_en):
            keys = home.get(names.compare(company.name_en), [])
            if len(keys) == 1 or (keys and _one_a_market(keys, companies)):
                yield [*keys, company.key]


_RECEIPT = re.compile(r"/\s*(?:ADR|ADS|FI)\b", re.I)


def _is_mainland_firm(company: Company) -> bool:
    """Whether a Hong Kong listing is of a company limited by shares under mainland law, or its legal name is not known."""
    legal = names.scannable(company.name_zh_hans or company.name_zh_hant or "")
    return not legal.endswith("公司") or legal.endswith("股份有限公司")


def _cores(company: Company) -> set[str]:
    """What is left of a company's names without legal and group words: Chinese ones of three characters or more, English ones of two words or more."""
    found = {names.scannable(names.core(name)) for name in (company.name_zh_hans, company.name_zh_hant, *company.aliases) if name and names.is_han(name)}
    english = names.compare(company.name_en) if company.name_en else ""
    return {form for form in found if len(form) > 2 or form in map(names.scannable, company.aliases)} | ({english} if " " in english else set())


def _by_core(companies: Mapping[str, Company], markets: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for company in companies.values():
        if company.market in markets:
            for form in _cores(company):
                found.setdefault(form, []).append(company.key)
    return found


# --- forms -----------------------------------------------------------------------------------------------------------


@functools.cache
def curated() -> Mapping[str, tuple[str, ...]]:
    """Key to further names, out of leadscan's own alias file. DataError where an entry is no list of names."""
    raw = data.read_toml("lexicon", "names", "aliases.toml")
    found: dict[str, tuple[str, ...]] = {}
    for market, entries in raw.items():
        for code, written in entries.items():
            if not isinstance(written, list) or not all(isinstance(name, str) and name for name in written):
                raise DataError(f"lexicon/names/aliases.toml: {market}.{code}: wants a list of names")
            found[f"{market}:{code}"] = tuple(written)
    return found


@functools.cache
def traps() -> tuple[str, ...]:
    """Phrases that hold a company's name and mean no company, folded (平安夜, Hang Seng Index)."""
    return tuple(phrase for table, phrases in _phrases().items() if table != "unlisted" for phrase in phrases)


@functools.cache
def unlisted() -> frozenset[str]:
    """Names of companies that bear a listed company's name and have no record of their own (中信集團), folded."""
    return frozenset(_phrases().get("unlisted", ()))


@functools.cache
def _phrases() -> Mapping[str, tuple[str, ...]]:
    raw = data.read_toml("lexicon", "names", "traps.toml")
    return {name: tuple(names.scannable(phrase) for phrase in data.want(table, "phrases", list, "lexicon/names/traps.toml")) for name, table in raw.items()}


@functools.cache
def firms() -> Mapping[str, names.Form]:
    """Well-known companies that may have no record, by folded name."""
    found: dict[str, names.Form] = {}
    for line in data.read_text("lexicon", "names", "firms.txt").splitlines():
        for word in () if line.startswith("#") else line.replace("|", " ").split():
            form = _curated_form(word.rstrip("?").replace("_", " "))
            found[form.text] = replace(form, kind="unlisted", weak=form.weak or word.endswith("?"))
    return found


@dataclass(slots=True)
class _Claim:
    right: int
    kind: str
    weak: bool
    caps: bool
    issuers: tuple[str, ...]


def _forms(companies: Mapping[str, Company], main: Mapping[str, str], listings: Mapping[str, tuple[str, ...]], corrections: tuple[Correction, ...]) -> dict[str, Bearer]:
    claims: dict[str, _Claim] = {}
    starts: dict[str, str | None] = {}  # first word to the one issuer whose names begin with it; None = several
    brands: list[tuple[tuple[str], names.Form]] = []
    denied = {(names.scannable(c.subject), main.get(c.value, c.value)) for c in corrections if c.kind == "wrong_company"}

    def claim(alone: tuple[str], form: names.Form, right: int) -> None:
        issuer = alone[0]
        old = claims.get(form.text)
        if (form.text, issuer) in denied:
            return
        if old is None or right < old.right:
            claims[form.text] = _Claim(right, form.kind, form.weak, form.caps, alone)
        elif right == old.right and issuer not in old.issuers:
            old.issuers += alone
            old.caps = old.caps and form.caps

    own = curated()
    for company in companies.values():
        alone = (main.get(company.key, company.key),)
        for form in names.forms(company):
            if form.kind == "brand":
                brands.append((alone, form))
            else:
                claim(alone, form, _RIGHT[form.kind])
            head = _head(form.text)
            if starts.setdefault(head, alone[0]) != alone[0]:
                starts[head] = None
        for name in own.get(company.key, ()):
            claim(alone, _curated_form(name), 0)
    for alone, form in brands:
        head = _head(form.text)
        if starts.get(head, "") is not None or form.text != head:
            claim(alone, form, _RIGHT["brand"])
    for correction in corrections:
        if correction.kind == "same_company" and correction.value in companies and correction.subject not in companies:
            claim((main.get(correction.value, correction.value),), _curated_form(correction.subject), 0)
    return _settled(claims, listings)


def _head(form: str) -> str:
    """What a form begins with: two Chinese characters, or its first word."""
    return form.split(" ", 1)[0] if form.isascii() or not names.is_han(form) else form[:2]


def _curated_form(name: str) -> names.Form:
    text = names.scannable(name)
    letters = [char for char in name if char.isalpha()]
    caps = " " not in text and 1 < len(letters) <= 5 and all("A" <= char <= "Z" for char in letters)
    weak = names.is_ordinary(text) if " " in text else names.is_weak(text)
    return names.Form(text, "nickname", weak, caps)


def _settled(claims: Mapping[str, _Claim], listings: Mapping[str, tuple[str, ...]]) -> dict[str, Bearer]:
    """Forms with their bearers; a brand that two could claim goes, and trap phrases come last, since they bind whatever a list says."""
    made: dict[str, Bearer] = {}
    same: dict[Bearer, Bearer] = {}  # the forms of one issuer share one record: a million names would not fit otherwise
    for text, claim in claims.items():
        if claim.kind == "brand" and len(claim.issuers) > 1:
            continue
        keys = listings.get(claim.issuers[0], (claim.issuers[0],)) if len(claim.issuers) == 1 else tuple(key for issuer in claim.issuers for key in listings.get(issuer, (issuer,)))
        lone = claim.kind in ("short", "core") and not names.is_han(text) and " " not in text
        bearer = Bearer(keys, "short" if claim.kind == "core" else claim.kind, claim.weak or lone, claim.caps, len(claim.issuers))
        made[text] = same.setdefault(bearer, bearer)
    for name, form in firms().items():
        if name not in made:
            bearer = Bearer((), "unlisted", form.weak, form.caps, issuers=0)
            made[name] = same.setdefault(bearer, bearer)
    for name in unlisted():
        if name not in made or made[name].kind == "brand" or not any(is_own(key) or made[name].kind == "legal" for key in made[name].keys):
            bearer = Bearer((), "unlisted", weak=False, issuers=0)
            made[name] = same.setdefault(bearer, bearer)
    trap = Bearer((), "trap", weak=False, issuers=0)
    for phrase in traps():
        made[phrase] = trap
    return made
