"""Until when something has to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

from .errors import HawserError


class Deadline:
    def __init__(self, limit_s: float | None) -> None:
        self.at = None if limit_s is None else asyncio.get_running_loop().time() + limit_s
        """By the clock of the loop. None: there is none."""

    def left_s(self) -> float | None:
        return None if self.at is None else max(0.001, self.at - asyncio.get_running_loop().time())

    def watch(self, error: Callable[[], HawserError]) -> _Watch:
        """Raises that out of the block when the deadline passes."""
        return _Watch(self.at, error)


class _Watch:
    def __init__(self, at: float | None, error: Callable[[], HawserError]) -> None:
        self._timeout = asyncio.timeout_at(at)
        self._error = error

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise self._error() from None
