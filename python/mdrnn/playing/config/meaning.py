# SPDX-License-Identifier: MIT
"""What a configuration file asks for, as plain settings; all that is wrong with it is in `Config.faults`."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ...errors import MdrnnError
from .. import osc_protocol
from ..settings import (
    LOOPBACK,
    Mapping,
    MidiSettings,
    OscSettings,
    SerialMidiSettings,
    SerialSettings,
    Settings,
    WebSettings,
)
from . import source
from .keys import BY_PATH, KEYS, TABLES, Unfit, found, names, shown
from .lines import Place
from .mappings import mapping
from .source import Source
from .wanted import Config, Measured, Playing

OUTSIDE_DOCKER = "host.docker.internal"  # the computer that Docker runs on, in IMPSY's example for Pd
INSIDE_DOCKER = (Path("/.dockerenv"), Path("/run/.containerenv"))
EVERYWHERE = ("0.0.0.0", "::", "")  # all addresses of this computer; nobody can send to it


def read(file: Path) -> Config:
    """Reads a configuration file and says in `Config.faults` what is wrong with it.

    Raises:
        MdrnnError: it is not there or cannot be read.
    """
    return understand(source.read(file))


def understand(file: Source) -> Config:
    return _Reader(file).config()


class _Reader:
    def __init__(self, file: Source) -> None:
        self.source = file
        self.measured: list[Measured] = []

    def config(self) -> Config:
        if self.source.faults:  # broken: there is nothing in it
            return Config(source=self.source)
        self.name_unknown()
        midi = self.midi()
        serial, serial_midi = self.serial(midi)
        osc = self.osc()
        web = self.web(midi)
        if not {"midi", "osc", "websocket", "serial", "serialmidi"} & set(self.source.data):
            self.blame(("osc",), "no table names a channel: it plays over OSC, as without a file", harmless=True)
            osc = OscSettings()
        settings = Settings(
            osc=osc,
            midi=midi,
            serial=serial,
            serial_midi=serial_midi,
            web=web,
            input_thru=self.get("interaction", "input_thru", False),
            token=self.get("run", "token", None),
            log_folder=Path(self.get("", "log_folder", "logs")),
            log=self.wants_log(),
            dimension=self.get("model", "dimension", None),
            verbose=self.get("", "verbose", False),
        )
        self.compare_lengths(settings.dimension)
        title, size = self.get("", "title", ""), self.get("model", "size", None)
        return Config(settings, self.playing(), title, size, self.source, tuple(self.measured))

    # ---- single keys

    def blame(self, path: Place, what: str, harmless: bool = False) -> None:
        self.source.blame(path, what, harmless)

    def table(self, name: str) -> dict[str, Any]:
        given = self.source.data.get(name, {}) if name else self.source.data
        return given if isinstance(given, dict) else {}

    def has(self, name: str) -> bool:
        return isinstance(self.source.data.get(name), dict)

    def get(self, table: str, name: str, otherwise: Any) -> Any:
        """A key's value if it is there and right."""
        key = BY_PATH[(table, name) if table else (name,)]
        given = self.table(table)
        if name not in given:
            return otherwise
        try:
            return key.check(given[name])
        except Unfit as unfit:
            near = get_close_matches(str(given[name]).lower(), unfit.words, 1)
            meant = f'; did you mean "{near[0]}"?' if near else ""
            only_compared = key.path == ("model", "size")
            self.blame(key.path, f"{key.shown} is {found(given[name])}, expected {unfit}{meant}", only_compared)
            return otherwise

    def name_unknown(self) -> None:
        """Tables and keys that mean nothing here, each with the nearest that does."""
        for name, value in self.source.data.items():
            if name in TABLES:
                if isinstance(value, dict):
                    self.name_unknown_keys(name, value)
                else:
                    self.blame((name,), f"{name} is {found(value)}, expected a table: [{name}]")
            elif (name,) not in BY_PATH:
                self.name_unknown_top(name, value)

    def name_unknown_top(self, name: str, value: Any) -> None:
        if isinstance(value, dict):
            near = get_close_matches(name, TABLES, 1)
            meant = f", did you mean [{near[0]}]?" if near else ""
            self.blame((name,), f"there is no table [{name}]{meant}; it has no effect", harmless=True)
        else:
            self.blame((name,), f"{name}: {self.no_such_key('', name)}", harmless=True)

    def name_unknown_keys(self, table: str, given: dict[str, Any]) -> None:
        for name in given:
            if (table, name) not in BY_PATH:
                what = f"{shown(table, name)}: {self.no_such_key(table, name)}"
                self.blame((table, name), what, harmless=True)

    def no_such_key(self, table: str, name: str) -> str:
        near = get_close_matches(name, [key.name for key in KEYS if key.table == table], 1)
        elsewhere = [key for key in KEYS if key.name == name]
        if near:
            meant = f", did you mean {near[0]}?"
        elif elsewhere:
            meant = f", did you mean {elsewhere[0].shown}?"
        else:
            meant = ""
        return f"there is no such key{meant}; it has no effect"

    # ---- playing and logging

    def playing(self) -> Playing:
        return Playing(
            model=self.get("model", "file", "").strip() or None,
            mode=self.get("interaction", "mode", None),
            threshold=self.get("interaction", "threshold", None),
            pi_temperature=self.get("model", "pitemp", None),
            sigma_temperature=self.get("model", "sigmatemp", None),
            timescale=self.get("model", "timescale", None),
            max_dt=self.get("model", "max_dt", None),
            autostart=self.get("interaction", "autostart", None),
            precision=self.get("model", "precision", None),
            seed=self.get("model", "seed", None),
        )

    def wants_log(self) -> bool:
        """IMPSY writes a log unless it is told not to."""
        asked = self.get("", "log_input", self.get("", "log", True))
        return bool(asked or self.get("", "log_predictions", False))

    def compare_lengths(self, dimension: int | None) -> None:
        """Every mapping has one entry for each value."""
        if dimension is None:
            longest = max((each.entries for each in self.measured), default=0)
            expected, why = longest, "as another mapping has"
        else:
            expected, why = dimension - 1, f"one for each value of dimension {dimension}"
        for each in self.measured:
            if each.entries != expected:
                self.blame(each.path, f"{each}, expected {expected}, {why}")

    # ---- channels

    def mapping(self, path: Place, name: str, value: Any) -> Mapping:
        before = len(self.source.faults)
        entries = mapping(self.source, path, name, value)
        if len(self.source.faults) == before:
            self.measured.append(Measured(name, path, len(entries)))
        return entries

    def midi(self) -> MidiSettings | None:
        if not self.has("midi"):
            return None
        inputs, outputs = self.ports("in_device", "input"), self.ports("out_device", "output")
        if not inputs and not outputs and not {"in_device", "out_device"} & set(self.table("midi")):
            self.blame(("midi",), "[midi] names no port, expected in_device or out_device")
        echo = self.get("midi", "feedback_threshold", 0.02)
        return MidiSettings(
            inputs=inputs,
            outputs=outputs,
            thru=self.thru("thru", list(inputs), list(outputs)),
            thru_matrix=self.thru("thru_matrix", list(inputs), list(outputs)),
            echo_seconds=echo if self.get("midi", "feedback_protection", False) else 0.0,
            models=self.get("midi", "models", []),
        )

    def ports(self, devices: str, kind: str) -> dict[str, Mapping]:
        """Each port with its mapping; one without gets [], which means a controller for each value."""
        mappings = self.port_mappings(kind)
        wanted = self.get("midi", devices, None)
        if wanted is None:
            wanted = [port for port in mappings if port is not None]
        for port, entries in mappings.items():
            if port is not None and port not in wanted and entries:
                near = get_close_matches(port, wanted, 1, 0.4)
                meant = f", did you mean {found(near[0])}?" if near else ""
                what = f"[midi] {kind}.{found(port)} is a mapping for a port that {devices} does not name{meant}"
                self.blame(("midi", kind, port), f"{what}; it has no effect", harmless=True)
        return {port: mappings.get(port, mappings.get(None, [])) for port in dict.fromkeys(wanted)}

    def port_mappings(self, kind: str) -> dict[str | None, Mapping]:
        """By port; None: an older IMPSY's list, which is for every port."""
        given = self.table("midi").get(kind, {})
        if not isinstance(given, dict):
            return {None: self.mapping(("midi", kind), f"[midi] {kind}", given)}
        return {
            port: self.mapping(("midi", kind, port), f"[midi] {kind}.{found(port)}", entries)
            for port, entries in given.items()
        }

    def thru(self, key: str, inputs: list[str], outputs: list[str]) -> dict[str, list[str]]:
        given = self.table("midi").get(key, {})
        path: Place = ("midi", key)
        if not isinstance(given, dict):
            self.blame(path, f'[midi] {key} is {found(given)}, expected {key}."INPUT" = ["OUTPUT"]')
            return {}
        routes = {}
        for port, targets in given.items():
            name = f"[midi] {key}.{found(port)}"
            self.expect_port((*path, port), name, port, inputs, "in_device")
            try:
                routes[port] = names(targets)
            except Unfit as unfit:
                self.blame((*path, port), f"{name} is {found(targets)}, expected {unfit}")
                continue
            for target in routes[port]:
                self.expect_port((*path, port), name, target, outputs, "out_device")
        return {port: [each for each in to if each in outputs] for port, to in routes.items() if port in inputs}

    def expect_port(self, path: Place, name: str, port: str, known: list[str], devices: str) -> None:
        if port not in known:
            near = get_close_matches(port, known, 1, 0.4)
            meant = f", did you mean {found(near[0])}?" if near else ""
            self.blame(path, f"{name}: {devices} does not name {found(port)}{meant}; that has no effect", harmless=True)

    def osc(self) -> OscSettings | None:
        if not self.has("osc"):
            return None
        standard = OscSettings()
        out_host = self.out_host()
        address = self.get("osc", "address", standard.address)
        try:
            osc_protocol.check_address(address)
        except MdrnnError as error:
            self.blame(("osc", "address"), f"[osc] {error}")
        settings = OscSettings(
            host=self.host("osc"),
            in_port=self.get("osc", "server_port", standard.in_port),
            out_host=out_host,
            out_port=self.get("osc", "client_port", standard.out_port),
            address=address,
        )
        if settings.in_port == settings.out_port and settings.out_host in (None, LOOPBACK):
            self.blame(
                ("osc", "client_port"),
                f"[osc] server_port and client_port are both {settings.in_port} on this computer, expected two ports",
            )
        return settings

    def out_host(self) -> str | None:
        """None: this computer."""
        given = self.get("osc", "client_ip", "").strip()
        if given == OUTSIDE_DOCKER and not any(mark.exists() for mark in INSIDE_DOCKER):
            what = f"[osc] client_ip is {given}, which only programs inside Docker know: it is this computer"
            self.blame(("osc", "client_ip"), what, harmless=True)
            return None
        return None if given in EVERYWHERE else _named(given)

    def host(self, table: str) -> str:
        """To listen on: this computer alone, unless the file names an address. IMPSY's "" means every address."""
        given = self.get(table, "server_ip", None)
        if given is None:
            return LOOPBACK
        return _named(given.strip()) or EVERYWHERE[0]

    def web(self, midi: MidiSettings | None) -> WebSettings | None:
        if not self.has("websocket"):
            return None
        self.warn_of_clients()
        self.warn_of_pressure()
        standard = WebSettings()
        return WebSettings(
            host=self.host("websocket"),
            port=self.get("websocket", "server_port", standard.port),
            page=self.get("websocket", "page", standard.page),
            inputs=self.own_or("websocket", "input", midi.inputs if midi else {}),
            outputs=self.own_or("websocket", "output", midi.outputs if midi else {}),
            origins=tuple(self.get("websocket", "origins", ())),
        )

    def warn_of_clients(self) -> None:
        given = [name for name in ("client_ip", "client_port") if name in self.table("websocket")]
        if given:
            what = f"[websocket] {' and '.join(given)} of an older IMPSY: clients come to this server; no effect"
            self.blame(("websocket", given[0]), what, harmless=True)

    def warn_of_pressure(self) -> None:
        if "mpe_pressure" in str(self.table("websocket").get("output", "")):
            what = "[websocket] output: there is no text word for mpe_pressure; programs get the other values"
            self.blame(("websocket", "output"), what, harmless=True)

    def own_or(self, table: str, kind: str, of_midi: dict[str, Mapping]) -> Mapping:
        """The table's own mapping, or that of the first MIDI port, as in older files of IMPSY."""
        given = self.table(table)
        if kind in given:
            return self.mapping((table, kind), f"[{table}] {kind}", given[kind])
        return next(iter(of_midi.values()), [])

    def serial(self, midi: MidiSettings | None) -> tuple[SerialSettings | None, SerialMidiSettings | None]:
        """In IMPSY [serialmidi] takes the port of [serial], which then carries MIDI and no lines."""
        lines_port, midi_port = self.get("serial", "port", None), self.get("serialmidi", "port", None)
        for table, given in (("serial", lines_port), ("serialmidi", midi_port or lines_port)):
            if self.has(table) and given is None and "port" not in self.table(table):
                self.blame((table,), f'[{table}] has no port, expected one like port = "/dev/ttyACM0"')
        plain = None
        if self.has("serial") and lines_port is not None:
            plain = SerialSettings(lines_port, self.get("serial", "baudrate", SerialSettings(lines_port).baudrate))
        if not self.has("serialmidi") or (midi_port or lines_port) is None:
            return plain, None
        port = midi_port or lines_port
        wired = SerialMidiSettings(
            port,
            self.get("serialmidi", "baudrate", SerialMidiSettings(port).baudrate),
            self.own_or("serialmidi", "input", midi.inputs if midi else {}),
            self.own_or("serialmidi", "output", midi.outputs if midi else {}),
        )
        if plain is not None and plain.port == wired.port:
            what = f"[serial] and [serialmidi] both have the port {port}: MIDI has it, lines of values are not read"
            self.blame(("serialmidi",), what, harmless=True)
            plain = None
        return plain, wired


def _named(host: str) -> str:
    """`localhost` may mean an address of either kind; here it is the one that everybody else takes."""
    return LOOPBACK if host.lower() == "localhost" else host
