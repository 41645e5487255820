"""Plain builds: understood without the command line parser, and begun before the engine is imported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bantin import quick, workers
from bantin.files import SETTINGS_FILE
from bantin.glance import Glance

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
    output, search, jobs = plain.root / "public", "--no-search" not in plain.options, workers.default_jobs()
    ahead = Glance(plain.root, output, quick.options(None, search=search), jobs)
    from bantin import building

    try:
        with ahead:
            strict, quiet, as_json = (f"--{one}" in plain.options for one in ("strict", "quiet", "json"))
            return building.run(building.Wish(plain.root, search=search, strict=strict, quiet=quiet, as_json=as_json), ahead)
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)
        return building.EXIT_PROBLEMS


_PLAIN = frozenset({"--no-search", "--strict", "--quiet", "--json"})
