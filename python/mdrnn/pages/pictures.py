# SPDX-License-Identifier: MIT
"""The pictures of a report, as SVG elements that take their colours from the page."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .svg import LETTER, Plot, element, ticks

Events = npt.NDArray[Any]  # (T, D): [dt, x1 .. xn]

WIDTH = 430  # pixels: as wide as a phone, so that words keep their size there
YOU, MODEL, OTHER, INK = "you", "model", "other", "ink"  # colours
PREDICTORS = (
    ("memoryless", "cross", OTHER, "ignores the input"),
    ("repeat", "tick", INK, "repeats the last event"),
    ("model", "dot", MODEL, "this model"),
)


def curves(history: Sequence[dict[str, Any]], best: int) -> str:
    """Likelihood of the training and of the held-out music by epoch, and which epoch was kept."""
    numbers = [epoch["number"] for epoch in history]
    training, validation = ([epoch[f"{word}_nll"] for epoch in history] for word in ("training", "validation"))
    lowest = min(min(training), min(validation))
    highest = float(np.quantile([*training, *validation], 0.95 if len(numbers) > 20 else 1.0))
    room = 0.08 * (highest - lowest) or 0.5
    x_range, y_range = (float(numbers[0]), float(max(numbers[-1], numbers[0] + 1))), (lowest - room, highest + room)
    plot = _plot(
        x_range, y_range, 170, x_label="epoch", x_ticks=[each for each in ticks(x_range) if each[0] % 1 == 0],
        legend=[("dot", OTHER, "training music"), ("dot", MODEL, "held-out music")],
    )  # fmt: skip
    plot.rule(best, f"kept: {best}")
    for column, colour in ((training, OTHER), (validation, MODEL)):
        plot.line(numbers, column, colour, thin=False)
        if len(numbers) < 8:
            plot.marks(numbers, column, colour)
    plot.marks([best], [validation[numbers.index(best)]], MODEL, size=4.0)
    return element([plot], "Learning curves")


def predicted(names: Sequence[str], by: Mapping[str, Sequence[float]]) -> str:
    """A row for each number of an event: how well the model and the baselines predict it; further right is better."""
    numbers = [-number for column in by.values() for number in column]
    room = 0.04 * (max(numbers) - min(numbers)) or 0.5
    x_range, rows = (min(numbers) - room, max(numbers) + room), np.arange(len(names))[::-1].astype(float)
    plot = _plot(
        x_range, (-0.6, len(names) - 0.4), 10 + 22 * len(names), x_label="nats (further right is better)", frame=False,
        x_ticks=[(at, words.removeprefix("-")) for at, words in ticks(x_range)],
        y_ticks=list(zip(rows.tolist(), names, strict=True)), left=_left(names),
        legend=[(mark, colour, words) for _, mark, colour, words in PREDICTORS],
    )  # fmt: skip
    for row in rows:
        plot.grid(float(row))
    for who, mark, colour, _ in PREDICTORS:
        plot.marks([-number for number in by[who]], rows, colour, mark, 4.0)
    return element([plot], "How well each number is predicted")


def strips(
    events: Events, span: float, chosen: Sequence[int], names: Sequence[str], colour: str, title: str, dots: bool = True
) -> str:
    """Values over `span` seconds, one below the other; each holds until the next event. `dots` mark the events."""
    times = np.cumsum(events[:, 0]) - events[0, 0]
    times = np.append(times, max(span, float(times[-1])))
    plots = []
    for dimension in chosen:
        values = np.append(events[:, dimension], events[-1, dimension])
        last = dimension == chosen[-1]
        plot = _plot(
            (0.0, span), (-0.06, 1.06), 46, y_ticks=[(0.5, names[dimension])], left=_left([names[d] for d in chosen]),
            x_ticks=ticks((0.0, span)) if last else [], x_label="seconds" if last else "",
        )  # fmt: skip
        plot.steps(times, values, colour)
        if dots:
            plot.marks(times[:-1], values[:-1], colour)
        plots.append(plot)
    return element(plots, title)


def plane(events: Events, across: int, up: int, names: Sequence[str], colour: str, title: str) -> str:
    """Two values as a path, x against y."""
    ends = [(0.0, "0"), (0.5, "0.5"), (1.0, "1")]
    left = 30
    plot = Plot(
        f"{names[up]} against {names[across]}", (-0.03, 1.03), (-0.03, 1.03), left + 260, 260, ends, ends, left=left
    )
    plot.line(events[:, across], events[:, up], colour)
    plot.marks(events[:, across], events[:, up], colour, size=1.2)
    plot.marks(events[:1, across], events[:1, up], INK, size=4.0)
    return element([plot], title)


def waits(real: Events, generated: Events) -> str:
    """How often the player and the model wait how long, over a logarithm of time."""
    longest = max(float(real.max(initial=0.001)), float(generated.max(initial=0.001)), 0.01)
    edges = np.linspace(-3.0, np.log10(longest) + 0.05, 46)
    shares = [
        100 * np.histogram(np.log10(np.clip(seconds, 1e-3, None)), edges)[0] / max(1, len(seconds))
        for seconds in (real, generated)
    ]
    marked = [(-3.0, "1 ms"), (-2.0, "10 ms"), (-1.0, "100 ms"), (0.0, "1 s"), (1.0, "10 s"), (2.0, "100 s")]
    highest = 1.05 * max(float(share.max()) for share in shares) or 1.0
    plot = _plot(
        (-3.0, float(edges[-1])), (0.0, highest), 160, x_label="wait before an event",
        x_ticks=[each for each in marked if each[0] <= edges[-1]],
        y_ticks=[(at, f"{words} %") for at, words in ticks((0.0, highest), 4)],
        legend=[("dot", YOU, "you"), ("dot", MODEL, "the model")],
    )  # fmt: skip
    for share, colour in zip(shares, (YOU, MODEL), strict=True):
        plot.bars(edges, share, colour)
    return element([plot], "Waits, real and generated")


def _plot(x_range: tuple[float, float], y_range: tuple[float, float], height: int, **settings: Any) -> Plot:
    settings = {"y_ticks": ticks(y_range), "left": 44, **settings}
    return Plot("", x_range, y_range, WIDTH, height, **settings)


def _left(names: Sequence[str]) -> int:
    """Room for the names beside the axes."""
    return 14 + round(LETTER * max(map(len, names)))
