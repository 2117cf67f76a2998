# SPDX-License-Identifier: MIT
"""Training data: split into blocks, cut without overlap; the command checks before TensorFlow is loaded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mdrnn_train
from mdrnn.data import dataset, held_out
from mdrnn_train import command, data, roles, sizes

SHARED = Path(os.environ.get("MDRNN_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
LENGTHS = [2, 3, 50, 51, 52, 137, 400]


def marked_performances(lengths: list[int] = LENGTHS) -> list[np.ndarray]:
    """Event t of performance p is [t / 1000, p / 100]: it tells where it is from."""
    return [
        np.column_stack([np.arange(length) / 1000, np.full(length, number / 100)])
        for number, length in enumerate(lengths)
    ]


def origins(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(performance, event) of scaled events."""
    return np.rint(rows[..., 1] * 10).astype(int), np.rint(rows[..., 0] * 100).astype(int)


def test_windows_never_cross_performances() -> None:
    windows = data.training_windows(marked_performances(), 50, np.random.default_rng(0))
    for inputs, targets, mask in zip(windows.inputs, windows.targets, windows.mask > 0, strict=True):
        performance, event = origins(inputs[mask])
        next_performance, next_event = origins(targets[mask])
        assert len(set(performance)) == 1
        np.testing.assert_array_equal(next_performance, performance)
        np.testing.assert_array_equal(next_event, event + 1)


@pytest.mark.parametrize("window", [1, 7, 50, 500])
def test_every_transition_is_in_exactly_one_window(window: int) -> None:
    windows = data.training_windows(marked_performances(), window, np.random.default_rng(3))
    performance, event = origins(windows.inputs[windows.mask > 0])
    expected = {(number, row) for number, length in enumerate(LENGTHS) for row in range(length - 1)}
    found = list(zip(performance.tolist(), event.tolist(), strict=True))
    assert len(found) == len(expected)
    assert set(found) == expected


def test_padding_holds_nothing_and_is_not_counted() -> None:
    windows = data.training_windows(marked_performances([10]), 50, np.random.default_rng(0))
    assert windows.mask.sum() == 9
    assert not windows.inputs[windows.mask == 0].any()
    assert not windows.targets[windows.mask == 0].any()


def test_windows_are_cut_elsewhere_in_each_epoch() -> None:
    random = np.random.default_rng(0)
    starts = {tuple(data.training_windows(marked_performances([400]), 50, random).mask.sum(axis=1)) for _ in range(20)}
    assert len(starts) > 5


def test_validation_hears_every_transition_of_its_performances() -> None:
    windows = data.validation_windows(marked_performances([5, 3000]))
    assert windows.mask.sum() == 4 + 2999
    assert windows.inputs.shape[1] <= data.STRETCH


def held(parts: data.Split) -> int:
    return sum(len(block) for block in parts.validation)


def assert_apart(parts: data.Split) -> None:
    """No event is on both sides, and a gap lies between them."""
    trained = {place for piece in parts.training for place in zip(*origins(piece * data.SCALE), strict=True)}
    for block in parts.validation:
        (number, first), (_, last) = zip(*origins(block[[0, -1]] * data.SCALE), strict=True)
        gap = min(held_out.GAP, len(block) // 10)
        assert not trained & {(number, event) for event in range(first - gap, last + gap + 1)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("lengths", "blocks"),
    [
        ([3978], 4),
        ([3978, 3], 4),
        ([1000] * 2, 2),
        ([1000] * 3, 3),
        ([500] * 8, 4),
        ([5000, 100, 120, 90], 5),
        ([30] * 20, 2),
        ([31, 49, 203, 557, 840, 959, 1209, 1932, 2135, 3310, 4429, 5319, 5541, 6995, 9255] * 3, 10),
    ],
)
def test_as_much_as_was_asked_for_is_held_out_in_blocks(lengths: list[int], blocks: int, seed: int) -> None:
    performances = marked_performances(lengths)
    parts = data.split(performances, 0.1, seed)
    assert held(parts) == pytest.approx(0.1 * sum(lengths), rel=0.1)
    assert blocks <= len(parts.validation) <= blocks + 2
    assert_apart(parts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
@pytest.mark.parametrize("name", ["training-dataset-4d-12ksmall", "training-dataset-9d"])
def test_real_sets_hold_out_what_was_asked_for_from_many_performances(name: str) -> None:
    performances = data.clean(dataset.load(SHARED / "impsy" / "datasets" / f"{name}.npz").performances)
    for seed in range(5):
        parts = data.split(performances, 0.1, seed)
        assert held(parts) == pytest.approx(0.1 * sum(map(len, performances)), rel=0.1)
        assert sum(1 for own in parts.blocks if own) >= 0.2 * len(performances)


def test_a_tiny_log_never_judges_and_is_trained_on() -> None:
    for tiny in ([3], [3, 60, 99], [40] * 30):
        for seed in range(10):
            parts = data.split(marked_performances([3978, *tiny]), 0.1, seed)
            assert not any(parts.blocks[1:])
            assert {len(piece) for piece in parts.training} >= set(tiny)


def test_where_short_performances_are_most_of_the_music_they_judge() -> None:
    parts = data.split(marked_performances([120, *[40] * 30]), 0.1, 0)
    assert any(len(block) == 40 for block in parts.validation)


def test_blocks_are_spread_over_a_long_take() -> None:
    for seed in range(10):
        (own,) = data.split(marked_performances([40_000]), 0.1, seed).blocks
        assert np.diff([first for first, _ in own]) == pytest.approx(4000, abs=400)


def test_two_equal_takes_give_one_half_each() -> None:
    for seed in range(10):
        assert [len(own) for own in data.split(marked_performances([1000, 1000]), 0.1, seed).blocks] == [1, 1]


def test_the_split_is_the_same_for_one_seed_and_another_for_another() -> None:
    performances = marked_performances([30] * 20)
    found = {str(data.split(performances, 0.1, seed).blocks) for seed in [*range(10), *range(10)]}
    assert 3 < len(found) <= 10


def test_a_take_that_is_there_twice_is_held_out_twice() -> None:
    takes = marked_performances([1730, 1310, 2050])
    for seed in range(10):
        parts = data.split([*takes, takes[1].copy()], 0.1, seed)
        assert parts.blocks[3] == parts.blocks[1]
        assert_apart(parts)


@pytest.mark.parametrize("fraction", [0.001, 0.5, 0.999])
def test_both_sides_get_something_whatever_the_fraction(fraction: float) -> None:
    for lengths in ([30] * 2, [30] * 20, [5, 400], [1000, 2, 2], [4], [2, 2]):
        performances = marked_performances(lengths)
        parts = data.split(performances, fraction, 0)
        assert min(len(piece) for piece in parts.training + parts.validation) >= 2
        assert_apart(parts)


def test_what_was_held_out_is_said_in_words() -> None:
    parts = data.split(marked_performances([1000, 1000, 3]), 0.1, 0)
    assert parts.how == "2 held-out blocks of 2 performances (200 events, 10.0 % of the music)"
    parts = data.split(marked_performances([100]), 0.2, 0)
    assert parts.how == "1 held-out block of 1 performance (20 events, 20.0 % of the music)"


def test_waits_and_values_are_clamped_to_what_the_player_hears() -> None:
    cleaned = data.clean([np.array([[-1.0, 0.5], [9.0, 1.5], [0.2, -0.1]])] * 2)
    for side in ("training", "validation"):
        (clamped,) = getattr(data.clamp(data.Split(cleaned[:1], cleaned[1:], ""), 5.0), side)
        np.testing.assert_array_equal(clamped, [[0.0, 0.5], [5.0, 1.0], [0.2, 0.0]])


def test_nothing_has_to_be_predicted_across_a_long_pause() -> None:
    """Each event tells its number; the waits of 5 and of 90 s stand before events 3, 7 and 8."""
    events = np.column_stack([np.full(10, 0.1), np.arange(10) / 100])
    events[[3, 7, 8], 0] = [5.0, 90.0, 90.0]
    parts = data.at_pauses(data.Split([events], [events[:3]], "by hand"), 60.0)
    assert [np.rint(piece[:, 1] * 100).tolist() for piece in parts.training] == [list(range(7)), [8, 9]]
    assert [len(piece) for piece in parts.validation] == [3]


def test_a_side_that_is_all_pauses_stays_whole() -> None:
    slow = np.column_stack([np.full(4, 90.0), np.zeros(4)])
    parts = data.at_pauses(data.Split([slow], [slow], ""), 60.0)
    assert [len(side[0]) for side in (parts.training, parts.validation)] == [4, 4]


def test_data_that_cannot_be_used_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="performance 1, event 2: a value is not a number"):
        data.clean([np.array([[0.1, 0.5], [0.1, np.nan]])])
    with pytest.raises(ValueError, match="the longest of 2 performances has 1 event, expected 2 or more"):
        data.clean([np.zeros((1, 3)), np.zeros((0, 3))])
    with pytest.raises(ValueError, match="the only performance has 1 event, expected 2 or more"):
        data.clean([np.zeros((1, 3))])
    with pytest.raises(ValueError, match="3 events are too few to train on and to judge by"):
        data.split([np.zeros((3, 2))], 0.1, 0)


# ---- the command, before TensorFlow ---------------------------------------------------------------------------------


@pytest.fixture
def dataset_path(tmp_path: Path) -> Path:
    path = tmp_path / "played.npz"
    dataset.save(path, dataset.Dataset(2, marked_performances()))
    return path


def test_importing_the_package_and_refusing_arguments_loads_no_tensorflow(dataset_path: Path) -> None:
    program = (
        "import sys, mdrnn_train\n"
        f"assert mdrnn_train.main([{str(dataset_path)!r}, '--dimension', '7']) == 1\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "events have 2 numbers, dt included, expected 7" in done.stderr


def test_missing_tensorflow_is_one_sentence_that_says_what_to_install(
    dataset_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: None)
    assert mdrnn_train.main([str(dataset_path)]) == 1
    error = capsys.readouterr().err
    assert "pip install '.[train]'" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--epochs", "0"], "found 0, expected 1 to"),
        (["--epochs", "abc"], "found 'abc', expected a number from 1 to"),
        (["--minutes", "1,5"], "found '1,5', expected a number from 0.01 to"),
        (["--minutes", "0"], "found 0.0, expected 0.01 to"),
        (["--validation", "1"], "found 1.0, expected 0.001 to 0.999"),
        (["--max-dt", "nan"], "found nan, expected"),
        (["--name", "a/b"], "found 'a/b', expected a name without a folder"),
        (["--seed", "-1"], "found -1, expected 0 to"),
        (["--size", "huge"], "invalid choice: 'huge'"),
    ],
)
def test_a_wrong_option_is_refused_with_what_was_expected(
    dataset_path: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        mdrnn_train.main([str(dataset_path), *arguments])
    assert sentence in capsys.readouterr().err


def test_a_missing_dataset_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mdrnn_train.main([str(tmp_path / "none.npz")]) == 1
    assert "none.npz: cannot be read" in capsys.readouterr().err


def test_a_folder_without_room_is_told_before_tensorflow_is_loaded(
    dataset_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(dataset_path)._replace(free=100_000)
    monkeypatch.setattr(command.shutil, "disk_usage", lambda path: usage)
    out = dataset_path.parent / "no" / "such"
    assert mdrnn_train.main([str(dataset_path), "-o", str(out)]) == 1
    assert capsys.readouterr().err == f"mdrnn: {out}: 0.1 MB are free there, expected 1.2 MB for the model\n"
    assert not out.parent.exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder here that even root cannot write to")
@pytest.mark.parametrize("sweep", [[], ["--sweep"]])
def test_a_folder_that_takes_no_file_is_told_before_tensorflow_is_loaded(
    sweep: list[str], dataset_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mdrnn_train.main([str(dataset_path), "-o", "/proc/models", *sweep]) == 1
    assert capsys.readouterr().err.startswith("mdrnn: /proc/models: cannot be written: ")


@pytest.mark.parametrize(("dimension", "mixtures"), [(3, None), (3, 7), (32, None), (64, 2)])
def test_the_room_is_that_of_the_weights(dimension: int, mixtures: int | None) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (extra [train])")
    from mdrnn_train import network

    size = roles.shape(dimension, sizes.SIZES["xs"], mixtures)
    is_relative = sizes.has_room(dimension, size)
    model = network.build(dimension, size, steps=np.ones(dimension - 1) if is_relative else None)
    assert sizes.weights(dimension, size, is_relative) == model.count_params()


@pytest.mark.parametrize(("name", "text"), [("take 1", "take 1"), ("Übung", "Übung"), ("bad \udcff", "bad \ufffd")])
def test_a_file_name_that_is_no_text_becomes_text_in_the_model(name: str, text: str) -> None:
    assert command._text(name) == text
    assert command._text(name).encode("utf-8")


def test_the_spellings_of_imps_are_understood() -> None:
    arguments = command.parser().parse_args(["d.npz", "--modelsize=xs", "--earlystopping", "--dimension=3"])
    assert (arguments.size, arguments.earlystopping, arguments.dimension) == ("xs", True, 3)


def test_mirroring_turns_some_values_upside_down_and_no_wait() -> None:
    performances = [np.random.default_rng(number).uniform(0, 1, (20, 5)) for number in range(10)]
    turned = data.mirrored(performances, np.random.default_rng(0))
    again = data.mirrored(performances, np.random.default_rng(0))
    upside_down = 0
    for before, after, same in zip(performances, turned, again, strict=True):
        np.testing.assert_array_equal(after, same)
        np.testing.assert_array_equal(before[:, 0], after[:, 0])
        for dimension in range(1, 5):
            turn = (before[:, dimension] != after[:, dimension]).all()
            upside_down += turn
            expected = 1.0 - before[:, dimension] if turn else before[:, dimension]
            np.testing.assert_array_equal(after[:, dimension], expected)
    assert 0 < upside_down < 40
