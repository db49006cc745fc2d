"""What every Python client that hawser generates stands on: values, codecs, errors, a connection that heals itself.

Needs Python 3.11 or newer, websockets and msgpack. Speaks version 1 of the Hawser protocol. The same for all schemas.
"""

from .attendance import Attendance, MemberChange
from .codec import Codec, Mismatch
from .connection import Client, Connection
from .container_codecs import ArrayCodec, MapCodec, RecordCodec, SetCodec, TupleCodec
from .errors import (
    CallCancelled,
    Closed,
    ConnectionLost,
    Forbidden,
    HawserError,
    Incompatible,
    InternalError,
    InvalidInput,
    LimitExceeded,
    ProtocolError,
    TimedOut,
    Unauthenticated,
    Unavailable,
    UnknownProcedure,
    UnknownTopic,
)
from .object_codec import Field, ObjectCodec
from .optional_codecs import NullableCodec, OptionalCodec
from .options import AUTO, ConnectionOptions, Source, Timeout
from .pattern import ANY, AnyValue, PatternSubscription, Since
from .position import Event, Gap, InstancePosition, MatchedEvent, MatchedGap, Position
from .scalar_codecs import (
    BIGINT,
    BOOLEAN,
    BYTES,
    DATE,
    INT,
    NULL,
    NUMBER,
    SELF_DESCRIBING,
    STRING,
    UNDEFINED_VALUE,
    BigIntCodec,
    LiteralCodec,
)
from .schema import Presence, Procedure, Schema, Streams, Topic
from .subscription import Subscription
from .union_codecs import LazyCodec, UnionCodec
from .values import UNDEFINED, BigInt, Json, Map, Set, Undefined

__all__ = [
    "ANY",
    "AUTO",
    "AnyValue",
    "ArrayCodec",
    "Attendance",
    "BIGINT",
    "BOOLEAN",
    "BYTES",
    "BigInt",
    "BigIntCodec",
    "CallCancelled",
    "Client",
    "Closed",
    "Codec",
    "Connection",
    "ConnectionLost",
    "ConnectionOptions",
    "DATE",
    "Event",
    "Field",
    "Forbidden",
    "Gap",
    "HawserError",
    "INT",
    "Incompatible",
    "InstancePosition",
    "InternalError",
    "InvalidInput",
    "Json",
    "LazyCodec",
    "LimitExceeded",
    "LiteralCodec",
    "Map",
    "MapCodec",
    "MatchedEvent",
    "MatchedGap",
    "MemberChange",
    "Mismatch",
    "NULL",
    "NUMBER",
    "NullableCodec",
    "ObjectCodec",
    "OptionalCodec",
    "PatternSubscription",
    "Position",
    "Presence",
    "Procedure",
    "ProtocolError",
    "RecordCodec",
    "SELF_DESCRIBING",
    "STRING",
    "Schema",
    "Set",
    "SetCodec",
    "Since",
    "Source",
    "Streams",
    "Subscription",
    "TimedOut",
    "Timeout",
    "Topic",
    "TupleCodec",
    "UNDEFINED",
    "UNDEFINED_VALUE",
    "Unauthenticated",
    "Unavailable",
    "Undefined",
    "UnionCodec",
    "UnknownProcedure",
    "UnknownTopic",
]
