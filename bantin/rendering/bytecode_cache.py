"""Compiled layouts kept in `.bantin/`, so that an edit of one article need not compile them again."""

from __future__ import annotations

import contextlib
import shutil
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import jinja2

from bantin.rendering import compiler
from bantin.system import atomic_file, fingerprints

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from jinja2.bccache import Bucket

    from bantin.rendering.layouts import Layouts


class LayoutCache(jinja2.BytecodeCache):
    """One folder for one set of layouts and words, as both are compiled in; those of older sets are removed."""

    def __init__(self, folder: Path, layouts: Layouts, base_path: str) -> None:
        compiled_by = fingerprints.of_content(_source(compiler))
        everything = [
            sorted(layouts.prints.items()),
            layouts.words_print,
            base_path,
            sys.version,
            jinja2.__version__,
            compiled_by,
        ]
        self._folder = folder / f"{fingerprints.of(everything):016x}"
        if not self._folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                self._folder.mkdir(parents=True)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` from its file; a damaged file is as good as none."""
        data = atomic_file.read_checked(self._path(bucket))
        if data is not None:
            bucket.load_bytecode(BytesIO(data))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write `bucket` to its file, whole or not at all."""
        buffer = BytesIO()
        bucket.write_bytecode(buffer)
        with contextlib.suppress(OSError):
            atomic_file.write_checked(self._path(bucket), buffer.getvalue())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / bucket.key


def _source(module: ModuleType) -> bytes:
    """Return the text of one of our modules: a checkout changes without a new version."""
    with open(str(module.__file__), "rb") as stream:
        return stream.read()
