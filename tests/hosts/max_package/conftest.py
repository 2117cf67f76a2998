# SPDX-License-Identifier: MIT
"""All patchers of the package for Max."""

from __future__ import annotations

import pytest
from package_reader import FILES, Json, levels, read


@pytest.fixture
def everything() -> list[Json]:
    """All patchers of the package, with all subpatchers."""
    return [level for path in FILES for level in levels(read(path))]
