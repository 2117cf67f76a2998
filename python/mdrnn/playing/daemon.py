# SPDX-License-Identifier: MIT
"""`mdrnn run`: plays with you over OSC, and sleeps until a datagram arrives or an event is due.

The core decides who plays what and when; here datagrams become calls to it, and its events become datagrams.
"""

import asyncio
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pythonosc.osc_message_builder import OscMessageBuilder

from .. import models
from ..data.logs import MAX_DIMENSION
from ..errors import MdrnnError
from ..wording import counted, is_plain_name, printable, shown
from . import osc_protocol as osc
from .console import STDOUT, Console
from .datagram_queue import DatagramQueue
from .raw_log import DECIDE_SECONDS, RawLog
from .supervisor import Supervisor
from .troubles import Troubles

if TYPE_CHECKING:
    from .._core import Performer

READ_AT_ONCE = 4096  # datagrams taken from the socket before one is played
SLICE = 32  # datagrams played before timers and signals have their turn
LOAD_POLL_SECONDS = 0.01  # between two looks at a model that is being loaded
LOG_POLL_SECONDS = 0.25  # between two looks at a log that is being written
LOG_CLOSE_SECONDS = 5.0  # a disk that takes longer for the last rows is not waited for
NEW_LOGS = 10  # that messages may begin within
NEW_LOGS_SECONDS = 10.0
LONGEST_NAME = 255  # bytes of a file's name, on every common file system
STALL_SECONDS = 1.0  # after a longer stop the music goes on from where it was and does not catch up


@dataclass(frozen=True)
class Settings:
    """Where to listen and send, and what to log."""

    host: str = "127.0.0.1"
    in_port: int = 6000
    out_host: str | None = None  # None: this machine
    out_port: int = 6001
    address: str = osc.IMPSY_PREDICTION
    log_folder: Path = Path("logs")
    log: bool = False
    dimension: int | None = None  # of a log without a model; None: decided by the events of the first second
    verbose: bool = False


# ---- the daemon -----------------------------------------------------------------------------------------------------


class Daemon:
    """Plays one performer over one UDP socket; without a performer it only logs what it hears."""

    def __init__(self, performer: "Performer | None", settings: Settings) -> None:
        """Opens the socket.

        Raises:
            MdrnnError: the port is in use, or a host is unknown.
        """
        self.performer = performer
        self.settings = settings
        self.console = Console()
        self.troubles = Troubles(self._report)
        self._supervisor = Supervisor()
        self._loop = asyncio.SelectorEventLoop()
        self._timer: asyncio.TimerHandle | None = None
        self._waiting = DatagramQueue()
        self._playing = self._loading = self._following = False
        self._heard = self._played = self._before_log = 0
        self._log: Path | None = None
        self._logs: list[Path] = []
        self._log_problems: dict[str, None] = {}  # why rows were dropped, each reason once, in order
        self._new_logs: deque[float] = deque(maxlen=NEW_LOGS)
        self._socket, self._target = _open_socket(settings)
        self.out_host = str(self._target[0])
        self._origin = time.monotonic()
        self._raw: RawLog | None = None
        if performer is None:
            self._raw = RawLog(settings.log_folder, settings.dimension, datetime.now(), self._tell, self.troubles.add)
        else:
            performer.thru = True  # the player's events come back repaired and timed, as they go into the log
            self._origin -= performer.now

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._socket.getsockname()[1])

    def run(self) -> None:
        """Plays until SIGINT or SIGTERM."""
        loop = self._loop
        loop.set_exception_handler(lambda _, context: self._report_bug(context.get("exception") or context["message"]))
        loop.add_reader(self._socket, self._read)
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, loop.stop)
        except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            signal_handlers = False
        else:
            signal_handlers = True
        if self.settings.log and self.performer is not None:
            self._begin_log(None)
        self._play()
        self._schedule()
        self._tell_supervisor("READY=1")
        self._show_life()
        try:
            loop.run_forever()
        except KeyboardInterrupt:
            if signal_handlers:
                raise
        finally:
            self._tell_supervisor("STOPPING=1")
            self.close()

    def _show_life(self) -> None:
        """Called by the event loop: when that hangs, systemd hears nothing and starts the daemon again."""
        if self._supervisor.interval is not None:
            self._tell_supervisor("WATCHDOG=1")
            self._loop.call_later(self._supervisor.interval, self._show_life)

    def _tell_supervisor(self, word: str) -> None:
        try:
            self._supervisor.tell(word)
        except OSError as error:
            self.troubles.add(f"telling systemd {word} failed: {error.strerror}")

    def stop(self) -> None:
        """Ends `run`; may be called from another thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.close()
        self._close_log()
        self.console.close()
        self._socket.close()

    def summary(self) -> list[str]:
        """What happened, one line each: events, logs, troubles that came more than once."""
        seconds = time.monotonic() - self._origin
        if self._raw is not None:
            lines = [f"{counted(self._raw.rows, 'event')} recorded in {seconds:.1f} s"]
        else:
            lines = [f"{counted(self._heard, 'event')} heard, {self._played:,} played in {seconds:.1f} s"]
        logs = self._raw.paths if self._raw is not None else self._logs
        if logs:
            lines.append(f"{'the log is' if len(logs) == 1 else 'the logs are'} {', '.join(map(str, logs))}")
        dropped = self.performer.counts.dropped_rows if self.performer is not None else 0
        if dropped:
            lines.append(f"{counted(dropped, 'row')} dropped: {'; '.join(self._log_problems)}")
        if self._waiting.dropped:
            lines.append(f"{counted(self._waiting.dropped, 'message')} dropped because they came too fast")
        return lines + self.troubles.summary()

    @property
    def heard(self) -> int:
        """The player's events so far."""
        return self._raw.heard if self._raw is not None else self._heard

    def _report(self, sentence: str) -> None:
        """Sends a trouble to the terminal and over OSC."""
        self.console.say(sentence)
        self._send(osc.ERROR, [sentence])

    def _tell(self, sentence: str) -> None:
        self.console.say(sentence, STDOUT)

    # ---- datagrams in

    def _read(self) -> None:
        """Takes what has arrived, and begins to play it."""
        self._drain()
        if self._waiting and not self._playing:
            self._playing = True
            self._play_waiting()

    def _drain(self) -> None:
        """Empties the socket, whose own buffer drops the newest when it is full."""
        dropped = self._waiting.dropped
        for datagram in self._arrived():
            self._waiting.push(datagram)
        if self._waiting.dropped > dropped:
            self.troubles.add("messages come faster than they can be played: the oldest events are dropped")

    def _arrived(self) -> Iterator[bytes]:
        for _ in range(READ_AT_ONCE):
            try:
                yield self._socket.recv(osc.MAX_DATAGRAM + 1)
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:  # an earlier datagram of ours was refused by its receiver
                self.troubles.add(f"receiving failed: {error.strerror}")
                return

    def _play_waiting(self) -> None:
        for _ in range(min(SLICE, len(self._waiting))):
            self.receive(self._waiting.pop())
            self._drain()
        if self._waiting:
            self._loop.call_soon(self._play_waiting)
        else:
            self._playing = False
            self._schedule()

    def receive(self, datagram: bytes) -> None:
        """Plays the messages of one datagram; what is wrong with it is reported."""
        try:
            for address, arguments in osc.messages(datagram):
                self._handle(address, arguments)
        except MdrnnError as error:
            self.troubles.add(str(error))
        except Exception as error:  # a fault of ours must not end a concert
            self._report_bug(error)

    def _report_bug(self, error: object) -> None:
        self.troubles.add(f"a bug in mdrnn, please report it: {type(error).__name__}: {error}")

    def _handle(self, address: str, arguments: list[osc.Argument]) -> None:
        try:
            word = osc.find(address)
            self._play()
            if word.parameter:
                self._set(word.name, address, arguments)
            else:
                getattr(self, f"_on_{word.name}")(address, arguments)
            self._play()
        except ValueError as error:  # the core's sentences too
            sentence = str(error)
            self.troubles.add(sentence if address in sentence else f"{address}: {sentence}")

    # ---- messages

    def _need_performer(self) -> "Performer":
        if self.performer is None:
            raise MdrnnError("no model is loaded: this run only writes a log")
        return self.performer

    def _set(self, name: str, address: str, arguments: list[osc.Argument]) -> None:
        performer = self._need_performer()
        wanted = 2 if address == "/temperature" else 1
        most = 2 if name == "sigma_temperature" else 1
        if not wanted <= len(arguments) <= most:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected {wanted}")
        if name == "mode":
            self._set_mode(performer, address, arguments)
            return
        first, *rest = osc.numbers(address, arguments)
        performer.set(name, first)
        if rest:
            performer.set("pi_temperature", rest[0])

    def _set_mode(self, performer: "Performer", address: str, arguments: list[osc.Argument]) -> None:
        before = performer.mode
        mode = arguments[0]
        performer.set("mode", mode if isinstance(mode, str) else osc.numbers(address, arguments)[0])
        if performer.mode != before:
            self._tell(f"mode is {performer.mode}")

    def _on_event(self, address: str, arguments: list[osc.Argument]) -> None:
        values = osc.numbers(address, arguments)
        if self._raw is not None:
            self._raw.event(self._seconds(), address, values)
            self._decide_later()
            return
        self._need_performer().feed(values)
        self._report_repairs(address, values)

    def _on_value(self, address: str, arguments: list[osc.Argument]) -> None:
        if len(arguments) != 2:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected an index and a value")
        index, value = osc.numbers(address, arguments)
        if not 0 <= index < MAX_DIMENSION or index % 1:
            raise MdrnnError(f"{address}: index is {index:g}, expected a whole number from 0")
        if self._raw is not None:
            self._raw.value(self._seconds(), address, int(index), value)
            return
        self._need_performer().feed_one(int(index), value)
        self._report_repairs(address, [value])

    def _decide_later(self) -> None:
        """Events wait for a second at most until their length is decided."""
        if self._raw is not None and self._raw.is_deciding and not self._following:
            self._following = True
            self._loop.call_later(DECIDE_SECONDS, self._raw.decide)

    def _report_repairs(self, address: str, values: list[float]) -> None:
        for value in values:
            if not 0.0 <= value <= 1.0:
                kept = "clamped" if abs(value) < float("inf") else "the previous value is kept"
                self.troubles.add(f"{address}: a value is {value:g}, expected 0 to 1; {kept}")

    def _on_step(self, address: str, arguments: list[osc.Argument]) -> None:
        self._send(osc.STEP, self._need_performer()._step(osc.numbers(address, arguments)))

    def _on_load(self, address: str, arguments: list[osc.Argument]) -> None:
        performer = self._need_performer()
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise MdrnnError(f"{address}: expected the name of a model")
        running = Path(performer.info.path).parent if performer.info.path else None
        performer.load_later(models.find(arguments[0], running))
        if not self._loading:
            self._loading = True
            self._loop.call_later(LOAD_POLL_SECONDS, self._follow_load)

    def _follow_load(self) -> None:
        """Until every load has ended and been reported."""
        self._play()
        self._loading = self._report_load(self._need_performer())
        if self._loading:
            self._loop.call_later(LOAD_POLL_SECONDS, self._follow_load)
        self._schedule()

    def _report_load(self, performer: "Performer") -> bool:
        """False when there is nothing to wait for any more."""
        try:
            state = performer.poll_load()
        except ValueError as error:
            self.troubles.add(f"/mdrnn/load: {error}")
            return True
        if state == "taken":
            self._tell(f"loaded {performer.info.path}: dimension {performer.info.dimension}")
            self._on_info(osc.INFO, [])
        return state != "idle"

    def _on_reset(self, address: str, arguments: list[osc.Argument]) -> None:
        self._need_performer().reset()

    def _on_seed(self, address: str, arguments: list[osc.Argument]) -> None:
        numbers = osc.numbers(address, arguments)
        if len(numbers) != 1 or not 0 <= numbers[0] < 2**53 or numbers[0] % 1:
            raise MdrnnError(f"{address}: expected one whole number from 0")
        self._need_performer().seed(int(numbers[0]))

    def _on_record(self, address: str, arguments: list[osc.Argument]) -> None:
        """Always a new file: an older log is never written to."""
        if len(arguments) != 1:
            raise MdrnnError(f"{address}: {counted(len(arguments), 'argument')}, expected 0, 1 or a file name")
        name = arguments[0] if isinstance(arguments[0], str) else None
        if name is None and osc.numbers(address, arguments)[0] == 0.0:
            self._stop_log()
            return
        if name is not None:
            name = _log_name(address, name)
        if name is None and self._is_log_empty():
            return
        self._check_place(address, name)
        self._limit_logs(address)
        self._begin_log(name)

    def _check_place(self, address: str, name: str | None) -> None:
        """The log before ends when a new one begins, so a place that would refuse the new one is found out first.

        Raises:
            MdrnnError: a log cannot begin there; the one that is being written goes on.
        """
        folder = self.settings.log_folder
        problem = ""
        try:
            if name is not None and (folder / name).lstat():
                problem = "exists already, expected a new name"
        except FileNotFoundError:
            pass  # as it should be
        except OSError as error:
            problem = str(error.strerror)
        if not problem and folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            problem = "the folder cannot be written"
        if problem:
            raise MdrnnError(f"{address}: {folder / (name or '')!s:.100}: {problem}; nothing is changed")

    def _is_log_empty(self) -> bool:
        """A log is being written, and nothing is in it yet: there is no need for another."""
        self._report_log()
        return self._log is not None and self._heard + self._played == self._before_log

    def _limit_logs(self, address: str) -> None:
        now = time.monotonic()
        if len(self._new_logs) == NEW_LOGS and now - self._new_logs[0] < NEW_LOGS_SECONDS:
            raise MdrnnError(
                f"{address}: expected at most {NEW_LOGS} new logs in {NEW_LOGS_SECONDS:g} s; nothing is changed"
            )
        self._new_logs.append(now)

    def _on_info(self, address: str, arguments: list[osc.Argument]) -> None:
        for key, value in self._facts():
            self._send(osc.INFO, [key, value])

    def _facts(self) -> Iterator[tuple[str, Any]]:
        self._report_log()
        log = self._raw.path if self._raw is not None else self._log
        yield from (("log", str(log or "")), ("heard", self.heard))
        if self.performer is None:
            return
        from .._core import PARAMETERS

        info, counts = self.performer.info, self.performer.counts
        for name in ("dimension", "layers", "units", "mixtures", "engine"):
            yield name, getattr(info, name)
        yield from (("model", info.path), ("played", self._played))
        for name in PARAMETERS:
            yield name, self.performer.get(name)
        for name in ("repaired_values", "repaired_states", "late_events", "dropped_rows", "dropped_events"):
            yield name, getattr(counts, name)

    # ---- time

    def _play(self) -> None:
        """Brings the performer's time to now, and sends what came due."""
        if self.performer is None:
            return
        elapsed = self._seconds()
        due = self.performer.next_due
        if due is not None and elapsed - due > STALL_SECONDS:
            self.troubles.add(f"the process was stopped for {elapsed - due:.1f} s; the music goes on from there")
            self._origin += elapsed - due
            elapsed = due
        for event in self.performer.advance(max(elapsed - self.performer.now, 0.0)):
            values = event.tolist()
            if event.source == "interface":
                self._heard += 1
                if self._heard == 1:
                    self._tell(f"hears you: {shown(values)}")
            else:
                self._played += 1
                self._send(self.settings.address, values)
            if self.settings.verbose:
                self.console.say(f"{event.time:10.3f} {event.source:9} {' '.join(f'{value:.3f}' for value in values)}")

    def _seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._origin

    def _schedule(self) -> None:
        """Sleeps until the next event that is known; without one there is no timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.performer.next_due if self.performer is not None else None
        if due is not None:
            self._timer = self._loop.call_at(self._origin + due, self._wake)

    def _wake(self) -> None:
        self._play()
        self._schedule()

    # ---- out

    def _send(self, address: str, arguments: list[Any]) -> None:
        builder = OscMessageBuilder(address)
        for argument in arguments:
            builder.add_arg(printable(argument) if isinstance(argument, str) else argument)
        try:
            self._socket.sendto(builder.build().dgram, self._target)
        except OSError as error:
            if address != osc.ERROR:  # that one is on the terminal already
                self.troubles.add(f"sending to {self.out_host} failed: {error.strerror}")

    # ---- logs

    def _begin_log(self, name: str | None) -> None:
        """The core's recorder writes it, on a thread of its own: a slow disk does not hold up the music."""
        folder = self.settings.log_folder
        if self._raw is not None:
            self._stop_log()
            self._raw.record(name)
            return
        self._need_performer().record_later(f"{folder}/" if name is None else folder / name)
        self._before_log = self._heard + self._played
        if not self._following:
            self._following = True
            self._follow_log()

    def _stop_log(self) -> None:
        if self._raw is not None:
            self._raw.decide()
            path = self._raw.path
            self._raw.stop()
            self._tell_ended(path)
        else:
            self._need_performer().record_later(None)

    def _tell_ended(self, path: Path | None) -> None:
        if path is not None and not self._loop.is_closed():  # at the end the summary names all logs
            self._tell(f"the log {path} is complete")

    def _follow_log(self) -> None:
        """As long as a log is being written."""
        self._following = self._report_log()
        if self._following:
            self._loop.call_later(LOG_POLL_SECONDS, self._follow_log)

    def _report_log(self) -> bool:
        """What has become of the log; False when none is being written."""
        while self.performer is not None:
            try:
                state = self.performer.poll_record()
            except OSError as error:
                self.troubles.add(f"log: {error}")
                self._log_problems[str(error)] = None
                continue
            if state == "begun":
                self._log = self.performer.record_path
                self._logs.append(self._log)
                self._tell(f"writes {self._log}")
            elif state == "done":
                if self._log is not None and self.performer.record_path != self._log:
                    self._logs.remove(self._log)  # nothing was played: the core has taken the file away
                else:
                    self._tell_ended(self._log)
                self._log = None
            elif state in ("running", "idle"):
                self._log = self._log if state == "running" else None
                return state == "running"
        return False

    def _close_log(self) -> None:
        """Waits until the last rows are on the disk."""
        self._stop_log()
        end = time.monotonic() + LOG_CLOSE_SECONDS
        while self._report_log() and time.monotonic() < end:
            time.sleep(0.005)


def _log_name(address: str, name: str) -> str:
    """With the ending .log, without which `mdrnn dataset` does not read a log in a folder.

    Raises:
        MdrnnError: it is not the name of a visible file in one folder, or longer than a file's name may be.
    """
    if not is_plain_name(name) or name.startswith("."):
        raise MdrnnError(
            f"{address}: '{printable(name):.100}' is not a plain file name, "
            "expected one without a folder that does not begin with a dot"
        )
    name = name if name.endswith(".log") else f"{name}.log"
    if (length := len(os.fsencode(name))) > LONGEST_NAME:
        raise MdrnnError(f"{address}: '{name:.100}' has {length} bytes, expected at most {LONGEST_NAME}")
    return name


def _open_socket(settings: Settings) -> tuple[socket.socket, Any]:
    """A bound UDP socket, and the address to send to: both IPv4 or both IPv6."""
    own_addresses = _resolve(settings.host, settings.in_port)
    loopback = "::1" if own_addresses[0][0] == socket.AF_INET6 else "127.0.0.1"
    out_addresses = _resolve(settings.out_host or loopback, settings.out_port)
    pairs = [(kind, own, out) for kind, own in own_addresses for other, out in out_addresses if other == kind]
    if not pairs:
        raise MdrnnError(
            f"--host {settings.host} is {_kind(own_addresses[0])}, --out-host {settings.out_host} is "
            f"{_kind(out_addresses[0])}; expected two of one kind"
        )
    kind, own, out = pairs[0]
    if own == out:
        raise MdrnnError(f"port {settings.in_port} is given for both in and out, expected two")
    opened = socket.socket(kind, socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    try:
        opened.bind(own)
    except OSError as error:
        opened.close()
        raise MdrnnError(
            f"port {settings.in_port} on {settings.host}: {error.strerror}; end what uses it or give another --in-port"
        ) from error
    return opened, out


def _resolve(host: str, port: int) -> list[tuple[int, Any]]:
    """The family and the address of each kind of address that a host has."""
    try:
        return [(found[0], found[4]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)]
    except (socket.gaierror, UnicodeError) as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else "not a host's name"
        raise MdrnnError(f"{printable(host):.200}: no such host ({reason})") from error


def _kind(address: tuple[int, Any]) -> str:
    return "IPv6" if address[0] == socket.AF_INET6 else "IPv4"
