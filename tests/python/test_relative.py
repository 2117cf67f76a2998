# SPDX-License-Identifier: MIT
"""A relative network hears how far each value has moved, and its means are relative to the last event."""

import warnings
from pathlib import Path

import numpy as np
import pytest

import mdrnn

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import keras
    import tensorflow as tf

    from mdrnn_train import convert, cost, export, network, resume, verify, weights
    from mdrnn_train.sizes import PRECISIONS, Size, has_room
    from mdrnn_train.train import make_repeatable

SIZE = Size(units=6, layers=2, mixtures=3)
STEPS = np.array([0.3, 1.7])  # scaled
METADATA = {"format": 1, "dimension": 3, "units": 6, "layers": 2, "mixtures": 3, "scale": 10.0}


def build(dimension: int = 3, size: Size = SIZE, steps: np.ndarray = STEPS, gates: str = "sigmoid") -> keras.Model:
    """A relative network with biases, too, that are not 0."""
    make_repeatable(3)
    model = network.build(dimension, size, gates, steps)
    random = np.random.default_rng(3)
    weights = [array + random.normal(0, 0.2, array.shape) * (array.ndim == 1) for array in model.get_weights()]
    model.set_weights(weights)
    return model


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return build()


@pytest.fixture
def events() -> np.ndarray:
    """(2, 30, 3), scaled: values that walk."""
    random = np.random.default_rng(1)
    waits, moves = random.uniform(0, 3, (2, 30, 1)), random.normal(0, 1, (2, 30, 2)) * STEPS
    return np.concatenate([waits, 5 + np.cumsum(moves, axis=1)], axis=2).astype(np.float32)


def test_keras_and_the_fast_path_compute_what_the_formula_says(model: keras.Model, events: np.ndarray) -> None:
    expected = np.stack([verify.exact(model.get_weights(), each, steps=STEPS) for each in events])
    np.testing.assert_allclose(model.predict_on_batch(events), expected, atol=2e-5)
    fast = network.forward(model.trainable_variables, 2, tf.constant(events), STEPS)
    np.testing.assert_allclose(fast, expected, atol=2e-5)


def test_the_first_difference_is_from_zero_and_each_other_from_the_event_before(events: np.ndarray) -> None:
    heard = network.heard(tf.constant(events), STEPS).numpy()
    np.testing.assert_array_equal(heard[..., :3], events)
    np.testing.assert_allclose(heard[:, 0, 3:], np.tanh(events[:, 0, 1:] / STEPS), rtol=1e-6)
    np.testing.assert_allclose(heard[:, 1:, 3:], np.tanh(np.diff(events[..., 1:], axis=1) / STEPS), atol=1e-6)


def test_means_of_values_follow_the_event_and_the_mean_of_the_wait_does_not(model: keras.Model) -> None:
    weights = model.get_weights()
    weights[6:8] = np.zeros_like(weights[6]), np.arange(9, dtype=np.float32)
    event = np.float32([2, 3, 4])
    mixture = network.forward([tf.constant(array) for array in weights], 2, event[None, None], STEPS)
    np.testing.assert_array_equal(mixture[0, 0, :9], [0, 1 + 3, 2 + 4, 3, 4 + 3, 5 + 4, 6, 7 + 3, 8 + 4])


def test_its_weights_are_in_the_usual_order_and_the_first_units_are_not_heard(model: keras.Model) -> None:
    shapes = [(5, 24), (6, 24), (24,), (6, 24), (6, 24), (24,), (6, 9), (9,), (6, 9), (9,), (6, 3), (3,)]
    assert [array.shape for array in model.get_weights()] == shapes
    recurrent = model.get_weights()[1]
    assert not recurrent[:2].any()
    assert recurrent[2:].all()
    assert network.carried(model) == 2


def test_its_steps_survive_a_keras_file_and_building_again_in_every_bit(model: keras.Model, tmp_path: Path) -> None:
    model.save(tmp_path / "relative.keras")
    again = keras.models.load_model(tmp_path / "relative.keras")
    np.testing.assert_array_equal(network.steps_of(again), network.steps_of(model))
    np.testing.assert_allclose(network.steps_of(model), STEPS, rtol=1e-7)
    third = network.build(3, SIZE, steps=network.steps_of(model))
    np.testing.assert_array_equal(network.steps_of(third), network.steps_of(model))
    assert network.steps_of(network.build(3, SIZE)) is None


def test_what_cannot_be_relative_is_refused() -> None:
    assert [has_room(dimension, SIZE) for dimension in (2, 4, 5)] == [True, True, False]
    with pytest.raises(ValueError, match="6 units are too few for 4 relative values, expected twice as many"):
        network.build(5, SIZE, steps=np.ones(4))
    with pytest.raises(ValueError, match=r"steps have shape \(3,\), expected \(2,\): one for each value"):
        network.build(3, SIZE, steps=np.ones(3))
    for bad in (0.0, -1.0, np.nan, np.inf, 1e-10):
        with pytest.raises(ValueError, match="expected finite numbers above 0"):
            network.build(3, SIZE, steps=[1.0, bad])


# ---- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimension", "size", "gates"),
    [(3, SIZE, "sigmoid"), (2, Size(2, 1, 1), "sigmoid"), (3, Size(5, 3, 2), "hard_sigmoid"),
     (9, Size(64, 2, 28), "sigmoid")],
)  # fmt: skip
def test_tflite_plays_it_with_the_usual_signature(dimension: int, size: Size, gates: str, tmp_path: Path) -> None:
    model = build(dimension, size, np.linspace(0.2, 2, dimension - 1), gates)
    path = tmp_path / "relative.tflite"
    path.write_bytes(export.tflite_file(model, size, METADATA))
    expected = verify.Expected(model.get_weights(), 10.0, gates, network.steps_of(model))
    assert verify._tflite_difference(path, verify.run_tflite(path, expected.inputs), expected) < 1e-5
    runner = verify.interpreter_class()(model_path=str(path)).get_signature_runner("step")
    assert {tuple(detail["shape"]) for detail in runner.get_input_details().values()} == {
        (1, 1, dimension), (1, size.units),
    }  # fmt: skip


def test_its_state_carries_the_last_values(model: keras.Model, tmp_path: Path) -> None:
    (tmp_path / "m.tflite").write_bytes(export.convert(model, SIZE))
    runner = verify.interpreter_class()(model_path=str(tmp_path / "m.tflite")).get_signature_runner("step")
    event = np.float32([[[1, 2, 3]]])
    zeros = {f"state_{word}_{layer}": np.zeros((1, 6), np.float32) for word in "hc" for layer in range(2)}
    found = runner(inputs=event, **zeros)
    np.testing.assert_array_equal(found["lstm_0"][0, :2], [2, 3])
    assert (np.abs(found["lstm_0"][0, 2:]) < 1).all()


def test_the_exporter_refuses_a_network_that_would_hear_the_carried_values(model: keras.Model) -> None:
    other = keras.models.clone_model(model)
    weights = model.get_weights()
    weights[1][1, 3] = 0.25
    other.set_weights(weights)
    with pytest.raises(ValueError, match=r"first 2 rows of lstm_0's recurrent kernel have numbers up to 0\.25"):
        export.convert(other, SIZE)


@pytest.mark.parametrize(
    ("dimension", "size", "gates"),
    [(3, SIZE, "sigmoid"), (2, Size(2, 1, 1), "sigmoid"), (3, Size(5, 3, 2), "hard_sigmoid"),
     (9, Size(64, 2, 28), "sigmoid")],
)  # fmt: skip
def test_every_engine_agrees_about_a_written_file(dimension: int, size: Size, gates: str, tmp_path: Path) -> None:
    model = build(dimension, size, np.linspace(0.2, 2, dimension - 1), gates)
    export.write(tmp_path, "relative", model, size, METADATA, [])
    found = verify.verify(tmp_path / "relative.tflite", model)
    assert set(found) == {"Keras", "the native engine", "TFLite"}
    assert max(found.values()) < 1e-5
    info = mdrnn.Predictor(tmp_path / "relative.tflite").info
    assert (info.kind, info.engine, info.dimension, info.mixtures) == ("relative", "native", dimension, size.mixtures)


def test_a_state_can_go_from_one_engine_to_the_other(model: keras.Model, tmp_path: Path, tflite_library: str) -> None:
    (tmp_path / "m.tflite").write_bytes(export.convert(model, SIZE))
    native, tflite = (mdrnn.Predictor(tmp_path / "m.tflite", engine=engine) for engine in ("native", "tflite"))
    events = np.random.default_rng(2).integers(0, 1025, (20, 3)) / 1024
    for turn, event in enumerate(events):
        np.testing.assert_allclose(native.forward(event), tflite.forward(event), atol=1e-5)
        np.testing.assert_allclose(native.state, tflite.state, atol=1e-6)
        np.testing.assert_array_equal(native.state[0, 0, :2], (event[1:] * 10).astype(np.float32))
        if turn % 2:
            native.state = tflite.state
        else:
            tflite.state = native.state


@pytest.mark.parametrize("precision", ["bfloat16", "int8"])
def test_in_fewer_bits_the_engine_still_hears_differences_exactly(
    precision: str, model: keras.Model, tmp_path: Path
) -> None:
    """Weights of layer 1 and the head at 0: the mean of a value is the event's, plus a bias, to the last bit."""
    arrays = model.get_weights()
    arrays[6] = np.zeros_like(arrays[6])
    other = build()
    other.set_weights(arrays)
    (tmp_path / "m.tflite").write_bytes(export.convert(other, SIZE))
    predictor = mdrnn.Predictor(tmp_path / "m.tflite", precision=precision)
    whole = mdrnn.Predictor(tmp_path / "m.tflite")
    for event in np.random.default_rng(2).uniform(0, 1, (50, 3)).astype(np.float32):
        mixture, exact = predictor.forward(event), whole.forward(event)
        np.testing.assert_array_equal(mixture[:9], exact[:9])
        np.testing.assert_allclose(mixture, exact, atol=0.05)
        np.testing.assert_array_equal(predictor.state[0, 0, :2], event[1:] * np.float32(10))


# ---- every kind of file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["tflite", "keras", "h5"])
def test_its_weights_and_steps_are_read_from_every_file(ending: str, model: keras.Model, tmp_path: Path) -> None:
    path = tmp_path / f"relative.{ending}"
    if ending == "tflite":
        path.write_bytes(export.tflite_file(model, SIZE, METADATA))
    else:
        model.save(path)
    found = weights.read(path)
    assert (found.dimension, found.size) == (3, SIZE)
    np.testing.assert_array_equal(found.steps, network.steps_of(model))
    for one, two in zip(found.arrays, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_it_is_converted_to_every_precision(precision: str, model: keras.Model, tmp_path: Path) -> None:
    source, out = tmp_path / "relative.keras", tmp_path / "out.tflite"
    model.save(source)
    assert convert.main([str(source), "-o", str(out), "--precision", precision]) == 0
    found = weights.read(out)
    inputs = verify._events(3, 10.0, STEPS)
    expected = verify.exact(found.arrays, inputs, steps=found.steps)
    np.testing.assert_allclose(verify.run_native(out, inputs), expected, atol=1e-4)
    loose = 0.3 if precision == "int8-dynamic" else 1e-4
    np.testing.assert_allclose(verify.run_tflite(out, inputs), expected, atol=loose)
    changed = [not np.array_equal(one, two) for one, two in zip(found.arrays, model.get_weights(), strict=True)]
    assert changed[1] == (precision != "float32")
    assert changed[0] == (precision == "float16")
    assert not found.arrays[1][:2].any()


def test_int8_rounds_by_what_the_first_layer_hears_of_itself(model: keras.Model) -> None:
    music = [np.random.default_rng(1).uniform(0, 1, (40, 3))]
    heard = cost._int8_inputs(model, SIZE, music, 10.0)
    assert [matrix.shape for matrix in heard] == [(39, 4), (39, 12)]


def test_training_goes_on_from_its_file_with_the_same_steps_alone(model: keras.Model, tmp_path: Path) -> None:
    path = tmp_path / "relative.tflite"
    path.write_bytes(export.tflite_file(model, SIZE, METADATA))
    again = network.build(3, SIZE, steps=weights.read(path).steps)
    resume.take_weights(again, path)
    for one, two in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    with pytest.raises(ValueError, match=r"relative.tflite: its steps are \[0\.3.+\], expected \[1\. 1\.\]"):
        resume.take_weights(network.build(3, SIZE, steps=[1, 1]), path)
    with pytest.raises(ValueError, match=r"its weights are 5x24 .+ need 3x24"):
        resume.take_weights(network.build(3, SIZE), path)


def test_a_keras_file_with_impossible_rates_is_refused() -> None:
    def config(scale: object) -> dict[str, object]:
        return {"layers": [{"class_name": "Rescaling", "config": {"name": "rates", "scale": scale}}]}

    np.testing.assert_array_equal(weights._steps(config([0.5, 4])), [2, 0.25])
    assert weights._steps({"layers": [{"class_name": "Rescaling", "config": {"name": "another", "scale": 2}}]}) is None
    for scale in ([0.5, 0], [np.inf], 3, [[1, 2]]):
        with pytest.raises(ValueError, match=r"the rates of its values are .+, expected finite numbers above 0"):
            weights._steps(config(scale))
