"""Dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .codec import Codec, Mismatch, absent, refuse
from .values import UNDEFINED, Wire

T = TypeVar("T")


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
        self.fields = fields
        self._rest = rest
        self._names = frozenset(field.name for field in fields)

    def encode(self, value: T) -> Wire:
        slots = [self._slot(field, getattr(value, field.attribute)) for field in self.fields]
        if self._rest:
            attribute, codec = self._rest
            rest = getattr(value, attribute)
            slots.append({key: codec.encode(item) for key, item in rest.items()} if rest else None)
        return slots

    def _slot(self, field: Field, value: Any) -> Wire:
        codec = field.codec
        if not field.optional:
            return codec.encode(value)
        if value is absent(codec):
            return None
        return [codec.encode(value)] if codec.nilable else codec.encode(value)

    def decode(self, wire: Wire) -> T:
        values = {field.attribute: self._unslot(field, slot) for field, slot in zip(self.fields, wire)}
        if self._rest:
            attribute, codec = self._rest
            values[attribute] = {key: codec.decode(item) for key, item in (wire[len(self.fields)] or {}).items()}
        return self._kind(**values)

    def _unslot(self, field: Field, slot: Wire) -> Any:
        codec = field.codec
        if not field.optional:
            return codec.decode(slot)
        if slot is None or slot is UNDEFINED:
            return absent(codec)
        if not codec.nilable:
            return codec.decode(slot)
        return absent(codec) if slot[0] is UNDEFINED else codec.decode(slot[0])

    def to_map(self, value: T) -> Wire:
        values = {}
        for field in self.fields:
            item = getattr(value, field.attribute)
            if not field.optional or item is not absent(field.codec):
                values[field.name] = field.codec.to_map(item)
        if self._rest:
            attribute, codec = self._rest
            values |= {key: codec.to_map(item) for key, item in getattr(value, attribute).items()}
        return values

    def from_map(self, wire: Wire, lenient: bool = True) -> T:
        if not isinstance(wire, dict):
            refuse(wire, self._kind.__name__)
        values = {field.attribute: self._read(field, wire, lenient) for field in self.fields}
        if self._rest:
            attribute, codec = self._rest
            values[attribute] = {
                key: codec.from_map(item, lenient) for key, item in wire.items() if key not in self._names
            }
        return self._kind(**values)

    def _read(self, field: Field, wire: dict[str, Wire], lenient: bool) -> Any:
        value = wire.get(field.name, UNDEFINED)
        if value is UNDEFINED and field.optional:
            return absent(field.codec)
        try:
            return field.codec.from_map(value, lenient)
        except Mismatch as error:
            raise Mismatch(f"{field.name}: {error}") from None

    def matches(self, value: object) -> bool:
        return isinstance(value, self._kind)

    def make(self, values: Mapping[str, Any]) -> T:
        """An object of those attributes; the others are absent."""
        optional = {field.attribute: absent(field.codec) for field in self.fields if field.optional}
        return self._kind(**{**optional, **values})

    def misfit(self, wire: dict[str, Wire]) -> int:
        """How many keys are no fields, or fields no keys, to choose among objects that a map could be."""
        return len(self._names.symmetric_difference(wire))
