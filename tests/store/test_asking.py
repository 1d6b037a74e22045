"""Questions that belong to no one stage."""

from __future__ import annotations

import dataclasses
from datetime import date

from leadscan.settings import Settings
from leadscan.store import Store, exists, open_store

from .makers import DAY, article, digest_of, filing, message_of


def test_filings_come_oldest_first_and_without_their_text(store: Store) -> None:
    old, new = filing("f2", filed=date(2025, 9, 1)), filing("f1")
    store.save_documents([new, old, article()])
    assert store.filings() == [dataclasses.replace(one, text="") for one in (old, new)]


def test_headlines_are_given_for_the_ids_that_are_known(store: Store) -> None:
    store.save_documents([article("e1"), article("e2")])
    assert store.titles(one.id for one in (article("e2"), article("e2"), article("e9"))) == {article("e2").id: "Harbour Looms plans e2"}
    assert store.titles([]) == {}


def test_the_latest_edition_is_that_of_the_newest_digest(store: Store) -> None:
    assert store.latest_edition() is None
    for day in (DAY, date(2026, 3, 2)):
        store.save_edition(digest_of("rm1", day=day), message_of(digest_of("rm1", day=day)), [])
    assert store.latest_edition() == DAY


def test_a_desk_has_a_database_once_it_was_opened(settings: Settings) -> None:
    assert not exists(settings)
    with open_store(settings, purpose="test"):
        pass
    assert exists(settings)
