"""A sample desk, and whole mornings over it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from leadscan import pipeline, settings
from leadscan.cli import door
from leadscan.desk import write
from leadscan.stages.run import Run, morning_run
from leadscan.types import Report

DAYS = (date(2026, 5, 12), date(2026, 5, 13))


def run_of(desk: Path, day: date) -> Run:
    given = settings.load(desk, os.environ)
    moment: datetime = door.edition_time(given, day)
    return morning_run(given, moment)


def run_day(desk: Path, day: date) -> list[Report]:
    return pipeline.morning(run_of(desk, day))


@pytest.fixture(scope="session")
def make_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A fresh sample desk at each call."""

    def make() -> Path:
        desk = tmp_path_factory.mktemp("desk") / "desk"
        write(desk, sample=True)
        return desk

    return make


@pytest.fixture(scope="session")
def two_days(make_desk: Callable[[], Path]) -> Path:
    """A sample desk over which both recorded days have run undisturbed; tests must not write to it."""
    desk = make_desk()
    for day in DAYS:
        run_day(desk, day)
    return desk
