"""The texts of attached files: read by the build that meets a file first, then kept in the site's `.bantin/texts/`."""

from __future__ import annotations

import contextlib
import os
import zlib
from typing import TYPE_CHECKING, NamedTuple

from bantin.content import read
from bantin.media.attachments import suffix_of
from bantin.search.articles import FILE_LIMIT, make_file_result
from bantin.system import atomic_file, fingerprints, safe_open

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from bantin.content.scan import File
    from bantin.search.articles import Entry
    from bantin.search.packs import Dictionary


class Read(NamedTuple):
    """A file that was read."""

    name: str
    """Of its entry."""
    kept: str
    """Of its text in the cache."""
    result: bytes
    """Compressed."""


class FileReader:
    """Reads files, in whichever process."""

    def __init__(self, cache: Path, files: Mapping[str, File], dictionary: Dictionary) -> None:
        self._cache = cache
        self._files = files
        self._dictionary = dictionary

    def __call__(self, chunk: Sequence[Entry]) -> list[Read]:
        """Return what was read for each entry. Raises `SourceChanged`."""
        return [self._read(entry) for entry in chunk]

    def _read(self, entry: Entry) -> Read:
        path = entry.file.file if entry.file else ""
        try:
            with read.open_file(self._files[path]) as stream:
                data = stream.read(FILE_LIMIT)
        except OSError:  # who publishes it says so
            data = b""
        kept, text = self._text(path, data)
        return Read(entry.name, kept, self._dictionary.compress(make_file_result(entry, text)))

    def _text(self, path: str, data: bytes) -> tuple[str, str]:
        """Return the name of a text in the cache, and the text."""
        from bantin.media import file_text  # pypdf, for a file whose text is not known

        key = [fingerprints.of_content(data), suffix_of(path), file_text.version()]
        kept = f"{fingerprints.of(key):016x}"
        place = os.path.join(self._cache, kept)
        with contextlib.suppress(OSError, zlib.error, UnicodeDecodeError):
            return kept, zlib.decompress(safe_open.read_plain(place, follow=False)).decode()
        text = file_text.read_text(path, data)
        with contextlib.suppress(OSError):  # it is a cache
            atomic_file.write_private(place, zlib.compress(text.encode()))
        return kept, text


def prune(cache: Path, used: Collection[str]) -> None:
    """Remove from the cache what is not `used`. Ignores `OSError`."""
    with contextlib.suppress(OSError):
        for name in os.listdir(cache):
            if name not in used:
                os.unlink(os.path.join(cache, name))
