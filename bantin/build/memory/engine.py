"""What every record depends on beside its source: Bantin itself, its libraries, the settings and the words."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

import msgspec

import bantin
from bantin.system import fingerprints

if TYPE_CHECKING:
    from bantin.config import Settings
    from bantin.rendering.layouts import Layouts

_LIBRARIES = ("jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "pypdf", "python-frontmatter", "pyyaml")
_INSTALLED = ".dist-info"
"""How the folder ends that an installed package of the name and version `name-version` keeps (binary distribution format, PEP 427)."""
_WINGS = frozenset({"counter", "preview"})


def engine_print() -> int:
    """Return the fingerprint of Bantin and the libraries that shape its output; `Store.engine` remembers it."""
    code = []
    for path in engine_files():
        with open(path, "rb") as stream:
            code.append(fingerprints.of_bytes(stream.read()))
    return fingerprints.of([bantin.__version__, code, _versions()])


def _versions() -> list[str]:
    """Return the versions of the libraries that shape output, as their folders beside msgspec's tell them.

    `importlib.metadata` knows them as well, and takes as long to import as twenty articles to read.
    """
    found = dict.fromkeys(_LIBRARIES, "")
    for entry in sorted(os.listdir(_site_packages())):
        name, _, version = entry.removesuffix(_INSTALLED).partition("-")
        name = name.lower().replace("_", "-")
        if entry.endswith(_INSTALLED) and name in found:
            found[name] += f"{version} "
    if not all(found.values()):
        from importlib import metadata  # one is installed elsewhere

        found.update((name, metadata.version(name)) for name, version in found.items() if not version)
    return list(found.values())


def source_base(settings: Settings, engine: int) -> int:
    """Return the fingerprint of all that decides how a source is read, beside its bytes."""
    return fingerprints.of([engine, settings.articles, settings.categories, settings.site.timezone])


def page_base(settings: Settings, layouts: Layouts, engine: int) -> int:
    """Return the fingerprint of all that every page depends on."""
    from bantin.config.checks import Checks

    shown = msgspec.structs.replace(settings, checks=Checks())  # what is not told of changes no page
    return fingerprints.of([engine, shown, layouts.words_print, layouts.language])


def engine_files() -> list[str]:
    """Return the engine's own files that shape output: a checkout changes without a new version."""
    folder = os.path.dirname(bantin.__file__)
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        if parent == folder:
            folders[:] = [name for name in folders if name not in _WINGS]
        found.extend(f"{parent}{os.sep}{name}" for name in names if name.endswith(".py"))
    return sorted(found)


@functools.cache  # what runs is what was there when it began
def engine_times() -> int:
    """Return a fingerprint that changes when the engine, or a library beside it, is replaced."""
    libraries = _site_packages()
    return fingerprints.of([libraries, *(os.stat(path).st_mtime_ns for path in (libraries, *engine_files()))])


def _site_packages() -> str:
    """Return the folder in which libraries are installed."""
    return os.path.dirname(os.path.dirname(msgspec.__file__))
