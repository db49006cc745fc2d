"""The WebSocket, of the library websockets."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any, Protocol, cast

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from .errors import ConnectionLost, Forbidden, HawserError, ProtocolError, Unauthenticated
from .frames import SUBPROTOCOL
from .options import ConnectionOptions, resolved


class Socket(Protocol):
    """What is used of a connection of websockets."""

    @property
    def subprotocol(self) -> str | None: ...

    @property
    def transport(self) -> asyncio.Transport: ...

    async def recv(self) -> str | bytes: ...

    async def send(self, message: bytes) -> None: ...

    async def close(self, code: int = 1000, reason: str = "") -> None: ...


async def open_socket(url: str, options: ConnectionOptions) -> Socket:
    if options.tls is not None and url.startswith("ws:"):
        raise ProtocolError(f"{url} is not encrypted: what is given as tls is for wss://")
    connect_websocket, headers = _library()
    try:
        socket = await connect_websocket(
            url,
            subprotocols=[SUBPROTOCOL],
            # Hawser has pings of its own, and the server bounds what it sends.
            ping_interval=None,
            max_size=None,
            compression=None,
            close_timeout=2,
            **{headers: dict(await resolved(options.headers) or {})},
            **({} if options.tls is None else {"ssl": options.tls}),
        )
    except InvalidURI as error:
        raise ProtocolError(f"{url} is no URL of a WebSocket: it begins with ws:// or wss://") from error
    except InvalidHandshake as error:
        status = _status_of(error)
        if status == 403:
            raise Forbidden(f"{url} does not let this client in (HTTP 403)") from error
        if status in (400, 404):
            where = "look at the path of the URL, and at the versions"
            raise ProtocolError(f"{url} is no {SUBPROTOCOL} server (HTTP {status}): {where}") from error
        raise
    if socket.subprotocol != SUBPROTOCOL:
        await socket.close()
        raise ProtocolError(f"{url} speaks WebSocket, but not {SUBPROTOCOL}")
    return cast(Socket, socket)


def _library() -> tuple[Any, str]:
    """The function of websockets that connects, and what it calls the headers of the request."""
    try:
        return importlib.import_module("websockets.asyncio.client").connect, "additional_headers"
    except ImportError:
        # Before release 13.
        return importlib.import_module("websockets.legacy.client").connect, "extra_headers"


def _status_of(error: InvalidHandshake) -> int | None:
    """Of the answer that refused the upgrade, wherever the release of websockets keeps it."""
    status = getattr(getattr(error, "response", error), "status_code", None)
    return status if isinstance(status, int) else None


async def close_socket(socket: Socket) -> None:
    """Ends the connection, and returns when nothing of it is left."""
    try:
        await socket.close()
    except Exception:
        socket.transport.abort()


def error_of_close(closed: ConnectionClosed, can_renew: bool) -> HawserError:
    """What the end of a connection means to what went on over it."""
    code = 1006 if closed.rcvd is None else closed.rcvd.code
    reason = (closed.rcvd.reason if closed.rcvd is not None else "") or "no reason given"
    if code == 4401:
        return Unauthenticated(reason)
    if code == 4419 and not can_renew:
        # Unlike a refused hello, this ends what the server took.
        return Unauthenticated(reason, may_have_run=True)
    if code == 4400:
        return ProtocolError(f"the server refused what this client sent: {reason}")
    return ConnectionLost(f"the connection ended: {code}, {reason}")


def binary(message: str | bytes) -> bytes:
    if isinstance(message, str):
        raise ValueError("a text message")
    return message
