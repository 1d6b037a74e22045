"""Sources, watchlists, suppressions and the register."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from leadscan.store import Store
from leadscan.types import Company, Suppression, WatchedCompany, Watchlist

from .makers import source

LOOMS = Company("HKEX:00001", "HKEX", "00001", "Harbour Looms Limited", "海港織布有限公司", aliases=("HLL",), sectors=("textiles",), status="listed", origin="list")
WATCH = Watchlist("rm1", "Ann", "ann@bank.example", "zh-Hant", ("textiles",), (WatchedCompany("00001", "client"),), ("football",))
STOP = Suppression("fax", "+852 2000 0000", "asked us", date(2026, 1, 2))


def test_sources_come_back_in_the_order_in_which_they_were_taken_in(store: Store) -> None:
    given = [source("zeta", entries_a_day=(3, 40), sectors=("banks",)), source("alpha", enabled=False), source("mid", timezone="UTC")]
    assert store.put_sources(given, origin="sources.toml") == (3, 0, 0, 0)
    assert store.sources() == given


@pytest.mark.parametrize(
    ("put", "read", "record", "other", "edited"),
    [
        ("put_sources", "sources", source("a"), source("b"), source("a", title="A new title")),
        ("put_watchlists", "watchlists", WATCH, dataclasses.replace(WATCH, rm="rm2"), dataclasses.replace(WATCH, exclude_terms=())),
        ("put_suppressions", "suppressions", STOP, dataclasses.replace(STOP, value="9"), dataclasses.replace(STOP, until=date(2027, 1, 1))),
        ("put_companies", "companies", LOOMS, dataclasses.replace(LOOMS, key="SSE:600001"), dataclasses.replace(LOOMS, name_en="Harbour Looms plc")),
    ],
)
class TestAnImport:
    def test_counts_what_it_added_changed_and_left(self, store: Store, put: str, read: str, record: object, other: object, edited: object) -> None:
        assert getattr(store, put)([record], origin="list") == (1, 0, 0, 0)
        assert getattr(store, put)([record, other], origin="list") == (1, 0, 1, 0)
        assert getattr(store, put)([edited, other], origin="list") == (0, 1, 1, 0)
        assert list(getattr(store, read)()) == [edited, other] if put != "put_suppressions" else {*getattr(store, read)()} == {edited, other}

    def test_that_replaces_removes_only_what_its_own_origin_gave(self, store: Store, put: str, read: str, record: object, other: object, edited: object) -> None:
        getattr(store, put)([record], origin="list")
        getattr(store, put)([other], origin="desk")
        assert getattr(store, put)([], origin="desk", replace=True) == (0, 0, 0, 1)
        assert list(getattr(store, read)()) == [record]

    def test_remembers_the_digest_of_its_file(self, store: Store, put: str, read: str, record: object, other: object, edited: object) -> None:
        assert store.origin_digest("list") is None
        getattr(store, put)([record], origin="list", digest="abc")
        getattr(store, put)([record], origin="list")
        assert store.origin_digest("list") == "abc"

    def test_takes_the_last_of_two_rows_with_one_key(self, store: Store, put: str, read: str, record: object, other: object, edited: object) -> None:
        getattr(store, put)([record, edited], origin="list")
        assert list(getattr(store, read)()) == [edited]


def test_a_relation_stays_when_a_later_import_does_not_say_it(store: Store) -> None:
    store.put_companies([dataclasses.replace(LOOMS, relation="client", owner="rm1")], origin="list")
    store.put_companies([dataclasses.replace(LOOMS, sectors=(), status="delisted")], origin="list")
    assert store.company(LOOMS.key) == dataclasses.replace(LOOMS, relation="client", owner="rm1", status="delisted")


def test_a_relation_taken_out_of_the_desk_file_is_gone(store: Store) -> None:
    own = Company(LOOMS.key, "HKEX", "00001", relation="client", owner="rm1")
    store.put_companies([LOOMS], origin="list")
    store.put_companies([own], origin="companies.csv", replace=True)
    assert store.company(LOOMS.key) == dataclasses.replace(LOOMS, relation="client", owner="rm1")
    store.put_companies([dataclasses.replace(own, relation=None, owner=None)], origin="companies.csv", replace=True)
    assert store.company(LOOMS.key) == LOOMS


def test_the_bank_s_own_name_counts_and_the_list_s_name_is_still_found(store: Store) -> None:
    store.put_companies([LOOMS], origin="list")
    assert store.put_companies([Company(LOOMS.key, "HKEX", "00001", "Looms")], origin="companies.csv") == (0, 1, 0, 0)
    assert store.company(LOOMS.key) == dataclasses.replace(LOOMS, name_en="Looms", aliases=("Harbour Looms Limited", "HLL"))
    # The list is taken in again as it was: nothing it says is new, so nothing moves.
    assert store.put_companies([LOOMS], origin="list") == (0, 0, 1, 0)
    assert store.company(LOOMS.key).name_en == "Looms"


def test_a_company_of_two_lists_survives_the_end_of_one(store: Store) -> None:
    store.put_companies([LOOMS], origin="list")
    store.put_companies([LOOMS, dataclasses.replace(LOOMS, key="SSE:600001")], origin="second")
    assert store.put_companies([], origin="list", replace=True) == (0, 1, 0, 0)  # its origin is now the second list
    assert store.put_companies([], origin="second", replace=True) == (0, 0, 0, 2)
    assert list(store.companies()) == []


def test_a_register_is_streamed_while_other_tables_are_read(store: Store) -> None:
    store.put_companies([dataclasses.replace(LOOMS, key=f"HKEX:{n:05}", code=f"{n:05}", origin="list") for n in range(12_000)], origin="list")
    keys = []
    for number, company in enumerate(store.companies()):
        if number % 1000 == 0:
            assert store.company(company.key) == company
        keys.append(company.key)
    assert keys == [f"HKEX:{n:05}" for n in range(12_000)]


def test_half_a_surrogate_pair_in_a_name_costs_that_character_only(store: Store) -> None:
    store.put_companies([dataclasses.replace(LOOMS, name_en="Loo\ud800ms")], origin="list")
    assert store.company(LOOMS.key).name_en == "Loo\ufffdms"
