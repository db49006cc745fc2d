"""How values of a type travel: by position where both ends have the same schema, by name where they have not."""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar

from .values import UNDEFINED, Undefined, Wire

T = TypeVar("T")


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


def refuse(wire: Wire, wanted: str) -> NoReturn:
    raise Mismatch(f"{wanted} expected, {type(wire).__name__} received")


def absent(codec: Codec[Any]) -> Undefined | None:
    """What an attribute holds whose key is absent."""
    return UNDEFINED if codec.takes_none else None
