"""The sample site, served, for readers of every kind."""

from __future__ import annotations

import functools
import http.server
import threading
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
    "404": "404.html",
}
"""A page of each kind."""


@pytest.fixture(scope="module")
def address(sample: Site) -> Iterator[str]:
    """The address of the sample site."""
    handler = functools.partial(_Static, directory=str(sample.public), base_path="")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
