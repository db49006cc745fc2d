"""Values that may be null or undefined."""

from __future__ import annotations

from typing import Any, TypeVar

from .codec import Codec
from .values import UNDEFINED, Undefined, Wire, to_any

T = TypeVar("T")


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
