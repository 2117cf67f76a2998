# SPDX-License-Identifier: MIT
"""What a report advises follows from its numbers, and changes with them."""

import dataclasses
from typing import Any

import pytest

from mdrnn.judging import advice
from mdrnn.judging.advice import Course, Findings, Hand

KEPT = Course(1.0, 1.1, 1.0, 1.1, 50, 70, "patience")


def nats(total: float, time: float = 0.0, *values: float) -> dict[str, Any]:
    return {"total": total, "time": time, "values": total - time, "dimensions": [time, *values]}


GOOD = Findings(
    coarse={
        "model": nats(1.0, 0.0, 0.5, 0.6),
        "repeat": nats(3.0, 1.0, 1.0, 1.0),
        "memoryless": nats(6.0, 1.0, 2.0, 2.0),
    },
    names=["time", "x", "y"],
    judged_on="2 of 9 performances",
    unheard=True,
    events=20_000,
    seconds=900.0,
    weights=14_083,
    size="xs",
    pi=1.0,
    sigma=1.0,
    course=KEPT,
    you=Hand(20.0, 0.02, (0.01, 0.01)),
    alone=Hand(18.0, 0.019, (0.01, 0.009)),
)


def but(**changes: Any) -> Findings:
    return dataclasses.replace(GOOD, **changes)


def told(found: Findings) -> str:
    return " ".join(advice.advice(found))


def test_a_model_that_foretells_is_praised_by_how_much_it_does() -> None:
    assert advice.verdict(GOOD) == (
        "It knows your playing: on 2 of 9 performances, which it had never heard, it foretold what you did next "
        "7.4 times as well as somebody who only expects your last event once more."
    )
    heard = advice.verdict(but(unheard=False, judged_on="what it learned"))
    assert "never heard" not in heard


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (-1.0, "knows your playing well"),
        (1.5, "knows your playing:"),
        (2.8, "begins to know you"),
        (3.5, "knows where your hands rest, not yet where they go"),
        (7.0, "has not learned your playing yet"),
    ],
)
def test_the_worse_it_foretells_the_less_is_said_to_be_known(model: float, said: str) -> None:
    assert said in advice.verdict(but(coarse={**GOOD.coarse, "model": nats(model, 0.0, 0.5, 0.6)}))


def test_whoever_repeats_or_does_not_listen_is_named_when_they_come_nearest() -> None:
    assert "expects your last event once more" in advice.verdict(GOOD)
    other = but(coarse={**GOOD.coarse, "repeat": nats(9.0, 1.0, 3.0, 3.0)})
    assert "does not listen" in advice.verdict(other)


@pytest.mark.parametrize(("nats_ahead", "said"), [(0.7, "2.0"), (4.0, "55"), (9.0, "8,100"), (16.0, "more than a")])
def test_nats_become_times(nats_ahead: float, said: str) -> None:
    assert advice.times(nats_ahead).startswith(said)


def test_what_was_learned_and_what_was_not_are_told_by_name() -> None:
    found = but(coarse={**GOOD.coarse, "model": nats(1.0, 1.0, 0.5, 1.5)}, names=["time", "x", "y"])
    assert advice.learned(found) == "Better than by such guessing it foretells x. By itself no better: time and y."
    still = dataclasses.replace(found, still=[2])
    assert advice.learned(still).endswith("Always the same, nothing to learn: y.")


def test_too_little_music_is_told_with_the_minutes_that_are_missing() -> None:
    """14,083 weights and 3 numbers an event want 4,695 events: 3,695 more, at 2 a second 31 minutes."""
    said = told(but(events=1000, seconds=500.0))
    assert "1,000 events are 3,000 numbers, and the network has 14,083 to set. Play 31 minutes longer" in said
    assert "take size xxs instead of xs" in said
    assert "Too little music" not in told(GOOD)


def test_learning_by_heart_is_told_from_the_gap() -> None:
    said = told(
        but(course=dataclasses.replace(KEPT, training_nll=-1.0, last_training_nll=-3.0, last_validation_nll=2.0))
    )
    assert "learn by heart: in the epoch that was kept it foretells the music that it learned from 2.10 nats" in said
    assert "in the last one 5.00" in said
    assert "larger" not in said
    turned = Course(1.0, 1.1, -1.0, 2.0, 50, 70, "patience")  # no gap yet when it was kept
    assert "learn by heart" in told(but(course=turned))
    assert "by heart: " not in told(GOOD)


def test_a_larger_size_is_advised_when_nothing_is_learned_by_heart() -> None:
    assert "Nothing is learned by heart" in told(GOOD)
    assert "size s may learn more than xs" in told(GOOD)
    assert "may learn more" not in told(but(size="xl"))
    assert "may learn more" not in told(but(events=1000))


def test_training_that_got_better_to_the_end_should_be_longer() -> None:
    course = dataclasses.replace(KEPT, best_epoch=69, stopped="minutes")
    assert "best epoch 69 of 70" in told(but(course=course))
    assert "best epoch" not in told(but(course=dataclasses.replace(course, best_epoch=30)))


def test_without_a_known_training_nothing_is_said_of_it() -> None:
    said = told(but(course=None))
    assert said == "Nothing is wrong that numbers could tell. Play with it."


def test_timing_that_does_not_follow_is_told() -> None:
    found = but(coarse={**GOOD.coarse, "model": nats(1.0, 0.99, 0.5, 0.6)})
    assert "does not follow you (0.99 nats, without listening 1.00)" in told(found)
    assert "timing" not in told(dataclasses.replace(found, still=[0]))


def test_a_model_that_alone_is_too_slow_or_moves_otherwise_is_told() -> None:
    assert "Alone it plays 5.0 events a second, you 20.0: `timescale 0.25`" in told(
        but(alone=Hand(5.0, 0.02, (0.01, 0.01)))
    )
    assert "moves little (0.001" in told(but(alone=Hand(20.0, 0.001, (0.0, 0.001))))
    assert "moves further than you (0.500 from event to event, you 0.020), y" in told(
        but(alone=Hand(20.0, 0.5, (0.1, 0.4)))
    )
    assert "Alone" not in told(GOOD)


def test_doubts_about_the_data_are_passed_on_as_sentences() -> None:
    said = advice.advice(but(doubts=["there is one performance", "x1 never moves: is that control connected?"]))
    assert said[-2:] == ["There is one performance.", "x1 never moves: is that control connected?"]


def test_temperatures_are_told_with_what_they_gain_and_why() -> None:
    first, pi, sigma = advice.temperatures(but(pi=1.25, sigma=4.0), 1.2, 1.0, True)
    assert (
        "pi_temperature 1.25 and sigma_temperature 4 it foretells you best: 1.00 nats an event, at 1 and 1 it is 1.20"
        in first
    )
    assert "surer of itself than it should be" in first
    assert "every host plays at them" in first
    assert "Under 1.25" in pi
    assert "Over 1.25" in pi
    assert "at 0.01, as IMPS and IMPSY have it, it strays 5 % of as far" in sigma
    assert "less sure of itself" in advice.temperatures(but(sigma=0.5), 1.2, 1.0, True)[0]
    plain = advice.temperatures(GOOD, float("nan"), float("nan"), False)[0]
    assert "nan" not in plain
    assert "do not stand in the model's file" in plain


def test_the_temperatures_whose_movement_is_nearest_are_named() -> None:
    hands = {"recommended": Hand(20.0, 0.2), "as in IMPSY": Hand(20.0, 0.03), "hotter": Hand(20.0, 0.9)}
    assert "Nearest to yours, 0.0200, is “as in IMPSY”, 0.0300" in advice.closest(GOOD.you, hands)
