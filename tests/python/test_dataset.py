# SPDX-License-Identifier: MIT
"""Datasets from logs and from files: order, time, ranges, IMPSY's pickles and those that mean harm."""

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mdrnn.data import dataset
from mdrnn.errors import MdrnnError

SHARED = Path(os.environ.get("MDRNN_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def log(folder, name, rows):
    path = folder / f"{name}-3d-mdrnn.log"
    path.write_text("".join(f"2026-01-31T12:00:{second:09.6f},{source},{x},{y}\n" for second, source, x, y in rows))
    return path


def take(folder, hour, start=0.0):
    return log(folder, f"2026-01-31T{hour:02d}-00-00", [(start + i, "interface", i / 10, hour / 100) for i in range(4)])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
def test_impsys_conformance_cases_hold(tmp_path):
    cases = json.loads((SHARED / "impsy" / "conformance" / "dataset.json").read_text())
    assert cases["cases"]
    for case in cases["cases"]:
        path = tmp_path / f"2026-09-26T10-00-00-{case['dimension']}d-mdrnn.log"
        path.write_text("\n".join(case["log_lines"]) + "\n")
        (performance,) = dataset.build([path]).performances
        np.testing.assert_allclose(performance, case["expected"], rtol=0, atol=cases["tolerance"], err_msg=case["name"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
@pytest.mark.parametrize(
    ("name", "dimension", "performances", "events"),
    [("training-dataset-4d-12ksmall", 4, 4, 12_074), ("training-dataset-9d", 9, 46, 94_603)],
)
def test_impsys_real_datasets_load_and_survive_our_own_format(tmp_path, name, dimension, performances, events):
    loaded = dataset.load(SHARED / "impsy" / "datasets" / f"{name}.npz")
    assert (loaded.dimension, len(loaded.performances), loaded.events) == (dimension, performances, events)
    assert all(each.dtype == np.float64 for each in loaded.performances)
    dataset.save(tmp_path / "ours.npz", loaded)
    again = dataset.load(tmp_path / "ours.npz")
    assert again.names == loaded.names
    for ours, theirs in zip(again.performances, loaded.performances, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_our_file_loads_with_plain_numpy_and_without_pickle(tmp_path):
    take(tmp_path, 12)
    dataset.save(tmp_path / "d.npz", dataset.build([tmp_path]))
    with np.load(tmp_path / "d.npz", allow_pickle=False) as arrays:
        assert arrays["events"].shape == (3, 3)
        assert arrays["lengths"].tolist() == [3]
        assert arrays["names"].tolist() == ["2026-01-31T12-00-00-3d-mdrnn.log"]
        assert (int(arrays["dimension"]), int(arrays["format"])) == (3, 1)


def test_performances_come_in_the_order_of_their_names_however_they_are_given(tmp_path):
    paths = [take(tmp_path, hour) for hour in (14, 9, 11)]
    expected = [f"2026-01-31T{hour:02d}-00-00-3d-mdrnn.log" for hour in (9, 11, 14)]
    for sources in ([tmp_path], paths, reversed(paths), [str(tmp_path / "*.log")], [tmp_path, *paths]):
        assert dataset.build(sources).names == expected


def test_the_machines_rows_are_left_out_unless_asked_for(tmp_path):
    path = log(tmp_path, "a", [(0, "interface", 0, 0), (1, "rnn", 1, 1), (3, "interface", 0.5, 0.5)])
    (alone,) = dataset.build([path]).performances
    (both,) = dataset.build([path], include_rnn=True).performances
    assert alone.tolist() == [[3.0, 0.5, 0.5]]
    assert both.tolist() == [[1.0, 1.0, 1.0], [2.0, 0.5, 0.5]]


def test_a_clock_that_goes_back_gives_a_wait_of_zero_and_a_sentence(tmp_path):
    path = log(tmp_path, "a", [(5, "interface", 0, 0), (2, "interface", 0.1, 0), (3, "interface", 0.2, 0)])
    said = []
    (performance,) = dataset.build([path], report=said.append).performances
    assert performance[:, 0].tolist() == [0.0, 1.0]
    assert said == [f"{path}:2: the clock goes back by 3 s; dt is 0 there (1 times in this log)"]


def test_a_value_range_brings_whole_numbers_to_0_to_1(tmp_path):
    path = log(tmp_path, "a", [(0, "interface", 0, 0), (1, "interface", 51, 255)])
    said = []
    (scaled,) = dataset.build([path], value_range=(0, 255), report=said.append).performances
    assert scaled.tolist() == [[1.0, 0.2, 1.0]]
    assert said == []
    dataset.build([path], report=said.append)
    assert said == [f"{path}: values run from 51 to 255, expected 0 to 1: see --value-range"]


@pytest.mark.parametrize("value_range", [(1, 0), (0, 0), (0, float("nan"))])
def test_an_empty_value_range_is_refused(tmp_path, value_range):
    with pytest.raises(MdrnnError, match="value range"):
        dataset.build([take(tmp_path, 12)], value_range=value_range)


def test_bad_rows_are_reported_with_file_and_line(tmp_path):
    path = take(tmp_path, 12)
    path.write_text(path.read_text() + "rubbish\n2026-01-31T12:00:09,interface,0.5")
    said = []
    assert dataset.build([path], report=said.append).events == 3
    assert said[0].startswith(f"{path}:5: timestamp is 'rubbish'")
    assert said[1] == f"{path}: the last line breaks off; left out"


def test_mixed_dimensions_are_refused_until_one_is_chosen(tmp_path):
    take(tmp_path, 12)
    other = tmp_path / "2026-01-31T13-00-00-2d-mdrnn.log"
    other.write_text("2026-01-31T12:00:00,interface,1\n2026-01-31T12:00:01,interface,0\n")
    with pytest.raises(MdrnnError, match=r"different dimensions \(1 of dimension 2, 1 of dimension 3\)"):
        dataset.build([tmp_path])
    assert dataset.build([tmp_path], dimension=2).performances[0].tolist() == [[1.0, 0.0]]


def test_nothing_to_read_is_said(tmp_path):
    with pytest.raises(MdrnnError, match="no such file or folder"):
        dataset.build([tmp_path / "nowhere"])
    with pytest.raises(MdrnnError, match="no log in this folder"):
        dataset.build([tmp_path])
    (tmp_path / "2026-01-31T13-00-00-2d-mdrnn.log").touch()
    with pytest.raises(MdrnnError, match="no log has two events or more"):
        dataset.build([tmp_path])


def test_a_failed_save_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    loaded = dataset.build([take(tmp_path, 12)])
    target = tmp_path / "d.npz"
    dataset.save(target, loaded)
    before = target.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(MdrnnError, match=r"d\.npz: cannot be written: No space left on device"):
        dataset.save(target, loaded)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*npz*")] == ["d.npz"]


# ---- pickles --------------------------------------------------------------------------------------------------------


def impsy_file(path, pickled):
    """An .npz as numpy writes it for an object array, with a pickle of our choice."""
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "|O", "fortran_order": False, "shape": (2,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("perfs.npy", content.getvalue() + pickled)
    return path


def performances(lengths):
    array = np.empty(len(lengths), object)
    for index, length in enumerate(lengths):
        array[index] = np.arange(length * 3, dtype=np.float32).reshape(length, 3)
    return array


@pytest.mark.parametrize("protocol", range(2, 5))
@pytest.mark.parametrize("package", [b"numpy.core", b"numpy._core"])
def test_pickles_of_numpy_1_and_2_load_in_every_protocol(tmp_path, protocol, package):
    pickled = pickle.dumps(performances([2, 4]), protocol=protocol)
    own = b"numpy.core" if b"numpy.core" in pickled else b"numpy._core"
    if protocol == 4:  # there each name stands behind its length
        for module in (b".multiarray", b".numeric"):
            pickled = pickled.replace(
                bytes([len(own + module)]) + own + module, bytes([len(package + module)]) + package + module
            )
        frame = pickled.index(b"\x95") + 1
        pickled = pickled[:frame] + (len(pickled) - frame - 8).to_bytes(8, "little") + pickled[frame + 8 :]
    else:
        pickled = pickled.replace(own, package)
    loaded = dataset.load(impsy_file(tmp_path / "theirs.npz", pickled))
    assert [len(each) for each in loaded.performances] == [2, 4]
    assert loaded.performances[1][3].tolist() == [9.0, 10.0, 11.0]


def test_performances_of_one_length_load_too(tmp_path):
    ours = np.array([np.ones((4, 3), np.float32)] * 2, dtype=object)  # numpy makes one block of objects of them
    np.savez_compressed(tmp_path / "theirs.npz", perfs=ours)
    assert [each.shape for each in dataset.load(tmp_path / "theirs.npz").performances] == [(4, 3), (4, 3)]


class Harm:
    def __reduce__(self):
        return os.system, ("touch harmed",)


class Encoded:
    def __reduce__(self):
        import _codecs

        return _codecs.encode, ("x", "rot13")


class Evaluated:
    def __reduce__(self):
        return eval, ("open('harmed', 'w')",)


@pytest.mark.parametrize("harm", [Harm(), Evaluated(), Encoded(), [Harm()], np.array([Harm(), 1], object)])
def test_a_pickle_that_would_run_code_is_refused_and_runs_none(tmp_path, monkeypatch, harm):
    monkeypatch.chdir(tmp_path)
    path = impsy_file(tmp_path / "theirs.npz", pickle.dumps(harm))
    with pytest.raises(MdrnnError, match=r"theirs\.npz: refused: its pickle"):
        dataset.load(path)
    assert not (tmp_path / "harmed").exists()


def test_a_pickle_cannot_reach_an_admitted_modules_other_names(tmp_path):
    pickled = b"\x80\x04\x8c\x05numpy\x8c\x04load\x93."
    with pytest.raises(MdrnnError, match=r"asks for numpy\.load, expected numpy arrays alone"):
        dataset.load(impsy_file(tmp_path / "theirs.npz", pickled))
    pickled = b"\x80\x04\x8c\x05numpy\x8c\x16ndarray.__subclasses__\x93."
    with pytest.raises(MdrnnError, match="expected numpy arrays alone"):
        dataset.load(impsy_file(tmp_path / "theirs.npz", pickled))


def test_damaged_files_are_refused_in_a_sentence(tmp_path):
    good = impsy_file(tmp_path / "theirs.npz", pickle.dumps(performances([2, 4])))
    content = good.read_bytes()
    for cut in range(0, len(content), 7):
        good.write_bytes(content[:cut])
        with pytest.raises(MdrnnError, match=r"theirs\.npz"):
            dataset.load(good)
    pickled = pickle.dumps(performances([2, 4]))
    for cut in range(0, len(pickled), 5):
        with pytest.raises(MdrnnError, match=r"theirs\.npz"):
            dataset.load(impsy_file(good, pickled[:cut]))


def test_ours_with_numbers_that_disagree_is_refused(tmp_path):
    loaded = dataset.build([take(tmp_path, 12)])
    path = tmp_path / "d.npz"
    dataset.save(path, loaded)
    with np.load(path) as arrays:
        good = dict(arrays)
    for changed, sentence in (
        ({"lengths": np.array([2])}, "lengths sum to 2"),
        ({"dimension": np.int64(4)}, r"events are \(3, 3\), expected \(N, 4\)"),
        ({"format": np.int64(2)}, "format is 2, expected 1"),
        ({"events": good["events"] * np.nan}, "something else than finite numbers"),
    ):
        np.savez(path, **{**good, **changed})
        with pytest.raises(MdrnnError, match=sentence):
            dataset.load(path)


def test_reading_datasets_needs_no_compiled_core():
    program = "import sys, mdrnn.data.dataset, mdrnn.data.mouse; sys.exit('mdrnn._core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], env=dict(os.environ)).returncode == 0
