"""Sixty business days of invented news and filings through the real stages: told once, and every step told the next morning."""

from __future__ import annotations

from datetime import date

import pytest

from leadscan.desk import write
from tests.morning import simulated

FIRST = date(2026, 3, 2)
"""With Easter, Ching Ming, Labour Day and the Buddha's birthday on the way."""
COMPANIES = 20


@pytest.fixture(scope="module")
def sixty_days(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[simulated.Step], simulated.Editions]:
    every, business = simulated.calendar_days(FIRST, 60)
    steps = simulated.life(7, companies=COMPANIES, days=every)
    desk = tmp_path_factory.mktemp("sixty") / "desk"
    write(desk)
    return steps, simulated.replay(desk, steps, business, companies=COMPANIES)


def test_every_rm_has_an_edition_on_each_of_the_sixty_days(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    assert len(sixty_days[1]) == 60
    assert {len(digests) for digests in sixty_days[1].values()} == {2}
    assert date(2026, 4, 3) not in sixty_days[1], "Good Friday"


def test_no_story_is_told_twice_to_an_rm_without_a_named_change(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    wrong, again = simulated.told_again(sixty_days[1])
    assert wrong == []
    assert again > 20


def test_no_document_is_shown_twice_to_an_rm(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    wrong, shown = simulated.shown_twice(sixty_days[1])
    assert wrong == []
    assert shown > 80


def test_every_step_is_told_in_the_first_edition_after_it(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    missing, looked_at = simulated.untold(*sixty_days, companies=COMPANIES)
    assert missing == []
    assert looked_at > 120


def test_what_only_another_paper_says_again_makes_no_item(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    assert sum(step.kind == "again" for step in sixty_days[0]) > 40
    assert simulated.retold(*sixty_days) == []


def test_every_end_of_an_application_is_named(sixty_days: tuple[list[simulated.Step], simulated.Editions]) -> None:
    changes = {item.changed for digests in sixty_days[1].values() for digest in digests for item in digest.items if item.changed and item.changed.startswith("case ")}
    assert changes >= {"case FILED -> CLEARED", "case CLEARED -> PRICED", "case PRICED -> LISTED", "case FILED -> LAPSED", "case FILED -> WITHDRAWN", "case FILED -> RETURNED"}
