# SPDX-License-Identifier: MIT
"""Pd embedded in another program: drives libpd through its C API, with one process per scenario.

    python libpd_scenarios.py LIBRARY FOLDER SCENARIO PATCH..

FOLDER is where the external lies. What a scenario heard is left in PATCH.npy, (2, frames) float32; its facts, and what
Pd printed, go to stdout as one JSON object.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE, BLOCK, CHANNELS = 48000, 64, 2
Sound = npt.NDArray[np.float32]
Hook = ctypes.CFUNCTYPE(None, ctypes.c_char_p)


class Libpd:
    """The library, and what each of its instances has printed."""

    def __init__(self, library: str, folder: str) -> None:
        self.c = ctypes.CDLL(library, mode=os.RTLD_NOW | os.RTLD_GLOBAL)  # externals resolve Pd's functions in it
        for name in ("openfile", "new_instance"):
            getattr(self.c, f"libpd_{name}").restype = ctypes.c_void_p
        self.folder = folder
        self.printed: list[str] = []
        self.hook = Hook(lambda text: self.printed.append(text.decode()))
        self.c.libpd_set_printhook(self.hook)
        self.c.libpd_init()
        self.prepare()

    def prepare(self) -> None:
        """For the current instance: sets the search path, opens the audio and turns DSP on."""
        self.c.libpd_set_printhook(self.hook)
        self.c.libpd_add_to_search_path(self.folder.encode())
        self.c.libpd_init_audio(0, CHANNELS, RATE)

    def another(self) -> int:
        instance = self.c.libpd_new_instance()
        self.enter(instance)
        self.prepare()
        return int(instance)

    def enter(self, instance: int) -> None:
        self.c.libpd_set_instance(ctypes.c_void_p(instance))

    def open(self, patch: Path) -> ctypes.c_void_p:
        opened = self.c.libpd_openfile(patch.name.encode(), str(patch.parent).encode())
        assert opened, f"libpd cannot open {patch.name}"
        return ctypes.c_void_p(opened)

    def dsp(self, on: bool) -> None:
        self.c.libpd_start_message(1)
        self.c.libpd_add_float(ctypes.c_float(on))
        self.c.libpd_finish_message(b"pd", b"dsp")

    def hear(self, blocks: int) -> Sound:
        heard = np.zeros((blocks * BLOCK, CHANNELS), np.float32)
        silence = np.zeros(1, np.float32)
        self.c.libpd_process_float(
            blocks, silence.ctypes.data_as(ctypes.c_void_p), heard.ctypes.data_as(ctypes.c_void_p)
        )
        return heard.T


def play(pd: Libpd, patches: list[Path]) -> list[Sound]:
    """One second of a patch."""
    pd.open(patches[0])
    pd.dsp(True)
    return [pd.hear(RATE // BLOCK)]


def open_and_close(pd: Libpd, patches: list[Path]) -> list[Sound]:
    """Opens and closes a patch a thousand times with DSP on; the last one plays."""
    pd.dsp(True)
    for turn in range(1000):
        patch = pd.open(patches[0])
        pd.hear(2)
        pd.c.libpd_closefile(patch)
        if turn == 499:
            FACTS["descriptors"], FACTS["pages"] = -held("fd"), -pages()
    FACTS["descriptors"], FACTS["pages"] = FACTS["descriptors"] + held("fd"), FACTS["pages"] + pages()
    return play(pd, patches)


def dsp_off_and_on(pd: Libpd, patches: list[Path]) -> list[Sound]:
    """Turns DSP off and on four hundred times, for four blocks each; records while it is on."""
    pd.open(patches[0])
    heard = []
    for turn in range(400):
        pd.dsp(turn % 2 == 0)
        block = pd.hear(4)
        if turn % 2 == 0:
            heard.append(block)
    return [np.concatenate(heard, axis=1)]


def two_instances(pd: Libpd, patches: list[Path]) -> list[Sound]:
    """Two patches in two instances, in alternation."""
    instances = [pd.another() for _ in patches]
    heard: list[list[Sound]] = [[] for _ in patches]
    for instance, patch in zip(instances, patches, strict=True):
        pd.enter(instance)
        pd.open(patch)
        pd.dsp(True)
    for _ in range(RATE // BLOCK):
        for instance, sound in zip(instances, heard, strict=True):
            pd.enter(instance)
            sound.append(pd.hear(1))
    return [np.concatenate(sound, axis=1) for sound in heard]


def two_threads(pd: Libpd, patches: list[Path]) -> list[Sound]:
    """Two patches in two instances and two threads, in parallel."""
    heard: list[Sound] = [np.zeros((CHANNELS, 0), np.float32) for _ in patches]
    instances = [pd.another() for _ in patches]

    def perform(i: int) -> None:
        pd.enter(instances[i])
        heard[i : i + 1] = play(pd, [patches[i]])

    threads = [threading.Thread(target=perform, args=(i,)) for i in range(len(patches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def held(what: str) -> int:
    return len(os.listdir(f"/proc/self/{what}"))


def pages() -> int:
    """Resident memory."""
    return int(Path("/proc/self/statm").read_text().split()[1])


FACTS: dict[str, int] = {}
SCENARIOS: dict[str, Callable[[Libpd, list[Path]], list[Sound]]] = {
    scenario.__name__: scenario for scenario in (play, open_and_close, dsp_off_and_on, two_instances, two_threads)
}


def main(library: str, folder: str, scenario: str, *patches: str) -> None:
    paths = list(map(Path, patches))
    pd = Libpd(library, folder)
    for path, sound in zip(paths, SCENARIOS[scenario](pd, paths), strict=True):
        np.save(path.with_suffix(".npy"), sound)
    print(json.dumps({"printed": "".join(pd.printed).splitlines(), **FACTS}))


if __name__ == "__main__":
    main(*sys.argv[1:])
