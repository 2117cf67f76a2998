# SPDX-License-Identifier: MIT
"""The bundled models are what models/README.md says they are, and small."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn_train.make_model import RECIPES
from mdrnn_train.sizes import SIZES

MODELS = Path(__file__).resolve().parents[2] / "models"
LARGEST = 400_000  # bytes
FILES = sorted(MODELS.glob("*.tflite"))


def entry(path: Path) -> dict[str, str]:
    """The table of one model in the README: word -> what stands beside it."""
    readme = (MODELS / "README.md").read_text(encoding="utf-8")
    (section,) = [part for part in readme.split("\n## ") if part.startswith(path.stem + "\n")]
    return {word: text.strip() for word, text in re.findall(r"^\| ([\w ]+?) +\| (.+) \|$", section, re.MULTILINE)}


def test_there_is_a_model_for_every_recipe() -> None:
    assert [path.stem for path in FILES] == sorted(recipe.name for recipe in RECIPES.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_readme_tells_the_size_and_the_hash_of_the_file(path: Path) -> None:
    content = path.read_bytes()
    assert entry(path)["file"] == f"{len(content):,} bytes"
    assert entry(path)["sha256"] == f"`{hashlib.sha256(content).hexdigest()}`"
    assert len(content) < LARGEST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_metadata_agrees_with_the_file_and_the_readme(path: Path) -> None:
    info = mdrnn.Predictor(path, engine="native").info
    metadata, training, written = info.metadata, info.metadata["training"], entry(path)
    found = (info.dimension, info.units, info.layers, info.mixtures, info.scale)
    assert found == tuple(metadata[word] for word in ("dimension", "units", "layers", "mixtures", "scale"))
    assert SIZES[training["size"]].units == info.units
    assert path.stem.endswith(f"-{info.dimension}d-{training['size']}")
    assert len(metadata["values"]) == info.dimension - 1
    assert written["data hash"] == f"`{training['sha256']}`"
    assert written["validation"].startswith(f"{training['validation_nll']:.2f} nats per event")
    assert written["baseline"].startswith(f"{training['memoryless_nll']:.2f} nats per event")
    assert training["validation_nll"] < training["memoryless_nll"] - 1
    assert training["licence"] in written["licence"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_model_plays_on_without_getting_stuck(path: Path) -> None:
    events = mdrnn.Predictor(path, seed=1).generate(500)
    assert np.isfinite(events).all()
    assert (events[100:, 1:].std(axis=0) > 0.001).any()
