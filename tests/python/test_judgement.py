# SPDX-License-Identifier: MIT
"""A verdict claims no more than the music can tell."""

import json

import numpy as np
import pytest

from mdrnn.judging import baseline, judgement
from mdrnn.judging.interval import Interval
from mdrnn.judging.judgement import Judgement
from mdrnn.judging.likelihood import Likelihood

LEVEL = Likelihood(1.0, 0.5, 0.5, (0.5, 0.5))


def judged(gain: Interval, events: int = 1000, other: float = 9.0) -> Judgement:
    """A model that is ahead of the baseline that repeats by this much, and by much of the other."""
    by = {"model": LEVEL, "repeat": LEVEL, "memoryless": Likelihood(other, 1.0, other - 1, (1.0, other - 1))}
    return Judgement(events, by, by, {"repeat": [gain] * 3, "memoryless": [Interval(7.0, 6.0, 8.0)] * 3})


def test_one_event_is_too_little_to_judge_however_well_it_is_predicted() -> None:
    said = judgement.verdict(judged(Interval(11.2, 11.0, 11.4), events=1), "held-out music")
    assert said.startswith("Too little to judge: 1 event of held-out music, and a verdict needs 500.")
    assert "times" not in said
    assert "Too little" in judgement.verdict(judged(Interval(3.0, 2.9, 3.1), events=499), "held-out music")
    assert "Too little" not in judgement.verdict(judged(Interval(3.0, 2.9, 3.1), events=500), "held-out music")


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (
            Interval(4.0, 3.2, 4.8),
            "It knows your playing well: on 1,000 events of held-out music, compared with a base",
        ),
        (Interval(2.0, 0.8, 3.2), "It knows your playing: "),
        (Interval(2.0, 0.3, 3.7), "It is beginning to know your playing: "),
        (Interval(2.0, -0.3, 4.3), "It is not clear that it has learned more than a baseline that repeats"),
        (Interval(0.02, 0.01, 0.03), "It is not clear"),
        (Interval(-2.0, -3.0, -1.0), "It has not learned your playing yet: on 1,000 events of held-out music, a basel"),
    ],
)
def test_a_verdict_is_as_good_as_the_lower_end_of_its_interval(gain: Interval, said: str) -> None:
    assert judgement.verdict(judged(gain), "held-out music").startswith(said)


def test_a_verdict_says_how_many_times_with_its_interval() -> None:
    said = judgement.verdict(judged(Interval(0.8, 0.71, 0.9)), "new music")
    assert said.endswith(
        "compared with a baseline that repeats your last event, it gives what you do next "
        "2.2 times (95 % interval 2.0 to 2.5) the probability."
    )
    behind = judgement.verdict(judged(Interval(-0.8, -0.9, -0.71)), "new music")
    assert "gives what you do next 2.2 times (95 % interval 2.0 to 2.5) the probability." in behind
    assert behind.startswith("This model does not know this playing: ")
    far = judgement.verdict(judged(Interval(-30.0, -40.0, -20.0)), "new music")
    assert "gives what you do next over a million times the probability." in far
    other = judgement.verdict(judged(Interval(0.8, 0.71, 0.9), other=0.5), "new music")
    assert "compared with a baseline that ignores the input," in other


@pytest.mark.parametrize(
    ("nats", "said"),
    [(0.7, "2.0"), (4.0, "55"), (9.0, "8,100"), (16.0, "over a million"), (-1.0, "0.4"), (-5.0, "0.0067")],
)
def test_nats_become_times(nats: float, said: str) -> None:
    assert judgement.factor(nats) == said


def drawn(pieces: int, length: int, seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [np.clip(random.normal(0.5, 0.1, (length, 2)), 0, 1) for _ in range(pieces)]


def test_a_model_that_is_its_baseline_is_not_ahead_of_it() -> None:
    pieces = drawn(10, 101, 0)
    fitted = baseline.fit(drawn(10, 400, 1), 1, 10.0)
    found = judgement.judge(pieces, [fitted.predict(each, 10.0)["memoryless"][0] for each in pieces], fitted, 10.0)
    assert found.events == 1000
    assert found.nearest() == "memoryless"
    assert found.gain() == Interval(0.0, 0.0, 0.0)
    assert found.gains["repeat"][0].low > 0.2  # steps of independent draws are wider than the draws
    assert found.density["model"] == found.density["memoryless"]
    assert "not clear" in judgement.verdict(found, "new music")


def test_a_judgement_is_json_without_infinities() -> None:
    pieces = drawn(1, 30, 0)
    fitted = baseline.fit(pieces, 2, 10.0)
    found = judgement.judge(pieces, [fitted.predict(each, 10.0)["repeat"][0] for each in pieces], fitted, 10.0)
    written = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert written["events"] == 29
    assert written["gains"]["repeat"][0][1:] == [None, None]
    assert set(written["probability"]) == {"model", "repeat", "memoryless"}
