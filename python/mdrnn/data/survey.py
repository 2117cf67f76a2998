# SPDX-License-Identifier: MIT
"""What a dataset holds, to be looked at before training: a table, warnings and a picture."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..pages.svg import COLOURS, Plot, document
from ..wording import counted
from . import grain
from .dataset import Dataset, Performance
from .held_out import LEAST_JUDGING

MAX_DT = 5.0  # seconds: longer waits are clamped to it in training, and when a model plays
FEW_EVENTS = 1000
SHORT_LISTED = 5  # names of short performances in a warning
LINES = 30  # of the table of performances
COLUMNS = 700  # of the picture; the smallest and the largest value of each column are drawn


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
        yield f"{'..':>8} and {counted(left_out, 'shorter one')}"
    shares = moving_share(dataset)
    titles = dataset.titles
    width = max(8, *map(len, titles))
    yield f"{'value':>{width}} {'from':>9} {'to':>12} {'mean':>8} {'moves':>7}"
    for dimension in range(1, dataset.dimension):
        values = np.concatenate([performance[:, dimension] for performance in dataset.performances])
        yield (
            f"{titles[dimension - 1]:>{width}} {values.min():>9.3f} {values.max():>12.3f} {values.mean():>8.3f} "
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
    """(D - 1,): the share of events, 0 to 1, at which a value differs from the event before."""
    moved = sum((np.diff(performance[:, 1:], axis=0) != 0).sum(axis=0) for performance in dataset.performances)
    steps = sum(len(performance) - 1 for performance in dataset.performances)
    return np.asarray(moved, np.float64) / max(1, steps)


def steps(dataset: Dataset) -> str:
    """A sentence about the grain of the values: `values come in steps of 1/127`, and which, where they differ."""
    grains = dict(zip(dataset.titles, grain.find(dataset.performances), strict=True))
    kinds = sorted({each for each in grains.values() if each})
    without = ", ".join(title for title, each in grains.items() if not each)
    if not kinds:
        return "no steps found in the values"
    if len(kinds) == 1 and not without:
        return f"values come in steps of 1/{1 / kinds[0]:.0f}"
    named = [f"of 1/{1 / kind:.0f} ({', '.join(title for title in grains if grains[title] == kind)})" for kind in kinds]
    return f"values come in steps {', '.join(named)}" + (f"; no steps found in {without}" if without else "")


def summary(dataset: Dataset) -> str:
    return (
        f"dimension {dataset.dimension}, {counted(len(dataset.performances), 'performance')}, "
        f"{counted(dataset.events, 'event')}, "
        f"{dataset.seconds:,.1f} s"
    )


def warnings(dataset: Dataset) -> Iterator[str]:
    """A sentence for everything worth knowing before training."""
    if dataset.events < FEW_EVENTS:
        are = "is 1 event" if dataset.events == 1 else f"are {dataset.events} events"
        yield f"there {are}: a model learns little from fewer than {FEW_EVENTS}, play for longer"
    yield from _short(dataset)
    if still := _still(dataset):
        moves, those = ("moves", "is that control") if len(still) == 1 else ("move", "are those controls")
        yield f"{', '.join(still)} never {moves}: {those} connected?"
    outside = sum(int(((each[:, 1:] < 0) | (each[:, 1:] > 1)).any(axis=1).sum()) for each in dataset.performances)
    if outside:
        have = "event has" if outside == 1 else "events have"
        yield f"{outside:,} {have} values outside 0 to 1, which training clamps: see --value-range"
    long = sum(int((performance[1:, 0] > MAX_DT).sum()) for performance in dataset.performances)
    if long:
        yield f"{_counted(long, 'wait')} over {MAX_DT:g} s: training counts {MAX_DT:g} s (mdrnn train --max-dt)"


def _still(dataset: Dataset) -> list[str]:
    """The names of values that are the same everywhere, in all performances."""
    lows = np.min([performance[:, 1:].min(axis=0) for performance in dataset.performances], axis=0)
    highs = np.max([performance[:, 1:].max(axis=0) for performance in dataset.performances], axis=0)
    return [name for name, low, high in zip(dataset.titles, lows, highs, strict=True) if low == high]


def _counted(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count:,} {what}s are"


def _short(dataset: Dataset) -> Iterator[str]:
    """Names performances that never judge a model: the rule of `mdrnn_train.data.hold_out`."""
    short = [number for number, each in enumerate(dataset.performances) if len(each) < LEAST_JUDGING]
    events = sum(len(dataset.performances[number]) for number in short)
    if not short or 2 * events > dataset.events:
        return
    listed = [f"{_name(dataset, number)} ({len(dataset.performances[number])})" for number in short[:SHORT_LISTED]]
    more = [f"{len(short) - SHORT_LISTED} more"] if len(short) > SHORT_LISTED else []
    yield (
        f"{_counted(len(short), 'performance')} shorter than {LEAST_JUDGING} events: a model is trained on "
        f"{'it' if len(short) == 1 else 'them'} but never judged by {'it' if len(short) == 1 else 'them'}: "
        f"{', '.join(listed + more)}"
    )


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
        plot = Plot(f"{dataset.titles[dimension - 1]}, event by event", (0.0, float(len(values))), span)
        plot.line(*_outline(values), COLOURS[(dimension - 1) % len(COLOURS)])
        for start in starts[1:-1] if len(lengths) <= 60 else []:
            plot.rule(float(start))
        drawn.append(plot)
    waits = np.concatenate([performance[1:, 0] for performance in dataset.performances])
    return [*drawn, waits_plot([waits])]


def _outline(values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points of a line that looks like all of `values`: the smallest and the largest of each column."""
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
