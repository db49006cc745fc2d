"""What a connection goes through: `connection_scenarios.py <name> <url> <encoding>`."""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import lab_client
from hawser_runtime import (
    ANY,
    Closed,
    ConnectionLost,
    ConnectionOptions,
    HawserError,
    Incompatible,
    InvalidInput,
    LimitExceeded,
    Procedure,
    ProtocolError,
    Unavailable,
    UnknownProcedure,
)
from lab_client import LabAuth, LabCallMetadata, connect
from play import QUICK, drain, hear, lab, play, raises, reading, say, state_of


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=Path(lab_client.__file__).with_name("certificate.pem"))


async def tls(url: str, encoding: str) -> None:
    """A certificate that nobody knows is trusted by who is told to, for the name that it is for, and by nobody else."""
    async with lab(url, options=ConnectionOptions(tls=trusting())) as client:
        assert await client.calls.divide(a=3, b=2) == 1.5
        assert await client.calls.size("x" * 900_000) == 900_000
        assert [n async for n in client.streams.doubled(range(500))] == [2 * n for n in range(500)]
        async with client.feed.subscribe(room="t") as feed:
            await client.feed.publish(reading(1), room="t")
            async for event in feed:
                assert event == reading(1)
                break
    for refused, context in ((url, None), (url.replace("127.0.0.1", "localhost"), trusting())):
        async with lab(refused, options=ConnectionOptions(backoff_initial_s=0.02, tls=context)) as client:
            error = await raises(Unavailable, client.calls.divide(a=1, b=2, timeout_s=1))
            assert "certificate verify failed" in str(error), error
    async with lab(url.replace("wss:", "ws:"), options=ConnectionOptions(tls=trusting())) as client:
        unencrypted = await raises(ProtocolError, client.calls.greet())
        assert "not encrypted" in str(unencrypted), unencrypted


async def unknown(url: str, encoding: str) -> None:
    """What another server has, this one tells that it does not know."""
    async with lab(url) as client:
        gone = client.connection.call(Procedure[None, None]("calls.gone", 99))
        error = await raises(UnknownProcedure, gone)
        assert str(error) == "unknown_procedure: the schema has no procedure calls.gone", error
        assert not error.retryable and not error.may_have_run


async def limits(url: str, encoding: str) -> None:
    """What is too large is refused here, and the rest goes on."""
    async with lab(url) as client:
        error = await raises(LimitExceeded, client.calls.size("x" * 2_000_000))
        assert not error.may_have_run and error.data["limit"] == "maxFrameBytes"
        # The first item is on its way.
        item = await raises(LimitExceeded, client.streams.sum([b"x", b"x" * 2_000_000]))
        assert item.may_have_run
        many = client.feed.publish(*(reading(n) for n in range(100_000)), room="l")
        await raises(LimitExceeded, many)
        wide = client.secret.subscribe("x" * 2_000_000)
        await raises(LimitExceeded, wide.subscribed())
        assert await client.calls.divide(a=1, b=2) == 0.5


async def killed(url: str, encoding: str) -> None:
    """The server dies in the middle of everything: who may try again is told."""
    async with lab(url) as client:
        calls = [asyncio.create_task(client.calls.hang(name="killed")) for _ in range(3)]
        payment = asyncio.create_task(client.calls.pay(cents=7, timeout_s=1.5))
        attempt = client.streams.numbers(count=100_000, bytes=100)
        await anext(attempt)
        await hear()
        await say("kill")
        for call in calls:
            error = await raises(ConnectionLost, call)
            assert error.may_have_run and error.retryable
        await raises(ConnectionLost, drain(attempt))
        # It may run twice, so it is made again by itself; nobody answers, and it may have run.
        late = await raises(TimeoutError, payment)
        assert isinstance(late, HawserError) and late.may_have_run, late
        down = await raises(Unavailable, client.calls.greet(timeout_s=0.3))
        assert down.retryable and not down.may_have_run
        # A call that waits for a connection can be cancelled, too.
        waiting = asyncio.create_task(client.calls.greet(timeout_s=None))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await raises(asyncio.CancelledError, waiting)


async def raising(url: str, encoding: str) -> None:
    """Who leaves with an error leaves nothing behind."""

    async def endless() -> AsyncGenerator[int, None]:
        while True:
            yield 1

    before = asyncio.all_tasks()
    try:
        async with lab(url) as client:
            call = asyncio.create_task(client.calls.hang(name="raising"))
            stream = asyncio.create_task(drain(client.streams.doubled(endless())))
            subscription = client.fleeting.subscribe()
            await subscription.subscribed()
            attendance = client.rooms.attend(house="r", seat=1)
            client.rooms.subscribe_pattern(house="r", seat=ANY)
            await attendance.attended()
            raise KeyError("left")
    except KeyError:
        pass
    assert state_of(client) == "closed"
    # Theirs is all that is left, and they hear of it.
    assert asyncio.all_tasks() <= before | {call, stream}
    await raises(Closed, call)
    await raises(Closed, stream)
    await raises(Closed, subscription.subscribed())
    await raises(Closed, attendance.attended())


async def coming_back(url: str, encoding: str) -> None:
    """Attempts are spread, ask for auth and headers anew, and are told by the one that succeeds."""
    asked = 0

    async def headers() -> dict[str, str]:
        nonlocal asked
        asked += 1
        return {"x-attempt": str(asked)}

    options = ConnectionOptions(backoff_initial_s=0.05, backoff_max_s=0.2, headers=headers)
    began = time.monotonic()
    async with lab(url, options=options) as client:
        assert await client.calls.divide(a=1, b=2) == 0.5
        assert asked == 6, asked
    # Five waits of at most 50, 100, 200, 200 and 200 ms.
    assert time.monotonic() - began < 2


async def violated(url: str, encoding: str) -> None:
    """The server breaks the protocol: that is final."""
    async with lab(url) as client:
        feed = client.feed.subscribe(room="a")
        call = asyncio.create_task(client.calls.greet())
        error = await raises(ProtocolError, call)
        await raises(ProtocolError, feed.subscribed())
        assert state_of(client) == "closed"
        await raises(ProtocolError, client.calls.greet())
        await say(str(error))


async def nonsense(url: str, encoding: str) -> None:
    """Answers that are not what the schema says fail alone."""
    async with lab(url) as client:
        event = await raises(Incompatible, anext(aiter(client.feed.subscribe(room="a"))))
        assert "an event of feed is not what the schema of this client says: n: int expected" in str(event), event
        # Its end has a message of its own.
        await asyncio.sleep(0.05)
        wrong: list[Callable[[], Awaitable[object]]] = [
            lambda: client.calls.divide(a=1, b=2),
            lambda: client.calls.divide(a=1, b=0),
            lambda: drain(client.streams.numbers(count=1, bytes=1)),
            lambda: client.calls.pay(cents=1),
        ]
        for call in wrong:
            error = await raises(Incompatible, call())
            assert not error.retryable, error
            # So has what takes back the stream.
            await asyncio.sleep(0.05)
        assert await client.calls.divide(a=1, b=2) == 0.5


async def wrong_auth(url: str, encoding: str) -> None:
    """An auth value that is none is told at once."""
    async with connect(url, auth="secret", metadata=LabCallMetadata(locale="en"), options=QUICK) as client:  # type: ignore[arg-type]
        error = await raises(InvalidInput, client.calls.greet())
        assert "auth is not what the schema says" in str(error), error
    async with connect(url, auth=LabAuth(token="secret"), metadata="de", options=QUICK) as client:  # type: ignore[arg-type]
        await raises(TypeError, client.calls.greet())


play(globals())
