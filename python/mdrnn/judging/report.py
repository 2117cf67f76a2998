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
from . import evaluate, free_playing, judgement, likeness, two_sample
from .advice import Course, Findings, Hand, Setting
from .calibration import calibrate
from .evaluate import Judged, Say, training
from .free_playing import Music, TooShort
from .likelihood import Floats
from .likeness import Comparison, Played

SEED = 0  # of what the model plays
CONTEXT = 512  # events that the model is given before it plays alone
SPAN = 10.0  # seconds of the player that are shown, where a performance is so long
LIVELY = 0.75  # of all stretches of the player, the share that is less lively than the one that is shown
RUN = 60.0  # seconds of a run that is compared with the player
MOST_EVENTS = 5000  # of the model in that span
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
    beside: Comparison | None  # long runs at these temperatures beside the player; None if there is too little music


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
    taught: bool  # the model is known to have been trained on that span
    waits: Floats  # of the player, in the whole dataset
    takes: list[Take]  # the recommended temperatures first
    compared: str  # what these are compared with: "76 stretches of 5 s of held-out music"; or why with nothing
    found: Findings

    @property
    def verdict(self) -> str:
        """Does it know what you play next? In one sentence."""
        return judgement.verdict(self.found.judgement, self.found.music)

    @property
    def answer(self) -> str:
        """Does it play like you? In one sentence."""
        beside = self.takes[0].beside
        return likeness.answer(beside) if beside else f"Too little to judge: {self.compared}. Play for longer."


def gather(model: Path, file: Path, say: Say = lambda sentence: None) -> Report:
    """Judges a model by the performances of `file` and lets it play beside them.

    Raises:
        MdrnnError: the dataset has another dimension than the model, or no event to predict.
    """
    predictor = Predictor(model, seed=SEED)
    info, data = predictor.info, dataset.load(file)
    longest = predictor.max_dt = evaluate.longest_wait(info)
    judged = evaluate.judge(predictor, file, data.performances, longest, say=say)
    pieces = judged.pieces
    measured = calibrate(pieces, judged.mixtures, info.scale)
    stored = _stored(info)
    pi, sigma = stored or (measured.pi, measured.sigma)
    everything = evaluate.prepare(file, data.performances, info, longest)
    short = _longest(pieces) < SPAN
    span, before, you = _excerpt(everything if short else pieces)
    music, compared = _listen(file, data.performances, info, longest)
    say("letting the model play")
    takes = _takes(predictor, before, you, span, music, pi, sigma)
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
        settings=[_setting(take, take.beside) for take in takes if take.beside],
        still_minutes=_still_minutes(takes[0].beside),
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
        taught=short and judged.unheard,
        waits=np.concatenate([each[1:, 0] for each in everything]),
        takes=takes,
        compared=compared,
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
    """A span of seconds, the events before it, and the player in it: livelier than most, and not the liveliest."""
    span = max(1.0, min(SPAN, _longest(pieces)))
    whole = [piece for piece in pieces if _longest([piece]) >= span] or pieces
    found = sorted(
        (_liveliness(piece[first:last]), number, first, last)
        for number, piece in enumerate(whole)
        for first, last in _stretches(piece, span)
    )
    _, number, first, last = found[round(LIVELY * (len(found) - 1))]
    return span, whole[number][max(0, first - CONTEXT) : first], whole[number][first:last]


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


def _listen(file: Path, performances: list[Performance], info: Info, max_dt: float) -> tuple[Music | None, str]:
    """What the model's playing is compared with, and its name; or None, and why."""
    try:
        music, words = likeness.listen(file, performances, info, max_dt)
    except TooShort as error:
        return None, str(error)
    stretches = f"{len(music.windows)} stretch{'es' * (len(music.windows) != 1)} of {music.seconds:g} s of {words}"
    if not likeness.is_enough(music):
        return None, f"{stretches}, and a comparison needs {likeness.FEWEST}"
    return music, stretches


def _takes(
    predictor: Predictor, before: Floats, you: Floats, span: float, music: Music | None, pi: float, sigma: float
) -> list[Take]:
    settings = {"recommended": (pi, sigma), "as in IMPSY": (1.0, 0.01), "hotter": (2 * pi, 4 * sigma)}
    player = music and free_playing.Player(predictor, music)
    takes: list[Take] = []
    for title, pair in settings.items():
        events = _play(predictor, before, you[0], *pair)
        moments = np.cumsum(events[:, 0])
        shown = np.concatenate([you[:1], events[: np.searchsorted(moments, span)]])
        beside = _compare(player, music, thorough=not takes) if player and music else None
        takes.append(Take(title, *pair, shown, events[:ALONE, 0], _hand([events[:ALONE]]), beside))
    return takes


def _compare(player: free_playing.Player, music: Music, thorough: bool) -> Comparison:
    """Long runs beside the player; by a classifier too, where it is `thorough` and scikit-learn is here."""
    played = [Played([], player.runs(SEED, RUN))]
    return likeness.compare(music, played, thorough and not two_sample.missing(), divisions=0)


def _setting(take: Take, beside: Comparison) -> Setting:
    frozen, minutes = beside.frozen[1][0]
    auc = beside.alone.auc if beside.alone else None
    return Setting(take.title, take.pi, take.sigma, beside.away, frozen, minutes, auc)


def _still_minutes(beside: Comparison | None) -> float:
    """The share of the player's minutes in which nothing moves."""
    frozen, minutes = beside.frozen[0] if beside else (0, 0)
    return frozen / max(1, minutes)


def _play(predictor: Predictor, before: Floats, start: Floats, pi: float, sigma: float) -> Floats:
    """(MOST_EVENTS, D): the model alone, after the events `before` and `start`."""
    predictor.reset()
    predictor.seed(SEED)
    predictor.pi_temperature, predictor.sigma_temperature = pi, sigma
    if len(before):
        predictor.forward(before.astype(np.float32))
    return np.asarray(predictor.generate(MOST_EVENTS, start.astype(np.float32)), np.float64)
