# SPDX-License-Identifier: MIT
"""The questions that a page may ask, and who answers each."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import MdrnnError
from ...wording import printable
from . import library, midi_ports
from .replay import Replay
from .training import Training
from .uploads import Upload, forget_broken_off

if TYPE_CHECKING:
    from ..session import Session
    from .client import Client

Ask = dict[str, Any]
Answer = dict[str, Any]
T = TypeVar("T")


class Asks:
    """Answers on the session's loop; whatever touches the disk waits on a thread of its own."""

    def __init__(
        self,
        session: "Session",
        tell_all: Callable[[dict[str, Any]], None],
        played: Mapping[str, Path],
        is_first: bool,
    ) -> None:
        """`tell_all` sends an object to every page; `played`: the models of this run by their names.

        `is_first`: in this run. What was deleted is only out of reach for the next run.
        """
        self._session = session
        self._played = played
        self._tell_all = tell_all
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mdrnn-web")
        self._ports_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mdrnn-web-midi")
        self.logs = library.Logs(session.settings.log_folder)
        if is_first:
            self._disk.submit(self._forget_deleted)
        self.replay = Replay(session, self, lambda: tell_all({"replay": self.replaying}))
        self.training = Training(session, self, lambda state: tell_all({"training": state}))
        self._learning = midi_ports.Learning(session, self, tell_all)
        self._answers: dict[str, Callable[[Client, Ask], Awaitable[Answer]]] = {
            "models": self._models,
            "upload_model": self._upload_model,
            "logs": self._logs,
            "log": self._log,
            "delete_log": self._delete_log,
            "undo_delete": self._undo_delete,
            "replay": self._replay,
            "stop_replay": self._stop_replay,
            "datasets": self._datasets,
            "make_dataset": self._make_dataset,
            "train": self._train,
            "stop_training": self._stop_training,
            "use_trained": self._use_trained,
            "use_previous": self._use_previous,
            "ports": self._ports,
            "mapping": self._mapping,
            "learn": self._learn,
        }

    @property
    def names(self) -> list[str]:
        """Of all questions."""
        return sorted(self._answers)

    @property
    def replaying(self) -> dict[str, str] | None:
        """What is being played back."""
        return {"name": self.replay.name} if self.replay.name is not None else None

    def close(self) -> None:
        self.replay.stop()
        self.training.close()
        self._learning.close()
        for thread in (self._disk, self._ports_thread):
            thread.shutdown(wait=False, cancel_futures=True)

    async def answer(self, client: "Client", name: str, ask: Ask) -> Answer:
        """What is sent back besides the name and the number of the question.

        Raises:
            ValueError, OSError: with a sentence.
        """
        if name not in self._answers:
            raise MdrnnError(f"unknown question {printable(name[:60])}, expected one of {', '.join(self.names)}")
        return await self._answers[name](client, ask)

    async def on_disk(self, act: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, act, *arguments)

    async def at_ports(self, act: Callable[..., T], *arguments: Any) -> T:
        """On another thread: a look at MIDI ports may take seconds."""
        return await asyncio.get_running_loop().run_in_executor(self._ports_thread, act, *arguments)

    def later_on_disk(self, act: Callable[[], None]) -> None:
        """Nobody waits for it."""
        with contextlib.suppress(RuntimeError):  # the run ends
            self._disk.submit(act)

    def _forget_deleted(self) -> None:
        try:
            self.logs.forget_deleted()
            forget_broken_off()
        except OSError as error:
            self._session.loop.call_soon_threadsafe(self._session.trouble, f"web: {error}")

    # ---- models

    async def models(self) -> list[str]:
        """The names of all models that can be loaded."""
        return await self.on_disk(library.model_names, self._session.model, list(self._played))

    async def _models(self, client: "Client", ask: Ask) -> Answer:
        return {"models": await self.models()}

    def begin_upload(self, ask: Ask) -> Upload:
        """The parts of a model follow its question at once.

        Raises:
            MdrnnError: the name or the size is none.
        """
        return Upload(self._session, self, ask.get("name"), ask.get("size"))

    async def _upload_model(self, client: "Client", ask: Ask) -> Answer:
        upload = client.upload
        assert upload is not None
        try:
            name = await upload.finish()
        except (ValueError, OSError):
            client.refuses_parts = True
            raise
        finally:
            client.upload = None
        models = await self.models()
        self._tell_all({"models": models})
        return {"name": name, "models": models}

    # ---- logs

    async def _logs(self, client: "Client", ask: Ask) -> Answer:
        return {"logs": await self._listed()}

    async def _listed(self) -> list[dict[str, Any]]:
        listed = await self.on_disk(self.logs.listed)
        writing = self._writing
        return [{**each, "recording": True} if each["name"] == writing else each for each in listed]

    @property
    def _writing(self) -> str:
        """The log that is being written."""
        path = self._session.recording.path
        return path.name if path is not None else ""

    async def _log(self, client: "Client", ask: Ask) -> Answer:
        return {"text": await self.on_disk(self.logs.text, ask.get("name"))}

    async def _delete_log(self, client: "Client", ask: Ask) -> Answer:
        if ask.get("name") == self._writing:
            raise MdrnnError(f"{self._writing}: is being written, expected the recording to be stopped first")
        if ask.get("name") == self.replay.name:
            self.replay.stop()
        await self.on_disk(self.logs.delete, ask.get("name"))
        return await self._tell_logs()

    async def _undo_delete(self, client: "Client", ask: Ask) -> Answer:
        await self.on_disk(self.logs.restore, ask.get("name"))
        return await self._tell_logs()

    async def _tell_logs(self) -> Answer:
        logs = await self._listed()
        self._tell_all({"logs": logs})
        return {"logs": logs}

    async def _replay(self, client: "Client", ask: Ask) -> Answer:
        await self.replay.begin(await self.on_disk(self.logs.path, ask.get("name")))
        return {"replay": self.replaying}

    async def _stop_replay(self, client: "Client", ask: Ask) -> Answer:
        self.replay.stop()
        return {"replay": None}

    # ---- training

    async def _datasets(self, client: "Client", ask: Ask) -> Answer:
        return {"datasets": await self.on_disk(self.training.datasets)}

    async def _make_dataset(self, client: "Client", ask: Ask) -> Answer:
        return await self.training.make_dataset(ask.get("name"), ask.get("logs"), self.logs)

    async def _train(self, client: "Client", ask: Ask) -> Answer:
        await self.training.begin(ask.get("dataset"), ask.get("size", "xs"), ask.get("minutes", 5))
        return {"training": self.training.state}

    async def _stop_training(self, client: "Client", ask: Ask) -> Answer:
        self.training.stop()
        return {"training": self.training.state}

    async def _use_trained(self, client: "Client", ask: Ask) -> Answer:
        self.training.use_trained()
        return {"training": self.training.state}

    async def _use_previous(self, client: "Client", ask: Ask) -> Answer:
        self.training.use_previous()
        return {"training": self.training.state}

    # ---- MIDI

    async def _ports(self, client: "Client", ask: Ask) -> Answer:
        return await self.at_ports(midi_ports.listed)

    async def _mapping(self, client: "Client", ask: Ask) -> Answer:
        return {"mapping": midi_ports.mapping(self._session)}

    async def _learn(self, client: "Client", ask: Ask) -> Answer:
        return await self._learning.learn(ask.get("index"))
