# SPDX-License-Identifier: MIT
"""What a report says in words: what a model has learned and what to do next, each with the number it comes from."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .. import sizes
from ..wording import counted
from .calibration import Temperatures
from .interval import Interval
from .judgement import ENOUGH, LEARNED, Judgement, verdict

OVERFITTED = 0.25  # nats per event and dimension by which training music is predicted better than held-out music
ROOM = 0.08  # the same: below it nothing is overfitted, and a larger size may learn more
NEARER = 0.03  # of the mean AUC of single numbers, by which other temperatures have to be nearer to the player
TOLD = 0.7  # AUC of a classifier above which it is said that the model can be told from the player
BASELINE_NAMES = {"repeat": "repeating your last event", "memoryless": "ignoring the input"}

__all__ = ["Course", "Findings", "Hand", "advice", "closest", "learned", "nearest", "notes", "temperatures", "verdict"]


@dataclass(frozen=True)
class Course:
    """How a training went; likelihoods in nats per event."""

    training_nll: float  # of the training music, in the epoch that was kept
    validation_nll: float  # of the held-out music, in that epoch
    last_training_nll: float
    last_validation_nll: float
    best_epoch: int
    epochs: int
    stopped: str  # "epochs", "minutes", "patience", "interrupted" or "diverged"


@dataclass(frozen=True)
class Hand:
    """How somebody moves: means, because medians would hide rests."""

    events_per_second: float
    movement: float  # how far all values together go from an event to the next, of 0..1
    parts: tuple[float, ...] = ()  # each value's share of it


@dataclass(frozen=True)
class Setting:
    """Two temperatures, and how the model plays at them for minutes."""

    title: str
    pi: float
    sigma: float
    away: float  # 0 to 0.5: how well one number by itself tells it from the player, in the mean of all numbers
    frozen: int  # minutes in which nothing moves
    minutes: int
    auc: float | None = None  # of a classifier


@dataclass(frozen=True)
class Findings:
    """The numbers that words are made from."""

    judgement: Judgement
    music: str  # what was judged: "held-out music"
    unheard: bool  # the model is known not to have been trained on it
    names: Sequence[str]  # of the numbers of an event: "time", then of the values
    events: int  # of the dataset that the model was trained on, held-out ones included
    seconds: float
    weights: int  # of the network
    size: str  # a key of SIZES, or "" where it has none of these
    measured: Temperatures  # what that music recommends
    pi: float  # what is recommended: the temperatures in the model's file, else those
    sigma: float
    stored: bool  # they are in the model's file
    course: Course | None
    you: Hand
    alone: Hand
    settings: Sequence[Setting] = ()  # the recommended one first; empty where there is too little music
    still_minutes: float = 0.0  # the share of your minutes in which nothing moves
    warnings: Sequence[str] = field(default_factory=list)  # about the data, as `mdrnn dataset` has them
    still: Sequence[int] = field(default_factory=list)  # numbers of an event that never move


def has_learned(found: Findings) -> bool:
    """It is certainly ahead of the baseline that ignores the input, by a factor of two."""
    return found.judgement.gains["memoryless"][0].low > 0.7


def enough(found: Findings) -> bool:
    """There is enough music to judge by."""
    return found.judgement.events >= ENOUGH


def learned(found: Findings) -> str:
    """Which numbers of an event it has certainly learned, and which not."""
    if not enough(found):
        return ""
    moving = [number for number in range(len(found.names)) if number not in found.still]
    gains = {number: found.judgement.gain_of(number) for number in moving}
    yes = [found.names[number] for number in moving if gains[number].low > LEARNED]
    no = [found.names[number] for number in moving if gains[number].high < LEARNED]
    unclear = [found.names[number] for number in moving if gains[number].low <= LEARNED <= gains[number].high]
    sentences = [
        f"{words} {_listed(names)}."
        for words, names in (
            ("Predicted better than by either baseline:", yes),
            ("Not predicted better:", no),
            ("Too close to tell:", unclear),
            ("Always the same, nothing to learn:", [found.names[number] for number in found.still]),
        )
        if names
    ]
    return " ".join(sentences)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def notes(found: Findings) -> list[str]:
    """What the verdict cannot know."""
    said = []
    if found.unheard and "held-out" in found.music:
        said.append(
            "The best epoch was chosen by the same held-out music, so the numbers are slightly too good; and it comes "
            "from the same takes as the training music. `mdrnn evaluate MODEL DATASET` with takes of another day is "
            "the stricter test."
        )
    if not found.unheard:
        said.append(f"These numbers are of {found.music}: they say little about new music.")
    return said


# ---- advice ---------------------------------------------------------------------------------------------------------


def advice(found: Findings) -> list[str]:
    """What to do next, the most useful first; at least one sentence."""
    said = [*_nearer(found), *_stops(found), *_size(found), *_timing(found), *_manner(found)]
    said += [_sentence(each) for each in found.warnings]
    return said or [_nothing(found)]


def _nothing(found: Findings) -> str:
    if any((each.auc or 0) > TOLD for each in found.settings):
        return (
            "It can be told from you, and these numbers do not say what would bring it nearer. Play with it: it may "
            "answer well all the same."
        )
    return "The numbers show nothing wrong. Play with it."


def _sentence(words: str) -> str:
    """With a capital, unless it begins with a value's name, and a full stop if it has no other end."""
    words = words if re.match(r"x\d", words) else words[0].upper() + words[1:]
    return words if words.endswith("?") else f"{words}."


def _size(found: Findings) -> Iterator[str]:
    numbers = found.events * len(found.names)
    little = found.weights > numbers
    if little:
        yield (
            f"Too little music for this size: {found.events:,} events are {numbers:,} numbers, and the network has "
            f"{found.weights:,} weights. Play {_longer(found)}{_smaller(found)}."
        )
    course = found.course
    if course is None:
        return
    gap = course.validation_nll - course.training_nll
    where = f"in the epoch that was kept, {_compared(gap)}"
    unfinished = course.stopped in ("minutes", "epochs", "interrupted") and course.best_epoch > 0.9 * course.epochs
    if _overfits(found, course) and (has_learned(found) or not unfinished):
        cure = (
            "more, and more varied, music is the cure" if little else f"play more, and more variedly{_smaller(found)}"
        )
        if gap > OVERFITTED * len(found.names):
            last = course.last_validation_nll - course.last_training_nll
            yield f"It overfits: {where}; in the last epoch, {_compared(last)}; {cure}."
        else:
            worse = course.last_validation_nll - course.validation_nll
            yield (
                f"It was kept before it overfitted: from epoch {course.best_epoch}, which was kept, to epoch "
                f"{course.epochs}, the last, held-out music came to be predicted {worse:.2f} nats per event worse, "
                f"training music better; {cure}."
            )
    elif unfinished:
        yield (
            f"It was getting better to the very end (best epoch {course.best_epoch} of {course.epochs}): "
            "train for longer."
        )
    elif gap < ROOM * len(found.names) and not little and (larger := sizes.larger(found.size)):
        yield f"It does not overfit ({where}): size {larger} may learn more than {found.size}."


def _compared(gap: float) -> str:
    """`gap`: nats per event by which training music is predicted better than held-out music, or below 0 worse."""
    music = ("training music", "held-out music")
    better, other = music if gap >= 0 else music[::-1]
    return f"{better} is predicted {abs(gap):.2f} nats per event better than {other}"


def _overfits(found: Findings, course: Course) -> bool:
    """Far ahead on the training music; or getting worse on held-out music while it gets better on that."""
    room = OVERFITTED * len(found.names)
    turned = course.last_validation_nll - course.validation_nll > room / 2
    better = course.last_training_nll < course.training_nll
    return course.validation_nll - course.training_nll > room or (turned and better)


def _longer(found: Findings) -> str:
    """Until there are as many numbers as weights, at the speed of this hand."""
    missing = found.weights / len(found.names) - found.events
    minutes = math.ceil(missing * found.seconds / max(1, found.events) / 60)
    return f"{counted(minutes, 'minute')} longer" if minutes < 300 else "for hours"


def _smaller(found: Findings) -> str:
    smaller = sizes.smaller(found.size)
    return f", or take size {smaller} instead of {found.size}" if smaller else ""


def _timing(found: Findings) -> Iterator[str]:
    by = {who: each.time for who, each in found.judgement.probability.items()}
    baseline = min(("repeat", "memoryless"), key=by.__getitem__)
    if enough(found) and found.judgement.gain_of(0).high < LEARNED and 0 not in found.still:
        yield (
            f"Its timing is like yours on average but does not follow you ({by['model']:.2f} nats; "
            f"{BASELINE_NAMES[baseline]} {by[baseline]:.2f}): waits are hard to predict where you pause to think. "
            "`--max-dt 1` shortens long pauses in training."
        )


def _nearer(found: Findings) -> Iterator[str]:
    """Other temperatures, if they make it plainly more like its player."""
    if not found.settings:
        return
    first, *others = found.settings
    best = min(found.settings, key=lambda each: each.away)
    if best.away < first.away - NEARER:
        yield (
            f"Set pi_temperature {best.pi:g} and sigma_temperature {best.sigma:g} where you play: it is nearer to you. "
            f"On average, a single number tells it from you {times_in_100(best)} times in 100, and "
            f"{times_in_100(first)} times at the recommended temperatures; guessing is 50."
        )
    elif (first.auc or 0.5 + first.away) > TOLD:
        tried = " and ".join(f"{times_in_100(each)} at {each.pi:g} and {each.sigma:g}" for each in others)
        yield (
            "Other temperatures do not bring it nearer to you: on average, a single number tells it from "
            f"you {times_in_100(first)} times in 100 at pi_temperature {first.pi:g} and sigma_temperature "
            f"{first.sigma:g}, {tried}."
        )


def times_in_100(setting: Setting) -> str:
    return f"{50 + 100 * setting.away:.0f}"


def _stops(found: Findings) -> Iterator[str]:
    """Does it come to rest and stay there?"""
    if not found.settings or found.settings[0].frozen <= found.still_minutes * found.settings[0].minutes:
        return
    first, best = found.settings[0], min(found.settings, key=lambda each: each.frozen / max(1, each.minutes))
    cure = (
        f": at pi_temperature {best.pi:g} and sigma_temperature {best.sigma:g} in {best.frozen} of {best.minutes}"
        if best.frozen * first.minutes < first.frozen * best.minutes
        else ", and so it does at the other temperatures"
    )
    yield f"Left alone, it stands still in {first.frozen} of {counted(first.minutes, 'minute')}{cure}."


def _manner(found: Findings) -> Iterator[str]:
    """Does it play as the player does, once it is alone?"""
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


# ---- temperatures ---------------------------------------------------------------------------------------------------


def temperatures(found: Findings) -> list[str]:
    """Which ones are recommended and why, and what others do."""
    pi, sigma = found.pi, found.sigma
    return [
        f"Recommended: pi_temperature {pi:g} and sigma_temperature {sigma:g}. {_reason(found)}",
        f"pi_temperature is how freely it chooses between gestures. Below {pi:g}: the likeliest ones, over and over. "
        f"Above {pi:g}: rarer ones, more turns and surprises.",
        f"sigma_temperature is how loosely it performs the chosen one. Below {sigma:g}: steadier and smoother; at "
        f"0.01, the default of IMPS and IMPSY, it strays {_strays(sigma)} as far, and may settle in a loop or stand "
        f"still. Above {sigma:g}: rougher, shaky, less like a hand.",
    ]


def _reason(found: Findings) -> str:
    place = _STORED if found.stored else _NOT_STORED
    told = found.measured
    return f"{_gain(found)} {place}" if (told.pi, told.sigma) == (found.pi, found.sigma) else place


_STORED = "They are in the model's file, and every host plays at them until you set others."
_NOT_STORED = "They are not in the model's file: set them where you play."


def _gain(found: Findings) -> str:
    told = found.measured
    if (told.pi, told.sigma) != (1.0, 1.0):
        return (
            f"They predict {found.music} better than 1 and 1 by {told.gain.mean:.2f} nats per event (95 % interval "
            f"{told.gain.low:.2f} to {told.gain.high:.2f}, each half of the music judged at what the other half chose)."
            + _cause(found)
        )
    if told.best == (1.0, 1.0) or not math.isfinite(told.gain.low):
        return "No other setting is clearly better."
    return (
        f"No other setting is clearly better: the best on this music are {told.best[0]:g} and {told.best[1]:g}. "
        f"Settings chosen on one half of it predict the other {_better(told.gain)} than 1 and 1."
    )


def _better(gain: Interval) -> str:
    word, low, high = ("better", gain.low, gain.high) if gain.mean >= 0 else ("worse", -gain.high, -gain.low)
    return f"{abs(gain.mean):.2f} nats per event {word} (95 % interval {low:.2f} to {high:.2f})"


def _cause(found: Findings) -> str:
    """Why the temperatures are far from 1."""
    if found.sigma >= 1.5 or found.pi >= 1.5:
        return " They are above 1 because the model is too sure of itself, as after overfitting."
    if found.sigma <= 0.7 or found.pi <= 0.7:
        return " They are below 1 because the model is less sure than it could be: training may go on."
    return ""


def _strays(sigma: float) -> str:
    """At 0.01 instead of `sigma`, a variance."""
    part = 100 * math.sqrt(0.01 / sigma)
    return "a tenth" if round(part) == 10 else f"{part:.0f} %"


def nearest(settings: Sequence[Setting]) -> str:
    """Which of `settings` is most like the player."""
    best = min(settings, key=lambda each: each.away)
    return (
        "Told apart: how many times in 100 a single number tells a few seconds of the model from a few seconds of you, "
        f"on average; guessing is 50. Nearest to you is “{best.title}”, {times_in_100(best)}. Movement "
        "is how far all values together go from one event to the next."
    )


def closest(you: Hand, others: dict[str, Hand]) -> str:
    """Which of `others` moves most as you do."""

    def off(hand: Hand) -> float:
        return abs(math.log(max(hand.movement, 1e-6) / max(you.movement, 1e-6)))

    title = min(others, key=lambda each: off(others[each]))
    return (
        f"Movement is how far all values together go from one event to the next, within a performance. Nearest to "
        f"yours, {you.movement:.4f}, is “{title}”, {others[title].movement:.4f}."
    )
