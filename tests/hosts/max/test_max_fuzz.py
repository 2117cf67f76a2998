# SPDX-License-Identifier: MIT
"""[mdrnn~] in Max survives random messages, creation and deletion; `scripts/fuzz max` runs it under sanitizers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from max_host import built

SCRIPT = Path(__file__).resolve().parents[2] / "fuzz" / "max_messages.py"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_max_comes_to_the_end_of_what_nobody_would_send(seed: str) -> None:
    command = [sys.executable, SCRIPT, built("play_script"), built("mdrnn~.max_test"), "5000", seed]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout[:4000]
    assert "no report" in result.stdout
