# SPDX-License-Identifier: MIT
"""What `mdrnn report` finds out about a model: how good it is, and what it plays in place of its player."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import sizes
from .._core import Info, Predictor
from ..data import dataset, survey
from ..data.dataset import Dataset, Performance
from . import evaluate
from .advice import Course, Findings, Hand
from .calibration import calibrate
from .evaluate import Judged, Say, training
from .likelihood import Floats

SEED = 0  # of what the model plays
CONTEXT = 512  # events that the model is given before it plays alone
SPAN_EVENTS = 300  # of the player, in the stretch that is shown
SHORTEST_SPAN, LONGEST_SPAN = 4.0, 60.0  # seconds of it
MOST_EVENTS = 4000  # of the model in that span
ALONE = 2000  # events by which its playing is described
LONGEST_NAME = 16  # letters of a value's name, which stand beside a picture


@dataclass(frozen=True)
class Take:
    """What is played at two temperatures, going on from the player."""

    title: str
    pi: float
    sigma: float
    events: Floats  # (T, D), within the span
    waits: Floats  # of many more events than are shown; so is
    hand: Hand


@dataclass(frozen=True)
class Report:
    """All that the page shows."""

    name: str
    dataset: str
    info: Info
    data: Dataset
    judged: Judged
    history: list[dict[str, Any]]  # of its epochs; empty where it is not known
    span: float  # seconds
    you: Floats  # (T, D): the player, in that span
    waits: Floats  # of the player, in the whole dataset
    takes: list[Take]  # the recommended temperatures first
    found: Findings


def gather(model: Path, file: Path, say: Say = lambda sentence: None) -> Report:
    """Judges a model by the performances of `file` and lets it play beside them.

    Raises:
        MdrnnError: the dataset has another dimension than the model, or no event to predict.
    """
    predictor = Predictor(model, seed=SEED)
    info, data = predictor.info, dataset.load(file)
    judged = evaluate.judge(predictor, file, data.performances, evaluate.longest_wait(info), say=say)
    pieces = judged.pieces
    measured = calibrate(pieces, judged.mixtures, info.scale)
    stored = _stored(info)
    pi, sigma = stored or (measured.pi, measured.sigma)
    everything = evaluate.prepare(file, data.performances, info, evaluate.longest_wait(info))
    span, before, you = _excerpt(pieces if _longest(pieces) > SHORTEST_SPAN else everything)
    say("letting the model play")
    takes = _takes(predictor, before, you, span, pi, sigma)
    history = _history(model)
    findings = Findings(
        judgement=judged.judgement,
        music=judged.music,
        unheard=judged.unheard,
        names=_names(info),
        events=int(training(info).get("events", data.events)),
        seconds=float(training(info).get("seconds", data.seconds)),
        weights=weights(info),
        size=sizes.name_of(info.units, info.layers),
        measured=measured,
        pi=pi,
        sigma=sigma,
        stored=stored is not None,
        course=_course(history, training(info)),
        you=_hand(everything),
        alone=takes[0].hand,
        warnings=list(survey.warnings(data)),
        still=[int(number) for number in np.flatnonzero(np.ptp(np.concatenate(pieces), axis=0) == 0)],
    )
    return Report(
        name=model.stem,
        dataset=file.name,
        info=info,
        data=data,
        judged=judged,
        history=history,
        span=span,
        you=you,
        waits=np.concatenate([each[1:, 0] for each in everything]),
        takes=takes,
        found=findings,
    )


def _names(info: Info) -> list[str]:
    """`time`, then the values by their names in the model's file, else x1 .. xn."""
    values = info.metadata.get("values")
    named = [each.get("name") for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    count = info.dimension - 1
    known = [_short(str(name)) for name in named] if len(named) == count else [f"x{n + 1}" for n in range(count)]
    return ["time", *known]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def weights(info: Info) -> int:
    """Numbers that training sets: of the LSTM layers and of the three heads."""
    dimension, units, mixtures = info.dimension, info.units, info.mixtures
    layers = sum(4 * units * ((dimension if layer == 0 else units) + units + 1) for layer in range(info.layers))
    return layers + (units + 1) * mixtures * (2 * dimension + 1)


def _stored(info: Info) -> tuple[float, float] | None:
    """The temperatures that the model's file recommends."""
    recommended = info.metadata.get("recommended")
    found = recommended if isinstance(recommended, dict) else {}
    pi, sigma = found.get("pi_temperature"), found.get("sigma_temperature")
    return (float(pi), float(sigma)) if isinstance(pi, int | float) and isinstance(sigma, int | float) else None


def _history(model: Path) -> list[dict[str, Any]]:
    """The epochs in NAME.json beside the model; without one, or without finite numbers in it, none."""
    try:
        written = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    epochs = written.get("history") if isinstance(written, dict) else None
    return [epoch for epoch in epochs if _is_epoch(epoch)] if isinstance(epochs, list) else []


def _is_epoch(epoch: Any) -> bool:
    words = ("number", "training_nll", "validation_nll")
    return isinstance(epoch, dict) and all(
        isinstance(epoch.get(word), int | float) and math.isfinite(epoch[word]) for word in words
    )


def _course(history: list[dict[str, Any]], trained: dict[str, Any]) -> Course | None:
    kept = [epoch for epoch in history if epoch["number"] == trained.get("best_epoch")]
    if not kept:
        return None
    last = history[-1]
    return Course(
        kept[0]["training_nll"],
        kept[0]["validation_nll"],
        last["training_nll"],
        last["validation_nll"],
        kept[0]["number"],
        last["number"],
        str(trained.get("stopped")),
    )


# ---- what it plays --------------------------------------------------------------------------------------------------


def _hand(pieces: list[Performance]) -> Hand:
    """Of all pieces, each by itself: the jump from one to the next is no movement."""
    parts = np.concatenate([np.abs(np.diff(piece[:, 1:], axis=0)) for piece in pieces]).mean(axis=0)
    waits = np.concatenate([piece[1:, 0] for piece in pieces])
    return Hand(len(waits) / max(float(waits.sum()), 1e-6), float(parts.sum()), tuple(parts.tolist()))


def _excerpt(pieces: list[Performance]) -> tuple[float, Floats, Floats]:
    """A span of seconds, the events before it, and the player in it: where most values move, and far."""
    waits = np.concatenate([piece[1:, 0] for piece in pieces])
    span = float(np.clip(SPAN_EVENTS * waits.mean(), SHORTEST_SPAN, LONGEST_SPAN))
    span = max(SHORTEST_SPAN / 4, min(span, _longest(pieces)))
    _, number, first, last = max(
        (_liveliness(piece[first:last]), number, first, last)
        for number, piece in enumerate(pieces)
        for first, last in _stretches(piece, span)
    )
    return span, pieces[number][max(0, first - CONTEXT) : first], pieces[number][first:last]


def _longest(pieces: list[Performance]) -> float:
    """Seconds of the longest piece."""
    return max(float(piece[1:, 0].sum()) for piece in pieces)


def _stretches(piece: Performance, span: float) -> list[tuple[int, int]]:
    """First and last events of stretches of `span` seconds, a quarter of it apart; the whole, where it is shorter."""
    moments = np.cumsum(piece[:, 0]) - piece[0, 0]
    starts = np.arange(0.0, max(float(moments[-1]) - span, 0.0) + span / 8, span / 4)
    pairs = np.searchsorted(moments, np.stack([starts, starts + span], axis=1))
    return [(int(first), max(int(last), int(first) + 1)) for first, last in pairs if first < len(piece)]


def _liveliness(events: Floats) -> float:
    return float(np.sqrt(np.abs(np.diff(events[:, 1:], axis=0)).sum(axis=0)).sum())


def _takes(predictor: Predictor, before: Floats, you: Floats, span: float, pi: float, sigma: float) -> list[Take]:
    settings = {"recommended": (pi, sigma), "as in IMPSY": (1.0, 0.01), "hotter": (2 * pi, 4 * sigma)}
    takes = []
    for title, pair in settings.items():
        events = _play(predictor, before, you[0], *pair)
        moments = np.cumsum(events[:, 0])
        shown = np.concatenate([you[:1], events[: np.searchsorted(moments, span)]])
        takes.append(Take(title, *pair, shown, events[:ALONE, 0], _hand([events[:ALONE]])))
    return takes


def _play(predictor: Predictor, before: Floats, start: Floats, pi: float, sigma: float) -> Floats:
    """(MOST_EVENTS, D): the model alone, after the events `before` and `start`."""
    predictor.reset()
    predictor.seed(SEED)
    predictor.pi_temperature, predictor.sigma_temperature = pi, sigma
    if len(before):
        predictor.forward(before.astype(np.float32))
    return np.asarray(predictor.generate(MOST_EVENTS, start.astype(np.float32)), np.float64)
