# SPDX-License-Identifier: MIT
"""Every model of IMPSY's becomes one of ours without loss, or smaller at a price, and IMPSY plays what we make."""

import dataclasses
import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mdrnn
import mdrnn.dataset
import mdrnn.evaluate

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import h5py
    import impsy_files
    import keras
    import tflite_kinds

    from mdrnn_train import convert, cost, data, export, network, precision, verify, weights
    from mdrnn_train.sizes import PRECISIONS, SIZES, Size

GOLDEN = Path(__file__).parents[1] / "golden"
SHAPE = (3, 16, 2, 3)  # dimension, units, layers, mixtures
PLAYED = [np.random.default_rng(seed).uniform(0, 1, (40, 3)) for seed in range(3)]
RANDOM = tflite_kinds.random_weights(*SHAPE, 1)
ARRAYS = impsy_files.arrays(RANDOM)


def run(*options: object) -> int:
    return convert.main([str(option) for option in options])


def same(found: list[np.ndarray], expected: list[np.ndarray]) -> None:
    for one, two in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files that IMPSY's two networks are saved in, and two of 2019."""
    folder = tmp_path_factory.mktemp("impsy")
    impsy_files.save_of_2019(folder / "imps.h5", RANDOM)
    impsy_files.save_of_2019(folder / "imps-weights.h5", RANDOM, described=False)
    model = network.build(SHAPE[0], Size(*SHAPE[1:]))
    model.set_weights(ARRAYS)
    model.save(folder / "ours.keras")
    model.save(folder / "ours.h5")
    impsy_files.save(folder, RANDOM)
    return {path.name: path for path in folder.iterdir()}


SAVED = (
    "trained.keras", "trained.h5", "trained.weights.h5", "playing.keras", "playing.h5", "playing.weights.h5",
    "ours.keras", "ours.h5", "imps.h5", "imps-weights.h5",
)  # fmt: skip


# ---- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAVED)
def test_a_file_of_keras_gives_its_weights_and_says_how_large_it_is(name: str, saved: dict[str, Path]) -> None:
    found = weights.read(saved[name])
    same(found.arrays, ARRAYS)
    assert (found.dimension, found.size, found.scale) == (SHAPE[0], Size(*SHAPE[1:]), 10.0)
    assert bool(found.notes) == (name == "imps.h5")


def test_keras_itself_never_opens_a_file(saved: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (keras.saving, keras.models):
        monkeypatch.setattr(module, "load_model", lambda *_, **__: pytest.fail("the file went through Keras"))
    for path in saved.values():
        weights.read(path)


def test_more_layers_than_nine_stay_in_their_order(tmp_path: Path) -> None:
    many = tflite_kinds.random_weights(2, 3, 12, 2, 5)
    impsy_files.network(many, training=True).save(tmp_path / "many.keras")
    same(weights.read(tmp_path / "many.keras").arrays, impsy_files.arrays(many))


def test_the_scale_is_the_files_own_else_the_names_else_ten(saved: dict[str, Path], tmp_path: Path) -> None:
    for name, scale in (("m-dim3-scale10.h5", 10), ("m-scale2.5-ckpt.h5", 2.5), ("upscale7.h5", 10), ("m.h5", 10)):
        shutil.copy(saved["imps.h5"], tmp_path / name)
        assert weights.read(tmp_path / name).scale == scale
    out = tmp_path / "out-scale10.tflite"
    assert run(saved["imps.h5"], "-o", out, "--scale", 4) == 0
    assert weights.read(out).scale == mdrnn.Predictor(out).info.scale == 4


def spoiled_h5(change: Callable[[h5py.File], object]) -> Callable[[Path, dict[str, Path]], None]:
    def make(path: Path, saved: dict[str, Path]) -> None:
        shutil.copy(saved["playing.weights.h5"], path)
        with h5py.File(path, "r+") as file:
            change(file)

    return make


def without(name: str) -> Callable[[h5py.File], object]:
    return lambda file: file.__delitem__(name)


def replaced(name: str, array: np.ndarray) -> Callable[[h5py.File], object]:
    def change(file: h5py.File) -> None:
        del file[name]
        file[name] = array

    return change


def enormous(file: h5py.File) -> None:
    """A terabyte that takes no room in the file."""
    del file["layers/lstm/cell/vars/0"]
    file.create_dataset("layers/lstm/cell/vars/0", (2**20, 2**20), "f4", chunks=(1024, 1024))


def zipped(**members: bytes) -> Callable[[Path, dict[str, Path]], None]:
    def make(path: Path, _: dict[str, Path]) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name.replace("_", ".", 1) if name == "config_json" else "model.weights.h5", content)

    return make


def empty_h5() -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.create_group("layers")
    return content.getvalue()


GRU = np.zeros((16, 48), np.float32)
RELU = json.dumps({"layers": [{"class_name": "LSTM", "config": {"activation": "relu"}}]}).encode()

BAD: list[tuple[str, Callable[[Path, dict[str, Path]], object], str]] = [
    ("no.h5", lambda path, _: path.write_bytes(b"rubbish"), "no.h5: .*file signature not found"),
    ("no.keras", lambda path, _: path.write_bytes(b"rubbish"), "no.keras: File is not a zip file"),
    ("no.tflite", lambda path, _: path.write_bytes(b"rubbish"), "no.tflite: "),
    ("no.pt", lambda path, _: path.write_bytes(b""), r"ends in \.pt, expected \.tflite, \.keras, \.h5"),
    ("empty.keras", zipped(config_json=b"{}"), "There is no item named 'model.weights.h5'"),
    ("deep.keras", zipped(config_json=b"[" * 100_000, weights=empty_h5()), "recursion"),
    ("relu.keras", zipped(config_json=RELU, weights=empty_h5()), "relu and sigmoid, expected tanh and sigmoid"),
    ("heads.h5", spoiled_h5(without("layers/mdn/mdn_pi")), r"dense layers \['mu', 'sigma'\], expected mu, sigma, pi"),
    ("layer.h5", spoiled_h5(without("layers/lstm")), "its arrays are 16x64 16x64 64 .*, expected 16x64"),
    ("gru.h5", spoiled_h5(replaced("layers/lstm_1/cell/vars/1", GRU)), "16x48.*expected"),
    ("nan.h5", spoiled_h5(replaced("layers/mdn/mdn_pi/vars/1", np.full(3, np.nan))), "not all finite"),
    ("text.h5", spoiled_h5(replaced("layers/mdn/mdn_pi/vars/1", np.zeros(3, np.int64))), "floating-point numbers"),
    ("large.h5", spoiled_h5(enormous), "has 1099511627776 numbers, expected at most"),
]


@pytest.mark.parametrize(("name", "make", "sentence"), BAD, ids=[name for name, _, _ in BAD])
def test_what_is_no_model_is_refused_in_one_sentence_and_nothing_is_written(
    name: str,
    make: Callable[[Path, dict[str, Path]], object],
    sentence: str,
    saved: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(tmp_path / name, saved)
    with pytest.raises(ValueError, match=sentence):
        weights.read(tmp_path / name)
    assert run(tmp_path / name, "-o", tmp_path / "out.tflite") == 1
    said = capsys.readouterr().err
    assert said.startswith(f"mdrnn convert: {tmp_path / name}: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "out.tflite").exists()


# ---- converting -----------------------------------------------------------------------------------------------------

KINDS = ("explicit-d3-u5-l2-m2", "while-d3-u5-l1-m2", "unrolled-d3-u5-l2-m2", "flex-dynamic-d2-u32-l1-m2",
         "explicit-dynamic-d2-u16-l1-m2", "explicit-float16-d2-u16-l1-m2")  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_tflite_becomes_an_explicit_one_without_loss(name: str, tmp_path: Path) -> None:
    source, out = GOLDEN / f"{name}.tflite", tmp_path / "out.tflite"
    assert run(source, "-o", out) == 0
    info = mdrnn.Predictor(out, engine="native").info
    assert (info.kind, info.metadata["converted"]["from"]) == ("explicit", source.name)
    same(weights.read(out).arrays, weights.read(source).arrays)
    reference = np.load(GOLDEN / f"{name}.npz")
    np.testing.assert_allclose(verify.run_tflite(out, reference["inputs"]), reference["mixture"], atol=1e-5)


def test_outputs_that_are_numbered_are_taken_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """As TensorFlow 2.18 names them; output_10 sorts before output_2."""
    many = tflite_kinds.random_weights(3, 7, 6, 1, 2)  # the mixture is as long as a state
    step = tflite_kinds.lstm_step(many)

    def numbered(*tensors: object) -> dict[str, object]:
        return {f"output_{number}": value for number, value in enumerate(step(*tensors).values())}

    path = tmp_path / "numbered.tflite"
    path.write_bytes(tflite_kinds.with_signature(numbered, tflite_kinds._specs(many, ("h", "c")), "serving_default"))
    found = verify.verify_source(path, weights.read(path).arrays, 10.0)
    assert set(found) == {"the native engine", "TFLite"}


@pytest.mark.parametrize("name", ["trained.keras", "playing.weights.h5", "imps.h5"])
def test_a_file_of_keras_becomes_an_explicit_one_without_loss(
    name: str, saved: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out.tflite"
    assert run(saved[name], "-o", out, "-d", 3) == 0
    same(weights.read(out).arrays, ARRAYS)
    assert [path.name for path in out.parent.iterdir()] == ["out.tflite"]
    said = capsys.readouterr().out
    assert ("hard_sigmoid" in said) == (name == "imps.h5")
    assert said.endswith(f"hear it: mdrnn run {out}\n")
    inputs = tflite_kinds.network_inputs(SHAPE[0], 30)
    expected = tflite_kinds.run_numpy(RANDOM, inputs)["mixture"]
    np.testing.assert_allclose(verify.run_native(out, inputs), expected, atol=1e-5)


def test_a_model_of_ours_keeps_what_its_file_says(tmp_path: Path) -> None:
    said = {"training": {"size": "xxs"}, "recommended": {"pi_temperature": 0.8}, "values": [{"name": "x"}]}
    source = tmp_path / "source.tflite"
    source.write_bytes(export.with_entry((GOLDEN / f"{KINDS[0]}.tflite").read_bytes(), {"scale": 5.0, **said}))
    assert run(source, "-o", tmp_path / "out.tflite") == 0
    metadata = mdrnn.Predictor(tmp_path / "out.tflite").info.metadata
    assert {word: metadata[word] for word in said} == said
    assert metadata["scale"] == 5.0


def test_no_file_is_overwritten_that_was_not_named(
    saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    here = tmp_path / "models" / "imps.tflite"
    here.write_bytes(b"another model")
    own = shutil.copy(GOLDEN / f"{KINDS[0]}.tflite", tmp_path / "own.tflite")
    for options, sentence in (
        ([saved["imps.h5"]], "models/imps.tflite: is there already, name another file with -o"),
        ([own, "-o", own], "own.tflite: is there already"),
        ([own, "-o", "out.keras"], "out.keras: ends in .keras, expected .tflite"),
        ([own, "-o", "x.tflite", "-d", 4], "own.tflite: its dimension is 3, expected 4"),
        ([own, "-o", "x.tflite", "--size", "s"], "it has 2 layers of 5 units, expected 2 of 64 (size s)"),
        ([own, "-o", "x.tflite", "--scale", "0"], "scale is 0, expected a number from 1e-6 to 1e6"),
        (["gone.h5"], "gone.h5: there is no such file"),
    ):
        assert run(*options) == 1
        assert sentence in capsys.readouterr().err
    assert here.read_bytes() == b"another model"
    assert Path(own).read_bytes() == (GOLDEN / f"{KINDS[0]}.tflite").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models", "own.tflite"]


def test_a_source_that_says_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = weights._from_tflite

    def misread(path: Path) -> weights.Read:
        arrays, entry, notes = read(path)
        arrays[1] = arrays[1] + np.float32(0.01)
        return arrays, entry, notes

    monkeypatch.setattr(weights, "_from_tflite", misread)
    assert run(GOLDEN / f"{KINDS[1]}.tflite", "-o", tmp_path / "out.tflite") == 1
    assert "the native engine: differs from the network" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---- real files -----------------------------------------------------------------------------------------------------


def test_impsys_own_files_agree_with_each_other_and_are_converted(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "impsy" / "models").glob("musicMDRNN*"))
    assert len(files) == 5
    found = {(weights.read(path).dimension, path.suffix): weights.read(path) for path in files}
    same(found[2, ".h5"].arrays, found[2, ".keras"].arrays)
    same(found[9, ".tflite"].arrays, found[9, ".keras"].arrays)
    for rounded, whole in zip(found[2, ".tflite"].arrays, found[2, ".keras"].arrays, strict=True):
        assert np.abs(rounded - whole).max() <= 0.501 * np.abs(whole).max() / 127  # half a step of int8, one for all
    for path in files:
        out = tmp_path / f"{path.name}.tflite"
        assert run(path, "-o", out) == 0
        same(weights.read(out).arrays, found[weights.read(path).dimension, path.suffix].arrays)


# ---- fewer bits -----------------------------------------------------------------------------------------------------


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
    expected = verify.exact(weights.read(small[each]).arrays, inputs)
    np.testing.assert_allclose(verify.run_native(small[each], inputs), expected, atol=1e-5)
    by_tflite = verify.run_tflite(small[each], inputs)
    np.testing.assert_allclose(by_tflite, expected, atol=0.3 if each == "int8-dynamic" else 1e-5)
    assert mdrnn.Predictor(small[each]).info.kind == "explicit"


def test_what_hears_the_event_and_what_speaks_the_mixture_stay_whole_in_int8(small: dict[str, Path]) -> None:
    found = weights.read(small["int8"]).arrays
    changed = [not np.array_equal(one, two) for one, two in zip(found, ARRAYS, strict=True)]
    assert changed == [False, True, False, True, True, False] + [False] * 6
    same(weights.read(small["float16"]).arrays, [a.astype(np.float16) if a.ndim == 2 else a for a in ARRAYS])


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
    assert heard == [("int8", "d.npz, 1 of 3 performances, whole", 39), ("int8-dynamic", "its own playing", 999)]
    for each in (said["float16"], said["int8"], said["int8-dynamic"]):
        assert each["cost"] == pytest.approx(each["nll"] - each["float32_nll"], abs=2e-4)
    assert abs(said["float16"]["cost"]) < abs(said["int8"]["cost"])
    assert said["int8-dynamic"]["tflite_cost"] != said["int8-dynamic"]["cost"]
    assert cost.sentence({**said["int8"], "cost": -0.001}).startswith(
        "weights in int8 cost 0.00 nats per event on d.npz"
    )


def test_the_cost_is_what_the_engine_loses_on_performances_that_it_was_not_rounded_by(
    small: dict[str, Path], tmp_path: Path
) -> None:
    (judged,) = data.split(data.clean(PLAYED), convert.JUDGED, 0).validation
    mdrnn.dataset.save(tmp_path / "judged.npz", mdrnn.dataset.Dataset(3, [judged]))
    plain, rounded = (
        mdrnn.evaluate.measure(small[each], tmp_path / "judged.npz")["scaled"]["total"] for each in ("float32", "int8")
    )
    said = mdrnn.Predictor(small["int8"]).info.metadata["precision"]
    assert (said["float32_nll"], said["nll"]) == pytest.approx((plain, rounded), abs=1e-3)


def test_a_file_with_other_weights_than_the_rounded_ones_is_refused(
    saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = precision._store

    def coarse(model: object, index: int, stored: precision.Stored) -> None:
        store(model, index, dataclasses.replace(stored, numbers=(stored.numbers // 16 * 16).astype(np.int8)))

    monkeypatch.setattr(precision, "_store", coarse)
    assert run(saved["imps.h5"], "-o", tmp_path / "out.tflite", "--precision", "int8") == 1
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
