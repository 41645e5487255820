"""What every test may ask for: sites, a static server, a browser."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import hypothesis
import pytest

from tests import browsers
from tests.builder import PROJECT, Site
from tests.mishaps import ROWS, Mishap
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

SOAK = int(os.environ.get("BANTIN_SOAK", "12"))
"""Random sequences of edits; `make soak` sets 300."""

# `make test` tries the same examples each time; a soak looks for new ones. Nothing has a deadline.
hypothesis.settings.register_profile(
    "test", deadline=None, derandomize="BANTIN_SOAK" not in os.environ, database=None, print_blob=True
)
hypothesis.settings.load_profile("test")


_MEMORY_DISK = Path("/dev/shm")
_ROOM = 4 << 30  # bytes: what all workers together have in use at one time, several times over


def _keep_sites_in_memory() -> None:
    """Put temporary folders in memory where there is room, unless `TMPDIR` says where they go.

    Thousands of small sites are made and deleted. ext4 passes over each inode deleted in the last seconds whenever a file is made:
    two fifths of the suite's time went there.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY_DISK, os.W_OK) or shutil.disk_usage(_MEMORY_DISK).free < _ROOM:
        return
    os.environ["TMPDIR"] = str(_MEMORY_DISK)
    tempfile.tempdir = None  # it is asked for again


def pytest_configure(config: pytest.Config) -> None:
    _keep_sites_in_memory()
    # A shell starts what runs behind it (`make test &`) with Ctrl-C ignored, and each child would take that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Each worker of pytest-xdist and each test's subprocess must see the same words of the system.
    os.environ.update(LC_ALL="C.UTF-8", PYTHONUTF8="1", NO_COLOR="1")
    os.environ.pop("BANTIN_START_METHOD", None)
    if not hasattr(config, "workerinput"):  # workers take it on
        state = tempfile.mkdtemp(
            prefix="bantin-state-"
        )  # in place of the user's own, where the key of compiled layouts lies
        config.add_cleanup(lambda: shutil.rmtree(state, ignore_errors=True))
        os.environ["XDG_STATE_HOME"] = state
    config.addinivalue_line("markers", "slow: takes more than a few seconds")


collect_ignore = [] if os.name == "posix" else [
    "build/test_publish.py", "commands/test_main.py", "content/test_sources.py", "counter/test_displaced.py",
    "counter/test_service.py", "hostile", "preview/test_hard_places.py", "preview/test_server.py",
    "preview/test_watching.py", "rendering/test_bytecode_cache.py", "system", "test_bad_input.py", "test_build_py.py", "test_faults.py",
    "test_incremental.py", "test_incremental_killed.py", "test_layers.py", "test_mishaps.py", "test_swapped.py",
]  # fmt: skip
"""Tests of forks, signals, terminals, symbolic links and modes of files, which Windows has otherwise or not at all."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives programs by the fixtures that start them."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker("browser")
        if "redis_server" in fixtures:
            item.add_marker("servers")


# --- sites ---


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site with the tests' plain layouts."""
    return Site(tmp_path / "site")


@pytest.fixture
def new_site(tmp_path: Path) -> Callable[..., Site]:
    """Make sites: `new_site(files)` from a dict, `new_site("NAME")` from `tests/sites/NAME`."""

    def make(files: str | dict[str, str | bytes] | None = None, *, folder: str = "site", plain: bool = True) -> Site:
        if isinstance(files, str):
            return Site.copy(files, tmp_path / folder, plain=plain)
        return Site(tmp_path / folder, files, plain=plain)

    return make


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project's own site, copied and built once with the project's layouts. Look, do not touch."""
    return _built_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_under_path(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same under `https://example.vn/hdnd/`. Look, do not touch."""
    return _built_sample(tmp_path_factory.mktemp("sample-hdnd"), "--base-url", "https://example.vn/hdnd/")


def _built_sample(folder: Path, *arguments: str) -> Site:
    files = {"site_config.toml": (PROJECT / "site_config.toml").read_bytes()}
    files |= {
        path.relative_to(PROJECT).as_posix(): path.read_bytes()
        for path in (PROJECT / "content").rglob("*")
        if path.is_file()
    }
    made = Site(folder / "site", files, plain=False)
    result = made.make(*arguments)
    assert result.status == 0, result.stderr
    return made


@pytest.fixture
def mishap(request: pytest.FixtureRequest) -> Iterator[Mishap]:
    """The row of docs/su-co.md that the test is marked with: `@pytest.mark.mishap("…")`."""
    [marker] = request.node.iter_markers("mishap")
    played = Mishap(ROWS[marker.args[0]])
    yield played
    assert (played.is_told, played.is_seen) == (True, True), "compare what is told, and what readers see"


# --- a server and a browser ---


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serve folders as any static server does: `serve(folder, "/hdnd/")` returns the address, on a free port."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path, base_path: str = "/") -> str:
        handler = functools.partial(_Static, directory=str(folder), base_path=base_path.rstrip("/"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}{base_path}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class _Static(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under a base path, with the site's own 404 page; hidden files are not served."""

    def __init__(self, *arguments: Any, base_path: str, **options: Any) -> None:
        self._base_path = base_path
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        inside = urlsplit(path).path.removeprefix(self._base_path + "/")
        if not path.startswith(self._base_path + "/") or inside.startswith("."):
            return os.path.join(self.directory, ".none")
        return super().translate_path("/" + inside)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright. Where there is none, CI fails and other machines skip."""
    need_program(browsers.DRIVEN)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browsers.DRIVEN, args=browsers.FLAGS)
        yield chromium
        chromium.close()
