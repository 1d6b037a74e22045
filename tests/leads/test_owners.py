"""Whose matter it is."""

from __future__ import annotations

import pytest

from leadscan.leads import owners
from tests.leads.makers import company, event, watchlist


@pytest.mark.parametrize("line", ["HKEX:01234", "01234", "1234", "Yau Kit Engineering", "祐傑工程", "祐杰工程控股有限公司"])
def test_a_line_means_a_company_by_key_code_or_any_name(line: str) -> None:
    assert owners.means(line, company())


@pytest.mark.parametrize("line", ["HKEX:01235", "12345", "Yau", "祐", "Kit Engineering"])
def test_another_line_does_not(line: str) -> None:
    assert not owners.means(line, company())


def test_a_name_the_register_knows_by_find_is_meant() -> None:
    assert owners.means("祐記", company(), find=lambda line: (company(),))


def test_who_named_it_gets_it_with_their_relation() -> None:
    found = owners.assign(company(), ("utilities",), [watchlist("ann", sectors=(), companies=(("01234", "prospect"),)), watchlist("bob", sectors=("telecom",))])
    assert [(item.rm, item.relation, item.how) for item in found] == [("ann", "prospect", "named")]


def test_a_client_of_one_rm_does_not_go_to_another_by_sector() -> None:
    sector = ("construction_building_materials",)
    found = owners.assign(company(), sector, [watchlist("ann", sectors=(), companies=(("01234", "client"),)), watchlist("bob", sectors=sector)])
    assert [item.rm for item in found] == ["ann"]


def test_the_registers_owner_gets_it_though_they_did_not_name_it() -> None:
    found = owners.assign(company(owner="cy"), ("telecom",), [watchlist("bob", sectors=("telecom",))])
    assert [(item.rm, item.how) for item in found] == [("cy", "owner")]


def test_a_sector_nobody_follows_goes_to_its_fallback() -> None:
    lists = [watchlist("bob", sectors=("telecom",))]
    assert [(item.rm, item.how) for item in owners.assign(None, ("agriculture",), lists, written=("Good Farm",), fallback={"agriculture": "dee"})] == [("dee", "fallback")]
    assert owners.assign(None, ("agriculture",), lists, written=("Good Farm",)) == ()


def test_an_unlisted_company_is_known_by_its_written_name() -> None:
    found = owners.assign(None, (), [watchlist("ann", sectors=(), companies=(("嶼灣物流", "prospect"),))], written=("Tsing Bay Logistics Limited", "嶼灣物流有限公司"))
    assert [item.how for item in found] == ["named"]


def test_follows_and_unowned_agree() -> None:
    lists = [watchlist("ann", sectors=("telecom",))]
    ours, nobodys = event(sectors=("telecom",)), event(sectors=("agriculture",), key=None, name="Good Farm")
    assert owners.follows(lists[0], ours)
    assert owners.unowned([ours, nobodys], lists) == (nobodys,)
    assert owners.follows(watchlist("x", sectors=(), companies=(("1234", "client"),)), ours, keys=["HKEX:01234"])
