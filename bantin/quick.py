"""See at a glance that nothing has changed since the last build: signatures only, nothing is read or parsed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from bantin import fingerprints
from bantin.engine import engine_times
from bantin.files import MANIFEST, OWN_FOLDER, SETTINGS_FILE, layout_files

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.sources import Tree
    from bantin.store import Quick


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
    layouts = layout_files(root)
    signatures = [_signature(root / SETTINGS_FILE, now_ns), *(_signature(path, now_ns) for path in layouts.values()), engine_times()]
    return SitePrint([asked, str(root), *layouts], signatures)


def inputs_print(site: SitePrint, tree: Tree) -> int:
    """Return the fingerprint of the signatures of everything that a build reads; 0 when one of them is too fresh to trust."""
    signatures = [*site.signatures, *(file.signature for file in tree.files)]
    if 0 in signatures or tree.problems:
        return 0
    return fingerprints.of([site.names, [file.path for file in tree.files], signatures])


def combined(signatures: list[int]) -> int:
    """Return one fingerprint of signatures; 0 when one of them cannot be trusted."""
    return 0 if 0 in signatures else fingerprints.of(signatures)


def is_published(quick: Quick, folder: Path, outputs: list[int]) -> bool:
    """Whether an output folder is as the build that `quick` is of has left it; `outputs` are the signatures of `quick.urls`."""
    own = folder / OWN_FOLDER
    # A build that was killed leaves a stage to clear away; a lost manifest must be made again.
    if not own.is_dir() or set(os.listdir(own)) - {"lock"} != {MANIFEST}:
        return False
    if combined(outputs) != quick.outputs:
        return False
    return all(fingerprints.holds(f"{folder}{os.sep}{file}", digest) for file, digest in quick.fresh)


def _signature(path: Path, now_ns: int) -> int:
    """Return the signature of a file, or of the one that a link leads to."""
    try:
        return fingerprints.signature(os.stat(path), now_ns)
    except OSError:
        return 0
