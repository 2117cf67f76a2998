# SPDX-License-Identifier: MIT
"""Every model from IMPSY is converted without loss, and other files are refused."""

import io
import json
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
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

    from mdrnn.data import dataset
    from mdrnn.judging.likelihood import judge
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
    assert found.gates == ("hard_sigmoid" if name.startswith("imps") else "sigmoid")
    assert bool(found.notes) == name.startswith("imps")


@pytest.mark.parametrize(
    ("version", "described", "gates"),
    [
        ("2.2.4-tf", None, "hard_sigmoid"),
        ("2.2.5", None, "hard_sigmoid"),
        ("2.2.5", "sigmoid", "sigmoid"),
        ("2.3.0-tf", None, "sigmoid"),
        ("2.15.0", None, "sigmoid"),
        ("2.15.0", "hard_sigmoid", "hard_sigmoid"),
        ("unknown", None, "sigmoid"),
    ],
)
def test_gates_are_those_of_the_configuration_else_of_that_version_of_keras(
    version: str, described: str | None, gates: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.hdf5"
    impsy_files.save_of_2019(path, RANDOM, gates=described or "", described=described is not None, version=version)
    assert weights.read(path).gates == gates
    other = next(each for each in weights.GATES if each != gates)
    assert weights.read(path, other).gates == other
    assert weights.read(path, other).notes == ()


def test_what_version_decides_is_said_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "m.h5", tmp_path / "out.tflite"
    impsy_files.save_of_2019(path, RANDOM, described=False)
    assert run(path, "-o", out) == 0
    said = capsys.readouterr().out
    assert said.startswith("note: it holds weights alone, which cannot say what gates they were trained with; ")
    assert "hard_sigmoid gates, the default of Keras 2.2.4-tf (but sigmoid in TensorFlow 2.0 and 2.1" in said
    assert "--gates sigmoid" in said
    assert mdrnn.Predictor(out).info.metadata["gates"] == "hard_sigmoid"
    assert run(path, "-o", out, "--gates", "sigmoid") == 0
    assert "note: " not in capsys.readouterr().out
    assert "gates" not in mdrnn.Predictor(out).info.metadata


def test_hard_sigmoids_of_keras_3_which_are_others_play_as_there(tmp_path: Path) -> None:
    model = network.build(SHAPE[0], Size(*SHAPE[1:]))
    model = keras.models.clone_model(model, clone_function=with_hard_sigmoid_of_keras_3)
    model.set_weights(ARRAYS)
    model.save(tmp_path / "m.keras")
    assert run(tmp_path / "m.keras", "-o", tmp_path / "out.tflite") == 0
    inputs = tflite_kinds.network_inputs(SHAPE[0], 30)
    found = verify.run_native(tmp_path / "out.tflite", inputs)
    np.testing.assert_allclose(found, model.predict_on_batch(inputs[None])[0], atol=1e-5)


def with_hard_sigmoid_of_keras_3(layer: keras.Layer) -> keras.Layer:
    config = layer.get_config()
    if "recurrent_activation" in config:
        config["recurrent_activation"] = "hard_sigmoid"
    return type(layer).from_config(config)


def test_layers_with_different_gates_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.h5"
    impsy_files.save_of_2019(path, RANDOM)
    with h5py.File(path, "r+") as file:
        lstm = {"class_name": "LSTM", "config": {"recurrent_activation": "sigmoid"}}
        file.attrs["model_config"] = json.dumps([json.loads(file.attrs["model_config"]), lstm])
    with pytest.raises(ValueError, match="some of its LSTM layers have sigmoid gates, some hard_sigmoid"):
        weights.read(path)


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
        found = weights.read(tmp_path / name)
        assert found.scale == scale
        assert (f"its scale is {scale:g}, as its name says" in found.notes) == (scale != 10)
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


def cut(name: str) -> Callable[[Path, dict[str, Path]], object]:
    def write(path: Path, saved: dict[str, Path]) -> None:
        whole = saved[name].read_bytes()
        path.write_bytes(whole[: 2 * len(whole) // 3])

    return write


GRU = np.zeros((16, 48), np.float32)
RELU = json.dumps({"layers": [{"class_name": "LSTM", "config": {"activation": "relu"}}]}).encode()

BAD: list[tuple[str, Callable[[Path, dict[str, Path]], object], str]] = [
    (
        "no.h5",
        lambda path, _: path.write_bytes(b"rubbish"),
        r"no.h5: not an HDF5 file \(its first bytes are b'rubbish'\), expected a .h5 saved by Keras",
    ),
    (
        "no.keras",
        lambda path, _: path.write_bytes(b"rubbish"),
        r"no.keras: not a zip archive \(its first bytes are b'rubbish'\), expected a .keras",
    ),
    ("none.h5", lambda path, _: path.write_bytes(b""), r"none.h5: not an HDF5 file \(it is empty\), expected"),
    (
        "cut.h5",
        cut("ours.h5"),
        r"cut.h5: cut short or damaged \([\d,]+ bytes\), expected a complete .h5 saved by Keras",
    ),
    ("cut.keras", cut("ours.keras"), r"cut.keras: cut short or damaged \([\d,]+ bytes\), expected a complete .keras"),
    ("no.tflite", lambda path, _: path.write_bytes(b"rubbish"), "no.tflite: "),
    ("no.pt", lambda path, _: path.write_bytes(b""), r"ends in \.pt, expected \.tflite, \.keras, \.h5, \.hdf5"),
    ("empty.keras", zipped(config_json=b"{}"), "has no model.weights.h5 in it, expected"),
    ("deep.keras", zipped(config_json=b"[" * 100_000, weights=empty_h5()), "cut short or damaged"),
    (
        "relu.keras",
        zipped(config_json=RELU, weights=empty_h5()),
        "relu and sigmoid, expected tanh and sigmoid or hard_sigmoid",
    ),
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
    assert said.startswith(f"mdrnn: {tmp_path / name}: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "out.tflite").exists()


# ---- converting -----------------------------------------------------------------------------------------------------

KINDS = ("explicit-d3-u5-l2-m2", "while-d3-u5-l1-m2", "unrolled-d3-u5-l2-m2", "flex-dynamic-d2-u32-l1-m2",
         "explicit-dynamic-d2-u16-l1-m2", "explicit-float16-d2-u16-l1-m2",
         "explicit_hard-d3-u5-l2-m2", "while_hard-d3-u5-l1-m2")  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_tflite_becomes_an_explicit_one_without_loss(name: str, tmp_path: Path) -> None:
    source, out = GOLDEN / f"{name}.tflite", tmp_path / "out.tflite"
    assert run(source, "-o", out) == 0
    info = mdrnn.Predictor(out, engine="native").info
    assert (info.kind, info.metadata["converted"]["from"]) == ("explicit", source.name)
    same(weights.read(out).arrays, weights.read(source).arrays)
    assert weights.read(out).gates == ("hard_sigmoid" if "_hard" in name else "sigmoid")
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
    gates = "hard_sigmoid" if name == "imps.h5" else "sigmoid"
    expected = tflite_kinds.run_numpy(replace(RANDOM, gates=gates), inputs)["mixture"]
    np.testing.assert_allclose(verify.run_native(out, inputs), expected, atol=1e-5)


@pytest.mark.parametrize("precision", ["float16", "int8", "int8-dynamic"])
def test_gates_stay_what_they_are_in_fewer_bits(precision: str, saved: dict[str, Path], tmp_path: Path) -> None:
    """`run` compares the file with the network, in Keras, TFLite and the engine."""
    out = tmp_path / "out.tflite"
    assert run(saved["imps.h5"], "-o", out, "--precision", precision) == 0
    assert weights.read(out).gates == "hard_sigmoid"


def test_gates_can_be_changed_whatever_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As in IMPSY's dim9 .tflite, which was made of hard_sigmoid weights with sigmoid gates."""
    source, out, back = GOLDEN / f"{KINDS[0]}.tflite", tmp_path / "hard.tflite", tmp_path / "back.tflite"
    assert run(source, "-o", out, "--gates", "hard_sigmoid") == 0
    reference = np.load(GOLDEN / "explicit_hard-d3-u5-l2-m2.npz")  # the same weights
    np.testing.assert_allclose(verify.run_native(out, reference["inputs"]), reference["mixture"], atol=1e-5)
    assert run(out, "-o", back, "--gates", "sigmoid") == 0
    reference = np.load(GOLDEN / f"{KINDS[0]}.npz")
    np.testing.assert_allclose(verify.run_native(back, reference["inputs"]), reference["mixture"], atol=1e-5)


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
        ([saved["imps.h5"]], "models/imps.tflite: already exists, name another file with -o"),
        ([own, "-o", own], "own.tflite: already exists"),
        ([own, "-o", "out.keras"], "out.keras: ends in .keras, expected .tflite"),
        ([own, "-o", "x.tflite", "-d", 4], "own.tflite: its dimension is 3, expected 4"),
        ([own, "-o", "x.tflite", "--size", "s"], "it has 2 layers of 5 units, expected 2 of 64 (size s)"),
        ([own, "-o", "x.tflite", "--scale", "0"], "mdrnn: --scale is 0, expected a number above 0 (from 1e-6 to 1e6)"),
        ([saved["imps.h5"], "-o", "x.tflite", "--scale", "nan"], "mdrnn: --scale is nan, expected a number above 0"),
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

    def misread(path: Path) -> weights.Stored:
        stored = read(path)
        stored.arrays[1] = stored.arrays[1] + np.float32(0.01)
        return stored

    monkeypatch.setattr(weights, "_from_tflite", misread)
    assert run(GOLDEN / f"{KINDS[1]}.tflite", "-o", tmp_path / "out.tflite") == 1
    assert "the native engine: differs from the network" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_step_without_its_state_is_refused_with_what_to_do(tmp_path: Path) -> None:
    step, (events, *states) = tflite_kinds.lstm_step(RANDOM), tflite_kinds._specs(RANDOM, ("h", "c"))

    def stateless(event: object) -> dict[str, object]:
        return {"mixture": step(event, *(np.zeros(each.shape, np.float32) for each in states))["mixture"]}

    path = tmp_path / "stateless.tflite"
    path.write_bytes(tflite_kinds.without_signature(stateless, [events]))
    with pytest.raises(ValueError, match=r"it was exported without its state, .*: make a \.tflite of the \.keras"):
        mdrnn.Predictor(path)


# ---- real files -----------------------------------------------------------------------------------------------------


def test_impsys_own_files_agree_with_each_other_and_are_converted(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "impsy" / "models").glob("musicMDRNN*"))
    assert len(files) >= 5
    found = {(weights.read(path).dimension, path.suffix): weights.read(path) for path in files}
    same(found[2, ".h5"].arrays, found[2, ".keras"].arrays)
    same(found[9, ".tflite"].arrays, found[9, ".keras"].arrays)
    for rounded, whole in zip(found[2, ".tflite"].arrays, found[2, ".keras"].arrays, strict=True):
        assert np.abs(rounded - whole).max() <= 0.501 * np.abs(whole).max() / 127  # half a step of int8, one for all
    for path in files:
        out = tmp_path / f"{path.name}.tflite"
        assert run(path, "-o", out) == 0
        same(weights.read(out).arrays, found[weights.read(path).dimension, path.suffix].arrays)


@pytest.mark.parametrize(
    ("ending", "options", "nats"),
    [
        ("h5", (), -11.0),
        ("h5", ("--gates", "sigmoid"), 10.3),
        ("tflite", (), 10.3),  # made of these weights with sigmoid gates, and so it plays
        ("tflite", ("--gates", "hard_sigmoid"), -11.0),
    ],
)
def test_impsys_dim9_predicts_its_own_music_with_the_gates_that_it_was_trained_with(
    ending: str, options: tuple[str, ...], nats: float, shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "impsy" / "models" / f"musicMDRNN-dim9-layers2-units64-mixtures5-scale10.{ending}"
    if not source.exists():
        pytest.skip(f"{source.name} is not in the shared data")
    out = tmp_path / "out.tflite"
    assert run(source, "-o", out, *options) == 0
    music = shared_data / "impsy" / "datasets" / "training-dataset-9d.npz"
    pieces = [piece for piece in dataset.load(music).performances if len(piece) > 1][4::5]
    assert mean_nats(mdrnn.Predictor(out), pieces) == pytest.approx(nats, abs=0.1)


def mean_nats(predictor: mdrnn.Predictor, performances: list[np.ndarray]) -> float:
    mixtures, events = [], []
    for performance in performances:
        heard = np.clip(performance, 0.0, [5.0] + [1.0] * (performance.shape[1] - 1)).astype(np.float32)
        predictor.reset()
        mixtures.append(predictor.forward(heard[:-1]))
        events.append(heard[1:] * predictor.info.scale)
    return judge(np.concatenate(mixtures), np.concatenate(events)).total


# ---- as a command ---------------------------------------------------------------------------------------------------


def command_line(*options: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "mdrnn", "convert", *map(str, options)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_conversion_says_only_what_is_ours(saved: dict[str, Path], tmp_path: Path) -> None:
    """Nothing of what TensorFlow, absl and TFLite log."""
    done = command_line(saved["imps.h5"], "-o", tmp_path / "out.tflite", "--precision", "int8-dynamic")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the new file gives the same results in every engine" in done.stdout


def test_a_wrong_option_is_one_sentence_as_of_the_other_commands() -> None:
    done = command_line("x.h5", "--precision", "int4")
    assert done.returncode == 2
    assert done.stderr.startswith("mdrnn: argument --precision: invalid choice: 'int4'")
    assert done.stderr.endswith("; see mdrnn convert --help\n")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder here that even root cannot write to")
def test_a_folder_that_takes_no_file_is_told_by_the_name_that_was_given(
    saved: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(saved["ours.h5"], "-o", "/proc/y.tflite") == 1
    assert capsys.readouterr().err == "mdrnn: /proc/y.tflite: cannot be written: No such file or directory\n"
