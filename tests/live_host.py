"""A web server as an office has one, for `verify`, with whatever an intruder made of it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bantin.config import load_settings
from bantin.config.content_policy import headers
from bantin.rendering.load_layouts import load_layouts
from tests.builder import NOW, Result, Site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Live(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as the office's server does, with whatever an intruder made of it."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, live: Host, **options: Any) -> None:
        self._live = live
        super().__init__(*arguments, directory=str(live.folder), **options)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        robot = "Googlebot" in self.headers["User-Agent"]
        target = self._live.moved.get(self.path) or self._live.moved.get(path)
        file = self._live.folder / path.lstrip("/")
        if path.endswith("/"):
            file /= "index.html"
        if path in self._live.broken:
            page = b""
            self.send_response(500)
        elif target or not file.is_file():
            page = b"" if target else (self._live.folder / "404.html").read_bytes()
            self.send_response(301 if target else self._live.unknown)
            if target:
                self.send_header("Location", target)
        else:
            page = file.read_bytes()
            if robot and path in self._live.cloaked:
                page = page.replace(b"</body>", b'<a href="https://ca-cuoc.example/">x</a></body>')
            self.send_response(200)
        for name, value in self._live.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Host:
    """A web server of the office, and its folder."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.moved = {"/cu.aspx?id=1": "/tin-tuc/a/", "/cu.aspx": "/tin-tuc/a/"}
        self.cloaked: set[str] = set()
        self.unknown = 404
        self.broken: set[str] = set()
        self.headers = headers(load_settings(site.root), load_layouts(site.root, "vi").script_sources)
        handler = functools.partial(Live, live=self)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.server.server_port}/"

    def verify(self, *more: str, now: str = NOW) -> tuple[int, list[tuple[str, str]]]:
        """Return the exit code, and the problems as code and place."""
        result = self.site.invoke("verify", self.url, "--json", "--jobs", "1", "--now", now, *more)
        told = json.loads(result.stdout)["problems"] if result.stdout else []
        return result.status, [(one["code"], one["path"]) for one in told]

    def say(self, *more: str, now: str = NOW) -> Result:
        """Run `verify`, and return what people read."""
        return self.site.invoke("verify", self.url, "--jobs", "1", "--now", now, *more)

    def change(self, path: str, edit: Callable[[bytes], bytes]) -> None:
        """Alter a file, as somebody does who got in."""
        place = self.folder / path
        place.write_bytes(edit(place.read_bytes()))

    def close(self) -> None:
        """Stop the server."""
        self.server.shutdown()
        self.server.server_close()
