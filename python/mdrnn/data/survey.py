# SPDX-License-Identifier: MIT
"""What a dataset holds, before anybody trains on it: a table, warnings and a picture."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..pages.svg import COLOURS, Plot, document
from .dataset import Dataset, Performance

MAX_DT = 5.0  # seconds: longer waits are clamped to it in training, and when a model plays
FEW_EVENTS = 1000
FEW_PERFORMANCES = 2
LINES = 30  # of the table of performances
COLUMNS = 700  # of the picture; the least and the largest value of a column are drawn


def table(dataset: Dataset) -> Iterator[str]:
    """A line for each performance, the longest first where there are too many; then one for each dimension."""
    yield f"{'events':>8} {'seconds':>9} {'longest wait':>12} {'over 5 s':>8} {'outside':>7}  performance: its values"
    for number in _listed(dataset):
        events = dataset.performances[number]
        waits = events[1:, 0]
        outside = int(((events[:, 1:] < 0) | (events[:, 1:] > 1)).any(axis=1).sum())
        yield (
            f"{len(events):>8} {events[:, 0].sum():>9.1f} {waits.max(initial=0.0):>12.2f} {(waits > MAX_DT).sum():>8} "
            f"{outside:>7}  {_name(dataset, number)}: {_ranges(events)}"
        )
    left_out = len(dataset.performances) - LINES
    if left_out > 0:
        yield f"{'..':>8} and {left_out} shorter ones"
    shares = moving_share(dataset)
    yield f"{'value':>8} {'from':>9} {'to':>12} {'mean':>8} {'moves':>7}"
    for dimension in range(1, dataset.dimension):
        values = np.concatenate([performance[:, dimension] for performance in dataset.performances])
        yield (
            f"{'x' + str(dimension):>8} {values.min():>9.3f} {values.max():>12.3f} {values.mean():>8.3f} "
            f"{100 * shares[dimension - 1]:>6.1f}%"
        )


def _listed(dataset: Dataset) -> list[int]:
    lengths = [len(performance) for performance in dataset.performances]
    if len(lengths) <= LINES:
        return list(range(len(lengths)))
    return sorted(range(len(lengths)), key=lambda number: -lengths[number])[:LINES]


def _name(dataset: Dataset, number: int) -> str:
    return dataset.names[number] if dataset.names else f"performance {number + 1}"


def _ranges(events: Performance) -> str:
    """`.10-.93` for each value, `.50 still` where it never moves."""
    lows, highs = events[:, 1:].min(axis=0), events[:, 1:].max(axis=0)
    pairs = zip(lows, highs, strict=True)
    return "  ".join(f"{low:.2f} still" if low == high else f"{low:.2f}-{high:.2f}" for low, high in pairs)


def moving_share(dataset: Dataset) -> npt.NDArray[np.float64]:
    """(D - 1,): at how many of all events a value differs from the event before, 0 to 1."""
    moved = sum((np.diff(performance[:, 1:], axis=0) != 0).sum(axis=0) for performance in dataset.performances)
    steps = sum(len(performance) - 1 for performance in dataset.performances)
    return np.asarray(moved, np.float64) / max(1, steps)


def warnings(dataset: Dataset) -> Iterator[str]:
    """A sentence for each thing that a person should know before training."""
    count = len(dataset.performances)
    if dataset.events < FEW_EVENTS:
        yield (
            f"there are {dataset.events} events, expected {FEW_EVENTS} or more: "
            "a model will hardly learn from so few, play for longer"
        )
    if count < FEW_PERFORMANCES:
        yield (
            "there is one performance: the model will be judged by its end; "
            "with two or more it is judged by one that it has not heard"
        )
    still = [f"x{number + 1}" for number, share in enumerate(moving_share(dataset)) if share == 0]
    if still:
        yield f"{', '.join(still)} never moves: is that control connected?"
    outside = sum(int(((each[:, 1:] < 0) | (each[:, 1:] > 1)).any(axis=1).sum()) for each in dataset.performances)
    if outside:
        yield f"{outside} events have values outside 0 to 1, which training clamps: see --value-range"
    long = sum(int((performance[1:, 0] > MAX_DT).sum()) for performance in dataset.performances)
    if long:
        yield f"{long} waits are over {MAX_DT:g} s: training counts them as {MAX_DT:g} s (mdrnn train --max-dt)"


def picture(dataset: Dataset) -> str:
    """`plots` as an SVG file."""
    return document(plots(dataset))


def plots(dataset: Dataset) -> list[Plot]:
    """Each value over all events, performances apart by thin lines, and how long the waits are."""
    lengths = [len(performance) for performance in dataset.performances]
    starts = np.cumsum([0, *lengths])
    drawn = []
    for dimension in range(1, dataset.dimension):
        values = np.concatenate([performance[:, dimension] for performance in dataset.performances])
        span = (min(0.0, float(values.min())), max(1.0, float(values.max())))
        plot = Plot(f"x{dimension}, event by event", (0.0, float(len(values))), span)
        plot.line(*_outline(values), COLOURS[(dimension - 1) % len(COLOURS)])
        for start in starts[1:-1] if len(lengths) <= 60 else []:
            plot.rule(float(start))
        drawn.append(plot)
    waits = np.concatenate([performance[1:, 0] for performance in dataset.performances])
    return [*drawn, waits_plot([waits])]


def _outline(values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points of a line that looks like all of `values`: the least and the largest of each column."""
    if len(values) <= 2 * COLUMNS:
        return np.arange(len(values), dtype=np.float64), values
    edges = np.linspace(0, len(values), COLUMNS, endpoint=False).astype(np.int64)
    lows, highs = np.minimum.reduceat(values, edges), np.maximum.reduceat(values, edges)
    return np.repeat(edges.astype(np.float64), 2), np.column_stack([lows, highs]).ravel()


def waits_plot(kinds: list[npt.NDArray[np.float64]], title: str = "waits between events: share of all") -> Plot:
    """Histograms of waits over a logarithm of time, 1 ms to 1000 s, one colour each."""
    edges = np.linspace(-3.0, 3.0, 73)
    shares = [np.histogram(np.log10(np.clip(waits, 1e-3, 1e3)), edges)[0] / max(1, len(waits)) for waits in kinds]
    plot = Plot(f"{title}; log10 of seconds", (-3.0, 3.0), (0.0, max(float(share.max()) for share in shares) or 1.0))
    for share, colour in zip(shares, COLOURS, strict=False):
        plot.bars(edges, share, colour)
    return plot
