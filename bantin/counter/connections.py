"""uvicorn's HTTP protocol with limits: the time and the size of a request, and how many connections there are.

uvicorn's own limit counts every open connection, also those that say nothing, and answers 503 to all beyond it, to the
probes of a load balancer too. Here connections that wait for their client make room for new ones, and probes are
answered whatever else is under way.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bantin.counter import protocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from bantin.counter.app import Receive, Scope, Send

PATIENCE_S = 10.0
"""Seconds in which a request must arrive whole, and a new connection must begin one."""
REQUEST_LIMIT = 32_768
"""Bytes of one request: its head, and what of the body is still read."""

PROBES = (b"/healthz", b"/readyz")
"""Answered also while as many requests as may be are under way."""
_RESERVE = 32
"""Connections beyond the limit: room for probes while all others wait for an answer."""


class _TooLong(Exception):
    """A request's head exceeds the limit.

    The parser, in whose callbacks it is raised, turns it into `HttpParserError`.
    """


class GuardedProtocol(HttpToolsProtocol):
    """One connection. uvicorn itself limits neither the time nor the size of a request (with `h11` only the head's).

    `Config.limit_concurrency` is the number of connections, and of requests that are answered at once.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limit, self.limit_concurrency = self.limit_concurrency, None
        self._arriving = False
        self.answered = 0
        """How many requests came whole."""
        self.since = 0.0
        """When this last began to wait for its client."""
        self._received = 0
        self._head = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        self._make_room()
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if self._arriving and self._received > REQUEST_LIMIT:
            self.transport.close()
        elif self._arriving or (idle and self.timeout_keep_alive_task is None):
            self._start_timer()
        else:
            self._stop_timer()

    def on_message_begin(self) -> None:
        self._arriving = True
        self._received = self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._measure(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        app = self.app
        if self._is_too_much() and self.url.partition(b"?")[0] not in PROBES:
            self.app = _answer_busy
        super().on_headers_complete()
        self.app = app

    def on_message_complete(self) -> None:
        self._arriving = False
        self.answered += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()

    @property
    def waits(self) -> bool:
        """Whether the service waits for the client, not the client for an answer."""
        return self._arriving or self.cycle is None or self.cycle.response_complete

    def _open(self) -> list[GuardedProtocol]:
        return [one for one in self.connections if isinstance(one, GuardedProtocol) and not one.transport.is_closing()]

    def _make_room(self) -> None:
        """Close the connection that waits longest, one that never sent a request first.

        If none waits, this one is let in: it may be a probe, and anything else is refused at once and waits then.
        """
        if self._limit is None or len(self.connections) <= self._limit + _RESERVE:
            return
        opened = self._open()
        waiting = [one for one in opened if one.waits and one is not self]
        if waiting and len(opened) > self._limit + _RESERVE:
            min(waiting, key=lambda one: (one.answered > 0, one.since)).transport.close()

    def _is_too_much(self) -> bool:
        """Whether as many requests as may be are answered already."""
        if self._limit is None or len(self.tasks) < self._limit:
            return False
        return sum(not one.waits for one in self._open()) >= self._limit

    def _measure(self, size: int) -> None:
        self._head += size
        if self._head > REQUEST_LIMIT:
            raise _TooLong

    def _start_timer(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE_S, self._give_up)

    def _stop_timer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()


async def _answer_busy(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer 503 as the protocol says it."""
    body = protocol.error_body("busy")
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"connection", b"close")]
    headers.append((b"content-length", b"%d" % len(body)))
    await send(
        {
            "type": "http.response.start",
            "status": HTTPStatus.SERVICE_UNAVAILABLE,
            "headers": headers,
            "trailers": False,
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
