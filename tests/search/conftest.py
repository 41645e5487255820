"""One site with an index, served and open in a browser, for all tests of this folder."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.builder import NOW, PROJECT, Site
from tests.conftest import _Static
from tests.search import articles
from tests.search.ranges import RangeServer
from tests.search.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


_ABBREVIATION = '\n[[abbreviations]]\nshort = "KCN"\nlong = "khu công nghiệp"\n'.encode()


def indexed(site: Site, *arguments: str, now: str = NOW) -> dict[str, Any]:
    """Build with the index, in this process; return what the command says as JSON."""
    result = site.invoke("build", "--json", "--now", now, "--jobs", "1", *arguments)
    assert result.status == 0, result.stderr
    return result.json


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The project's site with many more articles, built with its index; read-only."""
    files: dict[str, str | bytes] = {
        "site_config.toml": (PROJECT / "site_config.toml").read_bytes() + _ABBREVIATION,
        **articles.files(),
    }
    files |= {
        path.relative_to(PROJECT).as_posix(): path.read_bytes()
        for path in (PROJECT / "content").rglob("*")
        if path.is_file()
    }
    site = Site(tmp_path_factory.mktemp("searched"), files, plain=False)
    indexed(site)
    return site


@pytest.fixture(scope="session")
def address(searched: Site) -> Iterator[str]:
    """The address of that site, on a server that does not know ranges."""
    with _serving(_Static, searched.public) as address:
        yield address


@pytest.fixture
def serve_ranges() -> Iterator[Callable[[Site], str]]:
    """Serve sites on a server that does; return the address."""
    with contextlib.ExitStack() as servers:
        yield lambda site: servers.enter_context(_serving(RangeServer, site.public))


@contextlib.contextmanager
def _serving(kind: type[_Static], folder: Path) -> Iterator[str]:
    handler = functools.partial(kind, directory=str(folder), base_path="")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Open a URL in a fresh browser context; any error on the console fails the test."""
    readers: list[Reader] = []

    def open_one(address: str, **options: Any) -> Reader:
        readers.append(Reader(browser.new_context(**options), address))
        return readers[-1]

    yield open_one
    for reader in readers:
        reader.page.context.close()
