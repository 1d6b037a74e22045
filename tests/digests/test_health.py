"""The health line is true each time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from leadscan.digests import health as line
from leadscan.types import Health, Source
from tests.digests.digest_makers import DAY, NOW, health, watchlist


def said(*states: Health, language: str = "en") -> str:
    return line.line(states, language=language, now=NOW)


def test_all_read_says_so_with_the_newest_time() -> None:
    assert said(health("a"), health("b", "unchanged"), health("c", "degraded")) == "3 of 3 sources read, newest 07:21"


def test_a_source_that_was_not_read_is_named_with_state_and_day() -> None:
    assert said(health("a"), health("ledger-weekly", "blocked")) == "1 of 2 sources read, newest 07:21; Ledger Weekly: blocked since Tue 10 Mar"


@pytest.mark.parametrize("state", ["empty", "stale", "invalid", "blocked", "limited", "failing", "gone", "quarantined"])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_state_in_which_news_may_be_missed_is_named_in_every_language(state: str, language: str) -> None:
    made = said(health("a"), health("delta-post", state), language=language)
    assert "Delta Post" in made
    assert "1" in made.split("Delta Post")[0]


def test_the_longest_silent_comes_first_and_more_than_six_are_counted() -> None:
    many = [health(f"s{n}", "failing", since=DAY - timedelta(days=n)) for n in range(8)]
    made = said(*many)
    assert made.startswith("0 of 8 sources read; S7: failing since Tue 3 Mar; S6:")
    assert made.endswith("; and 2 more")


def test_the_newest_of_a_source_that_was_not_read_or_that_lies_in_the_future_does_not_count() -> None:
    old = NOW - timedelta(days=1)
    states = (health("a", newest=old), health("b", "stale", newest=NOW), health("c", newest=NOW + timedelta(hours=3)))
    assert said(*states).startswith("2 of 3 sources read, newest Mon 9 Mar 07:30;")


def test_a_title_cannot_break_the_line() -> None:
    assert "\n" not in said(health("x", "blocked", title="Evil\r\nHeader: 1"))


def test_an_rm_sees_the_general_sources_and_those_of_the_sectors_followed() -> None:
    sources = {
        "general": Source("general", "General", "rss", "https://g.example"),
        "ship": Source("ship", "Ship", "rss", "https://s.example", sectors=("transport_logistics", "oil_gas_coal")),
        "drug": Source("drug", "Drug", "rss", "https://d.example", sectors=("pharma_biotech",)),
        "off": Source("off", "Off", "rss", "https://o.example", enabled=False),
    }
    found = line.of(watchlist(), [health(name) for name in ("general", "ship", "drug", "off", "unknown")], sources)
    assert [state.source_id for state in found] == ["general", "ship", "unknown"]


def test_no_sources_is_said_and_not_taken_for_health() -> None:
    assert said() == "no sources are set up"


def test_years_old_silence_still_reads() -> None:
    assert "since Mon 1 Jan" in said(health("a"), health("b", "stale", since=date(2024, 1, 1)))
