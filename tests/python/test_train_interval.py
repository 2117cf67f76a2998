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
