"""What scenarios have in common: how they reach the lab, and how they talk with their test through lines."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing
from datetime import datetime, timezone
from typing import Any, TypeVar

from hawser_runtime import ConnectionOptions, Gap
from lab_client import Lab, LabAuth, LabCallMetadata, Reading, connect

E = TypeVar("E", bound=BaseException)

QUICK = ConnectionOptions(backoff_initial_s=0.02, backoff_max_s=0.1)


def lab(url: str, token: str = "secret", options: ConnectionOptions = QUICK) -> Lab:
    return connect(url, auth=lambda: LabAuth(token=token), metadata=LabCallMetadata(locale="en"), options=options)


def state_of(client: Lab) -> str:
    return client.connection.state


def reading(n: int) -> Reading:
    return Reading(n=n, at=datetime.fromtimestamp(n, timezone.utc))


async def raises(kind: type[E], work: Awaitable[object]) -> E:
    try:
        await work
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


async def anext_of(subscription: object) -> object:
    """The next event, with the subscription left as it is."""
    update = await subscription._feed.next()  # type: ignore[attr-defined]
    assert not isinstance(update, Gap), update
    return update.data


async def first(count: int, items: AsyncGenerator[object, None]) -> AsyncGenerator[object, None]:
    async with aclosing(items):
        for _ in range(count):
            yield await anext(items)


async def drain(items: AsyncGenerator[object, None]) -> None:
    async for _ in items:
        pass


async def drain_slowly(items: AsyncGenerator[object, None]) -> None:
    async for _ in items:
        await asyncio.sleep(0.01)


async def say(line: str) -> None:
    print(line, flush=True)


async def hear() -> str:
    line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    assert line, "the test went away"
    return line.strip()


def play(scenarios: Mapping[str, Any]) -> None:
    """Plays the scenario `<name> <url> <encoding>`."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    name, url, encoding = sys.argv[1:4]
    asyncio.run(_played(scenarios[name](url, encoding)))
    print("done", flush=True)


async def _played(scenario: Awaitable[None]) -> None:
    async with asyncio.timeout(12):
        await scenario
    # Generators that were left are closed by the loop in its next turns.
    await asyncio.sleep(0.05)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, left
