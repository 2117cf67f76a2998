# SPDX-License-Identifier: MIT
"""`mdrnn evaluate`: how well a model predicts performances, computed by the native engine."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._core import Info, Predictor
from ..data import dataset
from ..data.dataset import Performance
from ..data.held_out import tell_apart
from ..errors import MdrnnError
from ..wording import counted
from . import baseline, judgement
from .baseline import FITTED, Baselines
from .judgement import Judgement
from .likelihood import Numbers, as_json

STANDARD_MAX_DT = 5.0  # seconds, where a model does not say what it was trained with
TITLES = {"model": "model", "repeat": "repeat", "memoryless": "no input"}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Judged:
    """A judgement, and of what."""

    judgement: Judgement
    pieces: list[Performance]  # as `prepare` makes them
    mixtures: list[Numbers]  # what the model said of each piece's events but the first
    music: str  # what was judged, for people: "held-out music"
    unheard: bool  # the model is known not to have been trained on it
    fitted_on: str  # the baselines


@dataclass(frozen=True)
class Result:
    """What `mdrnn evaluate` tells."""

    judged: Judged
    facts: dict[str, Any]  # for --json


def measure(
    model: Path,
    file: Path,
    *,
    precision: Any = "float32",
    max_dt: float | None = None,
    train: Path | None = None,
    say: Say = lambda sentence: None,
) -> Result:
    """Judges every event but the first of each performance that the model was not trained on; of all, if there is none.

    Waits are clamped to `max_dt` seconds (None: the model's own, else 5) and values to 0..1, as when it plays;
    performances are split at long pauses, as in training. The baselines are those in the model's file, or are fitted to
    the dataset `train`, else to `file` itself. `say` is given a sentence before each step that takes time.

    Raises:
        MdrnnError: a dataset has another dimension than the model, or no event to predict.
    """
    predictor = Predictor(model, precision=precision)
    info = predictor.info
    longest = longest_wait(info, max_dt)
    started = time.process_time()
    judged = judge(predictor, file, dataset.load(file).performances, longest, train, say)
    seconds = time.process_time() - started
    density = judged.judgement.density["model"]
    return Result(
        judged,
        {
            "model": str(model),
            "dataset": str(file),
            "music": judged.music,
            "performances": len(judged.pieces),
            "events": judged.judgement.events,
            "precision": info.precision,
            "scale": info.scale,
            "max_dt": longest,
            "scaled": as_json(density),
            "unscaled": as_json(density.unscaled(info.scale)),
            "fitted_on": judged.fitted_on,
            "judged": judged.judgement.as_json(),
            "seconds": round(seconds, 3),
        },
    )


def judge(
    predictor: Predictor,
    file: Path,
    performances: Sequence[Performance],
    max_dt: float,
    train: Path | None = None,
    say: Say = lambda sentence: None,
) -> Judged:
    """As `measure`, of the loaded `performances` of `file`."""
    info = predictor.info
    chosen, music, unheard = choose(performances, info)
    pieces = prepare(file, chosen, info, max_dt)
    say(f"predicting {counted(sum(map(len, pieces)) - len(pieces), 'event')} of {file}")
    mixtures = [predict(predictor, piece) for piece in pieces]
    fitted_on, baselines = _baselines(file, pieces, train, info, max_dt, say)
    say("judging the predictions")
    return Judged(judgement.judge(pieces, mixtures, baselines, info.scale), pieces, mixtures, music, unheard, fitted_on)


def choose(performances: Sequence[Performance], info: Info) -> tuple[list[Performance], str, bool]:
    """What to judge a model by: music that it was not trained on, if there is some; its name; and whether it is."""
    entry = training(info)
    known = tell_apart(performances, entry)
    if known is None:
        return list(performances), "music that it may have been trained on", False
    if not known.unheard:
        return list(performances), "music that it was trained on, which flatters it", False
    words = [word for word, part in (("held-out", known.held_out), ("new", known.new)) if part]
    return known.unheard, f"{' and '.join(words)} music", True


def longest_wait(info: Info, max_dt: float | None = None) -> float:
    """Seconds to which waits are clamped: `max_dt`, else the model's own."""
    longest = _trained(info, "max_dt", STANDARD_MAX_DT) if max_dt is None else max_dt
    if not longest > 0:
        raise MdrnnError(f"max_dt is {longest:g}, expected a number of seconds over 0")
    return longest


def prepare(file: Path, performances: Sequence[Performance], info: Info, max_dt: float) -> list[Performance]:
    """Performances of `file` as in the model's training: clamped, and split at long pauses."""
    dimension = info.dimension
    if performances[0].shape[1] != dimension:
        raise MdrnnError(f"{file}: its dimension is {performances[0].shape[1]}, the model's is {dimension}")
    top = np.array([max_dt] + [1.0] * (dimension - 1))
    split_dt = _trained(info, "split_dt", np.inf)
    pieces = [each for each in dataset.split_at_pauses(performances, split_dt) if len(each) > 1]
    if not pieces:
        raise MdrnnError(f"{file}: no performance has two events or more")
    return [np.clip(each, 0.0, top) for each in pieces]


def training(info: Info) -> dict[str, Any]:
    """What a model's file says of its training; empty where it says nothing."""
    found = info.metadata.get("training")
    return found if isinstance(found, dict) else {}


def _trained(info: Info, word: str, standard: float) -> float:
    """One number of it, in seconds."""
    found = training(info).get(word)
    return float(found) if isinstance(found, int | float) and found > 0 else standard


def _baselines(
    file: Path, pieces: list[Performance], train: Path | None, info: Info, max_dt: float, say: Say
) -> tuple[str, Baselines]:
    """The baselines, and what they were fitted to, for people."""
    known = baseline.stored(info.metadata, info.dimension)
    if train is None and known is not None:
        return "the model's training music", known
    to = pieces if train is None else prepare(train, dataset.load(train).performances, info, max_dt)
    events = sum(map(len, to)) - len(to)
    part = f"{FITTED:,} of {events:,} events" if events > FITTED else counted(events, "event")
    say(f"fitting the baselines to {part} of {train or file}")
    fitted_on = f"{part} of {file} itself, which flatters them" if train is None else f"{part} of {train}"
    return fitted_on, baseline.fit(to, info.mixtures, info.scale)


def predict(predictor: Predictor, piece: Performance) -> Numbers:
    """(T - 1, M * (2 D + 1)): what a fresh `predictor` says of each event but the first."""
    predictor.reset()
    return predictor.forward(piece[:-1].astype(np.float32))


# ---- for people -----------------------------------------------------------------------------------------------------


def sentence(result: Result) -> str:
    """The verdict, and its limits."""
    return f"{result.facts['model']}: {judgement.verdict(result.judged.judgement, result.judged.music)}"


def details(result: Result) -> list[str]:
    """All numbers, as lines."""
    facts, found = result.facts, result.judged.judgement
    return [
        f"{counted(facts['events'], 'event')} in {counted(facts['performances'], 'passage')} of "
        f"{facts['dataset']}, {facts['music']}; waits of at most {facts['max_dt']:g} s, {facts['precision']}, "
        f"{facts['seconds']:.2f} s of processor time",
        "nats per event, lower is better    all     time   values",
        *(
            f"{title:<30} {facts[word]['total']:8.3f} {facts[word]['time']:8.3f} {facts[word]['values']:8.3f}"
            for word, title in (
                ("scaled", f"density, times {facts['scale']:g}"),
                ("unscaled", "density, seconds and values"),
            )
        ),
        *_table(found, facts["scale"]),
        f"the baselines, which repeat the last event or ignore the input, were fitted to {facts['fitted_on']}",
    ]


def _table(found: Judgement, scale: float) -> list[str]:
    """A row for all, time and values, then for each dimension by itself; a column for each predictor."""
    titles = (f"density, times {scale:g}", "probability within 4 ms and half a MIDI step")
    lines = [" " * 8 + "  ".join(f"{title:<46}" for title in titles).rstrip()]
    lines.append(" " * 8 + "  ".join(f"{title:>14}" for title in [*TITLES.values()] * 2))
    columns = [as_json(by[who]) for by in (found.density, found.probability) for who in TITLES]
    for row, numbers in zip(_rows(columns[0]), zip(*map(_column, columns), strict=True), strict=True):
        lines.append(f"{row:<8}" + "  ".join(f"{number:14.3f}" for number in numbers))
    return lines


def _column(found: dict[str, Any]) -> list[float]:
    return [found["total"], found["time"], found["values"], *found["dimensions"]]


def _rows(found: dict[str, Any]) -> list[str]:
    return ["all", "time", "values", "dt", *(f"x{index}" for index in range(1, len(found["dimensions"])))]
