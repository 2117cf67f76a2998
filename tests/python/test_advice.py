# SPDX-License-Identifier: MIT
"""What a report advises follows from its numbers, and changes with them."""

import dataclasses
import math
from typing import Any

from mdrnn.judging import advice
from mdrnn.judging.advice import Course, Findings, Hand, Setting
from mdrnn.judging.calibration import Temperatures
from mdrnn.judging.interval import Interval
from mdrnn.judging.judgement import Judgement
from mdrnn.judging.likelihood import Likelihood

KEPT = Course(1.0, 1.1, 1.0, 1.1, 50, 70, "patience")


def of(total: float, time: float, *values: float) -> Likelihood:
    return Likelihood(total, time, total - time, (time, *values))


def sure(*means: float) -> list[Interval]:
    return [Interval(mean, mean - 0.02, mean + 0.02) for mean in means]


BY = {"model": of(1.0, 0.0, 0.5, 0.6), "repeat": of(3.0, 1.0, 1.0, 1.0), "memoryless": of(6.0, 1.0, 2.0, 2.0)}
JUDGED = Judgement(2000, BY, BY, {"repeat": sure(2.0, 1.0, 0.5, 0.4), "memoryless": sure(5.0, 1.0, 1.5, 1.4)})
UNSURE = Temperatures(1.0, 1.0, (0.8, 1.2), Interval(0.02, -0.03, 0.07))

GOOD = Findings(
    judgement=JUDGED,
    music="held-out music",
    unheard=True,
    names=["time", "x", "y"],
    events=20_000,
    seconds=900.0,
    weights=14_083,
    size="xs",
    measured=UNSURE,
    pi=1.0,
    sigma=1.0,
    stored=True,
    course=KEPT,
    you=Hand(20.0, 0.02, (0.01, 0.01)),
    alone=Hand(18.0, 0.019, (0.01, 0.009)),
)


def but(**changes: Any) -> Findings:
    return dataclasses.replace(GOOD, **changes)


def settings(*away: float, frozen: tuple[int, ...] = (0, 0, 0), auc: float | None = None) -> list[Setting]:
    """The recommended temperatures, those of IMPSY and hotter ones."""
    pairs = (("recommended", 1.0, 0.5), ("as in IMPSY", 1.0, 0.01), ("hotter", 2.0, 2.0))
    both = zip(pairs, away, frozen, strict=True)
    return [Setting(*pair, each, still, 8, auc if pair is pairs[0] else None) for pair, each, still in both]


def told(found: Findings) -> str:
    return " ".join(advice.advice(found))


def gaining(*rows: Interval) -> Judgement:
    return dataclasses.replace(JUDGED, gains={**JUDGED.gains, "repeat": list(rows)})


def test_what_was_learned_and_what_was_not_is_said_by_name_where_it_is_certain() -> None:
    found = but(judgement=gaining(*sure(2.0, 0.5, -0.1), Interval(0.3, -0.1, 0.7)))
    assert advice.learned(found) == (
        "Predicted better than by either baseline: time. Not predicted better: x. Too close to tell: y."
    )
    still = dataclasses.replace(found, still=[2])
    assert advice.learned(still).endswith("Always the same, nothing to learn: y.")
    assert advice.learned(but(judgement=dataclasses.replace(JUDGED, events=499))) == ""


def test_how_the_judging_music_was_chosen_is_said() -> None:
    assert "best epoch was chosen by the same held-out music" in " ".join(advice.notes(GOOD))
    assert advice.notes(but(music="new music")) == []
    trained = but(unheard=False, music="music that it was trained on, which flatters it")
    assert "say little about new music" in " ".join(advice.notes(trained))


def test_too_little_music_is_told_with_the_minutes_that_are_missing() -> None:
    """14,083 weights and 3 numbers an event want 4,695 events: 3,695 more, at 2 a second 31 minutes."""
    said = told(but(events=1000, seconds=500.0))
    assert "1,000 events are 3,000 numbers, and the network has 14,083 weights. Play 31 minutes longer" in said
    assert "take size xxs instead of xs" in said
    assert "Too little music" not in told(GOOD)


def test_overfitting_is_told_from_the_gap() -> None:
    said = told(
        but(course=dataclasses.replace(KEPT, training_nll=-1.0, last_training_nll=-3.0, last_validation_nll=2.0))
    )
    assert "overfits: in the epoch that was kept, training music is predicted 2.10 nats" in said
    assert "in the last epoch, training music is predicted 5.00 nats per event better" in said
    assert "larger" not in said
    turned = Course(1.0, 1.1, -1.0, 2.0, 50, 70, "patience")  # no gap yet when it was kept
    said = told(but(course=turned))
    assert "kept before it overfitted: from epoch 50, which was kept, to epoch 70, the last, held-out music" in said
    assert "came to be predicted 0.90 nats per event worse, training music better" in said
    assert "overfitted" not in told(GOOD)


def test_a_kept_epoch_that_predicts_held_out_music_better_is_not_said_to_overfit() -> None:
    turned = Course(1.0, 0.79, 0.6, 1.5, 50, 70, "patience")
    said = told(but(course=turned))
    assert "It overfits" not in said
    assert " -0" not in said
    flat = told(but(course=Course(1.0, 0.79, 1.0, 0.79, 50, 70, "patience")))
    assert "in the epoch that was kept, held-out music is predicted 0.21 nats per event better than training" in flat


def test_a_larger_size_is_advised_when_it_does_not_overfit() -> None:
    assert "It does not overfit" in told(GOOD)
    assert "size s may learn more than xs" in told(GOOD)
    assert "may learn more" not in told(but(size="xl"))
    assert "may learn more" not in told(but(events=1000))


def test_training_that_got_better_to_the_end_should_be_longer() -> None:
    course = dataclasses.replace(KEPT, best_epoch=69, stopped="minutes")
    assert "best epoch 69 of 70" in told(but(course=course))
    assert "best epoch" not in told(but(course=dataclasses.replace(course, best_epoch=30)))


def test_without_a_known_training_nothing_is_said_of_it() -> None:
    said = told(but(course=None))
    assert said == "The numbers show nothing wrong. Play with it."


def test_timing_that_does_not_follow_is_told() -> None:
    by = {**BY, "model": of(1.0, 0.99, 0.5, 0.6)}
    found = but(judgement=dataclasses.replace(gaining(*sure(2.0, 0.01, 0.5, 0.4)), probability=by))
    assert "does not follow you (0.99 nats; repeating your last event 1.00)" in told(found)
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


def test_warnings_about_the_data_are_passed_on_as_sentences() -> None:
    said = advice.advice(but(warnings=["there is one performance", "x1 never moves: is that control connected?"]))
    assert said[-2:] == ["There is one performance.", "x1 never moves: is that control connected?"]


def test_temperatures_are_recommended_with_what_they_certainly_gain() -> None:
    measured = Temperatures(1.25, 2.0, (1.25, 2.0), Interval(0.2, 0.1, 0.3))
    first, pi, sigma = advice.temperatures(but(measured=measured, pi=1.25, sigma=2.0))
    assert first.startswith("Recommended: pi_temperature 1.25 and sigma_temperature 2. They predict held-out music")
    assert "by 0.20 nats per event (95 % interval 0.10 to 0.30" in first
    assert "too sure of itself" in first
    assert "every host plays at them" in first
    assert "Below 1.25" in pi
    assert "Above 1.25" in pi
    assert "at 0.01, the default of IMPS and IMPSY, it strays 7 % as far" in sigma
    assert "it strays a tenth as far" in advice.temperatures(GOOD)[2]


def test_other_temperatures_that_may_be_luck_are_named_as_that() -> None:
    (first, *_) = advice.temperatures(GOOD)
    assert first.startswith("Recommended: pi_temperature 1 and sigma_temperature 1. No other setting is clearly better")
    assert "the best on this music are 0.8 and 1.2" in first
    assert "predict the other 0.02 nats per event better" in first
    assert "(95 % interval -0.03 to 0.07)" in first
    worse = but(measured=dataclasses.replace(UNSURE, gain=Interval(-0.14, -0.3, 0.02)))
    assert "0.14 nats per event worse (95 % interval -0.02 to 0.30) than 1 and 1." in advice.temperatures(worse)[0]
    only = but(measured=Temperatures(1.0, 1.0, (0.8, 1.0), Interval(0.1, -math.inf, math.inf)), stored=False)
    (first, *_) = advice.temperatures(only)
    assert "inf" not in first
    assert "not in the model's file" in first
    (first, *_) = advice.temperatures(but(pi=0.8, sigma=0.5))  # from a file that knows better
    assert "clearly" not in first


def test_the_temperatures_whose_movement_is_nearest_are_named() -> None:
    hands = {"recommended": Hand(20.0, 0.2), "as in IMPSY": Hand(20.0, 0.03), "hotter": Hand(20.0, 0.9)}
    assert "Nearest to yours, 0.0200, is “as in IMPSY”, 0.0300" in advice.closest(GOOD.you, hands)


# ---- playing like its player ----------------------------------------------------------------------------------------


def test_other_temperatures_are_advised_where_they_are_nearer() -> None:
    said = told(but(settings=settings(0.2, 0.1, 0.3)))
    assert said.startswith("Set pi_temperature 1 and sigma_temperature 0.01 where you play: it is nearer to you.")
    assert "60 times in 100, and 70 times at the recommended temperatures" in said
    assert "nearer" not in told(but(settings=settings(0.19, 0.18, 0.3)))  # by too little


def test_where_other_temperatures_do_not_help_that_is_said() -> None:
    said = told(but(settings=settings(0.2, 0.3, 0.25, auc=0.95)))
    assert said.startswith("Other temperatures do not bring it nearer to you: ")
    assert "70 times in 100 at pi_temperature 1 and sigma_temperature 0.5, 80 at 1 and 0.01 and 75 at 2 and 2." in said
    assert told(but(settings=settings(0.1, 0.3, 0.25, auc=0.6))) == told(GOOD)


def test_standing_still_is_said_with_what_was_measured_at_other_temperatures() -> None:
    helped = told(but(settings=settings(0.1, 0.1, 0.1, frozen=(6, 8, 1))))
    assert (
        "Left alone, it stands still in 6 of 8 minutes: at pi_temperature 2 and sigma_temperature 2 in 1 of 8."
        in helped
    )
    never = told(but(settings=settings(0.1, 0.1, 0.1, frozen=(6, 8, 7))))
    assert "it stands still in 6 of 8 minutes, and so it does at the other temperatures." in never
    rests = but(settings=settings(0.1, 0.1, 0.1, frozen=(6, 8, 1)), still_minutes=0.8)
    assert "stands still" not in told(rests)


def test_the_nearest_temperatures_are_named() -> None:
    said = advice.nearest(settings(0.2, 0.1, 0.3))
    assert "Nearest to you is “as in IMPSY”, 60." in said
