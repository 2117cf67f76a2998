# SPDX-License-Identifier: MIT
"""The beginning of a page: does the model play like its player? A sentence, a picture of both, and numbers."""

from html import escape

import numpy as np

from ..judging import features, likeness, two_sample
from ..judging.likelihood import Floats
from ..judging.likeness import Comparison, Row
from ..judging.report import Report
from ..wording import counted
from . import pictures
from .markup import figure, items, sentence, table

FEW = 60  # events, of which each has a dot
MOST_STRIPS = 8  # values that are drawn over time; of more, the liveliest
BESIDE = {  # features that are shown as numbers
    "rate": "events in a second",
    "wait": "usual wait",
    "wait_p90": "long wait: one in ten is longer",
    "pause": "longest pause in a few seconds",
    "step": "usual step, of the range",
    "step_p90": "large step: one in ten is larger",
    "span": "range used in a few seconds",
    "none_moves": "events that move nothing",
    "one_moves": "events that move one control",
    "two_move": "events that move two or more",
    "same": "events that go on with the same control",
    "used": "controls used in a few seconds",
    "turn": "steps that turn back",
    "edge": "time at an end of the range",
}


def like_you(report: Report) -> str:
    """The section; where there is too little music, only the picture."""
    found = report.takes[0].beside
    parts = [f'<h2>Does it play like you?</h2>\n<p class="verdict">{escape(report.answer)}</p>']
    parts += [_giveaways(found), _gestures(report), _numbers(report, found)] if found else [_gestures(report)]
    return "\n".join(parts)


def liveliest(events: Floats) -> list[int]:
    """Numbers of the values, from 1, those that go furthest first."""
    return [int(number) + 1 for number in np.argsort(-events[:, 1:].std(axis=0), kind="stable")]


def _giveaways(found: Comparison) -> str:
    """What gives it away, and how to get the classifier where that is missing."""
    missing = "" if found.alone else two_sample.missing()
    note = f'<p class="small">{sentence(missing)}</p>\n' if missing else ""
    rows = found.giveaways()
    if not rows:
        nearest = escape(likeness.apart(found.giveaway()))
        return f"{note}<p>No single number gives it away; the nearest is: {nearest}.</p>"
    return f"{note}<p>What gives it away, the plainest first:</p>\n{items(map(_apart, rows))}"


def _apart(row: Row) -> str:
    words = likeness.apart(row)
    return f"{words[0].upper()}{words[1:]}."


def _gestures(report: Report) -> str:
    names, you, take, span = report.found.names, report.you, report.takes[0], report.span
    chosen = liveliest(you)
    shown = sorted(chosen[:MOST_STRIPS])
    left_out = f" Of {len(chosen)} values, the {MOST_STRIPS} that you move most." if len(chosen) > MOST_STRIPS else ""
    dots = max(len(you), len(take.events)) < FEW
    taught = " The model was trained on this music." if report.taught else ""
    strips = [
        figure(
            pictures.strips(events, span, shown, names, css, f"{span:.2g} seconds of {whose}", dots),
            f'<span class="{css}">{title}</span>, {span:.2g} seconds',
        )
        for events, css, title, whose in (
            (you, pictures.YOU, "You", "your playing"),
            (take.events, pictures.MODEL, "The model", "the model's playing"),
        )
    ]
    return (
        f'<div class="pair">{"".join(strips)}</div>\n<p class="small">Each row is a value, from 0 at the bottom to 1.'
        f"{left_out} The model has heard what you played before, and plays on alone from your first event here, at the "
        f"recommended temperatures. It is not meant to play the same, but to move as you do.{taught}</p>"
    )


def _numbers(report: Report, found: Comparison) -> str:
    """The numbers of both, and how they were found."""
    by_name = {row.feature.name: row for row in found.rows}
    strong = [title for name, title in BESIDE.items() if by_name[name].alone.away >= likeness.PLAIN]
    rows = (_row(by_name[name], title) for name, title in BESIDE.items())
    take, minutes = report.takes[0], counted(found.frozen[1][0][1], "minute")
    return (
        f"<h3>In numbers</h3>\n{table(['', 'you', 'the model', 'told apart'], rows, strong)}\n"
        '<p class="small">Told apart: how many times in 100 this number by itself, of a few seconds of you and of the '
        "model, says rightly which is which; guessing is 50, and what gives it away is in bold. Compared: "
        f"{escape(report.compared)}, and {minutes} that the model played alone at pi_temperature {take.pi:g} and "
        f"sigma_temperature {take.sigma:g}.{_certainty(found)} <code>mdrnn evaluate MODEL DATASET --free -v</code> "
        "lets it play for longer, and prints every number.</p>"
    )


def _row(row: Row, title: str) -> list[str]:
    (model,) = row.alone.model
    return [title, _number(row, row.hand), _number(row, model), f"{50 + 100 * row.alone.away:.0f}"]


def _number(row: Row, number: float) -> str:
    """Without words that are in its title; a dash where there is nothing to measure."""
    return row.feature.shown(number).removesuffix(" of the range") if number > features.NOTHING else "-"


def _certainty(found: Comparison) -> str:
    told = found.alone
    return f" The classifier's 95 % interval is {100 * told.low:.0f} to {100 * told.high:.0f}." if told else ""
