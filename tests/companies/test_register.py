"""The register: issuers with their listings, the forms that name them, the scan that finds them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.companies.register import Register, curated, firms, traps
from leadscan.errors import DataError
from leadscan.text import names
from leadscan.types import Company, Correction


def company(key: str, name_en: str | None = None, zh: str | None = None, *aliases: str, issuer: str | None = None) -> Company:
    market, code = key.split(":")
    return Company(key, market, code, name_en=name_en, name_zh_hant=zh, aliases=aliases, issuer=issuer)


def correction(kind: str, subject: str, value: str) -> Correction:
    return Correction("c1", kind, subject, value, "rm_chan", datetime(2026, 3, 10, tzinfo=UTC))


COMPANIES = (
    company("HKEX:09901", "Quillhaven Foods Holdings Limited", "鳶灣沐食品控股有限公司", "鳶灣沐食品", "鳶食"),
    company("SSE:609901", "Quillhaven Foods Holdings Limited", "鸢湾沐", "鸢湾沐食品"),
    company("HKEX:09902", "Quillhaven Foods Logistics Limited", "鳶灣沐物流有限公司"),
    company("US:QHV", "Brackmere Tidal Inc"),
    company("US:QHVPA", "Brackmere Tidal Inc", issuer="US:QHV"),
    company("PRIVATE:p1", "Ostrel & Vane Company Limited", "奧翠維恩有限公司"),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(COMPANIES)


def found(register: Register, text: str) -> list[tuple[str, str]]:
    return [(hit.text, hit.keys[0] if hit.keys else "trap") for hit in register.scan(text)]


def test_one_legal_name_in_two_markets_is_one_issuer(register: Register) -> None:
    assert register.listings("SSE:609901") == ("HKEX:09901", "SSE:609901")
    assert register.issuer("SSE:609901") == "HKEX:09901"
    assert register.issuer("HKEX:09902") == "HKEX:09902"
    assert register.listings("US:QHVPA") == ("US:QHV", "US:QHVPA")


def test_a_share_and_h_share_of_one_core_are_one_issuer() -> None:
    register = Register((company("HKEX:09905", "Kestrel Wind Co., Ltd.", "北鳶風能股份有限公司", "北鳶風能"), company("SZSE:309905", None, "北鸢风能")))
    assert register.issuer("SZSE:309905") == "HKEX:09905"


def test_two_companies_with_one_key_are_refused() -> None:
    with pytest.raises(DataError, match="HKEX:09901"):
        Register((COMPANIES[0], COMPANIES[0]))


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Quillhaven Foods Holdings Limited rose", [("Quillhaven Foods Holdings Limited", "HKEX:09901")]),
        ("QUILLHAVEN FOODS rose", [("QUILLHAVEN FOODS", "HKEX:09901")]),
        ("Quillhaven Foods Logistics rose", [("Quillhaven Foods Logistics", "HKEX:09902")]),
        ("Ostrel & Vane and Ostrel-Vane", [("Ostrel & Vane", "PRIVATE:p1"), ("Ostrel", "PRIVATE:p1")]),
        ("鳶灣沐食品與鸢湾沐物流", [("鳶灣沐食品", "HKEX:09901"), ("鸢湾沐物流", "HKEX:09902")]),
        ("（09901.HK）及 9902 HK", [("09901.HK", "HKEX:09901"), ("9902 HK", "HKEX:09902")]),
        ("HKG: 9901; SEHK: 9902", [("HKG: 9901", "HKEX:09901"), ("SEHK: 9902", "HKEX:09902")]),
        ("NYSE: QHV and $QHV and QHV.N", [("NYSE: QHV", "US:QHV"), ("$QHV", "US:QHV"), ("QHV.N", "US:QHV")]),
        ("609901.SH and SH609901", [("609901.SH", "SSE:609901"), ("SH609901", "SSE:609901")]),
        ("股份代號：9901", [("9901", "HKEX:09901")]),
        ("股票代码609901", [("609901", "SSE:609901")]),
        ("nyse: qhv", []),
        ("Quillhavens and 9901 items for 9901", []),
        ("at 09903.HK", []),
        ("平安夜", [("平安夜", "trap")]),
        ("", []),
    ],
)
def test_the_scan_finds_names_and_codes_as_papers_write_them(register: Register, text: str, hits: list[tuple[str, str]]) -> None:
    assert found(register, text) == hits


def test_every_well_known_company_is_found_and_none_is_a_trap() -> None:
    register = Register(())
    for name, form in firms().items():
        assert not form.caps or form.weak or len(name) > 3
        if name not in traps():
            assert [hit.kind for hit in register.scan(name.upper())] == ["unlisted"], name


def test_a_renminbi_counter_means_the_share(register: Register) -> None:
    assert found(Register((company("HKEX:00991", "Kestrel Limited"),)), "80991.HK") == [("80991.HK", "HKEX:00991")]


@pytest.mark.parametrize(("query", "keys"), [("9901", ["HKEX:09901"]), ("09901.HK", ["HKEX:09901"]), ("QHV", ["US:QHV"]), ("quillhaven foods", ["HKEX:09901"]), ("奧翠維恩", ["PRIVATE:p1"]), ("PRIVATE:p1", ["PRIVATE:p1"]), ("nobody", [])])
def test_a_person_finds_a_company_by_key_code_ticker_or_name(register: Register, query: str, keys: list[str]) -> None:
    assert [company.key for company in register.find(query)] == keys


def test_a_brand_that_two_could_claim_belongs_to_nobody(register: Register) -> None:
    assert register.bearer("Quillhaven") is None
    brackmere = register.bearer("Brackmere")
    assert brackmere is not None
    assert (brackmere.keys[0], brackmere.kind, brackmere.weak) == ("US:QHV", "brand", True)


def test_what_a_person_said_is_a_name_or_the_end_of_one() -> None:
    more = Register(COMPANIES, corrections=(correction("same_company", "紙鳶記", "HKEX:09901"), correction("wrong_company", "鳶食", "HKEX:09901")))
    bearer = more.bearer("紙鳶記")
    assert bearer is not None
    assert bearer.keys[0] == "HKEX:09901"
    assert more.bearer("鳶食") is None


def test_a_person_may_say_that_two_records_are_one_company() -> None:
    assert Register(COMPANIES, corrections=(correction("same_company", "HKEX:09902", "HKEX:09901"),)).issuer("HKEX:09902") == "HKEX:09901"


def test_a_kept_state_gives_the_same_register_and_an_outdated_one_is_not_used(register: Register) -> None:
    state = register.state()
    assert Register(COMPANIES, state=state).forms() == register.forms()
    assert Register(COMPANIES[:3], state=state).forms() == Register(COMPANIES[:3]).forms()
    assert Register(COMPANIES, state=b"damaged").forms() == register.forms()
    assert Register(COMPANIES, state=state).listings("SSE:609901") == ("HKEX:09901", "SSE:609901")


def test_a_curated_name_of_a_company_that_was_not_imported_is_left() -> None:
    assert "HKEX:00016" in curated()
    assert Register(()).bearer("新地") is None


def test_every_trap_is_found_whatever_a_list_says() -> None:
    greedy = Register((company("HKEX:09906", "Hang Seng Index"),))
    for phrase in traps():
        assert all(hit.kind == "trap" for hit in greedy.scan(phrase) if hit.end - hit.start == len(phrase))
        assert greedy.scan(phrase)


@given(st.text(alphabet="Quilhaven Foods鳶灣沐食品控股9901.HK(): \n\0\U0001f600ع", max_size=80))
def test_hits_of_any_text_are_sorted_apart_and_quote_it(register: Register, text: str) -> None:
    last = 0
    for hit in register.scan(text):
        assert hit.start >= last
        assert text[hit.start : hit.end] == hit.text
        last = hit.end


def test_a_curated_name_stands_under_two_keys_of_one_market_only_where_they_are_one_firm() -> None:
    borne: dict[tuple[str, str], str] = {}
    for key, written in curated().items():
        for name in written:
            other = borne.setdefault((key.split(":", 1)[0], names.scannable(name)), key)
            shared = {names.scannable(n) for n in written} & {names.scannable(n) for n in curated()[other]}
            assert other == key or len(shared) >= min(2, len(written)), (name, other, key)
    assert sum(map(len, curated().values())) > 4000


def test_forms_of_one_issuer_share_one_record(register: Register) -> None:
    bearers = list(register.forms().values())
    assert len(set(map(id, bearers))) == len(set(bearers))
