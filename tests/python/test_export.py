# SPDX-License-Identifier: MIT
"""From a dataset to a verified file: `mdrnn train` end to end, and the exporter that refuses to write a wrong one."""

import json
import signal
import warnings
from pathlib import Path

import numpy as np
import pytest

import mdrnn
import mdrnn_train
from mdrnn.data import dataset

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import tflite_kinds
    from tensorflow.lite.python import schema_py_generated as schema

    from mdrnn_train import cost, export, network, progress, roles, verify
    from mdrnn_train.sizes import Size
    from mdrnn_train.train import make_repeatable

TINY = Size(units=6, layers=2, mixtures=2)
METADATA = {"format": 1, "dimension": 3, "units": 6, "layers": 2, "mixtures": 2, "scale": 10.0}


@pytest.fixture(scope="module")
def dataset_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six circles drawn on a pad."""
    path = tmp_path_factory.mktemp("played") / "circles.npz"
    angles = np.arange(100) * 0.3 + np.arange(6)[:, None]
    circles = np.stack([np.full(angles.shape, 0.05), 0.5 + 0.3 * np.cos(angles), 0.5 + 0.3 * np.sin(angles)], axis=-1)
    dataset.save(path, dataset.Dataset(3, list(circles)))
    return path


@pytest.fixture(scope="module")
def trained(dataset_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that did not exist, after one run of the command."""
    folder = tmp_path_factory.mktemp("trained") / "new" / "folder"
    assert train(dataset_path, folder) == 0
    return folder


@pytest.fixture
def model():
    make_repeatable(0)
    return network.build(3, TINY)


def train(dataset_path: Path, folder: Path, *more: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        options = ["--size", "xxs", "--name", "circles", "--epochs", "3", "--seed", "5", *more]
        return mdrnn_train.main([str(dataset_path), "-o", str(folder), *options])


def test_a_dataset_becomes_a_model_that_plays(trained: Path) -> None:
    assert sorted(file.name for file in trained.iterdir()) == ["circles.json", "circles.keras", "circles.tflite"]
    predictor = mdrnn.Predictor(trained / "circles.tflite", engine="native", seed=1)
    assert (predictor.info.kind, predictor.info.dimension, predictor.info.units) == ("explicit", 3, 16)
    events = predictor.generate(20)
    assert events.shape == (20, 3)
    assert np.isfinite(events).all()


def test_the_file_says_how_and_on_what_it_was_trained(trained: Path) -> None:
    metadata = mdrnn.Predictor(trained / "circles.tflite").info.metadata
    shape = {word: metadata[word] for word in ("format", "dimension", "units", "layers", "scale")}
    assert shape == {"format": 1, "dimension": 3, "units": 16, "layers": 2, "scale": 10.0}
    assert 3 < metadata["mixtures"] <= roles.components(3)  # as many as the circles need
    training = metadata["training"]
    assert (training["dataset"], training["performances"], training["events"]) == ("circles.npz", 6, 600)
    assert training["seconds"] == pytest.approx(30.0)
    assert (training["seed"], training["epochs"], training["size"]) == (5, 3, "xxs")
    assert (len(training["sha256"]), training["date"]) == (64, "2023-11-14")
    beside = json.loads((trained / "circles.json").read_text())
    history = beside.pop("history")
    assert beside == metadata
    best = min(history, key=lambda epoch: epoch["validation_nll"])
    kept = training["best_epoch"], training["validation_interval_nll"]
    assert (best["number"], round(best["validation_nll"], 4)) == kept
    assert training["validation_nll"] == training["judged"]["density"]["model"]["total"]


def test_same_seed_gives_the_same_file_and_the_last_lines_say_how_to_hear_it_and_how_good_it_is(
    dataset_path: Path, trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(dataset_path, tmp_path) == 0
    assert (tmp_path / "circles.tflite").read_bytes() == (trained / "circles.tflite").read_bytes()
    hear_it, verdict = capsys.readouterr().out.splitlines()[-2:]
    assert hear_it.endswith(f"hear it: mdrnn run {tmp_path / 'circles.tflite'}")
    assert verdict.startswith("Too little to judge: 49 events of held-out music")


def test_one_more_file_has_its_weights_in_fewer_bits_and_what_they_cost_is_said(
    dataset_path: Path, trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(dataset_path, tmp_path, "--precision", "int8") == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "circles-int8.tflite", "circles.json", "circles.keras", "circles.tflite",
    ]  # fmt: skip
    whole, small = tmp_path / "circles.tflite", tmp_path / "circles-int8.tflite"
    assert whole.read_bytes() == (trained / "circles.tflite").read_bytes()
    assert whole.stat().st_mtime_ns > small.stat().st_mtime_ns  # `mdrnn run -d 3` plays the newest
    metadata = mdrnn.Predictor(small).info.metadata
    paid, training = metadata["precision"], metadata["training"]
    assert (paid["weights"], paid["of"]) == ("int8", "the held-out music")
    assert paid["float32_nll"] == pytest.approx(training["validation_nll"], abs=1e-3)
    assert paid["cost"] == pytest.approx(paid["nll"] - paid["float32_nll"], abs=2e-4)
    cost = f"{paid['cost']:.2f}".replace("-0.00", "0.00")
    assert f"circles-int8.tflite: weights in int8 cost {cost} nats per event" in capsys.readouterr().out


def test_ctrl_c_while_the_smaller_file_is_made_keeps_the_model(
    dataset_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cost, "rounded", lambda *_: signal.raise_signal(signal.SIGINT))
    assert train(dataset_path, tmp_path, "--precision", "float16") == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["circles.json", "circles.keras", "circles.tflite"]
    assert "circles-float16.tflite: not written, you stopped it" in capsys.readouterr().out


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_kill_export_the_best_so_far(
    sent: signal.Signals,
    dataset_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(self: progress.Progress, epoch: int, done: int, total: int) -> None:
        if epoch == 2:
            signal.raise_signal(sent)

    monkeypatch.setattr(progress.Progress, "batch", interrupt)
    assert train(dataset_path, tmp_path) == 0
    assert "you stopped it" in capsys.readouterr().out
    training = mdrnn.Predictor(tmp_path / "circles.tflite").info.metadata["training"]
    assert (training["stopped"], training["epochs"]) == ("interrupted", 1)


def test_ctrl_c_in_the_first_epoch_writes_nothing(
    dataset_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress.Progress, "batch", lambda *_: signal.raise_signal(signal.SIGINT))
    assert train(dataset_path, tmp_path / "models") == 130
    assert not (tmp_path / "models").exists()


# ---- the exporter ---------------------------------------------------------------------------------------------------


def test_keras_tflite_and_the_native_engine_agree(model, tmp_path: Path) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(export.tflite_file(model, TINY, METADATA))
    assert max(verify.verify(path, model).values()) < 1e-5


@pytest.mark.parametrize("engine", ["run_tflite", "run_native"])
def test_a_refused_export_leaves_no_file(model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    run = getattr(verify, engine)
    monkeypatch.setattr(verify, engine, lambda path, inputs: run(path, inputs) + np.float32(3e-4))
    before = tmp_path / "model.tflite"
    before.write_bytes(b"the model from before")
    with pytest.raises(verify.VerificationError, match=r"differs from the network by 0\.0003 at step 1 of 200"):
        export.write(tmp_path, "model", model, TINY, METADATA, [])
    assert [file.name for file in tmp_path.iterdir()] == ["model.tflite"]
    assert before.read_bytes() == b"the model from before"


def test_an_export_with_one_wrong_weight_is_refused(model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert = export.convert

    def spoiled(trained, size: Size, split_first: bool = False) -> bytes:
        other = network.build(3, size)
        weights = trained.get_weights()
        weights[1][0, 0] += 0.01
        other.set_weights(weights)
        return convert(other, size, split_first)

    monkeypatch.setattr(export, "convert", spoiled)
    with pytest.raises(verify.VerificationError, match="differs from the network"):
        export.write(tmp_path, "model", model, TINY, METADATA, [])
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_gives_no_number_is_refused(model, tmp_path: Path) -> None:
    weights = model.get_weights()
    weights[-1][:] = np.nan
    model.set_weights(weights)
    with pytest.raises(verify.VerificationError, match="differs from the network by nan"):
        export.write(tmp_path, "model", model, TINY, METADATA, [])
    assert list(tmp_path.iterdir()) == []


def test_every_buffer_is_aligned_as_the_schema_asks(model) -> None:
    tables = schema.Model.GetRootAs(export.tflite_file(model, TINY, METADATA), 0)
    offsets = []
    for index in range(tables.BuffersLength()):
        buffer = tables.Buffers(index)
        if buffer.DataLength():
            offsets.append(buffer._tab.Vector(buffer._tab.Offset(4)))
    assert len(offsets) > 10
    assert {offset % export.ALIGNMENT for offset in offsets} == {0}


def test_the_entry_is_replaced_not_doubled_and_holds_any_language(model) -> None:
    file = export.with_entry(export.convert(model, TINY), {"values": [{"name": "größe"}]})
    again = export.with_entry(file, {"values": [{"name": "höhe"}]})
    assert export.read_entry(again) == {"values": [{"name": "höhe"}]}
    names = [entry.name for entry in schema.ModelT.InitFromPackedBuf(bytearray(again), 0).metadata]
    assert names.count(b"mdrnn") == 1


def test_standard_metadata_names_every_tensor(model) -> None:
    try:
        tables, _ = export._tflite_support()
    except ImportError as error:
        pytest.skip(f"tflite-support is missing: {error}")
    parsed = schema.ModelT.InitFromPackedBuf(bytearray(export.tflite_file(model, TINY, METADATA)), 0)
    (entry,) = [entry for entry in parsed.metadata if entry.name == b"TFLITE_METADATA"]
    described = tables.ModelMetadataT.InitFromPackedBuf(bytearray(parsed.buffers[entry.buffer].data), 0)
    graph = described.subgraphMetadata[0]
    inputs = ["inputs", "state_c_0", "state_c_1", "state_h_0", "state_h_1"]
    assert sorted(tensor.name.decode() for tensor in graph.inputTensorMetadata) == inputs
    outputs = ["lstm_0", "lstm_0_1", "lstm_1", "lstm_1_1", "mixture"]
    assert sorted(tensor.name.decode() for tensor in graph.outputTensorMetadata) == outputs


def test_without_tflite_support_the_entry_is_there_and_a_note_says_what_is_not(
    model, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise ImportError("No module named 'tflite_support'")

    monkeypatch.setattr(export, "_tflite_support", missing)
    file = export.tflite_file(model, TINY, METADATA)
    assert export.read_entry(file) == METADATA
    assert "tflite_support" in capsys.readouterr().err


# ---- the makers of test files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "precision"),
    [("explicit", "float32"), ("explicit", "float16"), ("unrolled", "float32"), ("while", "float32")],
)
def test_makers_of_test_files_are_what_tflite_and_numpy_both_compute(kind: str, precision: str) -> None:
    file, weights = tflite_kinds.make(kind, 3, 33, 2, 2, precision=precision)
    inputs = tflite_kinds.network_inputs(3, 20)
    found = tflite_kinds.run_tflite(file, inputs)
    expected = tflite_kinds.run_numpy(tflite_kinds.stored_weights(file, weights), inputs)
    for word in ("mixture", "states"):
        np.testing.assert_allclose(found[word], expected[word], atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "shape", "precision"),
    [
        ("explicit", (3, 35, 2, 5), "float32"),  # the mixture is as long as a state
        ("while", (3, 35, 2, 5), "float32"),
        ("explicit", (3, 6, 12, 2), "float32"),  # state_h_10 sorts before state_h_2
        ("unrolled", (64, 17, 1, 2), "float32"),
        ("explicit", (2, 1, 1, 1), "float32"),
        ("flex", (3, 33, 2, 3), "dynamic"),
        ("while", (3, 33, 2, 3), "channels"),
    ],
)
def test_the_native_engine_matches_files_of_awkward_shape(
    kind: str, shape: tuple[int, int, int, int], precision: str, tmp_path: Path
) -> None:
    file, weights = tflite_kinds.make(kind, *shape, seed=3, precision=precision)
    reference = tflite_kinds.reference(kind, file, weights)
    path = tmp_path / "model.tflite"
    path.write_bytes(file)
    predictor = mdrnn.Predictor(path, engine="native")
    for row, mixture, h, c in zip(*(reference[word] for word in ("inputs", "mixture", "h", "c")), strict=True):
        np.testing.assert_allclose(predictor.forward(row / np.float32(10)), mixture, atol=1e-5)
        np.testing.assert_allclose(predictor.state, np.stack([h, c], axis=1), atol=1e-5)
