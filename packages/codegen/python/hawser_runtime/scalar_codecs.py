"""Types whose values have no parts."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from typing import Any, Final, TypeVar, cast

import msgpack  # type: ignore

from .codec import Codec, Mismatch, refuse
from .values import (
    MAX_SAFE_INTEGER,
    UNDEFINED,
    BigInt,
    Wire,
    bigint_extension,
    datetime_of,
    digits_of,
    from_any,
    is_bigint,
    milliseconds_of,
    timestamp_of,
    to_any,
)

T = TypeVar("T")


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
        return wire if isinstance(wire, self._kind) else refuse(wire, self._name)

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
        return None if wire is None else refuse(wire, "null")

    def matches(self, value: object) -> bool:
        return value is None


class UndefinedCodec(Codec[None]):
    takes_none = True

    def encode(self, value: None) -> Wire:
        return to_any(UNDEFINED)

    def decode(self, wire: Wire) -> None:
        return None

    def from_map(self, wire: Wire, lenient: bool = True) -> None:
        return None if wire is UNDEFINED else refuse(wire, "undefined")

    def matches(self, value: object) -> bool:
        return value is None


class IntCodec(Codec[int]):
    def encode(self, value: int) -> Wire:
        # What is larger has no exact number in JavaScript; validation refuses it there, as it does what is no number.
        return float(value) if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER else value

    def decode(self, wire: Wire) -> int:
        return int(wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> int:
        if not is_number(wire) or (isinstance(wire, float) and not wire.is_integer()):
            refuse(wire, "int")
        return int(wire)

    def matches(self, value: object) -> bool:
        return type(value) is int and not is_bigint(value)


class NumberCodec(Codec[float]):
    def encode(self, value: float) -> Wire:
        # As an integer where that is the same number: -0.0 is not 0.
        if isinstance(value, float) and value.is_integer() and (value != 0 or math.copysign(1, value) > 0):
            return int(value) if abs(value) <= MAX_SAFE_INTEGER else value
        return float(value) if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER else value

    def decode(self, wire: Wire) -> float:
        return float(wire)

    def from_map(self, wire: Wire, lenient: bool = True) -> float:
        return float(wire) if is_number(wire) else refuse(wire, "number")

    def matches(self, value: object) -> bool:
        return type(value) is float or (type(value) is int and not is_bigint(value))


def is_number(wire: Wire) -> bool:
    return isinstance(wire, float) or (isinstance(wire, int) and not isinstance(wire, bool) and not is_bigint(wire))


class BigIntCodec(Codec[int]):
    def __init__(self, beside_numbers: bool = False) -> None:
        """`beside_numbers`: an option of a union that has numbers too, where a plain int is one of those."""
        self._beside_numbers = beside_numbers

    def encode(self, value: int) -> Wire:
        return int(value) if -(2**63) <= value < 2**64 else digits_of(value)

    def decode(self, wire: Wire) -> int:
        return self._own(int(wire))

    def to_map(self, value: int) -> Wire:
        return bigint_extension(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> int:
        if not isinstance(wire, int) or isinstance(wire, bool) or not (lenient or is_bigint(wire)):
            refuse(wire, "bigint")
        return self._own(int(wire))

    def matches(self, value: object) -> bool:
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return not self._beside_numbers or is_bigint(value)

    def _own(self, value: int) -> int:
        return BigInt(value) if self._beside_numbers else value


class DateCodec(Codec[datetime]):
    def encode(self, value: datetime) -> Wire:
        return milliseconds_of(value)

    def decode(self, wire: Wire) -> datetime:
        return datetime_of(wire)

    def to_map(self, value: datetime) -> Wire:
        return timestamp_of(value)

    def from_map(self, wire: Wire, lenient: bool = True) -> datetime:
        if isinstance(wire, msgpack.Timestamp) or (lenient and is_number(wire)):
            return datetime_of(wire)
        if lenient and isinstance(wire, str):
            try:
                read = datetime.fromisoformat(wire)
                return read if read.tzinfo else read.replace(tzinfo=timezone.utc)
            except ValueError:
                pass
        refuse(wire, "date")

    def matches(self, value: object) -> bool:
        return isinstance(value, datetime)


class BytesCodec(AsItIs[bytes]):
    def encode(self, value: bytes) -> Wire:
        return bytes(value)

    def matches(self, value: object) -> bool:
        return isinstance(value, (bytes, bytearray, memoryview))


class SelfDescribingCodec(Codec[Any]):
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
        return ("bigint" if is_bigint(value) else "number"), int(value)
    return ("number" if isinstance(value, float) else type(value).__name__), value


STRING: Final = AsItIs(str, "string")
BOOLEAN: Final = AsItIs(bool, "boolean")
BYTES: Final = BytesCodec(bytes, "bytes")
NULL: Final = NullCodec()
UNDEFINED_VALUE: Final = UndefinedCodec()
INT: Final = IntCodec()
NUMBER: Final = NumberCodec()
BIGINT: Final = BigIntCodec()
DATE: Final = DateCodec()
SELF_DESCRIBING: Final = SelfDescribingCodec()
