# SPDX-License-Identifier: MIT
"""The models with which every host is tested."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def model() -> Path:
    """The bundled model with two values."""
    return ROOT / "models" / "mouse-3d-xs.tflite"


@pytest.fixture(scope="session")
def other_model() -> Path:
    """A model with one value."""
    return ROOT / "tests" / "golden" / "explicit-dynamic-d2-u16-l1-m2.tflite"
