# SPDX-License-Identifier: MIT
"""The step in which a controller gives out numbers is found, and none where there is none."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mdrnn import cli
from mdrnn.data import dataset, grain

Floats = npt.NDArray[np.float64]
RANDOM = np.random.default_rng(0)
FREE = RANDOM.random(2000)


def performance(*columns: npt.ArrayLike) -> Floats:
    values = np.column_stack([np.asarray(column, np.float64) for column in columns])
    return np.column_stack([np.full(len(values), 0.02), values])


def found(column: npt.ArrayLike) -> float:
    (only,) = grain.find([performance(column)])
    return only


@pytest.mark.parametrize("steps", [2, 7, 12, 100, 127, 128, 255, 1000, 1023, 1024])
@pytest.mark.parametrize("stored", ["exact", "four decimals", "float32"])
def test_steps_are_found_however_they_were_stored(steps: int, stored: str) -> None:
    values = RANDOM.integers(0, steps + 1, 2000) / steps
    values = {"exact": values, "four decimals": values.round(4), "float32": values.astype(np.float32)}[stored]
    assert found(values) == 1 / steps


def test_the_grain_of_each_value_is_its_own() -> None:
    knob, pad = RANDOM.integers(0, 128, (2, 2000)) / np.array([[127], [128]])
    assert grain.find([performance(knob, pad, FREE), performance(pad, pad, FREE)[:2]]) == [1 / 127, 1 / 128, 0]


@pytest.mark.parametrize(
    "values",
    [
        FREE,
        FREE.round(4),
        RANDOM.integers(0, 16384, 2000) / 16383,  # a 14-bit controller
        RANDOM.integers(0, 2560, 2000) / 2559,  # pixels
        0.004 + RANDOM.integers(0, 127, 2000) / 128,  # an offset
        np.full(2000, 0.5),
        np.repeat(RANDOM.integers(0, 128, 19) / 127, 100),  # moves 19 times
        np.tile([0.0, 0.7874], 1000),  # 100/127, 63/80 ..
        np.tile([0.1234, 0.5678, 0.9012], 500),
        [0.5],
    ],
)
def test_free_fine_shifted_still_and_rare_values_have_none(values: Floats) -> None:
    assert found(values) == 0


def test_a_button_has_the_largest_grain() -> None:
    assert found(np.tile([0.0, 1.0, 1.0], 50)) == 0.5


def test_a_rest_off_the_steps_weighs_nothing() -> None:
    assert found(np.concatenate([np.full(5000, 0.3001), RANDOM.integers(0, 128, 1000) / 127])) == 1 / 127


@pytest.mark.parametrize(("strays", "expected"), [(0.008, 1 / 127), (0.03, 0)])
def test_a_few_values_may_be_off_the_steps(strays: float, expected: float) -> None:
    values = RANDOM.integers(0, 128, 4000) / 127
    values[: round(strays * 4000)] = RANDOM.random(round(strays * 4000))
    assert found(values) == expected


def test_a_log_of_midi_is_said_to_come_in_its_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"2026-01-01T00:{n // 60:02}:{n % 60:02}.0,interface,{n * 7 % 128 / 127:.4f}\n" for n in range(1000)]
    (tmp_path / "2026-01-01T00-00-00-2d-mdrnn.log").write_text("".join(rows))
    assert cli.main(["dataset", str(tmp_path), "-o", str(tmp_path / "mine.npz")]) == 0
    assert "\nvalues come in steps of 1/127\n" in capsys.readouterr().out


def test_values_outside_are_clamped_as_in_training() -> None:
    assert found(RANDOM.integers(-20, 150, 2000) / 127) == 1 / 127


@pytest.mark.parametrize(
    ("name", "expected"), [("training-dataset-9d", [1 / 127] * 8), ("training-dataset-4d-12ksmall", [1 / 128] * 3)]
)
def test_real_controllers(shared_data: Path, name: str, expected: list[float]) -> None:
    assert grain.find(dataset.load(shared_data / "impsy" / "datasets" / f"{name}.npz").performances) == expected
