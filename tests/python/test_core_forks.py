# SPDX-License-Identifier: MIT
"""Processes that `multiprocessing` forks while other threads load and record: each works, none hangs."""

import multiprocessing
import threading
from pathlib import Path

import pytest

import mdrnn

MODEL = mdrnn.models.path("mouse-3d-xs")
PATIENCE = 60.0  # seconds; a child that needs longer hangs
pytestmark = [
    pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def end_of_load(performer: mdrnn.Performer) -> str:
    while (state := performer.poll_load()) == "running":
        pass
    return state


def play(folder: Path, number: int) -> None:
    """In the child: its first load, its first log."""
    performer = mdrnn.Performer(MODEL, mode="useronly")
    performer.load_later(MODEL)
    assert end_of_load(performer) == "taken"
    log = performer.record(folder / f"{number}.log")
    performer.feed([0.2, 0.7])
    performer.record(None)
    assert log is not None
    assert len(log.read_text().splitlines()) == 1


def wait_for(child: multiprocessing.process.BaseProcess) -> int | None:
    child.join(PATIENCE)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode


def test_forked_processes_load_and_record_while_other_threads_do(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    is_over = threading.Event()

    def load_again_and_again(name: str) -> None:
        while not is_over.is_set():
            performer = mdrnn.Performer(MODEL, mode="useronly")
            performer.load_later(MODEL)
            performer.record(tmp_path / name)

    threads = [threading.Thread(target=load_again_and_again, args=(name,)) for name in ("a.log", "b.log")]
    for thread in threads:
        thread.start()
    try:
        for number in range(40):
            child = fork.Process(target=play, args=(tmp_path, number))
            child.start()
            assert wait_for(child) == 0
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def hear_of_the_parent(performer: mdrnn.Performer) -> None:
    """In the child: what the parent's log and load became."""
    with pytest.raises(ValueError, match="record again here"):
        performer.poll_record()
    assert performer.poll_record() == "idle"
    performer.record(None)


def test_a_forked_process_is_told_that_its_parents_log_goes_on_without_it(tmp_path: Path) -> None:
    performer = mdrnn.Performer(MODEL, mode="useronly")
    log = performer.record(tmp_path / "parent.log")
    performer.feed([0.2, 0.7])
    child = multiprocessing.get_context("fork").Process(target=hear_of_the_parent, args=(performer,))
    child.start()
    assert wait_for(child) == 0
    performer.feed([0.3, 0.7])
    performer.record(None)
    assert log is not None
    assert len(log.read_text().splitlines()) == 2
