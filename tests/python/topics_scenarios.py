"""Who is present, and several instances at once: `topics_scenarios.py <name> <url> <encoding>`."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime, timezone
from typing import TypeVar

from hawser_runtime import (
    ANY,
    Closed,
    ConnectionOptions,
    Forbidden,
    InstancePosition,
    InvalidInput,
    MatchedEvent,
    MatchedGap,
    MemberChange,
)
from lab_client import RoomsMember, RoomsParams
from play import hear, lab, play, raises, reading, say, state_of

T = TypeVar("T")

SINCE = datetime(2026, 1, 2, tzinfo=timezone.utc)


def member(name: str) -> RoomsMember:
    return RoomsMember(name=name, since=SINCE)


async def presence(url: str, encoding: str) -> None:
    async with lab(url) as client, lab(url) as other:
        async with client.rooms.attend(house="p", seat=1) as watched:
            assert dict(watched.members) == {} and watched.own_id is None
            changes = aiter(watched)
            ann = other.rooms.attend(house="p", seat=1, as_=member("ann"))
            await ann.attended()
            assert ann.own_id is not None
            assert dict(ann.members) == {ann.own_id: member("ann")}
            assert await anext(changes) == MemberChange("join", ann.own_id, member("ann"))
            assert await anext(aiter(ann)) == MemberChange("present", ann.own_id, member("ann"))
            # Leaving the loop left the room.
            assert await anext(changes) == MemberChange("leave", ann.own_id, member("ann"))
            await raises(Closed, ann.attended())
            await raises(Closed, ann.update(member("anna")))

        async with client.rooms.attend(house="p", seat=2, as_=member("bob")) as bob:
            async with other.rooms.attend(house="p", seat=2, as_=member("cyd")) as cyd:
                assert sorted(each.name for each in cyd.members.values()) == ["bob", "cyd"]
                await cyd.update(member("cyd, away"))
                assert cyd.own_id is not None and bob.own_id is not None
                assert cyd.members[cyd.own_id] == member("cyd, away")
                while bob.members.get(cyd.own_id) != member("cyd, away"):
                    await asyncio.sleep(0.01)
                # Of each member a loop that comes late hears how it is by then.
                assert await take(2, aiter(bob)) == [
                    MemberChange("present", bob.own_id, member("bob")),
                    MemberChange("join", cyd.own_id, member("cyd, away")),
                ]
                # What the server refuses changes nothing; what is no member is not sent.
                await raises(Forbidden, cyd.update(member("nobody")))
                await raises(InvalidInput, cyd.update(member("n" * 21)))
                await raises(TypeError, cyd.update("cyd"))  # type: ignore[arg-type]
                assert cyd.members[cyd.own_id] == member("cyd, away")
        refused = client.rooms.attend(house="p", seat=3, as_=member("nobody"))
        await raises(Forbidden, refused.attended())
        await raises(Forbidden, anext(aiter(refused)))
        async with client.rooms.attend(house="p", seat=3) as only:
            await raises(TypeError, only.update(member("dan")))
        wrong = client.rooms.attend(house="p", seat="three")  # type: ignore[arg-type]
        await raises(InvalidInput, wrong.attended())


async def presence_cut(url: str, encoding: str) -> None:
    """A member whose connection is cut comes back, and others hear nothing but what it tells then."""
    async with lab(url) as client:
        mine = client.rooms.attend(house="q", seat=1, as_=member("eve"))
        await mine.attended()
        await say("cut")
        async with lab(await hear()) as other, other.rooms.attend(house="q", seat=1) as watched:
            assert list(watched.members.values()) == [member("eve")]
            own_id = mine.own_id
            assert own_id is not None
            changes = aiter(watched)
            assert await anext(changes) == MemberChange("present", own_id, member("eve"))
            await say("watched")
            await hear()
            while state_of(client) == "open":
                await asyncio.sleep(0.01)
            # Nobody is there to take it: the next connection enters with it.
            await mine.update(member("eve, back"))
            await say("updated")
            assert await anext(changes) == MemberChange("update", own_id, member("eve, back"))
            await mine.attended()
            assert mine.own_id == own_id
            assert await take(1, aiter(mine)) == [MemberChange("present", own_id, member("eve, back"))]
            assert await anext(changes) == MemberChange("leave", own_id, member("eve, back"))


async def presence_moved(url: str, encoding: str) -> None:
    """Another server takes over: who is not there yet has not left."""
    async with lab(url) as client:
        mine = client.rooms.attend(house="m", seat=1, as_=member("fay"))
        await mine.attended()
        changes = aiter(mine)
        assert (await anext(changes)).type == "present"
        await say("ready")
        await hear()
        await client.retire()
        await say("retired")
        await hear()
        # The other server knows it by its key: nobody has left, nobody has joined.
        await mine.attended()
        await mine.update(member("fay, moved"))
        own_id = mine.own_id
        assert own_id is not None
        assert await anext(changes) == MemberChange("update", own_id, member("fay, moved"))
        assert dict(mine.members) == {own_id: member("fay, moved")}
        mine.leave()


async def instances(url: str, encoding: str) -> None:
    """A list of instances: as many subscriptions in one loop."""
    async with lab(url) as client:
        seats = [RoomsParams(house="l", seat=seat) for seat in (1, 2, 1)]
        async with client.rooms.subscribe_all(seats) as rooms:
            for seat, n in ((1, 1), (2, 2), (3, 3), (1, 4)):
                last = await client.rooms.publish(reading(n), house="l", seat=seat)
            events = [event async for event in first(3, rooms)]
            assert [(event.params.seat, event.data.n, event.position.offset) for event in events] == [
                (1, 1, 1),
                (2, 2, 1),
                (1, 4, 2),
            ]
            assert rooms.positions() == [
                InstancePosition(RoomsParams(house="l", seat=1), last),
                InstancePosition(RoomsParams(house="l", seat=2), events[1].position),
            ]
        again = client.rooms.subscribe_all(seats, since=1)
        assert [event.data.n async for event in first(2, again)] == [4, 2]
        async with client.flags.subscribe_all(["a", "b"]) as flags:
            await client.flags.publish("up", params="b")
            assert [(event.params, event.data) async for event in first(1, flags)] == [("b", "up")]
        closed = client.rooms.subscribe_all([RoomsParams(house="l", seat=1)])
        closed.close()
        await raises(Closed, closed.subscribed())


async def pattern(url: str, encoding: str) -> None:
    """All instances that agree in some params, those that come later included."""
    opened = datetime(2026, 5, 1, tzinfo=timezone.utc)
    async with lab(url) as client:
        await client.rooms.publish(reading(1), house="w", seat=1)
        await client.rooms.publish(reading(2), house="w", seat=2)
        await client.rooms.publish(reading(3), house="elsewhere", seat=2)
        async with client.rooms.subscribe_pattern(house="w", seat=ANY, since=5) as rooms:
            await client.rooms.publish(reading(4), house="w", seat=3)
            await client.rooms.publish(reading(5), house="w", seat=3, opened=opened)
            await client.rooms.publish(reading(6), house="w", seat=1)
            seen = sorted((event.data.n, event.params.seat) for event in [event async for event in first(4, rooms)])
            # Another instance: its params say more than the pattern does.
            assert seen == [(1, 1), (2, 2), (4, 3), (6, 1)], seen
        # What was read is where the next one goes on, and what came to be meanwhile comes whole.
        positions = rooms.positions()
        assert {each.params.seat: each.position.offset for each in positions} == {1: 2, 2: 1, 3: 1}
        await client.rooms.publish(reading(7), reading(8), house="w", seat=2)
        await client.rooms.publish(reading(9), house="w", seat=4)
        again = client.rooms.subscribe_pattern(house="w", seat=ANY, since=positions)
        seen = sorted((event.data.n, event.params.seat) for event in [event async for event in first(3, again)])
        assert seen == [(7, 2), (8, 2), (9, 4)], seen
        # Two open params, one of which may be absent.
        both = client.rooms.subscribe_pattern(house="w", seat=ANY, opened=ANY, since=1)
        events = [event async for event in first(5, both)]
        assert {(event.params.seat, event.params.opened) for event in events} == {
            (1, None),
            (2, None),
            (3, None),
            (3, opened),
            (4, None),
        }
        # None is open: a list of one.
        one = client.rooms.subscribe_pattern(house="w", seat=4, since=1)
        assert [event.data.n async for event in first(1, one)] == [9]
        refused = client.rooms.subscribe_pattern(house="closed", seat=ANY)
        await raises(Forbidden, refused.subscribed())
        await raises(Forbidden, anext(aiter(refused)))
        wrong = client.rooms.subscribe_pattern(house=object(), seat=ANY)  # type: ignore[arg-type]
        await raises(TypeError, wrong.subscribed())


async def pattern_slow(url: str, encoding: str) -> None:
    """A loop that reads slowly hears of each instance where something is missing."""
    async with lab(url, options=ConnectionOptions(max_waiting_events=4)) as client:
        async with client.rooms.subscribe_pattern(house="s", seat=ANY) as rooms:
            for n in range(1, 6):
                for seat in (1, 2):
                    last = await client.rooms.publish(reading(n), house="s", seat=seat)
            updates = rooms.updates()
            seen = [await anext(updates) for _ in range(6)]
            gaps = [update for update in seen if isinstance(update, MatchedGap)]
            assert [(gap.params.seat, gap.reason, gap.after.offset, gap.until.offset) for gap in gaps] == [
                (1, "overflow", 0, 3),
                (2, "overflow", 0, 3),
            ]
            events = [update for update in seen if isinstance(update, MatchedEvent)]
            assert [(event.params.seat, event.data.n) for event in events] == [(1, 4), (2, 4), (1, 5), (2, 5)]
            assert rooms.positions()[1] == InstancePosition(RoomsParams(house="s", seat=2), last)
            await updates.aclose()


async def pattern_cut(url: str, encoding: str) -> None:
    """The connection is cut: every instance goes on where it was, and new ones come whole."""
    async with lab(url) as client:
        rooms = client.rooms.subscribe_pattern(house="c", seat=ANY)
        await rooms.subscribed()
        await client.rooms.publish(reading(1), house="c", seat=1)
        updates = rooms.updates()
        assert isinstance(await anext(updates), MatchedEvent)
        await say("cut")
        async with lab(await hear()) as other:
            for n in (2, 3):
                await other.rooms.publish(reading(n), house="c", seat=1)
            await other.rooms.publish(reading(4), house="c", seat=2)
        await say("missed")
        seen = [await anext(updates) for _ in range(3)]
        assert [type(update) for update in seen] == [MatchedEvent] * 3, seen
        events = [update for update in seen if isinstance(update, MatchedEvent)]
        assert sorted((event.params.seat, event.data.n) for event in events) == [(1, 2), (1, 3), (2, 4)]
        await updates.aclose()


async def pattern_moved(url: str, encoding: str) -> None:
    """Another server takes over, which has instances of its own."""
    async with lab(url) as client:
        rooms = client.rooms.subscribe_pattern(house="v", seat=ANY)
        await rooms.subscribed()
        await client.rooms.publish(reading(1), house="v", seat=1)
        updates = rooms.updates()
        assert isinstance(await anext(updates), MatchedEvent)
        await say("ready")
        await hear()
        await client.retire()
        await say("retired")
        await hear()
        await client.rooms.publish(reading(2), house="v", seat=1)
        await client.rooms.publish(reading(3), house="v", seat=2)
        seen = [await anext(updates) for _ in range(3)]
        gaps = [update for update in seen if isinstance(update, MatchedGap)]
        assert [(gap.params.seat, gap.reason) for gap in gaps] == [(1, "restarted")], seen
        events = [update for update in seen if isinstance(update, MatchedEvent)]
        assert sorted(event.data.n for event in events) == [2, 3], seen
        await updates.aclose()


async def first(count: int, items: AsyncIterable[T]) -> AsyncIterator[T]:
    iterator = aiter(items)
    for _ in range(count):
        yield await anext(iterator)


async def take(count: int, changes: AsyncIterator[MemberChange[RoomsMember]]) -> list[MemberChange[RoomsMember]]:
    return [await anext(changes) for _ in range(count)]


play(globals())
