# SPDX-License-Identifier: MIT
"""The network and its loss: LSTM layers below a mixture of normal distributions (Bishop 1994; Graves 2013)."""

import math

import keras
import tensorflow as tf

from .sizes import Size

SIGMA_FLOOR = 1e-3  # scaled units: no density is sharper than that, or one constant dimension would hide all others


@keras.saving.register_keras_serializable(package="mdrnn")
def positive(z: tf.Tensor) -> tf.Tensor:
    """elu(z) + 1 + 1e-7: a standard deviation from any number."""
    return keras.ops.elu(z) + (1.0 + 1e-7)


def build(dimension: int, size: Size) -> keras.Model:
    """Scaled events (batch, time, D) -> mixtures (batch, time, M * (2 D + 1)): mu | sigma | pi logits."""
    x = events = keras.Input((None, dimension), name="events")
    for layer in range(size.layers):
        x = keras.layers.LSTM(size.units, return_sequences=True, name=f"lstm_{layer}")(x)
    mu = keras.layers.Dense(size.mixtures * dimension, name="mu")(x)
    sigma = keras.layers.Dense(size.mixtures * dimension, activation=positive, name="sigma")(x)
    pi = keras.layers.Dense(size.mixtures, name="pi")(x)
    return keras.Model(events, keras.layers.Concatenate(name="mixture")([mu, sigma, pi]), name="mdrnn")


def negative_log_likelihood(mixture: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    """Nats for each scaled event of `target` (.., D) under `mixture` (.., M * (2 D + 1)): shape (..).

    Bishop 1994, eq. 22-25, with one standard deviation per dimension; sigma is at least SIGMA_FLOOR.
    """
    dimension = target.shape[-1]
    mixtures = mixture.shape[-1] // (2 * dimension + 1)
    mu, sigma, logits = tf.split(mixture, [mixtures * dimension, mixtures * dimension, mixtures], axis=-1)
    components = tf.concat([tf.shape(target)[:-1], [mixtures, dimension]], axis=0)
    mu, sigma = tf.reshape(mu, components), tf.maximum(tf.reshape(sigma, components), SIGMA_FLOOR)
    distance = (target[..., None, :] - mu) / sigma
    log_normal = -0.5 * tf.square(distance) - tf.math.log(sigma) - 0.5 * math.log(2 * math.pi)
    log_component = tf.nn.log_softmax(logits) + tf.reduce_sum(log_normal, axis=-1)
    return -tf.reduce_logsumexp(log_component, axis=-1)
