# SPDX-License-Identifier: MIT
"""The short form of scripts/torture: rubbish on every wire of `mdrnn run`, which must not mind."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

import torture


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="counts threads and memory in /proc")
def test_rubbish_on_every_wire_is_survived_without_growing(tmp_path):
    result = torture.torture(20_000, 1, tmp_path)
    assert result.complaints() == []
    assert result.heard > 500  # the good events in between
    assert len(result.lines) > 20  # the rubbish arrived
