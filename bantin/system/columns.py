"""What a build asks of every page of an output folder, in a few long values: quick to read where nothing else is."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import msgspec

from bantin.system.names import SEPARATOR


class Columns(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Each column is in the order of `urls`."""

    urls: str = ""
    """Sorted; see `names.listed`."""
    firsts: str = ""
    """The first address of each block in the store; see `names.listed`."""
    signatures: bytes = b""
    """Of the published files, 64 bits each; 0 for one that was too fresh to trust."""
    digests: bytes = b""
    """Fingerprints of their bytes, 64 bits each."""
    marks: bytes = b""
    """All `PageRecord.marks`, one after another."""
    lengths: bytes = b""
    """How many bytes of `marks` are each page's, 32 bits each."""
    telling: tuple[str, ...] = ()
    """Pages of which there is more to say than how they were made: see `PageRecord.is_telling`."""
    unplanned: dict[str, tuple[str, ...]] = {}
    """What no layout makes, by kind."""

    @property
    def is_sound(self) -> bool:
        """Whether each column has a value for each address."""
        size = self.urls.count(SEPARATOR) + 1 if self.urls else 0
        return (
            len(self.signatures) == len(self.digests) == 8 * size
            and len(self.lengths) == 4 * size
            and sum(array("I", self.lengths)) == len(self.marks)
        )


class Stamped(NamedTuple):
    """Columns, with what changes whenever they are written."""

    stamp: str
    columns: Columns
