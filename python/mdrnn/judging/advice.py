# SPDX-License-Identifier: MIT
"""What a report says in words: how good a model is, and what to do about it, each with the number it comes from."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import sizes

LEARNED = 0.05  # nats that a number of an event is foretold better than by the best baseline, to count as learned
BY_HEART = 0.25  # nats for each number of an event, by which the learned music is foretold better than new music
ROOM = 0.08  # the same: below it nothing is learned by heart, and a larger size may learn more
RESTS = {"repeat": "only expects your last event once more", "memoryless": "does not listen and only knows your habits"}


@dataclass(frozen=True)
class Course:
    """How a training went, where that is known; likelihoods in nats per event."""

    training_nll: float  # of the music that it learned from, in the epoch that was kept
    validation_nll: float  # of the music that it never heard, in that epoch
    last_training_nll: float
    last_validation_nll: float
    best_epoch: int
    epochs: int
    stopped: str  # "epochs", "minutes", "patience", "interrupted" or "diverged"


@dataclass(frozen=True)
class Hand:
    """How somebody moves: medians would hide rests, so these are means."""

    events_per_second: float
    movement: float  # how far all values together go from an event to the next, of 0..1
    parts: tuple[float, ...] = ()  # of it, each value's


@dataclass(frozen=True)
class Findings:
    """The numbers that words are made from."""

    coarse: dict[str, dict[str, Any]]  # by who (model, repeat, memoryless): likelihoods as a hand means it
    names: Sequence[str]  # of the numbers of an event: "time", then of the values
    judged_on: str
    unheard: bool  # what it was judged on is known not to have been learned from
    events: int  # that the model learned from and was judged on
    seconds: float
    weights: int  # of the network
    size: str  # a key of SIZES, or "" where it has none of these
    pi: float  # temperatures that foretell best
    sigma: float
    course: Course | None
    you: Hand
    alone: Hand
    doubts: Sequence[str] = field(default_factory=list)  # about the data, as `mdrnn dataset` has them
    still: Sequence[int] = field(default_factory=list)  # numbers of an event that never move


def _best_rest(found: Findings) -> tuple[str, float]:
    """Who comes nearest without a network, and how many nats an event the model is ahead."""
    who = min(RESTS, key=lambda each: float(found.coarse[each]["total"]))
    return who, float(found.coarse[who]["total"]) - float(found.coarse["model"]["total"])


def has_learned(found: Findings) -> bool:
    """More than habits: twice as likely as for somebody who does not listen."""
    return float(found.coarse["memoryless"]["total"]) - float(found.coarse["model"]["total"]) > 0.7


def verdict(found: Findings) -> str:
    """One sentence: how good it is."""
    who, ahead = _best_rest(found)
    heard = f"on {found.judged_on}" + (", which it had never heard" if found.unheard else "")
    if ahead > LEARNED:
        word = (
            "knows your playing well" if ahead >= 3 else "knows your playing" if ahead >= 0.7 else "begins to know you"
        )
        return f"It {word}: {heard}, it foretold what you did next {times(ahead)} as well as somebody who {RESTS[who]}."
    word = (
        "knows where your hands rest, not yet where they go"
        if has_learned(found)
        else "has not learned your playing yet"
    )
    well = "as well" if ahead > -LEARNED else f"{times(-ahead)} as well"
    return f"It {word}: {heard}, somebody who {RESTS[who]} foretells what you did next {well}."


def times(nats: float) -> str:
    """`3.2 times` from a difference of likelihoods: how many times the density."""
    factor = math.exp(min(nats, 20.0))
    if factor < 10:
        return f"{factor:.1f} times"
    if factor < 1e6:
        digits = int(math.log10(factor)) - 1
        return f"{round(factor, -digits):,.0f} times"
    return "more than a million times"


def gains(found: Findings) -> list[float]:
    """Of each number of an event by itself: nats ahead of the best that needs no network."""
    by = [found.coarse[who]["dimensions"] for who in ("model", "repeat", "memoryless")]
    return [min(repeat, memoryless) - model for model, repeat, memoryless in zip(*by, strict=True)]


def learned(found: Findings) -> str:
    """Which numbers of an event it learned, and which it did not."""
    ahead = gains(found)
    moving = [number for number in range(len(ahead)) if number not in found.still]
    yes = [found.names[number] for number in moving if ahead[number] > LEARNED]
    no = [found.names[number] for number in moving if ahead[number] <= LEARNED]
    sentences = []
    if yes:
        sentences.append(f"Better than by such guessing it foretells {_listed(yes)}.")
    if no:
        sentences.append(f"By itself no better: {_listed(no)}.")
    if found.still:
        sentences.append(f"Always the same, nothing to learn: {_listed([found.names[n] for n in found.still])}.")
    return " ".join(sentences)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# ---- advice ---------------------------------------------------------------------------------------------------------


def advice(found: Findings) -> list[str]:
    """What to do next, the most useful first; at least one sentence."""
    said = [*_size(found), *_timing(found), *_manner(found), *(_sentence(doubt) for doubt in found.doubts)]
    return said or ["Nothing is wrong that numbers could tell. Play with it."]


def _sentence(words: str) -> str:
    """With a capital, but for a value's name, and a full stop, where it has no other end."""
    words = words if re.match(r"x\d", words) else words[0].upper() + words[1:]
    return words if words.endswith("?") else f"{words}."


def _size(found: Findings) -> Iterator[str]:
    numbers = found.events * len(found.names)
    little = found.weights > numbers
    if little:
        yield (
            f"Too little music for this size: {found.events:,} events are {numbers:,} numbers, and the network has "
            f"{found.weights:,} to set. Play {_longer(found)}{_smaller(found)}."
        )
    course = found.course
    if course is None:
        return
    gap = course.validation_nll - course.training_nll
    where = f"in the epoch that was kept it foretells the music that it learned from {gap:.2f} nats an event better"
    unfinished = course.stopped in ("minutes", "epochs", "interrupted") and course.best_epoch > 0.9 * course.epochs
    if _by_heart(found, course) and (has_learned(found) or not unfinished):
        ahead = course.last_validation_nll - course.last_training_nll
        cure = (
            "more music, with more variety, is the cure" if little else f"play more, with more variety{_smaller(found)}"
        )
        yield f"It began to learn by heart: {where}, in the last one {ahead:.2f}; {cure}."
    elif unfinished:
        yield (
            f"It was getting better to the very end (best epoch {course.best_epoch} of {course.epochs}): "
            "train for longer."
        )
    elif gap < ROOM * len(found.names) and not little and (larger := sizes.larger(found.size)):
        yield f"Nothing is learned by heart ({where}): size {larger} may learn more than {found.size}."


def _by_heart(found: Findings, course: Course) -> bool:
    """Far ahead on the music it knows; or getting worse on new music while it gets better on that."""
    room = BY_HEART * len(found.names)
    turned = course.last_validation_nll - course.validation_nll > room / 2
    better = course.last_training_nll < course.training_nll
    return course.validation_nll - course.training_nll > room or (turned and better)


def _longer(found: Findings) -> str:
    """Until there are as many numbers as weights, at the speed of this hand."""
    missing = found.weights / len(found.names) - found.events
    minutes = math.ceil(missing * found.seconds / max(1, found.events) / 60)
    return f"{count(minutes, 'minute')} longer" if minutes < 300 else "for hours"


def count(number: int, noun: str) -> str:
    """`1 minute`, `2 minutes`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _smaller(found: Findings) -> str:
    smaller = sizes.smaller(found.size)
    return f", or take size {smaller} instead of {found.size}" if smaller else ""


def _timing(found: Findings) -> Iterator[str]:
    by = {who: float(found.coarse[who]["time"]) for who in ("model", "repeat", "memoryless")}
    rest = min(by["repeat"], by["memoryless"])
    if by["model"] > rest - LEARNED and 0 not in found.still:
        yield (
            f"Its timing is like yours on the whole but does not follow you ({by['model']:.2f} nats, without listening "
            f"{rest:.2f}): waits are hard to foretell where you pause to think. `--max-dt 1` keeps long pauses "
            "from counting."
        )


def _manner(found: Findings) -> Iterator[str]:
    """Does it play as the hand does, once it is alone?"""
    rate = found.alone.events_per_second / max(found.you.events_per_second, 1e-9)
    if not 0.5 < rate < 2:
        yield (
            f"Alone it plays {found.alone.events_per_second:.1f} events a second, "
            f"you {found.you.events_per_second:.1f}: `timescale {min(100.0, max(0.01, rate)):.2g}` "
            "brings it to your pace."
        )
    if found.you.movement > 0 and found.alone.movement < 0.33 * found.you.movement:
        yield (
            f"Alone it moves little ({found.alone.movement:.3f} from event to event, you {found.you.movement:.3f}): "
            "raise sigma_temperature, or train for longer."
        )
    if found.alone.movement > 3 * found.you.movement > 0:
        excess = [alone - you for alone, you in zip(found.alone.parts, found.you.parts, strict=True)]
        most = found.names[1 + max(range(len(excess)), key=excess.__getitem__)]
        yield (
            f"Alone it moves further than you ({found.alone.movement:.3f} from event to event, you "
            f"{found.you.movement:.3f}), {most} most of all: lower sigma_temperature, or train for longer."
        )


def temperatures(found: Findings, plain_nll: float, nll: float, stored: bool) -> list[str]:
    """Which ones suit the model, and what others do. `stored`: they stand in its file."""
    pi, sigma = found.pi, found.sigma
    gain = f": {nll:.2f} nats an event, at 1 and 1 it is {plain_nll:.2f}" if plain_nll - nll >= 0.005 else ""
    return [
        f"At pi_temperature {pi:g} and sigma_temperature {sigma:g} it foretells you best{gain}.{_doubt(found)} "
        f"{_TAKEN if stored else _GIVE}",
        f"pi_temperature is how freely it chooses between gestures. Under {pi:g}: its likeliest ones, over and over. "
        f"Over {pi:g}: rarer ones, more turns and surprises.",
        f"sigma_temperature is how loosely it performs the one it chose. Under {sigma:g}: steadier and smoother; at "
        f"0.01, as IMPS and IMPSY have it, it strays {_strays(sigma)} as far, and may settle in a loop or stand still. "
        f"Over {sigma:g}: rougher, shaky, less like a hand.",
    ]


def _doubt(found: Findings) -> str:
    """Why the temperatures are far from 1."""
    if not has_learned(found):
        return " But it has learned too little for temperatures to matter."
    if found.sigma >= 1.5 or found.pi >= 1.5:
        return " They are over 1 because it is surer of itself than it should be, as after learning by heart."
    if found.sigma <= 0.7 or found.pi <= 0.7:
        return " They are under 1 because it is less sure of itself than it could be: training may go on."
    return ""


def closest(you: Hand, others: dict[str, Hand]) -> str:
    """Which of `others` moves most as you do."""

    def off(hand: Hand) -> float:
        return abs(math.log(max(hand.movement, 1e-6) / max(you.movement, 1e-6)))

    title = min(others, key=lambda each: off(others[each]))
    return (
        f"Movement is how far all values together go from one event to the next. Nearest to yours, {you.movement:.4f}, "
        f"is “{title}”, {others[title].movement:.4f}."
    )


_TAKEN = "They stand in the model's file, and every host plays at them until you set others."
_GIVE = "They do not stand in the model's file: give them where you play."


def _strays(sigma: float) -> str:
    return f"{100 * math.sqrt(0.01 / sigma):.0f} % of"
