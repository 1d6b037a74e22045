"""The built wheel, away from the checkout, makes the sample desk and runs its morning."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(240)
def test_the_wheel_installed_elsewhere_runs_the_sample_morning(tmp_path: Path) -> None:
    run = {"cwd": tmp_path, "check": True, "capture_output": True, "text": True}
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)], **run)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)], **run)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    place = subprocess.run([sys.executable, "-c", "import leadscan; print(leadscan.__file__)"], env=environment, **run).stdout.strip()
    assert place == str(site / "leadscan" / "__init__.py")
    subprocess.run([sys.executable, "-m", "leadscan", "init", "--sample"], env=environment, **run)
    said = subprocess.run([sys.executable, "-m", "leadscan", "morning"], env=environment, **run).stdout
    assert "emails of 2026-05-12: desk/outbox/2026-05-12" in said
    assert len(list((tmp_path / "desk" / "outbox" / "2026-05-12").glob("*.eml"))) == 4
