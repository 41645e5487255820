"""See at a glance that nothing has changed since the last build: signatures only, nothing is read or parsed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bantin import fingerprints
from bantin.layouts import layout_files
from bantin.publishing import MANIFEST, OWN_FOLDER, file_signature
from bantin.settings import SETTINGS_FILE
from bantin.store import engine_files

if TYPE_CHECKING:
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
    if 0 in signatures or tree.problems:
        return 0
    return fingerprints.of([names, signatures, _engine_times()])


def combined(signatures: list[int]) -> int:
    """Return one fingerprint of signatures; 0 when one of them cannot be trusted."""
    return 0 if 0 in signatures else fingerprints.of(signatures)


def is_unchanged(quick: Quick, inputs: int, folder: Path, now: float) -> bool:
    """Whether neither inputs (their fingerprint as of now) nor outputs nor what the clock decides have changed since `quick`.

    `now` in seconds since 1970.
    """
    if quick.inputs != inputs or not quick.valid_from <= now < quick.valid_until:
        return False
    own = folder / OWN_FOLDER
    # A build that was killed leaves a stage to clear away; a lost manifest must be made again.
    if not own.is_dir() or set(os.listdir(own)) - {"lock"} != {MANIFEST}:
        return False
    now_ns = time.time_ns()
    base = f"{folder}{os.sep}"
    return combined(fingerprints.signatures([base + file for file in quick.files], now_ns)) == quick.outputs


def _engine_times() -> list[int]:
    """Return times that change when the engine, or a library beside it, is replaced."""
    import msgspec

    return [*(path.stat().st_mtime_ns for path in engine_files()), Path(msgspec.__file__).parent.parent.stat().st_mtime_ns]
