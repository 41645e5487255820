"""Plain builds: understood without the command line parser, and begun before the engine is imported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bantin import scout, workers
from bantin.files import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence


class Plain(NamedTuple):
    """A build that needs no command line parser, which takes as long to import as a page to render."""

    root: Path
    options: frozenset[str]


def plain_build(arguments: Sequence[str], root: Path | None) -> Plain | None:
    """Return what `arguments` ask for, if that is a build with plain options; the parser in `cli` would understand the same."""
    left = list(arguments)
    if left[:1] == ["--root"] and len(left) > 1:
        root = Path(left[1])
        left = left[2:]
    if left[:1] == ["build"]:
        left = left[1:]
    root = (root or Path.cwd()).absolute()
    return Plain(root, frozenset(left)) if _PLAIN.issuperset(left) and (root / SETTINGS_FILE).is_file() else None


def build(plain: Plain) -> int:
    """Build; where there are cores to spare, one looks at the site while this one imports what a build needs."""
    search, jobs = "--no-search" not in plain.options, workers.default_jobs()
    subject = (plain.root, plain.root / "public", scout.options(None, search=search))
    sent = scout.Scout(*subject, _look_ahead) if scout.may_be_sent(jobs) else None
    from bantin import building
    from bantin.glance import Glance

    try:
        with Glance(*subject, jobs, ahead=sent) as ahead:
            strict, quiet, as_json = (f"--{one}" in plain.options for one in ("strict", "quiet", "json"))
            return building.run(building.Wish(plain.root, search=search, strict=strict, quiet=quiet, as_json=as_json), ahead)
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)
        return building.EXIT_PROBLEMS


def _look_ahead(sent: scout.Scout) -> bytes:
    from bantin import walking

    listing = walking.listing(sent.subject[0])  # before anything else: whoever has begun this needs as long to import what understands it
    from bantin.glance import look_ahead

    return look_ahead(sent, listing)


_PLAIN = frozenset({"--no-search", "--strict", "--quiet", "--json"})
