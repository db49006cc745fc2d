"""Subscriptions to one instance of a topic."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar

from .channel import Channel, ChannelLink
from .errors import Closed
from .inbox import Inbox, Signal
from .position import Event, Gap, Position
from .schema import Topic
from .session import Session

Ev = TypeVar("Ev")

log: Final = logging.getLogger("hawser")


class Part(Protocol):
    """What lives longer than a session, and is there again on the next one."""

    def join(self, session: Session) -> None: ...

    def end(self, error: BaseException | None = None) -> None: ...


class Keeper(Protocol):
    """What keeps parts on whatever session there is."""

    def forget(self, part: Part) -> None: ...


class Feed:
    """What a subscription is behind the loop that reads it."""

    def __init__(
        self,
        keeper: Keeper,
        topic: Topic[Any, Any],
        params: Any,
        *,
        since: Position | int | datetime | None,
        max_waiting: int,
    ) -> None:
        self._keeper = keeper
        self._params = params
        self.channel = Channel(topic, since, self)
        self._inbox: Inbox[None] = Inbox(max_waiting)
        self._progress = Signal()
        self._error: BaseException | None = None

    def join(self, session: Session) -> None:
        self.channel.follow(ChannelLink(session, self.channel, self._params))

    def end(self, error: BaseException | None = None) -> None:
        if self._inbox.is_over:
            return
        self._error = error
        self._inbox.end(error)
        self._keeper.forget(self)
        self.channel.leave()
        self._progress.give()

    def put(self, update: Event[Any] | Gap) -> None:
        self._inbox.put(None, update)

    def moved(self) -> None:
        self._progress.give()

    async def subscribed(self) -> Position:
        while not self.channel.is_confirmed and not self._inbox.is_over:
            await self._progress.wait()
        if self._error is not None:
            raise self._error
        if self.channel.position is None:
            raise Closed("the subscription was closed")
        return self.channel.position

    async def next(self) -> Event[Any] | Gap | None:
        """None: it is over."""
        read = await self._inbox.next()
        return None if read is None else read[1]


class Subscription(Generic[Ev]):
    """Events of a topic, in their order, each once.

    `async for event in subscription` gives the events alone; gaps are logged as warnings. `subscription.updates()`
    gives events with their places, and gaps. Leaving such a loop ends the subscription; so do `close` and `async with`.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._taken: Position | None = None

    @property
    def position(self) -> Position | None:
        """The place of the last event that was read; `subscribe(since=...)` goes on from it. None before the first."""
        return self._taken

    async def subscribed(self) -> Position:
        """Returns when the server has it, with the place behind which it begins. Raises why the server refuses it."""
        return await self._feed.subscribed()

    async def __aiter__(self) -> AsyncGenerator[Ev, None]:
        updates = self.updates()
        try:
            async for update in updates:
                if isinstance(update, Event):
                    yield update.data
                else:
                    path = self._feed.channel.topic.path
                    log.warning("%s: events are missing (%s): %s", path, update.reason, update)
        finally:
            await updates.aclose()

    async def updates(self) -> AsyncGenerator[Event[Ev] | Gap, None]:
        """Events with their places, and gaps."""
        try:
            while (update := await self._feed.next()) is not None:
                self._taken = update.position if isinstance(update, Event) else update.until
                yield update
        finally:
            self.close()

    def close(self) -> None:
        """Unsubscribes. Loops that read it end."""
        self._feed.end()

    async def __aenter__(self) -> Subscription[Ev]:
        await self.subscribed()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
