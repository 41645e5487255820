"""A fresh published file is read instead of trusted."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.builder import Site


def test_a_page_that_was_just_written_is_read_before_it_is_trusted(site: Site) -> None:
    for number in range(3):
        site.article(f"n{number}")
    assert site.make().status == 0
    time.sleep(0.03)  # sources must be older than a tick, or nothing is told at a glance
    site.page("a", title="Một")
    time.sleep(0.03)
    assert site.make().status == 0
    assert site.make().json["rendered"] == 0
    path = site.public / "a/index.html"
    before, stat = path.read_bytes(), path.stat()
    path.write_bytes(before.replace(b"M\xe1\xbb\x99t", b"Hai  "))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert site.make().status == 0
    assert path.read_bytes() == before
