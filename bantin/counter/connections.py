"""uvicorn's HTTP protocol, guarded: who sends slowly or without end is cut off, and nothing of theirs piles up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config
    from uvicorn.server import ServerState

PATIENCE_S = 10.0
"""Seconds that a request may take to arrive whole, and a new connection to begin one."""
REQUEST_LIMIT = 32_768
"""Bytes of one request, its head and what of the body is still read."""


class _TooLong(Exception):
    """A request's head passes the limit. Raised in the parser's callbacks, which turns it into an `HttpParserError`."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection. uvicorn itself limits neither the time nor the size of a request (its `h11` only the head's)."""

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
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; most requests come whole and need no timer."""
        self._received += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if self._arriving and self._received > REQUEST_LIMIT:
            self.transport.close()
        elif self._arriving or (idle and self.timeout_keep_alive_task is None):
            self._arm()
        else:
            self._disarm()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._arriving = True
        self._received = self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._measure(len(name) + len(value))
        super().on_header(name, value)

    def on_message_complete(self) -> None:
        """End a request."""
        self._arriving = False
        super().on_message_complete()

    def _measure(self, size: int) -> None:
        self._head += size
        if self._head > REQUEST_LIMIT:
            raise _TooLong

    def _arm(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE_S, self._give_up)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()
