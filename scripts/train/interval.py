# SPDX-License-Identifier: MIT
"""The training loss: the probability of the interval that an event stands for, differentiable by TensorFlow.

A density rewards a control at rest without end for repeating its value to the last digit. An interval as wide as the
grain of a value is certain at best: the network's strength goes into which control moves, when and how far.
"""

import math
from typing import Any

import tensorflow as tf

SIGMA_FLOOR = 1e-4  # scaled
BEYOND = 100.0  # scaled: as good as infinity
NARROW = 0.02  # an interval of so many standard deviations has the density of its centre
FAR = 4.0  # standard deviations from which on the tail is an asymptotic series
SHARP = 10.0  # how suddenly a control that moves becomes one that rests, as its mass at rest passes a half
NEVER = 1e-4  # the least probability of what the draw never gives
MOST_AT_REST = 0.9  # of the mass of a control that moves
HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


def nats(
    mixture: tf.Tensor,
    target: tf.Tensor,
    widths: tf.Tensor,
    highest: tf.Tensor,
    heard: tf.Tensor | None = None,
    grain: tf.Tensor | None = None,
) -> tf.Tensor:
    """-log probability of intervals of `widths` (D,) around `target` (.., D), all scaled: shape (..).

    `mixture` (.., M * (2 D + 1)): mu | sigma | pi logits. Draws are clamped to 0 .. `highest` (D,), so an interval that
    reaches an end of that range goes on beyond it. With `heard` (.., D), the event before, and `grain` (D,), 0 where
    there is none, it is the probability of what is drawn: on a grid, a control rests or moves (see `_drawn`).
    """
    centres, wide = _beyond_ends(target, widths, highest)
    dimension = target.shape[-1]
    count = mixture.shape[-1] // (2 * dimension + 1)
    mu, sigma, logits = tf.split(mixture, [count * dimension, count * dimension, count], axis=-1)
    shape = tf.concat([tf.shape(mixture)[:-1], [count, dimension]], axis=0)
    mu, sigma = tf.reshape(mu, shape), tf.maximum(tf.reshape(sigma, shape), SIGMA_FLOOR)
    parts = log_interval(centres[..., None, :] - mu, sigma, wide[..., None, :])
    if heard is not None and grain is not None:
        parts = _drawn(parts, mu, sigma, target[..., None, :], heard[..., None, :], highest, grain)
    return tf.reduce_logsumexp(logits, axis=-1) - tf.reduce_logsumexp(logits + tf.reduce_sum(parts, axis=-1), axis=-1)


def _drawn(
    parts: tf.Tensor,
    mu: tf.Tensor,
    sigma: tf.Tensor,
    target: tf.Tensor,
    heard: tf.Tensor,
    highest: tf.Tensor,
    grain: tf.Tensor,
) -> tf.Tensor:
    """What becomes of log probabilities (.., M, D) as the engine draws from each component.

    Where more than half of the mass is within half a grain of the last value, the control rests. Else it moves: what
    falls there is drawn again, except at an end of the range. The border is a soft one, so that it can be learned.
    """
    half, root = grain / 2, math.sqrt(0.5)
    below, above = (heard - half - mu) / sigma, (heard + half - mu) / sigma
    at_rest = tf.clip_by_value(0.5 * (tf.math.erf(above * root) - tf.math.erf(below * root)), 0.0, 1.0)
    least = 1 / (1 + math.exp(SHARP / 2))
    rests = tf.clip_by_value((tf.sigmoid(SHARP * (at_rest - 0.5)) - least) / (1 - 2 * least), 0.0, 1.0) * (1 - NEVER)
    is_at_end = tf.logical_or(heard < half, heard > highest - half)
    moved = parts + tf.math.log(1 - rests)
    moved -= tf.where(is_at_end, 0.0, tf.math.log(1 - tf.minimum(at_rest, MOST_AT_REST)))
    stayed_at_end = tf.where(is_at_end, (1 - rests) * tf.exp(tf.minimum(parts, 0.0)), 0.0)
    stayed = tf.math.log(rests + stayed_at_end + NEVER)
    drawn = tf.where(tf.abs(target - heard) < half, stayed, moved)
    return tf.where(grain > 0, drawn, parts)


def _beyond_ends(target: tf.Tensor, widths: tf.Tensor, highest: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Centres and widths (.., D) of the intervals."""
    low, high = target - widths / 2, target + widths / 2
    low = tf.where(low <= 0.0, low - BEYOND, low)
    high = tf.where(high >= highest, high + BEYOND, high)
    return (low + high) / 2, high - low


@tf.custom_gradient
def log_interval(distance: tf.Tensor, sigma: tf.Tensor, width: tf.Tensor) -> Any:
    """Log probability that a normal variable of deviation `sigma` is within `width` / 2 of `distance`.

    With a and b, the ends of the interval in deviations below the mean, it is -b^2 / 2 + rest, and `rest` is exact in
    float32 however far out: near the mean from erfc, in the tail from its asymptotic series, for narrow intervals from
    the density.
    """
    z, wide = -tf.abs(distance) / sigma, width / sigma
    a, b = z - wide / 2, z + wide / 2
    narrow, tail = wide < NARROW, b < -FAR
    between = 0.5 * (tf.math.erfc(-b * math.sqrt(0.5)) - tf.math.erfc(-a * math.sqrt(0.5)))
    near = tf.math.log(tf.maximum(between, 1e-30))
    beyond = _tail(tf.minimum(b, 1 - FAR), wide)
    rest = tf.where(tail, beyond, near + b * b / 2)
    density = tf.math.log(wide) - z * z / 2 - HALF_LOG_2_PI
    found = tf.where(narrow, density, tf.where(tail, beyond - b * b / 2, near))

    def gradient(upstream: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, None]:
        at_b = tf.exp(-HALF_LOG_2_PI - rest)  # the density there, as a part of the probability
        at_a = at_b * tf.exp(wide * z)
        by_z = tf.where(narrow, -z, at_b - at_a)
        by_sigma = tf.where(narrow, z * z - 1, a * at_a - b * at_b)
        return -tf.sign(distance) * upstream * by_z / sigma, upstream * by_sigma / sigma, None

    return found, gradient


def _tail(b: tf.Tensor, wide: tf.Tensor) -> tf.Tensor:
    """log(Phi(b) - Phi(a)) + b^2 / 2 for b far below 0 and a = b - wide."""
    a = b - wide
    less = tf.math.log1p(1 / (b * b)) - tf.math.log1p(1 / (a * a)) + tf.math.log(b / a) + wide * (a + b) / 2
    part = tf.math.log1p(-tf.exp(tf.minimum(less, -1e-6)))
    return part - HALF_LOG_2_PI - tf.math.log(-b) - tf.math.log1p(1 / (b * b))
