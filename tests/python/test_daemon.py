# SPDX-License-Identifier: MIT
"""`mdrnn run` over real sockets: it answers, survives anything that arrives, and logs what it hears."""

import contextlib
import os
import random
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from mdrnn.data import dataset, logs
from mdrnn.playing.datagram_queue import DatagramQueue
from mdrnn.playing.troubles import Troubles

GOLDEN = Path(__file__).parents[1] / "golden"
MODEL = GOLDEN / "explicit-d3-u5-l2-m2.tflite"
PATIENCE = 10.0  # seconds until a test gives up


def message(address, *arguments):
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(*argument) if isinstance(argument, tuple) else builder.add_arg(argument)
    return builder.build().dgram


class Running:
    """A daemon in its own process, and a socket that receives its messages."""

    def __init__(self, folder, *arguments, limit_file_size=None, python=sys.executable, environment=None, errors=None):
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.ear.bind(("127.0.0.1", 0))
        self.folder = folder
        self.error_file = folder / f"stderr-{id(self)}"

        def limit():
            if limit_file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file_size, limit_file_size))

        command = [str(python), "-m", "mdrnn", "run", *map(str, arguments)]
        command += ["--in-port", "0", "--out-port", str(self.ear.getsockname()[1])]
        with self.error_file.open("wb") as file:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=file if errors is None else errors,
                text=True,
                cwd=folder,
                preexec_fn=limit,
                env=environment,
            )
        self.first_line = self.process.stdout.readline()
        found = re.search(r"listens on [^ ]*:(\d+)", self.first_line)
        assert found, self.first_line + self.errors()
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.mouth.connect(("127.0.0.1", int(found[1])))

    def errors(self):
        return self.error_file.read_text()

    def send(self, address, *arguments):
        self.mouth.send(message(address, *arguments))

    def receive(self, address, seconds=PATIENCE):
        """The arguments of the next message with this address, or None."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.ear.settimeout(left)
            try:
                heard = OscMessage(self.ear.recv(65536))
            except TimeoutError:
                return None
            if heard.address == address:
                return heard.params
        return None

    def forget(self):
        """Discards what has arrived."""
        time.sleep(0.05)
        self.ear.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.ear.recv(65536)

    def info(self):
        """The answer to `/mdrnn/info`, which is complete with its last key."""
        self.forget()
        self.send("/mdrnn/info")
        facts = {}
        while "dropped_events" not in facts:
            pair = self.receive("/mdrnn/info")
            assert pair is not None, self.errors()
            facts[pair[0]] = pair[1]
        return facts

    def info_without_model(self):
        self.send("/mdrnn/info")
        return dict(self.receive("/mdrnn/info") for _ in range(2))

    def load(self, name):
        """Loads a model and waits until it plays."""
        self.send("/mdrnn/load", name)
        told = self.receive("/mdrnn/info")
        while told is not None and not (told[0] == "model" and Path(told[1]).stem == name):
            told = self.receive("/mdrnn/info")
        assert told is not None, self.errors()

    def answers(self, tries=1):
        """Whether an event is answered. After a flood the system itself may lose one: then it takes more tries."""
        self.forget()
        answer = None
        while answer is None and tries > 0:
            tries -= 1
            self.send("/impsy/mode", "polyphony")
            self.send("/interface", 0.25, 0.75)
            answer = self.receive("/impsy")
        return answer is not None and len(answer) == 2 and all(0.0 <= value <= 1.0 for value in answer)

    def end(self, number=signal.SIGTERM):
        """The exit code and what was printed after the first line."""
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.ear.close()
        self.mouth.close()


@pytest.fixture
def run(tmp_path):
    """Starts daemons in `tmp_path`."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **options):
            return stack.enter_context(contextlib.closing(Running(tmp_path, *arguments, **options)))

        yield start


# ---- it answers -----------------------------------------------------------------------------------------------------


def test_polyphony_answers_each_event(run):
    daemon = run(MODEL, "--mode", "polyphony", "--max-dt", 0.01)
    for _ in range(20):
        daemon.send("/interface", 0.5, 0.5)
        assert daemon.receive("/impsy") is not None


def test_callresponse_answers_when_the_player_is_silent(run):
    daemon = run(MODEL, "--threshold", 0.05, "--max-dt", 0.05)
    daemon.send("/mdrnn/event", 0.5, 0.5)
    assert daemon.receive("/impsy") is not None
    assert daemon.receive("/impsy") is not None  # and goes on by itself


def test_callresponse_begins_by_itself_only_where_it_may(run):
    assert run(MODEL, "--max-dt", 0.05).receive("/impsy", 0.5) is None
    assert run(MODEL, "--max-dt", 0.05, "--autostart").receive("/impsy") is not None


def test_battle_plays_without_being_asked(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.05)
    assert daemon.receive("/impsy") is not None


def test_useronly_is_silent(run):
    daemon = run(MODEL, "--mode", "useronly", "--threshold", 0, "--max-dt", 0.01)
    daemon.send("/interface", 0.5, 0.5)
    assert daemon.receive("/impsy", 0.3) is None
    assert daemon.info()["heard"] == 1


def test_a_single_value_is_an_event(run):
    daemon = run(MODEL, "-p")
    daemon.send("/mdrnn/value", 1, 0.9)
    assert daemon.receive("/impsy") is not None


def test_the_address_of_what_is_played_can_be_chosen(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.01, "--address", "/synth")
    assert daemon.receive("/synth") is not None


def test_step_answers_with_a_whole_event(run):
    daemon = run(MODEL, "--mode", "useronly")
    daemon.send("/mdrnn/step", 0.1, 0.5, 0.5)
    assert len(daemon.receive("/mdrnn/step")) == 3


@pytest.mark.parametrize(
    ("sent", "key", "value"),
    [
        (("/mdrnn/mode", "battle"), "mode", "battle"),
        (("/impsy/mode", "useronly"), "mode", "useronly"),
        (("/mdrnn/threshold", 3), "threshold", 3.0),
        (("/impsy/pitemp", 2), "pi_temperature", 2.0),
        (("/impsy/pitemp", 0), "pi_temperature", 0.0),
        (("/impsy/sigmatemp", (0.5, "d")), "sigma_temperature", 0.5),
        (("/impsy/timescale", 0.5), "timescale", 0.5),
        (("/timescale", 4), "timescale", 4.0),
        (("/temperature", 0.25, 3), "sigma_temperature", 0.25),
        (("/temperature", 0.25, 3), "pi_temperature", 3.0),
        (("/mdrnn/max_dt", 9), "max_dt", 9.0),
        (("/impsy/pause", 1), "pause", 1.0),
        (("/mdrnn/pause", True), "pause", 1.0),
        (("/mdrnn/autostart", 1), "autostart", 1.0),
    ],
)
def test_a_word_sets_its_parameter(run, sent, key, value):
    daemon = run(MODEL, "-p")
    daemon.send(*sent)
    assert daemon.info()[key] == value
    assert daemon.errors() == ""


def test_the_same_seed_gives_the_same_draws(run):
    daemon = run(MODEL, "--mode", "useronly", "--sigma-temperature", 1)
    answers = []
    for seed in (5, 5, 6):
        daemon.send("/mdrnn/seed", seed)
        daemon.send("/mdrnn/reset")
        daemon.send("/mdrnn/step", 0.1, 0.5, 0.5)
        answers.append(daemon.receive("/mdrnn/step"))
    assert answers[0] == answers[1] != answers[2]


def test_load_finds_a_model_beside_the_running_one_and_keeps_it_when_the_next_load_fails(run, tmp_path):
    daemon = run(MODEL, "-p")
    daemon.load("while-d3-u5-l1-m2")
    daemon.send("/mdrnn/load", "nowhere")
    assert "nowhere: no such model here" in daemon.receive("/mdrnn/error")[0]
    (tmp_path / "broken.tflite").write_bytes(MODEL.read_bytes()[:1000])
    daemon.send("/mdrnn/load", "broken")
    assert "broken.tflite" in daemon.receive("/mdrnn/error")[0]
    facts = daemon.info()
    assert facts["model"].endswith("while-d3-u5-l1-m2.tflite")
    assert daemon.answers()


def test_the_newest_of_many_loads_plays_in_the_end(run):
    daemon = run(MODEL, "-p")
    for name in ("while-d3-u5-l1-m2", "unrolled-d3-u5-l2-m2"):
        for _ in range(20):
            daemon.send("/mdrnn/load", MODEL.stem)
        daemon.load(name)
        assert daemon.info()["model"].endswith(f"{name}.tflite")
        assert daemon.answers()


def test_a_model_of_another_dimension_writes_to_a_file_of_its_own(run, tmp_path):
    daemon = run(MODEL, "-p", "--log")
    daemon.send("/mdrnn/record", "named.log")
    for name, values in ((MODEL.stem, [0.25, 0.75]), ("explicit-dynamic-d2-u16-l1-m2", [0.5])):
        daemon.load(name)
        daemon.send("/interface", *values)
        assert daemon.receive("/impsy") is not None
    assert daemon.end()[0] == 0
    named, other = sorted((tmp_path / "logs").iterdir(), key=lambda path: path.name != "named.log")
    assert named.name == "named.log"
    assert logs.read(named, 3).values.shape[1] == 2
    assert logs.read(other, 2).values.shape[1] == 1


# ---- it survives ----------------------------------------------------------------------------------------------------

EMPTY_BUNDLE = b"#bundle\0" + struct.pack(">Q", 1)
KILLERS = {
    "one value too many": (message("/interface", 0.1, 0.2, 0.3), "/interface: the event has 3 values, expected 2"),
    "no value": (message("/interface"), "/interface: the event has 0 values, expected 2"),
    "a string": (message("/interface", "a", 0.5), "/interface: argument 1 is 'a', expected a number"),
    "nan": (message("/interface", float("nan"), 0.5), "a value is nan, expected 0 to 1; the previous value is kept"),
    "inf": (message("/interface", float("inf"), 0.5), "a value is inf, expected 0 to 1; the previous value is kept"),
    "1e30": (message("/interface", 1e30, 0.5), "expected 0 to 1; clamped"),
    "1e300": (message("/interface", (1e300, "d"), 0.5), "expected 0 to 1; clamped"),
    "pitemp nan": (message("/impsy/pitemp", float("nan")), "/impsy/pitemp: pi_temperature is"),
    "pitemp -1": (message("/impsy/pitemp", -1.0), "/impsy/pitemp: pi_temperature is -1"),
    "timescale -1": (message("/impsy/timescale", -1.0), "/impsy/timescale: timescale is -1"),
    "timescale nan": (message("/impsy/timescale", float("nan")), "/impsy/timescale: timescale is"),
    "timescale 1e30": (message("/impsy/timescale", 1e30), "/impsy/timescale: timescale is 1e+30"),
    "timescale of nothing": (message("/impsy/timescale"), "/impsy/timescale: 0 arguments, expected 1"),
    "mode without a name": (message("/impsy/mode"), "/impsy/mode: 0 arguments, expected 1"),
    "an unknown mode": (message("/impsy/mode", "chaos"), "/impsy/mode: "),
    "mode 99": (message("/impsy/mode", 99), "/impsy/mode: "),
    "value of no dimension": (message("/mdrnn/value", 7, 0.5), "/mdrnn/value: there is no value 7"),
    "value nan of nan": (message("/mdrnn/value", float("nan"), float("nan")), "/mdrnn/value: index is nan"),
    "value inf": (message("/mdrnn/value", float("inf"), 0.5), "/mdrnn/value: index is inf"),
    "value 1e18": (message("/mdrnn/value", (1e18, "d"), 0.5), "/mdrnn/value: index is 1e+18"),
    "step nan": (message("/mdrnn/step", float("nan"), 0.5, 0.5), "/mdrnn/step: "),
    "step too short": (message("/mdrnn/step", 0.5), "/mdrnn/step: "),
    "seed nan": (message("/mdrnn/seed", float("nan")), "/mdrnn/seed: expected one whole number"),
    "seed -1": (message("/mdrnn/seed", -1), "/mdrnn/seed: expected one whole number"),
    "load of a folder": (message("/mdrnn/load", "/"), "/mdrnn/load: '/' is not a model's name"),
    "load of a number": (message("/mdrnn/load", 5), "/mdrnn/load: expected the name of a model"),
    "load of a name with a zero-width end": (message("/mdrnn/load", ""), "'' is not a model's name"),
    "load of a path": (message("/mdrnn/load", str(MODEL)), "explicit-d3-u5-l2-m2.tflite' is not a model's name"),
    "load of a path of Windows": (message("/mdrnn/load", "C:\\a.tflite"), "is not a model's name"),
    "load of an escape sequence": (message("/mdrnn/load", "\x1b[2J"), "'\\x1b[2J' is not a model's name"),
    "load of a right-to-left name": (message("/mdrnn/load", "\u202egpj"), "'\\u202egpj' is not a model's name"),
    "load of 4000 characters": (message("/mdrnn/load", "x" * 4000), "no such model here"),
    "record elsewhere": (message("/mdrnn/record", "../x.log"), "is not a plain file name"),
    "record of an escape sequence": (message("/mdrnn/record", "\x1b]0;x\x07.log"), "is not a plain file name"),
    "record of 300 letters": (message("/mdrnn/record", "x" * 300), "has 304 bytes, expected at most 255"),
    "mode of an escape sequence": (message("/impsy/mode", "\x1b[31m"), "\\x1b[31m"),
    "time tags": (b"/interface\0\0,tt\0" + b"\xff" * 16, "/interface: an argument has the type 't'"),
    "an unknown word": (message("/interfase", 0.5, 0.5), "unknown address /interfase"),
    "the endless bundle": (EMPTY_BUNDLE + struct.pack(">i", -4), "has -4 bytes by its own count"),
    "the frozen regular expression": (message("/" + "*" * 28 + "x", 1.0), "an address is a pattern"),
    "random bytes": (bytes(range(200, 240)), "is not OSC"),
    "a large datagram": (b"/" * 60_000, "more than 8192 bytes"),
    "nothing at all": (b"", "is not OSC"),
}


@pytest.mark.parametrize("name", KILLERS)
def test_a_killer_message_is_reported_once_and_the_next_phrase_is_answered(run, name):
    datagram, sentence = KILLERS[name]
    daemon = run(MODEL, "-p")
    for _ in range(3):
        daemon.mouth.send(datagram)
    told = daemon.receive("/mdrnn/error")
    assert told is not None
    assert sentence in told[0]
    assert daemon.answers()
    code, out = daemon.end()
    assert code == 0
    assert daemon.errors().splitlines() == [f"mdrnn: {told[0]}"]
    assert f"{told[0]} (and 2 more like it)" in out


def test_all_killer_messages_one_after_another(run):
    daemon = run(MODEL)
    for datagram, _ in KILLERS.values():
        daemon.mouth.send(datagram)
    assert daemon.answers()
    assert "Traceback" not in daemon.errors()
    assert "fault" not in daemon.errors()


def test_a_bundle_for_the_future_plays_now(run):
    daemon = run(MODEL, "-p")
    event = message("/interface", 0.5, 0.5)
    future = b"#bundle\0" + struct.pack(">Q", 2**64 - 1) + struct.pack(">i", len(event)) + event
    daemon.mouth.send(future)
    assert daemon.receive("/impsy") is not None
    assert daemon.info()["heard"] == 1


def test_a_nan_leaves_the_other_dimensions_to_the_player(run, tmp_path):
    daemon = run(MODEL, "-p", "--log")
    daemon.send("/interface", 0.25, 0.75)
    daemon.send("/interface", float("nan"), 0.5)
    assert daemon.info()["repaired_values"] == 1
    assert daemon.end()[0] == 0
    (log,) = [logs.read(path) for path in (tmp_path / "logs").iterdir()]
    assert log.values[log.interface].tolist() == [[0.25, 0.75], [0.25, 0.5]]


def test_random_datagrams_are_survived_with_a_bounded_report(run):
    daemon = run(MODEL, "-p")
    chance = random.Random(4)
    for index in range(3000):
        datagram = bytearray(message(f"/address{index:x}", 0.5, "text"))
        datagram[chance.randrange(len(datagram))] = chance.randrange(256)
        daemon.mouth.send(bytes(datagram))
    assert daemon.answers()
    assert 2 <= len(daemon.errors().splitlines()) <= 65
    assert "Traceback" not in daemon.errors()


def test_after_a_flood_what_was_heard_is_in_the_log(run, tmp_path):
    daemon = run(MODEL, "--mode", "useronly", "--log")
    flood = [message("/interface", 0.5, 0.5)] * 20_000
    for datagram in flood:
        daemon.mouth.send(datagram)
    time.sleep(0.2)  # the system's buffer would drop the newest
    daemon.send("/interface", 0.125, 0.875)
    facts = daemon.info()
    log = written(tmp_path / "logs", facts["heard"])
    assert log.values[-1].tolist() == [0.125, 0.875]
    assert len(log.values) == facts["heard"]


def test_a_flood_thins_the_events_and_keeps_every_command_in_its_place():
    waiting = DatagramQueue()
    sent = [message("/interface", index / 3000, 0.5) for index in range(3000)]
    mode, reset = message("/impsy/mode", "battle"), message("/mdrnn/reset")
    bundle = EMPTY_BUNDLE + struct.pack(">i", len(reset)) + reset
    commands = {1500: mode, 2900: bundle}
    for index, datagram in enumerate(sent):
        if index in commands:
            waiting.push(commands[index])
        waiting.push(datagram)
    assert waiting.dropped == 3000 - 256
    popped = [waiting.pop()[0] for _ in range(len(waiting))]
    assert popped == [mode, *sent[2744:2900], bundle, *sent[2900:]]
    with pytest.raises(IndexError):
        waiting.pop()


def test_a_flood_of_commands_is_bounded_and_the_newest_are_kept():
    waiting = DatagramQueue()
    sent = [message("/mdrnn/threshold", index) for index in range(1000)]
    for datagram in sent:
        waiting.push(datagram)
    assert [waiting.pop()[0] for _ in range(len(waiting))] == sent[744:]


def test_trouble_that_keeps_coming_is_reported_again_after_ten_seconds_with_a_count():
    now, reported = [0.0], []
    troubles = Troubles(reported.append, lambda: now[0])
    for second in range(25):
        now[0] = float(second)
        troubles.add(f"/interface: {second} values, expected 2")
    assert reported == [
        "/interface: 0 values, expected 2",
        "/interface: 10 values, expected 2 (10 more like it so far)",
        "/interface: 20 values, expected 2 (20 more like it so far)",
    ]
    assert troubles.summary() == ["/interface: 0 values, expected 2 (and 24 more like it)"]


def test_what_is_lost_is_reported_after_any_number_of_kinds():
    reported = []
    troubles = Troubles(reported.append, lambda: 0.0)
    for index in range(100):
        troubles.add(f"{'x' * index}: no such thing")
    assert len(reported) == 65
    troubles.add("OSC: it is gone", kind_name="OSC is lost")
    assert reported[-1] == "OSC: it is gone"


@pytest.mark.parametrize(
    "rubbish",
    [
        lambda word: message(f"/{word}", 0.5),
        lambda word: message(f"/{word}", 0.5)[:-4],
        lambda word: message(f"/{word}", 0.5).replace(b",f", b",q"),
        lambda word: message("/interface", word),
    ],
    ids=["unknown address", "cut", "unknown type", "text for a number"],
)
def test_what_a_sender_says_makes_no_kind_of_trouble(run, rubbish):
    daemon = run(MODEL, "-p")
    for index in range(100):
        daemon.mouth.send(rubbish("x" * (index + 1)))
    daemon.send("/mdrnn/mode", "battel")
    told = [daemon.receive("/mdrnn/error")[0] for _ in range(2)]
    assert told[1].startswith("/mdrnn/mode: ")
    assert "(and 99 more like it)" in daemon.end()[1]


def test_after_a_flood_of_rubbish_a_phrase_is_answered(run):
    daemon = run(MODEL, "-p")
    for _ in range(20_000):
        daemon.mouth.send(b"/" * 1000)
    assert daemon.answers(tries=3)
    assert len([line for line in daemon.errors().splitlines() if "dropped" not in line]) == 1


def test_nobody_listening_is_no_reason_to_stop(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.01)
    assert daemon.receive("/impsy") is not None
    port = daemon.ear.getsockname()[1]
    daemon.ear.close()
    time.sleep(0.3)
    daemon.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    daemon.ear.bind(("127.0.0.1", port))
    assert daemon.receive("/impsy") is not None


def test_a_stopped_process_does_not_catch_up(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.01, "--timescale", 0.001)
    assert daemon.receive("/impsy") is not None
    daemon.process.send_signal(signal.SIGSTOP)
    time.sleep(1.8)
    daemon.process.send_signal(signal.SIGCONT)
    assert "the process was stopped for" in daemon.receive("/mdrnn/error")[0]
    assert daemon.receive("/impsy") is not None


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="counts the wake-ups in /proc")
@pytest.mark.parametrize("arguments", [("-p",), ("--mode", "useronly")])
def test_an_idle_daemon_does_not_wake_up(run, arguments):
    daemon = run(MODEL, *arguments)
    assert daemon.info()["heard"] == 0
    time.sleep(0.2)
    before = wake_ups(daemon)
    time.sleep(2.0)
    assert wake_ups(daemon) - before <= 2
    assert daemon.answers()


def test_a_paused_daemon_does_not_wake_up(run):
    daemon = run(MODEL, "-b")
    daemon.send("/impsy/pause", 1)
    assert daemon.info()["pause"] == 1.0
    time.sleep(0.2)
    before = wake_ups(daemon)
    time.sleep(2.0)
    assert wake_ups(daemon) - before <= 2
    daemon.send("/impsy/pause", 0)
    assert daemon.receive("/impsy") is not None


def written(folder, rows, dimension=None):
    """The one log in a folder, when it has so many rows: a worker writes them."""
    end = time.monotonic() + PATIENCE
    while True:
        (path,) = folder.iterdir()
        log = logs.read(path, dimension)
        if len(log.values) >= rows or time.monotonic() > end:
            return log
        time.sleep(0.01)


def wake_ups(daemon):
    status = Path(f"/proc/{daemon.process.pid}/status").read_text()
    return sum(int(count) for count in re.findall(r"ctxt_switches:\s*(\d+)", status))


def test_a_terminal_that_is_closed_does_not_stop_the_music(run):
    reader, writer = os.pipe()
    daemon = run(MODEL, "-v", "-p", errors=writer)
    os.close(writer)
    assert daemon.answers()
    os.close(reader)
    for _ in range(3):
        assert daemon.answers()
    assert daemon.end()[0] == 0


def test_it_plays_without_stdout_and_stderr(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(PATIENCE)
        options = f"-v -b --max-dt 0.05 --in-port 0 --out-port {ear.getsockname()[1]}"
        command = f"exec {sys.executable} -m mdrnn run {MODEL} {options} >&- 2>&-"
        with subprocess.Popen(command, shell=True, cwd=tmp_path) as process:
            try:
                for _ in range(5):
                    assert OscMessage(ear.recv(512)).address == "/impsy"
            finally:
                process.terminate()
        assert process.returncode == 0


def test_a_terminal_that_nobody_reads_does_not_stop_the_music(run):
    reader, writer = os.pipe()
    daemon = run(MODEL, "-v", "--mode", "useronly", errors=writer)
    os.close(writer)
    event = message("/interface", 0.5, 0.5)
    for _ in range(40):  # 40 bytes a line, a pipe holds 64 kB
        for _ in range(100):
            daemon.mouth.send(event)
        assert daemon.info()["heard"] > 0
    assert daemon.info()["heard"] > 2500
    assert daemon.answers()
    with open(reader, "rb") as pipe:
        code, _ = daemon.end()
        lines = pipe.read().decode().splitlines()
    assert code == 0
    assert 1000 < len(lines) < 3600
    assert lines[0].endswith("interface 0.500 0.500")


# ---- it begins and ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_with_a_summary(run, number):
    daemon = run(MODEL, "-p")
    assert daemon.answers()
    code, out = daemon.end(number)
    assert code == 0
    assert re.search(r"^mdrnn: 1 event heard, 1 played in [\d.]+ s$", out, re.MULTILINE)
    assert daemon.errors() == ""


def test_with_nohup_it_plays_on_when_the_terminal_is_closed(run):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the child inherits it
    try:
        daemon = run(MODEL, "-p")
    finally:
        signal.signal(signal.SIGHUP, before)
    daemon.process.send_signal(signal.SIGHUP)
    assert daemon.answers()
    assert daemon.end()[0] == 0


def test_a_host_of_ipv6_sends_to_this_machine_by_ipv6(tmp_path):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as ear:
        try:
            ear.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        ear.settimeout(PATIENCE)
        command = [sys.executable, "-m", "mdrnn", "run", str(MODEL), "-b", "--max-dt", "0.05", "--host", "::1"]
        command += ["--in-port", "0", "--out-port", str(ear.getsockname()[1])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert "to ::1:" in process.stdout.readline()
                assert OscMessage(ear.recv(512)).address == "/impsy"
            finally:
                process.terminate()


def refused(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "mdrnn", "run", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
    )
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, said = refused(tmp_path, MODEL, "--in-port", port)
    assert code == 1
    assert said.startswith(f"mdrnn: port {port} on 127.0.0.1: Address already in use")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere.tflite",), "mdrnn: nowhere.tflite: no such model file"),
        ((), "mdrnn: no MODEL is given"),
        ((MODEL, "--timescale", "-1"), "mdrnn: timescale is -1"),
        ((MODEL, "--dimension", "9"), "mdrnn: "),
        ((MODEL, "--in-port", "7000", "--out-port", "7000"), "mdrnn: port 7000 is given for both"),
        ((MODEL, "--host", "no.such.host.invalid"), "mdrnn: no.such.host.invalid: no such host ("),
        ((MODEL, "--out-host", "\x1b[2J"), "mdrnn: \\x1b[2J: no such host ("),
        (
            (MODEL, "--host", "::1", "--out-host", "127.0.0.1"),
            "mdrnn: --host ::1 is IPv6, --out-host 127.0.0.1 is IPv4",
        ),
        (
            (MODEL, "--host", "192.0.2.1", "--out-host", "192.0.2.1"),
            "mdrnn: port 6000 on 192.0.2.1: Cannot assign requested address; expected an address of this computer",
        ),
        ((MODEL, "--address", "synth"), "mdrnn: address is 'synth', expected one like /interface"),
        ((MODEL, "--address", "/a b"), "mdrnn: address is '/a b', expected one like /interface"),
        (("--dimension", "17", "--modelsize", "xl"), "mdrnn: no model in models/"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_sentence(tmp_path, arguments, sentence):
    code, said = refused(tmp_path, *arguments)
    assert code == 1
    assert said.startswith(sentence)
    assert len(said.splitlines()) == 1


# ---- it writes ------------------------------------------------------------------------------------------------------


def play(daemon, count, start=0.0):
    """Events that are heard one by one."""
    for index in range(count):
        daemon.send("/interface", start + index / 100, 0.5)
        time.sleep(0.01)


def test_what_is_played_is_read_back_by_dataset(run, tmp_path):
    daemon = run("--dimension", 3, "--log", "--log-only")
    play(daemon, 20)
    time.sleep(0.2)
    assert daemon.end()[0] == 0
    done = subprocess.run(
        [sys.executable, "-m", "mdrnn", "dataset", "--dimension=3"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    doubts = done.stderr.splitlines()  # twenty events of one moving control are little to learn from
    assert len(doubts) == 2
    assert "x2 never moves" in doubts[1]
    (performance,) = dataset.load(tmp_path / "datasets" / "training-dataset-3d.npz").performances
    assert performance.shape == (19, 3)
    assert (performance[:, 0] > 0.0).all()
    assert performance[:, 1].tolist() == pytest.approx([index / 100 for index in range(1, 20)])


def test_the_exercises_log_command_works_as_imps_wrote_it(run, tmp_path):
    daemon = run("-d=3", "-l", "-o")
    play(daemon, 2)
    daemon.send("/interface", 0.5)
    assert "1 value, expected 2 (the dimension is 3;" in daemon.receive("/mdrnn/error")[0]
    assert logs.dimension_of(next((tmp_path / "logs").iterdir())) == 3


def test_without_a_dimension_most_events_of_the_first_second_decide_it(run, tmp_path):
    daemon = run("--log-only", "--log", "takes")
    daemon.send("/mdrnn/value", 0, 13)
    assert "how many values an event has is not known yet" in daemon.receive("/mdrnn/error")[0]
    daemon.send("/interface", 0.5)  # a stray message
    daemon.send("/interface", 12, 200, 255, 0)
    daemon.send("/mdrnn/value", 0, 13)
    assert "/interface: 1 value, expected 4 (the dimension is 5;" in daemon.receive("/mdrnn/error")[0]
    daemon.send("/mdrnn/value", 7, 13)
    assert "there is no value 7, expected 0 to 3" in daemon.receive("/mdrnn/error")[0]
    log = written(tmp_path / "takes", 2)
    assert log.values.tolist() == [[12, 200, 255, 0], [13, 200, 255, 0]]  # as it came: --value-range is for later
    _, out = daemon.end()
    assert "mdrnn: hears you at /interface: 12 200 255 0 (4 values), so the dimension is 5\n" in out
    assert f"mdrnn: writes takes/{log.path.name}\n" in out


def test_a_log_that_ends_before_its_first_second_has_its_rows(run, tmp_path):
    daemon = run("--log-only")
    daemon.send("/interface", 0.5, 0.25)
    daemon.send("/mdrnn/record", "second.log")
    daemon.send("/interface", 0.5, 0.75)
    assert daemon.info_without_model()["heard"] == 2
    assert daemon.end()[0] == 0
    first, second = sorted((tmp_path / "logs").iterdir())
    assert logs.read(first).values.tolist() == [[0.5, 0.25]]
    assert logs.read(second, 3).values.tolist() == [[0.5, 0.75]]


def test_a_log_only_run_prints_each_event_with_v(run):
    daemon = run("--log-only", "-v")
    daemon.send("/interface", 0.25, 0.5)
    daemon.send("/interface", 64, 127)
    daemon.info_without_model()
    daemon.end()
    printed = [line.split()[2:] for line in daemon.errors().splitlines()]
    assert printed == [["interface", "0.250", "0.500"], ["interface", "64.000", "127.000"]]


def test_a_log_only_run_says_that_it_records_and_how_much_it_recorded(run, tmp_path):
    daemon = run("--log-only", "--dimension", 3)
    assert re.fullmatch(r"mdrnn: records what you play; listens on 127\.0\.0\.1:\d+\n", daemon.first_line)
    daemon.send("/interface", 0.5, 0.5)
    assert daemon.info_without_model()["heard"] == 1
    path = written(tmp_path / "logs", 1).path.relative_to(tmp_path)
    daemon.send("/mdrnn/record", 0)
    daemon.send("/interface", 0.5, 0.75)
    assert daemon.info_without_model()["heard"] == 2
    _, out = daemon.end()
    assert f"mdrnn: the log {path} is complete\n" in out
    assert "mdrnn: 1 event recorded in " in out


def test_a_command_that_changes_something_is_confirmed_once(run, tmp_path):
    daemon = run(MODEL, "-p")
    for _ in range(3):
        daemon.send("/mdrnn/mode", "battle")
    daemon.send("/mdrnn/mode", 3)
    daemon.load("explicit-dynamic-d2-u16-l1-m2")
    daemon.send("/mdrnn/record", "one")
    daemon.send("/interface", 0.5)
    while not daemon.info()["log"]:
        pass
    daemon.send("/mdrnn/record", 0)
    while daemon.info()["log"]:
        pass
    _, out = daemon.end()
    others = "hears|send /interface|played in|the log is"
    told = [line for line in out.splitlines() if not re.search(others, line)]
    assert told == [
        "mdrnn: mode is battle",
        "mdrnn: mode is useronly",
        f"mdrnn: loaded {MODEL.parent}/explicit-dynamic-d2-u16-l1-m2.tflite: dimension 2",
        "mdrnn: writes logs/one.log",
        "mdrnn: the log logs/one.log is complete",
    ]


def test_a_log_only_run_with_a_model_writes_and_does_not_play(run, tmp_path):
    daemon = run(MODEL, "--log-only")
    play(daemon, 3)
    assert daemon.receive("/impsy", 0.3) is None
    assert len(written(tmp_path / "logs", 3).values) == 3


def test_both_sides_are_in_the_log_of_a_performance(run, tmp_path):
    daemon = run(MODEL, "-p", "--log")
    assert daemon.answers()
    assert daemon.end()[0] == 0
    log = logs.read(next((tmp_path / "logs").iterdir()))
    assert log.interface.tolist() == [True, False]
    assert log.values[0].tolist() == [0.25, 0.75]


def test_log_before_a_model_is_no_folder(run, tmp_path):
    daemon = run("--log", MODEL, "-p")
    assert daemon.answers()
    assert (tmp_path / "logs").is_dir()


def test_each_run_writes_a_file_of_its_own(run, tmp_path):
    daemons = [run("--log-only", "--dimension", 3) for _ in range(3)]
    for index, daemon in enumerate(daemons):
        play(daemon, 2 + index)
    time.sleep(0.2)
    for daemon in daemons:
        daemon.end()
    lengths = sorted(len(logs.read(path).values) for path in (tmp_path / "logs").iterdir())
    assert lengths == [2, 3, 4]


def test_recording_begins_and_ends_by_message(run, tmp_path):
    daemon = run(MODEL, "-p")
    assert daemon.answers()
    for name in ("one.log", 1):
        daemon.send("/mdrnn/record", name)
        assert daemon.answers()
        daemon.send("/mdrnn/record", 0)
        assert daemon.answers()
    daemon.send("/mdrnn/record", "one.log")
    assert "one.log: exists already" in daemon.receive("/mdrnn/error")[0]
    assert [len(logs.read(path, 3).values) for path in (tmp_path / "logs").iterdir()] == [2, 2]


def test_logs_are_begun_ten_times_in_ten_seconds_at_most_and_an_empty_one_is_used(run, tmp_path):
    daemon = run(MODEL, "--mode", "useronly")
    for _ in range(100):
        daemon.send("/mdrnn/record", 1)
        daemon.send("/interface", 0.5, 0.5)
    assert "/mdrnn/record: expected at most 10 new logs in 10 s" in daemon.receive("/mdrnn/error")[0]
    assert daemon.info()["heard"] == 100
    assert daemon.end()[0] == 0
    assert len(list((tmp_path / "logs").iterdir())) == 10
    assert sum(len(logs.read(path).values) for path in (tmp_path / "logs").iterdir()) == 100


def test_recording_anew_while_nothing_was_played_keeps_the_log(run, tmp_path):
    daemon = run(MODEL, "--mode", "useronly", "--log")
    log = logged = daemon.info()["log"]
    while not log:
        log = logged = daemon.info()["log"]
    for _ in range(30):
        daemon.send("/mdrnn/record", 1)
        logged = daemon.info()["log"]
    assert logged == log
    assert daemon.errors() == ""
    assert daemon.end()[0] == 0
    assert list((tmp_path / "logs").iterdir()) == []


def test_a_full_disk_is_reported_once_and_the_music_goes_on(run, tmp_path):
    daemon = run(MODEL, "-p", "--log", limit_file_size=200)
    for _ in range(10):
        assert daemon.answers()
    code, out = daemon.end()
    said = daemon.errors().splitlines()
    assert (code, len(said)) == (0, 1)
    assert "mdrnn: log: " in said[0]
    assert "File too large" in said[0]
    (path,) = (tmp_path / "logs").iterdir()
    kept = len(logs.read(path).values)
    assert kept >= 2
    assert f"mdrnn: {20 - kept} rows dropped: {path.relative_to(tmp_path)}: cannot be written: File too large" in out


@pytest.mark.parametrize("arguments", [(MODEL, "--log", "taken"), ("-o", "--log", "taken"), (MODEL, "-l", "taken/in")])
def test_a_log_that_cannot_be_written_ends_the_start(tmp_path, arguments):
    (tmp_path / "taken").write_text("a file where the folder should be")
    code, said = refused(tmp_path, *arguments)
    assert (code, len(said.splitlines())) == (1, 1)
    assert said.startswith(f"mdrnn: log: {arguments[2]}: cannot be written: ")


def test_a_disk_that_is_full_at_the_start_ends_it(tmp_path):
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); from mdrnn import cli; "
    program += f"sys.exit(cli.main(['run', {str(MODEL)!r}, '--log']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert (done.returncode, done.stderr) == (1, "mdrnn: log: logs: cannot be written: File too large\n")


@pytest.mark.parametrize("name", ["x" * 400, "one.log", "one", ".hidden", "a/b"])
@pytest.mark.parametrize("model", [(MODEL, "-p"), ("--log-only",)])
def test_a_recording_that_is_refused_leaves_the_log_before_running(run, tmp_path, name, model):
    daemon = run(*model)
    for wanted in ("one.log", "two"):
        daemon.send("/mdrnn/record", wanted)
        play(daemon, 3)
    daemon.send("/mdrnn/record", name)
    said = daemon.receive("/mdrnn/error")[0]
    assert said.startswith("/mdrnn/record: ")
    assert len(said) < 250
    play(daemon, 3)
    code, out = daemon.end()
    assert (code, "dropped" in out) == (0, False)
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == ["one.log", "two.log"]
    assert logs.read(tmp_path / "logs" / "two.log", 3).interface.sum() == 6


# ---- as IMPS --------------------------------------------------------------------------------------------------------


def test_imps_speaks_imps(run):
    daemon = run(MODEL, "--imps", "-b", "--max-dt", 0.01)
    assert "sends /prediction to" in daemon.first_line
    assert len(daemon.receive("/prediction")) == 2
    assert daemon.info()["threshold"] == 2.0


def test_imps_has_its_own_ports(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "mdrnn", "run", str(MODEL), "--imps"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    first = process.stdout.readline()
    process.terminate()
    _, errors = process.communicate(timeout=PATIENCE)
    if "Address already in use" in errors:
        pytest.skip("port 5001 is in use on this machine")
    assert "listens on 127.0.0.1:5001, sends /prediction to 127.0.0.1:5000" in first
