"""How a connection behaves."""

from __future__ import annotations

import enum
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

T = TypeVar("T")


class Auto(enum.Enum):
    """The type of AUTO."""

    AUTO = "auto"


AUTO: Final = Auto.AUTO
"""Whatever the connection was given."""

Timeout: TypeAlias = float | None | Auto
"""Seconds; None is for ever."""

Source: TypeAlias = T | Callable[[], T | Awaitable[T]]
"""A value, or a function that is asked for it every time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """How a connection behaves. Times are in seconds."""

    timeout_s: float | None = 30
    """How long a call may take that brings no timeout of its own, waiting for the connection included. None: ever."""

    stream_window_bytes: int = 262_144
    """How many bytes of items of one stream the server sends ahead of its reader."""

    max_waiting_events: int = 10_000
    """How many events of a subscription wait for its reader; past it the oldest are left out, and a gap tells so."""

    connect_timeout_s: float = 10
    """How long one attempt to connect may take."""

    backoff_initial_s: float = 0.5
    """The longest wait before the first attempt to connect again; each further one waits up to twice as long.

    A wait is anything from 0 to that, so that clients that lost the same server do not come back together.
    """

    backoff_max_s: float = 30
    """The longest wait of all."""

    heartbeat_s: float = 25
    """How long nothing may be heard before the server is asked whether it is there."""

    heartbeat_timeout_s: float = 10
    """How long it may take to answer that before the connection counts as lost."""

    headers: Source[Mapping[str, str]] | None = None
    """What else the upgrade request says, such as cookies; a function is asked for it at every attempt to connect."""

    tls: ssl.SSLContext | None = None
    """Whom to trust behind wss://, and the certificate of this client, if any. None: whom Python trusts by default."""


async def resolved(source: Any) -> Any:
    """A value, or what a function gives, awaited where that is a promise of one."""
    value = source() if callable(source) else source
    return await value if isinstance(value, Awaitable) else value
