# SPDX-License-Identifier: MIT
"""A report as one HTML file: no network, no script, its pictures inside; for a phone, a screen and paper."""

import os
import re
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from ..data import survey
from ..errors import writing
from ..judging import advice, judgement
from ..judging.likelihood import Likelihood
from ..judging.report import Report, Take
from ..wording import counted
from . import pictures, svg

MOST_STRIPS = 8  # values that are drawn over time; of more, the liveliest

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #23272b; --faint: #c4c9ce; --soft: #f4f5f6;
  --you: #1b6ca8; --model: #d1603d; --other: #7a848c; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #e4e6e8; --faint: #4a5158; --soft: #202327;
  --you: #6cb6f0; --model: #f0916e; --other: #9aa4ac; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #bbb; --soft: #fff;
  --you: #1b6ca8; --model: #d1603d; --other: #666; } main { max-width: none; padding: 0; }
  .scroll { overflow: visible; } pre { white-space: pre-wrap; }
  figure, tr, li, .pair { break-inside: avoid; } h2 { break-after: avoid; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 2.4rem 0 .4rem; }
h3 { font-size: .95rem; margin: .6rem 0; }
p, ul { margin: .5rem 0; max-width: 44rem; } li { margin: .35rem 0; }
.small { font-size: .85rem; opacity: .8; } .verdict { font-size: 1.3rem; line-height: 1.4; }
.advice { background: var(--soft); border-left: 4px solid var(--model); padding: .5rem 1rem .5rem 2rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .5rem 1.5rem; }
.three { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .5rem 1rem; }
figure { margin: .5rem 0; min-width: 0; } figcaption { font-size: .9rem; }
svg { display: block; width: 100%; height: auto; } svg * { stroke-linejoin: round; stroke-linecap: butt; }
svg text { font-family: system-ui, sans-serif; }
.you { color: var(--you); } .model { color: var(--model); } .other { color: var(--other); } .ink { color: var(--ink); }
.faint { color: var(--faint); } figcaption .you, figcaption .model { font-weight: 600; }
.value0 { color: #1b6ca8; } .value1 { color: #d1603d; } .value2 { color: #4a7c59; } .value3 { color: #8e5ea2; }
.value4 { color: #b8860b; } .value5 { color: #5f6b73; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15rem .6rem; border-bottom: 1px solid var(--faint); }
th:first-child { text-align: left; } thead th { font-weight: 600; white-space: nowrap; }
code { white-space: nowrap; }
pre { font-size: .75rem; line-height: 1.35; } .data svg { min-width: 40rem; }
"""


def write(report: Report, out: Path) -> None:
    """Writes the page; a file of that name is replaced when the new one is whole.

    Raises:
        OSError: it cannot be written.
    """
    text = page(report)
    with writing(out), tempfile.TemporaryDirectory(dir=out.parent, prefix=".report-") as scratch:
        whole = Path(scratch) / out.name
        whole.write_text(text, encoding="utf-8", errors="replace")
        os.replace(whole, out)


def page(report: Report) -> str:
    """All of it, as text that is well-formed XML too."""
    sections = [_head(report), _likelihood(report), _gestures(report), _waits(report), _temperatures(report)]
    sections += [_curves(report), _numbers(report), _data(report)]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
        f"<title>{escape(report.name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, sections))
        + "\n</main>\n</body>\n</html>\n"
    )


def _head(report: Report) -> str:
    info, found = report.info, report.found
    size = f"size {found.size}, " if found.size else ""
    facts = (
        f"{size}{counted(info.layers, 'layer')} of {info.units} units, {found.weights:,} weights; time and "
        f"{counted(len(found.names) - 1, 'value')}. {report.dataset}: {counted(report.data.events, 'event')}, "
        f"{_minutes(report.data.seconds)}, {counted(len(report.data.performances), 'performance')}"
    )
    tips = "".join(f"<li>{_words(sentence)}</li>" for sentence in advice.advice(found))
    limits = "".join(f'<p class="small">{_words(sentence)}</p>\n' for sentence in advice.notes(found))
    return (
        f'<h1>{escape(report.name)}</h1>\n<p class="small">{escape(facts)}</p>\n'
        f'<p class="verdict">{escape(judgement.verdict(found.judgement, found.music))}</p>\n{limits}'
        f'<h2>What to do next</h2>\n<ul class="advice">{tips}</ul>'
    )


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _likelihood(report: Report) -> str:
    by = {who: each.dimensions for who, each in report.found.judgement.probability.items()}
    text = (
        "Each number of an event by itself: how probable what you played was, to within 4 ms and half a MIDI step. "
        "Where the dot is right of both other marks, the model knows something that neither baseline does. 0.7 nats "
        "are twice as likely."
    )
    figure = pictures.predicted(report.found.names, by)
    return _beside("Which numbers it has learned", f"{text}</p><p>{escape(advice.learned(report.found))}", figure)


def _gestures(report: Report) -> str:
    names, you, take = report.found.names, report.you, report.takes[0]
    chosen = _liveliest(you)
    shown = sorted(chosen[:MOST_STRIPS])
    left_out = f", the {MOST_STRIPS} liveliest values of {len(chosen)}" if len(chosen) > MOST_STRIPS else ""
    strips = [
        _figure(pictures.strips(events, report.span, shown, names, colour, title), caption)
        for events, colour, title, caption in (
            (you, pictures.YOU, "You", '<span class="you">You</span>'),
            (take.events, pictures.MODEL, "The model", '<span class="model">The model</span>, going on alone'),
        )
    ]
    text = (
        f"<h2>You and the model</h2>\n<p>{report.span:.0f} seconds of your playing, where it moves most{left_out}, and "
        "what the model plays instead: it was given what you did before, and continues from your first event here, at "
        "the recommended temperatures. It is not meant to be the same, but it should move like you.</p>\n"
        f'<div class="pair">{"".join(strips)}</div>'
    )
    if len(chosen) < 2:
        return text
    across, up = sorted(chosen[:2])
    planes = [
        _figure(pictures.plane(events, across, up, names, colour, title), f'<span class="{css}">{title}</span>')
        for events, colour, title, css in (
            (you, pictures.YOU, "You", "you"),
            (take.events, pictures.MODEL, "The model", "model"),
        )
    ]
    return (
        f"{text}\n<p>The same as a path in the plane, {escape(names[across])} against {escape(names[up])}; "
        f'the large dot is where both begin.</p>\n<div class="pair">{"".join(planes)}</div>'
    )


def _liveliest(events: Any) -> list[int]:
    """Numbers of the values, from 1, those that go furthest first."""
    return [int(number) + 1 for number in np.argsort(-events[:, 1:].std(axis=0), kind="stable")]


def _waits(report: Report) -> str:
    you, alone = report.found.you, report.found.alone
    text = (
        "Waits before an event: yours, and those of the model when it plays alone. You "
        f"play {you.events_per_second:.1f} events a second, the model {alone.events_per_second:.1f}."
    )
    return _beside("How long it waits", text, pictures.waits(report.waits, report.takes[0].waits))


def _temperatures(report: Report) -> str:
    words = advice.temperatures(report.found)
    rows = [("you", "", "", report.found.you), *((t.title, f"{t.pi:g}", f"{t.sigma:g}", t.hand) for t in report.takes)]
    table = _table(
        ["", "pi", "sigma", "events/s", "movement"],
        ([name, pi, sigma, f"{h.events_per_second:.1f}", f"{h.movement:.4f}"] for name, pi, sigma, h in rows),
    )
    nearest = advice.closest(report.found.you, {take.title: take.hand for take in report.takes})
    figures = "".join(_figure(_small(report, take), _caption(take)) for take in report.takes)
    return (
        f"<h2>Which temperatures</h2>\n<ul>{''.join(f'<li>{escape(word)}</li>' for word in words)}</ul>\n"
        f'<div class="three">{figures}</div>\n<p>{escape(nearest)}</p>\n{table}'
    )


def _small(report: Report, take: Take) -> str:
    chosen, names = _liveliest(report.you), report.found.names
    if len(chosen) < 2:
        return pictures.strips(take.events, report.span, chosen, names, pictures.MODEL, take.title)
    across, up = sorted(chosen[:2])
    return pictures.plane(take.events, across, up, names, pictures.MODEL, take.title)


def _caption(take: Take) -> str:
    return f"<b>{escape(take.title)}</b>: pi {take.pi:g}, sigma {take.sigma:g}"


def _curves(report: Report) -> str:
    course = report.found.course
    if course is None:
        return ""
    text = (
        "One epoch is one pass through all your music. When the line of the held-out music rises while the other "
        "falls, the model overfits; it is taken from where that line is lowest."
    )
    return _beside("How it learned", text, pictures.curves(report.history, course.best_epoch))


def _numbers(report: Report) -> str:
    who = {"model": "model", "repeat": "repeat", "memoryless": "no input"}
    found = report.found.judgement
    tables = []
    for by, title in (
        (found.density, f"Density of seconds and values times {report.info.scale:g}, as in training"),
        (found.probability, "Probability, within 4 ms and half a MIDI step"),
    ):
        labels = ["all", "all values", *report.found.names]
        rows = zip(labels, *(_column(by[each]) for each in who), strict=True)
        cells = ([label, *(f"{number:.3f}" for number in numbers)] for label, *numbers in rows)
        tables.append(f"<h3>{title}</h3>{_table(['', *who.values()], cells)}")
    return (
        "<h2>The numbers</h2>\n<p>Nats per event; lower is better, 0.7 less is twice as likely. Judged on "
        f"{counted(found.events, 'event')} of {escape(report.found.music)}. The baselines, which repeat the last event "
        f"or ignore the input, were fitted to {escape(report.judged.fitted_on)}. The dimensions do not add up to all, "
        "because they move "
        f'together.</p>\n<div class="pair">{"".join(f"<div>{table}</div>" for table in tables)}</div>'
    )


def _column(found: Likelihood) -> list[float]:
    return [found.total, found.values, *found.dimensions]


def _data(report: Report) -> str:
    lines = escape("\n".join(survey.table(report.data)))
    return (
        f"<h2>What is in {escape(report.dataset)}</h2>\n"
        f'<div class="scroll"><pre>{lines}</pre></div>\n'
        f'<div class="scroll data">{svg.element(survey.plots(report.data), "the dataset")}</div>'
    )


def _beside(title: str, text: str, picture: str) -> str:
    """Words and a picture, next to each other where there is room."""
    return f'<h2>{title}</h2>\n<div class="pair"><div><p>{text}</p></div>{_figure(picture)}</div>'


def _words(sentence: str) -> str:
    """What stands between back quotes is typed, and stays on one line."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence))


def _figure(picture: str, caption: str = "") -> str:
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{words}{picture}</figure>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = "".join(f"<th>{escape(word)}</th>" for word in head)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'


def _cells(row: Iterable[str]) -> str:
    first, *rest = row
    return f"<th>{escape(first)}</th>" + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
