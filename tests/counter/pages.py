"""Real pages with the counter in their footer, and real servers that play the parts of the providers."""

from __future__ import annotations

import http.server
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from bantin.config import parse_settings
from bantin.rendering.environment import make_environment
from bantin.rendering.load_layouts import load_layouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, Page

PROJECT = Path(__file__).resolve().parent.parent.parent
SITE = '[site]\ntitle = "Văn phòng HĐND tỉnh"\nbase_url = "http://127.0.0.1/"\n'
# What a site that trusts nobody sends: no inline script but those of layouts, no inline style, nobody to talk to but
# the counter.
POLICY = f"default-src 'none'; script-src 'self' {' '.join(load_layouts(PROJECT, 'vi').script_sources)}; style-src 'self'; connect-src {{counter}}"
READER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


def partial(counter: str, language: str = "vi", base_path: str = "") -> tuple[str, dict[str, bytes]]:
    """Render the layouts' counter for some settings; return it with the assets by their addresses."""
    layouts = load_layouts(PROJECT, language)
    settings = parse_settings((SITE + counter).encode())
    names = {
        "site": SimpleNamespace(counter=settings.counter),
        "t": layouts.words.__getitem__,
        "asset": lambda name: layouts.assets[name].url,
        "url": lambda path: base_path + path,
    }
    text = make_environment(layouts, names).get_template("partials/counter.html").render()
    return text, {asset.url: asset.data for asset in layouts.assets.values()}


def html(counter: str, language: str = "vi", attributes: str = "") -> tuple[str, dict[str, bytes]]:
    """Return a short page as the layouts' footer makes it."""
    block, assets = partial(counter, language)
    script = load_layouts(PROJECT, language).scripts["head.js"].element
    style = next(url for url in assets if url.startswith("/assets/style."))
    text = f"""<!DOCTYPE html>
<html lang="{language}"{attributes}><head><meta charset="utf-8"><title>Tin</title>{script}<link rel="stylesheet"
href="{style}"></head> <body><main class="wrap"><h1>Tin</h1><p>Một bài ngắn.</p></main> <footer class="footer"><div
class="wrap footer-end"><p class="footer-source">Ghi rõ nguồn khi đăng lại thông tin từ trang này.</p> <div
class="footer-counter"> {block}</div></div></footer></body></html>
"""
    return text, assets


# --- servers ---


class Said(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: str


class Actor:
    """A server that answers by `routes` (path → status and text, or a function of the query) and remembers what it was asked."""

    def __init__(self) -> None:
        self.routes: dict[str, tuple[int, str] | Callable[[str], tuple[int, str]]] = {}
        self.headers: dict[str, str] = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
        self.types: dict[str, str] = {}
        self.heard: list[Said] = []
        self.gate = threading.Event()
        self.gate.set()
        actor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def do_OPTIONS(self) -> None:
                self._send(204, "", "text/plain")

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                parts = urlsplit(self.path)
                actor.heard.append(Said(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                actor.gate.wait(60)
                found = actor.routes.get(parts.path, (404, "{}"))
                status, text = found(parts.query) if callable(found) else found
                self._send(status, text, actor.types.get(parts.path, "application/json"))

            def _send(self, status: int, text: str, kind: str) -> None:
                try:
                    self.send_response(status)
                    for name, value in actor.headers.items():
                        self.send_header(name, value)
                    self.send_header("content-type", f"{kind}; charset=utf-8")
                    self.send_header("content-length", str(len(text.encode())))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    self.close_connection = True

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def answer(self, path: str, value: object, status: int = 200) -> None:
        self.routes[path] = (status, json.dumps(value))

    def stop(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()


class Web:
    """The council's site: pages with a strict policy and their assets."""

    def __init__(self) -> None:
        self.actor = Actor()
        self.actor.headers = {"cache-control": "max-age=60"}
        self.origin = self.actor.origin

    def publish(
        self,
        counter: str,
        path: str = "/",
        *,
        to: str = "'none'",
        language: str = "vi",
        attributes: str = "",
        end: str = "",
    ) -> None:
        """Put a page at `path`; `to` is the one origin that its scripts may ask, `end` follows its text."""
        text, assets = html(counter, language, attributes)
        self.actor.headers["content-security-policy"] = POLICY.format(counter=to)
        self.put(path, text + end, "text/html")
        for url, data in assets.items():
            if url.endswith((".js", ".css")):
                self.put(url, data.decode(), "text/javascript" if url.endswith(".js") else "text/css")

    def put(self, path: str, text: str, kind: str) -> None:
        self.actor.routes[path] = (200, text)
        self.actor.types[path] = kind


# --- readers ---


class Reader:
    """A person with a browser of their own. `automated` and `signals` are what the browser says of itself."""

    def __init__(self, browser: Browser, *, automated: bool = False, signals: str = "", **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(user_agent=READER, **options)
        if not automated:  # Playwright's Chromium says that it is driven
            self.context.add_init_script("Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})")
        if signals == "gpc":  # Chromium has no such setting of its own
            self.context.add_init_script(
                "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
            )
        if signals == "dnt":
            self.context.add_init_script("Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})")
        self.context.add_init_script(_WATCH)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def stop_time(self, moment: datetime = datetime(2026, 11, 24, 3, tzinfo=UTC)) -> None:
        """Let no time pass in the browser but what the test lets pass."""
        self.context.clock.install(time=moment - timedelta(seconds=60))
        self.context.clock.pause_at(moment)

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)
        return page

    def _hear(self, message: Any) -> None:
        # The browser itself writes a line for each request that fails, which no script can prevent: those are not ours.
        if not message.text.startswith("Failed to load resource"):
            (self.warnings if message.type == "warning" else self.errors).append(message.text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.context.close()


_WATCH = """
window.shifts = [];
window.nextFrame = requestAnimationFrame.bind(window); // before a test stops the time
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts.push(entry.value); })
  .observe({ type: 'layout-shift', buffered: true });
"""


def block_text(page: Page) -> str:
    """Return what the block shows, once it shows something."""
    block = page.locator("[data-luot]")
    block.wait_for(state="visible")
    return " ".join(block.inner_text().replace("\u00a0", " ").split())


def shifts(page: Page) -> float:
    """Return how much of the page moved, after the browser has painted."""
    page.evaluate("new Promise(done => nextFrame(() => nextFrame(done)))")
    total: float = page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)")
    return total
