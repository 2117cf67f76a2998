# SPDX-License-Identifier: MIT
"""`mdrnn report`: a page about a model, for musicians: how good it is, what it plays beside its player, what to try."""

import hashlib
import importlib.util
import json
import math
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import advice, baseline, dataset, evaluate, survey
from ._core import Info, Predictor
from .advice import Course, Findings, Hand
from .calibration import Temperatures, calibrate
from .dataset import Dataset, Performance
from .errors import MdrnnError
from .likelihood import Floats

MISSING = "a report needs matplotlib, which is not installed: pip install 'mdrnn-live[report]'"
SIZES = {(16, 2): "xxs", (32, 2): "xs", (64, 2): "s", (128, 2): "m", (256, 2): "l", (512, 3): "xl"}
SEED = 0  # of what the model plays
CONTEXT = 512  # events that it hears before it goes on alone
SPAN_EVENTS = 300  # of the hand, in the stretch that is shown
SHORTEST_SPAN, LONGEST_SPAN = 4.0, 60.0  # seconds of it
MOST_EVENTS = 4000  # of the model in that span
ALONE = 2000  # events from which its manner is told
CALIBRATED = 20_000  # events, for a model whose file recommends no temperatures


@dataclass(frozen=True)
class Take:
    """What is played at two temperatures, going on from the hand."""

    title: str
    pi: float
    sigma: float
    events: Floats  # (T, D), within the span
    hand: Hand  # of many more events than are shown


@dataclass(frozen=True)
class Report:
    """All that the page shows."""

    name: str
    model: Path
    dataset: str
    info: Info
    found: Findings
    judged: dict[str, dict[str, Any]]  # by fineness, then by who
    fitted_on: str
    temperatures: Temperatures
    stored: bool  # the temperatures stand in the model's file
    history: list[dict[str, Any]]  # of its epochs; empty where it is not known
    data: Dataset
    span: float  # seconds
    you: Floats  # (T, D): the hand, in that span
    takes: list[Take]  # the recommended temperatures first
    waits: tuple[Floats, Floats]  # of the hand, of the model


def write(model: Path, file: Path, out: Path | None = None) -> Path:
    """Writes the page about `model`, heard beside the performances of `file`, and returns its path.

    `out`: None puts it beside the model, as NAME.html. The file is replaced when the new one is whole.

    Raises:
        MdrnnError: matplotlib is missing, or the dataset is of another dimension or has no event to foretell.
        OSError: it cannot be written.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise MdrnnError(MISSING)
    from . import page

    out = model.with_suffix(".html") if out is None else out
    text = page.page(gather(model, file))
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".report-") as scratch:
        whole = Path(scratch) / out.name
        whole.write_text(text, encoding="utf-8")
        os.replace(whole, out)
    return out


def gather(model: Path, file: Path) -> Report:
    """Judges, lets play and counts."""
    predictor = Predictor(model, seed=SEED)
    info = predictor.info
    training = _entry(info.metadata, "training")
    data = dataset.load(file)
    mine = training.get("sha256") == hashlib.sha256(file.read_bytes()).hexdigest()
    heard = evaluate.hear(
        file, _unheard(data, training) if mine else data.performances, info, evaluate.longest_wait(info)
    )
    judged, judged_on, fitted_on = _judge(predictor, heard, file, training if mine else {})
    temperatures, stored = _temperatures(predictor, heard, info.metadata)
    span, before, you = _excerpt(heard if _longest(heard) > SHORTEST_SPAN else data.performances)
    takes = _takes(predictor, before, you, span, temperatures)
    history = _history(model)
    found = Findings(
        coarse=judged["coarse"],
        names=_names(info, training),
        judged_on=judged_on,
        unheard=mine and "held_out" in training,
        events=int(training.get("events", data.events)),
        seconds=float(training.get("seconds", data.seconds)),
        weights=weights(info),
        size=SIZES.get((info.units, info.layers), ""),
        pi=temperatures.pi,
        sigma=temperatures.sigma,
        course=_course(history, training),
        you=_hand(np.concatenate(heard)),
        alone=takes[0].hand,
        doubts=list(survey.warnings(data)),
        still=_still(heard),
    )
    waits = np.concatenate([each[1:, 0] for each in heard]), _play(predictor, before, you[0], temperatures, ALONE)[:, 0]
    return Report(
        model.stem, model, file.name, info, found, judged, fitted_on, temperatures, stored, history, data, span, you,
        takes, waits,
    )  # fmt: skip


def _entry(metadata: dict[str, Any], word: str) -> dict[str, Any]:
    found = metadata.get(word)
    return found if isinstance(found, dict) else {}


def _names(info: Info, training: dict[str, Any]) -> list[str]:
    values = info.metadata.get("values")
    named = [each.get("name") for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    count = info.dimension - 1
    known = [str(name) for name in named] if len(named) == count else [f"x{number + 1}" for number in range(count)]
    return ["time", *known]


def weights(info: Info) -> int:
    """Numbers that training sets: of the LSTM layers and of the three heads."""
    dimension, units, mixtures = info.dimension, info.units, info.mixtures
    layers = sum(4 * units * ((dimension if layer == 0 else units) + units + 1) for layer in range(info.layers))
    return layers + (units + 1) * mixtures * (2 * dimension + 1)


# ---- how good it is -------------------------------------------------------------------------------------------------


def _unheard(data: Dataset, training: dict[str, Any]) -> list[Performance]:
    """What it was judged by, where its file tells; else all."""
    held_out = training.get("held_out")
    if not isinstance(held_out, list):
        return data.performances
    return [data.performances[number][first:] for number, first in held_out]


def _judge(
    predictor: Predictor, heard: list[Performance], file: Path, training: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], str, str]:
    """Likelihoods; of what; and what the baselines were fitted on. The trainer's own numbers where there are some."""
    if isinstance(training.get("judged"), dict):
        return training["judged"], str(training["validation"]).removesuffix(", whole"), "the music that it learned from"
    info = predictor.info
    known = baseline.stored(info.metadata, info.dimension)
    fitted = known or baseline.fit(heard, info.mixtures, info.scale)
    judged = evaluate.beside(evaluate.foretold(predictor, heard), fitted, heard, info.scale)
    learned_too = ", part of which it learned from," if training else ""
    what = f"the {sum(len(each) - 1 for each in heard):,} events of {file.name}{learned_too}"
    return judged, what, f"{file.name} itself, which flatters them" if known is None else "the music it learned from"


def _temperatures(
    predictor: Predictor, heard: list[Performance], metadata: dict[str, Any]
) -> tuple[Temperatures, bool]:
    """Those in the file with what the trainer said of them, else calibrated on what is heard here."""
    recommended, training = _entry(metadata, "recommended"), _entry(metadata, "training")
    pi, sigma = recommended.get("pi_temperature"), recommended.get("sigma_temperature")
    if isinstance(pi, int | float) and isinstance(sigma, int | float) and "calibrated_nll" in training:
        return Temperatures(pi, sigma, training["calibrated_nll"], training["validation_nll"]), True
    mixtures, events, count = [], [], 0
    for piece in heard:
        predictor.reset()
        piece = piece[: CALIBRATED - count + 1]
        mixtures.append(predictor.forward(piece[:-1].astype(np.float32)))
        events.append(piece[1:] * predictor.info.scale)
        count += len(piece) - 1
        if count >= CALIBRATED:
            break
    return calibrate(np.concatenate(mixtures), np.concatenate(events), predictor.info.mixtures), False


def _history(model: Path) -> list[dict[str, Any]]:
    """Of NAME.json beside the model; without one, or without finite numbers in it, none."""
    try:
        written = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    epochs = written.get("history") if isinstance(written, dict) else None
    return [epoch for epoch in epochs if _is_epoch(epoch)] if isinstance(epochs, list) else []


def _is_epoch(epoch: Any) -> bool:
    numbers = (
        [epoch.get(word) for word in ("number", "training_nll", "validation_nll")]
        if isinstance(epoch, dict)
        else [None]
    )
    return all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)


def _course(history: list[dict[str, Any]], training: dict[str, Any]) -> Course | None:
    kept = [epoch for epoch in history if epoch["number"] == training.get("best_epoch")]
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
        str(training.get("stopped")),
    )


# ---- what it plays --------------------------------------------------------------------------------------------------


def _hand(events: Floats) -> Hand:
    parts = np.abs(np.diff(events[:, 1:], axis=0)).mean(axis=0)
    return Hand(len(events) / max(float(events[:, 0].sum()), 1e-6), float(parts.sum()), tuple(parts.tolist()))


def _still(heard: list[Performance]) -> list[int]:
    """Numbers of an event that are always the same."""
    return [int(number) for number in np.flatnonzero(np.ptp(np.concatenate(heard), axis=0) == 0)]


def _excerpt(heard: list[Performance]) -> tuple[float, Floats, Floats]:
    """A span of seconds, the events before it, and the hand in it: where most values move, and far."""
    everything = np.concatenate(heard)
    span = float(np.clip(SPAN_EVENTS * everything[:, 0].mean(), SHORTEST_SPAN, LONGEST_SPAN))
    span = max(SHORTEST_SPAN / 4, min(span, _longest(heard)))
    found = max(
        ((_liveliness(piece[first:last]), number, first, last) for number, piece in enumerate(heard)
         for first, last in _stretches(piece, span)),
    )  # fmt: skip
    _, number, first, last = found
    return span, heard[number][max(0, first - CONTEXT) : first], heard[number][first:last]


def _longest(heard: list[Performance]) -> float:
    """Seconds of the longest piece."""
    return max(float(piece[1:, 0].sum()) for piece in heard)


def _stretches(piece: Performance, span: float) -> list[tuple[int, int]]:
    """First and last events of stretches of `span` seconds, a quarter of it apart; the whole, where it is shorter."""
    moments = np.cumsum(piece[:, 0]) - piece[0, 0]
    starts = np.arange(0.0, max(float(moments[-1]) - span, 0.0) + span / 8, span / 4)
    pairs = np.searchsorted(moments, np.stack([starts, starts + span], axis=1))
    return [(int(first), max(int(last), int(first) + 1)) for first, last in pairs if first < len(piece)]


def _liveliness(events: Floats) -> float:
    return float(np.sqrt(np.abs(np.diff(events[:, 1:], axis=0)).sum(axis=0)).sum())


def _takes(predictor: Predictor, before: Floats, you: Floats, span: float, recommended: Temperatures) -> list[Take]:
    settings = {
        "recommended": (recommended.pi, recommended.sigma),
        "as in IMPSY": (1.0, 0.01),
        "hotter": (2 * recommended.pi, 4 * recommended.sigma),
    }
    takes = []
    for title, (pi, sigma) in settings.items():
        at = Temperatures(pi, sigma, 0.0, 0.0)
        events = _play(predictor, before, you[0], at, MOST_EVENTS)
        moments = np.cumsum(events[:, 0])
        shown = np.concatenate([you[:1], events[: np.searchsorted(moments, span)]])
        takes.append(Take(title, pi, sigma, shown, _hand(events[:ALONE])))
    return takes


def _play(predictor: Predictor, before: Floats, start: Floats, at: Temperatures, events: int) -> Floats:
    """(events, D): the model alone, having heard what came before `start` and that."""
    predictor.reset()
    predictor.seed(SEED)
    predictor.pi_temperature, predictor.sigma_temperature = at.pi, at.sigma
    if len(before):
        predictor.forward(before.astype(np.float32))
    return np.asarray(predictor.generate(events, start.astype(np.float32)), np.float64)
