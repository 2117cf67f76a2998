# SPDX-License-Identifier: MIT
"""`mdrnn run`: a performer that is played and answers over OSC, asleep until a datagram or an event is due.

The core decides who plays what and when; here datagrams become its calls, and its events become datagrams and log rows.
"""

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pythonosc.osc_message_builder import OscMessageBuilder

from .. import models
from ..data.logs import MAX_DIMENSION, LogWriter, Source
from ..errors import MdrnnError
from . import osc_protocol as osc
from .supervisor import Supervisor

if TYPE_CHECKING:
    from .._core import Performer

WAITING = 256  # datagrams that may wait; in a flood the oldest go
DRAINED = 4096  # datagrams taken from the socket before the loop turns
SLICE = 32  # datagrams played before the socket is looked at again
KINDS = 64  # kinds of trouble that are told apart
LOOK_SECONDS = 0.01  # until a model that is under way is looked for again
STALL_SECONDS = 1.0  # a process that was stopped for longer goes on from where it was, it does not catch up


@dataclass(frozen=True)
class Settings:
    """Where to listen and send, and what to write down."""

    host: str = "127.0.0.1"
    in_port: int = 6000
    out_host: str = "127.0.0.1"
    out_port: int = 6001
    address: str = osc.IMPSY_PREDICTION
    log_folder: Path = Path("logs")
    log: bool = False
    dimension: int | None = None  # of a log without a model; None: what the first event says
    verbose: bool = False


# ---- reports --------------------------------------------------------------------------------------------------------


class Reporter:
    """Says each kind of trouble once, and how often it came when all is over.

    Two sentences that differ in their numbers alone are of one kind. There are at most `KINDS` of them, so that no
    stream of messages can fill a pipe that nobody reads.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._first: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def report(self, sentence: str) -> None:
        kind = re.sub(r"[-+]?\b(\d[\d.]*(e[-+]?\d+)?|nan|inf)\b", "#", sentence)
        if kind not in self._first and len(self._first) >= KINDS:
            sentence = kind = "more kinds of trouble, which are only counted"
        self._counts[kind] += 1
        if self._counts[kind] == 1:
            self._first[kind] = sentence
            _say(sentence)
            self._tell(sentence)

    def summary(self) -> list[str]:
        """What came more than once."""
        return [f"{count} times: {self._first[kind]}" for kind, count in self._counts.items() if count > 1]


def _say(sentence: str) -> None:
    """To a person at the terminal; where nobody reads any more, the music goes on in silence."""
    try:
        print(f"mdrnn: {sentence}", file=sys.stderr, flush=True)
    except OSError:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process


# ---- the daemon -----------------------------------------------------------------------------------------------------


class Daemon:
    """Plays one performer over one UDP socket, or, where there is none, writes down what it hears."""

    def __init__(self, performer: "Performer | None", settings: Settings) -> None:
        """Opens the socket.

        Raises:
            MdrnnError: the port is in use, or a host is not known.
        """
        self.performer = performer
        self.settings = settings
        self.reporter = Reporter(lambda sentence: self._send(osc.ERROR, [sentence]))
        self._supervisor = Supervisor()
        self._loop = asyncio.SelectorEventLoop()
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: deque[bytes] = deque(maxlen=WAITING)
        self._flooded = 0
        self._playing = self._loading = False
        self._values: list[float] = []
        self._heard = self._played = self._rows = 0
        self._writer: LogWriter | None = None
        self._record_name: str | None = None
        self._recording = settings.log
        self._logs: list[Path] = []
        self._socket, self._target = _open_socket(settings)
        self._began = datetime.now()
        self._origin = time.monotonic()
        if performer is not None:
            performer.thru = True  # the player's events come back repaired and timed, as they go into the log
            self._origin -= performer.now

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._socket.getsockname()[1])

    def run(self) -> None:
        """Plays until SIGINT or SIGTERM."""
        loop = self._loop
        loop.add_reader(self._socket, self._drain)
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, loop.stop)
        except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            signal_handlers = False
        else:
            signal_handlers = True
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
        """By the loop that plays: a daemon that hangs shows none and is started again."""
        if self._supervisor.interval is not None:
            self._tell_supervisor("WATCHDOG=1")
            self._loop.call_later(self._supervisor.interval, self._show_life)

    def _tell_supervisor(self, word: str) -> None:
        try:
            self._supervisor.tell(word)
        except OSError as error:
            self.reporter.report(f"systemd cannot be told {word}: {error.strerror}")

    def stop(self) -> None:
        """Ends `run`; may be called from another thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.close()
        self._close_log()
        self._socket.close()

    def summary(self) -> list[str]:
        """What happened, a line each: events, logs, troubles that came more than once."""
        seconds = time.monotonic() - self._origin
        lines = [f"{self._heard} events heard, {self._played} played in {seconds:.1f} s"]
        if self._logs:
            lines.append(f"{self._rows} rows in {', '.join(map(str, self._logs))}")
        if self._flooded:
            lines.append(f"{self._flooded} datagrams dropped in floods")
        return lines + self.reporter.summary()

    # ---- datagrams in

    def _drain(self) -> None:
        """Empties the socket; where more comes than can be played, the newest are kept."""
        for _ in range(DRAINED):
            try:
                datagram = self._socket.recv(osc.MAX_DATAGRAM + 1)
            except (BlockingIOError, InterruptedError):
                break
            except OSError as error:  # an earlier datagram of ours was refused by its receiver
                self.reporter.report(f"receiving failed: {error.strerror}")
                break
            if len(self._waiting) == WAITING:
                self._flooded += 1
                if self._flooded == 1:
                    self.reporter.report("messages come faster than they can be played: the oldest are dropped")
            self._waiting.append(datagram)
        if self._waiting and not self._playing:
            self._playing = True
            self._play_waiting()

    def _play_waiting(self) -> None:
        for _ in range(min(SLICE, len(self._waiting))):
            self.receive(self._waiting.popleft())
        if self._waiting:
            self._loop.call_soon(self._play_waiting)
        else:
            self._playing = False
            self._schedule()

    def receive(self, datagram: bytes) -> None:
        """Plays the messages of one datagram; what is wrong with it is reported and goes no further."""
        try:
            for address, arguments in osc.messages(datagram):
                self._handle(address, arguments)
        except MdrnnError as error:
            self.reporter.report(str(error))
        except Exception as error:  # a fault of ours must not end a concert
            self.reporter.report(f"a fault in mdrnn, please report it: {type(error).__name__}: {error}")

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
            self.reporter.report(sentence if address in sentence else f"{address}: {sentence}")

    # ---- words

    def _need_performer(self) -> "Performer":
        if self.performer is None:
            raise MdrnnError("no model is loaded, this run only writes a log")
        return self.performer

    def _set(self, name: str, address: str, arguments: list[osc.Argument]) -> None:
        performer = self._need_performer()
        wanted = 2 if address == "/temperature" else 1
        most = 2 if name == "sigma_temperature" else 1
        if not wanted <= len(arguments) <= most:
            raise MdrnnError(f"{address}: {len(arguments)} arguments, expected {wanted}")
        if name == "mode" and isinstance(arguments[0], str):
            performer.set(name, arguments[0])
            return
        first, *rest = osc.numbers(address, arguments)
        performer.set(name, first)
        if rest:
            performer.set("pi_temperature", rest[0])

    def _on_event(self, address: str, arguments: list[osc.Argument]) -> None:
        values = osc.numbers(address, arguments)
        if self.performer is None:
            self._write_down(address, values)
            return
        self.performer.feed(values)
        self._report_repairs(address, values)

    def _on_value(self, address: str, arguments: list[osc.Argument]) -> None:
        if len(arguments) != 2:
            raise MdrnnError(f"{address}: {len(arguments)} arguments, expected an index and a value")
        index, value = osc.numbers(address, arguments)
        if not 0 <= index < MAX_DIMENSION or index % 1:
            raise MdrnnError(f"{address}: index is {index:g}, expected a whole number from 0")
        if self.performer is None:
            self._write_down_one(address, int(index), value)
            return
        self.performer.feed_one(int(index), value)
        self._report_repairs(address, [value])

    def _report_repairs(self, address: str, values: list[float]) -> None:
        for value in values:
            if not 0.0 <= value <= 1.0:
                kept = "clamped" if abs(value) < float("inf") else "its last value stays"
                self.reporter.report(f"{address}: a value is {value:g}, expected 0 to 1; {kept}")

    def _on_step(self, address: str, arguments: list[osc.Argument]) -> None:
        self._send(osc.STEP, self._need_performer()._step(osc.numbers(address, arguments)))

    def _on_load(self, address: str, arguments: list[osc.Argument]) -> None:
        performer = self._need_performer()
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise MdrnnError(f"{address}: expected one name of a model")
        running = Path(performer.info.path).parent if performer.info.path else None
        performer.load_later(models.resolve(arguments[0], running))
        if not self._loading:
            self._loading = True
            self._loop.call_later(LOOK_SECONDS, self._look_for_model)

    def _look_for_model(self) -> None:
        """Until every load has come to its end and that has been told."""
        self._play()
        self._loading = self._tell_of_load(self._need_performer())
        if self._loading:
            self._loop.call_later(LOOK_SECONDS, self._look_for_model)
        self._schedule()

    def _tell_of_load(self, performer: "Performer") -> bool:
        """False when there is nothing to tell any more."""
        try:
            state = performer.poll_load()
        except ValueError as error:
            self.reporter.report(f"/mdrnn/load: {error}")
            return True
        if state == "taken":
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
            raise MdrnnError(f"{address}: {len(arguments)} arguments, expected 0, 1 or a file name")
        name = arguments[0] if isinstance(arguments[0], str) else None
        recording = name is not None or osc.numbers(address, arguments)[0] != 0.0
        if name is not None and (name != Path(name).name or name in ("", ".", "..")):
            raise MdrnnError(f"{address}: {name!a} is no plain file name; it goes to {self.settings.log_folder}")
        if name is not None and (self.settings.log_folder / name).exists():
            raise MdrnnError(f"{address}: {name} exists already, expected a new name")
        self._close_log()
        self._recording, self._record_name = recording, name

    def _on_info(self, address: str, arguments: list[osc.Argument]) -> None:
        facts: dict[str, Any] = {"log": str(self._writer.path or "") if self._writer else "", "heard": self._heard}
        if self.performer is not None:
            from .._core import PARAMETERS

            info, counts = self.performer.info, self.performer.counts
            facts |= {name: getattr(info, name) for name in ("dimension", "layers", "units", "mixtures", "engine")}
            facts |= {"model": info.path, "played": self._played}
            facts |= {name: self.performer.get(name) for name in PARAMETERS}
            told = ("repaired_values", "repaired_states", "late_events", "dropped_events")
            facts |= {name: getattr(counts, name) for name in told}
        for key, value in facts.items():
            self._send(osc.INFO, [key, value])

    # ---- time

    def _play(self) -> None:
        """Brings the performer's time to now, sends and writes down what came due."""
        if self.performer is None:
            return
        elapsed = time.monotonic() - self._origin
        due = self.performer.next_due
        if due is not None and elapsed - due > STALL_SECONDS:
            self.reporter.report(f"time stood still for {elapsed - due:.1f} s; the music goes on from there")
            self._origin += elapsed - due
            elapsed = due
        for event in self.performer.advance(max(elapsed - self.performer.now, 0.0)):
            values = event.tolist()
            if event.source == "interface":
                self._heard += 1
            else:
                self._played += 1
                self._send(self.settings.address, values)
            self._record(event.source, event.time, values)
            if self.settings.verbose:
                _say(f"{event.time:10.3f} {event.source:9} {' '.join(f'{value:.3f}' for value in values)}")

    def _schedule(self) -> None:
        """Sleeps until the next event that is known: no timer at all where there is none."""
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
            builder.add_arg(argument)
        try:
            self._socket.sendto(builder.build().dgram, self._target)
        except OSError as error:
            if address != osc.ERROR:  # that one has been said on stderr
                self.reporter.report(f"sending to {self.settings.out_host} failed: {error.strerror}")

    # ---- logs

    def _write_down(self, address: str, values: list[float]) -> None:
        """An event of a run without a model: as it came, for it has no range to be repaired to."""
        expected = (self.settings.dimension or len(self._values) + 1) - 1
        if expected == 0 and not 1 <= len(values) < MAX_DIMENSION:
            raise MdrnnError(f"{address}: {len(values)} values, expected 1 to {MAX_DIMENSION - 1}")
        if expected and len(values) != expected:
            raise MdrnnError(f"{address}: {len(values)} values, expected {expected} (the dimension is {expected + 1})")
        for value in values:
            if abs(value) >= 3.4e38 or value != value:
                raise MdrnnError(f"{address}: a value is {value:g}, expected a finite number; the event is left out")
        self._values = values
        self._heard += 1
        self._record("interface", time.monotonic() - self._origin, values)

    def _write_down_one(self, address: str, index: int, value: float) -> None:
        values = self._values or [0.5] * ((self.settings.dimension or 1) - 1)
        if not 0 <= index < len(values):
            raise MdrnnError(f"{address}: there is no value {index}, expected 0 to {len(values) - 1}; see --dimension")
        self._write_down(address, [*values[:index], value, *values[index + 1 :]])

    def _record(self, source: Source, seconds: float, values: list[float]) -> None:
        """A row; where the disk is full or the folder refuses, that is said once and the music goes on."""
        if not self._recording:
            return
        if self._writer is not None and self._writer.dimension != len(values) + 1:
            self._close_log()  # a model of another dimension came in: its rows go to a file of their own
            self._record_name = None
        if self._writer is None:
            self._writer = LogWriter(self.settings.log_folder, len(values) + 1, self._began, self._record_name)
        try:
            self._writer.write(source, seconds, values)
        except OSError as error:
            self.reporter.report(f"log: {error.filename or self._writer.path}: {error.strerror}; the row is lost")
            return
        self._rows += 1
        if self._writer.path is not None and self._writer.path not in self._logs:
            self._logs.append(self._writer.path)

    def _close_log(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _open_socket(settings: Settings) -> tuple[socket.socket, Any]:
    """A bound UDP socket and the address to send to."""
    try:
        out = socket.getaddrinfo(settings.out_host, settings.out_port, type=socket.SOCK_DGRAM)[0]
        own = socket.getaddrinfo(settings.host, settings.in_port, family=out[0], type=socket.SOCK_DGRAM)[0]
    except socket.gaierror as error:
        raise MdrnnError(f"{settings.host} or {settings.out_host}: no such host ({error.strerror})") from error
    if own[4] == out[4]:
        raise MdrnnError(f"port {settings.in_port} is given for both in and out, expected two")
    opened = socket.socket(own[0], socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    try:
        opened.bind(own[4])
    except OSError as error:
        opened.close()
        raise MdrnnError(
            f"port {settings.in_port} on {settings.host}: {error.strerror}; end what uses it or give another --in-port"
        ) from error
    return opened, out[4]
