# SPDX-License-Identifier: MIT
"""Reading and writing logs: what a row may look like, what is left out, and what is said about it."""

import datetime
import os
import random
import resource
import subprocess
import sys

import numpy as np
import pytest

from mdrnn.data import logs, rows
from mdrnn.errors import MdrnnError

NAME = "2026-01-31T12-00-00-3d-mdrnn.log"


def written(tmp_path, text, name=NAME):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def row(time="2026-01-31T12:00:00", source="interface", values="0.5,0.25"):
    return f"{time},{source},{values}\n"


def test_dimension_is_read_from_the_name():
    assert logs.dimension_of("some/2026-01-31T12-00-00-9d-mdrnn.log") == 9
    assert logs.dimension_of("notes.log") is None


@pytest.mark.parametrize(
    ("stamp", "microseconds"),
    [
        ("12:00:00", 0),
        ("12:00:00.5", 500_000),
        ("12:00:00.000001", 1),
        ("12:00:00.0000019", 1),
        ("12:00:00.123", 123_000),
    ],
)
def test_timestamps_may_have_no_fraction_or_up_to_nine_digits(tmp_path, stamp, microseconds):
    log = logs.read(written(tmp_path, row("2026-01-31T" + stamp)))
    noon = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC).timestamp()
    assert log.microseconds.tolist() == [int(noon) * 1_000_000 + microseconds]


@pytest.mark.parametrize("offset", ["Z", "+00:00", "-0000", "+00"])
def test_timestamps_may_carry_an_offset_from_utc(tmp_path, offset):
    log = logs.read(written(tmp_path, row("2026-01-31T12:00:00" + offset) + row("2026-01-31T14:00:01+02:00")))
    assert (log.microseconds[1] - log.microseconds[0]) == 1_000_000


def test_timestamps_agree_with_pythons_own_over_the_whole_calendar(tmp_path):
    chance = random.Random(1)
    moments = [datetime.datetime(1, 1, 1) + datetime.timedelta(seconds=chance.random() * 3.1e11) for _ in range(2000)]
    log = logs.read(written(tmp_path, "".join(row(moment.isoformat()) for moment in moments)))
    epoch = datetime.datetime(1970, 1, 1)
    expected = [(moment - epoch) // datetime.timedelta(microseconds=1) for moment in moments]
    assert log.microseconds.tolist() == expected


def test_numbers_are_the_very_doubles_that_python_reads(tmp_path):
    chance = random.Random(2)
    texts = [repr(chance.random()) for _ in range(5000)]
    texts += [repr(chance.random() * 10 ** chance.randint(-30, 30)) for _ in range(5000)]
    texts += [f"{chance.randint(0, 127) / 127:.{chance.randint(1, 25)}f}" for _ in range(5000)]
    texts += ["0", "-0", "+.5", "5.", "1e-05", "9007199254740993", "0.1e1", "1E+2", "4.9e-324", "0" * 30 + "1"]
    texts += ["9007199254740992.5", "9007199254740993.0", "0.50000000000000005551", "1.7976931348623157e308"]
    log = logs.read(written(tmp_path, "".join(row(values=text) for text in texts), "a.log"), 2)
    assert log.skipped == []
    assert log.values[:, 0].tolist() == [float(text) for text in texts]


def test_sources_are_told_apart(tmp_path):
    log = logs.read(written(tmp_path, row() + row(source="rnn") + row(source=" interface ")))
    assert log.interface.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("not-a-timestamp,interface,0.5,0.25", "timestamp is 'not-a-timestamp'"),
        ("2026-02-30T12:00:00,interface,0.5,0.25", "timestamp is '2026-02-30T12:00:00'"),
        ("2026-01-31T12:00:60,interface,0.5,0.25", "timestamp is '2026-01-31T12:00:60'"),
        ("2026-01-31T12:00:00,button,0.5,0.25", "source is 'button', expected interface or rnn"),
        ("2026-01-31T12:00:00,interface,abc,0.25", "value 1 is 'abc', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5,nan", "value 2 is 'nan', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5,1e999", "value 2 is '1e999', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5,", "value 2 is '', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5,1e", "value 2 is '1e', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5,0x1", "value 2 is '0x1', expected a finite number"),
        ("2026-01-31T12:00:00,interface,0.5", "row has 1 value, expected 2"),
        ("2026-01-31T12:00:00,interface,0.5,0.5,0.5", "row has 3 values, expected 2"),
        ("2026-01-31T12:00:00,interface", "row ends before its first value"),
        ("2026-01-31T12:00:00Z,interface,0.5,0.25", "timestamp has no offset from UTC where"),
        ("\x00\x1b[31m", "timestamp is '\\x00\\x1b[31m'"),
    ],
)
def test_a_bad_row_is_left_out_and_named_with_its_line(tmp_path, bad, sentence):
    log = logs.read(written(tmp_path, row() + bad + "\n" + row()))
    assert len(log.values) == 2
    assert log.lines.tolist() == [1, 3]
    assert log.skipped_count == 1
    ((line, said),) = log.skipped
    assert line == 2
    assert said.startswith(sentence)


def python_alone(data, at, row, *_):
    """In place of the compiled loop: finds no plain row, so all are read in Python."""
    return at, row


def test_the_compiled_loop_and_python_read_the_same():
    chance = random.Random(3)
    stamps = ["2026-01-31T12:00:00", "2024-02-29T23:59:59.000001", "2026-01-31 12:00:00.5", "0001-01-01T00:00:00"]
    stamps += ["2026-01-31t12:00:00.1234567", "2026-02-29T12:00:00", "9999-12-31T23:59:59.999999", "2026-1-31T12:00:00"]
    stamps += ["2026-01-31T24:00:00", "2026-01-31T12:00:00.", "0000-01-01T00:00:00", "2026-01-31T12:60:00", '"', ""]
    stamps += ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00,", "\x00", "2026-01-31T12:00:00.5\x00"]
    words = [",interface,", ",rnn,", ",interface", ",interfac,", ", interface ,", ',"rnn",', ",rnn\x00,", ";rnn;", ","]
    numbers = [
        "0.5",
        "1",
        "-0.25",
        "+1",
        ".5",
        "5.",
        "1e-5",
        "1e999",
        "nan",
        "inf",
        "0x1",
        "1_0",
        "",
        " 1",
        "1 ",
        '"1"',
    ]
    plain = [stamps[:2], words[:2], numbers[:3]]
    for _ in range(300):
        text = ""
        for _ in range(30):
            stamp, word, first, second = (
                chance.choice(few if chance.random() < 0.8 else all_of)
                for few, all_of in zip([*plain, plain[2]], [stamps, words, numbers, numbers], strict=True)
            )
            text += f"{stamp}{word}{first},{second}{chance.choice(['', '', '', ',', ',7'])}"
            text += chance.choice(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])
        data = text[: chance.randint(0, len(text))].encode()
        for columns in (0, 2):
            fast, slow = rows.parse(data, columns), rows.parse(data, columns, python_alone)
            for one, other in zip(vars(fast).values(), vars(slow).values(), strict=True):
                np.testing.assert_array_equal(one, other, err_msg=repr(data))


def test_plain_rows_are_read_by_the_compiled_loop():
    data = "".join(row(source=source) for source in ("interface", "rnn") * 50).encode()
    times, rnn, events = np.empty(100, np.int64), np.empty(100, np.uint8), np.empty((100, 3))
    assert rows.read_rows(data, 0, 0, times, rnn, events) == (len(data), 100)
    assert rnn.tolist() == [0, 1] * 50


@pytest.mark.parametrize(
    "text",
    [
        '"2026-01-31T12:00:00","interface","0.5","0.25"\n',
        "2026-01-31T12:00:00,interface,0.5,0.25,\n",
        "2026-01-31T12:00:00,interface,0.5,0.25\r",
        "2026-01-31T12:00:00, interface, 0.5, 0.25 \r\n",
        '"2026-01-31 12:00:00" , "interface" , "0.5" , "0.25" ,\n',
    ],
)
@pytest.mark.parametrize("name", [NAME, "any.log"])
def test_what_other_programs_write_is_read(tmp_path, text, name):
    log = logs.read(written(tmp_path, text * 3, name))
    assert (log.skipped, log.torn, log.lines.tolist()) == ([], False, [1, 2, 3])
    assert log.values.tolist() == [[0.5, 0.25]] * 3


@pytest.mark.parametrize(("separator", "called"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (" ", "blanks")])
def test_other_separators_are_named(tmp_path, separator, called):
    log = logs.read(written(tmp_path, row(values="0,5;0,2").replace(",", separator) * 3, "my.csv"))
    assert (log.skipped_count, log.torn) == (3, False)
    assert log.skipped[0][1].startswith(f"fields are separated by {called} ('2026-01-31T12:00:00")
    assert log.skipped[0][1].endswith("expected commas and decimal points")


def test_the_only_line_of_a_file_is_bad_and_not_torn(tmp_path):
    log = logs.read(written(tmp_path, "rubbish"))
    assert (log.torn, log.skipped_count) == (False, 1)


def test_many_bad_rows_are_counted_and_the_first_hundred_described(tmp_path):
    log = logs.read(written(tmp_path, "rubbish\n" * 1000 + row()))
    assert (log.skipped_count, len(log.skipped), len(log.values)) == (1000, 100, 1)


def test_a_torn_last_line_is_left_out_without_being_a_bad_row(tmp_path):
    whole = row() + row()
    for cut in range(len(row()) + 1, len(whole) - 5):
        log = logs.read(written(tmp_path, whole[:cut]))
        assert (len(log.values), log.skipped, log.torn) == (1, [], True), whole[:cut]


def test_a_last_line_without_newline_that_is_whole_counts(tmp_path):
    log = logs.read(written(tmp_path, (row() + row()).rstrip("\n")))
    assert (len(log.values), log.torn) == (2, False)


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_are_nothing_special(tmp_path):
    text = b"\xef\xbb\xbf" + (row() + "\n  \n" + row()).replace("\n", "\r\n").encode()
    log = logs.read(written(tmp_path, text))
    assert (len(log.values), log.skipped, log.lines.tolist()) == (2, [], [1, 4])


def test_an_empty_file_has_no_rows(tmp_path):
    assert len(logs.read(written(tmp_path, "")).values) == 0


def test_without_a_telling_name_the_first_good_row_gives_the_dimension(tmp_path):
    log = logs.read(written(tmp_path, "x\n" + row(values="1,2,3") + row() + row(values="4,5,6"), "take one.log"))
    assert log.dimension == 4
    assert log.values.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert [line for line, _ in log.skipped] == [1, 3]


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(MdrnnError, match=r"nowhere\.log: cannot be read: No such file"):
        logs.read(tmp_path / "nowhere.log")


def test_what_is_written_is_read_back(tmp_path):
    writer = logs.LogWriter(tmp_path / "new folder", 3, datetime.datetime(2026, 1, 31, 12))
    writer.write("interface", 0.0, [0.2, 1.0])
    writer.write("rnn", 1.25, [0.3, 1e-7])
    log = logs.read(writer.path)  # while the file is still open: every row is there at once
    writer.close()
    assert log.path.parent.name == "new folder"
    assert log.interface.tolist() == [True, False]
    assert log.values.tolist() == [[0.2, 1.0], [0.3, 1e-7]]
    assert log.microseconds[1] - log.microseconds[0] == 1_250_000
    assert log.path.read_text().startswith("2026-01-31T12:00:00,interface,0.2,1.0\n")


def test_a_silent_performance_leaves_no_file(tmp_path):
    logs.LogWriter(tmp_path, 3, datetime.datetime.now()).close()
    assert list(tmp_path.iterdir()) == []


def test_two_logs_begun_in_one_second_are_two_files(tmp_path):
    writers = [logs.LogWriter(tmp_path, 3, datetime.datetime.now()) for _ in range(3)]
    for index, writer in enumerate(writers):
        writer.write("interface", 0.0, [index, index])
        writer.close()
    assert len({writer.path for writer in writers}) == 3
    for index, writer in enumerate(writers):
        assert logs.dimension_of(writer.path) == 3
        assert logs.read(writer.path).values.tolist() == [[index, index]]


def test_a_full_disk_is_an_error_and_the_next_row_starts_on_a_line_of_its_own(tmp_path):
    program = f"""
import datetime, resource
from mdrnn.data import logs, rows
writer = logs.LogWriter({str(tmp_path)!r}, 3, datetime.datetime(2026, 1, 31, 12))
resource.setrlimit(resource.RLIMIT_FSIZE, (100, {resource.RLIM_INFINITY}))
refused = 0
for second in range(5):
    try:
        writer.write("interface", second, [0.5, 0.25])
    except OSError:
        refused += 1
resource.setrlimit(resource.RLIMIT_FSIZE, ({resource.RLIM_INFINITY}, {resource.RLIM_INFINITY}))
writer.write("interface", 9, [0.5, 0.75])
print(refused, writer.path)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    refused, path = done.stdout.split()
    log = logs.read(path)
    assert int(refused) >= 2
    assert log.values[-1].tolist() == [0.5, 0.75]
    assert len(log.values) == 6 - int(refused)
    assert log.skipped_count == 1


def test_a_number_is_written_in_the_fewest_digits_of_a_float32():
    chance = np.random.default_rng(1)
    numbers = np.concatenate(
        [chance.random(20_000), chance.normal(0, 1e3, 5_000), 10.0 ** chance.uniform(-30, 30, 5_000)]
    )
    for number in [0.0, 1.0, 0.5, 0.1, 1e-5, 16777216.0, 1e16, -0.25, *numbers.tolist()]:
        assert logs.shortest(number) == str(np.float32(number))
        assert np.float32(logs.shortest(number)) == np.float32(number)
