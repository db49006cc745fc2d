"""How a client reads whose schema has names and texts that Python has other ideas about. Checked by mypy, and run."""

from typing import Literal, assert_type

import words_client
from hawser_runtime import ANY, UNDEFINED, AnyValue, Attendance, PatternSubscription, Undefined
from words_client import (
    Class,
    MaybeInput,
    PropertyParams,
    Shape,
    ShapeValueCircle,
    ShapeValueGroup,
    ShapeValueSquare,
)


def area(shape: Shape) -> float:
    """The tag tells the options apart."""
    if shape.kind == "circle":
        assert_type(shape, ShapeValueCircle)
        return 3 * shape.radius**2
    if shape.kind == "square":
        assert_type(shape.kind, Literal["square"])
        return shape.side**2
    assert_type(shape, ShapeValueGroup)
    return sum(map(area, shape.parts))


def side(shape: Shape) -> float:
    """And so does match."""
    match shape:
        case ShapeValueSquare(side=length):
            return length
        case ShapeValueCircle() | ShapeValueGroup():
            return 0


def told(value: MaybeInput) -> list[object]:
    assert_type(value.absent, str | None)
    assert_type(value.both, str | None | Undefined)
    assert_type(value.level, Literal["high", "low"])
    assert_type(value.nothing, str | None)
    assert_type(value.union, int | str | None)
    return [value.absent, value.both, value.nothing, value.union]


async def use(client: Class) -> None:
    assert_type(await client.close_(), int)
    assert_type(await client.list.list(), list[list[str]])
    assert_type(await client.list.str(list=["a"], str="b"), str)
    assert_type(client.property.subscribe_pattern(as__=ANY, as___="b", since_="c"), PatternSubscription[PropertyParams, words_client.Str])
    assert_type(client.property.attend(as__="a", as___="b", since_="c"), Attendance[words_client.True2, words_client.True2])
    assert isinstance(ANY, AnyValue)


assert area(ShapeValueGroup(parts=[ShapeValueSquare(side=2), ShapeValueCircle(radius=1)])) == 7
assert side(ShapeValueSquare(side=2)) == 2
assert told(MaybeInput(level="low", nothing=None)) == [None, UNDEFINED, None, None]
assert Class.documented.__doc__ is not None and Class.ends.__doc__ is not None
assert Class.documented.__doc__.strip() == 'A path C:\\new\\table, a \\N{DASH}, """three quotes""", and at its end one"'
assert Class.ends.__doc__ == "It ends with a backslash \\"
print("done")
