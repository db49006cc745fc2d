"""What waits for a loop."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import Any, Generic, TypeVar

from .errors import Closed
from .position import Event, Gap, Position

K = TypeVar("K")


class Signal:
    """Wakes whoever waits, and nobody else."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def give(self) -> None:
        self._event.set()
        self._event.clear()

    async def wait(self) -> None:
        await self._event.wait()


class Inbox(Generic[K]):
    """Events and gaps that wait for one loop, in the order in which they came; `K` tells what they are of.

    Past so many the oldest is left out, and a gap in front of what is left of its kind tells so.
    """

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[K, Event[Any] | Gap]] = deque()
        self._left_out: dict[K, Gap] = {}
        self._counts: Counter[K] = Counter()
        self._news = Signal()
        self.is_over = False
        self._error: BaseException | None = None

    def put(self, key: K, update: Event[Any] | Gap) -> None:
        if self.is_over:
            return
        if len(self._waiting) >= self._max_waiting:
            self._leave_out(*self._waiting.popleft())
        self._waiting.append((key, update))
        self._counts[key] += 1
        self._news.give()

    def has(self, key: K) -> bool:
        """Whether anything of it waits."""
        return key in self._left_out or key in self._counts

    def end(self, error: BaseException | None = None) -> None:
        """What has come is still read; then the error is raised. Without one, or with Closed, reading ends at once."""
        if self.is_over:
            return
        self.is_over = True
        if error is None or isinstance(error, Closed):
            self._waiting.clear()
            self._left_out.clear()
            self._counts.clear()
        else:
            self._error = error
        self._news.give()

    async def next(self) -> tuple[K, Event[Any] | Gap] | None:
        """None: it is over."""
        while True:
            if self._left_out:
                key = next(iter(self._left_out))
                return key, self._left_out.pop(key)
            if self._waiting:
                key, update = self._waiting.popleft()
                self._uncount(key)
                return key, update
            if self.is_over:
                if self._error is not None:
                    raise self._error
                return None
            await self._news.wait()

    def _leave_out(self, key: K, update: Event[Any] | Gap) -> None:
        self._uncount(key)
        first, last = (update.after, update.until) if isinstance(update, Gap) else (before(update), update.position)
        earlier = self._left_out.get(key)
        self._left_out[key] = Gap("overflow", earlier.after if earlier else first, last)

    def _uncount(self, key: K) -> None:
        self._counts[key] -= 1
        if self._counts[key] == 0:
            del self._counts[key]


def before(update: Event[Any] | Gap) -> Position:
    """Where a loop is that has not read it."""
    if isinstance(update, Gap):
        return update.after
    return Position(update.position.epoch, update.position.offset - 1)
