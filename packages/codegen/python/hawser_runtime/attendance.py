"""Who is present in an instance of a topic."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, TypeVar

from .call import Call
from .codec import absent
from .deadline import Deadline
from .errors import Closed, ConnectionLost, HawserError, Incompatible, ProtocolError, TimedOut, Unavailable
from .frames import Kind, trimmed
from .inbox import Signal
from .schema import Presence, Topic
from .session import Session
from .subscription import Keeper
from .values import Wire

Member = TypeVar("Member")
Given = TypeVar("Given")

# Random bytes of the secret by which a member is known again.
KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class MemberChange(Generic[Member]):
    """What has changed with one member. Changes of one member that wait for a loop are one."""

    type: Literal["present", "join", "update", "leave"]
    """
    `present`: it was there before this client asked. `join`: it came. `update`: it tells something else of itself.
    `leave`: it went, and `data` is what it told last.
    """

    id: str
    """Of the member, as long as it is present."""

    data: Member


class Members:
    """Everybody who is present, as far as this client knows."""

    def __init__(self, tell: Callable[[MemberChange[Any]], None]) -> None:
        self.by_id: dict[str, Any] = {}
        self._tell = tell
        # Those whom the new connection's server does not know, until they are back or taken for gone.
        self._missing: set[str] = set()
        self._grace: asyncio.TimerHandle | None = None

    def begin(self, members: Mapping[str, Any]) -> None:
        """Those who are there when one comes."""
        self.by_id.update(members)
        for id, data in members.items():
            self._tell(MemberChange("present", id, data))

    def replace(self, members: Mapping[str, Any], grace_s: float | None) -> None:
        """`grace_s`: how long who is missing may still come back. None: who is missing has left."""
        if grace_s is not None:
            self.pause()
            self._missing = {id for id in self.by_id if id not in members}
            if self._missing:
                self._grace = asyncio.get_running_loop().call_later(grace_s, self._give_up)
        for id in [id for id in self.by_id if id not in members and id not in self._missing]:
            self.leave(id)
        for id, data in members.items():
            self.enter(id, data)

    def enter(self, id: str, data: Any) -> None:
        """A member joined, is back, or tells something else."""
        self._missing.discard(id)
        is_known = id in self.by_id
        if is_known and self.by_id[id] == data:
            return
        self.by_id[id] = data
        self._tell(MemberChange("update" if is_known else "join", id, data))

    def leave(self, id: str) -> None:
        self._missing.discard(id)
        if id in self.by_id:
            self._tell(MemberChange("leave", id, self.by_id.pop(id)))

    def pause(self) -> None:
        """Nothing is known any more, until they are replaced."""
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    def _give_up(self) -> None:
        for id in list(self._missing):
            self.leave(id)


class Changes:
    """Changes that a loop has not read: of each member at most one, so that they are no more than the members."""

    def __init__(self) -> None:
        self._unread: dict[str, MemberChange[Any]] = {}
        self._news = Signal()
        self.is_over = False
        self._error: BaseException | None = None

    def put(self, change: MemberChange[Any]) -> None:
        earlier = self._unread.get(change.id)
        both = change if earlier is None else _merged(earlier, change)
        if both is None:
            del self._unread[change.id]
        else:
            self._unread[change.id] = both
        self._news.give()

    def end(self, error: BaseException | None) -> None:
        self.is_over = True
        if error is None or isinstance(error, Closed):
            self._unread.clear()
        else:
            self._error = error
        self._news.give()

    async def next(self) -> MemberChange[Any] | None:
        """None: it is over."""
        while not self._unread:
            if self.is_over:
                if self._error is not None:
                    raise self._error
                return None
            await self._news.wait()
        return self._unread.pop(next(iter(self._unread)))


def _merged(earlier: MemberChange[Any], change: MemberChange[Any]) -> MemberChange[Any] | None:
    """One change for two; none where they come to nothing."""
    is_new = earlier.type in ("present", "join")
    if change.type == "leave":
        return None if is_new else change
    return MemberChange(earlier.type if is_new else "update", change.id, change.data)


class Attending:
    """What an attendance is behind the loop that reads it.

    Where a session goes away, its link stays until the next session's has told who is present.
    """

    def __init__(self, keeper: Keeper, topic: Topic[Any, Any], params: Any, member: Any) -> None:
        """`member`: what the own member tells of itself. None: there is none; UNDEFINED, where None tells something."""
        if topic.presence is None:
            raise TypeError(f"the schema declares no presence for {topic.path}")
        self._keeper = keeper
        self.topic = topic
        self.presence: Presence = topic.presence
        self.params = params
        self.key = None if member is absent(topic.presence.given) else secrets.token_urlsafe(KEY_BYTES)
        self.member = member
        """What the own member is to tell of itself."""
        # What the server last took.
        self._accepted: Any = None
        self.own_id: str | None = None
        self.changes = Changes()
        self.members = Members(self.changes.put)
        self._progress = Signal()
        self._error: BaseException | None = None
        self._has_begun = False
        self._link: AttendanceLink | None = None
        self._successor: AttendanceLink | None = None

    def join(self, session: Session) -> None:
        link = AttendanceLink(session, self)
        if self._link is not None and self._link.is_confirmed:
            if self._successor is not None:
                self._successor.leave()
            self._successor = link
        else:
            if self._link is not None:
                self._link.leave()
            self._link = link

    def end(self, error: BaseException | None = None) -> None:
        if self.changes.is_over:
            return
        self._error = error
        self.changes.end(error)
        self.members.pause()
        self._keeper.forget(self)
        left = [self._link, self._successor]
        self._link = self._successor = None
        for link in left:
            if link is not None:
                link.leave()
        self._progress.give()

    # For its user.

    async def attended(self) -> None:
        while not (self._link is not None and self._link.is_confirmed) and not self.changes.is_over:
            await self._progress.wait()
        self._raise_when_over()

    async def update(self, data: Any, deadline: Deadline) -> None:
        self._raise_when_over()
        if self.key is None:
            raise TypeError("who attends without as_ only watches")
        self._check(data)
        self.member = data
        link = self._successor or self._link
        async with deadline.watch(lambda: TimedOut("the server did not answer a member's update in time")):
            while link is not None and not link.is_confirmed and link in (self._link, self._successor):
                await self._progress.wait()
            self._raise_when_over()
            # The next session's enters with it.
            if link is None or not link.is_confirmed or link.session.is_leaving or link.entered is data:
                return
            await self._tell_server(link, data)

    def _check(self, data: Any) -> None:
        """Raises TypeError for what is not what the schema says, whichever session it will be told to."""
        try:
            self.presence.given.to_map(data)
        except (AttributeError, TypeError, ValueError) as error:
            raise TypeError(f"the member is not what the schema says: {error}") from error

    async def _tell_server(self, link: AttendanceLink, data: Any) -> None:
        wire = link.written(data)
        call = Call(link.session, lambda id: [Kind.UPDATE_MEMBER, id, link.id, wire])
        try:
            await call.answer()
            self._accepted = data
        except ConnectionLost:
            # The next session's enters with it.
            raise
        except Unavailable:
            if not link.session.is_leaving:
                raise
        except HawserError:
            if self.member is data:
                self.member = self._accepted
            raise
        finally:
            call.give_up()

    def _raise_when_over(self) -> None:
        if self.changes.is_over:
            raise self._error or Closed("the attendance is over", may_have_run=False)

    # For its links. One that is neither the link nor the successor was left, and waits for the server to let go.

    def told(self, link: AttendanceLink, grace_ms: float, own_id: str | None, members: list[Any]) -> None:
        if link is not self._link and link is not self._successor:
            return
        fresh = self._read(link, members)
        if fresh is None:
            return
        is_first = not link.is_confirmed
        link.is_confirmed = True
        if link is self._successor:
            if self._link is not None:
                self._link.leave()
            self._link, self._successor = link, None
        self.own_id = own_id
        if is_first:
            self._accepted = link.entered
        if self._has_begun:
            self.members.replace(fresh, grace_ms / 1000 if is_first else None)
        else:
            self.members.begin(fresh)
        self._has_begun = True
        self._progress.give()

    def changed(self, link: AttendanceLink, changes: list[Any]) -> None:
        for change in changes:
            if link is not self._link or not link.is_confirmed:
                return
            if len(change) == 1:
                self.members.leave(change[0])
            else:
                for id, data in (self._read(link, [change]) or {}).items():
                    self.members.enter(id, data)

    def ended(self, link: AttendanceLink, error: HawserError | None) -> None:
        if not self._forget(link):
            return
        if self._link is not None or link.is_leaving or link.session.is_leaving:
            self._progress.give()
        else:
            self.end(error or ProtocolError("the server ended an attendance and does not say why"))

    def lost(self, link: AttendanceLink) -> None:
        if self._forget(link):
            self._progress.give()

    def _forget(self, link: AttendanceLink) -> bool:
        """Whether it was one of the two."""
        if link is self._successor:
            self._successor = None
        elif link is self._link:
            self._link, self._successor = self._successor, None
            self.members.pause()
        else:
            return False
        return True

    def _read(self, link: AttendanceLink, members: list[Any]) -> dict[str, Any] | None:
        """By their ids; None where one is not what the schema says, which ends the attendance."""
        what = f"a member of {self.topic.path}"
        try:
            return {id: link.session.read_payload(self.presence.told, data, what) for id, data, *_ in members}
        except Incompatible as error:
            self.end(error)
            return None


class AttendanceLink:
    """An attendance on one session."""

    def __init__(self, session: Session, attending: Attending) -> None:
        """Asks the server. Raises TypeError for what is not what the schema says."""
        topic = attending.topic
        self.session = session
        self.entered = attending.member
        """What the own member told when the server was asked."""
        self.is_confirmed = False
        self.is_leaving = False
        self._attending = attending
        name = session.name(topic.path, topic.number)
        selected = None
        if topic.params is not None:
            selected = session.write_payload(topic.params, attending.params, f"the params of {topic.path}")
        own = None if attending.key is None else [attending.key, self.written(attending.member)]
        keep = 3 if topic.params is None else 4
        self.id = session.open(self, lambda id: trimmed([Kind.ATTEND, id, name, selected, own], keep))

    def written(self, member: Any) -> Wire:
        return self.session.write_payload(self._attending.presence.given, member, "the member")

    def leave(self) -> None:
        if not self.is_leaving:
            self.is_leaving = True
            self.session.unsubscribe(self.id)

    # For its session.

    def receive(self, frame: list[Any]) -> None:
        match frame:
            case [Kind.MEMBERS, _, int() | float() as grace_ms, None | str() as own_id, list(members), *_]:
                self._attending.told(self, grace_ms, own_id, members)
            case [Kind.MEMBERS_CHANGED, _, list(changes), *_]:
                self._attending.changed(self, changes)
            case _:
                raise ValueError(f"the server answered an attendance with a frame {frame[0]}")

    def ended(self, error: HawserError | None) -> None:
        self._attending.ended(self, error)

    def lost(self) -> None:
        self._attending.lost(self)


class Attendance(Generic[Member, Given]):
    """Who is present in one instance of a topic, and perhaps the member that this client is there.

    It outlives connections: a member whose connection is lost for a moment stays one, and others hear nothing of it.
    `async for change in attendance` gives every change; leaving the loop leaves, and so do `leave` and `async with`.
    """

    def __init__(self, attending: Attending, deadline: Callable[[], Deadline]) -> None:
        """`deadline`: for what is asked of the server now."""
        self._attending = attending
        self._deadline = deadline

    @property
    def members(self) -> Mapping[str, Member]:
        """Everybody who is present, this client's own member too, by their ids.

        As it was last known while there is no connection, and after the end.
        """
        return MappingProxyType(self._attending.members.by_id)

    @property
    def own_id(self) -> str | None:
        """The id of this client's own member. None where it only watches, and until the server has let it in."""
        return self._attending.own_id

    async def attended(self) -> None:
        """Returns when the server has told who is present. Raises why it refuses to."""
        await self._attending.attended()

    async def update(self, data: Given) -> None:
        """Replaces what the own member tells of itself. Without a connection the next one enters with that.

        Raises InvalidInput, Forbidden or LimitExceeded where the server refuses it, and the member is as it was;
        ConnectionLost or TimedOut where its answer did not come, and the next connection enters with it.
        """
        await self._attending.update(data, self._deadline())

    async def __aiter__(self) -> AsyncGenerator[MemberChange[Member], None]:
        try:
            while (change := await self._attending.changes.next()) is not None:
                yield change
        finally:
            self.leave()

    def leave(self) -> None:
        """Takes the own member away, and hears of nobody any more. Loops that read it end."""
        self._attending.end()

    async def __aenter__(self) -> Attendance[Member, Given]:
        await self.attended()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()
