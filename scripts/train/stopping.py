# SPDX-License-Identifier: MIT
"""When a person or the system wants training to end: it ends with a model, and a model being written gets whole."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]


@contextmanager
def kill_is_ctrl_c() -> Iterator[None]:
    """SIGTERM ends training as a person does: the best so far is kept."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handling((signal.SIGTERM,), interrupt):
        yield


@contextmanager
def put_off(note: Callable[[str], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM are answered and nothing more: what goes on takes some seconds and has to be finished."""
    with _handling((signal.SIGINT, signal.SIGTERM), lambda number, frame: note("the model is being written, a moment")):
        yield


@contextmanager
def _handling(signals: tuple[signal.Signals, ...], handler: Handler) -> Iterator[None]:
    """Only the main thread may; elsewhere no signal arrives."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
