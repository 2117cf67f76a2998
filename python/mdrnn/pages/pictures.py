# SPDX-License-Identifier: MIT
"""The pictures of a report, drawn by matplotlib as SVG that stands inside a page and takes its colours from there."""

import io
import re
import warnings
from collections.abc import Sequence
from html import escape
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

Events = npt.NDArray[Any]  # (T, D): [dt, x1 .. xn]

# What matplotlib is told, and what the page calls it.
INK, FAINT, YOU, MODEL, OTHER = "#010101", "#010102", "#010103", "#010104", "#010105"
PAGE_COLOURS = {
    INK: "var(--ink)",
    FAINT: "var(--faint)",
    YOU: "var(--you)",
    MODEL: "var(--model)",
    OTHER: "var(--other)",
}

WIDTH = 4.4  # inches: as wide as a phone, so that words keep their size there
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "mdrnn",
    "font.size": 10,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
    "lines.linewidth": 1.3,
}


def curves(history: Sequence[dict[str, Any]], best: int) -> str:
    """Likelihood of the training and of the held-out music by epoch, and where the model was taken."""
    numbers = [epoch["number"] for epoch in history]
    training, validation = ([epoch[f"{word}_nll"] for epoch in history] for word in ("training", "validation"))
    with matplotlib.rc_context(STYLE):
        figure, axes = _axes(2.7)
        style = {"marker": "o", "markersize": 3} if len(numbers) < 8 else {}
        axes.plot(numbers, training, color=OTHER, label="music it learns from", **style)
        axes.plot(numbers, validation, color=MODEL, label="music it never hears", **style)
        axes.axvline(best, color=INK, linewidth=0.8, linestyle=":")
        at_best = validation[numbers.index(best)]
        axes.plot([best], [at_best], "o", color=MODEL)
        side, align = (-6, "right") if 2 * best > numbers[-1] else (6, "left")
        axes.annotate(f"kept: {best}", (best, at_best), (side, 14), textcoords="offset points", ha=align, fontsize=9)
        lowest = min(min(training), min(validation))
        highest = float(np.quantile([*training, *validation], 0.95 if len(numbers) > 20 else 1.0))
        room = 0.08 * (highest - lowest) or 0.5
        axes.set_ylim(lowest - room, highest + room)
        axes.set(xlabel="epoch", ylabel="nats (lower is better)")
        axes.xaxis.get_major_locator().set_params(integer=True)
        figure.legend(loc="outside upper left", fontsize=9, ncols=2, columnspacing=1.0)
        return _svg(figure, "Learning curves")


def foretold(names: Sequence[str], by: dict[str, Sequence[float]]) -> str:
    """A row for each number of an event: how well the model, what repeats and what does not listen foretell it."""
    rows = np.arange(len(names))[::-1]
    with matplotlib.rc_context(STYLE):
        figure, axes = _axes(1.2 + 0.26 * len(names))
        axes.hlines(rows, *_extent(by), color=FAINT, linewidth=0.8)
        marks = {
            "memoryless": ("x", OTHER, "does not listen"),
            "repeat": ("|", INK, "repeats the last event"),
            "model": ("o", MODEL, "this model"),
        }
        for who, (mark, colour, label) in marks.items():
            axes.plot(by[who], rows, mark, color=colour, label=label, markersize=7 if mark == "o" else 8, mew=1.8)
        axes.set_yticks(rows, names)
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.invert_xaxis()
        axes.set_xlabel("nats (further right is better foretold)")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        figure.legend(loc="outside upper left", fontsize=9, ncols=3, columnspacing=1.0, handletextpad=0.3)
        return _svg(figure, "How well each number is foretold")


def strips(events: Events, span: float, chosen: Sequence[int], names: Sequence[str], colour: str, title: str) -> str:
    """Values over `span` seconds, one below the other; each holds until the next event."""
    times = np.cumsum(events[:, 0]) - events[0, 0]
    times = np.append(times, max(span, float(times[-1])))
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.55 + 0.62 * len(chosen)), layout="constrained")
        rows = figure.subplots(len(chosen), 1, sharex=True, squeeze=False)[:, 0]
        for axes, dimension in zip(rows, chosen, strict=True):
            values = np.append(events[:, dimension], events[-1, dimension])
            axes.plot(times, values, color=colour, drawstyle="steps-post", linewidth=1.0)
            if len(events) < 120:
                axes.plot(times[:-1], values[:-1], ".", color=colour, markersize=4)
            axes.set(xlim=(0, span), ylim=(-0.06, 1.06), yticks=(0, 1))
            axes.set_ylabel(names[dimension], rotation=0, ha="right", va="center")
            axes.tick_params(axis="y", labelsize=7, length=2)
        rows[-1].set_xlabel("seconds")
        return _svg(figure, title)


def plane(events: Events, across: int, up: int, names: Sequence[str], colour: str, title: str) -> str:
    """Two values as a path, x against y."""
    with matplotlib.rc_context(STYLE):
        figure, axes = _axes(3.0, 3.1)
        axes.plot(events[:, across], events[:, up], "-", color=colour, linewidth=0.7, alpha=0.7)
        axes.plot(events[:, across], events[:, up], ".", color=colour, markersize=2.5)
        axes.plot(events[:1, across], events[:1, up], "o", color=INK, markersize=5)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel=names[across], ylabel=names[up], aspect="equal")
        axes.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        return _svg(figure, title)


def waits(real: Events, generated: Events) -> str:
    """How often the hand and the model wait how long, over a logarithm of time."""
    longest = max(float(real.max(initial=0.001)), float(generated.max(initial=0.001)), 0.01)
    edges = np.logspace(-3, np.log10(longest) + 0.05, 46)
    with matplotlib.rc_context(STYLE):
        figure, axes = _axes(2.6)
        for seconds, colour, label in ((real, YOU, "you"), (generated, MODEL, "the model")):
            share = 100 * np.histogram(np.clip(seconds, 1e-3, None), edges)[0] / max(1, len(seconds))
            axes.stairs(share, edges, color=colour, fill=True, alpha=0.25)
            axes.stairs(share, edges, color=colour, label=label, linewidth=1.3)
        axes.set_xscale("log")
        ticks = [tick for tick in (0.001, 0.01, 0.1, 1.0, 10.0, 100.0) if tick <= edges[-1]]
        axes.set_xticks(ticks, [f"{1000 * tick:g} ms" if tick < 1 else f"{tick:g} s" for tick in ticks])
        axes.minorticks_off()
        axes.set(xlabel="wait before an event", ylabel="percent of all events")
        axes.legend(loc="best", fontsize=9)
        return _svg(figure, "Waits, real and generated")


def _axes(height: float, width: float = WIDTH) -> tuple[Figure, Any]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _extent(by: dict[str, Sequence[float]]) -> tuple[float, float]:
    numbers = [number for column in by.values() for number in column]
    return min(numbers), max(numbers)


def _svg(figure: Figure, title: str) -> str:
    """As an element of a page: no document around it, no names from outside, colours by their names in the page."""
    FigureCanvasSVG(figure)
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the browser has other fonts than matplotlib
        figure.savefig(buffer, format="svg", metadata=nothing)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    view = re.search(r'viewBox="([^"]+)"', text)
    assert view is not None
    width = view[1].split()[2]
    head = f'<svg role="img" aria-label="{escape(title)}" viewBox="{view[1]}" style="max-width: {width}pt">'
    text = re.sub(r"<svg[^>]*>", head, text, count=1)
    text = re.sub(r'<g id="[a-z]+[\w.]*_\d+">', "<g>", text).replace("xlink:href", "href")
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"font-family: [^;\"]*; ?", "", text)
    text = re.sub(r"(\d\.\d\d)\d+", r"\1", text)
    for told, called in PAGE_COLOURS.items():
        text = text.replace(told, called)
    return text
