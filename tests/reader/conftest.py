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

KINDS = {
    "home": "",
    "article": "tin-tuc/2020/tong-ket-thi-dua-2020/",
    "long article": "tin-tuc/2019/cach-doc-mot-nghi-quyet/",
    "attachments": "tin-tuc/2023/ke-hoach-giam-sat/",
    "withdrawn": "tin-tuc/2022/lich-tiep-cong-dan-mau-cu/",
    "news": "tin-tuc/",
    "category": "chuyen-muc/giam-sat/",
    "tag": "the/giam-sat/",
    "author": "tac-gia/hai-duong/",
    "tags": "the/",
    "archive": "luu-tru/",
    "year": "luu-tru/2020/",
    "month": "luu-tru/2020/12/",
    "page": "quy-che-bien-tap/",
    "search": "tim-kiem/",
    "site map": "so-do-trang/",
    "feeds": "nguon-tin/",
    "register": "van-ban/",
    "papers of a year": "van-ban/2026/",
    "paper": "van-ban/2021/nghi-quyet-05/",
    "deputies": "dai-bieu/",
    "deputy": "dai-bieu/dai-bieu-mau-a/",
    "consultations": "lay-y-kien/",
    "consultation": "lay-y-kien/ho-tro-hoc-phi/",
    "petitions": "kien-nghi/",
    "petitions of a meeting": "kien-nghi/dot/truoc-ky-hop-giua-nam-2026-mau/",
    "English": "en/about/",
    "404": "404.html",
}
"""A page of each kind."""


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
