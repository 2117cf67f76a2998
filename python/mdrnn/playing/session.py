# SPDX-License-Identifier: MIT
"""`mdrnn run`: one performer, its time and its log, played over any number of channels; sleeps until there is news.

The core decides who plays what and when. What channels hear becomes calls to it, and its events go out to all channels.
"""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MdrnnError, as_bug, in_words
from ..wording import counted, shown
from . import osc_protocol as osc
from .channel import Channel
from .console import STDOUT, Console
from .raw_log import DECIDE_SECONDS, RawLog
from .recording import Recording
from .settings import Settings
from .supervisor import Supervisor
from .troubles import Troubles
from .words import Reply, Words

if TYPE_CHECKING:
    from .._core import Performer

LOAD_POLL_SECONDS = 0.01  # between two looks at a model that is being loaded
REOPEN_SECONDS = 1.0  # between two attempts to open a channel that has failed
STALL_SECONDS = 1.0  # after a longer stop the music goes on from where it was and does not catch up


@dataclass
class _Link:
    """A channel, whether it is open, and whether its absence has been told."""

    channel: Channel
    is_open: bool = False
    is_told: bool = False


class Session:
    """Plays one performer; without a performer it only logs what it hears."""

    def __init__(self, performer: "Performer | None", settings: Settings, channels: Sequence[Channel]) -> None:
        """Opens the channels.

        Raises:
            MdrnnError: none of the channels can be opened; the sentence of the first.
        """
        self.performer = performer
        self.settings = settings
        self.loop = asyncio.SelectorEventLoop()
        self.console = Console()
        self.values: list[float] = []
        self._troubles = Troubles(self._report)
        self._words = Words(self)
        self._supervisor = Supervisor()
        self._links = [_Link(channel) for channel in channels]
        self._timer: asyncio.TimerHandle | None = None
        self._planned: float | None = None
        self._speaker: Channel | None = None  # whose event the performer heard last
        self._is_machine_sounding = self._is_loading = self._is_deciding = self._is_scheduling = False
        self._heard = self._played = 0
        self._origin = time.monotonic()
        self._raw: RawLog | None = None
        self._told_log = ""
        if performer is None:
            self._raw = RawLog(settings.log_folder, settings.dimension, datetime.now(), self.say, self.trouble)
        else:
            performer.thru = True  # the player's events come back repaired and timed, as they go into the log
            self._origin -= performer.now
            self.values = [0.5] * (performer.info.dimension - 1)
        self._told_dimension = self.dimension
        self.recording = Recording(self, self._raw, lambda: self._tell_changed("log", self._log_name))
        self._open_all()

    # ---- for channels

    @property
    def dimension(self) -> int | None:
        """Of an event, `dt` included; None: not known yet, in a run without a model."""
        if self.performer is not None:
            return self.performer.info.dimension
        return self._raw.dimension if self._raw is not None else None

    @property
    def model(self) -> Path | None:
        """The file of the model that plays; None: there is none."""
        return Path(self.performer.info.path) if self.performer is not None and self.performer.info.path else None

    @property
    def channels(self) -> list[Channel]:
        """All of them, open or not."""
        return [link.channel for link in self._links]

    @property
    def now(self) -> float:
        """Seconds since the beginning; time during which the process was stopped does not count."""
        return time.monotonic() - self._origin

    @property
    def events(self) -> int:
        """The player's and the machine's so far."""
        return self._heard + self._played

    @property
    def heard(self) -> int:
        """The player's events so far."""
        return self._raw.heard if self._raw is not None else self._heard

    @property
    def next_event(self) -> tuple[float, list[float]] | None:
        """The machine's: when it is due, in seconds like `now`, and its values."""
        event = self.performer.next_event if self.performer is not None else None
        return None if event is None else (event.time, event.tolist())

    def event(self, values: list[float], channel: Channel) -> None:
        """The player's whole event, now; what is wrong with it is reported."""
        self._do(channel.name, lambda: self.hear(values, channel, channel.name))

    def some(self, values: dict[int, float], channel: Channel) -> None:
        """Some of the player's values are new and the others keep theirs: one event, now."""
        self._do(channel.name, lambda: self.hear_some(values, channel, channel.name))

    def released(self, indices: list[int], channel: Channel) -> None:
        """The player has let go of the notes of these values: no event, but where they sound they end."""
        if indices:
            self._each(lambda each: each.released(indices, channel))

    def command(self, address: str, arguments: list[osc.Argument], channel: Channel, reply: Reply) -> None:
        """Obeys a word of `osc_protocol.WORDS`; what is wrong with it is reported."""
        self._do(address, lambda: self._words.obey(address, arguments, channel, reply))

    def trouble(self, sentence: str, kind: str | None = None) -> None:
        """Something went wrong: told when it first happens, and counted.

        `kind`: a name for what the sentence is an example of, without what a sender said; None: the sentence itself.
        """
        self._troubles.add(sentence, kind)

    def report_bug(self, error: object) -> None:
        """A fault of ours must not end a concert."""
        self.trouble(as_bug(error))

    def say(self, sentence: str) -> None:
        """News, for the terminal."""
        self.console.say(sentence, STDOUT)

    def facts(self) -> Iterator[tuple[str, Any]]:
        """What is loaded, each parameter, and how it goes."""
        self.recording.poll()
        yield from (("log", self._log_name), ("heard", self.heard))
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

    # ---- for words: these raise a ValueError with a sentence

    def need_performer(self) -> "Performer":
        if self.performer is None:
            raise MdrnnError("no model is loaded: this run only writes a log")
        return self.performer

    def hear(self, values: list[float], channel: Channel, where: str) -> None:
        """The player's whole event; `where` begins a sentence about it."""
        self._speaker = channel
        if self._raw is not None:
            self._raw.event(self.now, where, values)
            self._log_raw(channel)
            return
        self.need_performer().feed(values)
        self._report_repairs(where, values)

    def hear_some(self, values: dict[int, float], channel: Channel, where: str) -> None:
        self._speaker = channel
        if self._raw is not None:
            self._raw.some(self.now, where, values)
            self._log_raw(channel)
            return
        performer = self.need_performer()
        if len(values) == 1:
            for index, value in values.items():
                performer.feed_one(index, value)
        elif values:
            count = len(self.values)
            if wrong := [index for index in values if not 0 <= index < count]:
                raise MdrnnError(f"{where}: there is no value {wrong[0]}, expected 0 to {count - 1}")
            performer.feed([values.get(index, value) for index, value in enumerate(self.values)])
        self._report_repairs(where, list(values.values()))

    def set(self, name: str, value: float | str) -> None:
        """A parameter of the core's."""
        performer = self.need_performer()
        before = performer.get(name)
        performer.set(name, value)
        now = performer.get(name)
        if name == "mode" and now != before:
            self.say(f"mode is {now}")
        if name in ("mode", "pause") and now != before:
            self._silence()
        self._tell_changed(name, now)

    def reset(self) -> None:
        self.need_performer().reset()
        self._end_sound()  # of the player too

    def load(self, path: Path) -> None:
        """Loads a model in the background; it plays when it is ready."""
        self.need_performer().load_later(path)
        if not self._is_loading:
            self._is_loading = True
            self.loop.call_later(LOAD_POLL_SECONDS, self._follow_load)

    # ---- running

    def run(self) -> None:
        """Plays until SIGINT, SIGTERM or SIGHUP."""
        loop = self.loop
        loop.set_exception_handler(lambda _, context: self.report_bug(context.get("exception") or context["message"]))
        try:
            for number in _ending_signals():
                loop.add_signal_handler(number, loop.stop)
        except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            signal_handlers = False
        else:
            signal_handlers = True
        if self.settings.log and self.performer is not None:
            self.recording.begin(None)
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

    def stop(self) -> None:
        """Ends `run`; may be called from another thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)

    def close(self) -> None:
        """Ends every channel, then the log."""
        for link in self._links:
            self._close_channel(link)
        if not self.loop.is_closed():
            self._end_tasks()
            self.loop.close()
        self.recording.close()
        self.console.close()

    def descriptions(self) -> list[str]:
        """What each open channel is connected to."""
        return [text for link in self._links if link.is_open and (text := link.channel.describe())]

    def hints(self, values: str) -> list[str]:
        """How to play by each open channel."""
        return [text for link in self._links if link.is_open and (text := link.channel.hint(values))]

    def summary(self) -> list[str]:
        """What happened, one line each: events, logs, troubles that came more than once."""
        seconds = time.monotonic() - self._origin
        if self._raw is not None:
            lines = [f"{counted(self._raw.rows, 'event')} recorded in {seconds:.1f} s"]
        else:
            lines = [f"{counted(self._heard, 'event')} heard, {self._played:,} played in {seconds:.1f} s"]
        lines += self.recording.summary()
        lines += [line for link in self._links for line in link.channel.summary()]
        return lines + self._troubles.summary()

    def _end_tasks(self) -> None:
        """Lets what channels left on the loop see that it was cancelled."""
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks and not self.loop.is_running():
            self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    def _show_life(self) -> None:
        """Called by the event loop: when that hangs, systemd hears nothing and starts the session again."""
        if self._supervisor.interval is not None:
            self._tell_supervisor("WATCHDOG=1")
            self.loop.call_later(self._supervisor.interval, self._show_life)

    def _tell_supervisor(self, word: str) -> None:
        try:
            self._supervisor.tell(word)
        except OSError as error:
            self.trouble(f"telling systemd {word} failed: {error.strerror}")

    # ---- channels

    def _open_all(self) -> None:
        failed: list[tuple[_Link, MdrnnError]] = []
        for link in self._links:
            try:
                link.channel.open(self)
                link.is_open = True
            except MdrnnError as error:
                failed.append((link, error))
        if failed and not any(link.is_open and link.channel.is_wire for link in self._links):
            for link, reason in failed[1:]:
                self.trouble(f"{link.channel.name}: {reason}")
            self.close()
            raise failed[0][1]
        for link, reason in failed:
            self._lose(link, reason)

    def _each(self, tell: Callable[[Channel], None]) -> None:
        """Tells every open channel; one that fails does not touch the others."""
        for link in self._links:
            if link.is_open:
                try:
                    tell(link.channel)
                except Exception as error:
                    self._lose(link, error)

    def lost(self, channel: Channel, error: Exception) -> None:
        """For a channel that finds out by itself that it has failed: it is closed, and opened again."""
        for link in self._links:
            if link.channel is channel and link.is_open:
                self._lose(link, error)

    def _lose(self, link: _Link, error: Exception) -> None:
        self._close_channel(link)
        if not link.is_told:
            link.is_told = True
            known = isinstance(error, MdrnnError | OSError)
            reason = in_words(error) if known else as_bug(error)
            sentence = f"{link.channel.name}: {reason}; it is tried again"
            self.trouble(sentence, kind=sentence)  # told whatever came before
        if not self.loop.is_closed():
            self.loop.call_later(REOPEN_SECONDS, self._reopen, link)

    def _reopen(self, link: _Link) -> None:
        try:
            link.channel.open(self)
        except Exception as error:
            self._lose(link, error)
            return
        link.is_open, link.is_told = True, False
        self.say(": ".join(filter(None, [f"{link.channel.name} is back", link.channel.describe()])))

    def _close_channel(self, link: _Link) -> None:
        link.is_open = False
        try:
            link.channel.close()
        except Exception as error:
            self.report_bug(error)

    def _report(self, sentence: str) -> None:
        """Tells a trouble to the terminal and to every channel."""
        self.console.say(sentence)
        self._each(lambda channel: channel.report(sentence))

    def _tell_changed(self, name: str, value: float | str) -> None:
        self._each(lambda channel: channel.changed({name: value}))

    def _silence(self) -> None:
        """The machine's turn is over."""
        if self._is_machine_sounding:
            self._end_sound()

    def _end_sound(self) -> None:
        self._is_machine_sounding = False
        self._each(lambda channel: channel.silence())

    # ---- the player

    def _do(self, where: str, act: Callable[[], None]) -> None:
        """Between two looks at the clock; what is wrong is reported as a sentence that begins with `where`."""
        try:
            self._play()
            act()
            self._play()
        except ValueError as error:  # the core's sentences too
            sentence = str(error)
            kind = error.kind if isinstance(error, MdrnnError) else None
            self.trouble(sentence if where in sentence else f"{where}: {sentence}", kind)
        except Exception as error:
            self.report_bug(error)
        self._schedule_soon()

    def _log_raw(self, channel: Channel) -> None:
        """Events wait for a second at most until their length is decided."""
        assert self._raw is not None
        self._follow_dimension(self._raw)
        self._print(self.now, "interface", self.values)
        self._each(lambda each: each.heard(self.values, channel))
        if self._raw.is_deciding and not self._is_deciding:
            self._is_deciding = True
            self.loop.call_later(DECIDE_SECONDS, self._decide, self._raw)
        self._tell_log()

    def _decide(self, raw: RawLog) -> None:
        raw.decide()
        self._follow_dimension(raw)
        self._tell_log()

    def _follow_dimension(self, raw: RawLog) -> None:
        """Channels map the values of an event, as soon as it is known how many there are."""
        self.values = raw.last
        if raw.dimension != self._told_dimension:
            self._told_dimension = raw.dimension
            self._each(lambda channel: channel.loaded())

    def _tell_log(self) -> None:
        """Of a run without a model: its file begins with the first row."""
        if self._log_name != self._told_log:
            self._told_log = self._log_name
            self._tell_changed("log", self._told_log)

    @property
    def _log_name(self) -> str:
        """Of the file that is being written; "": none."""
        return str(self.recording.path or "")

    def _report_repairs(self, where: str, values: list[float]) -> None:
        for value in values:
            if not 0.0 <= value <= 1.0:
                kept = "clamped" if abs(value) < float("inf") else "the previous value is kept"
                self.trouble(f"{where}: a value is {value:g}, expected 0 to 1; {kept}")

    # ---- models

    def _follow_load(self) -> None:
        """Until every load has ended and been reported."""
        self._play()
        self._is_loading = self._report_load(self.need_performer())
        if self._is_loading:
            self.loop.call_later(LOAD_POLL_SECONDS, self._follow_load)
        self._schedule()

    def _report_load(self, performer: "Performer") -> bool:
        """False when there is nothing to wait for any more."""
        try:
            state = performer.poll_load()
        except ValueError as error:
            self.trouble(f"/mdrnn/load: {error}")
            return True
        if state == "taken":
            self._silence()
            count = performer.info.dimension - 1
            if len(self.values) != count:
                self.values = [0.5] * count
            self.say(f"loaded {performer.info.path}: dimension {performer.info.dimension}")
            self._each(lambda channel: channel.loaded())
        return state != "idle"

    # ---- time

    def _play(self) -> None:
        """Brings the performer's time to now, and tells what came due."""
        if self.performer is None:
            return
        elapsed = self.now
        due = self.performer.next_due
        if due is not None and elapsed - due > STALL_SECONDS:
            self.trouble(f"the process was stopped for {elapsed - due:.1f} s; the music goes on from there")
            self._origin += elapsed - due
            elapsed = due
        events = self.performer.advance(max(elapsed - self.performer.now, 0.0))
        if self._is_loading:
            self._report_load(self.performer)  # before its events: channels map the values of the model that plays
        for event in events:
            values = event.tolist()
            if event.source == "interface":
                self._hear(self.performer, values)
            else:
                self._sound(values)
            self._print(event.time, event.source, values)

    def _print(self, seconds: float, source: str, values: list[float]) -> None:
        """With -v, each event."""
        if self.settings.verbose:
            self.console.say(f"{seconds:10.3f} {source:9} {' '.join(f'{value:.3f}' for value in values)}")

    def _hear(self, performer: "Performer", values: list[float]) -> None:
        self._heard += 1
        if self._heard == 1:
            self.say(f"hears you: {shown(values)}")
        self.values = values
        if performer.mode == "callresponse":
            self._silence()
        self._each(lambda channel: channel.heard(values, self._speaker))

    def _sound(self, values: list[float]) -> None:
        self._played += 1
        self._is_machine_sounding = True
        self._each(lambda channel: channel.play(values))

    def _schedule_soon(self) -> None:
        """Once, however many events come at once."""
        if not self._is_scheduling and not self.loop.is_closed():
            self._is_scheduling = True
            self.loop.call_soon(self._schedule)

    def _schedule(self) -> None:
        """Sleeps until the next event that is known; without one there is no timer."""
        self._is_scheduling = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.performer.next_due if self.performer is not None else None
        if due is not None:
            self._timer = self.loop.call_at(self._origin + due, self._wake)
        if due != self._planned:
            self._planned = due
            self._each(lambda channel: channel.planned(due))

    def _wake(self) -> None:
        self._play()
        self._schedule()


def _ending_signals() -> Iterator[signal.Signals]:
    yield from (signal.SIGINT, signal.SIGTERM)
    hang_up = getattr(signal, "SIGHUP", None)  # the terminal is closed; Windows lacks it
    if hang_up is not None and signal.getsignal(hang_up) != signal.SIG_IGN:  # nohup ignores it
        yield hang_up
