# SPDX-License-Identifier: MIT
"""What fewer bits for the weights cost a trained model: how far its mixtures move, how likely a performance stays."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .._core import Predictor
from ..data import dataset
from ..errors import MdrnnError
from ..judging.likelihood import log_density

Floats = npt.NDArray[np.float64]

OWN_EVENTS = 500  # of a performance by the model itself
SEED = 7


def measure(model: Path, precision: Any, performances: Path | None = None) -> dict[str, Any]:
    """Both precisions hear the same events; the mixtures are compared as the network gives them, ten times the values.

    Returns the largest and mean difference of `mu`, `sigma` and `pi` (logits), and the mean log likelihood of an event
    (Bishop 1994, eq. 22) with either.

    Raises:
        MdrnnError: the performances are of another dimension, or have no event to predict.
    """
    info = Predictor(model).info
    heard = _performances(model, performances, info.dimension)
    plain, small = (_mixtures(model, each, heard) for each in ("float32", precision))
    following = np.concatenate([events[1:] for events in heard]) * info.scale
    components = info.mixtures * info.dimension
    distance = np.abs(plain - small)
    parts = zip(("mu", "sigma", "pi"), np.split(distance, [components, 2 * components], axis=1), strict=True)
    likelihoods = (float(log_density(mixtures, following, 0.0).mean()) for mixtures in (plain, small))
    return {
        "performance": "its own" if performances is None else str(performances),
        "events": len(following),
        **{name: {"max": float(part.max()), "mean": float(part.mean())} for name, part in parts},
        "log_likelihood": dict(zip(("float32", precision), likelihoods, strict=True)),
    }


def sentence(cost: dict[str, Any]) -> str:
    """The same for people."""
    moved = ", ".join(f"{name} {cost[name]['max']:.4f} ({cost[name]['mean']:.4f})" for name in ("mu", "sigma", "pi"))
    before, after = cost["log_likelihood"].values()
    heard = f"{cost['events']} events of {cost['performance']}"
    return f"on {heard} differs at most (on average) by {moved}; log likelihood {before:.4f} becomes {after:.4f}"


def _performances(model: Path, file: Path | None, dimension: int) -> list[Floats]:
    if file is None:
        own = Predictor(model, seed=SEED)
        own.sigma_temperature = 1.0  # as wide as it thinks that hands are
        return [np.asarray(own.generate(OWN_EVENTS + 1), np.float64)]
    heard = [np.asarray(events, np.float64) for events in dataset.load(file).performances if len(events) > 1]
    if not heard:
        raise MdrnnError(f"{file}: no performance has two events or more")
    if heard[0].shape[1] != dimension:
        raise MdrnnError(f"{file}: its dimension is {heard[0].shape[1]}, the model's is {dimension}")
    return heard


def _mixtures(model: Path, precision: Any, heard: list[Floats]) -> Floats:
    """(events, M * (2 D + 1)): after each event but a performance's last."""
    predictor = Predictor(model, precision=precision)
    said = []
    for events in heard:
        predictor.reset()
        said += [predictor.forward(event) for event in events[:-1]]
    return np.asarray(said, np.float64)
