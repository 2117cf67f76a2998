# SPDX-License-Identifier: MIT
"""One Predictor or Performer used by several Python threads at once, and by a forked child.

scripts/proof tsan runs `stress` here under ThreadSanitizer too.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import mdrnn

SMALL, OTHER = mdrnn.models.path("mouse-3d-xs"), mdrnn.models.path("touch-4d-s")


def run_at_once(*calls: Callable[[], object], rounds: int) -> list[BaseException]:
    """Each call in a thread of its own, `rounds` times, all starting together; what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def repeat(call: Callable[[], object]) -> None:
        start.wait()
        for _ in range(rounds):
            try:
                call()
            except Exception as error:
                raised.append(error)

    threads = [threading.Thread(target=repeat, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def stress(rounds: int, folder: Path) -> list[BaseException]:
    """Every method of both classes against every other one, while models of two dimensions come and go."""
    predictor = mdrnn.Predictor(SMALL, seed=1)
    performer = mdrnn.Performer(SMALL, seed=1, threshold=0.0, mode="polyphony")
    raised = run_at_once(
        lambda: (predictor.load(OTHER), predictor.load(SMALL)),
        lambda: predictor.generate(200),
        lambda: predictor.forward(np.zeros((50, 3), np.float32)),
        lambda: (setattr(predictor, "state", predictor.state), predictor.reset(), predictor.info.path),
        lambda: (predictor.step([0.1, 0.2, 0.7]), predictor.seed(3)),
        rounds=rounds,
    )
    raised += run_at_once(
        lambda: (performer.load_later(OTHER), performer.poll_load(), performer.load(SMALL)),
        lambda: (performer.feed([0.2, 0.7]), performer.feed_one(0, 0.5)),
        lambda: performer.advance(0.5),
        lambda: (performer.record(folder / "logs"), performer.poll_record(), performer.record(None)),
        lambda: (performer.next_event, performer.next_due, performer.now, performer.counts, performer.info.metadata),
        lambda: (setattr(performer, "mode", "battle"), performer.set("max_dt", 2), performer.reset()),
        rounds=rounds,
    )
    return raised


@pytest.fixture
def quick_switches() -> Iterator[None]:
    """Python changes threads after 10 us: after its own 5 ms most calls would run undisturbed."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("quick_switches")
def test_any_thread_may_call_any_method_at_any_time(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for error in stress(100, tmp_path):
        # What may be raised is what is wrong with a call that comes while the other model plays.
        assert isinstance(error, ValueError), repr(error)
        assert "expected" in str(error), str(error)


def test_an_array_of_results_belongs_to_its_reader() -> None:
    predictor = mdrnn.Predictor(SMALL, seed=1)
    rows = predictor.generate(50)
    kept = rows.copy()
    predictor.load(OTHER)
    del predictor
    assert rows.flags.owndata or rows.base is not None
    assert np.array_equal(rows, kept)


def child_says(work: Callable[[], str], patience_seconds: int = 20) -> str:
    """What `work` returns in a forked child, which is ended if it hangs."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends it also in compiled code
        signal.alarm(patience_seconds)
        said = "raised something else"
        try:
            said = work()
        finally:
            os.write(writes, said.encode())
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().decode()
    status = os.waitpid(child, 0)[1]
    return said if os.WIFEXITED(status) else f"killed by signal {os.WTERMSIG(status)}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_is_told_of_an_object_that_was_in_use() -> None:
    predictor, idle = mdrnn.Predictor(SMALL, seed=1), mdrnn.Predictor(SMALL, seed=1)
    began, enough = threading.Event(), threading.Event()

    def generate() -> None:
        began.set()
        while not enough.is_set():
            predictor.generate(1_000_000)

    thread = threading.Thread(target=generate)
    thread.start()
    began.wait()

    def use(used: mdrnn.Predictor) -> str:
        try:
            return f"stepped to {len(used.step([0.1, 0.2, 0.7]))} numbers"
        except RuntimeError as error:
            return str(error)

    try:
        free = child_says(lambda: use(idle))
        for _ in range(50):  # a fork may hit the moment between two calls
            in_use = child_says(lambda: use(predictor))
            if not in_use.startswith("stepped"):
                break
    finally:
        enough.set()
        thread.join()
    assert in_use == "another thread was using this object when the process forked; make a new one here"
    assert free == "stepped to 3 numbers"


@pytest.mark.parametrize("events", [-1, 10**11])
def test_no_more_events_are_generated_than_memory_is_made_for(events: int) -> None:
    with pytest.raises(ValueError, match=rf"^events is {events}, expected 0 to 100000000$"):
        mdrnn.Predictor(SMALL).generate(events)


if __name__ == "__main__":
    (Path(sys.argv[1]) / "logs").mkdir(exist_ok=True)
    sys.setswitchinterval(1e-5)
    print("raised", len(stress(int(sys.argv[2]), Path(sys.argv[1]))), "errors")
