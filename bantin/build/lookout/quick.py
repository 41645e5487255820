"""See at a glance that nothing has changed since the last build: signatures only, nothing is read or parsed."""

from __future__ import annotations

import os
from array import array
from typing import TYPE_CHECKING, NamedTuple

from bantin.build.memory.engine import engine_times
from bantin.system import fingerprints
from bantin.system.names import listed
from bantin.system.paths import MANIFEST, OWN_FOLDER, SETTINGS_FILE, below, layout_folders, output_path
from bantin.system.signatures import signature

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.content.walking import Register
    from bantin.system.columns import Columns


FEW = 50
"""New files that are sooner read again by the next build than waited for by this one."""


class SitePrint(NamedTuple):
    """What decides over a whole build, beside its sources."""

    names: list[str]
    signatures: list[int]


def options(base_url: str | None, *, search: bool) -> str:
    """Return what a build is asked for, as far as it decides what is published."""
    return f"{base_url or ''} {search}"


def site_print(root: Path, asked: str, now_ns: int) -> SitePrint:
    """Return the names and signatures of the settings, the layouts and the engine; taken before any of them is read.

    `asked` is what `options` returns, or the name of a command.
    """
    # Of words, a site's own file and the project's are both read.
    layouts = {f"{folder}/{name}": path for folder in layout_folders(root) for name, path in sorted(below(folder).items())}
    signatures = [_signature(root / SETTINGS_FILE, now_ns), *(_signature(path, now_ns) for path in layouts.values()), engine_times()]
    return SitePrint([asked, str(root), *layouts], signatures)


def prepared_print(site: SitePrint) -> int:
    """Return the fingerprint of settings, layouts and engine; 0 when one of them is too fresh to trust."""
    return 0 if 0 in site.signatures else fingerprints.of(site)


def inputs_print(site: SitePrint, register: Register) -> int:
    """Return the fingerprint of the signatures of everything that a build reads; 0 when one of them is too fresh to trust."""
    if register.faults or 0 in site.signatures or 0 in array("q", register.signatures) or not all(row[2] for row in register.others):
        return 0
    return fingerprints.of([site, register])


def is_published(columns: Columns, folder: Path, outputs: array[int]) -> bool:
    """Whether an output folder is as the build that `columns` are of has left it; `outputs` are the signatures of its files."""
    own = folder / OWN_FOLDER
    # A build that was killed leaves a stage to clear away; a lost manifest must be made again.
    if not own.is_dir() or set(os.listdir(own)) - {"lock"} != {MANIFEST}:
        return False
    known = array("q", columns.signatures)
    if not known.count(0):
        return outputs == known
    if known.count(0) > FEW or any(before not in (0, now) for before, now in zip(known, outputs, strict=True)):
        return False
    # What was made so lately that its signature could not be trusted is read.
    urls, digests = listed(columns.urls), array("Q", columns.digests)
    return all(fingerprints.holds(f"{folder}{os.sep}{output_path(urls[at])}", digests[at]) for at, before in enumerate(known) if not before)


def _signature(path: Path, now_ns: int) -> int:
    """Return the signature of a file, or of the one that a link leads to."""
    try:
        return signature(os.stat(path), now_ns)
    except OSError:
        return 0
