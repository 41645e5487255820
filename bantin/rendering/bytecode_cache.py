"""Compiled layouts kept in `.bantin/`, so that an edit of one article need not compile them again.

They run as code. `.bantin/` may come from elsewhere: a cache of CI, an archive, a folder that others may write. So each
file is sealed with a key that lies outside the site (`private_key`), and what is not sealed by it is compiled anew.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

import jinja2

from bantin.rendering import compiler
from bantin.system import atomic_file, fingerprints
from bantin.system.private_key import private_key

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
        self._key = private_key()
        if self._key and not self._folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                atomic_file.make_private_folder(self._folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` from its file; one that is damaged, or that we did not write, is as good as none."""
        data = atomic_file.read_checked(self._path(bucket), self._seal(bucket)) if self._key else None
        if data is not None:
            bucket.load_bytecode(BytesIO(data))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write `bucket` to its file, whole or not at all."""
        if not self._key:
            return
        buffer = BytesIO()
        bucket.write_bytecode(buffer)
        with contextlib.suppress(OSError):
            atomic_file.write_checked(self._path(bucket), buffer.getvalue(), self._seal(bucket))

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / bucket.key

    def _seal(self, bucket: Bucket) -> bytes:
        """Return the key for one layout: what is compiled of another does not stand in for it."""
        name = f"{self._folder.name}/{bucket.key}".encode()
        return blake2b(name, key=self._key or b"", digest_size=32).digest()


def _source(module: ModuleType) -> bytes:
    """Return the text of one of our modules: a checkout changes without a new version."""
    with open(str(module.__file__), "rb") as stream:
        return stream.read()
