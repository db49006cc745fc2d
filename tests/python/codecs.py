"""How values stand on the wire, and what comes of those that are not what the schema says."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import msgpack  # type: ignore[import]

from hawser_runtime import (
    BIGINT,
    DATE,
    INT,
    NUMBER,
    SELF_DESCRIBING,
    STRING,
    UNDEFINED,
    UNDEFINED_VALUE,
    ArrayCodec,
    BigInt,
    BigIntCodec,
    Codec,
    Field,
    LazyCodec,
    LiteralCodec,
    Map,
    MapCodec,
    Mismatch,
    NullableCodec,
    ObjectCodec,
    OptionalCodec,
    RecordCodec,
    Set,
    SetCodec,
    TupleCodec,
    Undefined,
    UnionCodec,
)
from hawser_runtime.values import pack, unpack_batch

NOON = datetime(2024, 2, 29, 12, 0, 0, 123_000, timezone.utc)
NOON_MS = 1_709_208_000_123


@dataclass(slots=True, kw_only=True)
class Small:
    a: str


@dataclass(slots=True, kw_only=True)
class Large:
    a: str
    b: int | None = None
    c: str | None | Undefined = UNDEFINED


SMALL = ObjectCodec(Small, Field("a", "a", STRING))
LARGE = ObjectCodec(
    Large,
    Field("a", "a", STRING),
    Field("b", "b", INT, optional=True),
    Field("c", "c", NullableCodec(STRING), optional=True),
)


@dataclass(slots=True, kw_only=True)
class Node:
    next: "Node | None"


NODE: Codec[Node] = ObjectCodec(Node, Field("next", "next", NullableCodec(LazyCodec(lambda: NODE))))


def by_position() -> None:
    """In the hexadecimal digits of the message."""
    undefined = "d40000"
    rows: list[tuple[Codec[Any], Any, str | None]] = [
        (NUMBER, 1.0, "01"),
        (NUMBER, -0.0, "cb8000000000000000"),
        (NUMBER, 1.5, "cb3ff8000000000000"),
        (NUMBER, 2.0**60, "cb43b0000000000000"),
        (INT, 2**53 - 1, "cf001fffffffffffff"),
        (UNDEFINED_VALUE, None, undefined),
        (BIGINT, 5, "05"),
        (BIGINT, 2**64 - 1, "cfffffffffffffffff"),
        (BIGINT, 2**64, "b4" + b"18446744073709551616".hex()),
        (DATE, NOON, f"cf{NOON_MS:016x}"),
        (LiteralCodec("a", 1, True, BigInt(1)), True, "02"),
        (LiteralCodec("a", 1, True, BigInt(1)), BigInt(1), "03"),
        (LiteralCodec("a"), "none of them", "91ac" + b"none of them".hex()),
        (NullableCodec(STRING), None, "c0"),
        (OptionalCodec(STRING), None, undefined),
        (OptionalCodec(NullableCodec(STRING)), None, "c0"),
        (OptionalCodec(NullableCodec(STRING)), UNDEFINED, undefined),
        (LARGE, Large(a="x"), "93a178c0c0"),
        (LARGE, Large(a="x", b=1, c="y"), "93a1780191a179"),
        (LARGE, Large(a="x", c=None), "93a178c091c0"),
        (UnionCodec(STRING, NUMBER, bare=True), "x", "a178"),
        (UnionCodec(DATE, STRING), "x", "9201a178"),
        (UnionCodec(LARGE, SMALL), Small(a="x"), "920191a178"),
        (MapCodec(INT, STRING, dict), {1: "x"}, "9201a178"),
        (SetCodec(INT, set), {1}, "9101"),
        (TupleCodec(STRING, rest=INT), ("x", 1, 2), "93a1780102"),
        (SELF_DESCRIBING, [None, UNDEFINED, BigInt(5), {"1": Set([Map([("k", 1)])])}], None),
    ]
    for codec, value, digits in rows:
        wire = codec.encode(value)
        assert digits is None or pack(wire).hex() == digits, (value, pack(wire).hex())
        if value != "none of them":
            same(codec.decode(travel(wire)), value)
            same(codec.from_map(travel(codec.to_map(value))), value)
    # A plain int stands for a bigint where there is no such number; keys of what describes itself are strings.
    assert LiteralCodec("a", BigInt(1)).encode(1) == 1
    assert SELF_DESCRIBING.encode({1: 2}) == {"1": 2}


def leniently() -> None:
    """By name, from a server whose schema is another."""
    read: list[tuple[Codec[Any], Any, Any]] = [
        (DATE, "2024-02-29T12:00:00.123Z", NOON),
        (DATE, NOON_MS, NOON),
        (BIGINT, 5, 5),
        (SetCodec(INT, set), [1, 2], {1, 2}),
        (MapCodec(STRING, INT, dict), {"a": 1}, {"a": 1}),
        (MapCodec(STRING, INT, dict), [["a", 1]], {"a": 1}),
        (SMALL, {"a": "x", "new": [1]}, Small(a="x")),
        (LARGE, {"a": "x"}, Large(a="x")),
        (UnionCodec(LARGE, SMALL), {"a": "x", "b": 1}, Large(a="x", b=1)),
        # What is a string stays one, though it could be read as a date.
        (UnionCodec(DATE, STRING), "2024-02-29", "2024-02-29"),
        (UnionCodec(BigIntCodec(beside_numbers=True), NUMBER), 5, 5.0),
        (INT, 5.0, 5),
    ]
    for codec, wire, value in read:
        same(codec.from_map(travel(wire)), value)
    wrong: list[tuple[Codec[Any], Any, str]] = [
        (INT, 1.5, "int expected, float received"),
        (INT, True, "int expected, bool received"),
        (INT, math.inf, "int expected"),
        (STRING, None, "string expected, NoneType received"),
        (SMALL, {}, "a: string expected, Undefined received"),
        (SMALL, [], "Small expected, list received"),
        (DATE, "soon", "date expected"),
        (LiteralCodec("a", "b"), "c", "one of 'a', 'b' expected"),
        (LiteralCodec(1), True, "one of 1 expected"),
        (TupleCodec(STRING, INT), ["x"], "tuple expected"),
        (ArrayCodec(SMALL), [{"a": 1}], "a: string expected, int received"),
        (RecordCodec(INT, LiteralCodec("a")), {"b": 1}, "one of 'a' expected"),
        (UnionCodec(INT, SMALL), "x", "one of the options of a union expected"),
    ]
    for codec, wire, told in wrong:
        refused(Mismatch, told, lambda: codec.from_map(travel(wire)))


def what_cannot_travel() -> None:
    deep: Any = []
    for _ in range(101):
        deep = [deep]
    chain = Node(next=None)
    for _ in range(130):
        chain = Node(next=chain)
    far = chain
    for _ in range(2000):
        far = Node(next=far)
    for kind, told, work in (
        (ValueError, "needs a time zone", lambda: DATE.encode(datetime(2024, 1, 1))),
        (ValueError, "years 1 to 9999", lambda: DATE.decode(1e15)),
        (ValueError, "years 1 to 9999", lambda: SELF_DESCRIBING.decode(msgpack.Timestamp(10**12, 0))),
        (ValueError, "more than 4096 digits", lambda: BIGINT.encode(10**4096)),
        (ValueError, "more than 4096 digits", lambda: SELF_DESCRIBING.encode(10**100_000)),
        (ValueError, "more than 100 deep", lambda: SELF_DESCRIBING.encode(deep)),
        (ValueError, "deep", lambda: NODE.encode(chain)),
        (ValueError, "deep", lambda: NODE.encode(far)),
        (TypeError, "a complex cannot travel", lambda: SELF_DESCRIBING.encode({"a": 1j})),
        (TypeError, "none of the options", lambda: UnionCodec(INT, STRING).encode([])),
        (ValueError, "more than its 1 items", lambda: TupleCodec(STRING).encode(("a", "b"))),
        (ValueError, "extension 5", lambda: travel(msgpack.ExtType(5, b""))),
    ):
        refused(kind, told, work)
    assert len(BIGINT.encode(-(10**4095))) == 4097
    assert DATE.encode(NOON.astimezone(timezone(timedelta(hours=2)))) == NOON_MS


def frames() -> None:
    message = pack([8, 0, 1, "ä"]) + pack([3, 0]) + b"\x92\x07\xa1\xff"
    assert list(unpack_batch(message)) == [([8, 0, 1, "ä"], 7), ([3, 0], 3), ([7, "\ufffd"], 4)]
    assert list(unpack_batch(b"")) == []


def travel(wire: Any) -> Any:
    [(frame, _)] = unpack_batch(pack([wire]))
    return frame[0]


def same(got: Any, wanted: Any) -> None:
    assert got == wanted and type(got) is type(wanted), (got, wanted)
    if isinstance(wanted, float):
        assert math.copysign(1, got) == math.copysign(1, wanted)


def refused(kind: type[Exception], told: str, work: Callable[[], object]) -> None:
    try:
        work()
    except kind as error:
        assert told in str(error), (told, error)
        return
    raise AssertionError(f"nothing told {told}")


for check in (by_position, leniently, what_cannot_travel, frames):
    check()
print("done")
