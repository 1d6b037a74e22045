"""A desk in a temporary folder and its open store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadscan.settings import Settings
from leadscan.settings import Store as StoreSettings
from leadscan.store import Store, open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty desk; another writer is waited for a moment only."""
    return Settings(desk=tmp_path, store=StoreSettings(lock_wait=0.3))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, made once: migrating takes longer than most tests."""
    desk = tmp_path_factory.mktemp("empty")
    with open_store(Settings(desk=desk), purpose="test"):
        pass
    return desk / "leadscan.duckdb"


@pytest.fixture
def store(settings: Settings, empty_database: Path) -> Iterator[Store]:
    """The open store of that desk."""
    shutil.copy(empty_database, settings.desk)
    with open_store(settings, purpose="test") as opened:
        yield opened
