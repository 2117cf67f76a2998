# SPDX-License-Identifier: MIT
"""One connected page or program: turns its frames into calls to the session, and events into frames."""

import asyncio
import json
import math
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from websockets.asyncio.server import ServerConnection

from ...errors import MdrnnError, in_words
from ...wording import printable
from .. import osc_protocol as osc
from ..midi.heard import Hearing
from ..midi_words import Sender
from . import impsy_words
from .allowance import Allowance
from .outbox import Outbox

if TYPE_CHECKING:
    from ..session import Session
    from .asks import Asks
    from .channel import WebChannel
    from .uploads import Upload

EVENTS_PER_SECOND = 2000.0
WORDS_PER_SECOND = 200.0
ASKS_PER_SECOND = 20.0
ASKS_WAITING = 16
LATE_WORDS = 64  # that wait because they came too fast, the newest of each kind
LONGEST_TEXT = 255  # characters of a string in a frame
MOST_ARGUMENTS = 64
LARGEST_WHOLE = 2**53

WORD_NAMES = tuple(word.name for word in osc.WORDS if word.name != "token")
_MUSIC = (*osc.EVENT_NAMES, "some")  # what waits and may be left out: the next event makes up for it


class Client:
    """Speaks JSON, IMPSY's text words, or both; `is_json`: which of them from the start."""

    def __init__(
        self, connection: ServerConnection, channel: "WebChannel", session: "Session", asks: "Asks", is_json: bool
    ) -> None:
        self.is_json = is_json
        self.upload: Upload | None = None
        self.refuses_parts = False  # of a model that is refused: they are not worth a word
        self._sender: Sender | None = None if is_json else channel.new_sender()
        self._is_players = False  # whether the notes that sound are the player's
        self._hearing: Hearing | None = None
        self._channel = channel
        self._session = session
        self._questions = asks
        self._connection = connection
        self._outbox = Outbox(connection)
        self._events = (Allowance(EVENTS_PER_SECOND, EVENTS_PER_SECOND / 4), channel.events)
        self._words = (Allowance(WORDS_PER_SECOND, WORDS_PER_SECOND), channel.words)
        self._asks = Allowance(ASKS_PER_SECOND, 2 * ASKS_PER_SECOND)
        self._late: dict[tuple[Any, ...], Callable[[], None]] = {}
        self._late_timer: asyncio.TimerHandle | None = None
        self._answering: set[asyncio.Task[None]] = set()

    # ---- out

    def tell(self, text: str, is_event: bool = False) -> None:
        """A JSON frame, for those who speak JSON."""
        if self.is_json:
            self._outbox.put(text, is_event)

    def play(self, values: list[float], is_players: bool = False) -> None:
        """An event as text words, for those who speak them; `is_players`: by `input_thru`."""
        if self._sender is not None and len(values) == len(self._sender.mapping):
            self._is_players = is_players
            for message in filter(impsy_words.has_word, self._sender.messages(values)):
                self._outbox.put(impsy_words.word(message))

    def end_values(self, indices: list[int]) -> None:
        """The player has let go of the notes of these values."""
        if self._sender is not None and self._is_players:
            for message in self._sender.end_notes(indices):
                self._outbox.put(impsy_words.word(message))

    def end_notes(self) -> None:
        if self._sender is not None:
            for message in self._sender.all_notes_off():
                self._outbox.put(impsy_words.word(message))

    def change_mapping(self) -> None:
        """Another model, perhaps with another number of values."""
        self._release_held()
        self._hearing = None
        if self._sender is not None:
            self.end_notes()
            self._sender = self._channel.new_sender()

    def _release_held(self) -> None:
        """What this client holds will not be heard to end."""
        if self._hearing is not None:
            self._session.released(self._hearing.held, self._channel)

    def read_at_once(self, count: int) -> None:
        """Bytes, before others have their turn."""
        transport: Any = self._connection.transport
        transport.max_size = count

    def close(self) -> None:
        self.end_notes()
        self._release_held()
        for task in self._answering:
            task.cancel()
        if self._late_timer is not None:
            self._late_timer.cancel()
        if self.upload is not None:
            self._questions.later_on_disk(self.upload.discard)
            self.upload = None
        self._outbox.close()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Ends with the client."""
        task = self._session.loop.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    # ---- in

    def receive(self, frame: str) -> None:
        """What is wrong with it is reported; nothing is raised."""
        try:
            if frame.startswith("/"):
                self._receive_text(frame)
            else:
                self._receive_json(frame)
        except MdrnnError as error:
            self._session.trouble(f"web: {error}", kind="web: a frame")  # whatever is in it
        except Exception as error:  # a fault of ours must not end a concert
            self._session.report_bug(error)

    def _receive_text(self, frame: str) -> None:
        if self._sender is None:
            self._sender = self._channel.new_sender()
        if self._hearing is None:
            self._hearing = self._channel.new_hearing()
        message = bytes(impsy_words.message(frame))
        if updates := self._hearing.updates(message):
            self._hand_over(self._events, ("some", *updates), lambda: self._session.some(updates, self._channel))
        if released := self._hearing.released(message):
            self._hand_over(
                self._events, ("released", *released), lambda: self._session.released(released, self._channel)
            )

    def _receive_json(self, frame: str) -> None:
        said = _parsed(frame)
        if not self.is_json:
            self.is_json, self._sender = True, None
            self._channel.greet(self)
        if "word" in said:
            self._receive_word(said)
        elif "ask" in said:
            self._receive_ask(said)
        else:
            raise MdrnnError('a frame has neither "word" nor "ask", expected one of them')

    def _receive_word(self, said: dict[str, Any]) -> None:
        name, arguments = said["word"], said.get("arguments", [])
        if name not in WORD_NAMES:
            raise MdrnnError(f"unknown word {_quoted(name)}, expected one of {', '.join(WORD_NAMES)}")
        _check_arguments(name, arguments)
        address = f"/mdrnn/{name}"
        key = (name, str(arguments[:1])) if name == "value" else (name,)
        allowances = self._events if name in osc.EVENT_NAMES else self._words
        reply = self._reply_to(name)
        if name == "load":
            self._hand_over(allowances, key, lambda: self._channel.load(arguments, reply))
        else:
            self._hand_over(allowances, key, lambda: self._session.command(address, arguments, self._channel, reply))

    def _reply_to(self, name: str) -> Callable[[str, list[Any]], None]:
        def reply(_: str, arguments: list[Any]) -> None:
            said = {arguments[0]: self._channel.shown(*arguments)} if name == "info" else arguments
            self.tell(dumped({name: said}))

        return reply

    def _hand_over(self, allowances: tuple[Allowance, ...], key: tuple[Any, ...], act: Callable[[], None]) -> None:
        """Now, or when there is room again; until then the newest of each kind takes the place of those before."""
        if not self._late and all(each.take() for each in allowances):
            act()
            return
        if not self._late:
            self._session.trouble("web: messages come faster than they can be played: the oldest events are left out")
        if key == ("event",):
            self._late = {each: late for each, late in self._late.items() if each[0] not in _MUSIC}
        self._late.pop(key, None)
        self._late[key] = act
        if len(self._late) > LATE_WORDS:
            del self._late[next((each for each in self._late if each[0] in _MUSIC), next(iter(self._late)))]
        if self._late_timer is None:
            self._late_timer = self._session.loop.call_later(
                max(0.001, *(each.wait for each in allowances)), self._hand_over_late
            )

    def _hand_over_late(self) -> None:
        self._late_timer = None
        late, self._late = self._late, {}
        for act in late.values():
            act()

    # ---- questions

    def _receive_ask(self, said: dict[str, Any]) -> None:
        if not self._asks.take() or len(self._answering) >= ASKS_WAITING:
            self._answer_error(said, "too many questions at once, expected fewer")
            return
        if said["ask"] == "upload_model" and not self._begin_upload(said):
            return
        self.begin(self._answer(said))

    async def _answer(self, said: dict[str, Any]) -> None:
        try:
            name = said["ask"]
            if not isinstance(name, str):
                raise MdrnnError(f"unknown question {_quoted(name)}, expected a name")
            answer = await self._questions.answer(self, name, said)
            whole = {"answer": name, "id": _identity(said), **answer}
            self.tell(await self._questions.on_disk(json.dumps, whole) if "text" in answer else dumped(whole))
        except (MdrnnError, OSError, ValueError) as error:
            self._answer_error(said, in_words(error))
        except Exception as error:
            self._session.report_bug(error)
            self._answer_error(said, f"a bug in mdrnn, please report it: {type(error).__name__}")

    def _answer_error(self, said: dict[str, Any], sentence: str) -> None:
        name = said["ask"] if isinstance(said["ask"], str) else ""
        self.tell(dumped({"answer": name[:LONGEST_TEXT], "id": _identity(said), "error": printable(sentence)}))

    # ---- a model

    def _begin_upload(self, said: dict[str, Any]) -> bool:
        """At once, because the parts follow; False: it is refused."""
        try:
            self._channel.begin_upload(self, said)
        except MdrnnError as error:
            self.refuses_parts = True
            self._answer_error(said, str(error))
            return False
        self.refuses_parts = False
        return True

    async def receive_part(self, part: bytes) -> None:
        """Of a model. Waits until it is written, so that a client sends no faster than that."""
        if self.upload is not None:
            await self.upload.take(part)
        elif not self.refuses_parts:
            self._session.trouble("web: a binary frame came, expected text; only the parts of a model are binary")


def dumped(said: dict[str, Any]) -> str:
    return json.dumps(_finite(said), separators=(",", ":"))


def _finite(said: Any) -> Any:
    """JSON has no infinity: null stands for it."""
    if isinstance(said, float):
        return said if math.isfinite(said) else None
    if isinstance(said, dict):
        return {key: _finite(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [_finite(value) for value in said]
    return said


def _parsed(frame: str) -> dict[str, Any]:
    try:
        said = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise MdrnnError(f"a frame is not JSON: {_quoted(frame)}, expected one object like {{..}}") from error
    if not isinstance(said, dict):
        raise MdrnnError(f"a frame is {_quoted(frame)}, expected one JSON object like {{..}}")
    if "\\u" in frame and not _is_text(said):
        raise MdrnnError(f"a frame has half of a character: {_quoted(frame)}, expected whole ones")
    return said


def _is_text(said: Any) -> bool:
    """JSON can name halves of characters (surrogates), which no file and no answer can hold."""
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except RecursionError:  # those who read it refuse what is nested so deeply
        return True
    return True


def _check_arguments(name: str, arguments: Any) -> None:
    if not isinstance(arguments, list) or len(arguments) > MOST_ARGUMENTS:
        raise MdrnnError(f"{name}: its arguments are {_quoted(arguments)}, expected a list of at most {MOST_ARGUMENTS}")
    for each in arguments:
        is_short_text = isinstance(each, str) and len(each) <= LONGEST_TEXT
        is_number = isinstance(each, float) or (isinstance(each, int) and abs(each) <= LARGEST_WHOLE)
        if not is_short_text and not is_number:
            raise MdrnnError(f"{name}: an argument is {_quoted(each)}, expected numbers and short texts")


def _identity(said: dict[str, Any]) -> int | float | str | None:
    identity = said.get("id")
    if isinstance(identity, bool) or not isinstance(identity, int | float | str):
        return None
    return identity[:LONGEST_TEXT] if isinstance(identity, str) else identity


def _quoted(said: Any) -> str:
    try:
        text = said if isinstance(said, str) else json.dumps(said)
    except (ValueError, RecursionError):
        text = "too deeply nested"
    return printable(text[:60])
