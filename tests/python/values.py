"""Sends every kind of value there and back: `values.py <url> <encoding>`. The server compares what it got with its own."""

import asyncio
import dataclasses
import math
import sys
from datetime import datetime, timedelta, timezone
from typing import Any

import kinds_client
from hawser_runtime import UNDEFINED, BigInt
from hawser_runtime.values import EPOCH
from kinds_client import connect


def date(milliseconds: float) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


FIELDS = {"a", "b"}
LEAP_DAY = datetime(2024, 2, 29, 12, 0, 0, 123_000, timezone.utc)
CHAIN = "AloneNodeInputNode"


def node(depth: int) -> Any:
    kind = getattr(kinds_client, CHAIN)
    return kind(next=None if depth == 0 else node(depth - 1))


class Fields(dict[str, Any]):
    """An object without a name of its own, by its fields."""


# In the order of the values in JavaScript, without those that Python has no words for.
VALUES: dict[str, list[Any]] = {
    "any": [None, UNDEFINED, 1, "a", [1, {"a": date(5)}], {"a": UNDEFINED}, BigInt(5)],
    "array": [[], [date(0), date(1e12)]],
    "bigint": [0, -1, 2**63, -(2**63), 10**30],
    "boolean": [True, False],
    "bytes": [b"", b"\x01\x02\xff"],
    "bytesOrText": [b"\x07", "text", ""],
    "catchall": [Fields(id="a"), Fields(id="a", rest={"x": 1.0, "y": 2.0})],
    "date": [date(0), date(-1), LEAP_DAY],
    "discriminated": [Fields(type="a", a=1), Fields(type="b", b=date(3))],
    "empty": [Fields()],
    "enum": ["small", "large"],
    "int": [0, -1, 2**53 - 1, -(2**53 - 1)],
    "intersection": [Fields(a="x", b=2)],
    "json": [None, "a", [1, True, {"a": [None]}]],
    "literal": ["only"],
    "literals": [1, "one", BigInt(1)],
    "loose": [Fields(), Fields(rest={"a": 1, "b": [date(1)]})],
    "map": [{}, {"a": date(1)}],
    "node": [node(0), node(2)],
    "null": [None],
    "nullable": [None, date(5)],
    "number": [0.0, -0.0, 1.5, sys.float_info.max],
    "object": [Fields(), Fields(a="x"), Fields(b=date(1)), Fields(a="x", b=date(2))],
    "optional": [None, date(5)],
    "partialRecord": [{}, {"small": date(1)}, {"small": date(1), "large": date(2)}],
    "readonly": [Fields(list=["a"])],
    "record": [{}, {"a": 1, "b": -5}],
    "recordOfEnum": [{"small": 1, "large": 2}],
    "recordOfNumber": [{}, {"1": "a", "2.5": "b"}],
    "set": [set(), {date(1), date(2)}],
    "setOfStrings": [{"a", "b"}],
    "string": ["", "a", "größe 🎈"],
    "template": ["id-5"],
    "tuple": [("a", date(1))],
    "tupleWithRest": [("a",), ("a", None), ("a", 1), ("a", 1, date(1), date(2))],
    "undefined": [None],
    "union": ["a", date(1), [], [1, 2]],
    "unknown": [{"a": 1}, "x", None],
}


async def main(url: str, encoding: str) -> None:
    async with connect(url) as kinds:
        await kinds.connection.opened()
        assert kinds.connection.encoding == encoding
        for kind, values in VALUES.items():
            for value in values:
                check(kind, value, await alone(kinds, kind, value))
                check(kind, value, attribute(await in_a_field(kinds, kind, value), kind))
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, left


async def alone(kinds: Any, kind: str, value: Any) -> Any:
    method = getattr(kinds.alone, snake(kind))
    if kind == "discriminated":
        return await method(instance(f"AloneDiscriminatedInput{value['type'].upper()}", value))
    return await (method(**spelled(value)) if isinstance(value, Fields) else method(value))


async def in_a_field(kinds: Any, kind: str, value: Any) -> Any:
    if isinstance(value, Fields):
        name = f"Field{kind[0].upper()}{kind[1:]}Input{kind[0].upper()}{kind[1:]}"
        value = instance(name + (value["type"].upper() if kind == "discriminated" else ""), value)
    elif kind == "node":
        value = chain("FieldNodeInputNode", value)
    return await getattr(kinds.field, snake(kind))(**{parameter(kind): value})


def chain(name: str, value: Any) -> Any:
    """The same chain, of the type that it has in a field."""
    kind = getattr(kinds_client, name, None) or getattr(kinds_client, CHAIN)
    return kind(next=None if value.next is None else chain(name, value.next))


def instance(name: str, value: Fields) -> Any:
    return getattr(kinds_client, name)(**spelled(value))


def spelled(value: Fields) -> dict[str, Any]:
    return dict(value)


def attribute(output: Any, kind: str) -> Any:
    return getattr(output, parameter(kind))


def parameter(kind: str) -> str:
    return snake(kind)


def snake(kind: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind)


def check(kind: str, sent: Any, received: Any) -> None:
    wanted, got = plain(sent), plain(received)
    assert wanted == got and exact(wanted) == exact(got), f"{kind}: {wanted!r} came back as {got!r}"


def plain(value: Any) -> Any:
    """Objects as dicts, without what is absent."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {key: plain(item) for key, item in value.items() if item is not None and item != {} or key == "next"}
    if isinstance(value, Fields):
        return {key: plain(item) for key, item in value.items() if item != {}}
    return value


def exact(value: Any) -> Any:
    """What Python would take for equal."""
    if isinstance(value, (list, tuple)):
        return type(value), [exact(item) for item in value]
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, float):
        return float, value, math.copysign(1, value)
    return type(value)


asyncio.run(main(*sys.argv[1:3]))
print("done")
