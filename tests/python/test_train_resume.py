# SPDX-License-Identifier: MIT
"""Training goes on from ours and from IMPSY's models, and what dies leaves the best so far."""

import json
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pytest

import mdrnn

pytestmark = pytest.mark.filterwarnings("default")  # TensorFlow's own deprecations

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import impsy_files
    import keras
    import tflite_kinds

    from mdrnn_train import network, resume, train
    from mdrnn_train.sizes import SCALE, SIZES, Size

SHARED = Path(os.environ.get("MDRNN_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
GOLDEN = Path(__file__).parents[1] / "golden"


def same_mixtures(path: Path, model: keras.Model) -> None:
    """The Keras model says of 30 events what the native engine says with the file."""
    events = (np.random.default_rng(0).integers(0, 1025, (30, model.input_shape[-1])) / 1024).astype(np.float32)
    expected = mdrnn.Predictor(path, engine="native").forward(events)
    np.testing.assert_allclose(model.predict_on_batch(events[None] * np.float32(SCALE))[0], expected, atol=2e-5)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("explicit-d3-u5-l2-m2", Size(5, 2, 2)),
        ("while-d3-u5-l1-m2", Size(5, 1, 2)),
        ("unrolled-d3-u5-l2-m2", Size(5, 2, 2)),
    ],
)
def test_every_kind_of_tflite_gives_its_weights(name: str, size: Size) -> None:
    model = network.build(3, size)
    resume.take_weights(model, GOLDEN / f"{name}.tflite")
    same_mixtures(GOLDEN / f"{name}.tflite", model)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
@pytest.mark.parametrize(("dimension", "size"), [(9, SIZES["s"]), (2, SIZES["xs"])])
def test_impsys_own_models_give_their_weights(dimension: int, size: Size) -> None:
    (path,) = (SHARED / "impsy" / "models").glob(f"*dim{dimension}*.tflite")
    model = network.build(dimension, size)
    resume.take_weights(model, path)
    if dimension == 9:  # float weights; the engine rounds the event too where they are int8
        same_mixtures(path, model)


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_our_keras_file_gives_its_weights(ending: str, tmp_path: Path) -> None:
    first, second = (network.build(3, Size(5, 2, 2)) for _ in range(2))
    first.save(tmp_path / f"first.{ending}")
    resume.take_weights(second, tmp_path / f"first.{ending}")
    for one, two in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_impsys_keras_and_h5_give_their_weights(tmp_path: Path) -> None:
    weights = tflite_kinds.random_weights(3, 5, 2, 2, 1)
    for path in impsy_files.save(tmp_path, weights):
        model = network.build(3, Size(5, 2, 2))
        resume.take_weights(model, path)
        for one, two in zip(model.get_weights(), impsy_files.arrays(weights), strict=True):
            np.testing.assert_array_equal(one, two)


def test_a_model_of_another_scale_is_refused(tmp_path: Path) -> None:
    impsy_files.save_of_2019(tmp_path / "m-scale5.h5", tflite_kinds.random_weights(3, 5, 2, 2, 1))
    with pytest.raises(ValueError, match="its scale is 5, expected 10"):
        resume.take_weights(network.build(3, Size(5, 2, 2)), tmp_path / "m-scale5.h5")


def test_a_model_with_other_gates_is_refused(tmp_path: Path) -> None:
    impsy_files.save_of_2019(tmp_path / "m.h5", tflite_kinds.random_weights(3, 5, 2, 2, 1))
    with pytest.raises(ValueError, match=r"its gates are hard_sigmoid \(Keras before 2\.3\), expected sigmoid"):
        resume.take_weights(network.build(3, Size(5, 2, 2)), tmp_path / "m.h5")


def test_what_does_not_fit_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    model = network.build(3, Size(6, 2, 2))
    before = model.get_weights()
    shutil.copy(GOLDEN / "explicit-d3-u5-l2-m2.tflite", tmp_path / "small.tflite")
    (tmp_path / "broken.keras").write_bytes(b"no zip")
    (tmp_path / "broken.tflite").write_bytes(b"no flatbuffer")
    for name, kind, sentence in (
        ("small.tflite", ValueError, "its weights are 3x20 5x20 20 .*, this size and dataset need 3x24"),
        ("broken.keras", ValueError, "broken.keras: not a zip archive"),
        ("broken.tflite", ValueError, "broken.tflite: "),
        ("model.pt", ValueError, r"ends in \.pt, expected \.tflite, \.keras, \.h5"),
        ("missing.keras", FileNotFoundError, "there is no such file"),
    ):
        with pytest.raises(kind, match=sentence):
            resume.take_weights(model, tmp_path / name)
    for one, two in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, two)


EPOCHS = [train.Epoch(1, 2.0, 3.0, 0.01, 0.5)]


def test_the_best_so_far_lies_whole_on_disk_until_the_model_is_written(tmp_path: Path) -> None:
    model, again = (network.build(3, Size(5, 1, 2)) for _ in range(2))
    unfinished = resume.Unfinished(tmp_path / "models", "mine", model, pytest.fail)
    unfinished.keep(EPOCHS)
    assert sorted(os.listdir(tmp_path / "models")) == ["mine.unfinished.json", "mine.unfinished.keras"]
    resume.take_weights(again, tmp_path / "models" / "mine.unfinished.keras")
    np.testing.assert_array_equal(again.get_weights()[0], model.get_weights()[0])
    assert json.loads((tmp_path / "models" / "mine.unfinished.json").read_text())[0]["validation_nll"] == 3.0
    unfinished.remove()
    assert os.listdir(tmp_path / "models") == []


def test_a_full_disk_is_said_spares_what_was_kept_and_lets_training_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = network.build(3, Size(5, 1, 2))
    notes: list[str] = []
    monkeypatch.setattr(resume, "KEPT_EVERY", 0.0)
    unfinished = resume.Unfinished(tmp_path, "mine", model, notes.append)
    unfinished.keep(EPOCHS)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(path: Path) -> None:
        Path(path).write_bytes(b"half a fi")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model, "save", full)
    unfinished.keep(EPOCHS * 2)
    assert "No space left on device" in notes[0]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    unfinished.keep(EPOCHS * 2)
    assert len(notes) == 1, "said once"


def test_a_model_that_cannot_be_written_is_kept_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, save = network.build(3, Size(5, 1, 2)), keras.Model.save
    full, elsewhere = tmp_path / "full", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))

    def refuse(path: Path) -> None:
        if full in Path(path).parents:
            raise OSError(28, "No space left on device")
        save(model, path)

    monkeypatch.setattr(model, "save", refuse)
    sentence = resume.Unfinished(full, "mine", model, pytest.fail).where(EPOCHS)
    kept = elsewhere / "mine.unfinished.keras"
    assert sentence == f"the best so far is kept in {kept}: --from continues with it"
    resume.take_weights(model, kept)
    monkeypatch.setattr(model, "save", lambda path: refuse(full / "x"))
    sentence = resume.Unfinished(full, "mine", model, pytest.fail).where(EPOCHS)
    assert sentence == f"nothing of it could be kept, nor in {elsewhere}"
