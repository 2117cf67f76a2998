# SPDX-License-Identifier: MIT
"""A headless Chromium, the real daemon, a stand-in for it, and what all tests of the page ask of a page."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = os.environ.get("MDRNN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-headless-shell")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 30.0  # seconds until a test gives up; many times what anything takes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if Path(item.fspath).parent == Path(__file__).parent:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (Debian: chromium)"))


@pytest.fixture(scope="module")  # while it is there, no other event loop can run in this thread
def browser() -> Iterator[Any]:
    with pytest.importorskip("playwright.sync_api").sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """visit(LINK, ..) opens the page as a new person with a browser of their own, and waits until it is connected.

    At the end of a test no page may have asked another host for anything, or have had an error.
    """
    contexts: list[Any] = []
    wrong: list[str] = []

    def visit(link: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(1000 * WAIT)
        own = urlsplit(link).netloc

        def asked(address: str) -> None:
            if urlsplit(address).scheme not in ("blob", "data") and urlsplit(address).netloc != own:
                wrong.append(f"asked for {address}")

        context.on("request", lambda request: asked(request.url))
        page = context.new_page()
        page.on("websocket", lambda opened: asked(opened.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(link)
        page.locator("#connection[data-state=here]").wait_for(state="attached")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], Any]:
    """until(CONDITION) waits for it, and returns what it found."""

    def until(condition: Callable[[], Any]) -> Any:
        end = time.monotonic() + WAIT
        while not (found := condition()):
            assert time.monotonic() < end, f"gave up after {WAIT:g} s"
            time.sleep(0.02)
        return found

    return until


@pytest.fixture
def stand_in() -> Iterator[Any]:
    from stand_in import StandIn

    stand_in = StandIn()
    yield stand_in
    stand_in.stop()


class Daemon:
    """The real `mdrnn run .. --web`, which can be killed and started again on the same port."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.arguments = arguments
        self.port, self.in_port, self.out_port = _free_ports()
        self.process: subprocess.Popen[str] | None = None

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [sys.executable, "-m", "mdrnn", "run", *self.arguments, "--web", str(self.port)]
        command += ["--in-port", str(self.in_port), "--out-port", str(self.out_port)]
        with (self.folder / "said.txt").open("a") as said:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=said, stderr=said, text=True)
        end = time.monotonic() + WAIT
        while not self._listens():
            running = self.process.poll() is None and time.monotonic() < end
            assert running, (self.folder / "said.txt").read_text()
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(WAIT)
            self.process = None


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    yield from running(Daemon(tmp_path, "mouse-3d-xs", "--threshold", "0.2"))


@pytest.fixture
def log_only(tmp_path: Path) -> Iterator[Daemon]:
    """A run without a model."""
    yield from running(Daemon(tmp_path, "--log-only"))


def running(daemon: Daemon) -> Iterator[Daemon]:
    daemon.start()
    yield daemon
    daemon.kill(signal.SIGTERM)


def _free_ports() -> list[int]:
    sockets = [socket.socket() for _ in range(3)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which scripts/test fetches."""
    file = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip("axe-core is not here (scripts/test fetches it, if npm is installed)")
    return file.read_text(encoding="utf-8")
