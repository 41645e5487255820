"""The web server: Starlette on uvicorn, on the site's own addresses and on `/_preview/`."""

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

from bantin.config.content_policy import content_policy
from bantin.content.read import SourceChanged
from bantin.preview import own_pages
from bantin.preview.addresses import Moved
from bantin.preview.injection import PREFIX
from bantin.preview.network import is_believed
from bantin.preview.overlays import tell
from bantin.preview.view import Sent, Shown, Unshown
from bantin.problems import problem
from bantin.system import safe_open

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bantin.preview.overlays import Told
    from bantin.preview.refresh import Refresher
    from bantin.preview.reports import Reports
    from bantin.preview.view import Answer, View

_PATIENCE_S = 1.0
"""Longest that a request waits for a save that is being taken in."""
_HEARTBEAT_S = 15.0
"""Silence after which a stream says that it lives; a browser that left is noticed so."""
_ATTEMPTS = 3
"""How often a page is rendered anew when its text changes under its hands."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Hub:
    """Wakes every open stream when there is something new. Lives in the event loop's thread."""

    def __init__(self) -> None:
        self._bells: set[asyncio.Event] = set()
        self.closed = False

    def ring(self) -> None:
        """Wake the streams."""
        for bell in self._bells:
            bell.set()

    def close(self) -> None:
        """Let every stream end."""
        self.closed = True
        self.ring()

    async def rings(self) -> AsyncIterator[bool]:
        """Yield `True` at once and after each ring, `False` after a long silence, until the hub is closed."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            rung = True
            while not self.closed:
                yield rung
                try:
                    await asyncio.wait_for(bell.wait(), _HEARTBEAT_S)
                    rung = True
                except TimeoutError:
                    rung = False
                bell.clear()
        finally:
            self._bells.discard(bell)


class Preview:
    """The endpoints."""

    def __init__(self, root: Path, keeper: Refresher, hub: Hub, reports: Reports) -> None:
        self._root = root
        self._keeper = keeper
        self._hub = hub
        self._reports = reports

    def app(self, host: str) -> ASGIApp:
        """Return the application for a server that listens on `host`."""
        routes = [
            Route(f"{PREFIX}events", self.events),
            Route(PREFIX, self.start_page),
            *(Route(f"{PREFIX}{name}", _static(name, type_)) for name, type_ in _STATIC.items()),
            Route("/{path:path}", self.page),
        ]
        return _HostGuard(Starlette(routes=routes), host)

    async def page(self, request: Request) -> Response:
        """Answer as a static server with the finished site would."""
        path = request.scope["path"]
        answer = await run_in_threadpool(self._answer, path, settle=True)
        if isinstance(answer, Moved):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(quote(answer.to, safe="/%") + query, 302, _HEADERS)
        if isinstance(answer, Sent):
            return await _file(answer)
        if isinstance(answer, Unshown):
            body = await run_in_threadpool(self._fault_page, path, answer)
            return Response(body, 500, _HEADERS, "text/html; charset=utf-8")
        return Response(answer.body, answer.status, self._headers(answer.type), answer.type)

    def _headers(self, type_: str) -> dict[str, str]:
        """Return the headers of an answer: a page is held to the policy that `server-config` gives the published site."""
        model = self._keeper.screen.snapshot.model
        if model is None or not type_.startswith("text/html"):
            return _HEADERS
        return {
            **_HEADERS,
            "Content-Security-Policy": content_policy(model.settings, model.layouts.script_sources, header=True),
        }

    async def start_page(self, _request: Request) -> Response:
        """Show drafts, waiting articles, problems and the newest edited files."""
        shown = await run_in_threadpool(lambda: own_pages.start_page(self._keeper.settled(_PATIENCE_S), self._root))
        return Response(shown.body, 200, _HEADERS, shown.type)

    async def events(self, request: Request) -> Response:
        """Tell the script of one page, again and again, how that page should be by now."""
        path = request.query_params.get("page", "/")
        return StreamingResponse(self._states(path), 200, _HEADERS, "text/event-stream")

    async def _states(self, path: str) -> AsyncIterator[str]:
        yield "retry: 300\n\n"
        told = ""
        async for rung in self._hub.rings():
            state = await run_in_threadpool(self._state, path) if rung else ""
            yield f"data: {state}\n\n" if rung and state != told else ": \n\n"
            told = state if rung else told

    def _state(self, path: str) -> str:
        """Return how the page at `path` should be by now, as JSON: a browser that was away needs nothing of what it missed."""
        screen = self._keeper.screen
        answer = own_pages.start_page(screen, self._root) if path == PREFIX else self._answer(path, settle=False)
        words = screen.words
        state: dict[str, Any] = {
            "digest": answer.digest if isinstance(answer, Shown) else "",
            "styles": screen.styles(),
            "problems": [
                {**one._asdict(), "lines": [line._asdict() for line in one.lines]} for one in self._told(screen, answer)
            ],
            "title": own_pages.count_words(len(screen.errors(answer)), words),
            "words": {key: words(key) for key in ("minimize", "last_good", "lost")},
        }
        return json.dumps(state, ensure_ascii=False)

    def _answer(self, path: str, *, settle: bool) -> Answer:
        for _ in range(_ATTEMPTS):
            screen = self._keeper.settled(_PATIENCE_S) if settle else self._keeper.screen
            try:
                answer = screen.show(path)
            except SourceChanged as change:
                self._keeper.suspect(str(change))
                settle = True
            except Exception:  # noqa: BLE001 - a fault of the engine: its traceback is shown, and the next page may be well
                self._reports.fault()
                return Unshown((problem("BT801"),))
            else:
                found = answer.problems if isinstance(answer, Shown | Unshown) else ()
                self._reports.rendered(path, [one for one in found if one not in screen.snapshot.problems])
                return answer
        return Unshown((problem("BT312", path),))

    def _fault_page(self, path: str, answer: Answer) -> bytes:
        screen = self._keeper.screen
        return own_pages.fault_page(screen, path, self._told(screen, answer))

    def _told(self, screen: View, answer: Answer) -> list[Told]:
        return tell(screen.errors(answer), self._root, screen.files, screen.snapshot.language)


class _HostGuard:
    """Turns away requests that were meant for another host."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
            if not is_believed(header, self._host):
                await PlainTextResponse("This Host is not served here.\n", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Server(uvicorn.Server):
    """uvicorn that ends open streams before it waits for them to end."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        # Pure Python's HTTP parser and loop: the same on every machine, and quick enough for one reader.
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",  # the traceback of a fault of the engine, and nothing else
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._hub = hub
        self._loop: asyncio.AbstractEventLoop | None = None
        self.on_start: Callable[[], None] = lambda: None
        """Called once the server answers."""

    def announce(self) -> None:
        """Wake the streams, from any thread."""
        self._in_loop(self._hub.ring)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End on a signal."""
        self._in_loop(self._hub.close)
        super().handle_exit(sig, frame)

    def _in_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)


class _OpenFile(FileResponse):
    """A file that is open already: what is sent is what was looked at, whatever its name stands for by now."""

    def __init__(self, handle: int, real: str, media_type: str) -> None:
        """Send the file with this handle, and close it."""
        # Where the system has no names for handles, the path was looked at when the file was opened, as well as can be.
        path = f"/dev/fd/{handle}" if _HANDLES_HAVE_NAMES else real
        headers = {**_HEADERS, "Cache-Control": "no-cache"}
        super().__init__(path, media_type=media_type, headers=headers, stat_result=os.fstat(handle))
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            os.close(self._handle)


_HANDLES_HAVE_NAMES = os.path.isdir("/dev/fd")


async def _file(answer: Sent) -> Response:
    names = answer.real[len(answer.base) + 1 :].split(os.sep)
    try:
        handle = await run_in_threadpool(safe_open.open_file, answer.base, names)
    except OSError:  # just deleted, or something else by now; the next snapshot will know
        return PlainTextResponse("Gone.\n", 404, _HEADERS)
    return _OpenFile(handle, answer.real, answer.type)


_STATIC = {"live.js": "text/javascript; charset=utf-8", "preview.css": "text/css; charset=utf-8"}


def _static(name: str, type_: str) -> Callable[[Request], Response]:
    body = resources.files("bantin.preview").joinpath("static", name).read_bytes()
    return lambda _request: Response(body, 200, {**_HEADERS, "Cache-Control": "no-cache"}, type_)
