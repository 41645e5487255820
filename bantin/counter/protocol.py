"""The protocol's words, version 1: what a page may say and what it is told. Section 6 of the design fixes them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from bantin.counter.moments import Arrival
    from bantin.counter.visits import Figures

PATH = "/v1/luot"
BODY_LIMIT = 1024
"""Longest body, in bytes; a sound one has some 60."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a POST. There is no room in it for anything about a reader."""

    v: Literal[1]
    site: str
    kind: Literal["view", "beat"]


class Refused(Exception):
    """A request that is answered with an error. Raised while a request is read, caught by the app."""

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
    """The figures of a site, as they are told."""

    v: int
    online: int
    today: int
    total: int
    date: str
    tz: str
    window_s: int
    as_of: str


def figures_body(figures: Figures, arrival: Arrival, timezone: str, window_s: float) -> bytes:
    """Encode the answer to a view, a beat or a read."""
    day = arrival.day.isoformat()
    return _ENCODER.encode(
        Answer(1, figures.online, figures.today, figures.total, day, timezone, int(window_s), arrival.as_of)
    )


def error_body(code: str) -> bytes:
    """Encode the answer to a request that is refused."""
    return _ENCODER.encode({"error": code})
