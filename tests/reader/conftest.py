"""The sample site, served, for readers of every kind."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import _Static

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.builder import Site


class Slow(_Static):
    """Hands a page out in parts and rests between them, where a browser may paint what it has."""

    cuts: tuple[str, ...] = ()
    """Each part ends with the first of these after the part before it."""

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        """Answer in parts for a page, as ever for what it loads."""
        if not self.path.endswith("/"):
            super().do_GET()
            return
        rest = Path(self.directory, self.path.lstrip("/"), "index.html").read_text("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        for cut in self.cuts:
            at = rest.index(cut) + len(cut)
            self.wfile.write(rest[:at].encode())
            self.wfile.flush()
            rest = rest[at:]
            threading.Event().wait(0.2)
        self.wfile.write(rest.encode())


@pytest.fixture
def slow_address(sample: Site) -> Iterator[tuple[str, type[Slow]]]:
    """The address of the same in parts, and the handler that is told where to cut."""
    cutting = type("Cutting", (Slow,), {})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(cutting, directory=str(sample.public), base_path="")
    )
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", cutting
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(sample: Site) -> Iterator[str]:
    """The address of the sample site."""
    handler = functools.partial(_Static, directory=str(sample.public), base_path="")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
