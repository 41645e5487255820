"""The fingerprint of the engine: Bantin itself and the libraries that shape its output."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

import msgspec

import bantin
from bantin.config import CounterService
from bantin.system import fingerprints

if TYPE_CHECKING:
    from bantin.config import Settings
    from bantin.rendering.layouts import Layouts

_LIBRARIES = (
    "icalendar",
    "jinja2",
    "markdown",
    "markupsafe",
    "msgspec",
    "nh3",
    "pillow",
    "pypdf",
    "python-frontmatter",
    "pyyaml",
    "rcssmin",
    "rjsmin",
)
_NOT_OF_PAGES = frozenset({"commands", "counter", "preview"})
"""Folders that shape no output."""


@functools.cache  # a process runs the code that was there when it began, also after an update
def engine_fingerprint() -> int:
    """Return the fingerprint of the engine's code (a checkout changes without a new version) and of its libraries."""
    code = []
    for path in engine_files():
        with open(path, "rb") as stream:
            code.append(fingerprints.of_content(stream.read()))
    from importlib import metadata  # takes as long to import as a build with nothing to do

    return fingerprints.of([bantin.__version__, code, [metadata.version(name) for name in _LIBRARIES]])


def engine_files() -> list[str]:
    """Return the engine's own files that shape output."""
    folder = os.path.dirname(bantin.__file__)
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        if parent == folder:
            folders[:] = [name for name in folders if name not in _NOT_OF_PAGES]
        found.extend(os.path.join(parent, name) for name in names if name.endswith(".py"))
    return sorted(found)


def engine_times() -> list[int]:
    """Return when the engine's files and the folder of its libraries were changed, in nanoseconds since 1970."""
    libraries = os.path.dirname(os.path.dirname(msgspec.__file__))
    return [os.stat(path).st_mtime_ns for path in (libraries, *engine_files())]


def source_base(settings: Settings) -> int:
    """Return the fingerprint of all that decides how a source is parsed, beside its bytes."""
    tables = [
        settings.articles,
        settings.categories,
        settings.markup,
        settings.paths,
        settings.papers,
        settings.petitions,
    ]
    return fingerprints.of([engine_fingerprint(), settings.site.timezone, *tables])


def page_base(settings: Settings, layouts: Layouts) -> int:
    """Return the fingerprint of all that every page depends on."""
    # Nor what is not reported, where the site goes, or how the counter's service runs (which may hold a password).
    counter = msgspec.structs.replace(settings.counter, service=CounterService())
    shown = msgspec.structs.replace(
        settings, checks=type(settings.checks)(), counter=counter, publish=type(settings.publish)()
    )
    return fingerprints.of([engine_fingerprint(), shown, layouts.words_print, layouts.language])
