"""The frames of the protocol."""

from __future__ import annotations

import enum
import math
from typing import Any, Final


class Kind(enum.IntEnum):
    """The frames."""

    HELLO = 0
    WELCOME = 1
    CALL = 2
    RESULT = 3
    ERROR = 4
    CANCEL = 5
    SUBSCRIBE = 6
    SUBSCRIBED = 7
    EVENT = 8
    UNSUBSCRIBE = 9
    ENDED = 10
    PING = 11
    PONG = 12
    GOING_AWAY = 13
    STREAM = 14
    ITEM = 15
    CREDIT = 16
    END = 17
    STOP = 18
    AUTH = 19
    AUTH_EXPIRING = 20
    GAP = 21
    PUBLISH = 22
    EVENTS = 23
    ATTEND = 24
    UPDATE_MEMBER = 25
    MEMBERS = 26
    MEMBERS_CHANGED = 27
    SUBSCRIBE_PATTERN = 28
    MATCHED = 29
    PATTERN_SUBSCRIBED = 30


SUBPROTOCOL: Final = "hawser.1"


def wire_ms(seconds: float) -> int:
    return max(1, math.ceil(seconds * 1000))


def trimmed(frame: list[Any], keep: int) -> list[Any]:
    """Without what is nil at its end; `keep` elements stay, as a payload that is nil is not one that is missing."""
    while len(frame) > keep and frame[-1] is None:
        frame.pop()
    return frame
