# SPDX-License-Identifier: MIT
"""The network: LSTM layers below a mixture of normal distributions (Bishop 1994; Graves 2013).

A relative network also hears how far each value has moved since the last event, d = tanh((x - last x) / step), and its
means are relative to the event that it hears. From values alone an LSTM cannot tell which of many has just moved.
"""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from .sizes import Size, has_room


@keras.saving.register_keras_serializable(package="mdrnn")
def positive(z: tf.Tensor) -> tf.Tensor:
    """elu(z) + 1 + 1e-7: a standard deviation from any number."""
    return keras.ops.elu(z) + (1.0 + 1e-7)


@keras.saving.register_keras_serializable(package="mdrnn")
def hard_sigmoid(z: tf.Tensor) -> tf.Tensor:
    """clip(0.2 z + 0.5, 0, 1), as Keras had it before version 3, whose own has another slope."""
    return tf.clip_by_value(0.2 * z + 0.5, 0.0, 1.0)


Steps = Sequence[float] | np.ndarray | None  # (D - 1,), scaled; None: the network is not relative

LARGEST_RATE = 1e9  # 1 / step; what the engine takes
GATES = {"sigmoid": tf.sigmoid, "hard_sigmoid": hard_sigmoid}


def build(dimension: int, size: Size, gates: str = "sigmoid", steps: Steps = None) -> keras.Model:
    """Scaled events (batch, time, D) -> mixtures (batch, time, M * (2 D + 1)): mu | sigma | pi logits.

    Training takes sigmoid gates alone; hard_sigmoid is there for models of Keras before 2.3. `steps`: (D - 1,), scaled,
    each value's typical step, for a relative network; None: a plain one. The first layer of a relative network has a
    kernel (2 D - 1, 4 * units), and no input from its own first D - 1 units, whose place in a step's state the last
    values take: those rows of its recurrent kernel are 0. Raises ValueError when it has fewer than 2 (D - 1) units, or
    a step is no finite number above 0.
    """
    activation = hard_sigmoid if gates == "hard_sigmoid" else gates
    x = events = keras.Input((None, dimension), name="events")
    if steps is not None:
        x = keras.layers.Concatenate(name="heard")([events, _moves(events, _rates(steps, dimension, size))])
    for layer in range(size.layers):
        x = keras.layers.LSTM(size.units, recurrent_activation=activation, return_sequences=True, name=f"lstm_{layer}")(
            x
        )
    mu = keras.layers.Dense(size.mixtures * dimension, name="mu")(x)
    sigma = keras.layers.Dense(size.mixtures * dimension, activation=positive, name="sigma")(x)
    pi = keras.layers.Dense(size.mixtures, name="pi")(x)
    if steps is not None:
        values = keras.layers.Rescaling([0.0] + [1.0] * (dimension - 1), name="last_values")(events)
        means = keras.layers.Concatenate(name="last_means")([values] * size.mixtures) if size.mixtures > 1 else values
        mu = keras.layers.Add(name="means")([mu, means])
    model = keras.Model(events, keras.layers.Concatenate(name="mixture")([mu, sigma, pi]), name="mdrnn")
    if steps is not None:
        weights = model.get_weights()
        weights[1][: dimension - 1] = 0
        model.set_weights(weights)
    return model


def _rates(steps: Steps, dimension: int, size: Size) -> list[float]:
    """1 / step, as a file holds it."""
    given = np.asarray(steps, np.float64)
    if given.shape != (dimension - 1,):
        raise ValueError(f"steps have shape {given.shape}, expected ({dimension - 1},): one for each value")
    if not has_room(dimension, size):
        raise ValueError(f"{size.units} units are too few for {dimension - 1} relative values, expected twice as many")
    with np.errstate(divide="ignore", over="ignore"):
        rates = (1 / given).astype(np.float32)
    if not ((rates > 0) & (rates <= LARGEST_RATE)).all():
        raise ValueError(f"steps are {given.tolist()}, expected finite numbers above 0 (from {1 / LARGEST_RATE:g} on)")
    return [float(rate) for rate in rates]


def _moves(events: keras.KerasTensor, rates: list[float]) -> keras.KerasTensor:
    """(batch, time, D - 1); the first event is compared with zeros."""
    values = events[:, :, 1:]
    last = keras.layers.Cropping1D((0, 1), name="last")(keras.layers.ZeroPadding1D((1, 0), name="start")(values))
    scaled = keras.layers.Rescaling(rates, name="rates")(keras.layers.Subtract(name="differences")([values, last]))
    return keras.layers.Activation("tanh", name="moves")(scaled)


def steps_of(model: keras.Model) -> np.ndarray | None:
    """(D - 1,), scaled: each value's typical step, in double precision; None if the network is not relative."""
    found = [layer.scale for layer in model.layers if layer.name == "rates"]
    return 1 / np.asarray(found[0], np.float64) if found else None


def carried(model: keras.Model) -> int:
    """How many values the state of a step of it begins with."""
    steps = steps_of(model)
    return 0 if steps is None else len(steps)


def gates_of(model: keras.Model) -> str:
    """The activation of its gates, of GATES."""
    return "hard_sigmoid" if model.get_layer("lstm_0").cell.recurrent_activation is hard_sigmoid else "sigmoid"


def forward(
    weights: list[tf.Tensor], layers: int, events: tf.Tensor, steps: Steps = None, dropout: float = 0.0
) -> tf.Tensor:
    """What a model of `build` with sigmoid gates computes, but twice as fast; `weights` as its variables.

    `dropout`: this fraction of the outputs of each LSTM layer, drawn at random, is 0.
    """
    x = hidden(weights, layers, events, steps, dropout)
    mu, sigma, pi = (tf.matmul(x, kernel) + bias for kernel, bias in _pairs(weights[3 * layers :]))
    if steps is not None:
        values = tf.concat([tf.zeros_like(events[..., :1]), events[..., 1:]], axis=-1)
        mu += tf.tile(values, (1, 1, pi.shape[-1]))
    return tf.concat([mu, positive(sigma), pi], axis=-1)


def hidden(
    weights: list[tf.Tensor], layers: int, events: tf.Tensor, steps: Steps = None, dropout: float = 0.0
) -> tf.Tensor:
    """The output of the last LSTM layer: (batch, time, units)."""
    x = tf.transpose(events if steps is None else heard(events, steps), (1, 0, 2))  # (time, batch, D)
    for layer in range(layers):
        x = _lstm(x, *weights[3 * layer : 3 * layer + 3])
        x = tf.nn.dropout(x, dropout) if dropout else x
    return tf.transpose(x, (1, 0, 2))


def heard(events: tf.Tensor, steps: Steps) -> tf.Tensor:
    """What the first layer of a relative network hears: (batch, time, D) -> (batch, time, 2 D - 1)."""
    values = events[..., 1:]
    last = tf.pad(values[:, :-1], ((0, 0), (1, 0), (0, 0)))
    rates = tf.constant(1 / np.asarray(steps, np.float64), tf.float32)
    return tf.concat([events, tf.tanh((values - last) * rates)], axis=-1)


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


def flat(arrays: list[np.ndarray]) -> np.ndarray:
    """All numbers of all weights, as one vector."""
    return np.concatenate([array.ravel() for array in arrays])
