"""Calls, streams, subscriptions and the connection under them: `scenarios.py <name> <url> <encoding>`."""

import asyncio
import gc
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timezone

from hawser_runtime import (
    BigInt,
    Closed,
    ConnectionLost,
    ConnectionOptions,
    Event,
    Forbidden,
    Gap,
    HawserError,
    InternalError,
    InvalidInput,
    LimitExceeded,
    Position,
    ProtocolError,
    TimedOut,
    Unauthenticated,
    Unavailable,
)
from lab_client import (
    CallsDivideDividedByZero,
    LabAnswerMetadata,
    LabAuth,
    LabCallMetadata,
    StreamsNumbersTooMany,
    connect,
)
from play import QUICK, anext_of, drain, drain_slowly, first, hear, lab, play, raises, reading, say, state_of

async def calls(url: str, encoding: str) -> None:
    async with lab(url) as client:
        assert await client.calls.divide(a=3, b=2) == 1.5
        assert client.connection.encoding == encoding
        assert state_of(client) == "open"
        halves = await asyncio.gather(*(client.calls.divide(a=n, b=2) for n in range(200)))
        assert halves == [n / 2 for n in range(200)]
        answered: list[LabAnswerMetadata] = []
        assert await client.calls.greet(on_metadata=answered.append) == "Hello"
        assert await client.calls.greet(metadata=LabCallMetadata(locale="de")) == "Hallo"
        assert answered == [LabAnswerMetadata(served_by="lab")]
    assert state_of(client) == "closed"
    await raises(Closed, client.calls.divide(a=1, b=2))


async def errors(url: str, encoding: str) -> None:
    async with lab(url) as client:
        error = await raises(CallsDivideDividedByZero, client.calls.divide(a=7, b=0))
        assert error.code == "DividedByZero" and error.data.a == 7
        assert error.data.at == datetime(1970, 1, 1, 0, 0, 0, 5000, timezone.utc)
        internal = await raises(InternalError, client.calls.fail())
        assert "nobody" not in str(internal) and str(internal).startswith("internal: ")
        wrong = await raises(InvalidInput, client.calls.divide(a="seven", b=2))  # type: ignore[arg-type]
        assert wrong.data["issues"][0]["path"] == ["a"], wrong.data
        large = await raises(LimitExceeded, client.calls.size("x" * 2_000_000))
        assert "2000" in str(large) and "1048576" in str(large)
        assert await client.calls.size("x" * 900_000) == 900_000
        try:
            await client.calls.divide(a=object(), b=2)  # type: ignore[arg-type]
            raise AssertionError("it was sent")
        except (TypeError, AttributeError):
            pass
        assert await client.calls.divide(a=1, b=2) == 0.5


async def timeout(url: str, encoding: str) -> None:
    async with lab(url) as client:
        await client.connection.opened()
        error = await raises(TimedOut, client.calls.hang(name="its own", timeout_s=0.3))
        assert isinstance(error, TimeoutError)
        await raises(ValueError, client.calls.hang(name="never", timeout_s=0))
    options = ConnectionOptions(timeout_s=0.3)
    async with lab(url, options=options) as client:
        await client.connection.opened()
        await raises(TimedOut, client.calls.hang(name="by default"))


async def cancel(url: str, encoding: str) -> None:
    async with lab(url) as client:
        call = asyncio.create_task(client.calls.hang(name="cancel", timeout_s=None))
        await hear()
        call.cancel()
        try:
            await call
            raise AssertionError("it was not cancelled")
        except asyncio.CancelledError:
            pass
        await say("cancelled")
        await hear()
        assert await client.calls.divide(a=1, b=2) == 0.5


async def output_stream(url: str, encoding: str) -> None:
    options = ConnectionOptions(stream_window_bytes=2_000)
    async with lab(url, options=options) as client:
        numbers = [item.n async for item in client.streams.numbers(count=1000, bytes=100)]
        assert numbers == list(range(1000))
        slow = client.streams.numbers(count=100_000, bytes=100)
        assert (await anext(slow)).n == 0
        # The window is 2,000 bytes: nothing like 100,000 items may be on their way.
        await asyncio.sleep(0.2)
        await slow.aclose()
        async for item in client.streams.numbers(count=100_000, bytes=100):
            if item.n == 50:
                break
        del item
        gc.collect()
        await say("left")
        await hear()
        error = await raises(StreamsNumbersTooMany, drain(client.streams.numbers(count=2_000_000, bytes=1)))
        assert error.data.most == 1_000_000
        await raises(TimedOut, drain_slowly(client.streams.numbers(count=100_000, bytes=1, timeout_s=0.3)))


async def input_stream(url: str, encoding: str) -> None:
    made = 0
    closed = asyncio.Event()

    async def pieces() -> AsyncGenerator[bytes, None]:
        nonlocal made
        try:
            while True:
                made += 1
                yield b"x" * 1000
        finally:
            closed.set()

    async def broken() -> AsyncGenerator[bytes, None]:
        yield b"x"
        raise RuntimeError("no more")

    async with lab(url) as client:
        assert await client.streams.sum([b"ab", b"", b"cde"]) == 5
        assert await client.streams.sum(b"x" * 999 for _ in range(100)) == 99_900
        await raises(TypeError, client.streams.sum(b"not an iterable of bytes"))  # type: ignore[arg-type]
        began = time.monotonic()
        upload = asyncio.create_task(client.streams.sum(pieces()))
        await asyncio.sleep(0.3)
        # The server takes no more than a piece per millisecond, with a window of four.
        assert 5 < made < (time.monotonic() - began) * 1000 + 20, made
        upload.cancel()
        await asyncio.wait([upload])
        await asyncio.wait_for(closed.wait(), 1)
        # The server has what it wants: the rest is not asked for.
        assert await client.streams.some(range(1_000_000)) == [0, 1, 2]
        await raises(RuntimeError, client.streams.sum(broken()))
        assert await client.streams.sum([b"ab"]) == 2


async def both_streams(url: str, encoding: str) -> None:
    async with lab(url) as client:
        assert [n async for n in client.streams.doubled(range(500))] == [2 * n for n in range(500)]
        asked: asyncio.Queue[int] = asyncio.Queue()

        async def questions() -> AsyncGenerator[int, None]:
            while True:
                yield await asked.get()

        async with aclosing(client.streams.doubled(questions())) as answers:
            for n in (1, 2, 3):
                asked.put_nowait(n)
                assert await anext(answers) == 2 * n


async def subscribe(url: str, encoding: str) -> None:
    async with lab(url) as client:
        async with client.feed.subscribe(room="a") as feed:
            last = await client.feed.publish(reading(1), reading(2), reading(3), room="a")
            got = [await anext_of(feed) for _ in range(3)]
            assert got == [reading(1), reading(2), reading(3)] and last.offset == 3
        async with client.feed.subscribe(room="a", since=2) as late:
            updates = [update async for update in first(2, late.updates())]
            assert updates == [
                Event(reading(2), Position(last.epoch, 2)),
                Event(reading(3), Position(last.epoch, 3)),
            ]
            assert late.position == last
        async with client.feed.subscribe(room="a", since=Position(last.epoch, 1)) as again:
            assert await anext_of(again) == reading(2)
        async with client.feed.subscribe(room="a", since=datetime(2020, 1, 1, tzinfo=timezone.utc)) as dated:
            assert await anext_of(dated) == reading(1)
        # Two subscriptions to one instance share a channel, and each has its own place.
        async with client.feed.subscribe(room="a") as one, client.feed.subscribe(room="a", since=3) as three:
            await client.feed.publish(reading(4), room="a")
            assert await anext_of(one) == reading(4)
            assert [update.data async for update in first(4, three.updates()) if isinstance(update, Event)] == [
                reading(n) for n in (1, 2, 3, 4)
            ]
        # Silent events come back as offsets: there is no gap.
        async with client.feed.subscribe(room="a") as quiet:
            await client.feed.publish(reading(5), room="a", silent=True)
            await client.feed.publish(reading(6), room="a")
            assert [update async for update in first(1, quiet.updates())] == [Event(reading(6), Position(last.epoch, 6))]
        # A topic that has only one instance.
        assert (await client.notes.publish("one", "two")).offset == 2
        async with client.notes.subscribe(since=1) as notes:
            assert await anext_of(notes) == "two"
        # Leaving the loop ends the subscription.
        left = client.fleeting.subscribe()
        async for event in left:
            assert event > 0
            break
        gc.collect()
        await asyncio.sleep(0.05)
        assert [event async for event in left] == []
        refused = client.secret.subscribe("closed")
        await raises(Forbidden, refused.subscribed())
        await raises(Forbidden, anext_of(refused))


async def gaps(url: str, encoding: str) -> None:
    async with lab(url, options=ConnectionOptions(max_waiting_events=5)) as client:
        for n in range(1, 31):
            last = await client.feed.publish(reading(n), room="g")
        # The history keeps 20 of them.
        async with client.feed.subscribe(room="g", since=Position(last.epoch, 2)) as feed:
            seen = [update async for update in first(2, feed.updates())]
            assert isinstance(seen[0], Gap) and seen[0].after.offset == 2, seen
            # Only 5 wait: the gap of the server and what no longer had room are one.
            assert seen[0].reason == "overflow" and seen[0].until.offset == 25, seen
            assert seen[1] == Event(reading(26), Position(last.epoch, 26))
    async with lab(url) as client:
        async with client.feed.subscribe(room="g", since=Position(last.epoch, 2)) as feed:
            seen = [update async for update in first(3, feed.updates())]
            assert seen[0] == Gap("expired", Position(last.epoch, 2), Position(last.epoch, 10)), seen[0]
            assert seen[1] == Event(reading(11), Position(last.epoch, 11))


async def resume(url: str, encoding: str) -> None:
    """The connection is cut; nothing is missing, nothing comes twice."""
    async with lab(url) as client:
        feed = client.feed.subscribe(room="r")
        fleeting = client.fleeting.subscribe()
        await feed.subscribed()
        await client.feed.publish(reading(1), room="r")
        events = feed.updates()
        assert await anext(events) == Event(reading(1), await feed.subscribed())
        await anext_of(fleeting)
        await say("cut")
        async with lab(await hear()) as other:
            for n in range(2, 12):
                await other.feed.publish(reading(n), room="r")
        await say("missed")
        for n in range(2, 12):
            update = await anext(events)
            assert isinstance(update, Event) and update.data == reading(n), update
        await events.aclose()
        fleeting.close()


async def restart(url: str, encoding: str) -> None:
    """The server is killed, and another one takes its place: nobody can say what was missed."""
    async with lab(url) as client:
        feed = client.feed.subscribe(room="k")
        await feed.subscribed()
        await client.feed.publish(reading(1), room="k")
        updates = feed.updates()
        assert isinstance(await anext(updates), Event)
        # Not idempotent: nobody can say whether it ran.
        hanging = asyncio.create_task(client.calls.hang(name="restart"))
        numbers = client.streams.numbers(count=100_000, bytes=1000)
        assert (await anext(numbers)).n == 0
        await hear()
        await say("kill")
        error = await raises(ConnectionLost, hanging)
        await raises(ConnectionLost, drain(numbers))
        assert isinstance(error, ConnectionError)
        # Made while there is no server.
        waiting = asyncio.create_task(client.calls.divide(a=1, b=2))
        await say("lost")
        assert await waiting == 0.5
        gap = await anext(updates)
        assert isinstance(gap, Gap) and gap.reason == "restarted" and gap.after.offset == 1, gap
        assert gap.after.epoch != gap.until.epoch
        await client.feed.publish(reading(2), room="k")
        update = await anext(updates)
        assert isinstance(update, Event) and update.data == reading(2)
        await updates.aclose()


async def idempotent(url: str, encoding: str) -> None:
    """The connection is cut while the server pays: it pays once."""
    async with lab(url) as client:
        payment = asyncio.create_task(client.calls.pay(cents=250))
        await hear()
        await say("cut")
        assert await payment == 1
        assert await client.calls.pay(cents=10) == 2


async def going_away(url: str, encoding: str) -> None:
    """The server says goodbye while a call runs; another one waits at the same place."""
    async with lab(url) as client:
        feed = client.feed.subscribe(room="m")
        await feed.subscribed()
        running = asyncio.create_task(client.calls.pay(cents=5))
        await hear()
        await client.retire()
        # On its way, and not started any more, or started elsewhere: answered either way.
        late = [asyncio.create_task(client.calls.divide(a=n, b=2)) for n in range(20)]
        await say("retired")
        assert await running >= 1
        assert await asyncio.gather(*late) == [n / 2 for n in range(20)]
        await client.feed.publish(reading(2), room="m")
        updates = feed.updates()
        while True:
            update = await anext(updates)
            if isinstance(update, Event):
                assert update.data == reading(2)
                break
            assert update.reason == "restarted"
        await updates.aclose()


async def refused(url: str, encoding: str) -> None:
    async with lab(url, token="wrong") as client:
        waiting = client.feed.subscribe(room="a")
        error = await raises(Unauthenticated, client.calls.divide(a=1, b=2))
        assert "no token wrong" in str(error), error
        await raises(Unauthenticated, waiting.subscribed())
        assert client.connection.state == "closed"


async def renewal(url: str, encoding: str) -> None:
    """The identity expires, and the next one is presented on the open connection."""
    tokens = iter(["brief", "renewed"])
    auth = connect(url, auth=lambda: LabAuth(token=next(tokens)), metadata=LabCallMetadata(locale="en"), options=QUICK)
    async with auth as client:
        await raises(Forbidden, client.calls.forget(now=True))
        await asyncio.sleep(1)
        await client.calls.forget(now=True)
        assert next(tokens, None) is None
    # One that cannot be renewed ends.
    fixed = connect(url, auth=LabAuth(token="brief"), metadata=LabCallMetadata(locale="en"), options=QUICK)
    async with fixed as client:
        await client.connection.opened()
        await asyncio.sleep(1)
        await raises(Unauthenticated, client.calls.greet())


async def server_down(url: str, encoding: str) -> None:
    async with lab(url) as client:
        began = time.monotonic()
        error = await raises(Unavailable, client.calls.divide(a=1, b=2, timeout_s=0.5))
        assert time.monotonic() - began < 2
        assert url in str(error) and "Connect call failed" in str(error), error
        assert error.retryable and not error.may_have_run
        assert client.connection.state == "connecting"
    async with lab("http://127.0.0.1:1") as client:
        await raises(ProtocolError, client.calls.greet())
    # It is closed while it connects.
    async with lab(url):
        await asyncio.sleep(0)


async def refused_upgrade(url: str, encoding: str) -> None:
    """What answers is no Hawser server, or one that does not let us in."""
    statuses = ["404 Not Found", "403 Forbidden", "503 Service Unavailable", "503 Service Unavailable"]
    served = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        try:
            await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            # The client was closed while it connected.
            writer.close()
            return
        writer.write(f"HTTP/1.1 {statuses[min(served, 3)]}\r\ncontent-length: 0\r\n\r\n".encode())
        served += 1
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1")
    async with server:
        host = "ws://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
        for kind, status in ((ProtocolError, "HTTP 404"), (Forbidden, "HTTP 403")):
            async with lab(host) as client:
                error = await raises(kind, client.calls.greet())
                assert status in str(error) and host in str(error), error
        # One that is shutting down is asked again.
        async with lab(host) as client:
            down = await raises(Unavailable, client.calls.greet(timeout_s=0.5))
            assert "503" in str(down) and served > 4, (down, served)


async def newer(url: str, encoding: str) -> None:
    """A server of a later version sends more than this client knows."""
    options = ConnectionOptions(headers={"x-job": "nightly"})
    async with lab(url, options=options) as client:
        feed = client.feed.subscribe(room="n")
        assert await anext_of(feed) == reading(1)
        error = await raises(HawserError, client.calls.greet())
        assert type(error) is HawserError and error.code == "NewCode" and error.data == {"x": BigInt(5)}
        assert await client.calls.divide(a=1, b=2) == 0.5


async def silent(url: str, encoding: str) -> None:
    """A server that no longer says anything is noticed, and left."""
    options = ConnectionOptions(heartbeat_s=0.2, heartbeat_timeout_s=0.2, backoff_initial_s=0.02)
    async with lab(url, options=options) as client:
        assert await client.calls.divide(a=1, b=2) == 0.5
        await say("mute")
        error = await raises(ConnectionLost, client.calls.greet())
        assert "silent" in str(error), error
        assert await client.calls.divide(a=1, b=2) == 0.5


async def closing(url: str, encoding: str) -> None:
    """Everything runs, and one close ends it all."""
    client = lab(url)
    await client.connection.opened()
    call = asyncio.create_task(client.calls.hang(name="closing"))
    stream = asyncio.create_task(drain_slowly(client.streams.numbers(count=100_000, bytes=100)))
    upload = asyncio.create_task(client.streams.sum(b"x" * 1000 for _ in range(100_000)))
    events = asyncio.create_task(drain_slowly(aiter(client.fleeting.subscribe())))
    unread = client.feed.subscribe(room="c")
    await hear()
    await asyncio.sleep(0.1)
    await client.close()
    await raises(Closed, call)
    await raises(Closed, stream)
    await raises(Closed, upload)
    await events
    assert [item async for item in unread] == []
    await client.close()


play(globals())
