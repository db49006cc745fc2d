"""The events of one instance of a topic, whatever becomes of connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from .errors import HawserError, Incompatible, ProtocolError
from .frames import Kind, trimmed
from .position import Event, Gap, Position
from .schema import Topic
from .session import Session
from .values import Wire, timestamp_of


class Listener(Protocol):
    """Who hears of a channel."""

    def put(self, update: Event[Any] | Gap) -> None: ...

    def moved(self) -> None:
        """The server has confirmed, or was lost."""
        ...

    def end(self, error: HawserError) -> None:
        """Nothing follows: the server refused or ended it, or sent what nobody can read."""
        ...


class Source(Protocol):
    """Where a channel has its events from on one session."""

    @property
    def session(self) -> Session: ...

    @property
    def asked(self) -> Position | None:
        """Where the channel was when the server was asked."""
        ...

    @property
    def is_confirmed(self) -> bool: ...

    @property
    def is_leaving(self) -> bool: ...

    def leave(self) -> None:
        """The channel needs it no longer; it goes on until the server has let go."""
        ...


class Channel:
    """Counts what comes, so that nothing is missing without a gap and nothing comes twice.

    Where a session goes away, its source stays until the next session's can take its place.
    """

    def __init__(self, topic: Topic[Any, Any], since: Position | int | datetime | None, listener: Listener) -> None:
        self.topic = topic
        self._since = since
        self._listener = listener
        self.position: Position | None = since if isinstance(since, Position) else None
        """Of the last event that came, read or not."""
        self._source: Source | None = None
        self._successor: _Successor | None = None

    @property
    def is_confirmed(self) -> bool:
        return self._source is not None and self._source.is_confirmed

    def wire_since(self) -> Wire:
        if self.position is not None:
            resumes = self.topic.history or self._since is not None
            return [self.position.epoch, self.position.offset] if resumes else None
        return wire_since(self._since)

    def follow(self, source: Source) -> None:
        """Has its events from there, as soon as that can take the place of what it had."""
        if self.is_confirmed:
            if self._successor is not None:
                self._successor.source.leave()
            self._successor = _Successor(source)
        else:
            if self._source is not None:
                self._source.leave()
            self._source = source

    def leave(self) -> None:
        """For good."""
        left = [self._source, self._successor.source if self._successor else None]
        self._source = self._successor = None
        for source in left:
            if source is not None:
                source.leave()

    # For its sources. One that is neither the source nor the successor was left, and waits for the server to let go.

    def confirmed(self, source: Source, position: Position) -> None:
        successor = self._successor
        if source is self._source:
            self._confirm(source, position)
            self._listener.moved()
        elif successor is not None and source is successor.source:
            successor.position = position
            assert self._source is not None
            self._source.leave()
            # What the old source could still bring comes from this one, too.
            if self._is_past(source, position):
                self._succeed(successor)
            # All that it brings is held meanwhile: an old server that is gone without a word must not go unnoticed.
            else:
                self._source.session.probe()

    def receive_events(self, source: Source, offset: int, events: list[Wire]) -> None:
        self._apply(source, lambda: self._receive(source, offset, events))

    def receive_gap(self, source: Source, to: int, reason: str) -> None:
        self._apply(source, lambda: self._miss(to, reason))

    def ended(self, source: Source, error: HawserError | None) -> None:
        if not self._forget(source):
            return
        if self._successor is not None:
            self._succeed(self._successor)
        # On a server that is going away it goes on over the next connection.
        elif source.is_leaving or source.session.is_leaving:
            self._listener.moved()
        else:
            self._listener.end(error or ProtocolError("the server ended a subscription and does not say why"))

    def lost(self, source: Source) -> None:
        if self._forget(source):
            if self._successor is not None:
                self._succeed(self._successor)
            else:
                self._listener.moved()

    def _forget(self, source: Source) -> bool:
        """Whether it was the one that events are taken from."""
        if self._successor is not None and source is self._successor.source:
            self._successor = None
        elif source is self._source:
            self._source = None
            return True
        return False

    def _apply(self, source: Source, work: Callable[[], None]) -> None:
        if source is self._source:
            work()
        elif self._successor is not None and source is self._successor.source:
            self._successor.held.append(work)

    def _succeed(self, successor: _Successor) -> None:
        self._source = successor.source
        self._successor = None
        if successor.position is not None:
            self._confirm(successor.source, successor.position)
        self._listener.moved()
        for work in successor.held:
            # One of those before may have ended it.
            if self._source is successor.source:
                work()

    def _is_past(self, source: Source, position: Position) -> bool:
        """Whether what follows upon a confirmation has come in part, by the source before. It comes only once."""
        last = self.position
        if last is None or position.epoch != last.epoch:
            return False
        return (source.asked.offset if source.asked else 0) <= position.offset <= last.offset

    def _confirm(self, source: Source, position: Position) -> None:
        """Compared with what came before, a confirmation tells whether something was missed."""
        last = self.position
        if last is None:
            self.position = position
        elif self._is_past(source, position):
            return
        elif position.epoch == last.epoch and position.offset > last.offset:
            self._miss(position.offset, "disconnected")
        else:
            self.position = position
            self._listener.put(Gap("restarted", last, position))

    def _receive(self, source: Source, offset: int, events: list[Wire]) -> None:
        if not events:
            self._reach(offset)
        for place, wire in enumerate(events, offset):
            if not self._reach(place):
                continue
            assert self.position is not None
            try:
                data = source.session.read_payload(self.topic.event, wire, f"an event of {self.topic.path}")
            except Incompatible as error:
                self._listener.end(error)
                return
            self._listener.put(Event(data, self.position))

    def _reach(self, offset: int) -> bool:
        """Whether it is new. What it skips is missing."""
        if self.position is None or offset <= self.position.offset:
            return False
        self._miss(offset - 1, "lost")
        self.position = Position(self.position.epoch, offset)
        return True

    def _miss(self, to: int, reason: str) -> None:
        """What follows up to that offset does not come, if there is anything."""
        last = self.position
        if last is not None and to > last.offset:
            self.position = Position(last.epoch, to)
            self._listener.put(Gap(reason, last, self.position))


class _Successor:
    """The source on the session that follows upon one that is going away, and what it brought meanwhile."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.position: Position | None = None
        self.held: list[Callable[[], None]] = []


class ChannelLink:
    """A subscription to one instance, on one session."""

    def __init__(self, session: Session, channel: Channel, params: Any) -> None:
        """Asks the server. Raises TypeError for params that are not what the schema says."""
        topic = channel.topic
        self.session = session
        self.asked = channel.position
        self.is_confirmed = False
        self.is_leaving = False
        self._channel = channel
        self._number: int | None = None
        name = session.name(topic.path, topic.number)
        since = channel.wire_since()
        selected = None
        if topic.params is not None:
            selected = session.write_payload(topic.params, params, f"the params of {topic.path}")
        keep = 3 if topic.params is None else 4
        self._id = session.open(self, lambda id: trimmed([Kind.SUBSCRIBE, id, name, selected, since], keep))

    def leave(self) -> None:
        if not self.is_leaving:
            self.is_leaving = True
            self.session.unsubscribe(self._id)

    # For its session.

    def receive(self, frame: list[Any]) -> None:
        match frame:
            case [Kind.SUBSCRIBED, _, number, str(epoch), offset, *_]:
                self._unbind()
                self._number = number
                self.session.bind(number, self)
                self.is_confirmed = True
                self._channel.confirmed(self, Position(epoch, int(offset)))
            case _:
                raise ValueError(f"the server answered a subscription with a frame {frame[0]}")

    def receive_events(self, offset: int, events: list[Wire]) -> None:
        self._channel.receive_events(self, offset, events)

    def receive_gap(self, to: int, reason: str) -> None:
        self._channel.receive_gap(self, to, reason)

    def ended(self, error: HawserError | None) -> None:
        self._unbind()
        self._channel.ended(self, error)

    def lost(self) -> None:
        self._unbind()
        self._channel.lost(self)

    def _unbind(self) -> None:
        if self._number is not None:
            self.session.unbind(self._number, self)
            self._number = None


def wire_since(since: Position | int | datetime | None) -> Wire:
    match since:
        case Position(epoch, offset):
            return [epoch, offset]
        case datetime():
            return timestamp_of(since)
        case _:
            return since
