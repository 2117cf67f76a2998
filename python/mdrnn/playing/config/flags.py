# SPDX-License-Identifier: MIT
"""The command line wins over the file: options of `mdrnn run` on top of what a configuration says."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...errors import MdrnnError
from .. import osc_protocol as osc
from ..settings import (
    Mapping,
    MidiSettings,
    OscSettings,
    SerialSettings,
    Settings,
    WebSettings,
    is_loopback,
    new_token,
)
from .wanted import Config, Playing

IMPS_THRESHOLD = 2.0  # seconds
_PLAYING = (
    "mode",
    "threshold",
    "pi_temperature",
    "sigma_temperature",
    "timescale",
    "max_dt",
    "grain",
    "autostart",
    "engine",
    "seed",
)


def apply(config: Config, options: Namespace) -> Config:
    """What one run is to do.

    Raises:
        MdrnnError: options that contradict each other or the file.
    """
    settings = config.settings
    channels: dict[str, Any] = {
        "osc": _osc(settings.osc, options),
        "midi": _midi(settings.midi, options),
        "serial": _serial(settings.serial, options),
        "web": _web(settings.web, options),
    }
    if not any(channels.values()) and settings.serial_midi is None:
        raise MdrnnError("--no-osc leaves nothing to play by: add --midi-in, --serial or --web")
    dimension = options.dimension or (None if options.model is not None else config.dimension)
    merged = replace(
        settings,
        **channels,
        token=options.token or settings.token,
        log=settings.log or options.log is not None,
        log_folder=Path(options.log) if options.log is not None else settings.log_folder,
        dimension=dimension,
        verbose=settings.verbose or options.verbose,
    )
    return replace(config, settings=_with_token(merged), playing=_playing(config.playing, options))


def _with_token(settings: Settings) -> Settings:
    """Other computers must show one if they can reach us."""
    hosts = [each.host for each in (settings.osc, settings.web) if each is not None]
    if settings.token is not None or all(map(is_loopback, hosts)):
        return settings
    return replace(settings, token=new_token())


def _playing(playing: Playing, options: Namespace) -> Playing:
    given = {name: getattr(options, name) for name in _PLAYING if getattr(options, name) is not None}
    if options.imps and options.threshold is None:
        given["threshold"] = IMPS_THRESHOLD
    if options.log_only:
        given["mode"] = "useronly"
    return replace(playing, **given)


def _osc(settings: OscSettings | None, options: Namespace) -> OscSettings | None:
    asked = options.imps or any(
        each is not None for each in (options.in_port, options.out_host, options.out_port, options.address)
    )
    if options.no_osc:
        if asked:
            raise MdrnnError("--no-osc contradicts the other options for OSC: leave out one or the other")
        return None
    if settings is None and not asked:
        return None
    settings = settings or OscSettings()
    if options.imps:
        settings = replace(settings, in_port=5001, out_port=5000, address=osc.IMPS_PREDICTION)
    if options.address is not None:
        osc.check_address(options.address)
    given = {
        "host": options.host,
        "in_port": options.in_port,
        "out_host": options.out_host,
        "out_port": options.out_port,
        "address": options.address,
    }
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def _midi(settings: MidiSettings | None, options: Namespace) -> MidiSettings | None:
    if not options.midi_in and not options.midi_out:
        return settings
    settings = settings or MidiSettings()
    inputs = _ports(settings.inputs, options.midi_in)
    outputs = _ports(settings.outputs, options.midi_out)
    thru, matrix = (
        {port: [each for each in to if each in outputs] for port, to in routes.items() if port in inputs}
        for routes in (settings.thru, settings.thru_matrix)
    )
    return replace(settings, inputs=inputs, outputs=outputs, thru=thru, thru_matrix=matrix)


def _ports(known: dict[str, Mapping], names: list[str] | None) -> dict[str, Mapping]:
    """The file's mapping of that port; of its only one, if there is one; [] means a controller for each value."""
    if not names:
        return known
    only = next(iter(known.values())) if len(known) == 1 else []
    return {name: known.get(name, only) for name in names}


def _serial(settings: SerialSettings | None, options: Namespace) -> SerialSettings | None:
    if options.serial is not None:
        settings = SerialSettings(options.serial) if settings is None else replace(settings, port=options.serial)
    if settings is None or options.baudrate is None:
        return settings
    return replace(settings, baudrate=options.baudrate)


def _web(settings: WebSettings | None, options: Namespace) -> WebSettings | None:
    """`--web` alone is True: the standard port, or the file's."""
    if options.web is not None:
        settings = replace(settings or WebSettings(), page=True)
        settings = settings if options.web is True else replace(settings, port=options.web)
    if settings is None or options.host is None:
        return settings
    return replace(settings, host=options.host)
