"""Types of many values: arrays, sets, tuples, records, maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from .codec import Codec, refuse
from .optional_codecs import OptionalCodec
from .values import Map, Set, Wire, map_extension, set_extension

T = TypeVar("T")


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
            refuse(wire, "array")
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
        return set_extension([self._item.to_map(item) for item in value])

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        if isinstance(wire, Set):
            return self._collection(self._item.from_map(item, lenient) for item in wire.items)
        if lenient and isinstance(wire, list):
            return self._collection(self._item.from_map(item, lenient) for item in wire)
        refuse(wire, "Set")

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
            refuse(wire, "tuple")
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
            refuse(wire, "record")
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
        return map_extension([(self._key.to_map(key), self._value.to_map(item)) for key, item in self._pairs(value)])

    def from_map(self, wire: Wire, lenient: bool = True) -> Any:
        match wire:
            case Map(pairs):
                read = pairs
            case dict() if lenient:
                read = list(wire.items())
            case list() if lenient and all(isinstance(pair, list) and len(pair) == 2 for pair in wire):
                read = [(key, item) for key, item in wire]
            case _:
                refuse(wire, "Map")
        return self._collection(
            (self._key.from_map(key, lenient), self._value.from_map(item, lenient)) for key, item in read
        )

    def matches(self, value: object) -> bool:
        return isinstance(value, (dict, self._collection)) and all(
            self._key.matches(key) and self._value.matches(item) for key, item in self._pairs(value)
        )

    def _pairs(self, value: Any) -> Iterable[tuple[Any, Any]]:
        return cast(Iterable[tuple[Any, Any]], value.items() if isinstance(value, Mapping) else value)
