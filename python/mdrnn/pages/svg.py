# SPDX-License-Identifier: MIT
"""Pictures as SVG text, without a library: plots with labelled axes, put into one file or into a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any] | Sequence[float]

COLOURS = ("#1b6ca8", "#d1603d", "#4a7c59", "#8e5ea2", "#b8860b", "#5f6b73")
PLOT_HEIGHT = 110  # pixels, without the words around it
MARGIN_LEFT, MARGIN_TOP, MARGIN_BOTTOM = 60, 22, 22


@dataclass
class Plot:
    """One pair of axes; x and y are cut off at their ranges."""

    title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    width: int = 760
    height: int = PLOT_HEIGHT
    shapes: list[str] = field(default_factory=list)

    def line(self, x: Numbers, y: Numbers, colour: str = COLOURS[0], *, broken_at: Numbers = ()) -> None:
        """A line through the points; it is lifted before the points whose numbers are in `broken_at`."""
        points = np.column_stack(self._place(x, y))
        for part in np.split(points, np.asarray(broken_at, np.int64)):
            text = " ".join(f"{left:.1f},{top:.1f}" for left, top in part)
            self.shapes.append(f'<polyline points="{text}" fill="none" stroke="{colour}" stroke-width="1"/>')

    def bars(self, edges: Numbers, heights: Numbers, colour: str = COLOURS[0]) -> None:
        """A histogram's outline, filled thinly, so that two can lie over each other."""
        x = np.repeat(np.asarray(edges, np.float64), 2)
        y = np.concatenate([[self.y_range[0]], np.repeat(np.asarray(heights, np.float64), 2), [self.y_range[0]]])
        text = " ".join(f"{left:.1f},{top:.1f}" for left, top in np.column_stack(self._place(x, y)))
        self.shapes.append(f'<polygon points="{text}" fill="{colour}" fill-opacity="0.25" stroke="{colour}"/>')

    def rule(self, x: float) -> None:
        """A thin line from top to bottom."""
        (left,), _ = self._place([x], [self.y_range[0]])
        self.shapes.append(f'<path d="M{left:.1f} 0V{self.height}" stroke="#aaa" stroke-dasharray="2 3"/>')

    def _place(self, x: Numbers, y: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        inner = self.width - MARGIN_LEFT
        left = np.clip(_share(x, self.x_range), 0.0, 1.0) * inner
        return left, (1.0 - np.clip(_share(y, self.y_range), 0.0, 1.0)) * self.height

    def text(self, top: int) -> str:
        """The plot as SVG, its upper edge at `top`."""
        inner = self.width - MARGIN_LEFT
        words = [
            _words(0, -7, self.title, "start", 12),
            _words(-5, self.height, f"{self.y_range[0]:.3g}", "end"),
            _words(-5, 9, f"{self.y_range[1]:.3g}", "end"),
            _words(0, self.height + 13, f"{self.x_range[0]:.6g}", "start"),
            _words(inner, self.height + 13, f"{self.x_range[1]:.6g}", "end"),
        ]
        frame = f'<rect width="{inner}" height="{self.height}" fill="none" stroke="#888"/>'
        inside = "\n".join([frame, *self.shapes, *words])
        return f'<g transform="translate({MARGIN_LEFT},{top + MARGIN_TOP})">\n{inside}\n</g>'


def document(plots: Sequence[Plot]) -> str:
    """The plots below each other, as one file."""
    tops = np.cumsum([0, *(MARGIN_TOP + plot.height + MARGIN_BOTTOM for plot in plots)])
    width = max(plot.width for plot in plots) + 10
    body = "\n".join(plot.text(int(top)) for plot, top in zip(plots, tops[:-1], strict=True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tops[-1]}" '
        f'viewBox="0 0 {width} {tops[-1]}">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def _share(numbers: Numbers, limits: tuple[float, float]) -> npt.NDArray[np.float64]:
    low, high = limits
    return (np.asarray(numbers, np.float64) - low) / ((high - low) or 1.0)


def _words(x: float, y: float, words: str, anchor: str, size: int = 10) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="sans-serif" font-size="{size}" fill="#333" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
