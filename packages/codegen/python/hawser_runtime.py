"""What every Python client that hawser generates stands on: values, codecs, errors, a connection that heals itself.

Needs Python 3.11 or newer, websockets and msgpack. Speaks version 1 of the Hawser protocol. The same for all schemas.
"""

from __future__ import annotations

import asyncio
import enum
import heapq
import importlib
import logging
import math
import random
import secrets
from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any, Final, Generic, Literal, NoReturn, Protocol, Self, TypeAlias, TypeVar, cast

import msgpack  # type: ignore
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

T = TypeVar("T")
In = TypeVar("In")
Out = TypeVar("Out")
Params = TypeVar("Params")
Ev = TypeVar("Ev")

log = logging.getLogger("hawser")


# ---------------------------------------------------------------------------------------------------------------------
# Values
# ---------------------------------------------------------------------------------------------------------------------


class Undefined(enum.Enum):
    """The type of UNDEFINED."""

    UNDEFINED = "undefined"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = Undefined.UNDEFINED
"""What is not there, where None means something else."""


class BigInt(int):
    """A bigint where nothing says that a number is one. It is an int, and stays a bigint when it is sent again."""


@dataclass(slots=True)
class Map:
    """A Map of JavaScript where nothing says what it holds, so that its keys may be anything."""

    pairs: list[tuple[Any, Any]]


@dataclass(slots=True)
class Set:
    """A Set of JavaScript where nothing says what it holds, so that its items may be anything."""

    items: list[Any]


Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""What JSON can say."""

Wire: TypeAlias = Any
"""What msgpack reads and writes."""

MAX_SAFE_INTEGER: Final = 2**53 - 1
EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
# The depth at which a server refuses a message, less what a frame puts around a payload.
MAX_NESTING: Final = 128 - 5
MAX_BIGINT_DIGITS: Final = 4096


class Extension(enum.IntEnum):
    UNDEFINED = 0
    BIGINT = 73
    MAP = 77
    SET = 83


def to_any(value: Any, depth: int = 0) -> Wire:
    """A value that describes itself. Raises TypeError for what cannot travel, ValueError where it nests too deep."""
    if depth > 100:
        raise ValueError("the value is nested more than 100 deep")
    match value:
        case None | bool() | str() | bytes():
            return value
        case int():
            return _bigint_extension(value) if _is_bigint(value) else int(value)
        case float():
            return value
        case Undefined():
            return msgpack.ExtType(Extension.UNDEFINED, b"\0")
        case datetime():
            return _timestamp(value)
        case bytearray() | memoryview():
            return bytes(value)
        case list() | tuple():
            return [to_any(item, depth + 1) for item in value]
        case dict():
            return {str(key): to_any(item, depth + 1) for key, item in value.items()}
        case Map(pairs):
            return _map_extension([(to_any(key, depth + 2), to_any(item, depth + 2)) for key, item in pairs])
        case set() | frozenset():
            return _set_extension([to_any(item, depth + 2) for item in value])
        case Set(items):
            return _set_extension([to_any(item, depth + 2) for item in items])
        case _:
            raise TypeError(f"a {type(value).__name__} cannot travel where the schema declares no type for it")


def from_any(wire: Wire) -> Any:
    """Reads a value that describes itself."""
    match wire:
        case list():
            return [from_any(item) for item in wire]
        case dict():
            return {key: from_any(item) for key, item in wire.items()}
        case msgpack.Timestamp():
            return _datetime_of(wire)
        case Map(pairs):
            return Map([(from_any(key), from_any(item)) for key, item in pairs])
        case Set(items):
            return Set([from_any(item) for item in items])
        case int() if not isinstance(wire, bool) and _is_bigint(wire):
            return BigInt(wire)
        case _:
            return wire


def _is_bigint(value: int) -> bool:
    return isinstance(value, BigInt) or abs(value) > MAX_SAFE_INTEGER


def _bigint_extension(value: int) -> Wire:
    return msgpack.ExtType(Extension.BIGINT, _digits(value).encode("ascii"))


def _digits(value: int) -> str:
    # Before str(), which takes quadratic time and refuses long numbers with a message of its own.
    if value.bit_length() <= MAX_BIGINT_DIGITS * 3.33:
        digits = str(int(value))
        if len(digits.removeprefix("-")) <= MAX_BIGINT_DIGITS:
            return digits
    raise ValueError(f"a bigint has more than {MAX_BIGINT_DIGITS} digits")


def _map_extension(pairs: list[tuple[Wire, Wire]]) -> Wire:
    return msgpack.ExtType(Extension.MAP, pack([part for pair in pairs for part in pair]))


def _set_extension(items: list[Wire]) -> Wire:
    return msgpack.ExtType(Extension.SET, pack(items))


def _milliseconds(value: datetime) -> int:
    if value.tzinfo is None:
        raise ValueError("a datetime needs a time zone, such as datetime.now(timezone.utc)")
    return (value - EPOCH) // timedelta(milliseconds=1)


def _timestamp(value: datetime) -> Wire:
    seconds, milliseconds = divmod(_milliseconds(value), 1000)
    return msgpack.Timestamp(seconds, milliseconds * 1_000_000)


def _datetime_of(wire: Wire) -> datetime:
    """From a timestamp, or from milliseconds since 1970."""
    try:
        if isinstance(wire, msgpack.Timestamp):
            return EPOCH + timedelta(seconds=wire.seconds, microseconds=wire.nanoseconds // 1000)
        return EPOCH + timedelta(milliseconds=wire)
    except (OverflowError, ValueError) as error:
        raise ValueError("a date is outside the years 1 to 9999, which is all that Python has") from error


def pack(wire: Wire) -> bytes:
    return cast(bytes, msgpack.packb(wire, use_bin_type=True))


def unpack_batch(message: bytes) -> Iterator[tuple[list[Any], int]]:
    """The frames of a message, each with its size in bytes."""
    # What the server sends is bounded by the server.
    unpacker = msgpack.Unpacker(max_buffer_size=0, **_unpacking)
    unpacker.feed(message)
    before = 0
    while before < len(message):
        frame = unpacker.unpack()
        after = unpacker.tell()
        yield frame, after - before
        before = after


def _read_extension(code: int, data: bytes) -> Any:
    match code:
        case Extension.UNDEFINED:
            return UNDEFINED
        case Extension.BIGINT:
            if len(data) > MAX_BIGINT_DIGITS + 1:
                raise ValueError(f"a bigint has more than {MAX_BIGINT_DIGITS} digits")
            return BigInt(data)
        case Extension.MAP:
            parts = msgpack.unpackb(data, **_unpacking)
            return Map(list(zip(parts[::2], parts[1::2], strict=True)))
        case Extension.SET:
            return Set(msgpack.unpackb(data, **_unpacking))
        case _:
            raise ValueError(f"extension {code} is not the protocol's")


_unpacking: Final[dict[str, Any]] = {"raw": False, "unicode_errors": "replace", "ext_hook": _read_extension}


def _nesting(wire: Wire) -> int:
    """How deep arrays and maps nest."""
    depth = 0
    level = [item for item in (wire,) if isinstance(item, (list, dict))]
    while level:
        depth += 1
        parts = (part for item in level for part in (item if isinstance(item, list) else item.values()))
        level = [part for part in parts if isinstance(part, (list, dict))]
    return depth


# ---------------------------------------------------------------------------------------------------------------------
# Errors
# ---------------------------------------------------------------------------------------------------------------------


class HawserError(Exception):
    """What a call or a subscription fails with. Every code of Hawser's own, and every declared one, is a subclass."""

    code: str = "internal"
    """What happened. Of this class itself: a code that this client does not know, from a newer server."""

    message: str
    """For people."""

    data: Any
    """What comes with it: of a declared error a value of the declared type."""

    def __init__(self, message: str = "", data: Any = None, *, code: str | None = None) -> None:
        if code is not None:
            self.code = code
        super().__init__(self.code if message in ("", self.code) else f"{self.code}: {message}")
        self.message = message
        self.data = data


class InvalidInput(HawserError):
    """The input or the params failed validation; `data["issues"]` says where. A retry does not help."""

    code = "invalid_input"


class UnknownProcedure(HawserError):
    """The server's schema has no such procedure."""

    code = "unknown_procedure"


class UnknownTopic(HawserError):
    """The server's schema has no such topic."""

    code = "unknown_topic"


class Forbidden(HawserError):
    """Not allowed."""

    code = "forbidden"


class LimitExceeded(HawserError):
    """A limit of the server was reached; `data` says which. Of counts, a later call may succeed."""

    code = "limit_exceeded"


class Incompatible(HawserError):
    """Client and server were made from schemas that differ in just this. Generate the client anew."""

    code = "incompatible"


class Unauthenticated(HawserError):
    """What the client presented was refused, or has expired. Another one may help."""

    code = "unauthenticated"


class TimedOut(HawserError, TimeoutError):
    """The deadline passed. The call may have run."""

    code = "timeout"


class CallCancelled(HawserError):
    """The call was cancelled, by the server; here, asyncio has an error of its own for that. It may have run."""

    code = "cancelled"


class Unavailable(HawserError):
    """The server is going away; what was asked for was not started."""

    code = "unavailable"


class InternalError(HawserError):
    """The handler failed; the server keeps the cause to itself."""

    code = "internal"


class ConnectionLost(HawserError, ConnectionError):
    """The connection ended before the answer. The call may have run."""

    code = "connection_lost"


class Closed(HawserError):
    """The client was closed."""

    code = "closed"


class ProtocolError(HawserError):
    """The peer is no Hawser server of this version, or broke the protocol."""

    code = "protocol"


_own_errors: Final[Mapping[str, type[HawserError]]] = {
    kind.code: kind
    for kind in (
        InvalidInput,
        UnknownProcedure,
        UnknownTopic,
        Forbidden,
        LimitExceeded,
        Incompatible,
        Unauthenticated,
        TimedOut,
        CallCancelled,
        Unavailable,
        InternalError,
        ConnectionLost,
        Closed,
        ProtocolError,
    )
}


# ---------------------------------------------------------------------------------------------------------------------
# Codecs: how a type travels, by position where both ends have the same schema, by name where they have not
# ---------------------------------------------------------------------------------------------------------------------


class Mismatch(ValueError):
    """What came is not what the schema of this client says."""


class Codec(Generic[T]):
    """How values of a type travel."""

    nilable: bool = False
    """Whether a value can be nil by position."""

    takes_none: bool = False
    """Whether None is a value of the type, so that what is absent has to be UNDEFINED."""

    def encode(self, value: T) -> Wire:
        """By position."""
        raise NotImplementedError

    def decode(self, wire: Wire) -> T:
        """By position, from a server with the same schema."""
        raise NotImplementedError

    def to_map(self, value: T) -> Wire:
        """By name."""
        return self.encode(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> T:
        """By name, from a server whose schema may differ. Raises Mismatch where the value does not fit.

        `lenient` takes what can be read as the type, such as a date that comes as text.
        """
        raise NotImplementedError

    def matches(self, value: object) -> bool:
        """Whether a value looks like one of the type, to choose among the options of a union."""
        raise NotImplementedError


def _refuse(wire: Wire, wanted: str) -> NoReturn:
    raise Mismatch(f"{wanted} expected, {type(wire).__name__} received")


class AsItIs(Codec[T]):
    """What msgpack writes and reads as Python has it."""

    def __init__(self, kind: type[T], name: str) -> None:
        self._kind = kind
        self._name = name

    def encode(self, value: T) -> Wire:
        return value

    def decode(self, wire: Wire) -> T:
        return cast(T, wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> T:
        return wire if isinstance(wire, self._kind) else _refuse(wire, self._name)

    def matches(self, value: object) -> bool:
        return isinstance(value, self._kind)


class NullCodec(Codec[None]):
    nilable = True
    takes_none = True

    def encode(self, value: None) -> Wire:
        return None

    def decode(self, wire: Wire) -> None:
        return None

    def from_map(self, wire: Wire, lenient: bool = True) -> None:
        return None if wire is None else _refuse(wire, "null")

    def matches(self, value: object) -> bool:
        return value is None


class UndefinedCodec(Codec[None]):
    takes_none = True

    def encode(self, value: None) -> Wire:
        return to_any(UNDEFINED)

    def decode(self, wire: Wire) -> None:
        return None

    def from_map(self, wire: Wire, lenient: bool = True) -> None:
        return None if wire is UNDEFINED else _refuse(wire, "undefined")

    def matches(self, value: object) -> bool:
        return value is None


class IntCodec(Codec[int]):
    def encode(self, value: int) -> Wire:
        # What is larger has no exact number in JavaScript; validation refuses it there, as it does what is no number.
        return float(value) if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER else value

    def decode(self, wire: Wire) -> int:
        return int(wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> int:
        if not _is_number(wire) or (isinstance(wire, float) and not wire.is_integer()):
            _refuse(wire, "int")
        return int(wire)

    def matches(self, value: object) -> bool:
        return type(value) is int and not _is_bigint(value)


class NumberCodec(Codec[float]):
    def encode(self, value: float) -> Wire:
        # As an integer where that is the same number: -0.0 is not 0.
        if isinstance(value, float) and value.is_integer() and (value != 0 or math.copysign(1, value) > 0):
            return int(value) if abs(value) <= MAX_SAFE_INTEGER else value
        return float(value) if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER else value

    def decode(self, wire: Wire) -> float:
        return float(wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> float:
        return float(wire) if _is_number(wire) else _refuse(wire, "number")

    def matches(self, value: object) -> bool:
        return type(value) is float or (type(value) is int and not _is_bigint(value))


def _is_number(wire: Wire) -> bool:
    return isinstance(wire, float) or (isinstance(wire, int) and not isinstance(wire, bool) and not _is_bigint(wire))


class BigIntCodec(Codec[int]):
    def __init__(self, beside_numbers: bool = False) -> None:
        """`beside_numbers`: an option of a union that has numbers too, where a plain int is one of those."""
        self._beside_numbers = beside_numbers

    def encode(self, value: int) -> Wire:
        return int(value) if -(2**63) <= value < 2**64 else _digits(value)

    def decode(self, wire: Wire) -> int:
        return self._own(int(wire))

    def to_map(self, value: int) -> Wire:
        return _bigint_extension(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> int:
        if not isinstance(wire, int) or isinstance(wire, bool) or not (lenient or _is_bigint(wire)):
            _refuse(wire, "bigint")
        return self._own(int(wire))

    def matches(self, value: object) -> bool:
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return not self._beside_numbers or _is_bigint(value)

    def _own(self, value: int) -> int:
        return BigInt(value) if self._beside_numbers else value


class DateCodec(Codec[datetime]):
    def encode(self, value: datetime) -> Wire:
        return _milliseconds(value)

    def decode(self, wire: Wire) -> datetime:
        return _datetime_of(wire)

    def to_map(self, value: datetime) -> Wire:
        return _timestamp(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> datetime:
        if isinstance(wire, msgpack.Timestamp) or (lenient and _is_number(wire)):
            return _datetime_of(wire)
        if lenient and isinstance(wire, str):
            try:
                read = datetime.fromisoformat(wire)
                return read if read.tzinfo else read.replace(tzinfo=timezone.utc)
            except ValueError:
                pass
        _refuse(wire, "date")

    def matches(self, value: object) -> bool:
        return isinstance(value, datetime)


class BytesCodec(AsItIs[bytes]):
    def encode(self, value: bytes) -> Wire:
        return bytes(value)

    def matches(self, value: object) -> bool:
        return isinstance(value, (bytes, bytearray, memoryview))


class AnyCodec(Codec[Any]):
    nilable = True
    takes_none = True

    def encode(self, value: Any) -> Wire:
        return to_any(value)

    def decode(self, wire: Wire) -> Any:
        return from_any(wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        return from_any(wire)

    def matches(self, value: object) -> bool:
        return True


class LiteralCodec(Codec[Any]):
    """One of several values, in the order of their indexes on the wire."""

    def __init__(self, *values: str | int | float | bool | None) -> None:
        self._values = values
        self._index = {_literal_key(value): index for index, value in enumerate(values)}
        for index, value in enumerate(values):
            # A plain int stands for a bigint where there is no such number.
            if isinstance(value, BigInt):
                self._index.setdefault(_literal_key(int(value)), index)

    def encode(self, value: Any) -> Wire:
        index = self._index.get(_literal_key(value))
        # What is none of them travels nevertheless, for the server to refuse in its own words.
        return [to_any(value)] if index is None else index

    def decode(self, wire: Wire) -> Any:
        return self._values[wire]

    def to_map(self, value: Any) -> Wire:
        index = self._index.get(_literal_key(value))
        return to_any(value if index is None else self._values[index])

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        try:
            return self._values[self._index[_literal_key(wire)]]
        except (KeyError, TypeError):
            raise Mismatch(f"one of {', '.join(map(repr, self._values))} expected") from None

    def matches(self, value: object) -> bool:
        try:
            return _literal_key(value) in self._index
        except TypeError:
            return False


def _literal_key(value: object) -> tuple[str, object]:
    """Tells apart what Python takes for equal: 1, True and the bigint 1."""
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int):
        return ("bigint" if _is_bigint(value) else "number"), int(value)
    return ("number" if isinstance(value, float) else type(value).__name__), value


class NullableCodec(Codec[T | None]):
    nilable = True
    takes_none = True

    def __init__(self, of: Codec[T]) -> None:
        self._of = of

    def encode(self, value: T | None) -> Wire:
        return None if value is None else self._of.encode(value)

    def decode(self, wire: Wire) -> T | None:
        return None if wire is None else self._of.decode(wire)

    def to_map(self, value: T | None) -> Wire:
        return None if value is None else self._of.to_map(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> T | None:
        return None if wire is None else self._of.from_map(wire, lenient)

    def matches(self, value: object) -> bool:
        return value is None or self._of.matches(value)


class OptionalCodec(Codec[Any]):
    """A value that may be undefined: None in Python, or UNDEFINED where None is a value."""

    takes_none = True

    def __init__(self, of: Codec[Any]) -> None:
        self._of = of

    @property
    def nilable(self) -> bool:  # type: ignore[override]
        return self._of.nilable

    @property
    def _absent(self) -> Undefined | None:
        return UNDEFINED if self._of.takes_none else None

    def encode(self, value: Any) -> Wire:
        return to_any(UNDEFINED) if value is self._absent else self._of.encode(value)

    def decode(self, wire: Wire) -> Any:
        return self._absent if wire is UNDEFINED else self._of.decode(wire)

    def to_map(self, value: Any) -> Wire:
        return to_any(UNDEFINED) if value is self._absent else self._of.to_map(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        return self._absent if wire is UNDEFINED else self._of.from_map(wire, lenient)

    def matches(self, value: object) -> bool:
        return value is self._absent or self._of.matches(value)


class ArrayCodec(Codec[list[T]]):
    def __init__(self, item: Codec[T]) -> None:
        self._item = item

    def encode(self, value: Iterable[T]) -> Wire:
        return [self._item.encode(item) for item in value]

    def decode(self, wire: Wire) -> list[T]:
        return [self._item.decode(item) for item in wire]

    def to_map(self, value: Iterable[T]) -> Wire:
        return [self._item.to_map(item) for item in value]

    def from_map(self, wire: Wire, lenient: bool = True) -> list[T]:
        if not isinstance(wire, list):
            _refuse(wire, "array")
        return [self._item.from_map(item, lenient) for item in wire]

    def matches(self, value: object) -> bool:
        return isinstance(value, (list, tuple)) and all(map(self._item.matches, value))


class SetCodec(Codec[Any]):
    """A set, or a list where Python cannot hash the items."""

    def __init__(self, item: Codec[Any], collection: type[set[Any]] | type[list[Any]]) -> None:
        self._item = item
        self._collection = collection

    def encode(self, value: Iterable[Any]) -> Wire:
        return [self._item.encode(item) for item in value]

    def decode(self, wire: Wire) -> Any:
        return self._collection(map(self._item.decode, wire))

    def to_map(self, value: Iterable[Any]) -> Wire:
        return _set_extension([self._item.to_map(item) for item in value])

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        if isinstance(wire, Set):
            return self._collection(self._item.from_map(item, lenient) for item in wire.items)
        if lenient and isinstance(wire, list):
            return self._collection(self._item.from_map(item, lenient) for item in wire)
        _refuse(wire, "Set")

    def matches(self, value: object) -> bool:
        if not isinstance(value, (set, frozenset, self._collection)):
            return False
        return all(self._item.matches(item) for item in cast(Iterable[Any], value))


class TupleCodec(Codec[Any]):
    """A tuple: so many items, the last of which may be missing where they are optional, then any number of `rest`."""

    def __init__(self, *items: Codec[Any], rest: Codec[Any] | None = None) -> None:
        self._items = items
        self._rest = rest
        required = [index for index, item in enumerate(items) if not isinstance(item, OptionalCodec)]
        self._required = required[-1] + 1 if required else 0

    def encode(self, value: Iterable[Any]) -> Wire:
        return [codec.encode(item) for codec, item in self._pairs(value)]

    def decode(self, wire: Wire) -> Any:
        return tuple(codec.decode(item) for codec, item in self._pairs(wire))

    def to_map(self, value: Iterable[Any]) -> Wire:
        return [codec.to_map(item) for codec, item in self._pairs(value)]

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        if not isinstance(wire, list) or not self._fits(len(wire)):
            _refuse(wire, "tuple")
        return tuple(codec.from_map(item, lenient) for codec, item in self._pairs(wire))

    def matches(self, value: object) -> bool:
        return (
            isinstance(value, (tuple, list))
            and self._fits(len(value))
            and all(codec.matches(item) for codec, item in self._pairs(value))
        )

    def _fits(self, length: int) -> bool:
        return length >= self._required and (self._rest is not None or length <= len(self._items))

    def _pairs(self, values: Iterable[Any]) -> Iterator[tuple[Codec[Any], Any]]:
        for index, value in enumerate(values):
            codec = self._items[index] if index < len(self._items) else self._rest
            if codec is None:
                raise ValueError(f"a tuple has more than its {len(self._items)} items")
            yield codec, value


class RecordCodec(Codec[dict[Any, T]]):
    def __init__(self, value: Codec[T], key: Codec[Any] | None = None) -> None:
        """`key`: what keys are, where not all strings are."""
        self._value = value
        self._key = key

    def encode(self, value: Mapping[Any, T]) -> Wire:
        return {str(key): self._value.encode(item) for key, item in value.items()}

    def decode(self, wire: Wire) -> dict[Any, T]:
        return {key: self._value.decode(item) for key, item in wire.items()}

    def to_map(self, value: Mapping[Any, T]) -> Wire:
        return {str(key): self._value.to_map(item) for key, item in value.items()}

    def from_map(self, wire: Wire, lenient: bool = True) -> dict[Any, T]:
        if not isinstance(wire, dict):
            _refuse(wire, "record")
        return {
            key if self._key is None else self._key.from_map(key): self._value.from_map(item, lenient)
            for key, item in wire.items()
        }

    def matches(self, value: object) -> bool:
        return isinstance(value, dict) and all(
            isinstance(key, str) and (self._key is None or self._key.matches(key)) and self._value.matches(item)
            for key, item in value.items()
        )


class MapCodec(Codec[Any]):
    """A dict, or a list of pairs where Python cannot hash the keys."""

    def __init__(
        self, key: Codec[Any], value: Codec[Any], collection: type[dict[Any, Any]] | type[list[Any]]
    ) -> None:
        self._key = key
        self._value = value
        self._collection = collection

    def encode(self, value: Any) -> Wire:
        pairs = self._pairs(value)
        return [part for key, item in pairs for part in (self._key.encode(key), self._value.encode(item))]

    def decode(self, wire: Wire) -> Any:
        pairs = zip(wire[::2], wire[1::2], strict=True)
        return self._collection((self._key.decode(key), self._value.decode(item)) for key, item in pairs)

    def to_map(self, value: Any) -> Wire:
        return _map_extension([(self._key.to_map(key), self._value.to_map(item)) for key, item in self._pairs(value)])

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        match wire:
            case Map(pairs):
                read = pairs
            case dict() if lenient:
                read = list(wire.items())
            case list() if lenient and all(isinstance(pair, list) and len(pair) == 2 for pair in wire):
                read = [(key, item) for key, item in wire]
            case _:
                _refuse(wire, "Map")
        return self._collection(
            (self._key.from_map(key, lenient), self._value.from_map(item, lenient)) for key, item in read
        )

    def matches(self, value: object) -> bool:
        return isinstance(value, (dict, self._collection)) and all(
            self._key.matches(key) and self._value.matches(item) for key, item in self._pairs(value)
        )

    def _pairs(self, value: Any) -> Iterable[tuple[Any, Any]]:
        return cast(Iterable[tuple[Any, Any]], value.items() if isinstance(value, Mapping) else value)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: its name in the schema, its attribute in Python, its type."""

    name: str
    attribute: str
    codec: Codec[Any]
    optional: bool = False
    """Whether the key may be absent."""


class ObjectCodec(Codec[T]):
    """A dataclass, whose fields have one slot each, in the order of their names in the schema."""

    def __init__(self, kind: type[T], *fields: Field, rest: tuple[str, Codec[Any]] | None = None) -> None:
        """`rest`: the attribute for all other keys, and the type of their values."""
        self._kind = kind
        self._fields = fields
        self._rest = rest
        self._names = frozenset(field.name for field in fields)

    def encode(self, value: T) -> Wire:
        slots = [self._slot(field, getattr(value, field.attribute)) for field in self._fields]
        if self._rest:
            attribute, codec = self._rest
            rest = getattr(value, attribute)
            slots.append({key: codec.encode(item) for key, item in rest.items()} if rest else None)
        return slots

    def _slot(self, field: Field, value: Any) -> Wire:
        codec = field.codec
        if not field.optional:
            return codec.encode(value)
        if value is _absent(codec):
            return None
        return [codec.encode(value)] if codec.nilable else codec.encode(value)

    def decode(self, wire: Wire) -> T:
        values = {field.attribute: self._unslot(field, slot) for field, slot in zip(self._fields, wire)}
        if self._rest:
            attribute, codec = self._rest
            values[attribute] = {key: codec.decode(item) for key, item in (wire[len(self._fields)] or {}).items()}
        return self._kind(**values)

    def _unslot(self, field: Field, slot: Wire) -> Any:
        codec = field.codec
        if not field.optional:
            return codec.decode(slot)
        if slot is None or slot is UNDEFINED:
            return _absent(codec)
        if not codec.nilable:
            return codec.decode(slot)
        return _absent(codec) if slot[0] is UNDEFINED else codec.decode(slot[0])

    def to_map(self, value: T) -> Wire:
        values = {}
        for field in self._fields:
            item = getattr(value, field.attribute)
            if not field.optional or item is not _absent(field.codec):
                values[field.name] = field.codec.to_map(item)
        if self._rest:
            attribute, codec = self._rest
            values |= {key: codec.to_map(item) for key, item in getattr(value, attribute).items()}
        return values

    def from_map(self, wire: Wire, lenient: bool = True) -> T:
        if not isinstance(wire, dict):
            _refuse(wire, self._kind.__name__)
        values = {field.attribute: self._read(field, wire, lenient) for field in self._fields}
        if self._rest:
            attribute, codec = self._rest
            values[attribute] = {
                key: codec.from_map(item, lenient) for key, item in wire.items() if key not in self._names
            }
        return self._kind(**values)

    def _read(self, field: Field, wire: dict[str, Wire], lenient: bool) -> Any:
        value = wire.get(field.name, UNDEFINED)
        if value is UNDEFINED and field.optional:
            return _absent(field.codec)
        try:
            return field.codec.from_map(value, lenient)
        except Mismatch as error:
            raise Mismatch(f"{field.name}: {error}") from None

    def matches(self, value: object) -> bool:
        return isinstance(value, self._kind)

    def misfit(self, wire: dict[str, Wire]) -> int:
        """How many keys are no fields, or fields no keys, to choose among objects that a map could be."""
        return len(self._names.symmetric_difference(wire))


def _absent(codec: Codec[Any]) -> Undefined | None:
    """What an attribute holds whose key is absent."""
    return UNDEFINED if codec.takes_none else None


class UnionCodec(Codec[Any]):
    """One of several types, in the order of their indexes on the wire."""

    def __init__(self, *options: Codec[Any], bare: bool = False) -> None:
        """`bare`: strings, numbers and booleans, at most one of each, which need no index to be told apart."""
        self._options = options
        self._bare = bare

    @property
    def takes_none(self) -> bool:  # type: ignore[override]
        return any(option.takes_none for option in self._options)

    def encode(self, value: Any) -> Wire:
        index, option = self._option_of(value)
        return option.encode(value) if self._bare else [index, option.encode(value)]

    def decode(self, wire: Wire) -> Any:
        if self._bare:
            return self.from_map(wire)
        index, value = wire
        return self._options[index].decode(value)

    def to_map(self, value: Any) -> Wire:
        _, option = self._option_of(value)
        return option.to_map(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        for is_lenient in (False, True) if lenient else (False,):
            options = self._options
            if isinstance(wire, dict):
                options = tuple(sorted(options, key=lambda option: _misfit(option, wire)))
            for option in options:
                try:
                    return option.from_map(wire, is_lenient)
                except Mismatch:
                    continue
        _refuse(wire, "one of the options of a union")

    def matches(self, value: object) -> bool:
        return any(option.matches(value) for option in self._options)

    def _option_of(self, value: Any) -> tuple[int, Codec[Any]]:
        for index, option in enumerate(self._options):
            if option.matches(value):
                return index, option
        raise TypeError(f"{value!r} is none of the options of its union")


def _misfit(option: Codec[Any], wire: dict[str, Wire]) -> int:
    match option:
        case ObjectCodec():
            return option.misfit(wire)
        case LazyCodec():
            return _misfit(option.target, wire)
        case _:
            # A record, say: after the objects that know a key, before those that know none.
            return len(wire)


class LazyCodec(Codec[Any]):
    """A type that contains itself, or that is defined further down."""

    def __init__(self, target: Callable[[], Codec[Any]]) -> None:
        self._target = target
        # What is inside of what is checked already need not be checked again.
        self._is_inside = False

    @property
    def target(self) -> Codec[Any]:
        return self._target()

    @property
    def nilable(self) -> bool:  # type: ignore[override]
        return self.target.nilable

    @property
    def takes_none(self) -> bool:  # type: ignore[override]
        return self.target.takes_none

    def encode(self, value: Any) -> Wire:
        return self._bounded(self.target.encode, value)

    def decode(self, wire: Wire) -> Any:
        return self.target.decode(wire)

    def to_map(self, value: Any) -> Wire:
        return self._bounded(self.target.to_map, value)

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        return self.target.from_map(wire, lenient)

    def matches(self, value: object) -> bool:
        return self.target.matches(value)

    def _bounded(self, encode: Callable[[Any], Wire], value: Any) -> Wire:
        if self._is_inside:
            return encode(value)
        self._is_inside = True
        try:
            wire = encode(value)
            if _nesting(wire) > MAX_NESTING:
                raise ValueError(f"the value is nested more than {MAX_NESTING} deep")
            return wire
        except RecursionError:
            raise ValueError(f"the value is nested more than {MAX_NESTING} deep") from None
        finally:
            self._is_inside = False


STRING: Final = AsItIs(str, "string")
BOOLEAN: Final = AsItIs(bool, "boolean")
BYTES: Final = BytesCodec(bytes, "bytes")
NULL: Final = NullCodec()
UNDEFINED_VALUE: Final = UndefinedCodec()
INT: Final = IntCodec()
NUMBER: Final = NumberCodec()
BIGINT: Final = BigIntCodec()
DATE: Final = DateCodec()
ANY: Final = AnyCodec()


# ---------------------------------------------------------------------------------------------------------------------
# What a schema declares
# ---------------------------------------------------------------------------------------------------------------------


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
class Topic(Generic[Params, Ev]):
    path: str
    number: int
    event: Codec[Ev]
    params: Codec[Params] | None = None
    publish: Codec[Any] | None = None


# ---------------------------------------------------------------------------------------------------------------------
# The connection
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """How a connection behaves. Times are in seconds."""

    timeout_s: float | None = 30
    """How long a call may take that brings no timeout of its own, waiting for the connection included. None: ever."""

    stream_window_bytes: int = 262_144
    """How many bytes of items of one stream the server sends ahead of its reader."""

    max_waiting_events: int = 10_000
    """How many events of a subscription wait for its reader; past it the oldest are left out, and a gap tells so."""

    connect_timeout_s: float = 10
    """How long one attempt to connect may take."""

    backoff_initial_s: float = 0.2
    """The longest wait before the first attempt to connect again; each further one waits up to twice as long."""

    backoff_max_s: float = 10
    """The longest wait of all."""

    heartbeat_s: float = 25
    """How long nothing may be heard before the server is asked whether it is there."""

    heartbeat_timeout_s: float = 10
    """How long it may take to answer that before the connection counts as lost."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """What else the upgrade request says, such as cookies."""


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
    `expired`: the server no longer had them. `slow`, `conflated`: this client read too slowly. `overflow`: the loop
    that reads this subscription did. `restarted`: the server counts anew, and nobody knows what came before. `lost`:
    nobody knows why.
    """

    after: Position
    """The last event before the gap."""

    until: Position
    """The last event in the gap. After `restarted`: where the new count begins."""


class Kind(enum.IntEnum):
    """The frames."""

    HELLO = 0
    WELCOME = 1
    CALL = 2
    RESULT = 3
    ERROR = 4
    CANCEL = 5
    SUBSCRIBE = 6
    SUBSCRIBED = 7
    EVENT = 8
    UNSUBSCRIBE = 9
    ENDED = 10
    PING = 11
    PONG = 12
    GOING_AWAY = 13
    STREAM = 14
    ITEM = 15
    CREDIT = 16
    END = 17
    STOP = 18
    AUTH = 19
    AUTH_EXPIRING = 20
    GAP = 21
    PUBLISH = 22
    EVENTS = 23


SUBPROTOCOL: Final = "hawser.1"
# Past so many bytes that wait for the network, items of streams wait for what is more urgent.
STREAM_HIGH_WATER_BYTES: Final = 65_536
# Items of one stream that are sent before the loop does something else.
ITEMS_PER_TURN: Final = 64
# Characters of 64, as the key of an idempotent call.
KEY_LENGTH: Final = 21


class Auto(enum.Enum):
    """The type of AUTO."""

    AUTO = "auto"


AUTO: Final = Auto.AUTO
"""Whatever the connection was given."""

Timeout: TypeAlias = float | None | Auto
"""Seconds; None is for ever."""

Source: TypeAlias = T | Callable[[], T | Awaitable[T]]
"""A value, or a function that is asked for it every time."""


class Connection:
    """What all parts of a client share: one WebSocket at a time, opened in the background and again when it is lost."""

    def __init__(
        self,
        schema: Schema,
        url: str,
        *,
        auth: Any = None,
        metadata: Any = None,
        options: ConnectionOptions | None = None,
    ) -> None:
        self._schema = schema
        self._url = url
        self._auth = auth
        self._metadata = metadata
        self.options = options or ConnectionOptions()
        self._session: _Session | None = None
        # Those that are going away, too.
        self._sessions: set[_Session] = set()
        self._subscriptions: set[_Feed] = set()
        # Set while there is a session, and when there will be none any more.
        self._decided = asyncio.Event()
        self._failure: HawserError | None = None
        self._last_trouble = ""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def state(self) -> Literal["connecting", "open", "closed"]:
        """Whether there is a connection. `closed` is for good: after `close`, or where the server refuses us."""
        return "closed" if self._failure else "open" if self._session else "connecting"

    @property
    def encoding(self) -> Literal["positional", "maps"] | None:
        """How payloads travel: `maps` where the schemas differ. None while there is no connection."""
        return None if self._session is None else "positional" if self._session.is_positional else "maps"

    async def opened(self) -> None:
        """Returns when there is a connection; raises what keeps it from ever being there."""
        await self._open_session()

    async def refresh_auth(self) -> None:
        """Presents the auth value anew on the open connection. Raises Unauthenticated where the server refuses it."""
        session = await self._open_session()
        await session.authenticate(await self._auth_wire())

    async def close(self) -> None:
        """Ends the connection and all that goes on over it: calls fail with Closed, loops over subscriptions end."""
        self._fail(Closed("the client was closed"))
        if self._keeper is not None:
            self._keeper.cancel()
        while tasks := [task for task in self._tasks if task is not asyncio.current_task()]:
            await asyncio.gather(*tasks, return_exceptions=True)

    # What stubs call.

    async def call(
        self,
        procedure: Procedure[Any, Out],
        value: Any = None,
        *,
        items: AsyncIterable[Any] | Iterable[Any] | None = None,
        timeout_s: Timeout = AUTO,
        metadata: Any = None,
        on_metadata: Callable[[Any], object] | None = None,
    ) -> Out:
        """Makes a call that answers with one value; `items` are its input where that is a stream."""
        deadline = _Deadline(self._limit(timeout_s, is_stream=procedure.streams != Streams.NONE))
        key = _random_key() if procedure.idempotent else None
        metadata = await self._call_metadata(metadata)
        async with deadline.watch(self._waiting_text(procedure.path)):
            while True:
                session = await self._open_session_for(procedure, deadline)
                left_s = deadline.left_s()
                call = session.begin(procedure, value, timeout_s=left_s, key=key, metadata=metadata, items=items)
                try:
                    return cast(Out, await call.answer(on_metadata))
                except Unavailable:
                    if not session.is_leaving or call.has_taken_items:
                        raise
                except ConnectionLost:
                    if key is None:
                        raise
                finally:
                    call.give_up()
        raise AssertionError("unreachable")

    async def stream(
        self,
        procedure: Procedure[Any, Out],
        value: Any = None,
        *,
        items: AsyncIterable[Any] | Iterable[Any] | None = None,
        timeout_s: Timeout = AUTO,
        metadata: Any = None,
        on_metadata: Callable[[Any], object] | None = None,
    ) -> AsyncGenerator[Out, None]:
        """Makes a call that answers with a stream, when the first item is asked for."""
        deadline = _Deadline(self._limit(timeout_s, is_stream=True))
        metadata = await self._call_metadata(metadata)
        call: _Call | None = None
        while call is None:
            session = await self._open_session_for(procedure, deadline)
            # Strikes the call: a deadline around `yield` would strike whoever reads.
            call = session.begin(procedure, value, timeout_s=deadline.left_s(), metadata=metadata, items=items)
            call.fail_at(deadline)
            try:
                async for item in call.items(on_metadata):
                    yield item
            except Unavailable:
                if not session.is_leaving or call.has_taken_items:
                    raise
                call.give_up()
                call = None
            finally:
                if call is not None:
                    call.give_up()

    def subscribe(
        self,
        topic: Topic[Any, Ev],
        params: Any = None,
        *,
        since: Position | int | datetime | None = None,
    ) -> Subscription[Ev]:
        """Subscribes at once, and again after every loss of the connection, until the subscription is closed."""
        feed = _Feed(self, topic, params, since)
        if self._failure is not None:
            feed.end(_again(self._failure))
        else:
            self._subscriptions.add(feed)
            if self._session is not None:
                self._session.subscribe(feed)
        return Subscription(feed)

    async def publish(
        self,
        topic: Topic[Any, Any],
        events: Iterable[Any],
        params: Any = None,
        *,
        silent: bool = False,
        timeout_s: Timeout = AUTO,
    ) -> Position:
        """Publishes events in their order, all or none."""
        deadline = _Deadline(self._limit(timeout_s, is_stream=False))
        events = list(events)
        async with deadline.watch(self._waiting_text(topic.path)):
            while True:
                session = await self._open_session()
                call = session.publish(topic, events, params, silent)
                try:
                    epoch, offset = await call.answer()
                    return Position(epoch, int(offset))
                except Unavailable:
                    if not session.is_leaving:
                        raise
                finally:
                    call.give_up()
        raise AssertionError("unreachable")

    def start(self) -> None:
        """Begins to connect, where that has not begun. Needs a running loop."""
        if self._keeper is None and self._failure is None:
            self._keeper = self.spawn(self._keep_open())

    # What sessions and subscriptions call.

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Runs something that ends with the connection at the latest."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def left_by(self, session: _Session) -> None:
        """The session takes nothing new any more."""
        if self._session is session:
            self._session = None
            if self._failure is None:
                self._decided.clear()

    def ended(self, session: _Session, error: HawserError) -> None:
        """The session is over."""
        self.left_by(session)
        self._sessions.discard(session)
        self._last_trouble = error.message
        if isinstance(error, (Unauthenticated, ProtocolError)):
            self._fail(error)

    def forget(self, feed: _Feed) -> None:
        self._subscriptions.discard(feed)

    async def renew_identity(self, grace_s: float) -> None:
        """The server said that the identity expires."""
        try:
            async with asyncio.timeout(grace_s):
                await self.refresh_auth()
        except (HawserError, TimeoutError) as error:
            log.warning("the identity was not renewed: %s", error or "no answer in time")
        except Exception:
            log.exception("what to present could not be found out")

    # Everything else.

    async def _keep_open(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while self._failure is None:
                session = await self._attempt()
                if session is not None:
                    began = loop.time()
                    self._enter(session)
                    await session.left.wait()
                    if loop.time() - began > self.options.backoff_max_s or session.is_going_away:
                        failures = 0
                await asyncio.sleep(self._backoff_s(failures))
                failures += 1
        except HawserError as error:
            self._fail(error)

    def _backoff_s(self, failures: int) -> float:
        longest_s: float = min(self.options.backoff_max_s, self.options.backoff_initial_s * 2.0 ** min(failures, 30))
        return random.uniform(0.5, 1) * longest_s

    async def _attempt(self) -> _Session | None:
        """One attempt to connect: None where another may succeed. Raises what makes further ones senseless."""
        socket: _Socket | None = None
        try:
            auth = await self._auth_wire()
            async with asyncio.timeout(self.options.connect_timeout_s):
                socket = await _open_socket(self._url, self.options)
                session = _Session(self, self._schema, socket)
                await session.greet(auth)
            return session
        except (Unauthenticated, Forbidden, ProtocolError):
            raise
        except BaseException as error:
            if socket is not None:
                self.spawn(_close(socket))
            if not isinstance(error, Exception):
                raise
            self._last_trouble = str(error) or type(error).__name__
            log.info("no connection to %s: %s", self._url, self._last_trouble)
            return None

    def _enter(self, session: _Session) -> None:
        self._session = session
        self._sessions.add(session)
        session.start()
        for feed in list(self._subscriptions):
            session.subscribe(feed)
        self._decided.set()

    async def _open_session(self) -> _Session:
        self.start()
        while True:
            if self._failure is not None:
                raise _again(self._failure)
            if self._session is not None:
                return self._session
            await self._decided.wait()

    async def _open_session_for(self, procedure: Procedure[Any, Any], deadline: _Deadline) -> _Session:
        """Waits no longer for the connection than a call without a timeout of its own does."""
        wait = deadline if deadline.at is not None else _Deadline(self.options.timeout_s)
        async with wait.watch(self._waiting_text(procedure.path)):
            return await self._open_session()

    def _fail(self, error: HawserError) -> None:
        """There will be no connection any more."""
        if self._failure is not None:
            return
        self._failure = error
        self._decided.set()
        for session in list(self._sessions):
            session.end(_again(error))
        for feed in list(self._subscriptions):
            feed.end(_again(error))

    async def _auth_wire(self) -> Wire:
        if self._schema.auth is None:
            return None
        return self._schema.auth.to_map(await _resolved(self._auth))

    async def _call_metadata(self, given: Any) -> Any:
        return given if given is not None else await _resolved(self._metadata)

    @property
    def can_renew_identity(self) -> bool:
        """Whether to ask for the auth value again gives another one."""
        return callable(self._auth)

    def _limit(self, timeout_s: Timeout, *, is_stream: bool) -> float | None:
        if isinstance(timeout_s, Auto):
            return None if is_stream else self.options.timeout_s
        if timeout_s is not None and timeout_s <= 0:
            raise ValueError(f"timeout_s has to be above 0, not {timeout_s}; None is for ever")
        return timeout_s

    def _waiting_text(self, path: str) -> Callable[[], str]:
        def text() -> str:
            if self._session is not None:
                return f"{path} was not answered in time"
            return f"{path} was not called: no connection to {self._url} ({self._last_trouble or 'still connecting'})"

        return text


async def _resolved(source: Any) -> Any:
    """A value, or what a function gives, awaited where that is a promise of one."""
    value = source() if callable(source) else source
    return await value if isinstance(value, Awaitable) else value


def _again(error: HawserError) -> HawserError:
    """An error of its own for everybody who gets one."""
    return type(error)(error.message, error.data)


def _random_key() -> str:
    return secrets.token_urlsafe(KEY_LENGTH)[:KEY_LENGTH]


class _Deadline:
    def __init__(self, limit_s: float | None) -> None:
        self.at = None if limit_s is None else asyncio.get_running_loop().time() + limit_s

    def left_s(self) -> float | None:
        """None: there is no deadline."""
        return None if self.at is None else max(0.001, self.at - asyncio.get_running_loop().time())

    def watch(self, text: Callable[[], str]) -> _Watch:
        """Raises TimedOut out of the block when the deadline passes."""
        return _Watch(self.at, text)


class _Watch:
    def __init__(self, at: float | None, text: Callable[[], str]) -> None:
        self._timeout = asyncio.timeout_at(at)
        self._text = text

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise TimedOut(self._text()) from None


# ---------------------------------------------------------------------------------------------------------------------
# A session: one WebSocket, from its hello to its end
# ---------------------------------------------------------------------------------------------------------------------


class _Socket(Protocol):
    """What is used of a connection of websockets."""

    @property
    def subprotocol(self) -> str | None: ...

    @property
    def transport(self) -> asyncio.Transport: ...

    async def recv(self) -> str | bytes: ...

    async def send(self, message: bytes) -> None: ...

    async def close(self, code: int = 1000, reason: str = "") -> None: ...


async def _open_socket(url: str, options: ConnectionOptions) -> _Socket:
    connect_websocket, headers = _library()
    try:
        socket = await connect_websocket(
            url,
            subprotocols=[SUBPROTOCOL],
            # Hawser has pings of its own, and the server bounds what it sends.
            ping_interval=None,
            max_size=None,
            compression=None,
            close_timeout=2,
            **{headers: dict(options.headers)},
        )
    except InvalidURI as error:
        raise ProtocolError(f"{url} is no URL of a WebSocket: it begins with ws:// or wss://") from error
    except InvalidHandshake as error:
        status = _status_of(error)
        if status == 403:
            raise Forbidden(f"{url} does not let this client in (HTTP 403)") from error
        if status in (400, 404):
            where = "look at the path of the URL, and at the versions"
            raise ProtocolError(f"{url} is no {SUBPROTOCOL} server (HTTP {status}): {where}") from error
        raise
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise ProtocolError(f"{url} speaks WebSocket, but not {SUBPROTOCOL}")
    return cast(_Socket, socket)


def _library() -> tuple[Any, str]:
    """The function of websockets that connects, and what it calls the headers of the request."""
    try:
        return importlib.import_module("websockets.asyncio.client").connect, "additional_headers"
    except ImportError:
        # Before release 13.
        return importlib.import_module("websockets.legacy.client").connect, "extra_headers"


def _status_of(error: InvalidHandshake) -> int | None:
    """Of the answer that refused the upgrade, wherever the release of websockets keeps it."""
    status = getattr(getattr(error, "response", error), "status_code", None)
    return status if isinstance(status, int) else None


async def _close(socket: _Socket) -> None:
    """Ends the connection, and returns when nothing of it is left."""
    try:
        await socket.close()
    except Exception:
        socket.transport.abort()


class _Session:
    def __init__(self, connection: Connection, schema: Schema, socket: _Socket) -> None:
        self._connection = connection
        self.schema = schema
        self._socket = socket
        self.is_positional = False
        self.is_going_away = False
        self.left = asyncio.Event()
        """Nothing new is taken any more."""
        self._is_over = False
        # Bounds that the welcome replaces.
        self._max_batch_bytes = self._max_frame_bytes = 1_048_576
        self.stream_window_bytes = 262_144
        self._calls: dict[int, _Call] = {}
        self._call_ids = _Ids()
        self._attachments: dict[int, _Attachment] = {}
        self._subscription_ids = _Ids()
        self._channels: dict[int, list[_Attachment]] = {}
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._has_mail = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._heard_at = 0.0
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def is_leaving(self) -> bool:
        return self.left.is_set()

    async def greet(self, auth: Wire) -> None:
        """Says hello and waits for the welcome. Raises Unauthenticated, or ConnectionLost."""
        options = self._connection.options
        hello = [
            Kind.HELLO,
            self.schema.fingerprint,
            auth,
            None if options.timeout_s is None else _wire_ms(options.timeout_s),
            options.stream_window_bytes,
        ]
        try:
            await self._socket.send(pack(hello))
            while True:
                frames = [frame for frame, _ in unpack_batch(_binary(await self._socket.recv()))]
                if frames:
                    break
        except ConnectionClosed as closed:
            raise _error_of_close(closed, self._connection.can_renew_identity, is_hello=True) from None
        match frames[0]:
            case [Kind.WELCOME, encoding, str(), list(limits), *_] if len(limits) >= 7:
                self.is_positional = encoding == 0
                self._max_batch_bytes = int(limits[0])
                self._max_frame_bytes = int(limits[1])
                self.stream_window_bytes = int(limits[6])
            case _:
                raise ProtocolError("the server's first frame is no welcome")
        for frame in frames[1:]:
            self._receive(frame, 0)

    def start(self) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        self._tasks = [self._connection.spawn(work) for work in (self._read(), self._write(), self._watch_silence())]

    # What goes out.

    def send(self, frame: list[Any]) -> int:
        """Puts a frame on its way; frames of one turn of the loop share a message. Returns its size in bytes."""
        data = pack(frame)
        max_bytes = min(self._max_frame_bytes, self._max_batch_bytes)
        if len(data) > max_bytes:
            raise LimitExceeded(
                f"a frame of {len(data)} bytes is larger than the server takes: {max_bytes}",
                {"limit": "maxFrameBytes", "max": max_bytes},
            )
        if self._is_over:
            raise ConnectionLost("the connection ended")
        self._outbox.append(data)
        self._outbox_bytes += len(data)
        if self._outbox_bytes > STREAM_HIGH_WATER_BYTES:
            self._room.clear()
        self._has_mail.set()
        return len(data)

    async def _write(self) -> None:
        while True:
            await self._has_mail.wait()
            self._has_mail.clear()
            while self._outbox:
                batch = [self._outbox.popleft()]
                size = len(batch[0])
                while self._outbox and size + len(self._outbox[0]) <= self._max_batch_bytes:
                    batch.append(self._outbox.popleft())
                    size += len(batch[-1])
                try:
                    await self._socket.send(b"".join(batch))
                except ConnectionClosed:
                    return
                self._outbox_bytes -= size
                if self._outbox_bytes <= STREAM_HIGH_WATER_BYTES:
                    self._room.set()

    async def has_room(self) -> None:
        """Returns when little waits for the network."""
        await self._room.wait()

    async def _watch_silence(self) -> None:
        loop = asyncio.get_running_loop()
        options = self._connection.options
        while True:
            await asyncio.sleep(max(0.0, self._heard_at + options.heartbeat_s - loop.time()))
            if loop.time() - self._heard_at < options.heartbeat_s:
                continue
            asked_at = loop.time()
            self.send([Kind.PING, 0])
            await asyncio.sleep(options.heartbeat_timeout_s)
            if self._heard_at < asked_at:
                self._socket.transport.abort()
                self.end(ConnectionLost("the server is silent"))
                return

    # What comes in.

    async def _read(self) -> None:
        error: HawserError = ConnectionLost("the connection ended")
        try:
            while True:
                message = _binary(await self._socket.recv())
                self._heard_at = asyncio.get_running_loop().time()
                for frame, size in unpack_batch(message):
                    self._receive(frame, size)
        except ConnectionClosed as closed:
            error = _error_of_close(closed, self._connection.can_renew_identity)
        except asyncio.CancelledError:
            raise
        except Exception as trouble:
            log.exception("the server sent what nobody can read")
            error = ConnectionLost(f"the server sent what nobody can read: {trouble}")
            await self._socket.close(4400, "malformed")
        finally:
            self.end(error)

    def _receive(self, frame: list[Any], size: int) -> None:
        match frame:
            case [Kind.EVENT, channel, offset]:
                self._deliver(channel, offset, [])
            case [Kind.EVENT, channel, offset, event, *_]:
                self._deliver(channel, offset, [event])
            case [Kind.EVENTS, channel, offset, events, *_]:
                self._deliver(channel, offset, events)
            case [Kind.RESULT, id, *rest]:
                if call := self._answered(id):
                    call.succeed(*rest[:2])
            case [Kind.ERROR, id, str(code), str(message), *rest]:
                if call := self._answered(id):
                    call.fail_with(code, message, *rest[:2])
            case [Kind.ITEM, id, *rest]:
                if call := self._calls.get(id):
                    call.receive(rest[0] if rest else UNDEFINED, size)
            case [Kind.CREDIT, id, bytes_, *_]:
                if call := self._calls.get(id):
                    call.grant(int(bytes_))
            case [Kind.STOP, id, *_]:
                if call := self._calls.get(id):
                    call.stop_sending()
            case [Kind.SUBSCRIBED, id, channel, str(epoch), offset, *_]:
                if attachment := self._attachments.get(id):
                    self._attach(attachment, channel, Position(epoch, int(offset)))
            case [Kind.GAP, channel, to, str(reason), *_]:
                for attachment in self._channels.get(channel, ()):
                    attachment.skip(int(to), reason)
            case [Kind.ENDED, id, *rest]:
                self._detach(id, rest)
            case [Kind.PING, id, *_]:
                self.send([Kind.PONG, id])
            case [Kind.GOING_AWAY, *_]:
                self.is_going_away = True
                self._leave()
            case [Kind.AUTH_EXPIRING, grace_ms, *_]:
                if self._connection.can_renew_identity:
                    self._connection.spawn(self._connection.renew_identity(grace_ms / 1000))
            case _:
                # Of a later version of the protocol.
                pass

    def _leave(self) -> None:
        self.left.set()
        self._connection.left_by(self)

    def end(self, error: HawserError) -> None:
        """The connection is over, and all that went on over it."""
        if self._is_over:
            return
        self._is_over = True
        self._leave()
        for call in list(self._calls.values()):
            call.fail(_again(error))
        self._calls.clear()
        for attachment in list(self._attachments.values()):
            attachment.feed.detach(attachment)
        self._room.set()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()
        self._connection.spawn(_close(self._socket))
        self._connection.ended(self, error)

    # Calls.

    def begin(
        self,
        procedure: Procedure[Any, Any],
        value: Any,
        *,
        timeout_s: float | None,
        key: str | None = None,
        metadata: Any = None,
        items: AsyncIterable[Any] | Iterable[Any] | None = None,
    ) -> _Call:
        has_input = procedure.input is not None and Streams.INPUT not in procedure.streams
        name, input_ = self._payload(
            procedure.path, procedure.number, procedure.input if has_input else None, value
        )
        timeout_ms = 0 if timeout_s is None else _wire_ms(timeout_s)
        default_s = self._connection.options.timeout_s
        # Which the hello told already.
        is_by_default = default_s is not None and timeout_ms == _wire_ms(default_s)
        codec = self.schema.call_metadata
        extra = None
        if codec is not None and metadata is not None:
            extra = self.write_payload(codec, metadata, "the metadata")

        def frame(id: int) -> list[Any]:
            if procedure.streams == Streams.NONE:
                return _trimmed(
                    [Kind.CALL, id, name, input_, None if is_by_default else timeout_ms, key, extra],
                    4 if has_input else 3,
                )
            frame = [Kind.STREAM, id, name, procedure.streams, input_, timeout_ms or None, extra]
            return _trimmed(frame, 5 if has_input else 4)

        call = self._register(frame, procedure)
        if items is not None:
            call.send_items(items)
        return call

    def _payload(self, path: str, number: int, codec: Codec[Any] | None, value: Any) -> tuple[str | int, Wire]:
        name: str | int = number if self.is_positional else path
        return name, None if codec is None else self.write_payload(codec, value, f"what was given to {path}")

    def publish(self, topic: Topic[Any, Any], events: list[Any], params: Any, silent: bool) -> _Call:
        codec = topic.publish
        if codec is None:
            raise TypeError(f"clients do not publish to {topic.path}")
        name, params = self._payload(topic.path, topic.number, topic.params, params)
        written = [self.write_payload(codec, event, f"an event for {topic.path}") for event in events]
        return self._register(lambda id: _trimmed([Kind.PUBLISH, id, name, params, written, silent or None], 5))

    async def authenticate(self, auth: Wire) -> None:
        call = self._register(lambda id: [Kind.AUTH, id, auth])
        try:
            await call.answer()
        finally:
            call.give_up()

    def _register(self, frame: Callable[[int], list[Any]], procedure: Procedure[Any, Any] | None = None) -> _Call:
        id = self._call_ids.take()
        call = _Call(self, id, procedure)
        try:
            self.send(frame(id))
        except BaseException:
            self._call_ids.give_back(id)
            raise
        self._calls[id] = call
        return call

    def _answered(self, id: int) -> _Call | None:
        call = self._calls.pop(id, None)
        if call is not None:
            self._call_ids.give_back(id)
        return call

    def write_payload(self, codec: Codec[Any], value: Any, what: str) -> Wire:
        """Raises TypeError for what does not fit the type; what fits, and is wrong all the same, the server refuses."""
        try:
            return codec.encode(value) if self.is_positional else codec.to_map(value)
        except (AttributeError, TypeError, ValueError) as error:
            raise TypeError(f"{what} is not what the schema says: {error}") from error

    def read_payload(self, codec: Codec[T], wire: Wire, what: str) -> T:
        try:
            return codec.decode(wire) if self.is_positional else codec.from_map(wire)
        except Exception as error:
            raise Incompatible(f"{what} is not what the schema of this client says: {error}") from error

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        return self._connection.spawn(work)

    @property
    def own_window_bytes(self) -> int:
        return self._connection.options.stream_window_bytes

    # Subscriptions.

    def subscribe(self, feed: _Feed) -> None:
        id = self._subscription_ids.take()
        try:
            name, params = self._payload(feed.topic.path, feed.topic.number, feed.topic.params, feed.params)
            keep = 3 if feed.topic.params is None else 4
            self.send(_trimmed([Kind.SUBSCRIBE, id, name, params, feed.wire_since()], keep))
        except Exception as error:
            self._subscription_ids.give_back(id)
            feed.end(error)
            return
        attachment = _Attachment(self, id, feed)
        self._attachments[id] = attachment
        feed.attachments.add(attachment)

    def unsubscribe(self, attachment: _Attachment) -> None:
        if not self._is_over and not attachment.is_ending:
            attachment.is_ending = True
            self.send([Kind.UNSUBSCRIBE, attachment.id])

    def _attach(self, attachment: _Attachment, channel: int, position: Position) -> None:
        attachment.channel = channel
        self._channels.setdefault(channel, []).append(attachment)
        attachment.feed.attach(attachment, position)

    def _detach(self, id: int, reason: list[Any]) -> None:
        attachment = self._attachments.pop(id, None)
        if attachment is None:
            return
        self._subscription_ids.give_back(id)
        if attachment.channel is not None:
            sharing = self._channels[attachment.channel]
            sharing.remove(attachment)
            if not sharing:
                del self._channels[attachment.channel]
        attachment.feed.detach(attachment)
        # On a server that is going away it goes on over the next connection.
        if not reason or attachment.is_ending or self.is_leaving:
            return
        code, message, *data = reason
        attachment.feed.end(_own_error(code, message, data[0] if data else None))

    def _deliver(self, channel: int, offset: int | float, events: list[Wire]) -> None:
        for attachment in self._channels.get(channel, ()):
            attachment.deliver(int(offset), events)


def _binary(message: str | bytes) -> bytes:
    if isinstance(message, str):
        raise ValueError("a text message")
    return message


def _wire_ms(seconds: float) -> int:
    return max(1, math.ceil(seconds * 1000))


def _trimmed(frame: list[Any], keep: int) -> list[Any]:
    """Without what is nil at its end; `keep` elements stay, as a payload that is nil is not one that is missing."""
    while len(frame) > keep and frame[-1] is None:
        frame.pop()
    return frame


def _error_of_close(
    closed: ConnectionClosed, can_renew: bool, *, is_hello: bool = False
) -> HawserError:
    code = 1006 if closed.rcvd is None else closed.rcvd.code
    reason = (closed.rcvd.reason if closed.rcvd is not None else "") or "no reason given"
    if code == 4401 or (code == 4419 and not can_renew):
        return Unauthenticated(reason)
    if code == 4400:
        return ProtocolError(f"the server refused what this client sent: {reason}")
    return ConnectionLost(f"the connection ended: {code}, {reason}")


def _own_error(code: str, message: str, data: Wire) -> HawserError:
    kind = _own_errors.get(code)
    data = from_any(data)
    return HawserError(message, data, code=code) if kind is None else kind(message, data)


class _Ids:
    """Small numbers, each in use once."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._next = 0

    def take(self) -> int:
        if self._free:
            return heapq.heappop(self._free)
        self._next += 1
        return self._next - 1

    def give_back(self, id: int) -> None:
        heapq.heappush(self._free, id)


class _Call:
    """A call between its frame and its answer, with what it streams."""

    def __init__(self, session: _Session, id: int, procedure: Procedure[Any, Any] | None) -> None:
        self._session = session
        self._id = id
        self._procedure = procedure
        self._is_answered = False
        self._output: Wire = UNDEFINED
        self._error: BaseException | None = None
        self._metadata: Wire = None
        self._items: deque[tuple[Wire, int]] = deque()
        self._owed_bytes = 0
        self._news = asyncio.Event()
        self._credit_bytes = session.stream_window_bytes
        self._has_credit = asyncio.Event()
        self._has_credit.set()
        self._pump: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.has_taken_items = False
        """Whether the iterable that is its input was asked for anything: then it cannot be made again."""

    # For its caller.

    async def answer(self, on_metadata: Callable[[Any], object] | None = None) -> Any:
        while not self._is_answered:
            self._news.clear()
            await self._news.wait()
        self._tell_metadata(on_metadata)
        if self._error is not None:
            raise self._error
        if self._procedure is None:
            return self._output
        return self._read_output(self._output)

    async def items(self, on_metadata: Callable[[Any], object] | None = None) -> AsyncIterator[Any]:
        while True:
            while self._items:
                wire, size = self._items.popleft()
                item = self._read_output(wire)
                self._return_credit(size)
                yield item
            if self._is_answered:
                self._tell_metadata(on_metadata)
                if self._error is not None:
                    raise self._error
                return
            self._news.clear()
            await self._news.wait()

    def fail_at(self, deadline: _Deadline) -> None:
        if deadline.at is None:
            return

        def strike() -> None:
            path = self._procedure.path if self._procedure else ""
            self.fail(TimedOut(f"{path} did not end in time"), tell_server=True)

        self._timer = asyncio.get_running_loop().call_at(deadline.at, strike)

    def give_up(self) -> None:
        """Nobody waits for the answer any more; where it has not come, the server is told."""
        if self._timer is not None:
            self._timer.cancel()
        if not self._is_answered:
            self.fail(CallCancelled("the caller cancelled"), tell_server=True)
        self.stop_sending()

    def send_items(self, items: AsyncIterable[Any] | Iterable[Any]) -> None:
        if isinstance(items, (str, bytes, bytearray, memoryview)):
            self.give_up()
            raise TypeError(f"a stream is an iterable of items, not a {type(items).__name__}; put it in a list")
        self._pump = self._session.spawn(self._send_items(items))

    # For its session.

    def succeed(self, output: Wire = UNDEFINED, metadata: Wire = None) -> None:
        self._output = output
        self._metadata = metadata
        self._settle()

    def fail_with(self, code: str, message: str, data: Wire = None, metadata: Wire = None) -> None:
        self._metadata = metadata
        self.fail(self._error_of(code, message, data))

    def fail(self, error: BaseException, *, tell_server: bool = False) -> None:
        if self._is_answered:
            return
        if tell_server:
            try:
                self._session.send([Kind.CANCEL, self._id])
            except ConnectionLost:
                pass
        if tell_server or isinstance(error, Closed):
            # Given up here: nobody reads on. What the server ends is read to its end.
            self._items.clear()
        self._error = error
        self._settle()

    def receive(self, item: Wire, size: int) -> None:
        if not self._is_answered:
            self._items.append((item, size))
            self._news.set()

    def grant(self, bytes_: int) -> None:
        self._credit_bytes += bytes_
        if self._credit_bytes > 0:
            self._has_credit.set()

    def stop_sending(self) -> None:
        if self._pump is not None and self._pump is not asyncio.current_task():
            self._pump.cancel()

    def _settle(self) -> None:
        self._is_answered = True
        self.stop_sending()
        self._news.set()

    def _return_credit(self, size: int) -> None:
        self._owed_bytes += size
        # In large pieces, as each costs a frame; a reader that empties its window never waits for ever.
        if self._owed_bytes * 2 >= self._session.own_window_bytes and not self._is_answered:
            self._session.send([Kind.CREDIT, self._id, self._owed_bytes])
            self._owed_bytes = 0

    async def _send_items(self, items: AsyncIterable[Any] | Iterable[Any]) -> None:
        codec = cast(Procedure[Any, Any], self._procedure).input
        assert codec is not None
        iterator = _iterate(items)
        sent = 0
        try:
            while True:
                await self._has_credit.wait()
                await self._session.has_room()
                # Others get their turn, however large the window and however quick the iterable.
                if sent % ITEMS_PER_TURN == 0:
                    await asyncio.sleep(0)
                self.has_taken_items = True
                try:
                    item = await anext(iterator)
                except StopAsyncIteration:
                    break
                # Nothing may be sent behind the answer.
                if self._is_answered:
                    return
                wire = self._session.write_payload(codec, item, "an item")
                self._credit_bytes -= self._session.send([Kind.ITEM, self._id, wire])
                sent += 1
                if self._credit_bytes <= 0:
                    self._has_credit.clear()
            if not self._is_answered:
                self._session.send([Kind.END, self._id])
        except ConnectionLost:
            pass
        except Exception as error:
            self.fail(error, tell_server=True)
        finally:
            await iterator.aclose()

    def _read_output(self, wire: Wire) -> Any:
        procedure = self._procedure
        if procedure is None or procedure.output is None:
            return None
        return self._session.read_payload(procedure.output, wire, f"what {procedure.path} answers")

    def _tell_metadata(self, on_metadata: Callable[[Any], object] | None) -> None:
        codec = self._session.schema.answer_metadata
        if on_metadata is not None and codec is not None and self._metadata is not None:
            on_metadata(self._session.read_payload(codec, self._metadata, "the metadata of an answer"))

    def _error_of(self, code: str, message: str, data: Wire) -> HawserError:
        for kind, codec in self._procedure.errors if self._procedure else ():
            if kind.code == code:
                try:
                    return kind(message, self._session.read_payload(codec, data, f"the data of the error {code}"))
                except Incompatible as error:
                    return error
        return _own_error(code, message, data)


async def _iterate(items: AsyncIterable[T] | Iterable[T]) -> AsyncGenerator[T, None]:
    """Either kind of iterable; what it is made of is closed with it."""
    if isinstance(items, AsyncIterable):
        iterator = aiter(items)
        try:
            async for item in iterator:
                yield item
        finally:
            close = getattr(iterator, "aclose", None)
            if close is not None:
                await close()
    else:
        for item in items:
            yield item


# ---------------------------------------------------------------------------------------------------------------------
# Subscriptions
# ---------------------------------------------------------------------------------------------------------------------


class _Attachment:
    """A subscription as one session has it."""

    def __init__(self, session: _Session, id: int, feed: _Feed) -> None:
        self.session = session
        self.id = id
        self.feed = feed
        self.channel: int | None = None
        self.is_ending = False

    def deliver(self, offset: int, events: list[Wire]) -> None:
        if self._counts:
            self.feed.receive(offset, events)

    def skip(self, to: int, reason: str) -> None:
        if self._counts:
            self.feed.skip(to, reason)

    @property
    def _counts(self) -> bool:
        """Not of a session that another one follows, nor behind an `unsubscribe`."""
        return self.feed.current is self and not self.is_ending


class _Feed:
    """What a subscription is, whatever becomes of connections: its place, and what waits for its reader."""

    def __init__(
        self, connection: Connection, topic: Topic[Any, Any], params: Any, since: Position | int | datetime | None
    ) -> None:
        self._connection = connection
        self.topic = topic
        self.params = params
        self._since = since
        self.attachments: set[_Attachment] = set()
        self.current: _Attachment | None = None
        """The session that events are taken from: the former one until the next one has it."""
        self.position: Position | None = None
        """Of the last event that came, read or not."""
        self._waiting: deque[Event[Any] | Gap] = deque()
        self._overflow: Gap | None = None
        self._news = asyncio.Event()
        self._is_over = False
        self._error: BaseException | None = None

    # For the sessions.

    def wire_since(self) -> Wire:
        since = self.position if self.position is not None else self._since
        match since:
            case Position(epoch, offset):
                return [epoch, offset]
            case datetime():
                return _timestamp(since)
            case _:
                return since

    def attach(self, attachment: _Attachment, position: Position) -> None:
        if self._is_over:
            attachment.session.unsubscribe(attachment)
            return
        before = self.current
        self.current = attachment
        if before is not None:
            before.session.unsubscribe(before)
        if self.position is not None and self.position.epoch != position.epoch:
            self._put(Gap("restarted", self.position, position))
        if self.position is None or self.position.epoch != position.epoch:
            since = self._since
            if self.position is None and isinstance(since, Position) and since.epoch != position.epoch:
                self._put(Gap("restarted", since, position))
            self.position = position
        self._news.set()

    def detach(self, attachment: _Attachment) -> None:
        """The session has it no more."""
        self.attachments.discard(attachment)
        if self.current is attachment:
            self.current = None

    def receive(self, offset: int, events: list[Wire]) -> None:
        """Events of adjacent offsets, the first of which has `offset`; none: one that this client did not want back."""
        assert self.position is not None and self.current is not None
        # What went wrong without a word.
        if offset > self.position.offset + 1:
            self.skip(offset - 1, "lost")
        if not events:
            self.position = Position(self.position.epoch, max(offset, self.position.offset))
        for place, wire in enumerate(events, offset):
            if place <= self.position.offset:
                continue
            self.position = Position(self.position.epoch, place)
            try:
                data = self.current.session.read_payload(self.topic.event, wire, f"an event of {self.topic.path}")
            except Incompatible as error:
                self.end(error)
                return
            self._put(Event(data, self.position))

    def skip(self, to: int, reason: str) -> None:
        assert self.position is not None
        if to > self.position.offset:
            until = Position(self.position.epoch, to)
            self._put(Gap(reason, self.position, until))
            self.position = until

    def end(self, error: BaseException | None = None) -> None:
        """What has come is still read; then the error is raised. Without one, reading ends at once."""
        if self._is_over:
            return
        self._is_over = True
        self._error = error
        if error is None or isinstance(error, Closed):
            self._error = None
            self._waiting.clear()
        self._connection.forget(self)
        for attachment in self.attachments:
            attachment.session.unsubscribe(attachment)
        self._news.set()

    def _put(self, item: Event[Any] | Gap) -> None:
        if len(self._waiting) >= self._connection.options.max_waiting_events:
            self._leave_out(self._waiting.popleft())
        self._waiting.append(item)
        self._news.set()

    def _leave_out(self, item: Event[Any] | Gap) -> None:
        """The oldest, of which one gap in front of the rest tells."""
        first, last = (item.after, item.until) if isinstance(item, Gap) else (_before(item.position), item.position)
        self._overflow = Gap("overflow", self._overflow.after if self._overflow else first, last)

    # For its reader.

    async def subscribed(self) -> Position:
        while self.current is None and not self._is_over:
            self._news.clear()
            await self._news.wait()
        if self._error is not None:
            raise self._error
        if self.position is None:
            raise Closed("the subscription was closed")
        return self.position

    async def next(self) -> Event[Any] | Gap | None:
        """None: it is over."""
        while not self._waiting and self._overflow is None:
            if self._is_over:
                if self._error is not None:
                    raise self._error
                return None
            self._news.clear()
            await self._news.wait()
        if self._overflow is not None:
            gap, self._overflow = self._overflow, None
            return gap
        return self._waiting.popleft()


def _before(position: Position) -> Position:
    return Position(position.epoch, position.offset - 1)


class Subscription(Generic[Ev]):
    """Events of a topic, in their order, each once.

    `async for event in subscription` gives the events alone; gaps are logged as warnings. `subscription.updates()`
    gives events with their places, and gaps. Leaving such a loop ends the subscription; so do `close` and `async with`.
    """

    def __init__(self, feed: _Feed) -> None:
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
                    log.warning("%s: events are missing (%s): %s", self._feed.topic.path, update.reason, update)
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


class Client:
    """What a generated client is made from: use it as `async with connect(...) as client`."""

    def __init__(self, connection: Connection) -> None:
        self.connection: Final = connection
        """What all of this shares: its state, and how to close it."""

    async def close(self) -> None:
        """Ends the connection and all that goes on over it."""
        await self.connection.close()

    async def __aenter__(self) -> Self:
        self.connection.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
