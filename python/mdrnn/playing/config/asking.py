# SPDX-License-Identifier: MIT
"""Asks a person in a terminal for what a new configuration needs, and listens for the controls that are moved."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from ...wording import counted
from ..settings import Mapping
from .explain import messages
from .writing import MOST_CONTROLS, Plan, controllers, lasting, learned

Messages = list[tuple[int, int, int]]
Listen = Callable[[str], AbstractContextManager[Messages]]


class Dialogue:
    """`say` prints a sentence, `answer` prints a question and returns what was typed, `listen` collects what a MIDI
    input sends while its context is open."""

    def __init__(self, say: Callable[[str], None], answer: Callable[[str], str], listen: Listen) -> None:
        self._say = say
        self._answer = answer
        self._listen = listen

    def plan(self, inputs: list[str], outputs: list[str]) -> Plan:
        heard_from = self._choose("Which MIDI input is your controller?", inputs, "no MIDI: play over OSC")
        mapping: Mapping = []
        if heard_from:
            mapping = self._learn(heard_from)
        if not mapping:
            mapping = controllers(self._count())
        plays_to = self._choose("Which MIDI output is your synthesiser?", outputs, "none")
        hears, plays = ({lasting(port): mapping} if port else {} for port in (heard_from, plays_to))
        return Plan(hears, plays, len(mapping))

    def _choose(self, question: str, names: list[str], none: str) -> str:
        """A port's name, or ""."""
        if not names:
            return ""
        self._say(question)
        for number, name in enumerate(names, 1):
            self._say(f"  {number}  {name}")
        while True:
            typed = self._answer(f"Its number, or Enter for {none}: ").strip()
            if not typed:
                return ""
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(names):
                return names[int(typed) - 1]
            self._say(f"{typed} is not one of the numbers 1 to {len(names)}")

    def _learn(self, port: str) -> Mapping:
        with self._listen(port) as heard:
            self._answer("Move each control once, in the order that you like, then press Enter: ")
            mapping = learned(list(heard))
        if mapping:
            self._say(f"{counted(len(mapping), 'control')}: {messages(mapping, len(mapping))}")
        else:
            self._say(f"nothing came from {port}: its controls are taken to be controllers 1, 2, .. of channel 1")
        return mapping

    def _count(self) -> int:
        while True:
            typed = self._answer(f"How many controls do you play, 1 to {MOST_CONTROLS}? Enter for 8: ").strip()
            if not typed:
                return 8
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_CONTROLS:
                return int(typed)
            self._say(f"{typed} is not a number from 1 to {MOST_CONTROLS}")
