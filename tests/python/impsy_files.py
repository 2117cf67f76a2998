# SPDX-License-Identifier: MIT
"""Makers of the files that IMPSY and old IMPS save, with random weights, for tests; and how IMPSY plays a .tflite."""

import importlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
from tflite_kinds import Weights


@keras.saving.register_keras_serializable(package="tests")
class MDN(keras.layers.Layer):
    """Three dense layers inside one, as IMPSY's files have them."""

    def __init__(self, dimension: int, mixtures: int, **options: Any) -> None:
        super().__init__(**options)
        sizes = {"mdn_mus": dimension * mixtures, "mdn_sigmas": dimension * mixtures, "mdn_pi": mixtures}
        self.mdn_mus, self.mdn_sigmas, self.mdn_pi = (keras.layers.Dense(n, name=name) for name, n in sizes.items())
        self.shape_of_it = {"dimension": dimension, "mixtures": mixtures}

    def build(self, shape: Any) -> None:
        for dense in (self.mdn_mus, self.mdn_sigmas, self.mdn_pi):
            dense.build(shape)
        super().build(shape)

    def call(self, x: Any) -> Any:
        sigmas = keras.ops.elu(self.mdn_sigmas(x)) + (1.0 + 1e-7)
        return keras.ops.concatenate([self.mdn_mus(x), sigmas, self.mdn_pi(x)], axis=-1)

    def compute_output_shape(self, shape: Any) -> Any:
        return (*shape[:-1], sum(dense.units for dense in (self.mdn_mus, self.mdn_sigmas, self.mdn_pi)))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self.shape_of_it}


SHAPE = (3, 16, 2, 3)  # dimension, units, layers, mixtures


def same(found: list[np.ndarray], expected: list[np.ndarray]) -> None:
    """Asserts it, bit by bit."""
    for one, two in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, two)


def arrays(weights: Weights) -> list[np.ndarray]:
    """In the order of the network: kernel, recurrent kernel, bias of each layer; kernel, bias of mu, sigma, pi."""
    layers = zip(weights.kernels, weights.recurrent, weights.biases, strict=True)
    heads = zip(weights.heads, weights.head_biases, strict=True)
    return [array for group in (*layers, *heads) for array in group]


def network(weights: Weights, *, training: bool) -> keras.Model:
    """As IMPSY builds it: to train on whole sequences, or to play a step with its states as inputs and outputs."""
    length = 7 if training else 1
    x = inputs = keras.Input((length, weights.dimension), name="inputs")
    given: list[Any] = []
    following: list[Any] = []
    for layer in range(weights.layers):
        states = None
        if not training:
            states = [keras.Input((weights.units,), name=f"state_{word}_{layer}") for word in "hc"]
            given += states
        sequences = training or layer < weights.layers - 1
        lstm = keras.layers.LSTM(weights.units, return_sequences=sequences, return_state=True, name=f"lstm_{layer}")
        x, *after = lstm(x, initial_state=states)
        following += after
    mixture: Any = MDN(weights.dimension, weights.mixtures, name="mdn_outputs")
    if training:
        mixture = keras.layers.TimeDistributed(mixture, name="td_mdn")
    out = mixture(x)
    model = keras.Model(inputs if training else [inputs, *given], out if training else [out, *following])
    model.set_weights(arrays(weights))
    if training:
        model.compile(optimizer="adam", loss="mse")  # an optimizer's own numbers are in the file, too
    return model


def save(folder: Path, weights: Weights) -> list[Path]:
    """Every file that Keras 3 makes of the two networks."""
    paths = []
    for name, training in (("trained", True), ("playing", False)):
        model = network(weights, training=training)
        paths += [folder / f"{name}.keras", folder / f"{name}.h5", folder / f"{name}.weights.h5"]
        model.save(paths[-3])
        model.save(paths[-2])
        model.save_weights(paths[-1])
    return paths


def save_of_2019(
    path: Path, weights: Weights, *, gates: str = "hard_sigmoid", described: bool = True, version: str = "2.2.4-tf"
) -> None:
    """An .h5 as Keras 2.2 wrote it for IMPS: names in attributes, numbered kernels, hard sigmoids."""
    numbers = iter(arrays(weights))
    layers = {"inputs": []}
    for layer in range(weights.layers):
        layers[f"lstm{layer}"] = ["kernel:0", "recurrent_kernel:0", "bias:0"]
    layers["td_mdn"] = [f"{word}{ending}:0" for ending in ("", "_1", "_2") for word in ("kernel", "bias")]
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights") if described else file
        file.attrs["keras_version"] = version.encode()
        root.attrs["layer_names"] = [name.encode() for name in layers]
        for name, words in layers.items():
            group = root.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{word}".encode() for word in words]
            for word in words:
                group[f"{name}/{word}"] = next(numbers)
        if described:
            lstm = {"class_name": "LSTM", "config": {"activation": "tanh", "recurrent_activation": gates}}
            file.attrs["model_config"] = json.dumps({"class_name": "Model", "config": {"layers": [lstm]}})
            file["optimizer_weights/training/Adam/Variable:0"] = np.zeros((3, 3), np.float32)


def play_as_impsy(path: Path, rows: Iterable[np.ndarray], layers: int, units: int) -> np.ndarray:
    """The mixtures of scaled events, as IMPSY 1.2.1 gets them of a file with a signature.

    Inputs it calls by their names. Of the outputs it takes that for the mixture whose length is not the units', and the
    others, in the order of their names, for h and c of one layer after the other.
    """
    runner = interpreter_class()(model_path=str(path)).get_signature_runner()
    states = {f"state_{word}_{layer}": np.zeros((1, units), np.float32) for layer in range(layers) for word in "hc"}
    mixtures = []
    for row in rows:
        found = runner(inputs=row.reshape(1, 1, -1), **states)
        (mixture,) = (name for name, value in found.items() if value.shape[-1] != units)
        states = dict(zip(states, (found[name] for name in sorted(found) if name != mixture), strict=True))
        mixtures.append(found[mixture][0])
    return np.array(mixtures)


def interpreter_class() -> Any:
    """IMPSY's is ai_edge_litert's; tflite_runtime's is its older self."""
    try:
        return importlib.import_module("ai_edge_litert.interpreter").Interpreter
    except ImportError:
        return importlib.import_module("tflite_runtime.interpreter").Interpreter
