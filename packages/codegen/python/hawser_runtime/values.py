"""What values are in Python where nothing says their type, and how they describe themselves on the wire."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final, TypeAlias, cast

import msgpack  # type: ignore


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
            return bigint_extension(value) if is_bigint(value) else int(value)
        case float():
            return value
        case Undefined():
            return msgpack.ExtType(Extension.UNDEFINED, b"\0")
        case datetime():
            return timestamp_of(value)
        case bytearray() | memoryview():
            return bytes(value)
        case list() | tuple():
            return [to_any(item, depth + 1) for item in value]
        case dict():
            return {str(key): to_any(item, depth + 1) for key, item in value.items()}
        case Map(pairs):
            return map_extension([(to_any(key, depth + 2), to_any(item, depth + 2)) for key, item in pairs])
        case set() | frozenset():
            return set_extension([to_any(item, depth + 2) for item in value])
        case Set(items):
            return set_extension([to_any(item, depth + 2) for item in items])
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
            return datetime_of(wire)
        case Map(pairs):
            return Map([(from_any(key), from_any(item)) for key, item in pairs])
        case Set(items):
            return Set([from_any(item) for item in items])
        case int() if not isinstance(wire, bool) and is_bigint(wire):
            return BigInt(wire)
        case _:
            return wire


def is_bigint(value: int) -> bool:
    return isinstance(value, BigInt) or abs(value) > MAX_SAFE_INTEGER


def bigint_extension(value: int) -> Wire:
    return msgpack.ExtType(Extension.BIGINT, digits_of(value).encode("ascii"))


def digits_of(value: int) -> str:
    # Before str(), which takes quadratic time and refuses long numbers with a message of its own.
    if value.bit_length() <= MAX_BIGINT_DIGITS * 3.33:
        digits = str(int(value))
        if len(digits.removeprefix("-")) <= MAX_BIGINT_DIGITS:
            return digits
    raise ValueError(f"a bigint has more than {MAX_BIGINT_DIGITS} digits")


def map_extension(pairs: list[tuple[Wire, Wire]]) -> Wire:
    return msgpack.ExtType(Extension.MAP, pack([part for pair in pairs for part in pair]))


def set_extension(items: list[Wire]) -> Wire:
    return msgpack.ExtType(Extension.SET, pack(items))


def milliseconds_of(value: datetime) -> int:
    if value.tzinfo is None:
        raise ValueError("a datetime needs a time zone, such as datetime.now(timezone.utc)")
    return (value - EPOCH) // timedelta(milliseconds=1)


def timestamp_of(value: datetime) -> Wire:
    seconds, milliseconds = divmod(milliseconds_of(value), 1000)
    return msgpack.Timestamp(seconds, milliseconds * 1_000_000)


def datetime_of(wire: Wire) -> datetime:
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
        try:
            frame = unpacker.unpack()
        except msgpack.OutOfData:
            raise ValueError("the message ends inside a value") from None
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


def nesting_of(wire: Wire) -> int:
    """How deep arrays and maps nest."""
    depth = 0
    level = [item for item in (wire,) if isinstance(item, (list, dict))]
    while level:
        depth += 1
        parts = (part for item in level for part in (item if isinstance(item, list) else item.values()))
        level = [part for part in parts if isinstance(part, (list, dict))]
    return depth
