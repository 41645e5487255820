"""Plain builds: understood without the command line parser, and begun before the engine is imported."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from bantin.build.lookout import scout
from bantin.system import workers
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


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
    output, jobs = plain.root / "public", workers.default_jobs()
    sent = scout.send(plain.root, output, jobs)
    _import_msgspec()
    from bantin.build.lookout import quick
    from bantin.build.lookout.glance import Glance
    from bantin.commands import building

    no_search, strict, quiet, as_json = (f"--{one}" in plain.options for one in ("no-search", "strict", "quiet", "json"))
    wish = building.Wish(plain.root, search=not no_search, strict=strict, quiet=quiet, as_json=as_json)
    try:
        with Glance(plain.root, output, quick.options(None, search=wish.search), jobs, ahead=sent) as ahead:
            return building.run(wish, ahead)
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)
        return building.EXIT_PROBLEMS


def _import_msgspec() -> None:
    """Import msgspec, with what Python itself has rather than with typing_extensions.

    It takes that where other packages have brought it along, to serve Pythons older than ours, and to import it takes as long as to
    render twenty pages. Whoever asks for it later gets it.
    """
    name = "typing_extensions"
    if name not in sys.modules:
        sys.modules[name] = cast("ModuleType", None)  # "not there": https://docs.python.org/3/reference/import.html
        try:
            import msgspec  # noqa: F401 - that is all
        finally:
            del sys.modules[name]


_PLAIN = frozenset({"--no-search", "--strict", "--quiet", "--json"})
