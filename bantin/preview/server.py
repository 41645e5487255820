"""The web server, Starlette on uvicorn: the site's URLs and `/_preview/`."""

from __future__ import annotations

import asyncio
import json
import os
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bantin.config.content_policy import headers
from bantin.content.read import SourceChanged
from bantin.preview import builtin_pages
from bantin.preview.access import Guard
from bantin.preview.addresses import Redirect
from bantin.preview.injection import PREFIX
from bantin.preview.problem_details import describe_problems
from bantin.preview.view import Content, Failure, FileContent
from bantin.problems import problem
from bantin.system import safe_open

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bantin.preview.access import Invitations
    from bantin.preview.problem_details import ProblemDetails
    from bantin.preview.refresh import Refresher
    from bantin.preview.terminal import Terminal
    from bantin.preview.view import Answer, View

_PATIENCE_S = 1.0
"""Longest that a request waits for pending changes."""
_HEARTBEAT_S = 15.0
"""Seconds between messages of an event stream; without them, a closed browser would not be noticed."""
_ATTEMPTS = 3
"""How often a page is rendered again when its source changes meanwhile."""
_HEADERS = {"Cache-Control": "no-store"}
_REVALIDATED = {"Cache-Control": "no-cache"}
_POLICY_WITHOUT_SETTINGS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
}


class Notifier:
    """Wakes the open event streams. Used in the thread of the event loop only."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self.closed = False

    def notify(self) -> None:
        """Wake every stream."""
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """End every stream."""
        self.closed = True
        self.notify()

    async def updates(self) -> AsyncIterator[bool]:
        """Yield `True` at once and after each `notify`, `False` after `_HEARTBEAT_S` without one, until `close`."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            notified = True
            while not self.closed:
                yield notified
                try:
                    await asyncio.wait_for(event.wait(), _HEARTBEAT_S)
                    notified = True
                except TimeoutError:
                    notified = False
                event.clear()
        finally:
            self._waiting.discard(event)


class Preview:
    """The endpoints of the server."""

    def __init__(self, root: Path, refresher: Refresher, notifier: Notifier, terminal: Terminal) -> None:
        self._root = root
        self._refresher = refresher
        self._notifier = notifier
        self._terminal = terminal

    def app(self, host: str, invitations: Invitations) -> ASGIApp:
        """Return the application for a server that listens on `host`; `invitations` are for other devices."""
        routes = [
            Route(f"{PREFIX}events", self.events),
            Route(PREFIX, self.start_page),
            *(Route(f"{PREFIX}{name}", _static(name, type_)) for name, type_ in _STATIC.items()),
            Route("/{path:path}", self.page),
        ]
        return Guard(
            Starlette(routes=routes), host, invitations, lambda: self._refresher.view.words, self._security_headers
        )

    async def page(self, request: Request) -> Response:
        """Answer as a static server with the finished site would."""
        path = request.scope["path"]
        answer = await run_in_threadpool(self._answer, path, settle=True)
        if isinstance(answer, Redirect):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(quote(answer.to, safe="/%") + query, 302, _HEADERS)
        if isinstance(answer, FileContent):
            return await _file(answer)
        if isinstance(answer, Failure):
            view = self._refresher.view
            body = await run_in_threadpool(lambda: builtin_pages.error_page(view, path, self._details(view, answer)))
            return Response(body, 500, _HEADERS, "text/html; charset=utf-8")
        return Response(answer.body, answer.status, _HEADERS, answer.type)

    def _security_headers(self) -> dict[str, str]:
        """Return the headers of every response: those that `server-config` gives the site."""
        model = self._refresher.view.snapshot.model
        return headers(model.settings, model.layouts.script_sources) if model else _POLICY_WITHOUT_SETTINGS

    async def start_page(self, _request: Request) -> Response:
        """Answer with the preview's start page."""
        shown = await run_in_threadpool(
            lambda: builtin_pages.start_page(self._refresher.current_view(_PATIENCE_S), self._root)
        )
        return Response(shown.body, 200, _HEADERS, shown.type)

    async def events(self, request: Request) -> Response:
        """Stream the current state of a page to its script."""
        path = request.query_params.get("page", "/")
        return StreamingResponse(self._states(path), 200, _HEADERS, "text/event-stream")

    async def _states(self, path: str) -> AsyncIterator[str]:
        yield "retry: 300\n\n"
        sent = ""
        async for notified in self._notifier.updates():
            state = await run_in_threadpool(self._state, path) if notified else ""
            yield f"data: {state}\n\n" if notified and state != sent else ": \n\n"
            sent = state if notified else sent

    def _state(self, path: str) -> str:
        """Return the state of the page at `path` as JSON: all of it, so that a browser may miss any message."""
        view = self._refresher.view
        answer = builtin_pages.start_page(view, self._root) if path == PREFIX else self._answer(path, settle=False)
        words = view.words
        state: dict[str, Any] = {
            "digest": answer.digest if isinstance(answer, Content) else "",
            "styles": view.styles(),
            "problems": [
                {**one._asdict(), "lines": [line._asdict() for line in one.lines]}
                for one in self._details(view, answer)
            ],
            "title": builtin_pages.count_words(len(view.errors(answer)), words),
            "words": {key: words(key) for key in ("minimize", "last_good", "lost")},
        }
        return json.dumps(state, ensure_ascii=False)

    def _answer(self, path: str, *, settle: bool) -> Answer:
        for _ in range(_ATTEMPTS):
            view = self._refresher.current_view(_PATIENCE_S) if settle else self._refresher.view
            try:
                answer = view.answer(path)
            except SourceChanged as change:
                self._refresher.mark_outdated(str(change))
                settle = True
            except Exception:  # noqa: BLE001 - a fault of the engine: its traceback is printed; other pages may work
                self._terminal.print_traceback()
                return Failure((problem("BT801"),))
            else:
                self._terminal.print_rendered(
                    path, [one for one in answer.problems if one not in view.snapshot.problems]
                )
                return answer
        return Failure((problem("BT312", path),))

    def _details(self, view: View, answer: Answer) -> list[ProblemDetails]:
        return describe_problems(view.errors(answer), self._root, view.files, view.snapshot.language)


class Server(uvicorn.Server):
    """A uvicorn server that ends the event streams when it stops."""

    def __init__(self, app: ASGIApp, notifier: Notifier) -> None:
        # h11 and the standard loop are the same on every machine, and fast enough for one reader.
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",  # tracebacks only
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._notifier = notifier
        self._loop: asyncio.AbstractEventLoop | None = None
        self.on_start: Callable[[], None] = lambda: None
        """Called once the server accepts requests."""

    def announce(self) -> None:
        """Wake the streams, from any thread."""
        self._in_loop(self._notifier.notify)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._in_loop(self._notifier.close)
        super().handle_exit(sig, frame)

    def _in_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)


class _OpenFile(FileResponse):
    """Sends a file that is already open, so that a replaced path has no effect."""

    def __init__(self, handle: int, real: str, media_type: str) -> None:
        """Send the file with this handle, and close it."""
        # Without /dev/fd the path is opened again; `safe_open` has checked it.
        path = f"/dev/fd/{handle}" if _HANDLES_HAVE_NAMES else real
        super().__init__(path, media_type=media_type, headers=_REVALIDATED, stat_result=os.fstat(handle))
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            os.close(self._handle)


_HANDLES_HAVE_NAMES = os.path.isdir("/dev/fd")


async def _file(answer: FileContent) -> Response:
    names = answer.real[len(answer.base) + 1 :].split(os.sep)
    try:
        handle = await run_in_threadpool(safe_open.open_file, answer.base, names)
    except OSError:  # deleted or replaced since the snapshot
        return PlainTextResponse("Gone.\n", 404, _HEADERS)
    return _OpenFile(handle, answer.real, answer.type)


_STATIC = {"live.js": "text/javascript; charset=utf-8", "preview.css": "text/css; charset=utf-8"}


def _static(name: str, type_: str) -> Callable[[Request], Response]:
    body = resources.files("bantin.preview").joinpath("static", name).read_bytes()
    return lambda _request: Response(body, 200, _REVALIDATED, type_)
