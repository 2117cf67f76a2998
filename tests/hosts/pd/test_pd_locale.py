# SPDX-License-Identifier: MIT
"""[mdrnn~] in a host whose numbers have a comma.

Pd itself reads and prints numbers as its host's locale has them, so the patches here hold whole numbers alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pd_patch import INFO, Patch

import mdrnn.bench.random_model as random_model

pytestmark = pytest.mark.usefixtures("comma_locale")


@pytest.fixture
def hot_model(tmp_path: Path) -> Path:
    """A model of two values with numbers in its metadata that are not whole."""
    recommended = {"pi_temperature": 0.85, "sigma_temperature": 0.02}
    path = tmp_path / "hot.tflite"
    path.write_bytes(random_model.make(5, 1, metadata=json.dumps({"scale": 0.5, "recommended": recommended})))
    return path


def test_what_a_model_recommends_is_played(hot_model: Path, external: Path, tmp_path: Path) -> None:
    patch = Patch(libpd=True)
    tilde = patch.box(f"mdrnn~ {hot_model.name}")
    route = patch.box("route pi_temperature sigma_temperature scale")
    patch.cord(tilde, 2 + INFO, route)
    for outlet, name in enumerate(["pi", "sigma", "scale"]):
        hundredfold = patch.box("* 100")
        patch.cord(route, outlet, hundredfold)
        patch.show(hundredfold, 0, name)
    patch.at(10, "info", tilde)
    run = patch.run(tmp_path, external.parent)
    assert run.errors == []
    assert [run.printed(name) for name in ("pi", "sigma", "scale")] == [["85"], ["2"], ["50"]]


def test_sentences_have_a_point(model: Path, external: Path, tmp_path: Path) -> None:
    patch = Patch(libpd=True)
    tilde, half, seed = patch.box(f"mdrnn~ {model}"), patch.box("/ 2"), patch.message("seed \\$1")
    patch.cord(half, 0, seed)
    patch.cord(seed, 0, tilde)
    patch.at(10, "1", half)
    patch.at(20, "timescale 5000", tilde)
    assert patch.run(tmp_path, external.parent).errors == [
        "error: mdrnn~: seed: argument 1 is '0.5', expected a whole number, 0 to 2147483647",
        "error: mdrnn~: timescale: found '5000', expected a number, 0.001 to 1000",
    ]
