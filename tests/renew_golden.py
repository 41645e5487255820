"""Renew the golden trees: `python -m tests.renew_golden [NAME ...]` (or `make golden`). Look at the diff before committing it.

A golden tree holds what `tests/sites/NAME` publishes with the tests' plain layouts: every file but `.bantin/` and the
project's own assets, which the plain layouts do not use.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.builder import PLAIN_LAYOUTS, TESTS, Site, Tree
from tests.content import slip_table

GOLDEN = TESTS / "golden"
NAMES = ("ban-tin", "english", "ten-la", "trong")


def golden(name: str) -> Tree:
    """Return the golden tree of a site."""
    folder = GOLDEN / name
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def compared(site: Site) -> Tree:
    """Return what of a built site is compared with its golden tree."""
    own = {path.relative_to(PLAIN_LAYOUTS).with_suffix("").as_posix() for path in (PLAIN_LAYOUTS / "assets").iterdir()}

    def counts(path: str) -> bool:
        is_foreign_asset = path.startswith("assets/") and path.split(".", maxsplit=1)[0] not in own
        return not path.startswith(".bantin/") and not is_foreign_asset

    return {path: content for path, content in site.tree().items() if content is not None and counts(path)}


def renew(name: str) -> None:
    """Write the golden tree of a site anew."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site.copy(name, Path(folder, "site"))
        result = site.make()
        if result.status:
            sys.exit(f"{name}: {result.stderr}")
        shutil.rmtree(GOLDEN / name, ignore_errors=True)
        for path, content in compared(site).items():
            place = GOLDEN / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else b"")


if __name__ == "__main__":
    for one in sys.argv[1:] or NAMES:
        renew(one)
    slip_table.renew()
