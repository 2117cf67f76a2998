# SPDX-License-Identifier: MIT
"""The training loss and its gradient, against double precision."""

import math

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="the trainer needs TensorFlow")

import tensorflow as tf

from mdrnn.judging import likelihood
from mdrnn_train import interval

WIDTH = 0.04


def exact(distance, sigma):
    return likelihood.log_interval(np.abs(distance) / sigma, WIDTH / sigma)


@pytest.fixture(scope="module")
def drawn():
    random = np.random.default_rng(0)
    distance = random.normal(size=20_000) * 10.0 ** random.uniform(-3, 1, 20_000)
    return distance, 10.0 ** random.uniform(-3, 1, 20_000)


def test_the_logarithm_is_that_of_double_precision_near_and_far(drawn):
    distance, sigma = drawn
    found = interval.log_interval(*(tf.constant(each, tf.float32) for each in (*drawn, WIDTH))).numpy()
    expected = exact(distance, sigma)
    assert expected.min() < -1e5
    assert (np.abs(found - expected) / (1 + np.abs(expected))).max() < 2e-3


def test_the_gradient_is_that_of_the_function(drawn):
    distance, sigma = drawn
    inputs = [tf.constant(each, tf.float32) for each in drawn]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        total = interval.log_interval(*inputs, tf.constant(WIDTH))
    step = 1e-5 * sigma
    expected = (
        (exact(distance + step, sigma) - exact(distance - step, sigma)) / (2 * step),
        (exact(distance, sigma + step) - exact(distance, sigma - step)) / (2 * step),
    )
    for found, correct in zip(tape.gradient(total, inputs), expected, strict=True):
        wrong = np.abs(found.numpy() - correct) / (1 + np.abs(correct))
        assert np.isfinite(found.numpy()).all()
        assert np.quantile(wrong, 0.999) < 0.02
        assert wrong.max() < 0.2  # where double precision differences are at their limit


def test_a_certain_event_costs_nothing_and_a_mixture_is_summed():
    mixture = np.log([1.0, 3.0]).tolist()  # logits of two components: D = 1, mu 2 and 5, sigma 0.001
    found = interval.nats(
        tf.constant([[2.0, 5.0, 1e-3, 1e-3, *mixture]]), tf.constant([[5.0]]), tf.constant([WIDTH]), tf.constant([10.0])
    )
    assert found.numpy()[0] == pytest.approx(-np.log(3 / 4), abs=1e-5)


def test_an_end_of_the_range_takes_what_would_go_beyond_it():
    mixture = tf.constant([[9.99, 0.02, 0.0], [0.005, 0.01, 0.0], [12.0, 1e-3, 0.0]])
    target = tf.constant([[10.0], [0.0], [10.0]])
    found = interval.nats(mixture, target, tf.constant([WIDTH]), tf.constant([10.0])).numpy()
    expected = [likelihood_above(-0.5), likelihood_above(-1.5), 0.0]
    assert found == pytest.approx(expected, abs=1e-5)


def likelihood_above(z):
    return -math.log(0.5 * math.erfc(z / math.sqrt(2)))


STEPS = 50  # of a grid over 0 .. 10: a grain is 0.2


def probabilities(last, mu, sigma):
    """Of each point of the grid, as the next value of a single component: (STEPS + 1,)."""
    points = np.linspace(0, 10, STEPS + 1)
    mixture = tf.constant(np.tile([1.0, mu, 1.0, sigma, 0.0], (STEPS + 1, 1)), tf.float32)
    targets = tf.constant(np.column_stack([np.ones_like(points), points]), tf.float32)
    heard = tf.constant(np.tile([1.0, last], (STEPS + 1, 1)), tf.float32)
    widths, highest, grain = (tf.constant(each) for each in ([100.0, 0.2], [50.0, 10.0], [0.0, 0.2]))
    return np.exp(-interval.nats(mixture, targets, widths, highest, heard, grain).numpy())


@pytest.mark.parametrize("last", [0.0, 3.0, 10.0])
@pytest.mark.parametrize(("offset", "sigma"), [(0.0, 0.02), (0.4, 0.15), (-0.4, 0.15), (0.0, 1.0), (0.1, 0.1)])
def test_what_is_drawn_on_a_grid_adds_up_to_one(last, offset, sigma):
    assert probabilities(last, last + offset, sigma).sum() == pytest.approx(1.0, abs=0.01)


def test_a_control_rests_or_moves_whatever_its_deviation_says():
    place = 15  # where 3.0 is
    assert probabilities(3.0, 3.0, 0.04)[place] > 0.98
    assert probabilities(3.0, 3.4, 0.3)[place] < 0.05
    wide = probabilities(3.0, 3.0, 0.4)
    assert wide[place] < 0.05
    assert wide[[place - 1, place + 1]] == pytest.approx(wide[place + 2] * np.ones(2), rel=0.5)


def test_at_an_end_of_the_range_a_control_that_moves_may_stay():
    assert probabilities(10.0, 10.4, 0.2)[STEPS] > 0.9


def test_a_value_without_a_grain_is_not_drawn_on_one():
    random = np.random.default_rng(0)
    mixture = tf.constant(np.abs(random.normal(size=(20, 10))), tf.float32)
    target, heard = (tf.constant(random.uniform(0, 10, (20, 2)), tf.float32) for _ in range(2))
    widths, highest = tf.constant([0.1, 0.1]), tf.constant([50.0, 10.0])
    plain = interval.nats(mixture, target, widths, highest)
    np.testing.assert_allclose(interval.nats(mixture, target, widths, highest, heard, tf.zeros(2)), plain)
    assert np.abs(interval.nats(mixture, target, widths, highest, heard, tf.fill([2], 0.1)) - plain).max() > 0.01
