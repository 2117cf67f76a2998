# SPDX-License-Identifier: MIT
"""What all tests share: a limit of time; scripts, whose files have no ending or are no package's, as modules."""

import signal
from collections.abc import Callable, Generator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

LIMIT = 600  # seconds, many times what any test takes


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that hangs fails, and the next one runs."""

    def end(*_: object) -> None:
        pytest.fail(f"{item.name} was ended at the limit of {LIMIT} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LIMIT)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def as_module() -> Callable[[Path], ModuleType]:
    """Runs a file of Python as a module, not as the program that it is."""

    def load(script: Path) -> ModuleType:
        loader = SourceFileLoader(f"script_{script.stem}", str(script))
        spec = spec_from_loader(loader.name, loader)
        assert spec
        module = module_from_spec(spec)
        loader.exec_module(module)
        return module

    return load
