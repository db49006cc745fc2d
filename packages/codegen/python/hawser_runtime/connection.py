"""The connection that heals itself."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, Self, TypeVar, cast

from .attendance import Attendance, Attending
from .call import Call, begin_call, begin_publish
from .deadline import Deadline
from .errors import (
    Closed,
    ConnectionLost,
    Forbidden,
    HawserError,
    InvalidInput,
    ProtocolError,
    TimedOut,
    Unauthenticated,
    Unavailable,
    again,
)
from .frames import Kind
from .options import AUTO, Auto, ConnectionOptions, Timeout, resolved
from .pattern import ANY, InstanceList, PatternMatches, PatternSubscription, Since, params_of
from .position import Position
from .schema import Procedure, Schema, Streams, Topic
from .session import Session
from .subscription import Feed, Part, Subscription, log
from .values import Wire
from .websocket import Socket, close_socket, open_socket

Out = TypeVar("Out")
Params = TypeVar("Params")
Ev = TypeVar("Ev")

# Characters of 64, as the key of an idempotent call.
KEY_LENGTH: Final = 21
# How long a connection must have been open for the back-off to start over.
STABLE_S: Final = 10


class Connection:
    """What all parts of a client share: one WebSocket at a time, opened in the background and again when it is lost."""

    def __init__(
        self,
        schema: Schema,
        url: str,
        *,
        auth: Any = None,
        metadata: Any = None,
        options: ConnectionOptions | None = None,
    ) -> None:
        self._schema = schema
        self._url = url
        self._auth = auth
        self._metadata = metadata
        self.options = options or ConnectionOptions()
        self._session: Session | None = None
        # Those that are going away, too.
        self._sessions: set[Session] = set()
        # In the order in which they came.
        self._parts: dict[Part, None] = {}
        # Set while there is a session, and when there will be none any more.
        self._decided = asyncio.Event()
        self._failure: HawserError | None = None
        self._last_trouble = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def state(self) -> Literal["connecting", "open", "closed"]:
        """Whether there is a connection. `closed` is for good: after `close`, or where the server refuses us."""
        return "closed" if self._failure else "open" if self._session else "connecting"

    @property
    def encoding(self) -> Literal["positional", "maps"] | None:
        """How payloads travel: `maps` where the schemas differ. None while there is no connection."""
        return None if self._session is None else "positional" if self._session.is_positional else "maps"

    async def opened(self) -> None:
        """Returns when there is a connection; raises what keeps it from ever being there."""
        await self._open_session()

    async def refresh_auth(self) -> None:
        """Presents the auth value anew on the open connection. Raises Unauthenticated where the server refuses it."""
        session = await self._open_session()
        auth = await self._auth_wire()
        call = Call(session, lambda id: [Kind.AUTH, id, auth])
        try:
            await call.answer()
        finally:
            call.give_up()

    async def close(self) -> None:
        """Ends the connection and all that goes on over it: calls fail with Closed, loops over subscriptions end."""
        self._fail(Closed("the client was closed"))
        if self._keeper is not None:
            self._keeper.cancel()
        while tasks := [task for task in self._tasks if not task.done() and task is not asyncio.current_task()]:
            await asyncio.wait(tasks)

    # What stubs call.

    async def call(
        self,
        procedure: Procedure[Any, Out],
        value: Any = None,
        *,
        items: AsyncIterable[Any] | Iterable[Any] | None = None,
        timeout_s: Timeout = AUTO,
        metadata: Any = None,
        on_metadata: Callable[[Any], object] | None = None,
    ) -> Out:
        """Makes a call that answers with one value; `items` are its input where that is a stream."""
        deadline = Deadline(self._limit(timeout_s, is_stream=procedure.streams != Streams.NONE))
        key = _random_key() if procedure.idempotent else None
        metadata = await self._call_metadata(metadata)
        fate = _Fate(self, procedure.path)
        async with deadline.watch(fate.late):
            while True:
                session = await self._open_session_for(fate, deadline)
                left_s = deadline.left_s()
                call = begin_call(session, procedure, value, timeout_s=left_s, key=key, metadata=metadata, items=items)
                fate.is_sent = True
                try:
                    return cast(Out, await call.answer(on_metadata))
                except Unavailable as error:
                    if not session.is_leaving or call.has_taken_items:
                        raise fate.certain(error)
                    fate.is_sent = False
                except ConnectionLost:
                    if key is None:
                        raise
                    fate.may_have_run = True
                finally:
                    call.give_up()
        raise AssertionError("unreachable")

    async def stream(
        self,
        procedure: Procedure[Any, Out],
        value: Any = None,
        *,
        items: AsyncIterable[Any] | Iterable[Any] | None = None,
        timeout_s: Timeout = AUTO,
        metadata: Any = None,
        on_metadata: Callable[[Any], object] | None = None,
    ) -> AsyncGenerator[Out, None]:
        """Makes a call that answers with a stream, when the first item is asked for."""
        deadline = Deadline(self._limit(timeout_s, is_stream=True))
        metadata = await self._call_metadata(metadata)
        fate = _Fate(self, procedure.path)
        call: Call | None = None
        while call is None:
            session = await self._open_session_for(fate, deadline)
            # Strikes the call: a deadline around `yield` would strike whoever reads.
            call = begin_call(session, procedure, value, timeout_s=deadline.left_s(), metadata=metadata, items=items)
            call.fail_at(deadline, procedure.path)
            try:
                async for item in call.items(procedure, on_metadata):
                    yield item
            except Unavailable:
                if not session.is_leaving or call.has_taken_items:
                    raise
                call.give_up()
                call = None
            finally:
                if call is not None:
                    call.give_up()

    def subscribe(
        self, topic: Topic[Any, Ev], params: Any = None, *, since: Position | int | datetime | None = None
    ) -> Subscription[Ev]:
        """Subscribes at once, and again after every loss of the connection, until the subscription is closed."""
        feed = Feed(self, topic, params, since=since, max_waiting=self.options.max_waiting_events)
        self._keep(feed)
        return Subscription(feed)

    def subscribe_all(
        self, topic: Topic[Params, Ev], params: Iterable[Params], *, since: Since[Params] = None
    ) -> PatternSubscription[Params, Ev]:
        """Subscribes to the instances of a list of params, each as with `subscribe`."""
        several = InstanceList(self, topic, params, since=since, max_waiting=self.options.max_waiting_events)
        self._keep(several)
        return PatternSubscription(several)

    def subscribe_pattern(
        self, topic: Topic[Params, Ev], pattern: Mapping[str, Any], *, since: Since[Params] = None
    ) -> PatternSubscription[Params, Ev]:
        """Subscribes to all instances that agree in what is not ANY; `pattern` is by the names of attributes."""
        if ANY not in pattern.values():
            return self.subscribe_all(topic, [params_of(topic).make(pattern)], since=since)
        matches = PatternMatches(self, topic, pattern, since=since, max_waiting=self.options.max_waiting_events)
        self._keep(matches)
        return PatternSubscription(matches)

    def attend(self, topic: Topic[Any, Any], params: Any = None, *, as_: Any = None) -> Attendance[Any, Any]:
        """Hears who is present in an instance, and enters it with `as_`."""
        attending = Attending(self, topic, params, as_)
        self._keep(attending)
        return Attendance(attending, lambda: Deadline(self.options.timeout_s))

    async def publish(
        self,
        topic: Topic[Any, Any],
        events: Iterable[Any],
        params: Any = None,
        *,
        silent: bool = False,
        timeout_s: Timeout = AUTO,
    ) -> Position:
        """Publishes events in their order, all or none."""
        deadline = Deadline(self._limit(timeout_s, is_stream=False))
        events = list(events)
        fate = _Fate(self, topic.path)
        async with deadline.watch(fate.late):
            while True:
                session = await self._open_session()
                call = begin_publish(session, topic, events, params, silent)
                fate.is_sent = True
                try:
                    epoch, offset = await call.answer()
                    return Position(epoch, int(offset))
                except Unavailable:
                    if not session.is_leaving:
                        raise
                    fate.is_sent = False
                finally:
                    call.give_up()
        raise AssertionError("unreachable")

    def start(self) -> None:
        """Begins to connect, where that has not begun. Needs a running loop."""
        if self._keeper is None and self._failure is None:
            self._keeper = self.spawn(self._keep_open())

    # What sessions and parts call.

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs something that ends with the connection at the latest."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def left_by(self, session: Session) -> None:
        """The session takes nothing new any more."""
        if self._session is session:
            self._session = None
            if self._failure is None:
                self._decided.clear()

    def ended(self, session: Session, error: HawserError) -> None:
        """The session is over."""
        self.left_by(session)
        self._sessions.discard(session)
        self._last_trouble = error.message
        if isinstance(error, (Unauthenticated, ProtocolError)):
            self._fail(error)

    def forget(self, part: Part) -> None:
        self._parts.pop(part, None)

    async def renew_identity(self, grace_s: float) -> None:
        """The server said that the identity expires."""
        try:
            async with asyncio.timeout(grace_s):
                await self.refresh_auth()
        except (HawserError, TimeoutError) as error:
            log.warning("the identity was not renewed: %s", error or "no answer in time")
        except Exception:
            log.exception("what to present could not be found out")

    @property
    def can_renew_identity(self) -> bool:
        """Whether to ask for the auth value again gives another one."""
        return callable(self._auth)

    # For attempts.

    @property
    def why_not_open(self) -> str:
        return f"there was no connection to {self._url} in time ({self._last_trouble or 'still connecting'})"

    # Everything else.

    def _keep(self, part: Part) -> None:
        """From now on it is on whatever session there is."""
        if self._failure is not None:
            part.end(again(self._failure, may_have_run=False))
            return
        self.start()
        self._parts[part] = None
        if self._session is not None:
            _join(part, self._session)

    async def _keep_open(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while self._failure is None:
                session = await self._attempt()
                if session is not None:
                    began = loop.time()
                    self._enter(session)
                    await session.left.wait()
                    if loop.time() - began >= STABLE_S or session.is_going_away:
                        failures = 0
                await asyncio.sleep(self._backoff_s(failures))
                failures += 1
        except HawserError as error:
            self._fail(error)

    def _backoff_s(self, failures: int) -> float:
        """Anything up to a bound that doubles: clients that lost the same server do not come back together."""
        bound_s: float = min(self.options.backoff_max_s, self.options.backoff_initial_s * 2.0 ** min(failures, 30))
        return random.uniform(0, bound_s)

    async def _attempt(self) -> Session | None:
        """One attempt to connect: None where another may succeed. Raises what makes further ones senseless."""
        socket: Socket | None = None
        try:
            auth = await self._auth_wire()
            async with asyncio.timeout(self.options.connect_timeout_s):
                socket = await open_socket(self._url, self.options)
                session = Session(self, self._schema, socket)
                await session.greet(auth)
            return session
        except BaseException as error:
            if socket is not None:
                self.spawn(close_socket(socket))
            is_final = isinstance(error, (Unauthenticated, Forbidden, InvalidInput, ProtocolError))
            if is_final or not isinstance(error, Exception):
                raise
            said = error.message if isinstance(error, HawserError) else str(error)
            self._last_trouble = said or type(error).__name__
            log.info("no connection to %s: %s", self._url, self._last_trouble)
            return None

    def _enter(self, session: Session) -> None:
        self._session = session
        self._sessions.add(session)
        session.start()
        for part in list(self._parts):
            _join(part, session)
        self._decided.set()

    async def _open_session(self) -> Session:
        self.start()
        while True:
            if self._failure is not None:
                raise again(self._failure, may_have_run=False)
            if self._session is not None:
                return self._session
            await self._decided.wait()

    async def _open_session_for(self, fate: _Fate, deadline: Deadline) -> Session:
        """Waits no longer for the connection than a call without a timeout of its own does."""
        wait = deadline if deadline.at is not None else Deadline(self.options.timeout_s)
        fate.is_sent = False
        try:
            async with wait.watch(fate.late):
                return await self._open_session()
        except HawserError as error:
            raise fate.certain(error)

    def _fail(self, error: HawserError) -> None:
        """There will be no connection any more."""
        if self._failure is not None:
            return
        self._failure = error
        self._decided.set()
        for session in list(self._sessions):
            session.end(again(error))
        for part in list(self._parts):
            part.end(again(error))

    async def _auth_wire(self) -> Wire:
        codec = self._schema.auth
        if codec is None:
            return None
        auth = await resolved(self._auth)
        try:
            return codec.to_map(auth)
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidInput(f"auth is not what the schema says: {error}") from error

    async def _call_metadata(self, given: Any) -> Any:
        return given if given is not None else await resolved(self._metadata)

    def _limit(self, timeout_s: Timeout, *, is_stream: bool) -> float | None:
        if isinstance(timeout_s, Auto):
            return None if is_stream else self.options.timeout_s
        if timeout_s is not None and timeout_s <= 0:
            raise ValueError(f"timeout_s has to be above 0, not {timeout_s}; None is for ever")
        return timeout_s


class _Fate:
    """What is known of a call that is being made, perhaps not for the first time."""

    def __init__(self, connection: Connection, path: str) -> None:
        self._connection = connection
        self._path = path
        self.is_sent = False
        """The server has it, and did not say that it was not started."""
        self.may_have_run = False
        """It had been sent over a connection that is lost."""

    def late(self) -> HawserError:
        """Its deadline has passed."""
        if self.is_sent or self.may_have_run:
            return TimedOut(f"{self._path} was not answered in time; it may have run")
        return Unavailable(f"{self._path} was not sent: {self._connection.why_not_open}")

    def certain(self, error: HawserError) -> HawserError:
        if self.may_have_run:
            error.may_have_run = True
        return error


def _join(part: Part, session: Session) -> None:
    try:
        part.join(session)
    except Exception as error:
        # What was given is not what the schema says.
        part.end(error)


def _random_key() -> str:
    return secrets.token_urlsafe(KEY_LENGTH)[:KEY_LENGTH]


class Client:
    """What a generated client is made from: use it as `async with connect(...) as client`."""

    def __init__(self, connection: Connection) -> None:
        self.connection: Final = connection
        """What all of this shares: its state, and how to close it."""

    async def close(self) -> None:
        """Ends the connection and all that goes on over it."""
        await self.connection.close()

    async def __aenter__(self) -> Self:
        self.connection.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
