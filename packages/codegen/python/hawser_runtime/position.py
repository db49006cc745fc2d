"""Places among the events of an instance of a topic, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Ev = TypeVar("Ev")
Params = TypeVar("Params")


@dataclass(frozen=True, slots=True)
class Position:
    """A place among the events of an instance of a topic: `subscribe(since=position)` goes on behind it."""

    epoch: str
    offset: int


@dataclass(frozen=True, slots=True)
class Event(Generic[Ev]):
    """An event with its place."""

    data: Ev
    position: Position


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that do not come."""

    reason: str
    """
    `disconnected`: they came while there was no connection, and the topic keeps none. `expired`: the server no longer
    had them. `slow`, `conflated`: this client read too slowly. `overflow`: the loop that reads this subscription did.
    `restarted`: the server counts anew, and nobody knows what came before. `lost`: nobody knows why.
    """

    after: Position
    """The last event before the gap."""

    until: Position
    """The last event in the gap. After `restarted`: where the new count begins."""


@dataclass(frozen=True, slots=True)
class MatchedEvent(Generic[Params, Ev]):
    """An event of one of several instances, with its place there."""

    params: Params
    data: Ev
    position: Position


@dataclass(frozen=True, slots=True)
class MatchedGap(Generic[Params]):
    """Events of one of several instances that do not come. What its parts mean: see Gap."""

    params: Params
    reason: str
    after: Position
    until: Position


@dataclass(frozen=True, slots=True)
class InstancePosition(Generic[Params]):
    """How far one of several instances was read."""

    params: Params
    position: Position
