"""uvicorn's HTTP protocol with limits on the time and the size of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

PATIENCE_S = 10.0
"""Seconds in which a request must arrive whole, and a new connection must begin one."""
REQUEST_LIMIT = 32_768
"""Bytes of one request: its head, and what of the body is still read."""


class _TooLong(Exception):
    """A request's head exceeds the limit.

    The parser, in whose callbacks it is raised, turns it into `HttpParserError`.
    """


class GuardedProtocol(HttpToolsProtocol):
    """One connection. uvicorn itself limits neither the time nor the size of a request (with `h11` only the head's)."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._arriving = False
        self._received = 0
        self._head = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
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

    def on_message_complete(self) -> None:
        self._arriving = False
        super().on_message_complete()

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
