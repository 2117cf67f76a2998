# SPDX-License-Identifier: MIT
"""A model in fewer bits: what is rounded and how, who plays it, what it costs; and IMPSY plays what we make."""

import dataclasses
import warnings
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn.data import held_out
from mdrnn.judging import evaluate

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import impsy_files
    import tflite_kinds
    from impsy_files import SHAPE, same

    from mdrnn_train import convert, cost, data, export, precision, verify, weights
    from mdrnn_train.sizes import PRECISIONS, SIZES

PLAYED = [np.random.default_rng(seed).uniform(0, 1, (40, 3)) for seed in range(3)]
RANDOM = tflite_kinds.random_weights(*SHAPE, 1)
ARRAYS = impsy_files.arrays(RANDOM)


def run(*options: object) -> int:
    return convert.main([str(option) for option in options])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One network in every precision."""
    folder = tmp_path_factory.mktemp("small")
    impsy_files.save_of_2019(folder / "imps.h5", RANDOM)
    mdrnn.dataset.save(folder / "d.npz", mdrnn.dataset.Dataset(3, PLAYED))
    for each in PRECISIONS:
        dataset = [] if each == "int8-dynamic" else ["--dataset", folder / "d.npz"]
        assert run(folder / "imps.h5", "-o", folder / f"{each}.tflite", "--precision", each, *dataset) == 0
    return {each: folder / f"{each}.tflite" for each in PRECISIONS}


@pytest.mark.parametrize("each", PRECISIONS)
def test_every_engine_plays_a_small_file(each: str, small: dict[str, Path]) -> None:
    inputs = tflite_kinds.network_inputs(SHAPE[0], 100)
    found = weights.read(small[each])
    expected = verify.exact(found.arrays, inputs, found.gates)
    np.testing.assert_allclose(verify.run_native(small[each], inputs), expected, atol=1e-5)
    by_tflite = verify.run_tflite(small[each], inputs)
    np.testing.assert_allclose(by_tflite, expected, atol=0.3 if each == "int8-dynamic" else 1e-5)
    assert mdrnn.Predictor(small[each]).info.kind == "explicit"


def test_what_hears_the_event_and_what_speaks_the_mixture_stay_whole_in_int8(small: dict[str, Path]) -> None:
    found = weights.read(small["int8"]).arrays
    changed = [not np.array_equal(one, two) for one, two in zip(found, ARRAYS, strict=True)]
    assert changed == [False, True, False, True, True, False] + [False] * 6
    same(weights.read(small["float16"]).arrays, [a.astype(np.float16) if a.ndim == 2 else a for a in ARRAYS])


def test_a_network_of_one_layer_gets_smaller_too(tmp_path: Path) -> None:
    impsy_files.save_of_2019(tmp_path / "one.h5", tflite_kinds.random_weights(3, 8, 1, 2, 1))
    out = tmp_path / "out.tflite"
    assert run(tmp_path / "one.h5", "-o", out, "--precision", "int8") == 0
    changed = zip(weights.read(out).arrays, weights.read(tmp_path / "one.h5").arrays, strict=True)
    assert [not np.array_equal(one, two) for one, two in changed] == [False, True] + [False] * 7


def heard_together(inputs: int) -> np.ndarray:
    """(2000, inputs): few things move many."""
    random = np.random.default_rng(5)
    return np.tanh(random.normal(0.3, 1, (2000, 6)) @ random.normal(0, 1, (6, inputs)))


def test_int8_keeps_what_a_matrix_makes_of_the_music_better_than_rounding_each_number() -> None:
    matrix, heard = np.random.default_rng(4).normal(0, 1, (48, 30)).astype(np.float32), heard_together(48)
    stored = precision._to_int8(matrix, heard)
    nearest = np.rint(matrix / stored.scales) * stored.scales
    missed, by_number = (np.square(heard @ (matrix - each)).mean() for each in (stored.back().T, nearest))
    assert missed < by_number / 4
    assert stored.numbers.dtype == np.int8
    assert np.abs(stored.numbers.astype(int)).max() == precision.LARGEST_INT8


@pytest.mark.parametrize("heard", [np.zeros((5, 8)), np.ones((1, 8)), np.full((3, 8), 1e-6)])
def test_int8_of_a_silent_or_monotonous_network_is_still_close(heard: np.ndarray) -> None:
    matrix = np.random.default_rng(4).normal(0, 1, (8, 6)).astype(np.float32)
    matrix[:, 2] = 0
    assert np.abs(precision._to_int8(matrix, heard).back().T - matrix).max() < np.abs(matrix).max() / 16


def test_the_engines_own_int8_takes_an_int8_file_as_it_is(small: dict[str, Path]) -> None:
    events = (tflite_kinds.network_inputs(SHAPE[0], 50) / 10).astype(np.float32)
    plain, own = (mdrnn.Predictor(small["int8"], precision=each).forward(events) for each in ("float32", "int8"))
    once, again = (mdrnn.Predictor(small["float32"], precision=each).forward(events) for each in ("float32", "int8"))
    assert np.abs(plain - own).max() < np.abs(once - again).max()


def test_fewer_bits_make_a_smaller_file_that_says_what_they_cost(small: dict[str, Path]) -> None:
    sizes = [small[each].stat().st_size for each in ("float32", "float16", "int8")]
    assert sizes == sorted(sizes, reverse=True)
    said = {each: mdrnn.Predictor(path).info.metadata.get("precision", {}) for each, path in small.items()}
    assert said["float32"] == {}
    heard = [(said[each]["weights"], said[each]["of"], said[each]["events"]) for each in ("int8", "int8-dynamic")]
    held_out = "d.npz, 1 held-out block of 1 performance"
    assert heard == [("int8", held_out, 12), ("int8-dynamic", "what the model plays itself", 999)]
    for each in (said["float16"], said["int8"], said["int8-dynamic"]):
        assert each["cost"] == pytest.approx(each["nll"] - each["float32_nll"], abs=2e-4)
    assert abs(said["float16"]["cost"]) < abs(said["int8"]["cost"])
    assert said["int8-dynamic"]["tflite_cost"] != said["int8-dynamic"]["cost"]
    assert cost.sentence({**said["int8"], "cost": -0.001}).startswith(
        "weights in int8 cost 0.00 nats per event on 12 events of d.npz, 1 held-out block"
    )


def test_a_cost_is_of_as_many_events_as_evaluate_judges(small: dict[str, Path], tmp_path: Path) -> None:
    """A model of the first half of a dataset; a long pause in the second costs both the same."""
    music = [np.random.default_rng(number).random((120, 3)) for number in (1, 2)]
    music[1][60, 0] = 100.0
    trained = {"music": held_out.record(music[:1], [[]]), "split_dt": 60.0}
    source = tmp_path / "ours.tflite"
    source.write_bytes(export.with_entry(small["float32"].read_bytes(), {"scale": 10.0, "training": trained}))
    mdrnn.dataset.save(tmp_path / "d.npz", mdrnn.dataset.Dataset(3, music))
    out = tmp_path / "out.tflite"
    options = ["-o", str(out), "--precision", "int8", "--dataset", str(tmp_path / "d.npz")]
    assert convert.main([str(source), *options]) == 0
    said = mdrnn.Predictor(out).info.metadata["precision"]
    assert said["of"] == "d.npz, music that it was not trained on"
    assert said["events"] == evaluate.measure(source, tmp_path / "d.npz").facts["events"] == 118


def test_the_cost_is_what_the_engine_loses_on_performances_that_it_was_not_rounded_by(
    small: dict[str, Path], tmp_path: Path
) -> None:
    (judged,) = data.split(data.clean(PLAYED), convert.JUDGED, 0).validation
    mdrnn.dataset.save(tmp_path / "judged.npz", mdrnn.dataset.Dataset(3, [judged]))
    plain, rounded = (
        evaluate.measure(small[each], tmp_path / "judged.npz").facts["scaled"]["total"] for each in ("float32", "int8")
    )
    said = mdrnn.Predictor(small["int8"]).info.metadata["precision"]
    assert (said["float32_nll"], said["nll"]) == pytest.approx((plain, rounded), abs=1e-3)


def test_a_file_with_other_weights_than_the_rounded_ones_is_refused(
    small: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = precision._store

    def coarse(model: object, index: int, stored: precision.Stored) -> None:
        store(model, index, dataclasses.replace(stored, numbers=(stored.numbers // 16 * 16).astype(np.int8)))

    monkeypatch.setattr(precision, "_store", coarse)
    assert run(small["float32"], "-o", tmp_path / "out.tflite", "--precision", "int8") == 1
    assert "the native engine: differs from the network" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---- in IMPSY -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", [name for name in PRECISIONS if name != "int8-dynamic"])
def test_impsy_plays_our_files_as_we_do(each: str, small: dict[str, Path]) -> None:
    inputs = tflite_kinds.network_inputs(SHAPE[0], 50)
    found = impsy_files.play_as_impsy(small[each], inputs, SHAPE[2], SHAPE[1])
    np.testing.assert_allclose(found, verify.run_native(small[each], inputs), atol=1e-5)


def test_impsy_confuses_states_that_come_out_under_the_names_they_went_in_by(tmp_path: Path) -> None:
    """What our files were before; so that the test above can fail."""
    path = tmp_path / "old.tflite"
    path.write_bytes(tflite_kinds.explicit(RANDOM))
    inputs = tflite_kinds.network_inputs(SHAPE[0], 50)
    found = impsy_files.play_as_impsy(path, inputs, SHAPE[2], SHAPE[1])
    assert np.abs(found - verify.run_native(path, inputs)).max() > 0.1


@pytest.mark.parametrize("size", SIZES)
def test_impsy_tells_mixture_and_states_apart_at_every_size(size: str) -> None:
    shape = SIZES[size]
    names = export._outputs(shape.layers)
    assert sorted(names) == names
    assert all(shape.mixtures * (2 * dimension + 1) != shape.units for dimension in range(2, 65))
