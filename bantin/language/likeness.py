"""The name most like another, for hints: found by its parts, so that among many names only a few are compared."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bantin.language.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 300
"""Characters of a name that somebody may have mistyped."""
_LOOKED_AT = 5_000
"""Last parts of names that may be counted as alike in some pair of letters."""
_COMPARED = 8
"""Last parts, and then whole names, that are compared letter by letter."""
_ALIKE, _CUTOFF = 0.4, 0.5
"""How much a last part, in pairs of letters, and a whole name must have in common with what was written."""


class Likeness:
    """Paths or addresses that a mistyped one may stand for."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        """By their last part, folded."""
        for name in sorted(frozenset(names)):
            self._names[_last(name)].append(name)
        self._having: dict[str, list[str]] = defaultdict(list)
        """The last parts that have two letters side by side."""
        for part in self._names:
            for pair in _pairs(part):
                self._having[pair].append(part)

    def nearest(self, target: str) -> str:
        """Return the name most like `target`, or an empty text when none is near."""
        import difflib  # only faults need it

        part = _last(target)
        if not part or len(target) > _LONGEST:
            return ""
        matcher = difflib.SequenceMatcher(b=target, autojunk=False)
        best, found = _CUTOFF, ""
        for other in [part] if part in self._names else self._alike(part):
            for name in self._of_folder(other, target):
                matcher.set_seq1(name)
                if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
                    continue
                ratio = matcher.ratio()
                if ratio > best or (ratio == best and not found):
                    best, found = ratio, name
        return found

    def _alike(self, part: str) -> list[str]:
        """Return the last parts that have most pairs of letters in common with `part`, the rarest pairs first."""
        pairs = _pairs(part)
        shared: Counter[str] = Counter()
        left = _LOOKED_AT
        for having in sorted((self._having[pair] for pair in pairs if pair in self._having), key=len):
            shared.update(having[:left])
            left -= len(having)
            if left <= 0:
                break
        alike = {other: 2 * count / (len(pairs) + len(_pairs(other))) for other, count in shared.items()}
        found = sorted((other for other in alike if alike[other] >= _ALIKE), key=lambda other: (-alike[other], other))
        return found[:_COMPARED]

    def _of_folder(self, part: str, target: str) -> list[str]:
        """Return the names that end with `part`: those next to `target` in the alphabet, which begin as it does."""
        names = self._names[part]
        at = bisect_left(names, target)
        return names[max(0, at - _COMPARED // 2) : at + _COMPARED // 2 + 1]


def _last(name: str) -> str:
    """Return the last part of a path or address, folded, without its suffix; of `x/index.md` it is `x`."""
    parts = name.rstrip("/").rsplit("/", 2)
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    return slugify(parts[-2] if stem == "index" and len(parts) > 1 else stem)


def _pairs(part: str) -> frozenset[str]:
    ends = f"^{part}$"
    return frozenset(ends[at : at + 2] for at in range(len(ends) - 1))
