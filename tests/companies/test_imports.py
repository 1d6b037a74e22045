"""Tables of companies: each row is taken or refused by number, in any charset and shape a bank sends."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from leadscan.companies import imports
from leadscan.errors import DataError, ParseError
from leadscan.types import Company

OWN = "market,code,name_en,name_zh_hant,name_zh_hans,aliases,sector,status,relation,owner\n"


def take(text: str, **options: object) -> imports.Taken:
    header, rows = imports.table(text.encode(), "companies.csv")
    return imports.rows(rows, columns=header, **options)  # type: ignore[arg-type]  # options are the test's own


def test_our_own_columns_become_a_company() -> None:
    taken = take(OWN + "hkex,9901,Harbour Kite Holdings Limited,鳶港控股有限公司,,Kite;鳶港|紙鳶,food_beverage,listed,Client,rm_chan\n")
    assert taken.companies == (
        Company(
            key="HKEX:09901",
            market="HKEX",
            code="09901",
            name_en="Harbour Kite Holdings Limited",
            name_zh_hant="鳶港控股有限公司",
            aliases=("Kite", "鳶港", "紙鳶"),
            sectors=("food_beverage",),
            status="listed",
            relation="client",
            owner="rm_chan",
            origin="leadscan",
        ),
    )
    assert taken.refused == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",9901,Kite,,,,,,,", "market: empty"),
        ("HKEX,,Kite,,,,,,,", "code: empty"),
        ("HKEX,123456,Kite,,,,,,,", "code: '123456': HKEX codes are at most 5 figures"),
        ("HKEX,BABA,Kite,,,,,,,", "code: 'BABA': HKEX codes are at most 5 figures"),
        ("HKEX,9901,,,,,,,,", "no name in any language"),
        ("HKEX,9901,Kite,,,,,,friend,", "relation: 'friend' is not one of client, prospect, dormant, borrower, competitor"),
        ("X Y,9901,Kite,,,,,,,", "market: 'X Y' is not a market's short name"),
        ("US,A B,Kite,,,,,,,", "code: 'A B': no spaces, colons or commas in a code"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_others_are_taken(row: str, reason: str) -> None:
    taken = take(OWN + row + "\nHKEX,9902,Lantern Limited,,,,,,,\n")
    assert taken.refused == ((2, reason),)
    assert [company.key for company in taken.companies] == ["HKEX:09902"]


def test_unknown_columns_are_named_and_left() -> None:
    assert take("market,code,name_en,shoe_size\nUS,KITE,Kite Inc,44\n").unknown_columns == ("shoe_size",)


def test_a_table_that_is_no_list_of_companies_is_refused_whole() -> None:
    with pytest.raises(DataError, match="wants at least market and code"):
        take("day,price\n1,2\n")


def test_rows_of_one_key_are_joined_and_no_name_is_lost() -> None:
    taken = take(OWN + "HKEX,9901,Kite Limited,鳶有限公司,,,,,,\nHKEX,09901,Kite Holdings Limited,,,紙鳶,,,client,\n")
    (company,) = taken.companies
    assert (company.name_en, company.name_zh_hant, company.relation) == ("Kite Holdings Limited", "鳶有限公司", "client")
    assert set(company.aliases) == {"紙鳶", "Kite Limited"}


@pytest.mark.parametrize(("charset", "text"), [("utf-8-sig", "香港鳶港銀行有限公司"), ("gb18030", "香港鸢港银行有限公司"), ("big5hkscs", "香港鳶港銀行有限公司"), ("utf-16", "香港鳶港銀行有限公司")])
def test_a_csv_may_come_in_any_charset_of_the_house(charset: str, text: str) -> None:
    header, rows = imports.table(f"market,code,name_zh_hant\nHKEX,9901,{text}\n".encode(charset), "list.csv")
    assert header == ("market", "code", "name_zh_hant")
    assert next(rows)[1]["name_zh_hant"] == text


def test_gzip_semicolons_and_json_lines_are_read_alike() -> None:
    row = {"market": "US", "code": "KITE", "name_en": "Kite Inc", "aliases": ["Kite", "Lantern"]}
    bodies = {
        "a.csv.gz": gzip.compress(b"market,code,name_en,aliases\nUS,KITE,Kite Inc,Kite|Lantern\n"),
        "a.csv": b"market;code;name_en;aliases\nUS;KITE;Kite Inc;Kite|Lantern\n",
        "a.jsonl": (json.dumps(row) + "\n\n").encode(),
        "a.json": json.dumps([row]).encode(),
    }
    made = set()
    for name, body in bodies.items():
        header, rows = imports.table(body, name)
        made.add(imports.rows(rows, columns=header).companies)
    assert len(made) == 1
    assert made.pop()[0].aliases == ("Kite", "Lantern")


def test_a_workbook_gives_whole_numbers_as_codes() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Market", "Code", "Name EN", None])
    sheet.append([None, None, None, None])
    sheet.append(["HKEX", 9901.0, "Kite Limited", None])
    stream = io.BytesIO()
    book.save(stream)
    header, rows = imports.table(stream.getvalue(), "list.xlsx")
    assert list(rows) == [(3, {"market": "HKEX", "code": "9901", "name_en": "Kite Limited"})]
    assert header[:3] == ("market", "code", "name_en")


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"", "a.csv"), (b"\x1f\x8bxx", "a.csv.gz"), (b"PK\x03\x04xxxx", "a.xlsx"), (b"{not json", "a.jsonl"), (b"[1, 2]", "a.json"), (b"\n\n", "a.csv"), (b"\xff\xff\xff\x81", "a.csv"), (b'{"a": 1}\n[2]\n', "a.jsonl")],
)
def test_bytes_that_are_no_table_are_an_error_that_names_the_file(body: bytes, name: str) -> None:
    with pytest.raises(ParseError, match="a\\."):
        imports.table(body, name)


def test_a_known_list_of_tickers_rolls_one_issuer_up_to_its_receipts() -> None:
    taken = take("market,ticker,cik,name,exchange\nUS,KTEEF,77,Kite SA,OTC\nUS,KTEEY,77,Kite SA,OTC\nUS,KTE-PB,77,Kite SA,NYSE\nUS,LAN,78,Lantern Inc,NYSE\n")
    assert taken.list_name == "us_sec_tickers"
    assert {company.key: company.issuer for company in taken.companies} == {"US:KTEEF": "US:KTEEY", "US:KTEEY": None, "US:KTE-PB": "US:KTEEY", "US:LAN": None}


def test_a_list_of_aliases_and_a_list_of_issuers_add_to_known_keys() -> None:
    companies = (Company("HKEX:09901", "HKEX", "09901", name_en="Kite Limited"), Company("SSE:609901", "SSE", "609901", name_zh_hans="鸢港"))
    more = imports.apply(companies, take("market,code,alias\nHKEX,9901,紙鳶\nHKEX,9999,誰\n"))
    more = imports.apply(more, take("group,market,code\nG1,HKEX,9901\nG1,SSE,609901\nG2,HKEX,1\nG2,SSE,2\n"))
    assert more[0].aliases == ("紙鳶",)
    assert more[1].issuer == "HKEX:09901"


def test_industry_words_become_sectors_by_the_table_that_is_given() -> None:
    taken = take("market,code,short_zh_hans,short_zh_hant,name_en,industry_cn,industry_cn2\nSSE,609901,鸢港,,,白酒,食品饮料\n", sector_of=lambda words: ("food_beverage",) if "饮料" in words else ())
    assert taken.companies[0].sectors == ("food_beverage",)


def test_the_lists_of_the_recorded_universe_are_taken_whole(shared: Path) -> None:
    counts = {}
    for name in ("hk_listed.csv", "a_share_listed.csv", "us_sec_tickers.csv.gz", "hk_banks.csv", "watchlist_sample.csv"):
        header, rows = imports.table((shared / "data" / "universe" / name).read_bytes(), name)
        taken = imports.rows(rows, columns=header)
        counts[name] = (len(taken.companies), len(taken.refused), taken.unknown_columns)
    assert counts == {"hk_listed.csv": (2743, 0, ()), "a_share_listed.csv": (5495, 0, ()), "us_sec_tickers.csv.gz": (10403, 0, ()), "hk_banks.csv": (30, 0, ()), "watchlist_sample.csv": (8, 0, ())}
