# SPDX-License-Identifier: MIT
"""95 % intervals hold the true mean in about 95 of 100 simulated pieces of music, however alike neighbours are."""

import numpy as np
import pytest

from mdrnn.judging import interval

TRIALS = 300


def wandering(lengths: list[int], memory: float, random: np.random.Generator) -> list[np.ndarray]:
    """Pieces (1, n) of a series with mean 1, in which each number remembers the one before."""
    pieces = []
    for length in lengths:
        noise = random.normal(size=length + 100)
        series = np.empty_like(noise)
        series[0] = noise[0]
        for at in range(1, len(noise)):
            series[at] = memory * series[at - 1] + noise[at]
        pieces.append(1 + series[None, 100:])
    return pieces


@pytest.mark.parametrize("memory", [0.0, 0.9])
@pytest.mark.parametrize(
    "lengths", [[100] * 10, [700], [60, 200, 140, 900]], ids=["ten blocks", "one piece", "all sorts"]
)
def test_an_interval_holds_the_mean_in_about_95_of_100_cases(lengths: list[int], memory: float) -> None:
    random = np.random.default_rng(0)
    held = 0
    for trial in range(TRIALS):
        (found,) = interval.bootstrap(wandering(lengths, memory, random), trial)
        held += found.low <= 1 <= found.high
    assert 0.90 <= held / TRIALS <= 0.985


def test_neighbours_that_are_alike_make_it_wider() -> None:
    """As one sample of each block would: an interval of independent events is less than half as wide."""
    random = np.random.default_rng(0)
    (found,) = interval.bootstrap(wandering([100] * 10, 0.9, random))
    events = np.concatenate(wandering([100] * 10, 0.9, random), axis=1)[0]
    alone = 2 * 1.96 * events.std() / np.sqrt(len(events))
    assert found.high - found.low > 2 * alone


def test_rows_are_judged_apart_by_the_same_blocks_and_repeatably() -> None:
    pieces = [np.arange(120.0).reshape(2, 60), np.arange(200.0).reshape(2, 100)]
    first, again = interval.bootstrap(pieces), interval.bootstrap(pieces)
    assert first == again
    events = np.concatenate(pieces, axis=1)
    assert [each.mean for each in first] == pytest.approx(events.mean(axis=1).tolist())


def test_one_short_piece_has_no_interval_that_excludes_anything() -> None:
    (found,) = interval.bootstrap([np.ones((1, 30))])
    assert (found.mean, found.low, found.high) == (1.0, -np.inf, np.inf)
    assert not found.excludes_zero()
