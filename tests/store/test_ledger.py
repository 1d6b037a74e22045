"""The ledger is only ever added to; registers are whole; consents follow their file."""

from __future__ import annotations

import dataclasses
import inspect
import re
from datetime import timedelta

from leadscan.store import Store
from leadscan.store import ledger as module
from leadscan.store.ledger import ledger_row
from leadscan.types import Consent

from .makers import DAY, NOW


def test_a_row_of_the_ledger_is_never_changed_or_removed(store: Store) -> None:
    row = ledger_row("refused", "no register", at=NOW, rm="mei", lead_id="l1", company_key="HKEX:1", company_name="Looms", rule="no_register")
    assert store.add_ledger(row) and not store.add_ledger(row)
    assert not store.add_ledger(dataclasses.replace(row, detail="something else")), "the id is taken"
    assert store.ledger() == [row]
    assert not re.search(r"(?:update|delete from|truncate|drop table) ledger\b", inspect.getsource(module))


def test_the_ledger_is_asked_by_rm_lead_and_time_oldest_first(store: Store) -> None:
    rows = [ledger_row("touch", f"n{n}", at=NOW + timedelta(minutes=n), rm="mei" if n % 2 else "tom", lead_id=f"l{n}") for n in (3, 1, 2)]
    for row in rows:
        store.add_ledger(row)
    assert [row.detail for row in store.ledger()] == ["n1", "n2", "n3"]
    assert [row.detail for row in store.ledger(rm="mei")] == ["n1", "n3"]
    assert [row.detail for row in store.ledger(lead_id="l2")] == ["n2"]
    assert [row.detail for row in store.ledger(since=NOW + timedelta(minutes=2))] == ["n2", "n3"]


def test_a_register_takes_the_place_of_the_one_before(store: Store) -> None:
    assert store.register_date("fax") is None and not store.is_registered("fax", "21009998")
    assert store.put_register("fax", ["21009998", "21009998", "21009997"], as_of=DAY, now=NOW) == 2
    assert store.put_register("fax", ["21009996"], as_of=DAY + timedelta(days=1), now=NOW) == 1
    assert store.register_date("fax") == DAY + timedelta(days=1)
    assert [store.is_registered("fax", number) for number in ("21009998", "21009996")] == [False, True]


def test_consents_that_are_gone_from_their_file_are_gone(store: Store) -> None:
    one, two = Consent("fax", "1", DAY), Consent("person", "Ann", DAY, DAY, "note")
    assert store.put_consents([one, two], origin="desk", replace=True) == (2, 0, 0, 0)
    assert store.put_consents([dataclasses.replace(one, how="x")], origin="desk", replace=True) == (0, 1, 0, 1)
    assert store.put_consents([], origin="other", replace=True) == (0, 0, 0, 0)
    assert store.consents() == [dataclasses.replace(one, how="x")]


def test_an_email_is_answered_once(store: Store) -> None:
    assert store.answered("<1@a>") is None
    store.set_answered("<1@a>", "aside", NOW)
    store.set_answered("<1@a>", "taken", NOW)
    assert store.answered("<1@a>") == "aside"
