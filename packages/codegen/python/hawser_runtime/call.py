"""A call between its frame and its answer, with what it streams."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable
from typing import Any, Final, TypeVar, cast

from .deadline import Deadline
from .errors import CallCancelled, Closed, ConnectionLost, HawserError, Incompatible, TimedOut, own_error
from .frames import Kind, trimmed, wire_ms
from .schema import Procedure, Streams, Topic
from .session import Session
from .values import UNDEFINED, Wire

T = TypeVar("T")

# Items of one stream that are sent before the loop does something else.
ITEMS_PER_TURN: Final = 64


def begin_call(
    session: Session,
    procedure: Procedure[Any, Any],
    value: Any,
    *,
    timeout_s: float | None,
    key: str | None = None,
    metadata: Any = None,
    items: AsyncIterable[Any] | Iterable[Any] | None = None,
) -> Call:
    path = procedure.path
    name = session.name(path, procedure.number)
    codec = procedure.input if Streams.INPUT not in procedure.streams else None
    input_ = None if codec is None else session.write_payload(codec, value, f"what was given to {path}")
    timeout_ms = 0 if timeout_s is None else wire_ms(timeout_s)
    default_s = session.options.timeout_s
    # Which the hello told already.
    is_by_default = default_s is not None and timeout_ms == wire_ms(default_s)
    metadata_codec = session.schema.call_metadata
    extra = None
    if metadata_codec is not None and metadata is not None:
        extra = session.write_payload(metadata_codec, metadata, "the metadata")

    def frame(id: int) -> list[Any]:
        if procedure.streams == Streams.NONE:
            frame = [Kind.CALL, id, name, input_, None if is_by_default else timeout_ms, key, extra]
            return trimmed(frame, 3 if codec is None else 4)
        frame = [Kind.STREAM, id, name, procedure.streams, input_, timeout_ms or None, extra]
        return trimmed(frame, 4 if codec is None else 5)

    call = Call(session, frame, procedure)
    if items is not None:
        call.send_items(items, procedure)
    return call


def begin_publish(session: Session, topic: Topic[Any, Any], events: list[Any], params: Any, silent: bool) -> Call:
    codec = topic.publish
    if codec is None:
        raise TypeError(f"clients do not publish to {topic.path}")
    name = session.name(topic.path, topic.number)
    selected = None
    if topic.params is not None:
        selected = session.write_payload(topic.params, params, f"the params of {topic.path}")
    written = [session.write_payload(codec, event, f"an event for {topic.path}") for event in events]
    return Call(session, lambda id: trimmed([Kind.PUBLISH, id, name, selected, written, silent or None], 5))


class Call:
    """Whatever the server answers once."""

    def __init__(
        self, session: Session, frame: Callable[[int], list[Any]], procedure: Procedure[Any, Any] | None = None
    ) -> None:
        """`procedure`: what the answer is of; without it the answer is taken as it is."""
        self._session = session
        self._procedure = procedure
        self._is_answered = False
        self._output: Wire = UNDEFINED
        self._error: BaseException | None = None
        self._metadata: Wire = None
        self._items: deque[tuple[Wire, int]] = deque()
        self._owed_bytes = 0
        self._news = asyncio.Event()
        self._credit_bytes = session.stream_window_bytes
        self._has_credit = asyncio.Event()
        self._has_credit.set()
        self._pump: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.has_taken_items = False
        """Whether the iterable that is its input was asked for anything: then it cannot be made again."""
        self._id = session.begin(self, frame)

    # For its caller.

    async def answer(self, on_metadata: Callable[[Any], object] | None = None) -> Any:
        while not self._is_answered:
            self._news.clear()
            await self._news.wait()
        self._tell_metadata(on_metadata)
        if self._error is not None:
            raise self._error
        if self._procedure is None:
            return self._output
        return self._read_output(self._procedure, self._output)

    async def items(
        self, procedure: Procedure[Any, T], on_metadata: Callable[[Any], object] | None = None
    ) -> AsyncIterator[T]:
        while True:
            while self._items:
                wire, size_bytes = self._items.popleft()
                item = self._read_output(procedure, wire)
                self._return_credit(size_bytes)
                yield item
            if self._is_answered:
                self._tell_metadata(on_metadata)
                if self._error is not None:
                    raise self._error
                return
            self._news.clear()
            await self._news.wait()

    def fail_at(self, deadline: Deadline, path: str) -> None:
        if deadline.at is None:
            return

        def strike() -> None:
            self._give_up(TimedOut(f"{path} did not end in time"))

        self._timer = asyncio.get_running_loop().call_at(deadline.at, strike)

    def give_up(self) -> None:
        """Nobody waits for the answer any more; where it has not come, the server is told."""
        if self._timer is not None:
            self._timer.cancel()
        self._give_up(CallCancelled("the caller cancelled"))
        self.stop_sending()

    def send_items(self, items: AsyncIterable[Any] | Iterable[Any], procedure: Procedure[Any, Any]) -> None:
        if isinstance(items, (str, bytes, bytearray, memoryview)):
            self.give_up()
            raise TypeError(f"a stream is an iterable of items, not a {type(items).__name__}; put it in a list")
        self._pump = self._session.spawn(self._send_items(items, procedure))

    # For its session.

    def succeed(self, output: Wire = UNDEFINED, metadata: Wire = None) -> None:
        self._output = output
        self._metadata = metadata
        self._settle()

    def refuse(self, code: str, message: str, data: Wire = None, metadata: Wire = None) -> None:
        self._metadata = metadata
        self._error = self._error_of(code, message, data) if self._error is None else self._error
        self._settle()

    def fail(self, error: HawserError) -> None:
        if self._is_answered:
            return
        if isinstance(error, Closed):
            # Given up here: nobody reads on. What the server ends is read to its end.
            self._items.clear()
        self._error = error
        self._settle()

    def receive(self, item: Wire, size_bytes: int) -> None:
        if not self._is_answered:
            self._items.append((item, size_bytes))
            self._news.set()

    def grant(self, bytes_: int) -> None:
        self._credit_bytes += bytes_
        if self._credit_bytes > 0:
            self._has_credit.set()

    def stop_sending(self) -> None:
        if self._pump is not None and self._pump is not asyncio.current_task():
            self._pump.cancel()

    def _give_up(self, error: BaseException) -> None:
        if self._is_answered:
            return
        try:
            self._session.send([Kind.CANCEL, self._id])
        except ConnectionLost:
            pass
        self._items.clear()
        self._error = error
        self._settle()

    def _settle(self) -> None:
        self._is_answered = True
        self.stop_sending()
        self._news.set()

    def _return_credit(self, size_bytes: int) -> None:
        self._owed_bytes += size_bytes
        # In large pieces, as each costs a frame; a reader that empties its window never waits for ever.
        if self._owed_bytes * 2 >= self._session.options.stream_window_bytes and not self._is_answered:
            self._session.send([Kind.CREDIT, self._id, self._owed_bytes])
            self._owed_bytes = 0

    async def _send_items(self, items: AsyncIterable[Any] | Iterable[Any], procedure: Procedure[Any, Any]) -> None:
        codec = procedure.input
        assert codec is not None
        iterator = _iterate(items)
        sent = 0
        try:
            while True:
                await self._has_credit.wait()
                await self._session.has_room()
                # Others get their turn, however large the window and however quick the iterable.
                if sent % ITEMS_PER_TURN == 0:
                    await asyncio.sleep(0)
                self.has_taken_items = True
                try:
                    item = await anext(iterator)
                except StopAsyncIteration:
                    break
                # Nothing may be sent behind the answer.
                if self._is_answered:
                    return
                wire = self._session.write_payload(codec, item, f"an item for {procedure.path}")
                self._credit_bytes -= self._session.send([Kind.ITEM, self._id, wire])
                sent += 1
                if self._credit_bytes <= 0:
                    self._has_credit.clear()
            if not self._is_answered:
                self._session.send([Kind.END, self._id])
        except ConnectionLost:
            pass
        except Exception as error:
            if isinstance(error, HawserError):
                # It went on until here.
                error.may_have_run = True
            self._give_up(error)
        finally:
            await iterator.aclose()

    def _read_output(self, procedure: Procedure[Any, T], wire: Wire) -> T:
        if procedure.output is None:
            return cast(T, None)
        return self._session.read_payload(procedure.output, wire, f"what {procedure.path} answers")

    def _tell_metadata(self, on_metadata: Callable[[Any], object] | None) -> None:
        codec = self._session.schema.answer_metadata
        if on_metadata is not None and codec is not None and self._metadata is not None:
            on_metadata(self._session.read_payload(codec, self._metadata, "the metadata of an answer"))

    def _error_of(self, code: str, message: str, data: Wire) -> HawserError:
        for kind, codec in self._procedure.errors if self._procedure else ():
            if kind.code == code:
                try:
                    return kind(message, self._session.read_payload(codec, data, f"the data of the error {code}"))
                except Incompatible as error:
                    return error
        return own_error(code, message, data)


async def _iterate(items: AsyncIterable[T] | Iterable[T]) -> AsyncGenerator[T, None]:
    """Either kind of iterable; what it is made of is closed with it."""
    if isinstance(items, AsyncIterable):
        iterator = aiter(items)
        try:
            async for item in iterator:
                yield item
        finally:
            close = getattr(iterator, "aclose", None)
            if close is not None:
                await close()
    else:
        for item in items:
            yield item
