"""What a call or a subscription fails with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .values import Wire, from_any


class HawserError(Exception):
    """What a call or a subscription fails with. Every code of Hawser's own, and every declared one, is a subclass."""

    code: str = "internal"
    """What happened. Of this class itself: a code that this client does not know, from a newer server."""

    message: str
    """For people."""

    data: Any
    """What comes with it: of a declared error a value of the declared type."""

    retryable: bool = False
    """Whether the same may succeed when it is tried again. Look at `may_have_run` before doing so."""

    may_have_run: bool = True
    """Whether the handler may have run, or runs still. False is certain: to try again cannot run it twice."""

    def __init__(
        self, message: str = "", data: Any = None, *, code: str | None = None, may_have_run: bool | None = None
    ) -> None:
        if code is not None:
            self.code = code
        if may_have_run is not None:
            self.may_have_run = may_have_run
        super().__init__(self.code if message in ("", self.code) else f"{self.code}: {message}")
        self.message = message
        self.data = data


class InvalidInput(HawserError):
    """The input or the params failed validation; `data["issues"]` says where. A retry does not help."""

    code = "invalid_input"
    may_have_run = False


class UnknownProcedure(HawserError):
    """The server's schema has no such procedure."""

    code = "unknown_procedure"
    may_have_run = False


class UnknownTopic(HawserError):
    """The server's schema has no such topic."""

    code = "unknown_topic"
    may_have_run = False


class Forbidden(HawserError):
    """Not allowed, or not any more. Other rights may help."""

    code = "forbidden"


class LimitExceeded(HawserError):
    """A limit of the server was reached; `data` says which. Of counts, a later call may succeed."""

    code = "limit_exceeded"
    retryable = True


class Incompatible(HawserError):
    """Client and server were made from schemas that differ in just this. Generate the client anew."""

    code = "incompatible"


class Unauthenticated(HawserError):
    """What the client presented was refused, or has expired. Another one may help."""

    code = "unauthenticated"
    may_have_run = False


class TimedOut(HawserError, TimeoutError):
    """The deadline passed. The call may have run."""

    code = "timeout"
    retryable = True


class CallCancelled(HawserError):
    """The call was cancelled, by the server; here, asyncio has an error of its own for that. It may have run."""

    code = "cancelled"
    retryable = True


class Unavailable(HawserError):
    """Not started: there was no connection in time, or the server is going away. To try again is safe."""

    code = "unavailable"
    retryable = True
    may_have_run = False


class InternalError(HawserError):
    """The handler failed; the server keeps the cause to itself."""

    code = "internal"
    retryable = True


class ConnectionLost(HawserError, ConnectionError):
    """The connection ended before the answer. The call may have run: try again only what may run twice."""

    code = "connection_lost"
    retryable = True


class Closed(HawserError):
    """The client was closed."""

    code = "closed"


class ProtocolError(HawserError):
    """The peer is no Hawser server of this version, or broke the protocol."""

    code = "protocol"


_own_errors: Final[Mapping[str, type[HawserError]]] = {
    kind.code: kind
    for kind in (
        InvalidInput,
        UnknownProcedure,
        UnknownTopic,
        Forbidden,
        LimitExceeded,
        Incompatible,
        Unauthenticated,
        TimedOut,
        CallCancelled,
        Unavailable,
        InternalError,
        ConnectionLost,
        Closed,
        ProtocolError,
    )
}


def own_error(code: str, message: str, data: Wire) -> HawserError:
    """What a server says with a code that no schema declares."""
    kind = _own_errors.get(code)
    data = from_any(data)
    return HawserError(message, data, code=code) if kind is None else kind(message, data)


def again(error: HawserError, *, may_have_run: bool | None = None) -> HawserError:
    """An error of its own for everybody who gets one."""
    run = error.may_have_run if may_have_run is None else may_have_run
    return type(error)(error.message, error.data, code=error.code, may_have_run=run)
