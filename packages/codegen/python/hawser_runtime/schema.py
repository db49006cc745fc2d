"""What a schema declares."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .codec import Codec
from .errors import HawserError

In = TypeVar("In")
Out = TypeVar("Out")
Params = TypeVar("Params")
Ev = TypeVar("Ev")


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    fingerprint: str
    auth: Codec[Any] | None = None
    call_metadata: Codec[Any] | None = None
    answer_metadata: Codec[Any] | None = None


class Streams(enum.IntFlag):
    NONE = 0
    INPUT = 1
    OUTPUT = 2


@dataclass(frozen=True)
class Procedure(Generic[In, Out]):
    path: str
    number: int
    input: Codec[In] | None = None
    output: Codec[Out] | None = None
    streams: Streams = Streams.NONE
    idempotent: bool = False
    errors: tuple[tuple[type[HawserError], Codec[Any]], ...] = ()


@dataclass(frozen=True)
class Presence:
    """What members tell of themselves: as they give it, and as others get it."""

    given: Codec[Any]
    told: Codec[Any]


@dataclass(frozen=True)
class Topic(Generic[Params, Ev]):
    path: str
    number: int
    event: Codec[Ev]
    params: Codec[Params] | None = None
    publish: Codec[Any] | None = None
    history: bool = False
    """Whether events can be had after the fact."""
    presence: Presence | None = None
