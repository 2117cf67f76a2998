# SPDX-License-Identifier: MIT
"""The core reads every kind of .tflite file and computes what TFLite's own interpreter computes."""

import json
import math
import os
import struct
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn.bench import random_model

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SHARED = Path(os.environ.get("MDRNN_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
IMPSY_MODELS = SHARED / "impsy" / "models"
NATIVE_KINDS = ("explicit", "unrolled", "while", "flex", "relative")
EXPLICIT = GOLDEN / "explicit-d3-u5-l2-m2.tflite"

needs_tflite = pytest.mark.skipif(
    "MDRNN_TFLITE_LIBRARY" not in os.environ, reason="MDRNN_TFLITE_LIBRARY does not name a TFLite C library"
)


def kind(path: Path) -> str:
    """As a file's name has it, whatever gates its layers have."""
    return path.stem.split("-")[0].removesuffix("_hard")


def golden(*kinds: str) -> list[Path]:
    """Those that can be loaded: an event of dt alone is refused."""
    return sorted(path for path in GOLDEN.glob("*.tflite") if kind(path) in kinds and "-d1-" not in path.stem)


def stem(path: Path) -> str:
    return path.stem


def worst_difference(predictor: mdrnn.Predictor, reference: dict[str, np.ndarray]) -> float:
    """The largest difference of mixture, h and c over all steps of a reference (scaled inputs, states fed back).

    The cell state has no bound: beyond 1 its difference counts in proportion.
    """
    worst = 0.0
    states = [name for name in ("h", "c") if name in reference]
    for step, scaled in enumerate(reference["inputs"]):
        mixture = predictor.forward(scaled / np.float32(predictor.info.scale))
        worst = max(worst, float(np.abs(mixture - reference["mixture"][step]).max()))
        for name in states:
            found = predictor.state[:, 0 if name == "h" else 1]
            expected = reference[name][step]
            worst = max(worst, float((np.abs(found - expected) / np.maximum(1, np.abs(expected))).max()))
    return worst


@pytest.mark.parametrize("path", golden(*NATIVE_KINDS), ids=stem)
def test_native_engine_matches_the_reference_of_every_kind(path: Path) -> None:
    predictor = mdrnn.Predictor(path, engine="native")
    assert predictor.info.kind == kind(path)
    assert predictor.info.engine == "native"
    with np.load(path.with_suffix(".npz")) as reference:
        assert len(reference["inputs"]) >= 20
        assert worst_difference(predictor, dict(reference)) < 1e-5


@needs_tflite
@pytest.mark.parametrize("path", golden("gru", "gru_unsigned", "layernorm", "layernorm_unsigned"), ids=stem)
def test_graphs_of_another_make_run_on_tflite(path: Path) -> None:
    predictor = mdrnn.Predictor(path)
    assert (predictor.info.kind, predictor.info.engine) == ("unrecognised", "tflite")
    with np.load(path.with_suffix(".npz")) as reference:
        assert worst_difference(predictor, dict(reference)) < 1e-5


@needs_tflite
@pytest.mark.parametrize(
    "path", [p for p in golden("explicit", "unrolled", "while", "relative") if "dynamic" not in p.stem], ids=stem
)
def test_both_engines_agree_over_200_steps(path: Path) -> None:
    native, tflite = mdrnn.Predictor(path, engine="native"), mdrnn.Predictor(path, engine="tflite")
    assert tflite.info.engine == "tflite"
    events = np.random.default_rng(1).random((200, native.info.dimension))
    assert max(np.abs(native.forward(e) - tflite.forward(e)).max() for e in events) < 1e-5


@pytest.mark.parametrize("path", golden("gru", "layernorm"), ids=stem)
def test_native_engine_says_where_a_graph_departs_from_an_lstm(path: Path) -> None:
    with pytest.raises(ValueError, match=r"not an MDRNN of LSTM layers \(.+ found (ADD|MUL) at '.+', expected .+\)"):
        mdrnn.Predictor(path, engine="native")


@pytest.mark.parametrize("path", golden("gru"), ids=stem)
def test_a_missing_tflite_library_is_said_with_what_to_install(path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"cannot be opened .+: install libtensorflowlite_c, or name its path in MDRNN_"
    ):
        mdrnn.Predictor(path, library="/nowhere/libtensorflowlite_c.so")


@pytest.mark.skipif(not IMPSY_MODELS.is_dir(), reason="the folder of real models is not here")
def test_impsys_dim9_model_gives_the_published_sums() -> None:
    predictor = mdrnn.Predictor(next(IMPSY_MODELS.glob("*dim9*.tflite")))
    predictor.state = np.full(predictor.state.shape, 0.25, np.float32)
    mixture = predictor.forward(np.full(9, 0.025))
    assert predictor.info.kind == "while"
    assert mixture.sum() == pytest.approx(68.6133, abs=1e-3)
    np.testing.assert_allclose(predictor.state.sum(-1), [[3.2, 6.0581], [1.8921, 4.9010]], atol=1e-4)


@pytest.mark.skipif(not IMPSY_MODELS.is_dir(), reason="the folder of real models is not here")
def test_impsys_flex_model_plays_though_stock_tflite_refuses_it() -> None:
    predictor = mdrnn.Predictor(next(IMPSY_MODELS.glob("*dim2*.tflite")), seed=1)
    assert (predictor.info.kind, predictor.info.units, predictor.info.dimension) == ("flex", 32, 2)
    events = predictor.generate(100)
    assert np.isfinite(events).all()
    assert events[:, 0].std() > 0


# ---- with TensorFlow: other sizes than the committed files ---------------------------------------------------------

SIZES = [(2, 1, 1, 1), (3, 35, 2, 5), (64, 17, 2, 5), (5, 9, 12, 3)]  # D units layers mixtures; 35 = 5 * (2 * 3 + 1)


@pytest.mark.parametrize("kind", NATIVE_KINDS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_any_size_of_any_kind_matches_tflite(kind: str, size: tuple[int, int, int, int], tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import tflite_kinds

    if kind == "relative" and size[1] < 2 * (size[0] - 1):
        size = (size[0], 2 * (size[0] - 1), *size[2:])  # fewer units are too few
    model, weights = tflite_kinds.make(kind, *size, seed=3)
    path = tmp_path / "model.tflite"
    path.write_bytes(model)
    predictor = mdrnn.Predictor(path, engine="native")
    info = predictor.info
    assert (info.dimension, info.units, info.layers, info.mixtures, info.kind) == (*size, kind)
    assert worst_difference(predictor, tflite_kinds.reference(kind, model, weights)) < 1e-5


# ---- damaged files -------------------------------------------------------------------------------------------------


def refused(data: bytes, folder: Path) -> str:
    path = folder / "damaged.tflite"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r".") as raised:
        mdrnn.Predictor(path, engine="native")
    sentence = str(raised.value)
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("path", golden(*NATIVE_KINDS), ids=stem)
def test_truncated_file_is_refused(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    lengths = sorted({0, 1, 7, 8, 9, 40, *range(0, len(data) - 64, max(1, len(data) // 200))})
    accepted = []
    for length in lengths:
        (tmp_path / "short.tflite").write_bytes(data[:length])
        try:
            mdrnn.Predictor(tmp_path / "short.tflite", engine="native")
        except ValueError as error:
            assert "short.tflite: " in str(error)
        else:
            accepted.append(length)
    assert accepted == []


def first_weights(path: Path) -> tuple[bytes, int]:
    """The file, and where the longest run of plausible float32 weights begins."""
    data = path.read_bytes()
    floats = np.frombuffer(data[: len(data) // 4 * 4], "<f4")
    with np.errstate(invalid="ignore"):
        plausible = np.isfinite(floats) & (np.abs(floats) < 4) & (np.abs(floats) > 1e-4)
    best = start = length = 0
    run = 0
    for index, good in enumerate(plausible):
        run = run + 1 if good else 0
        if run > length:
            length, best = run, index - run + 1
    start = best
    assert length >= 50
    return data, start * 4


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_weight_that_is_not_finite_is_refused_by_name(number: float, tmp_path: Path) -> None:
    data, at = first_weights(EXPLICIT)
    sentence = refused(data[: at + 80] + struct.pack("<f", number) + data[at + 84 :], tmp_path)
    assert "kernel ('" in sentence
    assert sentence.endswith("expected a finite number")


def test_weights_so_large_that_the_first_step_overflows_are_refused(tmp_path: Path) -> None:
    data = bytearray((GOLDEN / "explicit-d3-u5-l2-m2.tflite").read_bytes())
    floats = np.frombuffer(data, "<f4", len(data) // 4)
    changed = floats.copy()
    with np.errstate(invalid="ignore"):
        changed[np.isfinite(floats) & (np.abs(floats) < 4) & (np.abs(floats) > 1e-4)] = 3e38
    refused(changed.tobytes() + bytes(data[len(changed) * 4 :]), tmp_path)


def test_a_scale_in_the_name_counts_where_the_metadata_have_none(tmp_path: Path) -> None:
    path = tmp_path / "m-dim3-scale12.tflite"
    path.write_bytes(EXPLICIT.read_bytes())
    predictor, usual = mdrnn.Predictor(path), mdrnn.Predictor(EXPLICIT)
    assert (predictor.info.scale, usual.info.scale) == (12.0, 10.0)
    event = np.float32([0.25, 0.5, 0.75])
    np.testing.assert_allclose(predictor.forward(event), usual.forward(event * 1.2), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("m.h5", b"\x89HDF\r\n\x1a\n" + bytes(100), "a Keras model: mdrnn convert makes a .tflite of it"),
        ("m.keras", b"PK\x03\x04" + bytes(100), "a Keras model: mdrnn convert makes a .tflite of it"),
        ("m.toml", b"[model]", "an IMPSY configuration, which is not read here: load the .tflite that it names"),
    ],
)
def test_other_peoples_files_are_refused_with_what_to_do(
    name: str, content: bytes, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name}: {sentence}"):
        mdrnn.Predictor(tmp_path / name)


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert "found 5 bytes without the mark TFL3" in refused(b"hello", tmp_path)
    refused(b"\x00" * 4 + b"TFL3" + b"\xff" * 4096, tmp_path)
    refused(b"\xff" * 4 + b"TFL3" + b"\x00" * 4096, tmp_path)
    with pytest.raises(FileNotFoundError, match="cannot be opened"):
        mdrnn.Predictor(tmp_path / "missing.tflite")
    with pytest.raises(ValueError, match=r"is not a file|cannot be"):
        mdrnn.Predictor(tmp_path)


def test_mutants_never_crash(tmp_path: Path) -> None:
    """Each either loads and gives finite numbers, or is refused with a sentence."""
    generator = np.random.default_rng(5)
    sources = [path.read_bytes() for path in golden(*NATIVE_KINDS)]
    path = tmp_path / "mutant.tflite"
    outcomes = {"loaded": 0, "refused": 0}
    for index in range(3_000):
        data = bytearray(sources[index % len(sources)])
        for _ in range(generator.integers(1, 4)):
            data[generator.integers(len(data))] = generator.integers(256)
        path.write_bytes(data)
        try:
            predictor = mdrnn.Predictor(path, engine="native", seed=1)
        except ValueError as error:
            assert "mutant.tflite: " in str(error)
            outcomes["refused"] += 1
        else:
            assert np.isfinite(predictor.generate(3)).all()
            outcomes["loaded"] += 1
    assert min(outcomes.values()) > 30, outcomes


# ---- the predictor -------------------------------------------------------------------------------------------------


def test_same_seed_gives_the_same_bits() -> None:
    first, second = (mdrnn.Predictor(EXPLICIT, seed=7) for _ in range(2))
    events = first.generate(500)
    np.testing.assert_array_equal(events, second.generate(500))
    first.reset()
    first.seed(7)
    np.testing.assert_array_equal(events, first.generate(500))
    assert not np.array_equal(events, mdrnn.Predictor(EXPLICIT, seed=8).generate(500))


def test_without_a_seed_draws_differ() -> None:
    first, second = (mdrnn.Predictor(EXPLICIT).generate(50) for _ in range(2))
    assert not np.array_equal(first, second)


def mixture_parts(predictor: mdrnn.Predictor, mixture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    info = predictor.info
    mu, sigma, pi = np.split(mixture.astype(float), np.cumsum([info.mixtures * info.dimension] * 2))
    shape = (info.mixtures, info.dimension)
    return mu.reshape(shape), sigma.reshape(shape), pi


def test_draws_follow_the_mixture() -> None:
    """20,000 draws from one state: mean and variance of the mixture, clamps out of reach."""
    predictor = mdrnn.Predictor(EXPLICIT, seed=11)
    predictor.pi_temperature, predictor.sigma_temperature = 1.7, 0.0004
    event = np.array([0.3, 0.4, 0.6])
    predictor.state = np.full(predictor.state.shape, 0.3)
    state = predictor.state
    mu, sigma, pi = mixture_parts(predictor, predictor.forward(event))
    weights = np.exp(pi / 1.7) / np.exp(pi / 1.7).sum()
    inside = (mu[:, 0] > 0.2) & ((mu[:, 1:] > 0.2) & (mu[:, 1:] < 9.8)).all(1)
    draws = np.empty((20_000, 3))
    for index in range(len(draws)):
        predictor.state = state
        draws[index] = predictor.step(event)
    clamped_mu = mu / 10
    clamped_mu[:, 0] = clamped_mu[:, 0].clip(0.001, 5)
    clamped_mu[:, 1:] = clamped_mu[:, 1:].clip(0, 1)
    nearest = np.argmin(((draws[:, None] - clamped_mu) ** 2).sum(-1), axis=1)
    shares = np.bincount(nearest, minlength=len(weights)) / len(draws)
    np.testing.assert_allclose(shares, weights, atol=0.02)
    for k in np.flatnonzero(inside):
        spread = draws[nearest == k].std(0)
        np.testing.assert_allclose(spread, sigma[k] * 0.02 / 10, rtol=0.1)


def test_temperature_zero_takes_the_mean_of_the_likeliest_component() -> None:
    predictor = mdrnn.Predictor(EXPLICIT)
    predictor.pi_temperature = predictor.sigma_temperature = 0
    event = [0.2, 0.5, 0.5]
    mu, _, pi = mixture_parts(predictor, predictor.forward(event))
    predictor.reset()
    expected = mu[pi.argmax()] / 10
    np.testing.assert_allclose(predictor.step(event)[1:], expected[1:].clip(0, 1), rtol=1e-6)


def test_steps_stay_in_range() -> None:
    predictor = mdrnn.Predictor(EXPLICIT, seed=2)
    predictor.pi_temperature, predictor.sigma_temperature = 10, 1000
    events = predictor.generate(2000)
    assert events[:, 0].min() >= 0.00099
    assert events[:, 0].max() <= predictor.max_dt == 5.0
    assert (events[:, 1:].min(), events[:, 1:].max()) == (0, 1)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ([0.1, 0.5], r"event has shape \(2,\), expected \(3,\)"),
        ([[[0.1, 0.5, 0.5]]], r"shape \(1, 1, 3\), expected"),
        ([0.1, np.nan, 0.5], r"number 1 of the event is nan, expected -1e\+09 to 1e\+09"),
        ([np.inf, 0.5, 0.5], r"number 0 of the event is inf, expected -1e\+09 to 1e\+09"),
    ],
)
def test_bad_event_is_refused_and_the_state_untouched(event: list[float], sentence: str) -> None:
    predictor = mdrnn.Predictor(EXPLICIT, seed=1)
    predictor.step([0.1, 0.2, 0.3])
    before = predictor.state
    for call in (predictor.step, predictor.forward):
        with pytest.raises(ValueError, match=sentence):
            call(event)
    np.testing.assert_array_equal(before, predictor.state)


def test_a_step_takes_one_event_alone() -> None:
    with pytest.raises(ValueError, match=r"event has shape \(1, 3\), expected \(3,\)"):
        mdrnn.Predictor(EXPLICIT).step([[0.1, 0.5, 0.5]])


def test_state_can_be_set_and_is_checked() -> None:
    predictor = mdrnn.Predictor(EXPLICIT, seed=1)
    predictor.step([0.1, 0.2, 0.3])
    state = predictor.state
    assert (state.shape, state.dtype) == ((2, 2, 5), np.float32)
    ahead = predictor.forward([0.1, 0.2, 0.3])
    predictor.state = state
    np.testing.assert_array_equal(ahead, predictor.forward([0.1, 0.2, 0.3]))
    with pytest.raises(ValueError, match=r"state has shape \(2, 2, 4\), expected \(2, 2, 5\)"):
        predictor.state = state[..., :4]
    with pytest.raises(ValueError, match="number 3 of the state is nan"):
        predictor.state = np.where(np.arange(20).reshape(2, 2, 5) == 3, np.nan, state)


def test_failed_load_keeps_the_model_and_its_state(tmp_path: Path) -> None:
    predictor = mdrnn.Predictor(EXPLICIT, seed=1)
    predictor.step([0.1, 0.2, 0.3])
    before = predictor.state
    (tmp_path / "bad.tflite").write_bytes(EXPLICIT.read_bytes()[:900])
    with pytest.raises(ValueError, match=r"bad\.tflite: "):
        predictor.load(tmp_path / "bad.tflite")
    np.testing.assert_array_equal(before, predictor.state)
    assert predictor.info.path == str(EXPLICIT)


def test_unknown_engine_and_negative_seed_are_refused() -> None:
    with pytest.raises(ValueError, match="engine is 'fast', expected auto, native or tflite"):
        mdrnn.Predictor(EXPLICIT, engine="fast")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seed is -3, expected 0 or more"):
        mdrnn.Predictor(EXPLICIT, seed=-3)


def with_grain(folder: Path, grain: object) -> Path:
    path = folder / "grain.tflite"
    path.write_bytes(random_model.make(8, 1, dimension=4, metadata=json.dumps({"scale": 10, "grain": grain})))
    return path


def test_values_lie_on_the_grid_that_the_metadata_give(tmp_path: Path) -> None:
    path = with_grain(tmp_path, [1 / 127, 0, 0.25])
    predictor = mdrnn.Predictor(path, seed=1)
    assert predictor.info.grain == pytest.approx((1 / 127, 0, 0.25))
    assert predictor.grain == -1
    midi, free, quarters = predictor.generate(2000, [0, 64 / 127, 0.3, 0.75])[:, 1:].T
    assert {float(value) for value in midi} <= {float(np.float32(k / 127)) for k in range(128)}
    assert {float(value) for value in quarters} <= {0, 0.25, 0.5, 0.75, 1}
    assert len(set(midi)) > 10
    assert len(set(free)) > 1000


def test_a_grain_that_is_set_overrules_the_file(tmp_path: Path) -> None:
    path = with_grain(tmp_path, [1 / 127, 0, 0.25])
    bare = tmp_path / "bare.tflite"
    bare.write_bytes(random_model.make(8, 1, dimension=4, metadata='{"scale": 10}'))
    runs = {}
    for name, file, grain in (("off", path, 0), ("none", bare, -1), ("set", path, 0.1), ("set too", bare, 0.1)):
        predictor = mdrnn.Predictor(file, seed=1)
        predictor.grain = grain
        runs[name] = predictor.generate(500)
    assert mdrnn.Predictor(bare).info.grain == ()
    np.testing.assert_array_equal(runs["off"], runs["none"])
    np.testing.assert_array_equal(runs["set"], runs["set too"])
    steps = 10 * runs["set"][:, 1:].astype(float)
    off_the_grid = np.abs(steps - steps.round()) > 1e-5
    assert set(runs["set"][:, 1:][off_the_grid]) <= {0.5}  # where it began


@pytest.mark.parametrize(
    ("grain", "sentence"),
    [
        (0.1, "grain.tflite: metadata: grain is 0.1, expected a list of 3 numbers"),
        ([0.1, 0.1], "metadata: grain has 2 numbers, expected 3: one for each value"),
        ([0.1, 0.6, 0.1], "metadata: number 1 of grain is 0.6, expected 0 to 0.5"),
        ([0.1, math.nan, 0.1], "metadata: number 1 of grain is NaN, expected 0 to 0.5"),
    ],
)
def test_a_grain_that_cannot_be_is_refused(grain: object, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=sentence):
        mdrnn.Predictor(with_grain(tmp_path, grain))


@pytest.mark.parametrize(
    ("metadata", "scale"),
    [
        (b'{"scale": 4, "training": {"scale": 7}}', 4.0),
        (b'{"training": {"scale": 7}, "name": "\\"scale\\": 3"}', 10.0),
        (b'{"scale": 0}', None),
        (b'{"scale": "ten"}', None),
        (b"scale 10", None),
    ],
)
def test_scale_comes_from_the_metadata(metadata: bytes, scale: float | None, tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    import flatbuffers
    from tensorflow.lite.python import schema_py_generated as schema

    model = schema.ModelT.InitFromPackedBuf(EXPLICIT.read_bytes(), 0)
    entry, buffer = schema.MetadataT(), schema.BufferT()
    entry.name, entry.buffer = "mdrnn", len(model.buffers)
    buffer.data = np.frombuffer(metadata, np.uint8)
    model.metadata = [*(model.metadata or []), entry]
    model.buffers.append(buffer)
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    if scale is None:
        assert "metadata" in refused(bytes(builder.Output()), tmp_path)
        return
    (tmp_path / "scaled.tflite").write_bytes(builder.Output())
    predictor = mdrnn.Predictor(tmp_path / "scaled.tflite")
    assert predictor.info.scale == scale
    plain = mdrnn.Predictor(EXPLICIT)
    np.testing.assert_allclose(predictor.forward(np.full(3, 2 / scale)), plain.forward(np.full(3, 0.2)), atol=1e-6)


@pytest.mark.parametrize(("precision", "bound"), [("bfloat16", 0.03), ("int8", 0.2)])
@pytest.mark.parametrize("name", ["mouse-3d-xs", "touch-4d-s", "knobs-9d-s"])
def test_fewer_bits_stay_near_the_trained_model(name: str, precision: str, bound: float) -> None:
    path = mdrnn.models.path(name)
    plain, small = mdrnn.Predictor(path, seed=1), mdrnn.Predictor(path, precision=precision)  # type: ignore[arg-type]
    assert (plain.info.precision, small.info.precision) == ("float32", precision)
    events = plain.generate(200)
    plain.reset()
    worst = max(float(np.abs(plain.forward(event) - small.forward(event)).max()) for event in events)
    assert 0 < worst < bound


def test_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="precision is 'int4', expected float32, bfloat16 or int8"):
        mdrnn.Predictor(EXPLICIT, precision="int4")  # type: ignore[arg-type]
