"""The messages of the protocol, version 1: see `docs/counter.md`. They never change."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from bantin.counter.clock import Arrival
    from bantin.counter.visits import Figures

PATH = "/v1/luot"
BODY_LIMIT = 1024
"""Longest body in bytes; a valid one has about 60."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a POST. Unknown fields are refused, so it cannot carry data about a reader."""

    v: Literal[1]
    site: str
    kind: Literal["view", "beat"]


class Refused(Exception):
    """The request is answered with an error. Caught by the app."""

    def __init__(self, status: HTTPStatus, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(code)


_DECODER = msgspec.json.Decoder(Message)
_ENCODER = msgspec.json.Encoder()


def read_message(body: bytes | bytearray) -> Message:
    """Decode a body. Raises `Refused`."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "message") from None


class Answer(msgspec.Struct, frozen=True):
    """The body of an answer with figures."""

    v: int
    online: int
    today: int
    total: int
    date: str
    tz: str
    window_s: int
    as_of: str


def figures_body(figures: Figures, arrival: Arrival, timezone: str, window_s: float) -> bytes:
    """Return the JSON body for a view, a beat or a read."""
    day = arrival.day.isoformat()
    return _ENCODER.encode(
        Answer(1, figures.online, figures.today, figures.total, day, timezone, int(window_s), arrival.as_of)
    )


def error_body(code: str) -> bytes:
    """Return the JSON body for a refused request."""
    return _ENCODER.encode({"error": code})
