# SPDX-License-Identifier: MIT
"""Every model from IMPSY is converted without loss, and other files are refused."""

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

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import h5py
    import impsy_files
    import keras
    import tflite_kinds
    from impsy_files import SHAPE, same

    from mdrnn_train import convert, export, network, verify, weights
    from mdrnn_train.sizes import Size

GOLDEN = Path(__file__).parents[1] / "golden"
RANDOM = tflite_kinds.random_weights(*SHAPE, 1)
ARRAYS = impsy_files.arrays(RANDOM)


def run(*options: object) -> int:
    return convert.main([str(option) for option in options])


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


def test_a_bundled_model_is_known_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("mouse-3d-xs", "-o", tmp_path / "out.tflite") == 0
    assert mdrnn.Predictor(tmp_path / "out.tflite").info.metadata["values"][0] == {"name": "x", "range": [0, 1]}
    assert run("no-such", "-o", tmp_path / "none.tflite") == 1
    assert "no-such: no such model file" in capsys.readouterr().err


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
