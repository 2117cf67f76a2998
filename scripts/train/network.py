# SPDX-License-Identifier: MIT
"""The network and its loss: LSTM layers below a mixture of normal distributions (Bishop 1994; Graves 2013)."""

import keras
import numpy as np
import tensorflow as tf

from mdrnn.judging.likelihood import log_density

from .sizes import Size


@keras.saving.register_keras_serializable(package="mdrnn")
def positive(z: tf.Tensor) -> tf.Tensor:
    """elu(z) + 1 + 1e-7: a standard deviation from any number."""
    return keras.ops.elu(z) + (1.0 + 1e-7)


@keras.saving.register_keras_serializable(package="mdrnn")
def hard_sigmoid(z: tf.Tensor) -> tf.Tensor:
    """clip(0.2 z + 0.5, 0, 1), as Keras had it before version 3, whose own has another slope."""
    return tf.clip_by_value(0.2 * z + 0.5, 0.0, 1.0)


GATES = {"sigmoid": tf.sigmoid, "hard_sigmoid": hard_sigmoid}


def build(dimension: int, size: Size, gates: str = "sigmoid") -> keras.Model:
    """Scaled events (batch, time, D) -> mixtures (batch, time, M * (2 D + 1)): mu | sigma | pi logits.

    Training takes sigmoid gates alone; hard_sigmoid is there for models of Keras before 2.3.
    """
    activation = hard_sigmoid if gates == "hard_sigmoid" else gates
    x = events = keras.Input((None, dimension), name="events")
    for layer in range(size.layers):
        x = keras.layers.LSTM(size.units, recurrent_activation=activation, return_sequences=True, name=f"lstm_{layer}")(
            x
        )
    mu = keras.layers.Dense(size.mixtures * dimension, name="mu")(x)
    sigma = keras.layers.Dense(size.mixtures * dimension, activation=positive, name="sigma")(x)
    pi = keras.layers.Dense(size.mixtures, name="pi")(x)
    return keras.Model(events, keras.layers.Concatenate(name="mixture")([mu, sigma, pi]), name="mdrnn")


def gates_of(model: keras.Model) -> str:
    """The activation of its gates, of GATES."""
    return "hard_sigmoid" if model.get_layer("lstm_0").cell.recurrent_activation is hard_sigmoid else "sigmoid"


def forward(weights: list[tf.Tensor], layers: int, events: tf.Tensor) -> tf.Tensor:
    """What a model of `build` with sigmoid gates computes, but twice as fast; `weights` as its variables."""
    x = hidden(weights, layers, events)
    mu, sigma, pi = (tf.matmul(x, kernel) + bias for kernel, bias in _pairs(weights[3 * layers :]))
    return tf.concat([mu, positive(sigma), pi], axis=-1)


def hidden(weights: list[tf.Tensor], layers: int, events: tf.Tensor) -> tf.Tensor:
    """The output of the last LSTM layer: (batch, time, units)."""
    x = tf.transpose(events, (1, 0, 2))  # (time, batch, D)
    for layer in range(layers):
        x = _lstm(x, *weights[3 * layer : 3 * layer + 3])
    return tf.transpose(x, (1, 0, 2))


def count_layers(model: keras.Model) -> int:
    """LSTM layers, without the mixture."""
    return sum(isinstance(layer, keras.layers.LSTM) for layer in model.layers)


def _lstm(x: tf.Tensor, kernel: tf.Tensor, recurrent: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    """A whole layer over all time steps in one operation. Its gates are in the order i c f o, Keras' in i f c o.

    BlockLSTMV2 has Keras' order, but its gradient is wrong in TensorFlow 2.19.
    """
    nothing = tf.zeros((recurrent.shape[0],))
    start = tf.zeros((tf.shape(x)[1], recurrent.shape[0]))
    i, f, c, o = tf.split(tf.concat([kernel, recurrent, bias[None]], axis=0), 4, axis=1)
    joined = tf.concat([i, c, f, o], axis=1)
    return tf.raw_ops.BlockLSTM(
        seq_len_max=tf.shape(x, tf.int64)[0],
        x=x,
        cs_prev=start,
        h_prev=start,
        w=joined[:-1],
        wci=nothing,
        wcf=nothing,
        wco=nothing,
        b=joined[-1],
        forget_bias=0.0,
        cell_clip=-1.0,
    ).h


def _pairs(arrays: list[tf.Tensor]) -> list[tuple[tf.Tensor, tf.Tensor]]:
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def negative_log_likelihood(mixture: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    """Nats for each scaled event of `target` (.., D) under `mixture` (.., M * (2 D + 1)): shape (..)."""
    return -log_density(mixture, target, xp=keras.ops)


def flat(arrays: list[np.ndarray]) -> np.ndarray:
    """All numbers of all weights, as one vector."""
    return np.concatenate([array.ravel() for array in arrays])
