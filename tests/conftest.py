"""What all tests share: the recorded data beside the checkout, and makers of records with good defaults."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.desks import make_desk, two_days  # noqa: F401  # fixtures for every folder

os.environ.setdefault("LEADSCAN_MAIL_SECRET", "one key for every desk of the tests, so that two desks make the same bytes")


def shared_folder() -> Path | None:
    """The recorded data beside the checkout (or LEADSCAN_SHARED); None where it is absent."""
    place = Path(os.environ.get("LEADSCAN_SHARED", Path(__file__).parents[1].parent / "shared"))
    return place if (place / "data").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded data; the test is skipped, by name, where it is absent."""
    place = shared_folder()
    if place is None:
        pytest.skip("the recorded data (../shared) is not here")
    return place
