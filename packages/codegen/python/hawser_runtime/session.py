"""A session: one WebSocket, from its hello to its end."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol, TypeVar

from websockets.exceptions import ConnectionClosed

from .codec import Codec
from .errors import ConnectionLost, HawserError, Incompatible, LimitExceeded, ProtocolError, again, own_error
from .frames import Kind, wire_ms
from .options import ConnectionOptions
from .schema import Schema
from .values import UNDEFINED, Wire, pack, unpack_batch
from .websocket import Socket, binary, close_socket, error_of_close

T = TypeVar("T")

# Past so many bytes that wait for the network, items of streams wait for what is more urgent.
STREAM_HIGH_WATER_BYTES: Final = 65_536


class Host(Protocol):
    """What a session needs of the connection whose session it is."""

    @property
    def options(self) -> ConnectionOptions: ...

    @property
    def can_renew_identity(self) -> bool:
        """Whether to ask for the auth value again gives another one."""
        ...

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs something that ends with the connection at the latest."""
        ...

    def left_by(self, session: Session) -> None:
        """The session takes nothing new any more."""
        ...

    def ended(self, session: Session, error: HawserError) -> None:
        """The session is over."""
        ...

    async def renew_identity(self, grace_s: float) -> None:
        """The server said that the identity expires."""
        ...


class Exchange(Protocol):
    """What the server answers once: a call, and whatever shares ids with calls."""

    def succeed(self, output: Wire = UNDEFINED, metadata: Wire = None) -> None: ...

    def refuse(self, code: str, message: str, data: Wire = None, metadata: Wire = None) -> None: ...

    def fail(self, error: HawserError) -> None:
        """It will not be answered."""
        ...

    def receive(self, item: Wire, size_bytes: int) -> None: ...

    def grant(self, bytes_: int) -> None: ...

    def stop_sending(self) -> None: ...


class Link(Protocol):
    """A subscription of any kind as one session has it."""

    def receive(self, frame: list[Any]) -> None:
        """What the server tells of it, other than its end."""
        ...

    def ended(self, error: HawserError | None) -> None:
        """The server let go of it; with an error where nobody asked for that."""
        ...

    def lost(self) -> None:
        """The session is over."""
        ...


class Receiver(Protocol):
    """What has the events of a channel."""

    def receive_events(self, offset: int, events: list[Wire]) -> None:
        """Events of adjacent offsets, the first of which has `offset`; none: one that this client did not want back."""
        ...

    def receive_gap(self, to: int, reason: str) -> None: ...


class Session:
    def __init__(self, host: Host, schema: Schema, socket: Socket) -> None:
        self._host = host
        self.schema = schema
        self._socket = socket
        self.is_positional = False
        self.is_going_away = False
        self.left = asyncio.Event()
        """Nothing new is taken any more."""
        self._is_over = False
        # Bounds that the welcome replaces.
        self._max_batch_bytes = self._max_frame_bytes = 1_048_576
        self.stream_window_bytes = 262_144
        self._early: list[tuple[list[Any], int]] = []
        self._exchanges: dict[int, Exchange] = {}
        self._exchange_ids = _Ids()
        self._links: dict[int, Link] = {}
        self._link_ids = _Ids()
        self._channels: dict[int, list[Receiver]] = {}
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._has_mail = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._heard_at = 0.0
        self._is_asked = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_leaving(self) -> bool:
        return self.left.is_set()

    @property
    def options(self) -> ConnectionOptions:
        return self._host.options

    async def greet(self, auth: Wire) -> None:
        """Says hello and waits for the welcome. Raises Unauthenticated, ProtocolError or ConnectionLost."""
        options = self.options
        hello = [
            Kind.HELLO,
            self.schema.fingerprint,
            auth,
            None if options.timeout_s is None else wire_ms(options.timeout_s),
            options.stream_window_bytes,
        ]
        try:
            await self._socket.send(pack(hello))
            while not self._early:
                self._early = list(unpack_batch(binary(await self._socket.recv())))
        except ConnectionClosed as closed:
            raise error_of_close(closed, self._host.can_renew_identity) from None
        except Exception as trouble:
            raise ProtocolError(f"the server sent what nobody can read: {trouble}") from trouble
        match self._early.pop(0)[0]:
            case [Kind.WELCOME, 0 | 1 as encoding, str(), list(limits), *_] if _are_limits(limits):
                self.is_positional = encoding == 0
                self._max_batch_bytes = int(limits[0])
                self._max_frame_bytes = int(limits[1])
                self.stream_window_bytes = int(limits[6])
            case _:
                raise ProtocolError("the server's first frame is no welcome")

    def start(self) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        self._tasks = [self.spawn(work) for work in (self._read(), self._write(), self._watch_silence())]

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._host.spawn(work)

    # What goes out.

    def send(self, frame: list[Any]) -> int:
        """Puts a frame on its way; frames of one turn of the loop share a message. Returns its size in bytes."""
        data = pack(frame)
        max_bytes = min(self._max_frame_bytes, self._max_batch_bytes)
        if len(data) > max_bytes:
            raise LimitExceeded(
                f"a frame of {len(data)} bytes is larger than the server takes: {max_bytes}",
                {"limit": "maxFrameBytes", "max": max_bytes},
                may_have_run=False,
            )
        if self._is_over:
            raise ConnectionLost("the connection ended", may_have_run=False)
        self._outbox.append(data)
        self._outbox_bytes += len(data)
        if self._outbox_bytes > STREAM_HIGH_WATER_BYTES:
            self._room.clear()
        self._has_mail.set()
        return len(data)

    async def _write(self) -> None:
        while True:
            await self._has_mail.wait()
            self._has_mail.clear()
            while self._outbox:
                batch = [self._outbox.popleft()]
                size = len(batch[0])
                while self._outbox and size + len(self._outbox[0]) <= self._max_batch_bytes:
                    batch.append(self._outbox.popleft())
                    size += len(batch[-1])
                try:
                    await self._socket.send(b"".join(batch))
                except ConnectionClosed:
                    return
                self._outbox_bytes -= size
                if self._outbox_bytes <= STREAM_HIGH_WATER_BYTES:
                    self._room.set()

    async def has_room(self) -> None:
        """Returns when little waits for the network."""
        await self._room.wait()

    def probe(self) -> None:
        """Asks now whether the server is there."""
        self._is_asked.set()

    async def _watch_silence(self) -> None:
        while True:
            await self._silence()
            asked_at = asyncio.get_running_loop().time()
            self.send([Kind.PING, 0])
            if not await self._answers(asked_at):
                self._socket.transport.abort()
                self.end(ConnectionLost("the server is silent"))
                return

    async def _silence(self) -> None:
        """Returns when nothing was heard for a while, or somebody wants to know."""
        loop = asyncio.get_running_loop()
        self._is_asked.clear()
        while (rest_s := self._heard_at + self.options.heartbeat_s - loop.time()) > 0:
            try:
                async with asyncio.timeout(rest_s):
                    await self._is_asked.wait()
                return
            except TimeoutError:
                pass

    async def _answers(self, asked_at: float) -> bool:
        while True:
            waiting_bytes = self._waiting_bytes()
            await asyncio.sleep(self.options.heartbeat_timeout_s)
            if self._heard_at >= asked_at:
                return True
            # Behind a large message on a slow uplink a ping waits long; what still drains is not dead.
            if self._waiting_bytes() >= waiting_bytes:
                return False

    def _waiting_bytes(self) -> int:
        """Bytes that have not reached the network."""
        return self._outbox_bytes + self._socket.transport.get_write_buffer_size()

    # What comes in.

    async def _read(self) -> None:
        error: HawserError = ConnectionLost("the connection ended")
        try:
            for frame, size in self._early:
                self._receive(frame, size)
            while True:
                message = binary(await self._socket.recv())
                self._heard_at = asyncio.get_running_loop().time()
                for frame, size in unpack_batch(message):
                    self._receive(frame, size)
        except ConnectionClosed as closed:
            error = error_of_close(closed, self._host.can_renew_identity)
        except asyncio.CancelledError:
            raise
        except Exception as trouble:
            error = ProtocolError(f"the server sent what nobody can read: {trouble}")
            error.__cause__ = trouble
            await self._socket.close(4400, "malformed")
        finally:
            self.end(error)

    def _receive(self, frame: list[Any], size_bytes: int) -> None:
        match frame:
            case [Kind.EVENT, channel, offset]:
                self._deliver(channel, offset, [])
            case [Kind.EVENT, channel, offset, event, *_]:
                self._deliver(channel, offset, [event])
            case [Kind.EVENTS, channel, offset, events, *_]:
                self._deliver(channel, offset, events)
            case [Kind.RESULT, id, *rest]:
                self._answered(id).succeed(*rest[:2])
            case [Kind.ERROR, id, str(code), str(message), *rest]:
                self._answered(id).refuse(code, message, *rest[:2])
            case [Kind.ITEM, id, *rest]:
                if exchange := self._exchanges.get(id):
                    exchange.receive(rest[0] if rest else UNDEFINED, size_bytes)
            case [Kind.CREDIT, id, bytes_, *_]:
                if exchange := self._exchanges.get(id):
                    exchange.grant(int(bytes_))
            case [Kind.STOP, id, *_]:
                if exchange := self._exchanges.get(id):
                    exchange.stop_sending()
            case [
                Kind.SUBSCRIBED
                | Kind.MATCHED
                | Kind.PATTERN_SUBSCRIBED
                | Kind.MEMBERS
                | Kind.MEMBERS_CHANGED,
                id,
                *_,
            ]:
                self._link(id).receive(frame)
            case [Kind.GAP, channel, to, str(reason), *_]:
                for receiver in self._receivers(channel):
                    receiver.receive_gap(int(to), reason)
            case [Kind.ENDED, id, *reason]:
                self._ended(id, reason)
            case [Kind.PING, id, *_]:
                self.send([Kind.PONG, id])
            case [Kind.GOING_AWAY, *_]:
                self.is_going_away = True
                self._leave()
            case [Kind.AUTH_EXPIRING, grace_ms, *_]:
                if self._host.can_renew_identity:
                    self.spawn(self._host.renew_identity(grace_ms / 1000))
            case [Kind.WELCOME, *_]:
                raise ValueError("a second welcome")
            case list():
                # Of a later version of the protocol.
                pass
            case _:
                raise ValueError("a frame that is no array")

    def _leave(self) -> None:
        self.left.set()
        self._host.left_by(self)

    def end(self, error: HawserError) -> None:
        """The connection is over, and all that went on over it."""
        if self._is_over:
            return
        self._is_over = True
        self._leave()
        for exchange in list(self._exchanges.values()):
            exchange.fail(again(error, may_have_run=True))
        self._exchanges.clear()
        for link in list(self._links.values()):
            link.lost()
        self._links.clear()
        self._room.set()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()
        self.spawn(close_socket(self._socket))
        self._host.ended(self, error)

    # Payloads.

    def name(self, path: str, number: int) -> str | int:
        """What a procedure or topic is called on the wire."""
        return number if self.is_positional else path

    def write_payload(self, codec: Codec[Any], value: Any, what: str) -> Wire:
        """Raises TypeError for what does not fit the type; what fits, and is wrong all the same, the server refuses."""
        try:
            return codec.encode(value) if self.is_positional else codec.to_map(value)
        except (AttributeError, TypeError, ValueError) as error:
            raise TypeError(f"{what} is not what the schema says: {error}") from error

    def read_payload(self, codec: Codec[T], wire: Wire, what: str) -> T:
        try:
            return codec.decode(wire) if self.is_positional else codec.from_map(wire)
        except Exception as error:
            raise Incompatible(f"{what} is not what the schema of this client says: {error}") from error

    # Exchanges.

    def begin(self, exchange: Exchange, frame: Callable[[int], list[Any]]) -> int:
        """Sends the frame that the server answers. Returns its id."""
        id = self._exchange_ids.take()
        try:
            self.send(frame(id))
        except BaseException:
            self._exchange_ids.give_back(id)
            raise
        self._exchanges[id] = exchange
        return id

    def _answered(self, id: int) -> Exchange:
        exchange = self._exchanges.pop(id, None)
        if exchange is None:
            raise ValueError(f"the server answered call {id}, which is not in flight")
        self._exchange_ids.give_back(id)
        return exchange

    # Links.

    def open(self, link: Link, frame: Callable[[int], list[Any]]) -> int:
        """Sends the frame that subscribes, in whatever way. Returns its id."""
        id = self._link_ids.take()
        try:
            self.send(frame(id))
        except BaseException:
            self._link_ids.give_back(id)
            raise
        self._links[id] = link
        return id

    def unsubscribe(self, id: int) -> None:
        if not self._is_over:
            self.send([Kind.UNSUBSCRIBE, id])

    def _link(self, id: int) -> Link:
        link = self._links.get(id)
        if link is None:
            raise ValueError(f"the server answered subscription {id}, which there is not")
        return link

    def _ended(self, id: int, reason: list[Any]) -> None:
        link = self._link(id)
        del self._links[id]
        self._link_ids.give_back(id)
        match reason:
            case [str(code), str(message), *data]:
                link.ended(own_error(code, message, data[0] if data else None))
            case _:
                link.ended(None)

    # Channels.

    def bind(self, channel: int, receiver: Receiver) -> None:
        """From now on the receiver has the events of that channel."""
        self._channels.setdefault(channel, []).append(receiver)

    def unbind(self, channel: int, receiver: Receiver) -> None:
        receivers = self._channels[channel]
        receivers.remove(receiver)
        if not receivers:
            del self._channels[channel]

    def _receivers(self, channel: int) -> list[Receiver]:
        return list(self._channels.get(channel, ()))

    def _deliver(self, channel: int, offset: int | float, events: list[Wire]) -> None:
        for receiver in self._receivers(channel):
            receiver.receive_events(int(offset), events)


def _are_limits(limits: list[Any]) -> bool:
    return len(limits) >= 7 and all(isinstance(limit, (int, float)) and limit > 0 for limit in limits[:7])


class _Ids:
    """Small numbers, each in use once."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._next = 0

    def take(self) -> int:
        if self._free:
            return heapq.heappop(self._free)
        self._next += 1
        return self._next - 1

    def give_back(self, id: int) -> None:
        heapq.heappush(self._free, id)
