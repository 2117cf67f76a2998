# SPDX-License-Identifier: MIT
"""`mdrnn evaluate`: how well a model foretells performances, by the native engine."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from .._core import Info, Predictor
from ..data import dataset
from ..errors import MdrnnError
from . import baseline
from .baseline import Baselines
from .likelihood import COARSE, SIGMA_FLOOR, Floats, Likelihood, from_sums, nats, sum_nll

BLOCK = 4096  # events foretold at once
STANDARD_MAX_DT = 5.0  # seconds, where a model does not say what it was trained with
TITLES = {"model": "model", "repeat": "repeating", "memoryless": "not listening"}


def measure(
    model: Path, file: Path, *, precision: Any = "float32", max_dt: float | None = None, train: Path | None = None
) -> dict[str, Any]:
    """Hears each performance from its beginning and judges every event but the first.

    Waits are clamped to `max_dt` seconds (None: the model's own, else 5) and values to 0..1, as when it plays. A pause
    at which training began anew ends a performance here too. Beside the model stand what only repeats the last event
    and what does not listen, fitted on the dataset `train`, else those in the model's file, else fitted on `file`
    itself. Returns nats per event, scaled and on seconds and values, and how fast the model was judged, in the
    processor's seconds.

    Raises:
        MdrnnError: a dataset is of another dimension, or has no event to foretell.
    """
    predictor = Predictor(model, precision=precision)
    info = predictor.info
    longest = longest_wait(info) if max_dt is None else max_dt
    if not longest > 0:
        raise MdrnnError(f"max_dt is {longest:g}, expected a number of seconds over 0")
    heard = hear(file, dataset.load(file).performances, info, longest)
    fitted_on, baselines = _baselines(file, heard, train, info, longest)
    started = time.process_time()
    found = foretold(predictor, heard)
    seconds = time.process_time() - started
    events = sum(len(each) - 1 for each in heard)
    return {
        "model": str(model),
        "dataset": str(file),
        "performances": len(heard),
        "events": events,
        "precision": info.precision,
        "scale": info.scale,
        "max_dt": longest,
        "scaled": nats(found["fine"]),
        "unscaled": nats(found["fine"].unscaled(info.scale)),
        "fitted_on": fitted_on,
        "judged": beside(found, baselines, heard, info.scale),
        "seconds": round(seconds, 3),
        "events_per_second": round(events / max(seconds, 1e-9)),
    }


def longest_wait(info: Info) -> float:
    """Seconds to which waits are clamped."""
    return _trained(info.metadata, "max_dt", STANDARD_MAX_DT)


def hear(file: Path, performances: list[dataset.Performance], info: Info, max_dt: float) -> list[dataset.Performance]:
    """Those of `file` as the model hears them: clamped, and cut where its training began anew."""
    dimension = info.dimension
    if performances[0].shape[1] != dimension:
        raise MdrnnError(f"{file}: its dimension is {performances[0].shape[1]}, the model's is {dimension}")
    top = np.array([max_dt] + [1.0] * (dimension - 1))
    split_dt = _trained(info.metadata, "split_dt", np.inf)
    pieces = [each for each in dataset.split_at_pauses(performances, split_dt) if len(each) > 1]
    if not pieces:
        raise MdrnnError(f"{file}: no performance has two events or more")
    return [np.clip(each, 0.0, top) for each in pieces]


def _trained(metadata: dict[str, Any], word: str, standard: float) -> float:
    """What a model's file says of its training, in seconds."""
    training = metadata.get("training")
    found = training.get(word) if isinstance(training, dict) else None
    return float(found) if isinstance(found, int | float) and found > 0 else standard


def _baselines(
    file: Path, heard: list[dataset.Performance], train: Path | None, info: Info, max_dt: float
) -> tuple[str, Baselines]:
    """What they were fitted on, in words, and they."""
    if train is not None:
        learned = hear(train, dataset.load(train).performances, info, max_dt)
        return str(train), baseline.fit(learned, info.mixtures, info.scale)
    known = baseline.stored(info.metadata, info.dimension)
    if known is not None:
        return "the music that the model learned from", known
    return f"{file} itself, which flatters them", baseline.fit(heard, info.mixtures, info.scale)


def foretold(predictor: Predictor, heard: list[dataset.Performance]) -> dict[str, Likelihood]:
    """Fine, as in training, and coarse, as a hand means it."""
    sums = np.sum([foretell(predictor, each) for each in heard], axis=0)
    fine, coarse = sums / sum(len(each) - 1 for each in heard)
    return {"fine": from_sums(fine), "coarse": from_sums(coarse)}


def foretell(predictor: Predictor, performance: dataset.Performance) -> Floats:
    """(2, 1 + D): `sum_nll` of one performance's events but the first, fine and coarse."""
    info = predictor.info
    predictor.reset()
    sums = np.zeros((2, 1 + info.dimension))
    for start in range(0, len(performance) - 1, BLOCK):
        piece = performance[start : start + BLOCK + 1].astype(np.float32)
        mixtures, events = predictor.forward(piece[:-1]), piece[1:] * np.float32(info.scale)
        sums += [sum_nll(mixtures, events, info.mixtures, floor) for floor in (SIGMA_FLOOR, COARSE * info.scale)]
    return sums


def beside(
    model: dict[str, Likelihood], baselines: Baselines, heard: list[dataset.Performance], scale: float
) -> dict[str, dict[str, Any]]:
    """`nats` by fineness, then by who: model, memoryless, repeat."""
    floors = {"fine": SIGMA_FLOOR, "coarse": COARSE * scale}
    return {
        fineness: {
            who: nats(each) for who, each in {"model": model[fineness], **baselines.judge(heard, scale, floor)}.items()
        }
        for fineness, floor in floors.items()
    }


def sentences(result: dict[str, Any]) -> list[str]:
    """The same for people."""
    return [
        f"{result['events']} events of {result['performances']} performances in {result['dataset']}, waits of at most "
        f"{result['max_dt']:g} s; {result['events_per_second']} events a second of one core, {result['precision']}",
        "nats per event, lower is better    all     time   values",
        *(
            f"{title:<30} {result[word]['total']:8.3f} {result[word]['time']:8.3f} {result[word]['values']:8.3f}"
            for word, title in (
                ("scaled", f"values and seconds times {result['scale']:g}"),
                ("unscaled", "values and seconds"),
            )
        ),
        *_table(result["judged"], result["scale"]),
        f"what repeats the last event and what does not listen were fitted on {result['fitted_on']}",
    ]


def _table(judged: dict[str, dict[str, Any]], scale: float) -> list[str]:
    """A row for all, time and values, then for each number of an event by itself; a column for who foretold it."""
    finest = f"times {scale:g}, no finer than"
    fine, coarse = f"{finest} {SIGMA_FLOOR:g}", f"{finest} {COARSE * scale:g}: 4 ms, half a step of MIDI"
    lines = [f"{'':<8}{fine:<42}  {coarse}", " " * 8 + "  ".join(f"{title:>14}" for title in [*TITLES.values()] * 2)]
    columns = [judged[fineness][who] for fineness in ("fine", "coarse") for who in TITLES]
    for row, numbers in zip(_rows(columns[0]), zip(*map(_column, columns), strict=True), strict=True):
        lines.append(f"{row:<8}" + "  ".join(f"{number:14.3f}" for number in numbers))
    return lines


def _column(found: dict[str, Any]) -> list[float]:
    return [found["total"], found["time"], found["values"], *found["dimensions"]]


def _rows(found: dict[str, Any]) -> list[str]:
    return ["all", "time", "values", "dt", *(f"x{index}" for index in range(1, len(found["dimensions"])))]
