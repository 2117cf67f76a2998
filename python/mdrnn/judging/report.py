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

from .. import sizes
from .._core import Info, Predictor
from ..data import dataset, survey
from ..data.dataset import Dataset, Performance
from ..data.held_out import tell_apart
from ..errors import MdrnnError
from ..wording import how_to_install
from . import baseline, evaluate
from .advice import Course, Findings, Hand
from .calibration import Temperatures, calibrate
from .likelihood import Floats

MISSING = f"a report needs matplotlib, which is not installed: {how_to_install('report')}"
SEED = 0  # of what the model plays
CONTEXT = 512  # events that it hears before it goes on alone
SPAN_EVENTS = 300  # of the hand, in the stretch that is shown
SHORTEST_SPAN, LONGEST_SPAN = 4.0, 60.0  # seconds of it
MOST_EVENTS = 4000  # of the model in that span
ALONE = 2000  # events from which its manner is told
LONGEST_NAME = 16  # letters of a value's name, which stand beside a picture
CALIBRATED = 20_000  # events, for a model whose file recommends no temperatures


@dataclass(frozen=True)
class Take:
    """What is played at two temperatures, going on from the hand."""

    title: str
    pi: float
    sigma: float
    events: Floats  # (T, D), within the span
    waits: Floats  # of many more events than are shown; so is
    hand: Hand


@dataclass(frozen=True)
class Judged:
    """How well events were foretold, and which."""

    by: dict[str, dict[str, Any]]  # likelihoods by fineness, then by who
    what: str
    unheard: bool  # it is known that the model did not learn from them
    fitted_on: str  # what repeats and what does not listen


@dataclass(frozen=True)
class Report:
    """All that the page shows."""

    name: str
    dataset: str
    info: Info
    data: Dataset
    judged: Judged
    temperatures: Temperatures
    stored: bool  # the temperatures stand in the model's file
    history: list[dict[str, Any]]  # of its epochs; empty where it is not known
    span: float  # seconds
    you: Floats  # (T, D): the hand, in that span
    waits: Floats  # of the hand, in all that was judged
    takes: list[Take]  # the recommended temperatures first
    found: Findings


def write(model: Path, file: Path, out: Path | None = None) -> Path:
    """Writes the page about `model`, heard beside the performances of `file`, and returns its path.

    `out`: None puts it beside the model, as NAME.html. The file is replaced when the new one is whole.

    Raises:
        MdrnnError: matplotlib is missing, or the dataset is of another dimension or has no event to foretell.
        OSError: it cannot be written.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise MdrnnError(MISSING)
    from ..pages import page

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
    info, data = predictor.info, dataset.load(file)
    training = _entry(info.metadata, "training")
    mine = training.get("sha256") == hashlib.sha256(file.read_bytes()).hexdigest()
    held_out = _held_out(data, training) if mine else []
    heard = evaluate.hear(file, held_out or data.performances, info, evaluate.longest_wait(info))
    judged = _judge(predictor, heard, file, training if mine else {})
    temperatures, stored = _temperatures(predictor, heard)
    span, before, you = _excerpt(heard if _longest(heard) > SHORTEST_SPAN else data.performances)
    takes = _takes(predictor, before, you, span, temperatures)
    history = _history(model)
    return Report(
        name=model.stem,
        dataset=file.name,
        info=info,
        data=data,
        judged=judged,
        temperatures=temperatures,
        stored=stored,
        history=history,
        span=span,
        you=you,
        waits=np.concatenate([each[1:, 0] for each in heard]),
        takes=takes,
        found=_findings(info, data, heard, judged, temperatures, takes[0], _course(history, training)),
    )


def _findings(
    info: Info,
    data: Dataset,
    heard: list[Performance],
    judged: Judged,
    temperatures: Temperatures,
    take: Take,
    course: Course | None,
) -> Findings:
    training = _entry(info.metadata, "training")
    return Findings(
        coarse=judged.by["coarse"],
        names=_names(info),
        judged_on=judged.what,
        unheard=judged.unheard,
        events=int(training.get("events", data.events)),
        seconds=float(training.get("seconds", data.seconds)),
        weights=weights(info),
        size=sizes.name_of(info.units, info.layers),
        pi=temperatures.pi,
        sigma=temperatures.sigma,
        course=course,
        you=_hand(np.concatenate(heard)),
        alone=take.hand,
        doubts=list(survey.warnings(data)),
        still=_still(heard),
    )


def _entry(metadata: dict[str, Any], word: str) -> dict[str, Any]:
    found = metadata.get(word)
    return found if isinstance(found, dict) else {}


def _names(info: Info) -> list[str]:
    values = info.metadata.get("values")
    named = [each.get("name") for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    count = info.dimension - 1
    known = (
        [_short(str(name)) for name in named] if len(named) == count else [f"x{number + 1}" for number in range(count)]
    )
    return ["time", *known]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def weights(info: Info) -> int:
    """Numbers that training sets: of the LSTM layers and of the three heads."""
    dimension, units, mixtures = info.dimension, info.units, info.mixtures
    layers = sum(4 * units * ((dimension if layer == 0 else units) + units + 1) for layer in range(info.layers))
    return layers + (units + 1) * mixtures * (2 * dimension + 1)


# ---- how good it is -------------------------------------------------------------------------------------------------


def _held_out(data: Dataset, training: dict[str, Any]) -> list[Performance]:
    """What was held out of training; nothing where the model's file does not tell."""
    music = tell_apart(data.performances, training)
    return [] if music is None else music.held_out


def _judge(predictor: Predictor, heard: list[Performance], file: Path, training: dict[str, Any]) -> Judged:
    """The trainer's own numbers, where it learned from `file` and left some: `training` is empty where it did not."""
    info = predictor.info
    written = training.get("judged")
    if isinstance(written, dict) and _is_complete(written, info.dimension):
        what = str(training.get("validation"))
        return Judged(written, what, "music" in training, "the music that it learned from")
    known = baseline.stored(info.metadata, info.dimension)
    fitted = known or baseline.fit(heard, info.mixtures, info.scale)
    by = evaluate.beside(evaluate.foretold(predictor, heard), fitted, heard, info.scale)
    learned_too = ", part of which it learned from," if training else ""
    what = f"the {sum(len(each) - 1 for each in heard):,} events of {file.name}{learned_too}"
    fitted_on = f"{file.name} itself, which flatters them" if known is None else "the music that it learned from"
    return Judged(by, what, False, fitted_on)


def _is_complete(written: dict[str, Any], dimension: int) -> bool:
    """Every likelihood that the page shows is there."""
    try:
        found = [written[fine][who] for fine in ("fine", "coarse") for who in ("model", "repeat", "memoryless")]
        numbers = [[each["total"], each["time"], each["values"], *each["dimensions"]] for each in found]
    except (KeyError, TypeError):
        return False
    return all(len(row) == 3 + dimension and all(map(_is_number, row)) for row in numbers)


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and math.isfinite(found)


def _temperatures(predictor: Predictor, heard: list[Performance]) -> tuple[Temperatures, bool]:
    """Those in the file with what the trainer said of them, else calibrated on what is heard here."""
    metadata = predictor.info.metadata
    recommended, training = _entry(metadata, "recommended"), _entry(metadata, "training")
    pi, sigma = recommended.get("pi_temperature"), recommended.get("sigma_temperature")
    if isinstance(pi, int | float) and isinstance(sigma, int | float):
        said = [float(training.get(word, math.nan)) for word in ("calibrated_nll", "validation_nll")]
        return Temperatures(pi, sigma, *said), True
    mixtures, events, left = [], [], CALIBRATED
    for piece in heard:
        predictor.reset()
        part = piece[: left + 1]
        mixtures.append(predictor.forward(part[:-1].astype(np.float32)))
        events.append(part[1:] * predictor.info.scale)
        left -= len(part) - 1
        if left <= 0:
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
    words = ("number", "training_nll", "validation_nll")
    return isinstance(epoch, dict) and all(_is_number(epoch.get(word)) for word in words)


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
    _, number, first, last = max(
        (_liveliness(piece[first:last]), number, first, last)
        for number, piece in enumerate(heard)
        for first, last in _stretches(piece, span)
    )
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
        events = _play(predictor, before, you[0], pi, sigma)
        moments = np.cumsum(events[:, 0])
        shown = np.concatenate([you[:1], events[: np.searchsorted(moments, span)]])
        takes.append(Take(title, pi, sigma, shown, events[:ALONE, 0], _hand(events[:ALONE])))
    return takes


def _play(predictor: Predictor, before: Floats, start: Floats, pi: float, sigma: float) -> Floats:
    """(MOST_EVENTS, D): the model alone, having heard what came before `start` and that."""
    predictor.reset()
    predictor.seed(SEED)
    predictor.pi_temperature, predictor.sigma_temperature = pi, sigma
    if len(before):
        predictor.forward(before.astype(np.float32))
    return np.asarray(predictor.generate(MOST_EVENTS, start.astype(np.float32)), np.float64)
