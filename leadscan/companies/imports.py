"""Tables of companies into records: CSV, XLSX or JSON lines, our own columns or a list that leadscan knows as it is.

``table`` reads the bytes of any import (companies, watchlists, sources, suppression); ``rows`` makes companies of one. A row that cannot be
taken is refused with its number and the reason; a column that nobody knows is named.
"""

from __future__ import annotations

import csv
import functools
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from leadscan import data
from leadscan.errors import DataError, ParseError
from leadscan.records import digest
from leadscan.text import names
from leadscan.text.normalize import fold, squeeze
from leadscan.types import Company, Relation

Row = tuple[int, Mapping[str, str]]
"""(row number as in the file, 1-based, the header being row 1; column to text, stripped)."""

LIMIT = 200_000_000
"""Bytes of a table after inflating; more is refused rather than held in memory."""
_SPLIT = re.compile(r"[;|；｜\n]")
_FIELDS = ("market", "code", "name_en", "name_zh_hant", "name_zh_hans", "status", "relation", "owner", "website")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a table of companies holds."""

    companies: tuple[Company, ...]
    refused: tuple[tuple[int, str], ...]
    """(row number, reason)."""
    unknown_columns: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    """(company key, further name), of a list that only adds names."""
    issuers: tuple[tuple[str, ...], ...] = ()
    """Keys of listings of one issuer, main record first, of a list that only groups."""
    list_name: str = ""
    """Which known list it was taken for."""


@dataclass(frozen=True, slots=True)
class KnownList:
    """Which column is which field, for one kind of table."""

    name: str
    needs: frozenset[str]
    without: frozenset[str] = frozenset()
    kind: str = "companies"
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field to column."""
    aliases: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    fixed_market: str = ""
    listed: bool = False
    leave: frozenset[str] = frozenset()

    def known(self) -> frozenset[str]:
        """Every column this list reads or leaves on purpose."""
        return frozenset((*self.columns.values(), *self.aliases, *self.split, *self.sector, *self.industry)) | self.leave


# --- bytes to rows ---------------------------------------------------------------------------------------------------


def table(body: bytes, name: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """(header, rows) of a CSV, XLSX or JSON-lines file, by its name and first bytes; .gz is inflated. ParseError where it is none of them.

    CSV may be UTF-8, GB18030 or Big5-HKSCS, divided by comma, semicolon or tab. Empty rows are left out. JSON values that are lists are joined with ``;``
    and other values that are not text become JSON text. The header of JSON lines is the union of the keys.
    """
    if name.lower().endswith(".gz") or body[:2] == b"\x1f\x8b":
        body, name = _inflate(body, name), re.sub(r"\.gz$", "", name, flags=re.I)
    if body[:4] == b"PK\x03\x04":
        return _workbook(body, name)
    text = decode(body, name)
    if name.lower().endswith((".jsonl", ".ndjson", ".json")) or text.lstrip()[:1] in ("{", "["):
        return _json_lines(text, name)
    return _delimited(text, name)


def _inflate(body: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(body)) as stream:
            inflated = stream.read(LIMIT + 1)
    except (OSError, EOFError, zlib.error) as e:
        raise ParseError(f"{name}: not a gzip file: {e}") from e
    if len(inflated) > LIMIT:
        raise ParseError(f"{name}: more than {LIMIT // 1_000_000} MB after inflating; divide it")
    return inflated


def decode(body: bytes, name: str) -> str:
    """Text of a table: UTF-16 by its mark, UTF-8, else GB18030 or Big5-HKSCS, whichever gives fewer rare characters. ParseError where none fits."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    options: list[tuple[float, int, str]] = []
    for charset in ("gb18030", "big5hkscs"):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        options.append((_rare(text), len(options), text))
    if not options:
        raise ParseError(f"{name}: neither UTF-8 nor GB18030 nor Big5; save it as UTF-8")
    return min(options)[2]


def _rare(text: str) -> float:
    """Share of characters outside the common ideographs, kana and Latin: text read in the wrong charset is full of them."""
    sample = [char for char in text[:20_000] if ord(char) > 0x7F]
    both = _common()
    return sum(char not in both for char in sample) / max(1, len(sample))


@functools.cache
def _common() -> frozenset[str]:
    """Characters of everyday Chinese: those of GB 2312's first level in either script, with the usual punctuation."""
    from leadscan.text.normalize import traditionalise

    first_level = "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset(first_level + traditionalise(first_level) + "，。、；：（）《》「」“”・－—％＆")


def _delimited(text: str, name: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=mark)
    try:
        header = _header(next(reader, []), name)
    except csv.Error as e:
        raise ParseError(f"{name}:1: {e}") from e
    return header, _csv_rows(reader, header, name)


def _csv_rows(reader: Any, header: tuple[str, ...], name: str) -> Iterator[Row]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            raise ParseError(f"{name}:{reader.line_num}: {e}") from e
        if any(cell.strip() for cell in cells):
            yield reader.line_num, _row(header, cells)


def _header(cells: Sequence[object], name: str) -> tuple[str, ...]:
    header = tuple(squeeze("" if cell is None else str(cell)).lstrip("\ufeff").lower().replace(" ", "_") for cell in cells)
    if not any(header):
        raise ParseError(f"{name}: no header row; the first row names the columns")
    return header


def _row(header: tuple[str, ...], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column}


def _workbook(body: bytes, name: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    import zipfile

    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size > LIMIT:
            raise ParseError(f"{name}: more than {LIMIT // 1_000_000} MB after inflating; divide it")
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = iter(enumerate(sheet.iter_rows(values_only=True), start=1))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, TypeError) as e:
        raise ParseError(f"{name}: not a workbook that can be read: {e}") from e
    for _, cells in lines:
        if any(cell is not None and str(cell).strip() for cell in cells):
            header = _header(cells, name)
            return header, _sheet_rows(lines, header)
    raise ParseError(f"{name}: the first sheet is empty")


def _sheet_rows(lines: Iterator[tuple[int, tuple[Any, ...]]], header: tuple[str, ...]) -> Iterator[Row]:
    for number, cells in lines:
        texts = [_cell(cell) for cell in cells]
        if any(texts):
            yield number, _row(header, texts)


def _cell(value: object) -> str:
    """Text of a workbook's cell; a whole number loses the ".0" that spreadsheets give codes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _json_lines(text: str, name: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    records: list[tuple[int, dict[str, Any]]] = []
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
        except json.JSONDecodeError as e:
            raise ParseError(f"{name}:{e.lineno}: {e.msg}") from e
        records = [(number, item) for number, item in enumerate(whole, start=1) if isinstance(item, dict)]
    else:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                records.append((number, _json_line(line, f"{name}:{number}")))
    header = tuple(dict.fromkeys(str(key).lower() for _, record in records for key in record))
    if not header:
        raise ParseError(f"{name}: no records")
    return header, iter([(number, {str(key).lower(): _json_text(value) for key, value in record.items()}) for number, record in records])


def _json_line(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as e:
        raise ParseError(f"{where}: not JSON: {e}") from e
    if not isinstance(record, dict):
        raise ParseError(f"{where}: wants an object; found {line[:40]!r}")
    return record


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    return json.dumps(value, ensure_ascii=False)


# --- rows to companies -----------------------------------------------------------------------------------------------


@functools.cache
def known_lists() -> tuple[KnownList, ...]:
    """The table of known lists. DataError where one makes no sense."""
    raw = data.read_toml("lexicon", "names", "known_lists.toml")
    made = []
    for entry in data.want(raw, "list", list, "lexicon/names/known_lists.toml"):
        where = f"lexicon/names/known_lists.toml: {entry.get('name', '?')}"
        columns = {key: entry[key] for key in (*_FIELDS, "group", "short_en", "same") if key in entry}
        made.append(
            KnownList(
                name=data.want(entry, "name", str, where),
                needs=frozenset(data.want(entry, "needs", list, where)),
                without=frozenset(entry.get("without", ())),
                kind=entry.get("kind", "companies"),
                columns=columns,
                aliases=tuple(entry.get("aliases", ())),
                split=tuple(entry.get("split", ())),
                sector=tuple(entry.get("sector", ())),
                industry=tuple(entry.get("industry", ())),
                fixed_market=entry.get("fixed_market", ""),
                listed=entry.get("listed", False),
                leave=frozenset(entry.get("leave", ())),
            )
        )
    return tuple(made)


def known_list(header: Sequence[str]) -> KnownList:
    """The known list that a header belongs to. DataError names the columns that are wanted where none fits."""
    columns = set(header)
    for option in known_lists():
        if option.needs <= columns and not option.without & columns:
            return option
    raise DataError(f"columns {', '.join(header)}: wants at least market and code, or name_en; see the columns of a company list")


def rows(records: Iterable[Row], *, columns: Sequence[str], origin: str = "", sector_of: Callable[[str], tuple[str, ...]] | None = None) -> Taken:
    """Companies of a table whose header is ``columns``. DataError where the header is no list of companies; a bad row is refused, not raised.

    ``sector_of`` gives sector ids for industry words; without it only sector columns count. Rows of one key are joined: later names become aliases.
    """
    kind = known_list(columns)
    unknown = tuple(column for column in columns if column and column not in kind.known())
    if kind.kind == "issuers":
        groups, refused = _groups(records, kind)
        return Taken((), refused, unknown, issuers=groups, list_name=kind.name)
    if kind.kind == "aliases":
        added, refused = _added(records, kind)
        return Taken((), refused, unknown, aliases=added, list_name=kind.name)
    made: dict[str, Company] = {}
    bad: list[tuple[int, str]] = []
    same: dict[str, list[str]] = {}
    for number, row in records:
        try:
            company = _company(row, kind, origin, sector_of)
        except DataError as e:
            bad.append((number, str(e)))
            continue
        same.setdefault(row.get(kind.columns.get("same", ""), "") or company.key, []).append(company.key)
        made[company.key] = merge(made[company.key], company) if company.key in made else company
    for keys in same.values():
        main = min(keys, key=_listing_rank)
        made.update({key: replace(made[key], issuer=main) for key in keys if key != main})
    return Taken(tuple(made.values()), tuple(bad), unknown, list_name=kind.name)


def _listing_rank(key: str) -> tuple[bool, bool]:
    """Of several tickers of one issuer the main one sorts first: common stock before preferred (A-PB), depositary receipts (ABCDY) before foreign ordinaries (ABCDF)."""
    code = key.split(":", 1)[1]
    return "-" in code, len(code) == 5 and code.endswith("F")


def _groups(records: Iterable[Row], kind: KnownList) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[int, str], ...]]:
    groups: dict[str, list[str]] = {}
    bad: list[tuple[int, str]] = []
    for number, row in records:
        try:
            groups.setdefault(row.get(kind.columns["group"], ""), []).append("{}:{}".format(*_market_code(row, kind)))
        except DataError as e:
            bad.append((number, str(e)))
    return tuple(tuple(keys) for keys in groups.values() if len(keys) > 1), tuple(bad)


def _added(records: Iterable[Row], kind: KnownList) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[int, str], ...]]:
    added: list[tuple[str, str]] = []
    bad: list[tuple[int, str]] = []
    for number, row in records:
        alias = squeeze(row.get(kind.aliases[0], ""))
        try:
            key = "{}:{}".format(*_market_code(row, kind))
        except DataError as e:
            bad.append((number, str(e)))
            continue
        if alias:
            added.append((key, alias))
        else:
            bad.append((number, "alias: empty"))
    return tuple(added), tuple(bad)


def market_code(market: str, code: str) -> tuple[str, str]:
    """Market in capitals and code as leadscan keys them: HKEX codes five figures, mainland codes six. DataError where one is missing or malformed."""
    market, code = squeeze(market).upper(), squeeze(code)
    if not market:
        raise DataError("market: empty")
    if not re.fullmatch(r"[A-Z][A-Z0-9_-]{0,15}", market):
        raise DataError(f"market: {market[:20]!r} is not a market's short name")
    if not code:
        raise DataError("code: empty")
    digits = _digits().get(market)
    if digits:
        code = re.sub(r"\.(?:HK|SH|SS|SZ|BJ)$|\.0$", "", code, flags=re.I)
        if not code.isascii() or not code.isdigit() or len(code.lstrip("0")) > digits:
            raise DataError(f"code: {code[:20]!r}: {market} codes are at most {digits} figures")
        code = code.lstrip("0").zfill(digits)
    if len(code) > 40 or re.search(r"[\s:,;|]", code):
        raise DataError(f"code: {code[:20]!r}: no spaces, colons or commas in a code")
    return market, code


@functools.cache
def _digits() -> Mapping[str, int]:
    return cast(Mapping[str, int], data.want(data.read_toml("lexicon", "names", "known_lists.toml"), "digits", dict, "lexicon/names/known_lists.toml"))


def _market_code(row: Mapping[str, str], kind: KnownList) -> tuple[str, str]:
    market = row.get(kind.columns.get("market", ""), "") or kind.fixed_market
    code = row.get(kind.columns.get("code", ""), "")
    if not code and kind.fixed_market and kind.name == "bank":
        code = digest(names.compare(row.get("name_en", "")))  # a private firm has no code of its own
    return market_code(market, code)


def _company(row: Mapping[str, str], kind: KnownList, origin: str, sector_of: Callable[[str], tuple[str, ...]] | None) -> Company:
    market, code = _market_code(row, kind)
    values = {name: squeeze(row.get(column, "")) or None for name, column in kind.columns.items()}
    relation = (values.get("relation") or "").lower() or None
    if relation and relation not in get_args(Relation):
        raise DataError(f"relation: {relation!r} is not one of {', '.join(get_args(Relation))}")
    aliases = _aliases(row, kind, values)
    if not any(values.get(name) for name in ("name_en", "name_zh_hant", "name_zh_hans", "short_en")) and not aliases:
        raise DataError("no name in any language")
    short = values.get("short_en")
    return Company(
        key=f"{market}:{code}",
        market=market,
        code=code,
        name_en=values.get("name_en") or (_spelled_out(short) if short else None),
        name_zh_hant=values.get("name_zh_hant"),
        name_zh_hans=values.get("name_zh_hans"),
        aliases=aliases,
        sectors=_sectors(row, kind, sector_of),
        status=values.get("status") or ("listed" if kind.listed else None),
        relation=cast("Relation | None", relation),
        owner=values.get("owner"),
        website=values.get("website"),
        origin=origin or kind.name,
    )


def _aliases(row: Mapping[str, str], kind: KnownList, values: Mapping[str, str | None]) -> tuple[str, ...]:
    found = [squeeze(row.get(column, "")) for column in kind.aliases]
    found += [squeeze(part) for column in kind.split for part in _SPLIT.split(row.get(column, ""))]
    short = values.get("short_en")
    if short and _is_acronym(short, values.get("name_en")):
        found.append(names.core(_spelled_out(short)))
    taken = {values.get("name_en"), values.get("name_zh_hant"), values.get("name_zh_hans")}
    return tuple(dict.fromkeys(name for name in found if name and name not in taken))


_SHORT_WORDS = {"GP": "Group", "GRP": "Group", "HOLD": "Holdings", "HLDG": "Holdings", "HLDGS": "Holdings", "INT'L": "International", "INTL": "International", "TECH": "Technology", "PHAR": "Pharmaceutical", "IND": "Industries", "ENT": "Entertainment", "DEV": "Development"}


def _spelled_out(short: str) -> str:
    """An exchange's 15-letter short name with its common abbreviations written out: "JIN MI FANG GP" to "JIN MI FANG Group"."""
    return " ".join(_SHORT_WORDS.get(word, word) for word in names.bare(short).replace("(HOLD)", " HOLD").split())


def _is_acronym(short: str, name_en: str | None) -> bool:
    """Whether a short name is one word that the legal name does not hold as a word (SMIC, CNOOC): a name of its own, not a cut one."""
    word = names.core(_spelled_out(short))
    if " " in word or not word.isalpha() or len(word) < 3 or name_en is None:
        return False
    return not any(part.startswith(fold(word)) or fold(word).startswith(part) for part in names.compare(name_en).split() if len(part) > 2)


def _sectors(row: Mapping[str, str], kind: KnownList, sector_of: Callable[[str], tuple[str, ...]] | None) -> tuple[str, ...]:
    found: list[str] = [part.strip() for column in kind.sector for part in _SPLIT.split(row.get(column, "")) if part.strip()]
    if sector_of is not None and not found:
        for column in kind.industry:
            words = row.get(column, "")
            if words and not found:
                found += sector_of(words)
    return tuple(dict.fromkeys(found))[:3]


def merge(old: Company, new: Company) -> Company:
    """One record of two rows with the same key: the newer row's words win, names that differ stay as aliases, nothing known is lost."""
    seen = [new.name_en or old.name_en, new.name_zh_hant or old.name_zh_hant, new.name_zh_hans or old.name_zh_hans]
    others = (*old.aliases, *new.aliases, *(name for name in (old.name_en, old.name_zh_hant, old.name_zh_hans) if name))
    return replace(
        old,
        name_en=seen[0],
        name_zh_hant=seen[1],
        name_zh_hans=seen[2],
        aliases=tuple(dict.fromkeys(name for name in others if name not in seen)),
        sectors=new.sectors or old.sectors,
        status=new.status or old.status,
        relation=new.relation or old.relation,
        owner=new.owner or old.owner,
        issuer=new.issuer or old.issuer,
        website=new.website or old.website,
        origin=new.origin or old.origin,
    )


def apply(companies: Iterable[Company], taken: Taken) -> tuple[Company, ...]:
    """The companies with the names and issuer groups of a list that adds to known keys; keys that nobody knows are left."""
    known = {company.key: company for company in companies}
    for key, alias in taken.aliases:
        if key in known and alias not in known[key].aliases:
            known[key] = replace(known[key], aliases=(*known[key].aliases, alias))
    for group in taken.issuers:
        present = [key for key in group if key in known]
        for key in present[1:]:
            known[key] = replace(known[key], issuer=present[0])
    return tuple(known.values())
