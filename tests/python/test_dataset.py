# SPDX-License-Identifier: MIT
"""Datasets from logs and from files: order, time, ranges, IMPSY's pickles and those that mean harm."""

import io
import json
import os
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mdrnn.data import dataset, sources
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
        (performance,) = sources.build([path]).performances
        np.testing.assert_allclose(performance, case["expected"], rtol=0, atol=cases["tolerance"], err_msg=case["name"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here (MDRNN_SHARED_DATA)")
@pytest.mark.parametrize(
    ("name", "dimension", "performances", "events"),
    [("training-dataset-4d-12ksmall", 4, 4, 12_074), ("training-dataset-9d", 9, 35, 94_603)],
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
    dataset.save(tmp_path / "d.npz", sources.build([tmp_path]))
    with np.load(tmp_path / "d.npz", allow_pickle=False) as arrays:
        assert arrays["events"].shape == (3, 3)
        assert arrays["lengths"].tolist() == [3]
        assert arrays["names"].tolist() == ["2026-01-31T12-00-00-3d-mdrnn.log"]
        assert (int(arrays["dimension"]), int(arrays["format"])) == (3, 1)


def test_performances_come_in_the_order_of_their_names_however_they_are_given(tmp_path):
    paths = [take(tmp_path, hour) for hour in (14, 9, 11)]
    expected = [f"2026-01-31T{hour:02d}-00-00-3d-mdrnn.log" for hour in (9, 11, 14)]
    for given in ([tmp_path], paths, reversed(paths), [str(tmp_path / "*.log")], [tmp_path, *paths]):
        assert sources.build(given).names == expected


def test_the_machines_rows_are_left_out_unless_asked_for(tmp_path):
    path = log(tmp_path, "a", [(0, "interface", 0, 0), (1, "rnn", 1, 1), (3, "interface", 0.5, 0.5)])
    (alone,) = sources.build([path]).performances
    (both,) = sources.build([path], include_rnn=True).performances
    assert alone.tolist() == [[3.0, 0.5, 0.5]]
    assert both.tolist() == [[1.0, 1.0, 1.0], [2.0, 0.5, 0.5]]


def test_a_clock_that_goes_back_gives_a_wait_of_zero_and_a_sentence(tmp_path):
    path = log(tmp_path, "a", [(5, "interface", 0, 0), (2, "interface", 0.1, 0), (3, "interface", 0.2, 0)])
    said = []
    (performance,) = sources.build([path], report=said.append).performances
    assert performance[:, 0].tolist() == [0.0, 1.0]
    assert said == [f"{path}:2: the clock goes back by 3 s; dt is 0 there (1 time in this log)"]


def test_a_value_range_brings_whole_numbers_to_0_to_1(tmp_path):
    path = log(tmp_path, "a", [(0, "interface", 0, 0), (1, "interface", 51, 255)])
    said = []
    (scaled,) = sources.build([path], value_range=(0, 255), report=said.append).performances
    assert scaled.tolist() == [[1.0, 0.2, 1.0]]
    assert said == []
    sources.build([path], value_range=(0, 1), report=said.append)
    assert said == ["values run from 51 to 255, expected 0 to 1: see --value-range"]


@pytest.mark.parametrize("value_range", [(1, 0), (0, 0), (0, float("nan"))])
def test_an_empty_value_range_is_refused(tmp_path, value_range):
    with pytest.raises(MdrnnError, match="value range"):
        sources.build([take(tmp_path, 12)], value_range=value_range)


def test_bad_rows_are_reported_with_file_and_line(tmp_path):
    path = take(tmp_path, 12)
    path.write_text(path.read_text() + "rubbish\n2026-01-31T12:00:09,interface,0.5")
    said = []
    assert sources.build([path], report=said.append).events == 3
    assert said[0].startswith(f"{path}:5: timestamp is 'rubbish'")
    assert said[1] == f"{path}: the last line breaks off; left out"


def test_mixed_dimensions_are_refused_until_one_is_chosen(tmp_path):
    take(tmp_path, 12)
    other = tmp_path / "2026-01-31T13-00-00-2d-mdrnn.log"
    other.write_text("2026-01-31T12:00:00,interface,1\n2026-01-31T12:00:01,interface,0\n")
    with pytest.raises(MdrnnError, match=r"different dimensions \(1 log of dimension 2, 1 log of dimension 3\)"):
        sources.build([tmp_path])
    assert sources.build([tmp_path], dimension=2).performances[0].tolist() == [[1.0, 0.0]]


def test_nothing_to_read_is_said(tmp_path):
    with pytest.raises(MdrnnError, match="no such file or folder"):
        sources.build([tmp_path / "nowhere"])
    with pytest.raises(MdrnnError, match="no log in this folder"):
        sources.build([tmp_path])
    (tmp_path / "2026-01-31T13-00-00-2d-mdrnn.log").touch()
    with pytest.raises(MdrnnError, match=r"mdrnn\.log: is empty, left out$"):
        sources.build([tmp_path])
    (tmp_path / "b.log").write_text("rubbish")
    said = []
    with pytest.raises(MdrnnError, match=r"^none of the 2 logs has two events or more$"):
        sources.build([tmp_path], report=said.append)
    assert len(said) == 2
    assert said[1].endswith("; it has no other row, left out")


def test_a_failed_save_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    loaded = sources.build([take(tmp_path, 12)])
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


# ---- other people's logs --------------------------------------------------------------------------------------------


def rows(count=12, start="2024-06-01T12:00", values=None):
    """A log of two values, a row a second."""
    pairs = [(f"{i / 20:.2f}", f"{1 - i / 20:.2f}") for i in range(count)] if values is None else values
    return "".join(f"{start}:{second:02d},interface,{','.join(pair)}\n" for second, pair in enumerate(pairs))


@pytest.mark.parametrize(
    "name",
    ["1-3d-mdrnn.log", "2024-06-01T12:00:00-3d-mdrnn.log", "take.log", "2024-06-01T12-00-00-rnnbox.log", "-3d.log"],
)
def test_a_log_of_any_name_in_a_folder_is_read(tmp_path, name):
    (tmp_path / name).write_text(rows())
    (tmp_path / "2024-06-01T12-00-00-3d-mdrnn.log").write_text(rows(8))
    built = sources.build([tmp_path])
    assert sorted(map(len, built.performances)) == [7, 11]
    assert name in built.names


def test_a_log_in_a_folder_that_cannot_be_read_is_named_with_its_reason(tmp_path):
    (tmp_path / "a.log").write_text(rows())
    (tmp_path / "pip.log").write_text("Collecting numpy\nDone\n")
    (tmp_path / "nothing.log").touch()
    (tmp_path / "machine.log").write_text(rows().replace("interface", "rnn"))
    said = []
    assert sources.build([tmp_path], report=said.append).names == ["a.log"]
    assert said == [
        f"{tmp_path / 'machine.log'}: fewer than two events by the player, and 12 by the model: see --include-rnn, "
        "left out",
        f"{tmp_path / 'nothing.log'}: is empty, left out",
        f"{tmp_path / 'pip.log'}:1: timestamp is 'Collecting numpy', expected one like 2026-01-31T12:00:00.250000; "
        "none of its 2 rows can be read, left out",
    ]


@pytest.mark.parametrize(
    ("name", "pattern"), [("a.csv", "*.csv"), ("a.txt", "*.txt"), ("d.npz", "*.npz"), ("in/a.log", "**/*.log")]
)
def test_a_folder_without_logs_says_how_to_read_what_it_has(tmp_path, name, pattern):
    (tmp_path / "in").mkdir()
    (tmp_path / name).write_text(rows())
    with pytest.raises(
        MdrnnError, match=re.escape(f"to read the one that matches: mdrnn dataset '{tmp_path}/{pattern}'")
    ):
        sources.build([tmp_path])
    if not name.endswith("npz"):
        assert sources.build([f"{tmp_path}/{pattern}"]).events == 11


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (rows().replace(",", ";"), "fields are separated by semicolons ('2024-06-01T12:00:00;interface;0.00;1.00')"),
        (
            "2024-06-01 12:00:00;interface;0,1;0,2\n" * 3,
            "fields are separated by semicolons ('2024-06-01 12:00:00;inter",
        ),
        (rows().replace("T", "/"), "timestamp is '2024-06-01/12:00:00', expected one like"),
        (rows().replace("interface", "pad"), "source is 'pad', expected interface or rnn"),
    ],
)
@pytest.mark.parametrize("name", ["my.log", "my.csv"])
def test_where_no_log_can_be_read_the_first_reason_is_said(tmp_path, text, reason, name):
    (tmp_path / name).write_text(text)
    with pytest.raises(MdrnnError) as error:
        sources.build([tmp_path / name])
    assert str(error.value).startswith(f"{tmp_path / name}:1: {reason}")
    assert str(error.value).endswith("rows can be read, left out")


def test_of_many_bad_rows_three_are_shown(tmp_path):
    (tmp_path / "a.log").write_text(rows() + "rubbish\n" * 50)
    said = []
    assert sources.build([tmp_path / "a.log"], report=said.append).events == 11
    assert [sentence.split(":")[1] for sentence in said] == ["13", "14", "15", " 47 more bad rows left out"]


@pytest.mark.parametrize(("top", "expected"), [(28, 255), (127, 127), (200, 255), (1000, 1023), (16_000, 16_383)])
def test_whole_numbers_without_a_range_are_refused_with_the_command(tmp_path, top, expected):
    path = tmp_path / "a box.log"
    path.write_text(rows(values=[(str(value), "3") for value in (1, 7, top)]))
    with pytest.raises(MdrnnError) as error:
        sources.build([path])
    command = f"mdrnn dataset '{path}' --value-range 0 {expected}"
    assert str(error.value) == f"values run from 3 to {top}, expected 0 to 1; they look like 0 to {expected}: {command}"
    assert sources.build([path], value_range=(0, expected)).performances[0][1, 1] == top / expected


@pytest.mark.parametrize("values", [[("0", "1"), ("1", "0")] * 3, [("0.5", "1.25"), ("0", "0")] * 3])
def test_switches_and_values_a_little_outside_are_read(tmp_path, values):
    (tmp_path / "a.log").write_text(rows(values=values))
    said = []
    assert sources.build([tmp_path], report=said.append).events == 5
    assert (
        said
        == [f"values run from 0 to {sentence}" for sentence in ["1.25, expected 0 to 1: see --value-range"]][
            : "1.25" in str(values)
        ]
    )


def test_a_clock_that_jumps_is_a_pause(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(rows(5, "1970-01-01T00:00") + rows(7) + rows(3, "2024-05-01T12:00"))
    said = []
    built = sources.build([path], report=said.append)
    assert [each[:, 0].tolist() for each in built.performances] == [[1.0] * 4, [1.0] * 6, [1.0] * 2]
    assert built.names == ["a.log", "a.log (2)", "a.log (3)"]
    assert said == [
        f"{path}: the clock jumps by 19,875 days at line 6: that is a pause, not a wait",
        f"{path}: the clock jumps back by 31 days at line 13: that is a pause, not a wait",
    ]


def test_logs_of_another_dimension_than_asked_for_are_counted(tmp_path):
    (tmp_path / "1-3d-mdrnn.log").write_text(rows())
    with pytest.raises(MdrnnError, match=r"^1 log of dimension 3, none of 4$"):
        sources.build([tmp_path], dimension=4)
    (tmp_path / "any.log").write_text(rows(5))
    (tmp_path / "2.log").write_text(rows(values=[("1",), ("0",)]))
    with pytest.raises(MdrnnError, match=r"^1 log of dimension 2, 2 logs of dimension 3, none of 4$"):
        sources.build([tmp_path], dimension=4)
    assert sources.build([tmp_path], dimension=3).names == ["1-3d-mdrnn.log", "any.log"]


def test_an_odd_first_row_does_not_hide_a_log_of_the_dimension_asked_for(tmp_path):
    (tmp_path / "take.log").write_text("2024-06-01T11:00:00,interface,0.5\n" + rows())
    assert sources.build([tmp_path], dimension=3).events == 11


def test_a_copy_of_a_log_counts_once(tmp_path):
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(rows())
    said = []
    assert sources.build([tmp_path], report=said.append).names == ["a.log"]
    assert said == [f"{tmp_path / 'b.log'}: has the same events as {tmp_path / 'a.log'}, left out"]


def test_datasets_and_logs_become_one(tmp_path):
    logs = [take(tmp_path, hour) for hour in (9, 10, 11)]
    for name, some in (("a.npz", logs[:2]), ("b.npz", logs[1:])):
        dataset.save(tmp_path / name, sources.build(some))
    (tmp_path / "z.log").write_text(rows())
    said = []
    built = sources.build([tmp_path / "a.npz", tmp_path / "b.npz", tmp_path / "z.log"], report=said.append)
    assert built.names == [logs[0].name, logs[1].name, logs[2].name, "z.log"]
    assert said == [
        f"{tmp_path}/b.npz, {logs[1].name}: has the same events as {tmp_path}/a.npz, {logs[1].name}, left out"
    ]
    with pytest.raises(MdrnnError, match="so --include-rnn cannot work"):
        sources.build([tmp_path / "a.npz"], include_rnn=True)
    with pytest.raises(MdrnnError, match=r"^1 log of dimension 3, none of 4$"):
        sources.build([tmp_path / "a.npz"], dimension=4)


def test_long_inputs_are_announced(tmp_path, monkeypatch):
    for number in range(6):
        take(tmp_path, number + 1)
    monkeypatch.setattr(sources, "PROGRESS", 2 * next(tmp_path.iterdir()).stat().st_size)
    said = []
    sources.build([tmp_path], report=said.append)
    assert [sentence.rpartition(" (")[2] for sentence in said] == ["2 of 6)", "4 of 6)", "6 of 6)"]


# ---- other people's datasets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(2, 5))
def test_empty_performances_are_left_out_with_a_sentence(tmp_path, protocol):
    array = performances([4, 0, 5, 0])
    array[3] = np.zeros(0, np.float32)
    path = impsy_file(tmp_path / "theirs.npz", pickle.dumps(array, protocol=protocol))
    loaded = dataset.load(path)
    assert [len(each) for each in loaded.performances] == [4, 5]
    assert loaded.names == ["theirs-001", "theirs-003"]
    assert loaded.notes == [f"{path}: 2 of 4 performances are empty, left out"]


def test_the_bytes_of_python_2_are_harmless_only_without_arguments(tmp_path):
    for module in (b"__builtin__", b"builtins"):
        pickled = pickle.dumps(performances([4, 0]), protocol=2)
        assert b"c__builtin__\nbytes\n" in pickled
        path = impsy_file(tmp_path / "theirs.npz", pickled.replace(b"c__builtin__\nbytes", b"c" + module + b"\nbytes"))
        assert len(dataset.load(path).performances) == 1
        with pytest.raises(MdrnnError, match="its pickle makes bytes of something"):
            dataset.load(impsy_file(path, b"\x80\x02c" + module + b"\nbytes\nJ\xff\xff\xff\x7f\x85R."))


def test_nothing_but_empty_performances_is_refused(tmp_path):
    with pytest.raises(MdrnnError, match=r"theirs\.npz: holds no event"):
        dataset.load(impsy_file(tmp_path / "theirs.npz", pickle.dumps(performances([0, 0]))))


def plain_file(path, **entries):
    np.savez(path, **entries)
    return path


@pytest.mark.parametrize("kind", [np.float32, np.float64, object])
def test_a_single_array_is_one_performance(tmp_path, kind):
    path = plain_file(tmp_path / "theirs.npz", perfs=np.ones((7, 3), kind))
    assert [each.shape for each in dataset.load(path).performances] == [(7, 3)]
    path = plain_file(tmp_path / "theirs.npz", perfs=np.ones((2, 7, 3), kind))
    assert [each.shape for each in dataset.load(path).performances] == [(7, 3)] * 2


@pytest.mark.parametrize("shape", [(), (4,), (2, 2, 2, 2)])
def test_arrays_of_another_shape_are_refused(tmp_path, shape):
    with pytest.raises(MdrnnError, match=re.escape(f"perfs has shape {shape}, expected arrays of shape (T, D)")):
        dataset.load(plain_file(tmp_path / "theirs.npz", perfs=np.ones(shape)))


@pytest.mark.parametrize("key", ["arr_0", "train", "x"])
def test_another_key_is_named_with_the_one_expected(tmp_path, key):
    with pytest.raises(
        MdrnnError, match=rf"theirs\.npz: holds {key}, expected perfs: arrays of shape \(T, D\), each row"
    ):
        dataset.load(plain_file(tmp_path / "theirs.npz", **{key: np.ones((7, 3))}))


def test_many_negative_waits_are_refused_and_few_are_0(tmp_path):
    events = np.random.default_rng(0).random((2000, 3))
    events[:, 0] -= 0.5
    negative = int((events[:, 0] < 0).sum())
    with pytest.raises(MdrnnError, match=f"theirs.npz: {negative:,} waits are negative: is time the first column"):
        dataset.load(plain_file(tmp_path / "theirs.npz", perfs=events))
    events[:, 0] += 0.5
    events[[3, 9], 0] = -1e-3
    loaded = dataset.load(plain_file(tmp_path / "theirs.npz", perfs=events))
    assert loaded.notes == [f"{tmp_path / 'theirs.npz'}: 2 negative waits set to 0"]
    assert (loaded.performances[0][:, 0] == events[:, 0].clip(min=0)).all()


# ---- names of values ------------------------------------------------------------------------------------------------


def test_names_of_values_survive_a_file_and_others_are_refused(tmp_path):
    loaded = sources.build([take(tmp_path, 12)])
    assert loaded.titles == ["x1", "x2"]
    loaded.name_values(["pitch", " bend"])
    dataset.save(tmp_path / "d.npz", loaded)
    assert dataset.load(tmp_path / "d.npz").titles == ["pitch", "bend"]
    with pytest.raises(MdrnnError, match=r"1 name \(pitch\), expected 2: one for each value"):
        loaded.name_values(["pitch"])
    for bad in (["a", "a"], ["a", ""], ["a", "\x1b[2J"]):
        with pytest.raises(MdrnnError, match="expected different names of printable letters"):
            loaded.name_values(bad)


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
    loaded = sources.build([take(tmp_path, 12)])
    path = tmp_path / "d.npz"
    dataset.save(path, loaded)
    with np.load(path) as arrays:
        good = dict(arrays)
    for changed, sentence in (
        ({"lengths": np.array([2])}, "lengths sum to 2"),
        ({"dimension": np.int64(4)}, r"events are \(3, 3\), expected \(N, 4\)"),
        ({"format": np.int64(2)}, "format is 2, expected 1"),
        ({"events": good["events"] * np.nan}, "row 1: wait is nan, expected seconds"),
    ):
        np.savez(path, **{**good, **changed})
        with pytest.raises(MdrnnError, match=sentence):
            dataset.load(path)


@pytest.mark.parametrize("number", [1e308, -1e10, np.nan, np.inf])
def test_a_number_that_no_instrument_sends_is_named_with_its_row(tmp_path, number):
    events = np.full((3, 3), 0.5)
    events[1, 2] = number
    np.savez(tmp_path / "d.npz", perfs=events[None])
    expected = f"d-001, row 2: value 2 is {number:g}, expected 0 to 1, or numbers for --value-range"
    with pytest.raises(MdrnnError, match=re.escape(expected)):
        dataset.load(tmp_path / "d.npz")


def test_a_row_of_a_log_that_no_instrument_sends_is_left_out(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(rows(values=[("0.5", "0.5"), ("1e308", "0.5"), ("0.5", "-1e30"), ("0.25", "0.75")]))
    said = []
    built = sources.build([path], report=said.append)
    assert built.performances[0].tolist() == [[3.0, 0.25, 0.75]]
    assert said == [
        f"{path}:2: value 1 is 1e+308, expected 0 to 1, or numbers for --value-range; row left out",
        f"{path}:3: value 2 is -1e+30, expected 0 to 1, or numbers for --value-range; row left out",
    ]
    with pytest.raises(MdrnnError, match=r"value range is -1e\+308 to 1e\+308, expected numbers up to 1e\+09"):
        sources.build([path], value_range=(-1e308, 1e308))


def test_reading_datasets_needs_no_compiled_core():
    program = "import sys, mdrnn.data.dataset, mdrnn.data.mouse; sys.exit('mdrnn._core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], env=dict(os.environ)).returncode == 0
