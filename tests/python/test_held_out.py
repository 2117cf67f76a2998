# SPDX-License-Identifier: MIT
"""Music is known by its content: what a model was trained on is found again in any dataset."""

from pathlib import Path

import numpy as np
import pytest

from mdrnn.data import dataset
from mdrnn.data.held_out import performance_hash, record, tell_apart
from mdrnn.errors import MdrnnError


def take(number: int, events: int = 300) -> np.ndarray:
    return np.random.default_rng(number).random((events, 3))


def test_a_hash_is_of_shape_and_values_alone() -> None:
    events = take(1).astype(np.float32)
    same = [events.astype(np.float64), np.asfortranarray(events), events.tolist(), events[::-1][::-1]]
    assert {performance_hash(each) for each in same} == {performance_hash(events)}
    assert len(performance_hash(events)) == 12
    others = [events[:-1], events[:, :2], events.reshape(150, 6), events + 1e-6]
    assert len({performance_hash(each) for each in [events, *others]}) == 5
    assert performance_hash([[0.0, 1.0]]) == performance_hash([[-0.0, 1.0]]) == "aaa2bfd433f8"


def test_a_hash_survives_a_file(tmp_path: Path) -> None:
    dataset.save(tmp_path / "d.npz", dataset.Dataset(3, [take(1), take(2)], ["one", "two"]))
    again = dataset.load(tmp_path / "d.npz").performances
    assert [performance_hash(each) for each in again] == [performance_hash(take(1)), performance_hash(take(2))]


def test_music_is_told_apart_in_any_order_and_with_more_beside_it() -> None:
    training = {"music": record([take(1), take(2), take(3)], [[(100, 200)], [], [(0, 300)]])}
    music = tell_apart([take(9), take(3), take(1), take(2)], training)
    assert music is not None
    assert [len(each) for each in music.trained] == [90, 90, 300]
    np.testing.assert_array_equal(music.trained[0], take(1)[:90])
    np.testing.assert_array_equal(music.trained[1], take(1)[210:])
    np.testing.assert_array_equal(np.concatenate(music.held_out), np.concatenate([take(3), take(1)[100:200]]))
    np.testing.assert_array_equal(music.new, [take(9)])
    assert [len(each) for each in music.unheard] == [300, 100, 300]


def test_a_model_without_a_record_says_nothing() -> None:
    assert tell_apart([take(1)], {"sha256": "0" * 64}) is None


@pytest.mark.parametrize(
    "damaged",
    [
        7,
        [],
        {},
        {"hashes": 3, "held_out": {}},
        {"hashes": [3], "held_out": {}},
        {"hashes": [], "held_out": []},
        {"hashes": [], "held_out": {"x": 3}},
        {"hashes": [], "held_out": {"x": [[1]]}},
        {"hashes": [], "held_out": {"x": [[-1, 4]]}},
        {"hashes": [], "held_out": {"x": [[0.5, 4]]}},
    ],
)
def test_a_damaged_record_is_one_sentence(damaged: object) -> None:
    with pytest.raises(MdrnnError, match=r"training\.music is .*, expected hashes and held-out blocks"):
        tell_apart([take(1)], {"music": damaged})
