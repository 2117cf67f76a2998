# SPDX-License-Identifier: MIT
"""The daemon's loop: what is due is called in order, whatever a call does, and it sleeps in between."""

import os
import resource
import signal
import socket
import threading
import time
from contextlib import closing
from functools import partial

import pytest

from mdrnn.loop import Loop


@pytest.fixture
def faults():
    return []


@pytest.fixture
def loop(faults):
    with closing(Loop(faults.append)) as made:
        yield made


def test_calls_come_at_their_moments_in_their_order(loop):
    called = []
    now = time.monotonic()
    for name, moment in (("third", now + 0.02), ("first", now), ("second", now + 0.01), ("late", now - 1.0)):
        loop.call_at(moment, partial(called.append, name))
    loop.call_at(now + 0.05, loop.stop)
    loop.run_forever()
    assert called == ["late", "first", "second", "third"]
    assert time.monotonic() >= now + 0.05


def test_a_cancelled_call_does_not_come_and_is_not_waited_for(loop):
    timer = loop.call_later(0.01, lambda: pytest.fail("it was cancelled"))
    timer.cancel()
    loop.call_later(0.03, loop.stop)
    loop.run_forever()
    loop.call_later(3600, loop.stop).cancel()
    assert loop._patience() == 0.0  # it has been stopped


def test_a_call_that_asks_for_itself_at_once_keeps_nobody_else_waiting(loop):
    reader, writer = socket.socketpair()
    heard = []

    def again():
        loop.call_soon(again)
        loop.call_at(0.0, lambda: None)

    def read():
        heard.append(reader.recv(16))
        loop.stop()

    with reader, writer:
        loop.add_reader(reader, read)
        loop.call_soon(again)
        writer.send(b"heard")
        loop.run_forever()
    assert heard == [b"heard"]


def test_what_a_call_raises_is_told_and_the_loop_goes_on(loop, faults):
    def fail():
        raise KeyError("a fault")

    loop.call_soon(fail)
    loop.call_later(0.0, fail)
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
    assert [type(fault) for fault in faults] == [KeyError, KeyError]


def test_another_thread_ends_the_wait(loop):
    thread = threading.Timer(0.05, loop.call_soon_threadsafe, [loop.stop])
    thread.start()
    loop.run_forever()
    thread.join()
    for _ in range(100_000):  # more than its pipe takes
        loop.call_soon_threadsafe(lambda: None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_and_is_given_back(faults, number):
    before = signal.getsignal(number)
    with closing(Loop(faults.append)) as loop:
        loop.add_signal_handler(number, loop.stop)
        threading.Timer(0.05, os.kill, [os.getpid(), number]).start()
        loop.run_forever()
    assert signal.getsignal(number) is before
    assert signal.set_wakeup_fd(-1) == -1
    assert loop.is_closed()


def test_where_nothing_is_due_it_sleeps(loop):
    """Counted by the times that the system gave it the processor."""
    loop.call_later(0.5, loop.stop)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
    loop.run_forever()
    assert resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - before < 10
