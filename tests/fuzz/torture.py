# SPDX-License-Identifier: MIT
"""Plays rubbish to `mdrnn run`: damaged datagrams, serial lines and MIDI bytes, and looks whether it minds.

    python tests/fuzz/torture.py [COUNT [SEED]]

Exits with 0 if afterwards it is alive, has grown neither in memory nor in threads, has said little, and answers each
wire. The same seed sends the same rubbish.
"""

import contextlib
import math
import random
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "python"))

from serial_wire import Wire  # noqa: E402
from test_daemon import MODEL, Running, message  # noqa: E402

from mdrnn.playing import osc_protocol as osc  # noqa: E402

WARM_UP = 0.2  # of the rubbish, before memory is measured
MOST_GROWTH = 2048  # kB; of a process of 30,000
MOST_SAID = 200  # lines: 64 kinds of trouble, each again after a while
BATCH = 300  # pieces of rubbish before the wires are looked after
PHRASES = 20
GOOD = 0.1  # of everything: good events in between
ADDRESSES = [address for word in osc.WORDS if word.name != "load" for address in word.addresses]
ODD_NUMBERS = [0, -1, 1, 2**31 - 1, -(2**31), 0.5, 1e30, -1e-30, math.nan, math.inf, -math.inf, 63, 64]
ODD_FIELDS = ["0.5", "1e400", "nan", "-3", "", "x", "0.25,", "\u0661"]
ODD_TEXTS = ["", "battle", "callresponse", "\x1b[2J", "../x", "%s%n", "x" * 300, "ü", "NaN"]


# ---- rubbish --------------------------------------------------------------------------------------------------------


def datagram(chance: random.Random) -> bytes:
    """Random bytes, or a message that is wrong in its arguments, its bytes, its length, or as part of a bundle."""
    if chance.random() < GOOD:
        return message("/interface", chance.random(), chance.random())
    if chance.random() < 0.1:
        return chance.randbytes(chance.randrange(200))
    arguments = [chance.choice(ODD_NUMBERS + ODD_TEXTS) for _ in range(chance.randrange(5))]
    arguments = [(each, "d") if isinstance(each, float) else each for each in arguments]
    made = bytearray(message(chance.choice([*ADDRESSES, "/impsy/nothing", "/"]), *arguments))
    for _ in range(chance.randrange(4)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    if chance.random() < 0.2:
        del made[chance.randrange(len(made)) :]
    if chance.random() < 0.2:
        for _ in range(chance.randrange(1, 7)):
            size = len(made) if chance.random() < 0.8 else chance.randrange(-(2**31), 2**31)
            made[:0] = b"#bundle\0" + chance.randbytes(8) + struct.pack(">i", size)
    return bytes(made)


def line(chance: random.Random) -> bytes:
    """Noise, or numbers that are too many, too large or torn."""
    if chance.random() < GOOD:
        return b"%f,%f\n" % (chance.random(), chance.random())
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(100))
    fields = [
        chance.choice(["0.5", "1e400", "nan", "-3", "", "x", "0.25,", "\u0661"]) for _ in range(chance.randrange(6))
    ]
    text = ",".join(fields).encode() + chance.choice([b"\n", b"\r\n", b"\r", b""])
    return text * (500 if chance.random() < 0.001 else 1)


def midi(chance: random.Random) -> bytes:
    """Status and data bytes in no order, with some whole messages."""
    if chance.random() < 0.5:
        return chance.randbytes(chance.randrange(1, 6))
    status = chance.choice([0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0, 0xF7, 0xFF]) | chance.randrange(16)
    return bytes([status & 0xFF, chance.randrange(128), chance.randrange(128)])


# ---- who suffers ----------------------------------------------------------------------------------------------------


@dataclass
class State:
    kilobytes: int
    threads: int


@dataclass
class Result:
    before: State
    after: State
    lines: list[str]  # on stderr
    seconds: float
    answers: list[float]  # ms, from a good phrase to its answer
    heard: int

    def complaints(self) -> list[str]:
        """What is not as it should be."""
        wrong = []
        if self.after.threads > self.before.threads:
            wrong.append(f"{self.after.threads} threads, {self.before.threads} before")
        if self.after.kilobytes > self.before.kilobytes + MOST_GROWTH:
            wrong.append(f"{self.after.kilobytes} kB, {self.before.kilobytes} kB before")
        if len(self.lines) > MOST_SAID + self.seconds * 6.4:  # each kind again after ten seconds
            wrong.append(f"{len(self.lines)} lines said in {self.seconds:.0f} s")
        wrong += [said for said in self.lines if "Traceback" in said or "bug in mdrnn" in said]
        if len(self.answers) < PHRASES:
            wrong.append(f"{len(self.answers)} of {PHRASES} good phrases answered")
        return wrong


class Victim:
    """A daemon with OSC, a serial port with lines and one with MIDI."""

    def __init__(self, folder: Path) -> None:
        self.lines, self.midi = Wire(folder), Wire(folder)
        config = folder / "torture.toml"
        config.write_text(
            f'log_input = false\n[interaction]\nmode = "polyphony"\n[model]\nfile = "{MODEL}"\n[osc]\n'
            f'[serial]\nport = "{self.lines.name}"\n[serialmidi]\nport = "{self.midi.name}"\n'
            'input = [["note_on", 1], ["control_change", 2, 7]]\noutput = [["note_on", 1], ["pitch_bend", 1]]\n'
        )
        self.daemon = Running(folder, "--config", config)

    def state(self) -> State:
        status = Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        facts = dict(row.split(":", 1) for row in status.splitlines())
        return State(int(facts["VmRSS"].split()[0]), int(facts["Threads"]))

    def suffer(self, rubbish: Iterator[tuple[str, bytes]]) -> None:
        """Serial ports hold the sender up when they are full; datagrams are sent as fast as that."""
        for wire, data in rubbish:
            if wire == "osc":
                self.daemon.mouth.send(data)
            else:
                (self.lines if wire == "line" else self.midi).write(data)

    def rest(self) -> None:
        """Empties the wires, waits until the daemon has heard what was sent, and resets it."""
        self.lines.read(), self.midi.read()
        for word in (("pause", 0), ("mode", "polyphony"), ("timescale", 1), ("max_dt", 5)):
            self.daemon.send(f"/mdrnn/{word[0]}", word[1])
        self.daemon.info()

    def phrase(self) -> float:
        """Milliseconds until a good event is answered."""
        self.daemon.forget()
        self.daemon.send("/mdrnn/max_dt", 0.001)  # the shortest wait
        began = time.monotonic()
        self.daemon.send("/interface", 0.25, 0.75)
        answer = self.daemon.receive("/impsy")
        assert answer is not None
        assert len(answer) == 2
        return 1000 * (time.monotonic() - began)

    def hears_the_wires(self) -> None:
        """After noise the first line may be spoilt, and a note may belong to an exclusive message."""
        for wire, data in ((self.lines, b"\n0.125,0.875\n"), (self.midi, bytes([0xF7, 0x90, 16, 1, 0xB1, 7, 111]))):
            before = self.daemon.info()["heard"]
            wire.write(data)
            end = time.monotonic() + 10
            while self.daemon.info()["heard"] == before:
                assert time.monotonic() < end, "a wire is dead"

    def close(self) -> None:
        self.daemon.close()
        self.lines.close()
        self.midi.close()


def rubbish(count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    makers = (("osc", datagram), ("line", line), ("midi", midi))
    for _ in range(count):
        wire, make = chance.choice(makers)
        yield wire, make(chance)


def torture(count: int, seed: int, folder: Path, say: Callable[[str], None] = lambda _: None) -> Result:
    """So many pieces of rubbish, and how the daemon is after it; `say` is told now and then how far it is."""
    chance = random.Random(seed)
    with contextlib.closing(Victim(folder)) as victim:
        for record in (1, 0):  # whoever works beside the music is there from now on
            victim.daemon.send("/mdrnn/record", record)
        victim.daemon.send("/mdrnn/load", "nowhere")
        began = time.monotonic()
        before = victim.state()
        for sent in range(0, count, BATCH):
            if sent <= count * WARM_UP:
                before = victim.state()
            victim.suffer(rubbish(min(BATCH, count - sent), chance))
            victim.rest()
            if sent // 100_000 < (sent + BATCH) // 100_000:
                say(f"{sent + BATCH:,} sent, {victim.state().kilobytes:,} kB")
        seconds = time.monotonic() - began
        after = victim.state()
        victim.hears_the_wires()
        answers = [victim.phrase() for _ in range(PHRASES)]
        heard = victim.daemon.info()["heard"]
        code, _ = victim.daemon.end()
        assert code == 0, code
        return Result(before, after, victim.daemon.errors().splitlines(), seconds, answers, heard)


def main(count: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        result = torture(count, seed, Path(folder), lambda said: print(said, flush=True))
    said = sum(len(each) + 1 for each in result.lines)
    print(f"{count:,} pieces of rubbish in {result.seconds:.1f} s; {result.heard:,} events were heard in them")
    print(f"memory {result.before.kilobytes:,} -> {result.after.kilobytes:,} kB")
    print(f"threads {result.before.threads} -> {result.after.threads}")
    print(f"said {len(result.lines):,} lines, {said / result.seconds:.0f} bytes/s")
    median, worst = statistics.median(result.answers), max(result.answers)
    print(f"{len(result.answers)} good phrases answered within {median:.1f} ms (median), {worst:.1f} ms (longest)")
    for complaint in result.complaints():
        print(f"wrong: {complaint}")
    return 1 if result.complaints() else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [20_000, 1][len(numbers) :])))
