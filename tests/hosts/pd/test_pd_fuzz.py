# SPDX-License-Identifier: MIT
"""Pd survives random messages, creation and deletion; `scripts/fuzz pd` sends more, under sanitizers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "fuzz" / "pd_messages.py"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_pd_comes_to_the_end_of_what_nobody_would_send(seed: str, external: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(external), "5000", "500", seed]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout
    assert "no report" in result.stdout
