# SPDX-License-Identifier: MIT
"""How well a model predicts some music, beside the baselines, with 95 % intervals; and the one sentence about it."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..data.dataset import Performance
from ..wording import counted
from . import interval, likelihood
from .baseline import NAMES, Baselines
from .interval import Interval
from .likelihood import Floats, Likelihood, Numbers

ENOUGH = 500  # events, below which nothing is said about a model: a lucky minute looks like knowledge
LEARNED = 0.05  # nats per event that a model has to be ahead of the better baseline
MOST = math.log(1e6)  # nats: a factor that is large enough to say
BASELINES = {"repeat": "a baseline that repeats your last event", "memoryless": "a baseline that ignores the input"}


@dataclass(frozen=True)
class Judgement:
    """Nats per event, lower is better, by who predicts: "model", "repeat", "memoryless"."""

    events: int
    density: dict[str, Likelihood]  # of scaled events, as in training
    probability: dict[str, Likelihood]  # of what was played, to within 4 ms and half a MIDI step
    gains: dict[
        str, list[Interval]
    ]  # by baseline: nats of probability that the model is ahead; whole, then by dimension

    def nearest(self) -> str:
        """The baseline that predicts best."""
        return min(NAMES, key=lambda name: self.probability[name].total)

    def gain(self) -> Interval:
        """How far the model is ahead of that baseline."""
        return self.gains[self.nearest()][0]

    def gain_of(self, dimension: int) -> Interval:
        """How far it is ahead of the better baseline in one dimension by itself; dt is 0."""
        return min((self.gains[name][1 + dimension] for name in NAMES), key=lambda each: each.mean)

    def as_json(self, digits: int = 4) -> dict[str, Any]:
        """For a model's metadata and `mdrnn evaluate --json`; gains as mean, low, high."""
        return {
            "events": self.events,
            **{
                word: {who: likelihood.as_json(each, digits) for who, each in found.items()}
                for word, found in (("density", self.density), ("probability", self.probability))
            },
            "gains": {
                name: [[_finite(number, digits) for number in asdict(each).values()] for each in rows]
                for name, rows in self.gains.items()
            },
        }


def _finite(number: float, digits: int) -> float | None:
    return round(number, digits) if math.isfinite(number) else None


def judge(pieces: Sequence[Performance], mixtures: Sequence[Numbers], baselines: Baselines, scale: float) -> Judgement:
    """Judges `pieces`, each (T, D) in seconds and values from 0 to 1.

    `mixtures` (T - 1, M * (2 D + 1)) are what the model said of each one's events but the first, scaled.
    """
    density: dict[str, list[Floats]] = {who: [] for who in ("model", *NAMES)}
    probability: dict[str, list[Floats]] = {who: [] for who in density}
    for piece, said in zip(pieces, mixtures, strict=True):
        for who, (mixture, events) in {"model": (said, piece[1:] * scale), **baselines.predict(piece, scale)}.items():
            density[who].append(likelihood.density_nats(mixture, events))
            probability[who].append(likelihood.probability_nats(mixture, events, scale))
    ahead = {
        name: [other - own for own, other in zip(probability["model"], probability[name], strict=True)]
        for name in NAMES
    }
    return Judgement(
        sum(len(piece) - 1 for piece in pieces),
        {who: likelihood.mean(np.concatenate(nats, axis=1)) for who, nats in density.items()},
        {who: likelihood.mean(np.concatenate(nats, axis=1)) for who, nats in probability.items()},
        {name: interval.bootstrap(rows) for name, rows in ahead.items()},
    )


# ---- in words -------------------------------------------------------------------------------------------------------


def verdict(found: Judgement, music: str) -> str:
    """One sentence: how good the model is. `music`: what it was judged on, such as "held-out music"."""
    if found.events < ENOUGH:
        return (
            f"Too little to judge: {counted(found.events, 'event')} of {music}, and a verdict needs {ENOUGH}. "
            "Play more, and train again."
        )
    gain, baseline = found.gain(), BASELINES[found.nearest()]
    on = f"on {counted(found.events, 'event')} of {music}"
    if gain.low > LEARNED:
        word = (
            "knows your playing well"
            if gain.low >= 3
            else "knows your playing"
            if gain.low >= 0.7
            else "is beginning to know your playing"
        )
        return f"It {word}: {on}, compared with {baseline}, it gives what you do next {times(gain)} the probability."
    if gain.high < -LEARNED:
        behind = Interval(-gain.mean, -gain.high, -gain.low)
        own = "held-out" in music or "was trained on" in music  # else somebody else's model, as far as is known
        word = "It has not learned your playing yet" if own else "This model does not know this playing"
        return f"{word}: {on}, {baseline} gives what you do next {times(behind)} the probability."
    return (
        f"It is not clear that it has learned more than {baseline}: {on}, it gives what you do next {times(gain)} the "
        "probability."
    )


def times(gain: Interval) -> str:
    """`2.3 times (95 % interval 1.9 to 2.8)`, from a difference of nats."""
    if gain.low >= MOST:
        return f"{factor(gain.low)} times"
    return f"{factor(gain.mean)} times (95 % interval {factor(gain.low)} to {factor(gain.high)})"


def factor(nats: float) -> str:
    """How many times as likely, in two digits."""
    if nats >= MOST:
        return "over a million"
    number = math.exp(nats)
    if number < 10:
        return f"{number:.2g}" if number < 0.095 else f"{number:.1f}"
    return f"{float(f'{number:.2g}'):,.0f}"
