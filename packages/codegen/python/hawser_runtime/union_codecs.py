"""Types that are one of several, and types that are defined elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .codec import Codec, Mismatch, refuse
from .object_codec import ObjectCodec
from .values import MAX_NESTING, Wire, nesting_of


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
        refuse(wire, "one of the options of a union")

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
            if nesting_of(wire) > MAX_NESTING:
                raise ValueError(f"the value is nested more than {MAX_NESTING} deep")
            return wire
        except RecursionError:
            raise ValueError(f"the value is nested more than {MAX_NESTING} deep") from None
        finally:
            self._is_inside = False
