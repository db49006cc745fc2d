"""Subscriptions to several instances of a topic."""

from __future__ import annotations

import enum
import logging
from collections.abc import AsyncGenerator, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

from .channel import Channel, ChannelLink, wire_since
from .codec import Codec, absent
from .errors import Closed, HawserError, Incompatible, ProtocolError
from .frames import Kind, trimmed
from .inbox import Inbox, Signal, before
from .object_codec import ObjectCodec
from .position import Event, Gap, InstancePosition, MatchedEvent, MatchedGap, Position
from .schema import Topic
from .session import Session
from .subscription import Keeper
from .union_codecs import LazyCodec
from .values import UNDEFINED, Wire, from_any, pack, to_any

Params = TypeVar("Params")
Ev = TypeVar("Ev")

log: Final = logging.getLogger("hawser")

# Instances that the server no longer has, but that may come back; as many as it covers by default.
MAX_IDLE: Final = 10_000


class AnyValue(enum.Enum):
    """The type of ANY."""

    ANY = "any"

    def __repr__(self) -> str:
        return "ANY"


ANY: Final = AnyValue.ANY
"""Stands for every value of a param, where the schema lets subscribers leave it open."""

Since: TypeAlias = int | datetime | Iterable[InstancePosition[Params]] | None


class _Instance:
    """One of several, and how far it was read."""

    def __init__(self, several: Several, params: Any, topic: Topic[Any, Any], since: Position | int | datetime | None):
        self.params = params
        self.channel = Channel(topic, since, self)
        self.read: Position | None = None
        """Up to where the loop has read, while there is more to read; in the end, where it was left."""
        self._several = several

    @property
    def position(self) -> Position | None:
        inbox = self._several.inbox
        return self.read if inbox.is_over or inbox.has(self) else self.channel.position

    def put(self, update: Event[Any] | Gap) -> None:
        inbox = self._several.inbox
        if not inbox.has(self):
            self.read = before(update)
        inbox.put(self, update)

    def moved(self) -> None:
        self._several.moved()

    def end(self, error: HawserError) -> None:
        self._several.end(error)


class Several:
    """What a subscription to several instances is behind the loop that reads it."""

    def __init__(self, keeper: Keeper, topic: Topic[Any, Any], max_waiting: int) -> None:
        self._keeper = keeper
        self.topic = topic
        self.inbox: Inbox[_Instance] = Inbox(max_waiting)
        self._progress = Signal()
        self._error: BaseException | None = None

    @property
    def instances(self) -> Iterable[_Instance]:
        raise NotImplementedError

    @property
    def is_confirmed(self) -> bool:
        raise NotImplementedError

    def join(self, session: Session) -> None:
        raise NotImplementedError

    def leave(self) -> None:
        raise NotImplementedError

    def end(self, error: BaseException | None = None) -> None:
        if self.inbox.is_over:
            return
        for instance in self.instances:
            instance.read = instance.position
        self._error = error
        self.inbox.end(error)
        self._keeper.forget(self)
        self.leave()
        self._progress.give()

    def moved(self) -> None:
        self._progress.give()

    async def subscribed(self) -> None:
        while not self.is_confirmed and not self.inbox.is_over:
            await self._progress.wait()
        if self._error is not None:
            raise self._error
        if self.inbox.is_over:
            raise Closed("the subscription was closed")


class InstanceList(Several):
    """The instances of a list of params: as many ordinary subscriptions, those of equal params once."""

    def __init__(
        self,
        keeper: Keeper,
        topic: Topic[Params, Any],
        params: Iterable[Params],
        *,
        since: Since[Params],
        max_waiting: int,
    ) -> None:
        super().__init__(keeper, topic, max_waiting)
        codec = topic.params
        if codec is None:
            raise TypeError(f"{topic.path} has one instance only")
        sinces = _by_key(codec, since)
        by_key = {_key_of(codec, each, topic.path): each for each in params}
        self._instances = [
            _Instance(self, each, topic, sinces.get(key) if isinstance(sinces, dict) else sinces)
            for key, each in by_key.items()
        ]

    @property
    def instances(self) -> Iterable[_Instance]:
        return self._instances

    @property
    def is_confirmed(self) -> bool:
        return all(instance.channel.is_confirmed for instance in self._instances)

    def join(self, session: Session) -> None:
        for instance in self._instances:
            instance.channel.follow(ChannelLink(session, instance.channel, instance.params))

    def leave(self) -> None:
        for instance in self._instances:
            instance.channel.leave()


class PatternMatches(Several):
    """The instances that a pattern covers.

    Each is a channel that has its events from the session's one subscription to the pattern. Where a session goes
    away, its subscription stays until the next session's has told of all instances.
    """

    def __init__(
        self,
        keeper: Keeper,
        topic: Topic[Params, Any],
        pattern: Mapping[str, Any],
        *,
        since: Since[Params],
        max_waiting: int,
    ) -> None:
        """`pattern`: by the names of attributes; those that are ANY are left open."""
        super().__init__(keeper, topic, max_waiting)
        self._params = params_of(topic)
        self._given = {name: value for name, value in pattern.items() if value is not ANY}
        given: dict[str, Wire] = {}
        for field in self._params.fields:
            if field.attribute in self._given:
                value = self._given[field.attribute]
                if not field.optional or value is not absent(field.codec):
                    given[field.name] = _written(field.codec, value, f"the param {field.name} of {topic.path}")
        self.given = given
        open_fields = [field for field in self._params.fields if pattern.get(field.attribute) is ANY]
        self.open = [field.name for field in open_fields]
        self._since = since if isinstance(since, (int, datetime)) else None
        self._has_since = since is not None
        self._matches: dict[bytes, _Match] = {}
        # It knows all instances that there were at some time, so that others came to be later.
        self._is_complete = False
        self._link: PatternLink | None = None
        self._successor: PatternLink | None = None
        if since is not None and not isinstance(since, (int, datetime)):
            self._is_complete = True
            for each in since:
                values = ((field, getattr(each.params, field.attribute)) for field in open_fields)
                open_params = {
                    field.name: field.codec.to_map(value)
                    for field, value in values
                    if not field.optional or value is not absent(field.codec)
                }
                self._meet(open_params, each.params, each.position)

    @property
    def instances(self) -> Iterable[_Instance]:
        return [match.instance for match in self._matches.values()]

    @property
    def is_confirmed(self) -> bool:
        return self._link is not None and self._link.is_confirmed

    def wire_since(self) -> Wire:
        if not self._is_complete:
            return wire_since(self._since)
        if not self.topic.history and not self._has_since:
            return None
        return [
            [match.open, position.epoch, position.offset]
            for match in self._matches.values()
            if (position := match.instance.channel.position)
        ]

    def positions(self) -> dict[bytes, Position] | None:
        """Where the instances are, for a link that goes on there."""
        if not self._is_complete:
            return None
        positions = ((key, match.instance.channel.position) for key, match in self._matches.items())
        return {key: position for key, position in positions if position}

    def join(self, session: Session) -> None:
        link = PatternLink(session, self)
        if self.is_confirmed:
            if self._successor is not None:
                self._successor.leave()
            self._successor = link
        else:
            if self._link is not None:
                self._link.leave()
            self._link = link

    def leave(self) -> None:
        for link in (self._link, self._successor):
            if link is not None:
                link.leave()
        self._link = self._successor = None
        for match in self._matches.values():
            match.instance.channel.leave()

    # For its links. One that is neither the link nor the successor was left, and waits for the server to let go.

    def matched(self, link: PatternLink, open_params: dict[str, Wire], number: int, position: Position) -> None:
        if link is not self._link and link is not self._successor:
            return
        written = {name: to_any(from_any(value)) for name, value in open_params.items()}
        key = _open_key(self.open, written)
        # The newer session has it already.
        if link is self._link and self._successor is not None and key in self._successor.sources:
            return
        match = self._matches.get(key)
        if match is None:
            came_later = link.asked is not None and not link.is_confirmed
            params = self._read(open_params)
            if params is None:
                return
            since = Position(position.epoch, 0) if came_later else None
            match = self._meet(written, params, since)
        earlier = link.sources.get(key)
        source = MatchSource(link, match.instance.channel, (link.asked or {}).get(key), number)
        link.sources[key] = source
        source.begin(position)
        if earlier is not None:
            earlier.end()

    def confirmed(self, link: PatternLink) -> None:
        if link is self._link or link is self._successor:
            self._is_complete = True
        if link is self._successor and self._link is not None:
            self._link.leave()
        elif link is self._link:
            self._settle()

    def ended(self, link: PatternLink, error: HawserError | None) -> None:
        if not self._forget(link):
            return
        if self._link is not None or link.is_leaving or link.session.is_leaving:
            self._settle()
        else:
            self.end(error or ProtocolError("the server ended a subscription and does not say why"))

    def lost(self, link: PatternLink) -> None:
        if self._forget(link):
            self._settle()

    def _forget(self, link: PatternLink) -> bool:
        """Whether it was one of the two."""
        if link is self._successor:
            self._successor = None
        elif link is self._link:
            self._link, self._successor = self._successor, None
        else:
            return False
        return True

    def _settle(self) -> None:
        if self._link is not None and self._link.is_confirmed:
            self._forget_idle(self._link)
        self.moved()

    def _forget_idle(self, link: PatternLink) -> None:
        """Instances that the server no longer has may come back; of so many, the oldest are taken for gone."""
        idle = [key for key in self._matches if key not in link.sources]
        for key in idle[: max(0, len(idle) - MAX_IDLE)]:
            instance = self._matches.pop(key).instance
            if (position := instance.channel.position) is not None:
                instance.put(Gap("restarted", position, Position(position.epoch, 0)))

    def _read(self, open_params: dict[str, Wire]) -> Any:
        """The params of an instance; None where they are not what the schema says, which ends the subscription."""
        values = dict(self._given)
        try:
            for field in self._params.fields:
                if field.name in open_params:
                    values[field.attribute] = field.codec.from_map(open_params[field.name])
            return self._params.make(values)
        except Exception as error:
            self.end(Incompatible(f"the params of {self.topic.path} are not what the schema says: {error}"))
            return None

    def _meet(self, open_params: dict[str, Wire], params: Any, since: Position | None) -> _Match:
        match = _Match(open_params, _Instance(self, params, self.topic, since))
        self._matches[_open_key(self.open, open_params)] = match
        return match


class _Match:
    def __init__(self, open_params: dict[str, Wire], instance: _Instance) -> None:
        self.open = open_params
        """The params that the pattern leaves open, as they are sent."""
        self.instance = instance


class PatternLink:
    """A subscription to a pattern on one session."""

    def __init__(self, session: Session, matches: PatternMatches) -> None:
        """Asks the server."""
        self.session = session
        self.is_confirmed = False
        self.is_leaving = False
        self.asked = matches.positions()
        """Where the instances were when the server was asked to go on there. None: it was not."""
        self.sources: dict[bytes, MatchSource] = {}
        """Of the instances that the server has told of."""
        self._matches = matches
        name = session.name(matches.topic.path, matches.topic.number)
        frame = [matches.given, matches.open, matches.wire_since()]
        self._id = session.open(self, lambda id: trimmed([Kind.SUBSCRIBE_PATTERN, id, name, *frame], 5))

    def leave(self) -> None:
        if not self.is_leaving:
            self.is_leaving = True
            self.session.unsubscribe(self._id)

    # For its session.

    def receive(self, frame: list[Any]) -> None:
        match frame:
            case [Kind.MATCHED, _, dict(open_params), number, str(epoch), offset, *_]:
                self._matches.matched(self, open_params, number, Position(epoch, int(offset)))
            case [Kind.PATTERN_SUBSCRIBED, *_]:
                self.is_confirmed = True
                self._matches.confirmed(self)
            case _:
                raise ValueError(f"the server answered a subscription to a pattern with a frame {frame[0]}")

    def ended(self, error: HawserError | None) -> None:
        self._end_sources()
        self._matches.ended(self, error)

    def lost(self) -> None:
        self._end_sources()
        self._matches.lost(self)

    def _end_sources(self) -> None:
        for source in self.sources.values():
            source.end()


class MatchSource:
    """The place of one instance in a subscription to a pattern. It ends with that."""

    def __init__(self, link: PatternLink, channel: Channel, asked: Position | None, number: int) -> None:
        """`number`: under which the server sends its events."""
        self.session = link.session
        self.asked = asked
        self.is_confirmed = False
        self.is_leaving = False
        self._channel = channel
        self._number = number

    def begin(self, position: Position) -> None:
        self.session.bind(self._number, self)
        self._channel.follow(self)
        self.is_confirmed = True
        self._channel.confirmed(self, position)

    def leave(self) -> None:
        """The server is told of the pattern as a whole."""
        self.is_leaving = True

    def end(self) -> None:
        """Nothing more comes from here, although the channel may go on."""
        self.is_leaving = True
        self.session.unbind(self._number, self)
        self._channel.ended(self, None)

    # For its session.

    def receive_events(self, offset: int, events: list[Wire]) -> None:
        self._channel.receive_events(self, offset, events)

    def receive_gap(self, to: int, reason: str) -> None:
        self._channel.receive_gap(self, to, reason)


def _written(codec: Codec[Any], value: Any, what: str) -> Wire:
    try:
        return codec.to_map(value)
    except (AttributeError, TypeError, ValueError) as error:
        raise TypeError(f"{what} is not what the schema says: {error}") from error


def _key_of(codec: Codec[Any], params: Any, path: str) -> bytes:
    """The same for equal params."""
    return pack(_written(codec, params, f"the params of {path}"))


def _by_key(codec: Codec[Params], since: Since[Params]) -> int | datetime | dict[bytes, Position] | None:
    if since is None or isinstance(since, (int, datetime)):
        return since
    return {pack(codec.to_map(each.params)): each.position for each in since}


def _open_key(names: list[str], open_params: Mapping[str, Wire]) -> bytes:
    """The same for equal params."""
    return pack([open_params[name] if name in open_params else to_any(UNDEFINED) for name in names])


def params_of(topic: Topic[Any, Any]) -> ObjectCodec[Any]:
    """How the params of a topic travel, each of which may be left open by its name."""
    codec = topic.params
    while isinstance(codec, LazyCodec):
        codec = codec.target
    if not isinstance(codec, ObjectCodec):
        raise TypeError(f"the params of {topic.path} have no names to leave open")
    return codec


class PatternSubscription(Generic[Params, Ev]):
    """Events of several instances of a topic: of each in their order, each once.

    `async for event in subscription` gives the events, each with the params of its instance; gaps are logged as
    warnings. `subscription.updates()` gives both. Leaving such a loop ends the subscription; so do `close` and
    `async with`.
    """

    def __init__(self, several: Several) -> None:
        self._several = several

    def positions(self) -> list[InstancePosition[Params]]:
        """How far each instance was read; `since=` goes on from there."""
        positions = ((instance.params, instance.position) for instance in self._several.instances)
        return [InstancePosition(params, position) for params, position in positions if position is not None]

    async def subscribed(self) -> None:
        """Returns when the server has it, and all instances that there are. Raises why the server refuses it."""
        await self._several.subscribed()

    async def __aiter__(self) -> AsyncGenerator[MatchedEvent[Params, Ev], None]:
        updates = self.updates()
        try:
            async for update in updates:
                if isinstance(update, MatchedEvent):
                    yield update
                else:
                    log.warning("%s: events are missing (%s): %s", self._several.topic.path, update.reason, update)
        finally:
            await updates.aclose()

    async def updates(self) -> AsyncGenerator[MatchedEvent[Params, Ev] | MatchedGap[Params], None]:
        """Events and gaps."""
        try:
            while (read := await self._several.inbox.next()) is not None:
                instance, update = read
                if isinstance(update, Event):
                    instance.read = update.position
                    yield MatchedEvent(instance.params, update.data, update.position)
                else:
                    instance.read = update.until
                    yield MatchedGap(instance.params, update.reason, update.after, update.until)
        finally:
            self.close()

    def close(self) -> None:
        """Unsubscribes. Loops that read it end."""
        self._several.end()

    async def __aenter__(self) -> PatternSubscription[Params, Ev]:
        await self.subscribed()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
