# SPDX-License-Identifier: MIT
"""What all tests share: scripts, whose files have no ending or are no package's, as modules."""

from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest


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
