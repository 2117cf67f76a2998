# SPDX-License-Identifier: MIT
"""A report as one HTML file: no network, no script, its pictures inside; for a phone, a screen and paper."""

import os
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from ..data import survey
from ..errors import writing
from ..judging import advice
from ..judging.advice import Hand
from ..judging.likelihood import Likelihood
from ..judging.report import Report, Take
from ..wording import counted
from . import pictures, svg
from .like_you import like_you, liveliest
from .markup import beside, figure, items, table, words

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
.small-pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .5rem 1rem; }
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
td { white-space: nowrap; } th:first-child { text-align: left; font-weight: 400; }
.strong * { font-weight: 700; } thead th { font-weight: 600; white-space: nowrap; }
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
    sections = [_head(report), like_you(report), _next(report), _knowledge(report), _waits(report)]
    sections += [_temperatures(report), _curves(report), _numbers(report), _data(report)]
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
    return f'<h1>{escape(report.name)}</h1>\n<p class="small">{escape(facts)}</p>'


def _next(report: Report) -> str:
    return f"<h2>What to do next</h2>\n{items(advice.advice(report.found), 'advice')}"


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _knowledge(report: Report) -> str:
    found = report.found
    limits = "".join(f'<p class="small">{words(sentence)}</p>\n' for sentence in advice.notes(found))
    by = {who: each.dimensions for who, each in found.judgement.probability.items()}
    text = (
        "Each number of an event by itself: how probable what you played was, to within 4 ms and half a MIDI step. "
        "Where the dot is right of both other marks, the model knows something that neither baseline does. 0.7 nats "
        "are twice as likely."
    )
    verdict = escape(report.verdict)
    learned = f"<p>{escape(advice.learned(found))}</p>" if advice.enough(found) else ""
    drawn = figure(pictures.predicted(found.names, by))
    return (
        f"<h2>Does it know what you play next?</h2>\n<p>{verdict}</p>\n{limits}"
        f'<div class="pair"><div><p>{text}</p>{learned}</div>{drawn}</div>'
    )


def _waits(report: Report) -> str:
    you, alone = report.found.you, report.found.alone
    text = (
        "Waits before an event: yours, and those of the model when it plays alone. You "
        f"play {you.events_per_second:.1f} events a second, the model {alone.events_per_second:.1f}."
    )
    return beside("How long it waits", text, pictures.waits(report.waits, report.takes[0].waits))


def _temperatures(report: Report) -> str:
    said = items(advice.temperatures(report.found))
    hands = [["you", "", "", *_moves(report.found.you), ""], *map(_temperature_row, report.takes)]
    numbers = table(["", "pi", "sigma", "events/s", "movement", "told apart"], hands)
    figures = figure(_small(report, report.you, "You", pictures.YOU), "<b>you</b>")
    figures += "".join(
        figure(_small(report, take.events, take.title, pictures.MODEL), _caption(take)) for take in report.takes
    )
    settings = report.found.settings
    hands_of = {take.title: take.hand for take in report.takes}
    nearest = advice.nearest(settings) if settings else advice.closest(report.found.you, hands_of)
    pictured = f'<div class="small-pictures">{figures}</div>'
    return f"<h2>Which temperatures</h2>\n{said}\n{pictured}\n<p>{escape(nearest)}</p>\n{numbers}"


def _temperature_row(take: Take) -> list[str]:
    told = f"{50 + 100 * take.beside.away:.0f}" if take.beside else "-"
    return [take.title, f"{take.pi:g}", f"{take.sigma:g}", *_moves(take.hand), told]


def _moves(hand: Hand) -> list[str]:
    return [f"{hand.events_per_second:.1f}", f"{hand.movement:.4f}"]


def _small(report: Report, events: Any, title: str, colour: str) -> str:
    """A path in the plane of the two values that you move most; of one value, over time."""
    chosen, names = liveliest(report.you), report.found.names
    if len(chosen) < 2:
        return pictures.strips(events, report.span, chosen, names, colour, title, dots=False)
    across, up = sorted(chosen[:2])
    return pictures.plane(events, across, up, names, colour, title)


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
    return beside("How it learned", text, pictures.curves(report.history, course.best_epoch))


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
        tables.append(f"<h3>{title}</h3>{table(['', *who.values()], cells)}")
    return (
        "<h2>The numbers</h2>\n<p>Nats per event; lower is better, 0.7 less is twice as likely. Judged on "
        f"{counted(found.events, 'event')} of {escape(report.found.music)}. The baselines, which repeat the last event "
        f"or ignore the input, were fitted to {escape(report.judged.fitted_on)}. The dimensions do not add up to all, "
        "because they move "
        f'together.</p>\n<div class="pair">{"".join(f"<div>{each}</div>" for each in tables)}</div>'
    )


def _column(found: Likelihood) -> list[float]:
    return [found.total, found.values, *found.dimensions]


def _data(report: Report) -> str:
    lines = escape("\n".join([*survey.table(report.data), survey.steps(report.data)]))
    return (
        f"<h2>What is in {escape(report.dataset)}</h2>\n"
        f'<div class="scroll"><pre>{lines}</pre></div>\n'
        f'<div class="scroll data">{svg.element(survey.plots(report.data), "the dataset")}</div>'
    )
