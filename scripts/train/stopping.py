# SPDX-License-Identifier: MIT
"""Signals during training: it ends with a model, and a model that is being written is finished first."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]


@contextmanager
def kill_is_ctrl_c() -> Iterator[None]:
    """SIGTERM ends training as Ctrl-C does: the best so far is kept."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handling((signal.SIGTERM,), interrupt):
        yield


@contextmanager
def put_off(note: Callable[[str], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM only print a note: what is running takes some seconds and has to be finished."""
    with _handling((signal.SIGINT, signal.SIGTERM), lambda number, frame: note("the model is being written, a moment")):
        yield


@contextmanager
def _handling(signals: tuple[signal.Signals, ...], handler: Handler) -> Iterator[None]:
    """In the main thread; no other may set handlers, and none receives signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
