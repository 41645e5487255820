"""See at a glance that nothing has changed since the last build: signatures only, nothing is read or parsed."""

from __future__ import annotations

import os
import time
from array import array
from typing import TYPE_CHECKING

from bantin import fingerprints
from bantin.engine import engine_times
from bantin.files import MANIFEST, OWN_FOLDER, SETTINGS_FILE, layout_files, output_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bantin.sources import Tree
    from bantin.store import Quick

_MANY = 1_000
"""Files from which a process of its own looks at them sooner than it takes to make one."""


class OutputsLook:
    """Looks at the published files, in a process of its own where one costs little, while this one looks at the inputs."""

    def __init__(self, folder: Path, urls: Sequence[str], jobs: int) -> None:
        """Begin to look at what stands for `urls` in the output folder `folder`."""
        self._now_ns = time.time_ns()
        self._base = f"{folder}{os.sep}"
        self._urls = urls
        self._found: list[int] | None = None
        self._child = 0
        if jobs > 1 and len(urls) >= _MANY and _may_fork():
            self._reading, writing = os.pipe()
            self._child = os.fork()
            if not self._child:
                self._send(writing)
            os.close(writing)

    def signatures(self) -> list[int]:
        """Return the signature of each file, 0 when it is not there, no plain file, or too fresh to trust."""
        if self._found is None and self._child:
            with os.fdopen(self._reading, "rb") as stream:
                data = stream.read()
            os.waitpid(self._child, 0)
            self._child = 0
            if len(data) == 8 * len(self._urls):
                self._found = array("q", data).tolist()
        if self._found is None:
            self._found = self._look()
        return self._found

    def close(self) -> None:
        """End the process, if nobody has asked for what it found."""
        if self._child:
            os.close(self._reading)
            os.waitpid(self._child, 0)
            self._child = 0

    def _look(self) -> list[int]:
        return fingerprints.signatures([self._base + output_path(url) for url in self._urls], self._now_ns)

    def _send(self, writing: int) -> None:
        """Look, in the child, and end it: nothing of what the parent set up may run here."""
        try:
            data = memoryview(array("q", self._look()).tobytes())
            while data:
                data = data[os.write(writing, data) :]
        finally:
            os._exit(0)


def inputs_print(root: Path, tree: Tree, options: str, now_ns: int) -> int:
    """Return the fingerprint of the signatures of everything that a build reads; 0 when one of them is too fresh to trust."""
    layouts = layout_files(root)
    signatures = [_signature(root / SETTINGS_FILE, now_ns), *(_signature(path, now_ns) for path in layouts.values())]
    names = [options, str(root), *layouts]
    for file in tree.files:
        names.append(file.path)
        signatures.append(file.signature)
    if 0 in signatures or tree.problems:
        return 0
    return fingerprints.of([names, signatures, engine_times()])


def combined(signatures: list[int]) -> int:
    """Return one fingerprint of signatures; 0 when one of them cannot be trusted."""
    return 0 if 0 in signatures else fingerprints.of(signatures)


def is_unchanged(quick: Quick, inputs: int, folder: Path, look: OutputsLook, now: float) -> bool:
    """Whether neither inputs (their fingerprint as of now) nor outputs nor what the clock decides have changed since `quick`.

    `look` is at `quick.urls`; `now` in seconds since 1970.
    """
    if quick.inputs != inputs or not quick.valid_from <= now < quick.valid_until:
        return False
    own = folder / OWN_FOLDER
    # A build that was killed leaves a stage to clear away; a lost manifest must be made again.
    if not own.is_dir() or set(os.listdir(own)) - {"lock"} != {MANIFEST}:
        return False
    if combined(look.signatures()) != quick.outputs:
        return False
    return all(fingerprints.holds(f"{folder}{os.sep}{file}", digest) for file, digest in quick.fresh)


def _signature(path: Path, now_ns: int) -> int:
    """Return the signature of a file, or of the one that a link leads to."""
    try:
        return fingerprints.signature(os.stat(path), now_ns)
    except OSError:
        return 0


def _may_fork() -> bool:
    from bantin import workers

    return workers.start_method() == "fork"
