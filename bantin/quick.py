"""See at a glance that nothing has changed since the last build: signatures only, nothing is read or parsed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import bantin
from bantin import fingerprints, sources
from bantin.layouts import layout_files
from bantin.publishing import file_signature
from bantin.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.sources import Tree
    from bantin.store import Quick


def inputs_print(root: Path, tree: Tree, options: str, now_ns: int) -> int:
    """Return the fingerprint of the signatures of everything that a build reads; 0 when one of them is too fresh to trust."""
    signatures = [file_signature(str(root / SETTINGS_FILE), now_ns)]
    names = [options, str(root)]
    for name, path in layout_files(root).items():
        names.append(name)
        signatures.append(file_signature(str(path.resolve()), now_ns))
    for file in tree.files:
        names.append(file.path)
        signatures.append(file.signature)
    if 0 in signatures:
        return 0
    return fingerprints.of([names, signatures, _engine_files()])


def outputs_print(folder: Path, files: Iterable[str], now_ns: int) -> int:
    """Return the fingerprint of the signatures of everything that a build made; 0 when one is missing or too fresh."""
    base = f"{folder}{os.sep}"
    signatures = [file_signature(base + file, now_ns) for file in files]
    return 0 if 0 in signatures else fingerprints.of(signatures)


def is_unchanged(quick: Quick, root: Path, folder: Path, options: str, now: float) -> bool:
    """Whether neither inputs nor outputs nor what the clock decides have changed since `quick` was made.

    `now` in seconds since 1970.
    """
    if not quick.inputs or not quick.valid_from <= now < quick.valid_until:
        return False
    now_ns = time.time_ns()
    tree = sources.walk(root)
    if tree.problems or inputs_print(root, tree, options, now_ns) != quick.inputs:
        return False
    return outputs_print(folder, quick.files, now_ns) == quick.outputs


def _engine_files() -> list[int]:
    """Return times that change when the engine, or a library beside it, is replaced."""
    import msgspec

    package = Path(bantin.__file__).parent
    times = [path.stat().st_mtime_ns for path in sorted(package.rglob("*.py"))]
    return [*times, Path(msgspec.__file__).parent.parent.stat().st_mtime_ns]
