# SPDX-License-Identifier: MIT
"""`mdrnn bench`: what it counts and writes; how long anything takes is nobody's business here."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import _bench
from mdrnn.bench import compare as bench
from mdrnn.bench import peers, precision_cost, random_model
from mdrnn.errors import MdrnnError
from mdrnn.judging.likelihood import log_density
from mdrnn.sizes import SIZES

QUICK = {"rounds": 2, "peers": ()}
PARAMETERS = {"xxs": 3_987, "xs": 14_083, "s": 52_707, "m": 203_683, "l": 800_547, "xl": 5_273_123}  # at dimension 3


def reference_step(file: bytes, event: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """The mixture and the states of the first step, in double precision (Gers et al. 2000; Bishop 1994)."""
    weights = _bench.read_weights(file)
    units, below, states = weights["units"], np.array(event) * 10, []
    for kernel, bias in weights["layers"]:
        i, _, g, o = np.split(np.concatenate([below, np.zeros(units)]) @ kernel + bias, 4)
        cell = np.tanh(g) / (1 + np.exp(-i))
        below = np.tanh(cell) / (1 + np.exp(-o))
        states += [below, cell]
    outputs = below @ weights["head"][0] + weights["head"][1]
    components = weights["mixtures"] * weights["dimension"]
    z = outputs[components : 2 * components]
    outputs[components : 2 * components] = np.where(z > 0, z, np.expm1(np.minimum(z, 0))) + 1 + 1e-7
    return outputs, np.concatenate(states)


# ---- random models --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["native", "tflite"])
@pytest.mark.parametrize(("units", "layers", "mixtures", "dimension"), [(5, 1, 2, 2), (32, 2, 5, 3), (17, 3, 1, 9)])
def test_a_random_model_is_an_explicit_step_on_both_engines(
    tmp_path: Path, request: pytest.FixtureRequest, engine: str, units: int, layers: int, mixtures: int, dimension: int
) -> None:
    if engine == "tflite":
        request.getfixturevalue("tflite_library")
    file = tmp_path / "random.tflite"
    file.write_bytes(random_model.make(units, layers, mixtures=mixtures, dimension=dimension))
    predictor = mdrnn.Predictor(file, engine=engine)
    info = predictor.info
    assert (info.kind, info.units, info.layers, info.mixtures, info.dimension) == (
        "explicit", units, layers, mixtures, dimension,
    )  # fmt: skip
    event = [0.05] + [0.3] * (dimension - 1)
    mixture, states = reference_step(file.read_bytes(), event)
    np.testing.assert_allclose(predictor.forward(event), mixture, atol=2e-6)
    np.testing.assert_allclose(np.ravel(predictor.state), states, atol=1e-6)


def test_a_random_model_depends_on_its_arguments_alone() -> None:
    assert random_model.make(8, 1) == random_model.make(8, 1)
    assert random_model.make(8, 1) != random_model.make(8, 1, seed=1)


def test_a_random_model_of_an_impossible_dimension_is_refused() -> None:
    with pytest.raises(MdrnnError, match="dimension is 1, expected 2 to 64"):
        random_model.make(8, 1, dimension=1)


# ---- the report -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report() -> bench.Report:
    return bench.measure(bench.Wanted(sizes=("xxs", "xs"), **QUICK))


@pytest.mark.parametrize("size", PARAMETERS)
def test_the_sizes_have_the_parameters_that_everybody_gives_them(size: str) -> None:
    assert _bench.read_weights(random_model.of_size(SIZES[size]))["count"] == PARAMETERS[size]


def test_every_size_has_its_own_numbers(report: bench.Report) -> None:
    assert list(report["sizes"]) == ["xxs", "xs"]
    for name, size in report["sizes"].items():
        assert size["weight_bytes"] == 4 * PARAMETERS[name]
        assert size["floor_us"] * size["bandwidth_gbs"] * 1000 == pytest.approx(size["weight_bytes"])
        times = [size[f"{what}_us"] for what in ("forward", "answer", "step")]
        times += [size["cold_us"][what] for what in ("forward", "answer", "step")]
        times += [size[precision]["forward_us"] for precision in ("bfloat16", "int8")]
        for time in times:
            assert 0 <= time["min"] <= time["median"]
        assert (size["peers"], size["missing"]) == ({}, {})


def test_the_table_says_what_the_report_says(report: bench.Report) -> None:
    lines = bench.table(report).splitlines()
    assert report["machine"]["kernels"] in lines[0]
    assert lines[1].split() == ["xxs", "xs"]
    cells = {line[:22].strip(): line[22:].split() for line in lines[2:]}
    assert cells["floor"] == [f"{size['floor_us']:.2f}" for size in report["sizes"].values()]
    assert {"forward", "answer", "step", "forward, cold", "int8 forward"} <= set(cells)


def test_a_model_is_measured_with_its_own_weights() -> None:
    report = bench.measure(bench.Wanted("mouse-3d-xs", **QUICK))
    assert list(report["sizes"]) == ["mouse-3d-xs"]
    assert report["sizes"]["mouse-3d-xs"]["weight_bytes"] == 4 * PARAMETERS["xs"]
    assert report["sizes"]["mouse-3d-xs"]["int8"]["cost"]["performance"] == "its own"
    assert "mouse-3d-xs, int8: on 500 events of its own" in bench.table(report)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"sizes": ("xs", "xxl")}, "size is xxl, expected some of xxs, xs, s, m, l, xl"),
        ({"peers": ("keras",)}, "peer is keras, expected some of tflite, tflite-runtime"),
        ({"precisions": ("int1",)}, "precision is int1, expected some of float32, bfloat16, int8"),
    ],
)
def test_what_is_unknown_is_refused(wanted: dict[str, tuple[str, ...]], sentence: str) -> None:
    with pytest.raises(MdrnnError, match=sentence):
        bench.measure(bench.Wanted(rounds=1, **wanted))


# ---- what fewer bits cost -------------------------------------------------------------------------------------------


def test_float32_costs_nothing_and_int8_little() -> None:
    model = mdrnn.models.path("mouse-3d-xs")
    nothing, little = (precision_cost.measure(model, precision) for precision in ("float32", "int8"))
    for part in ("mu", "sigma", "pi"):
        assert nothing[part] == {"max": 0, "mean": 0}
        assert 0 < little[part]["mean"] < little[part]["max"] < 0.1
    before, after = little["log_likelihood"].values()
    assert before != after
    assert after == pytest.approx(before, abs=1.0)


def test_the_log_likelihood_is_that_of_the_mixture() -> None:
    """One component far away, one with sigma 2 around the event: log(1/2) + 2 log normal(0 | 0, 2)."""
    mixture = np.array([[1000.0, 1000, 3, 4, 1, 1, 2, 2, 5, 5]])
    expected = np.log(0.5) - 2 * np.log(2 * np.sqrt(2 * np.pi))
    assert log_density(mixture, np.array([[3.0, 4]]), 0.0)[0] == pytest.approx(expected)


def test_performances_of_another_dimension_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "two.npz", perfs=np.array([np.full((5, 2), 0.5), np.full((4, 2), 0.5)], dtype=object))
    with pytest.raises(MdrnnError, match="its dimension is 2, the model's is 3"):
        precision_cost.measure(mdrnn.models.path("mouse-3d-xs"), "int8", tmp_path / "two.npz")


# ---- peers ----------------------------------------------------------------------------------------------------------


def test_a_peer_that_is_not_here_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(peers.MODULES, "torch", "no_such_torch")
    report = bench.measure(bench.Wanted(sizes=("xxs",), peers=("torch",), rounds=2))
    size = report["sizes"]["xxs"]
    assert size["peers"] == {}
    assert "no_such_torch" in size["missing"]["torch"]
    assert "torch is not here: No module named 'no_such_torch'" in bench.table(report)


@pytest.mark.usefixtures("tflite_library")
def test_tflite_is_a_peer_on_the_same_weights() -> None:
    report = bench.measure(bench.Wanted(sizes=("xxs",), peers=("tflite",), rounds=2))
    assert set(report["sizes"]["xxs"]["peers"]["tflite"]["forward_us"]) == {"min", "median"}


@pytest.mark.parametrize("name", ["onnxruntime", "torch"])
def test_a_peer_computes_the_same_network(name: str) -> None:
    pytest.importorskip(peers.MODULES[name])
    if name == "onnxruntime":
        pytest.importorskip("onnx")
    file = random_model.make(16, 2)
    mixture, _ = reference_step(file, [peers.EVENT / 10] * 3)
    first = np.ravel(peers.open_peer(name, file, _bench.read_weights(file))())
    np.testing.assert_allclose(first, mixture, atol=1e-5)


# ---- the command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_json(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mdrnn",
        "bench",
        "--sizes",
        "xxs",
        "--dimension",
        "9",
        "--vs",
        "none",
        "--precision",
        "int8",
    ]
    done = subprocess.run(
        [*command, "--rounds", "2", "--json", "r.json"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["sizes"]["xxs"]["weight_bytes"] == 4 * 5_391
    assert "int8" in report["sizes"]["xxs"]
    assert "bfloat16" not in report["sizes"]["xxs"]
    assert re.fullmatch(
        r"(any size up to xxs plays here|xxs is too slow .*): a step takes \S+ ms of the 5 ms .*\n", done.stdout
    )
    done = subprocess.run([*command, "--rounds", "2", "-v"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert report["machine"]["processor"] in done.stdout
    assert "not here" not in done.stdout


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ({"xs": 10, "l": 900, "xl": 4900}, "any size up to xl plays here: a step takes 4.9 ms of"),
        ({"xs": 10, "l": 900, "xl": 5100}, "any size up to l plays here: a step takes 0.9 ms of"),
        ({"mine": 20}, "mine plays here: a step takes 0.02 ms of"),
        ({"xs": 6000, "s": 8000}, "xs is too slow to play with here: a step takes 6.0 ms of"),
    ],
)
def test_the_sentence_names_the_largest_model_that_is_fast_enough(times: dict[str, float], sentence: str) -> None:
    sizes = {name: {"cold_us": {"step": {"median": time}}} for name, time in times.items()}
    assert bench.sentence({"sizes": sizes}).startswith(sentence)
