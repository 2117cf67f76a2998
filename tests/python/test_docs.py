# SPDX-License-Identifier: MIT
"""README.md and docs/: every command runs, every link leads somewhere, every line fits.

The blocks of a page are run in order, in one empty folder and one shell for each page. A block of the language `sh` is
run, `python` too; `text` and indented blocks are for reading. What cannot run here stands behind a comment
`<!-- not run: REASON -->`.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pythonosc.osc_message_builder import OscMessageBuilder

import mdrnn

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
TEXTS = sorted(
    {*PAGES, *ROOT.glob("*.md"), *(ROOT / name / "README.md" for name in ("models", "max", "scripts/train"))}
)
BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SHORTER = {"--minutes 1": "--minutes 0.1", "--seconds 20": "--seconds 1", "--rounds 20": "--rounds 2"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
EVENTS_A_SECOND = 100


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found["language"], found["text"], found["reason"])
        for found in BLOCK.finditer(text)
    ]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def play_to(port: int, dimension: int, seconds: float) -> None:
    """A hand that moves a little all the time, over OSC."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        for i in range(int(seconds * EVENTS_A_SECOND)):
            message = OscMessageBuilder("/mdrnn/event")
            for k in range(dimension - 1):
                message.add_arg(0.5 + 0.4 * float(np.sin(i / (7.0 + 3 * k))), "f")
            hand.sendto(message.build().dgram, ("127.0.0.1", port))
            time.sleep(1 / EVENTS_A_SECOND)


def play_with(command: str, folder: Path, dimension: int, seconds: float) -> None:
    """Runs a line with `mdrnn run` until it has been played with, then ends it as Ctrl-C does."""
    said_by_it, port = folder / "said.txt", free_port()
    with (
        said_by_it.open("wb") as output,
        subprocess.Popen(
            [*shlex.split(command), "--in-port", str(port)], cwd=folder, stdout=output, stderr=output
        ) as daemon,
    ):
        try:
            for _ in range(200):  # 20 s at most
                if str(port) in said_by_it.read_text() or daemon.poll() is not None:
                    break
                time.sleep(0.1)
            play_to(port, dimension, seconds)
        finally:
            daemon.send_signal(signal.SIGINT)
            code = daemon.wait(timeout=30)
    assert code == 0, f"{command} ended with {code}: {said_by_it.read_text()}"
    assert ": 0 events heard" not in said_by_it.read_text(), f"{command}: {said_by_it.read_text()}"


def run_line(command: str, folder: Path, dimension: int) -> None:
    for given, shorter in SHORTER.items():
        command = command.replace(given, shorter)
    if command.startswith("mdrnn run "):
        return play_with(command, folder, dimension, seconds=8.0 if "--log-only" in command else 0.3)
    if command.startswith("scripts/demo"):  # installs first; here the package is installed
        command = command.replace("scripts/demo", "mdrnn demo")
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return None


def without_comments(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if command := line.split(" #")[0].strip():
            yield command


def prepare(page: Path, folder: Path) -> None:
    """What a page takes for granted: a model from IMPSY's folder."""
    if page.name == "from-imps.md":
        models = Path(os.environ.get("MDRNN_SHARED_DATA", "")) / "impsy" / "models"
        files = sorted(models.glob("*dim2*.keras")) if "MDRNN_SHARED_DATA" in os.environ else []
        if not files:
            pytest.skip("no model from IMPSY here: set MDRNN_SHARED_DATA")
        shutil.copy(files[0], folder / "musicMDRNN-dim2-layers2-units32-mixtures5-scale10.keras")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run_in_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_run = [block for block in blocks(page) if block.reason is None and block.language in {"sh", "python"}]
    if any("mdrnn train" in block.text or "convert" in block.text for block in to_run):
        pytest.importorskip("tensorflow")
    prepare(page, tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    (tmp_path / "logs").mkdir()
    for block in to_run:
        if block.language == "python":
            subprocess.run([sys.executable, "-c", block.text], cwd=tmp_path, check=True, timeout=60)
            continue
        for command in without_comments(block.text):
            run_line(command, tmp_path, dimension=4 if "touch" in command else 9 if "--config" in command else 3)


def test_a_block_is_run_or_says_why_not() -> None:
    every = [block for page in PAGES for block in blocks(page)]
    assert {block.language for block in every} <= {"sh", "python", "javascript", "text"}
    assert sum(block.language == "sh" and block.reason is None for block in every) >= 10


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"https?://", link):  # not looked up: tests run without a network
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file) if file else page
        assert target.exists(), f"{page.name} links to {link}, which is not there"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {link}: no such heading"


@pytest.mark.parametrize("page", TEXTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_text_wraps_at_100_columns(page: Path) -> None:
    """But for tables, links and pictures, which cannot be wrapped."""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fits = len(line) <= 100 or line.startswith(("|", "!", "[")) or "](" in line
        assert fits, f"{page.name}:{number} has {len(line)} columns, expected at most 100"


def test_every_command_and_address_is_in_the_documentation() -> None:
    """A new command or OSC address without a word about it would go unnoticed."""
    from mdrnn.playing import osc_protocol

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    help_text = subprocess.run([sys.executable, "-m", "mdrnn", "--help"], capture_output=True, text=True, check=True)
    commands = re.findall(r"^    (\w+)  ", help_text.stdout, re.MULTILINE)
    assert len(commands) > 10
    assert not [name for name in commands if not re.search(rf"`(mdrnn )?{name}\b|mdrnn {name}", text)]
    addresses = {address for word in osc_protocol.WORDS for address in word.addresses}
    addresses |= {address for output in osc_protocol.OUTPUTS for address in (output[0], *output[1])}
    assert len(addresses) > 20
    assert not [address for address in addresses if f"`{address}" not in text]
    assert not [name for name in mdrnn.PARAMETERS if f"`{name}`" not in text and f"/mdrnn/{name}" not in text]
