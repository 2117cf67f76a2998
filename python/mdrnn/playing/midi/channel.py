# SPDX-License-Identifier: MIT
"""MIDI: messages become the player's values, and the machine's events notes and controllers, on any number of ports."""

import time
from collections import deque
from typing import TYPE_CHECKING, Any

from ...wording import counted
from ..channel import Channel
from ..midi_words import CONTROL_CHANGE, NOTE_ON, PROGRAM_CHANGE, UNKNOWN_VALUES, usual_for
from ..settings import Mapping, MidiSettings
from .arrivals import Arrivals
from .clock import Clock
from .ends import Input, Output
from .ports import LOOK_SECONDS, Watch, Wire
from .systems import Port

if TYPE_CHECKING:
    from ..session import Session

NEWS = 4  # about one port within NEWS_SECONDS: a loose cable is told no more often
NEWS_SECONDS = 10.0


class MidiChannel(Channel):
    """Hears the inputs and plays on the outputs that the settings name, whenever they are there."""

    name = "MIDI"

    def __init__(self, settings: MidiSettings, look_seconds: float = LOOK_SECONDS) -> None:
        self.settings = settings
        self.clock = Clock()
        self._look_seconds = look_seconds
        self._session: Session | None = None
        self._arrivals: Arrivals | None = None
        self._watch: Watch | None = None
        self._inputs: dict[str, Input] = {}
        self._outputs: dict[str, Output] = {}
        self._news: dict[Wire, _News] = {}
        self._speaking: str | None = None  # the input whose message is being played
        self._dropped = 0

    def open(self, session: "Session") -> None:
        """Ports that are not there are waited for.

        Raises:
            MdrnnError: there is no way to MIDI on this machine.
        """
        self._session = session
        self._arrivals = Arrivals(session.loop, self._take, self._change, session.trouble)
        inputs, outputs = list(self.settings.inputs), list(self.settings.outputs)
        self._watch = Watch(inputs, outputs, self._arrivals, self._look_seconds)
        wires = self._watch.wires
        self._inputs = {wire.wanted: Input(wire) for wire in wires if wire.is_input}
        self._outputs = {wire.wanted: Output(wire, self.settings.echo_seconds) for wire in wires if not wire.is_input}
        self._news = {wire: _News() for wire in wires}
        self._map()
        self._watch.start(is_first_look_now=not session.loop.is_running())
        self._tell_missing(session, self._watch)

    def close(self) -> None:
        try:
            for output in self._outputs.values():
                output.end_notes()
                output.end_held()
        finally:
            self._close_ports()

    def _close_ports(self) -> None:
        if self._arrivals is not None:
            self._arrivals.is_closed = True
            self._dropped += self._arrivals.dropped
            self._arrivals = None
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def describe(self) -> str:
        sides = (("hears", self._inputs.values()), ("plays on", self._outputs.values()))
        named = [(verb, [end.wire.actual for end in ends if end.wire.is_open]) for verb, ends in sides]
        return ", ".join(f"{verb} {' and '.join(names)}" for verb, names in named if names)

    def hint(self, values: str) -> str:
        named = next((each.wire.actual for each in self._inputs.values() if each.wire.is_open), "")
        return f"play on {named}" if named else ""

    def summary(self) -> list[str]:
        dropped = self._dropped + (self._arrivals.dropped if self._arrivals is not None else 0)
        return [f"{counted(dropped, 'MIDI message')} dropped because they came too fast"] if dropped else []

    # ---- what the session tells

    def play(self, values: list[float]) -> None:
        now = time.monotonic()
        for output in self._outputs.values():
            output.play(values, now)

    def heard(self, values: list[float], source: Channel | None) -> None:
        """The player's event goes to all outputs with `input_thru`, else to those that the thru matrix names.

        As IMPSY has it, the port that it came by may be among them: a MIDI interface with a controller on one socket
        and a synthesiser on the other.
        """
        now = time.monotonic()
        for output in self._outputs_of_player(source is self):
            output.play(values, now, is_players=True)

    def released(self, indices: list[int], source: Channel) -> None:
        now = time.monotonic()
        for output in self._outputs_of_player(source is self):
            output.end_values(indices, now)

    def silence(self) -> None:
        for output in self._outputs.values():
            output.end_notes()

    def changed(self, facts: dict[str, Any]) -> None:
        """Who plays has changed: the player's notes end with the machine's."""
        if "mode" in facts or facts.get("pause"):
            self.silence()

    def loaded(self) -> None:
        self._map()

    def _outputs_of_player(self, is_ours: bool) -> list[Output]:
        if self._session is None:
            return []
        if self._session.settings.input_thru:
            return list(self._outputs.values())
        names = self.settings.thru_matrix.get(self._speaking or "", []) if is_ours else []
        return [self._outputs[name] for name in names if name in self._outputs]

    # ---- messages

    def _take(self, name: str, message: bytes) -> None:
        """A whole message of the input of that name."""
        source, session, now = self._inputs[name], self._session, time.monotonic()
        if session is None or any(
            output.is_echo(message, now) and output.may_echo(source) for output in self._outputs.values()
        ):
            return
        for thru in self.settings.thru.get(name, ()):
            if thru in self._outputs:
                self._outputs[thru].pass_on(name, message, now)
        if self.clock.hear(message, now):
            return
        if message[0] & 0xF0 == PROGRAM_CHANGE and self.settings.models:
            self._choose_model(session, message[1])
        self._speaking = name
        if updates := source.hearing.updates(message):
            source.is_heard = True
            session.some(updates, self)
        elif not source.is_heard and (what := _played(message)):
            session.trouble(
                f"MIDI: {source.wire.actual} sends {what}, which no value has; mdrnn init maps your controls"
            )
        session.released(source.hearing.released(message), self)
        self._speaking = None

    def _release_held(self, source: Input) -> None:
        """What is held there will not be heard to end."""
        if self._session is not None:
            before, self._speaking = self._speaking, source.name
            self._session.released(source.hearing.held, self)
            self._speaking = before

    def _choose_model(self, session: "Session", program: int) -> None:
        models = self.settings.models
        if program < len(models):
            session.command("/mdrnn/load", [models[program]], self, lambda address, arguments: None)
        else:
            session.trouble(f"MIDI: program {program + 1} was chosen, expected 1 to {len(models)}: one for each model")

    # ---- ports

    def _change(self, wire: Wire, port: Port | None) -> None:
        """It was opened, or is gone."""
        end = self._inputs[wire.wanted] if wire.is_input else self._outputs[wire.wanted]
        if isinstance(end, Input) and port is None:
            for output in self._outputs.values():
                output.end_held(end.name)
            self._release_held(end)
        end.have_changed(port)
        self._tell(wire)

    def _tell(self, wire: Wire) -> None:
        """At once, unless there has been much news about this port; then how it is by the end of that time."""
        news, session = self._news[wire], self._session
        if session is None or self._watch is None or news.is_waiting or wire.is_open == news.told:
            return
        now = time.monotonic()
        if len(news.times) == NEWS and now - news.times[0] < NEWS_SECONDS:
            news.is_waiting = True
            session.loop.call_later(NEWS_SECONDS - (now - news.times[0]), self._tell_late, wire)
            return
        news.times.append(now)
        was, news.told = news.told, wire.is_open
        side = "input" if wire.is_input else "output"
        if wire.is_open:
            session.say(f"MIDI {side} {wire.actual} is {'there' if was is None else 'back'}")
        else:
            sentence = f"MIDI {side} {wire.actual} is gone; it is opened again when it is back"
            session.trouble(sentence, kind=sentence)  # told whatever came before

    def _tell_late(self, wire: Wire) -> None:
        if (news := self._news.get(wire)) is not None:  # None: the channel was opened again since
            news.is_waiting = False
            self._tell(wire)

    def _tell_missing(self, session: "Session", watch: Watch) -> None:
        """Ports that are there need no news; those that are not get one line each, with those that are."""
        for wire in watch.wires:
            if wire.is_open:
                self._news[wire].told = True
            elif not session.loop.is_running():
                side, names = ("input", watch.seen[0]) if wire.is_input else ("output", watch.seen[1])
                there = f"there is {', '.join(names)}" if names else "there is none"
                session.say(f'MIDI: no {side} "{wire.wanted}" yet ({there}); it is opened when it comes')

    # ---- mappings

    def _map(self) -> None:
        """By the number of values of the model that plays."""
        session = self._session
        if session is None:
            return
        values = session.dimension - 1 if session.dimension is not None else None
        for source in self._inputs.values():
            self._release_held(source)
            source.map(self._fitting("input", source.name, self.settings.inputs[source.name], values))
        for output in self._outputs.values():
            output.map(self._fitting("output", output.name, self.settings.outputs[output.name], values))

    def _fitting(self, side: str, name: str, mapping: Mapping, values: int | None) -> Mapping:
        """A mapping may be shorter than the event; what is longer is cut, and told."""
        if not mapping:
            performer = self._session.performer if self._session is not None else None
            return usual_for(performer, UNKNOWN_VALUES if values is None else values)
        if values is not None and len(mapping) > values and self._session is not None:
            what = f"is for {counted(len(mapping), 'value')}, but an event has {values}"
            self._session.trouble(f'MIDI {side} "{name}": its mapping {what}; the last ones are not used')
        return mapping if values is None else mapping[:values]


def _played(message: bytes) -> str:
    """A key or a control, as a sentence names it; "": something else."""
    if len(message) != 3:
        return ""
    kind, channel = message[0] & 0xF0, (message[0] & 0x0F) + 1
    if kind == NOTE_ON and message[2]:
        return f"note {message[1]} on channel {channel}"
    return f"controller {message[1]} on channel {channel}" if kind == CONTROL_CHANGE else ""


class _News:
    """What was told about a port, and when."""

    def __init__(self) -> None:
        self.told: bool | None = None  # whether it is open; None: it never was
        self.is_waiting = False
        self.times: deque[float] = deque(maxlen=NEWS)
