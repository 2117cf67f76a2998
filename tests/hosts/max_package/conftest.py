# SPDX-License-Identifier: MIT
"""Every patcher of the package for Max, for the tests that look at all of them."""

from __future__ import annotations

import pytest
from package_reader import FILES, Json, levels, read


@pytest.fixture
def everything() -> list[Json]:
    """Every patcher of the package with all that are inside."""
    return [level for path in FILES for level in levels(read(path))]
