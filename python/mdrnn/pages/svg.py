# SPDX-License-Identifier: MIT
"""Plots as SVG text: an element of a page, which gives it its colours, or a file that stands alone.

Colours are names of CSS classes: what is drawn is in the `color` of its class.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any] | Sequence[float]
Ticks = Sequence[tuple[float, str]]  # where, and what is written there

COLOURS = tuple(f"value{number}" for number in range(6))  # of values beside each other
_ALONE = "".join(  # what a page has in its own style sheet
    f".{name}{{color:{colour}}}"
    for name, colour in zip(
        ("ink", "faint", *COLOURS),
        ("#333", "#aaa", "#1b6ca8", "#d1603d", "#4a7c59", "#8e5ea2", "#b8860b", "#5f6b73"),
        strict=True,
    )
)

PLOT_HEIGHT = 110  # pixels, without the words around it
MARGIN_LEFT, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_RIGHT = 60, 22, 22, 10
LABEL_HEIGHT = 14  # of the words below the numbers of the x axis, where there are any
LETTER = 6.2  # pixels, about, in a word of size 10


@dataclass
class Plot:
    """One pair of axes; x and y are cut off at their ranges, of which the ends are written where there are no ticks."""

    title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    width: int = 760
    height: int = PLOT_HEIGHT
    x_ticks: Ticks | None = None
    y_ticks: Ticks | None = None
    x_label: str = ""
    legend: Sequence[tuple[str, str, str]] = ()  # mark, colour and words, instead of a title
    frame: bool = True
    left: int = MARGIN_LEFT
    shapes: list[str] = field(default_factory=list)

    @property
    def top(self) -> int:
        """Pixels above the axes."""
        return MARGIN_TOP if self.title or self.legend else 6

    @property
    def bottom(self) -> int:
        """Pixels below the axes."""
        return (MARGIN_BOTTOM if self.x_ticks is None or self.x_ticks else 4) + LABEL_HEIGHT * bool(self.x_label)

    def line(
        self, x: Numbers, y: Numbers, colour: str = COLOURS[0], *, broken_at: Numbers = (), thin: bool = True
    ) -> None:
        """A line through the points; it is lifted before the points whose numbers are in `broken_at`."""
        points = np.column_stack(self._place(x, y))
        for part in np.split(points, np.asarray(broken_at, np.int64)):
            self.shapes.append(
                f'<polyline class="{colour}" points="{_points(part)}" fill="none" stroke="currentColor" '
                f'stroke-width="{1 if thin else 1.6}"/>'
            )

    def steps(self, x: Numbers, y: Numbers, colour: str) -> None:
        """A line that holds each value until the next point."""
        self.line(np.repeat(np.asarray(x), 2)[1:], np.repeat(np.asarray(y), 2)[:-1], colour)

    def bars(self, edges: Numbers, heights: Numbers, colour: str = COLOURS[0]) -> None:
        """A histogram's outline, filled thinly, so that two can be on top of each other."""
        x = np.repeat(np.asarray(edges, np.float64), 2)
        y = np.concatenate([[self.y_range[0]], np.repeat(np.asarray(heights, np.float64), 2), [self.y_range[0]]])
        points = _points(np.column_stack(self._place(x, y)))
        self.shapes.append(
            f'<polygon class="{colour}" points="{points}" fill="currentColor" fill-opacity="0.25" '
            'stroke="currentColor"/>'
        )

    def marks(self, x: Numbers, y: Numbers, colour: str, mark: str = "dot", size: float = 2.0) -> None:
        """A mark at each point: dot, cross or tick."""
        for left, top in zip(*self._place(x, y), strict=True):
            self.shapes.append(_mark(mark, float(left), float(top), colour, size))

    def rule(self, x: float, words: str = "") -> None:
        """A thin line from top to bottom, with words at its upper end."""
        (left,), _ = self._place([x], [self.y_range[0]])
        self.shapes.append(
            f'<path class="faint" d="M{left:.1f} 0V{self.height}" stroke="currentColor" stroke-dasharray="2 3"/>'
        )
        if words:
            anchor, aside = ("end", -4) if left > self._inner / 2 else ("start", 4)
            self.shapes.append(_words(float(left) + aside, 12, words, anchor))

    def grid(self, y: float) -> None:
        """A faint line across."""
        _, (top,) = self._place([self.x_range[0]], [y])
        self.shapes.append(
            f'<path class="faint" d="M0 {top:.1f}H{self._inner}" stroke="currentColor" stroke-width="0.7"/>'
        )

    @property
    def _inner(self) -> int:
        return self.width - self.left

    def _place(self, x: Numbers, y: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        left = np.clip(_share(x, self.x_range), 0.0, 1.0) * self._inner
        return left, (1.0 - np.clip(_share(y, self.y_range), 0.0, 1.0)) * self.height

    def text(self, top: int) -> str:
        """The plot as SVG, its upper edge at `top`."""
        frame = f'<rect class="faint" width="{self._inner}" height="{self.height}" fill="none" stroke="currentColor"/>'
        inside = "\n".join([*([frame] if self.frame else []), *self.shapes, *self._head(), *self._axes()])
        return f'<g transform="translate({self.left},{top + self.top})">\n{inside}\n</g>'

    def _head(self) -> list[str]:
        if not self.legend:
            return [_words(0, -7, self.title, "start", 12)] if self.title else []
        at, parts = 4.0 - self.left, []
        for mark, colour, words in self.legend:
            parts += [_mark(mark, at + 4, -11, colour, 4.0), _words(at + 13, -7, words, "start")]
            at += 26 + LETTER * len(words)
        return parts

    def _axes(self) -> list[str]:
        low, high = self.y_range
        if self.y_ticks is None:
            words = [_words(-5, self.height, f"{low:.3g}", "end"), _words(-5, 9, f"{high:.3g}", "end")]
        else:
            _, tops = self._place([0.0] * len(self.y_ticks), [at for at, _ in self.y_ticks])
            words = [_words(-5, top + 3.5, text, "end") for top, (_, text) in zip(tops, self.y_ticks, strict=True)]
        ticks = self.x_ticks
        if ticks is None:
            ticks = [(at, f"{at:.6g}") for at in self.x_range]
        lefts, _ = self._place([at for at, _ in ticks], [low] * len(ticks))
        for left, (_, text) in zip(lefts, ticks, strict=True):
            anchor = "start" if left < 4 else "end" if left > self._inner - 4 else "middle"
            words.append(_words(left, self.height + 13, text, anchor))
        if self.x_label:
            words.append(_words(self._inner / 2, self.height + self.bottom - 4, self.x_label, "middle"))
        return words


def element(plots: Sequence[Plot], label: str) -> str:
    """The plots below each other, as an element of a page, no wider than they are."""
    width, height, body = _stack(plots)
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {height}" style="max-width: {width}px">\n'
        f"{body}\n</svg>"
    )


def document(plots: Sequence[Plot]) -> str:
    """The plots below each other, as a file."""
    width, height, body = _stack(plots)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f'<style>{_ALONE}</style>\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def ticks(limits: tuple[float, float], most: int = 6) -> list[tuple[float, str]]:
    """Round numbers within `limits`, at most about `most`."""
    span = (limits[1] - limits[0]) or 1.0
    power = 10.0 ** np.floor(np.log10(span / most))
    step = next(power * each for each in (1, 2, 5, 10) if span / (power * each) <= most)
    first, last = int(np.ceil(limits[0] / step - 1e-9)), int(np.floor(limits[1] / step + 1e-9))
    return [(number * step, f"{number * step:.6g}") for number in range(first, last + 1)]


def _stack(plots: Sequence[Plot]) -> tuple[int, int, str]:
    tops = np.cumsum([0, *(plot.top + plot.height + plot.bottom for plot in plots)])
    width = max(plot.width for plot in plots) + MARGIN_RIGHT
    body = "\n".join(plot.text(int(top)) for plot, top in zip(plots, tops[:-1], strict=True))
    return width, int(tops[-1]), body


def _share(numbers: Numbers, limits: tuple[float, float]) -> npt.NDArray[np.float64]:
    low, high = limits
    return (np.asarray(numbers, np.float64) - low) / ((high - low) or 1.0)


def _points(places: npt.NDArray[np.float64]) -> str:
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in places)


def _mark(mark: str, left: float, top: float, colour: str, size: float) -> str:
    if mark == "dot":
        return f'<circle class="{colour}" cx="{left:.1f}" cy="{top:.1f}" r="{size:g}" fill="currentColor"/>'
    path = f"M{left:.1f} {top - size:.1f}v{2 * size:g}"
    if mark == "cross":
        path = (
            f"M{left - size:.1f} {top - size:.1f}l{2 * size:g} {2 * size:g}m0 {-2 * size:g}l{-2 * size:g} {2 * size:g}"
        )
    return f'<path class="{colour}" d="{path}" fill="none" stroke="currentColor" stroke-width="1.8"/>'


def _words(x: float, y: float, words: str, anchor: str, size: int = 10) -> str:
    return (
        f'<text class="ink" x="{x:.5g}" y="{y:.5g}" font-family="sans-serif" font-size="{size}" fill="currentColor" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
