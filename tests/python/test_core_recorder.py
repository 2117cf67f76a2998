# SPDX-License-Identifier: MIT
"""Logs that the core writes: the same text as `LogWriter`'s, read back with the times that were played."""

import datetime
import os
import random
import resource
import subprocess
import sys

import numpy as np
import pytest

import mdrnn
from mdrnn.data import logs, sources

MODEL = "mouse-3d-xs"


@pytest.fixture
def performer():
    return mdrnn.Performer(mdrnn.models.path(MODEL), mode="callresponse", threshold=0.2, seed=7, thru=True)


def play(performer, events=200):
    """What sounded: a hand that plays and rests, by chance, and the machine's answers."""
    chance = random.Random(1)
    sounded = []
    for _ in range(events):
        performer.feed([chance.random(), chance.choice([0.0, 1.0, 1e-7, chance.random() * 2e-4, chance.random()])])
        sounded += performer.advance(chance.choice([0.01, 0.0333333, 0.5, chance.random()]))
    return sounded


def test_the_log_is_line_for_line_what_the_log_writer_writes(performer, tmp_path):
    path = performer.record(tmp_path / "core.log")
    sounded = play(performer)
    assert performer.record(None) is None
    text = path.read_text()
    began = datetime.datetime.fromisoformat(text.split(",")[0])  # the first event is played at second 0
    writer = logs.LogWriter(tmp_path, 3, began, "python.log")
    for event in sounded:
        writer.write(event.source, event.time, event.values)
    writer.close()
    assert {event.source for event in sounded} == {"interface", "rnn"}
    assert len(sounded) > 300
    assert "e-" in text
    assert ",1.0" in text
    assert text == (tmp_path / "python.log").read_text()


def test_a_dataset_of_the_log_has_the_dt_that_were_played(performer, tmp_path):
    path = performer.record(f"{tmp_path}/logs/")
    sounded = play(performer)
    performer.record(None)
    log = logs.read(path)
    assert (log.skipped, log.torn, log.dimension) == ([], False, 3)
    times = np.array([event.time for event in sounded if event.source == "interface"])
    (performance,) = sources.build([path]).performances
    assert len(performance) == len(times) - 1
    np.testing.assert_allclose(performance[:, 0], np.diff(times), atol=1.001e-6, rtol=0)


def test_numbers_are_written_as_numpy_writes_them(tmp_path):
    performer = mdrnn.Performer(mdrnn.models.path(MODEL), mode="useronly")
    chance = random.Random(3)
    near = [np.float32(2.0**-power) for power in range(150)] + [np.float32(1e-4), np.float32(1.0000001e-4)]
    values = [*near, *np.float32([chance.random() * 10.0 ** -chance.randint(0, 12) for _ in range(20000)])]
    path = performer.record(tmp_path / "a.log")
    for value in values:
        performer.feed([value, 1.0])
    performer.record(None)
    assert [line.split(",")[2] for line in path.read_text().splitlines()] == [str(value) for value in values]


def test_python_drops_no_row_however_much_time_goes_by_at_once(tmp_path):
    performer = mdrnn.Performer(mdrnn.models.path(MODEL), mode="battle", seed=1, thru=True)
    path = performer.record(tmp_path / "an hour.log")
    sounded = performer.advance(3600)
    performer.record(None)
    assert len(sounded) > 20000
    assert len(path.read_text().splitlines()) == len(sounded)
    assert performer.counts.dropped_rows == 0


def test_a_row_is_stamped_by_the_clock_on_the_wall(performer, tmp_path):
    before = datetime.datetime.now()
    path = performer.record(tmp_path / "a.log")
    after = datetime.datetime.now()
    performer.feed([0.5, 0.5])
    performer.record(None)
    resolution = datetime.timedelta(microseconds=1)
    assert before - resolution <= datetime.datetime.fromisoformat(path.read_text().split(",")[0]) <= after


def test_a_folder_gets_an_automatic_name_and_a_file_keeps_its_own(performer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for place in (tmp_path, str(tmp_path / "new") + "/", "über mir/", "", "übung 1.log"):
        path = performer.record(place)
        performer.feed([0.5, 0.5])
        performer.record(None)
        assert logs.dimension_of(path) == (3 if not str(place).endswith(".log") else None)
        assert len(logs.read(path).values) == 1


def test_what_cannot_be_recorded_is_an_os_error_and_playing_goes_on(performer, tmp_path):
    (tmp_path / "old.log").write_text("dear")
    with pytest.raises(OSError, match=r"old\.log: exists already, expected a new name"):
        performer.record(tmp_path / "old.log")
    with pytest.raises(OSError, match=r"old\.log: cannot be created: "):
        performer.record(tmp_path / "old.log" / "a.log")
    assert (tmp_path / "old.log").read_text() == "dear"
    assert len(play(performer, 10)) > 10
    assert performer.poll_record() == "idle"


def test_a_silent_log_leaves_no_file(performer, tmp_path):
    performer.record(tmp_path)
    performer.record(None)
    assert list(tmp_path.iterdir()) == []


def test_files_that_come_of_another_model_are_told_of(performer, tmp_path):
    first = performer.record(tmp_path)
    performer.feed([0.5, 0.5])
    performer.advance(0.001)
    assert performer.poll_record() == "running"
    performer.load(mdrnn.models.path("touch-4d-s"))
    performer.feed([0.5, 0.5, 0.5])
    performer.record(None)
    assert sorted(logs.read(path).dimension for path in tmp_path.iterdir()) == [3, 4]
    assert len(logs.read(first).values) == 1


FULL_DISK = f"""
import resource, signal, sys, time
import mdrnn
performer = mdrnn.Performer(mdrnn.models.path({MODEL!r}), mode="useronly")
resource.setrlimit(resource.RLIMIT_FSIZE, (100, {resource.RLIM_INFINITY}))
performer.record(sys.argv[1])
told = []
for _ in range(20):
    performer.feed([0.5, 0.25])
    performer.advance(1)
    time.sleep(0.01)
    try:
        performer.poll_record()
    except OSError as error:
        told.append(str(error))
try:
    performer.record(None)
except OSError as error:
    told.append(str(error))
print(len(told), performer.counts.dropped_rows, told[0])
"""


def test_a_full_disk_is_told_of_once(tmp_path):
    path = tmp_path / "a.log"
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), timeout=60)
    assert done.returncode == 0, done.stderr
    told, dropped, sentence = done.stdout.strip().split(" ", 2)
    log = logs.read(path)
    assert told == "1"
    assert int(dropped) == 20 - len(log.values)
    assert int(dropped) > 10
    assert "a.log: cannot be written: " in sentence


def test_an_interpreter_that_ends_leaves_every_row(tmp_path):
    program = (
        "import sys, mdrnn; performer = mdrnn.Performer(mdrnn.models.path('mouse-3d-xs'), mode='useronly')\n"
        "performer.record(sys.argv[1])\nfor _ in range(100): performer.feed([0.5, 0.5])"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.log")], check=True, timeout=60)
    assert len(logs.read(tmp_path / "a.log").values) == 100
