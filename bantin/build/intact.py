"""Which published files are as the last build left them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bantin.build.lookout import glance
from bantin.system.paths import output_path

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, ItemsView, Iterator

    from bantin.build.lookout.glance import Seen
    from bantin.build.memory.published import Published
    from bantin.build.publishing import Output

_STRIDE = 64
"""Signatures that are compared at a time."""


class Intact(Mapping[str, int]):
    """Fingerprints of what is intact, by address. Nearly all is: it is told by what is not, and `known` of the rest."""

    def __init__(self, known: Published, lost: Collection[str], unsigned: Collection[str]) -> None:
        self._known = known
        self.lost = frozenset(lost)
        """Those that are gone or altered."""
        self.unsigned = frozenset(unsigned)
        """Those of which only the bytes could tell."""

    def __getitem__(self, url: str) -> int:
        if url in self.lost:
            raise KeyError(url)
        return self._known.digest(url)

    def items(self) -> ItemsView[str, int]:
        """Return all of it: in one go it comes sooner than one by one."""
        pairs = zip(self._known.urls, self._known.digests, strict=True)
        return {url: digest for url, digest in pairs if url not in self.lost}.items()

    def __iter__(self) -> Iterator[str]:
        return (url for url in self._known if url not in self.lost)

    def __len__(self) -> int:
        return len(self._known) - len(self.lost)


def find_intact(output: Output, known: Published, seen: Seen) -> Intact:
    """Return what of `known` is intact; what was `seen` of it need not be looked at again."""
    outputs = seen.outputs if seen.stamp and seen.stamp == known.stamp else glance.signatures(output.folder, known.urls, 1)
    lost: list[str] = []
    unsigned: list[str] = []
    for at in _doubtful(outputs, known.signatures):
        url = known.urls[at]
        (unsigned if output.has_bytes(output_path(url), known.digests[at]) else lost).append(url)
    return Intact(known, lost, unsigned)


def _doubtful(now: array[int], before: array[int]) -> Iterator[int]:
    """Yield where signatures differ, or say nothing."""
    for start in range(0, len(before), _STRIDE):
        one, other = now[start : start + _STRIDE], before[start : start + _STRIDE]
        if one != other or other.count(0):
            yield from (start + at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1] or not pair[1])
