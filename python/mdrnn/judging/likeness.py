# SPDX-License-Identifier: MIT
"""`mdrnn evaluate --free`: does a model play like its player, once it plays freely? Computed by the native engine."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._core import Info, Predictor
from ..data import dataset
from ..data.dataset import Performance
from . import evaluate, features, free_playing, two_sample
from .evaluate import Say
from .features import FEATURES, NOTHING, Bools, Feature, Floats, Window
from .free_playing import Music
from .two_sample import Ints, Samples, Told

SEEDS = 3
HALVES = 8  # ways in which the player's performances are divided into two
FEWEST = 20  # windows of the player, below which nothing is said
PLAIN = 0.3  # from an AUC of 0.5: a feature that is nearer to it gives nobody away by itself
QUANTILES = (np.arange(400) + 0.5) / 400


@dataclass(frozen=True)
class Played:
    """What one seed gave: an answer for each of the player's windows, and long runs (group, events)."""

    answers: list[Window]
    runs: list[tuple[int, Floats]]


@dataclass(frozen=True)
class Side:
    """One way of playing beside the player, in one feature; a number for each seed."""

    model: list[float]  # the feature of all windows together, on the scale of its samples
    distance: list[float]  # 1-Wasserstein
    auc: list[float]  # by this feature alone

    @property
    def away(self) -> float:
        """How well the two can be told apart by it, 0 to 0.5."""
        return abs(float(np.mean(self.auc)) - 0.5)


@dataclass(frozen=True)
class Row:
    """A feature of the player, of the model's short answers and of its long runs."""

    feature: Feature
    hand: float
    halves: list[float]  # distances between one half of the player's performances and the other
    answers: Side
    alone: Side


@dataclass(frozen=True)
class Comparison:
    """Two players beside each other. AUC: 0.5 cannot be told apart, 1 always; None without scikit-learn."""

    rows: list[Row]
    answers: Told | None
    alone: Told | None
    halves: Told | None
    spread: tuple[float, list[float]]  # standard deviation of a control, mean of all: the player's, the model's
    frozen: tuple[tuple[int, int], list[tuple[int, int]]]  # minutes, of how many
    at_edge: tuple[float, list[float]]  # seconds for which a control stayed at one end of its range, at most

    def giveaway(self) -> Row:
        """The feature by which the long runs can best be told from the player."""
        return max(self.rows, key=lambda row: round(row.alone.away, 2))

    def giveaways(self) -> list[Row]:
        """Of each kind of feature, the one that gives the long runs away most, if it does; the plainest first."""
        best: dict[str, Row] = {}
        for row in sorted(self.rows, key=lambda row: round(row.alone.away, 2), reverse=True):
            best.setdefault(row.feature.kind, row)
        return [row for row in best.values() if row.alone.away >= PLAIN]

    @property
    def away(self) -> float:
        """How well a feature by itself tells the long runs from the player, 0 to 0.5, in the mean of all features."""
        return float(np.mean([row.alone.away for row in self.rows]))


@dataclass(frozen=True)
class Likeness:
    """What `mdrnn evaluate --free` tells."""

    comparison: Comparison
    music: Music
    facts: dict[str, Any]  # for --json


def measure(
    model: Path,
    file: Path,
    *,
    precision: Any = "float32",
    max_dt: float | None = None,
    pi_temperature: float | None = None,
    sigma_temperature: float | None = None,
    seeds: int = SEEDS,
    run: float = free_playing.RUN,
    say: Say = lambda sentence: None,
) -> Likeness:
    """Lets a model play freely after performances that it was not trained on, and compares it with the player.

    Each seed plays an answer of 5 s in place of each window of the player's, and 8 runs of `run` seconds, at the
    temperatures given (None: those that the model recommends). Waits are clamped to `max_dt` seconds (None: the
    model's own, else 5). `say` is given a sentence before each step that takes time.

    Raises:
        MdrnnError: a dataset has another dimension than the model, or no performance is long enough.
    """
    predictor = Predictor(model, precision=precision, seed=0)
    info = predictor.info
    longest = predictor.max_dt = evaluate.longest_wait(info, max_dt)
    for name, given in (("pi_temperature", pi_temperature), ("sigma_temperature", sigma_temperature)):
        if given is not None:
            setattr(predictor, name, given)
    started = time.process_time()
    music, words = listen(file, dataset.load(file).performances, info, longest)
    missing = two_sample.missing()
    if missing:
        say(missing)
    say(f"listening to {file}")
    player = free_playing.Player(predictor, music)
    played = []
    for seed in range(seeds):
        say(f"playing freely, seed {seed + 1} of {seeds}")
        played.append(Played(player.answers(seed), player.runs(seed, run)))
    say("comparing")
    comparison = compare(music, played, classifier=not missing)
    facts = {
        "model": str(model),
        "dataset": str(file),
        "music": words,
        "precision": info.precision,
        "pi_temperature": predictor.pi_temperature,
        "sigma_temperature": predictor.sigma_temperature,
        "max_dt": longest,
        "window_seconds": music.seconds,
        "windows": len(music.windows),
        "groups": len(set(music.groups)),
        "seeds": seeds,
        "run_seconds": run,
        **as_json(comparison),
        "seconds": round(time.process_time() - started, 2),
    }
    return Likeness(comparison, music, facts)


def listen(file: Path, performances: Sequence[Performance], info: Info, max_dt: float) -> tuple[Music, str]:
    """What the model was not trained on, in windows; all, where there is none or it is too short; and its name.

    Raises:
        MdrnnError: the dataset has another dimension than the model.
        TooShort: no performance is long enough.
    """
    chosen, words, unheard = evaluate.choose(performances, info)
    music = free_playing.cut(_pieces(file, chosen, info, max_dt)) if not unheard or _long(chosen) else None
    if music is not None and (not unheard or is_enough(music)):
        return music, words
    everything = free_playing.cut(_pieces(file, performances, info, max_dt))
    return everything, f"all of the music, because its {words} is too short to compare with"


def _long(performances: Sequence[Performance]) -> bool:
    return sum(float(each[:, 0].sum()) for each in performances) > FEWEST * free_playing.WINDOWS[-1]


def _pieces(file: Path, performances: Sequence[Performance], info: Info, max_dt: float) -> list[Sequence[Performance]]:
    """For each performance, its pieces as in the model's training."""
    evaluate.prepare(file, performances, info, max_dt)  # refuses what does not fit
    return [evaluate.prepare(file, [each], info, max_dt) for each in performances if len(each) > 1]


def is_enough(music: Music) -> bool:
    """There are windows enough to compare with."""
    return len(music.windows) >= FEWEST


# ---- comparing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Set:
    """Windows of one kind: the samples of each feature, what sums each window up, and the performance of each."""

    samples: dict[str, list[Floats]]
    table: Floats
    groups: Ints


def _set(windows: Sequence[Window], groups: Sequence[int]) -> _Set:
    found = features.samples(windows)
    return _Set(found, features.summaries(found), np.array(groups, np.int64))


def compare(music: Music, played: Sequence[Played], classifier: bool = True, divisions: int = HALVES) -> Comparison:
    """The player beside what each seed has played, and beside itself in so many divisions into halves."""
    hand = _set(music.windows, music.groups)
    answers = [_set(each.answers, music.groups) for each in played if each.answers]
    alone = [_set(*_windows_of(each.runs, music.seconds)) for each in played]
    halves = [_half(hand.groups, seed) for seed in range(divisions)]
    rows = [
        Row(
            feature,
            feature.summary(np.concatenate(hand.samples[feature.name])),
            [_distance(feature, *_divided(hand.samples[feature.name], half)) for half in halves],
            _side(number, hand, answers),
            _side(number, hand, alone),
        )
        for number, feature in enumerate(FEATURES)
    ]
    enough = classifier and is_enough(music)
    parted = [Samples(hand.table, _parted(hand.groups, seed), hand.groups) for seed in range(divisions)]
    pieces, runs = music.pieces, [[events for _, events in each.runs] for each in played]
    return Comparison(
        rows,
        two_sample.classify([_beside(hand, each) for each in answers]) if enough and answers else None,
        two_sample.classify([_beside(hand, each) for each in alone]) if enough else None,
        two_sample.classify(parted) if enough and parted else None,
        (_spread(pieces), [_spread(each) for each in runs]),
        (_frozen(pieces), [_frozen(each) for each in runs]),
        (_at_edge(pieces), [_at_edge(each) for each in runs]),
    )


def _windows_of(runs: Sequence[tuple[int, Floats]], seconds: float) -> tuple[list[Window], list[int]]:
    """All windows of the runs, and the group of each."""
    cut = [(group, free_playing.windows(events, seconds)) for group, events in runs]
    return [each for _, windows in cut for each in windows], [group for group, windows in cut for _ in windows]


def _half(groups: Ints, seed: int) -> Bools:
    """For each window, whether it is in the second half of the performances, which are dealt out at random."""
    names = np.random.default_rng(seed).permutation(np.unique(groups))
    return np.asarray(np.isin(groups, names[: len(names) // 2]), np.bool_)


def _parted(groups: Ints, seed: int) -> Ints:
    """For each window, 0 or 1: of two neighbours in a performance, one is 1, drawn at random.

    This is what a perfect model would be: like the model's playing, both kinds come from every performance.
    """
    random, kinds = np.random.default_rng(seed), np.zeros(len(groups), np.int64)
    for name in np.unique(groups):
        inside = np.flatnonzero(groups == name)
        firsts = random.integers(2, size=(len(inside) + 1) // 2)
        kinds[inside] = np.stack([firsts, 1 - firsts], axis=1).ravel()[: len(inside)]
    return kinds


def _divided(samples: Sequence[Floats], half: Bools) -> tuple[Floats, Floats]:
    parts = (
        [each for each, inside in zip(samples, half, strict=True) if bool(inside) is side] for side in (True, False)
    )
    first, second = (np.concatenate(part) for part in parts)
    return first, second


def _side(number: int, hand: _Set, seeds: Sequence[_Set]) -> Side:
    """One feature of what each seed has played."""
    feature = FEATURES[number]
    own, others = (
        np.concatenate(hand.samples[feature.name]),
        [np.concatenate(each.samples[feature.name]) for each in seeds],
    )
    beside = [_beside(hand, each) for each in seeds]
    return Side(
        [feature.summary(each) for each in others],
        [_distance(feature, own, each) for each in others],
        [two_sample.auc(each.features[:, number], each.kinds) for each in beside],
    )


def _distance(feature: Feature, first: Floats, second: Floats) -> float:
    """1-Wasserstein, on the scale of the samples; the mean over columns; nan where one has none."""
    if not first.size or not second.size:
        return float("nan")
    if feature.unit == "share":
        return float(np.abs(first.mean(axis=0) - second.mean(axis=0)).mean())
    return float(np.abs(np.quantile(first, QUANTILES, axis=0) - np.quantile(second, QUANTILES, axis=0)).mean())


def _beside(hand: _Set, other: _Set) -> Samples:
    kinds = np.repeat(np.array([0, 1], np.int64), [len(hand.table), len(other.table)])
    return Samples(np.concatenate([hand.table, other.table]), kinds, np.concatenate([hand.groups, other.groups]))


def _spread(pieces: Sequence[Floats]) -> float:
    return float(np.concatenate([each[:, 1:] for each in pieces]).std(axis=0).mean())


def _frozen(pieces: Sequence[Floats]) -> tuple[int, int]:
    counts = [features.frozen_minutes(each) for each in pieces]
    return int(sum(frozen for frozen, _ in counts)), sum(minutes for _, minutes in counts)


def _at_edge(pieces: Sequence[Floats]) -> float:
    return max(features.longest_at_edge(each) for each in pieces)


# ---- for machines and people ----------------------------------------------------------------------------------------


def as_json(found: Comparison) -> dict[str, Any]:
    """Numbers of features in seconds, ranges and shares; distances on the scale of the comparison."""
    told = {"alone": found.alone, "answers": found.answers, "halves": found.halves}
    return {
        "sentence": verdict(found),
        "classifier": {name: each and each.as_json() for name, each in told.items()},
        "giveaway": found.giveaway().feature.name,
        "features": {row.feature.name: _row_as_json(row) for row in found.rows},
        "spread": {"hand": _rounded(found.spread[0]), "model": [_rounded(each) for each in found.spread[1]]},
        "frozen_minutes": {"hand": found.frozen[0], "model": found.frozen[1]},
        "longest_at_edge": {"hand": _rounded(found.at_edge[0]), "model": [_rounded(each) for each in found.at_edge[1]]},
    }


def _row_as_json(row: Row) -> dict[str, Any]:
    def side(of: Side) -> dict[str, Any]:
        return {
            "model": [_plain(row.feature, each) for each in of.model],
            "distance": [_rounded(each) for each in of.distance],
            "auc": [_rounded(each) for each in of.auc],
        }

    return {
        "title": row.feature.title,
        "hand": _plain(row.feature, row.hand),
        "halves": [_rounded(each) for each in row.halves],
        "answers": side(row.answers),
        "alone": side(row.alone),
    }


def _plain(feature: Feature, number: float) -> float | None:
    return _rounded(float(np.exp(number)) if feature.logarithm else number) if number > NOTHING else None


def _rounded(number: float) -> float | None:
    return float(f"{number:.4g}") if np.isfinite(number) else None


def verdict(found: Comparison) -> str:
    """One sentence or two: whether it plays like its player, and what gives it away."""
    row = found.giveaway()
    plainest = (
        "What gives it away most" if row.alone.away >= PLAIN else "No single number gives it away; the nearest is"
    )
    away = f"{plainest}: {apart(row)}."
    if found.alone is None:
        return away
    told, halves = found.alone, found.halves
    itself = f", one half of your playing against the other gives {100 * halves.auc:.0f}" if halves else ""
    return (
        f"It {grade(told.auc)}: given a few seconds of you and of it, a classifier knows which is which "
        f"{100 * told.auc:.0f} times in 100 (95 % interval {100 * told.low:.0f} to {100 * told.high:.0f}; "
        f"guessing is 50{itself}). {away}"
    )


def answer(found: Comparison) -> str:
    """Whether it plays like its player, in one sentence."""
    if found.alone is not None:
        return (
            f"It {grade(found.alone.auc)}: given a few seconds of you and of it, a classifier knows which is which "
            f"{100 * found.alone.auc:.0f} times in 100; guessing is 50."
        )
    away = found.giveaway().alone.away
    if away >= PLAIN:
        return (
            f"It {grade(0.5 + away)}: a single number tells a few seconds of it from a few seconds of you "
            f"{50 + 100 * away:.0f} times in 100; guessing is 50."
        )
    return "No single number tells it from you, which does not yet mean that it plays like you."


def apart(row: Row) -> str:
    """One feature of the long runs and of the player: `it moves nothing in 73 % of events; you never do`."""
    return row.feature.sentence(float(np.mean(row.alone.model)), row.hand)


def grade(auc: float) -> str:
    """What it does: `plays like you`."""
    if auc <= 0.6:
        return "plays like you"
    if auc <= 0.7:
        return "plays much like you"
    return "does not quite play like you" if auc <= 0.85 else "does not play like you"


def sentence(found: Likeness) -> str:
    """The verdict, on what, and at which temperatures."""
    facts = found.facts
    return (
        f"{facts['model']}, after {facts['music']}, at temperatures {facts['pi_temperature']:g} and "
        f"{facts['sigma_temperature']:g}. {facts['sentence']}"
    )


def details(found: Likeness) -> list[str]:
    """All numbers, as lines."""
    facts, comparison = found.facts, found.comparison
    lines = [
        f"{facts['windows']} windows of {facts['window_seconds']:g} s of {facts['dataset']}, {facts['music']}; as many "
        f"answers and {free_playing.RUNS} runs of {facts['run_seconds']:g} s with each of {facts['seeds']} seeds, "
        f"{facts['precision']}, {facts['seconds']:.1f} s of processor time",
        f"{'':28} {'you':>8} {'answers':>16} {'alone':>16}  {'distance':>15}  {'your halves':>15} {'AUC':>5}",
    ]
    for row in comparison.rows:
        lines.append(
            f"{row.feature.title:28} {_number(row.feature, row.hand):>8} "
            f"{_several(row.feature, row.answers.model):>16} {_several(row.feature, row.alone.model):>16}  "
            f"{_mean(row.alone.distance):>15}  {_mean(row.halves):>15} {np.mean(row.alone.auc):5.2f}"
        )
    lines.append(f"{'spread of a control':28} {comparison.spread[0]:8.3f} {'':16} {_mean(comparison.spread[1]):>16}")
    lines.append(
        f"{'longest at an edge, s':28} {comparison.at_edge[0]:8.1f} {'':16} {_mean(comparison.at_edge[1]):>16}"
    )
    frozen, minutes = np.sum(comparison.frozen[1], axis=0)
    lines.append(
        f"frozen minutes: {frozen} of {minutes} when it plays alone, {comparison.frozen[0][0]} of "
        f"{comparison.frozen[0][1]} of yours"
    )
    for title, told in (("answers", comparison.answers), ("alone", comparison.alone), ("halves", comparison.halves)):
        if told is not None:
            lines.append(
                f"classifier, {title}: AUC {told.auc:.3f}, 95 % interval {told.low:.3f} to {told.high:.3f}; "
                f"trials {' '.join(f'{each:.3f}' for each in told.trials)}"
            )
    return lines


def _number(feature: Feature, number: float) -> str:
    plain = _plain(feature, number)
    return "-" if plain is None else f"{plain:.3g}"


def _several(feature: Feature, numbers: Sequence[float]) -> str:
    """The mean of the seeds, and their standard deviation."""
    plain = [each for each in (_plain(feature, number) for number in numbers) if each is not None]
    return _mean(plain) if plain else "-"


def _mean(numbers: Sequence[float]) -> str:
    return f"{np.mean(numbers):.3g} ± {np.std(numbers):.2g}"
