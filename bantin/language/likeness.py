"""Find the name most similar to a mistyped one, comparing only a few of many names."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bantin.language.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 300
"""Longest name, in characters, for which a similar one is sought."""
_COUNTED = 5_000
"""Most last parts whose pairs of letters are counted."""
_COMPARED = 8
"""Most last parts, and then whole names, that are compared letter by letter."""
_ALIKE, _CUTOFF = 0.4, 0.5
"""How much a last part, in pairs of letters, and a whole name must have in common with what was written."""


class Likeness:
    """The paths or URLs among which similar ones are sought."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        """By their last part, folded; sorted."""
        for name in sorted(frozenset(names)):
            self._names[_last(name)].append(name)
        self._parts: dict[str, list[str]] = defaultdict(list)
        """Last parts by each pair of neighbouring letters in them."""
        self._sizes: dict[str, int] = {}
        """The number of pairs of letters in each last part."""
        for part in self._names:
            pairs = _pairs(part)
            self._sizes[part] = len(pairs)
            for pair in pairs:
                self._parts[pair].append(part)

    def nearest(self, target: str) -> str:
        """Return the name most similar to `target`, or an empty text when none is similar."""
        import difflib  # only needed for faults

        part = _last(target)
        if not part or len(target) > _LONGEST:
            return ""
        matcher = difflib.SequenceMatcher(b=target, autojunk=False)
        best, found = _CUTOFF, ""
        for other in [part] if part in self._names else self._similar_parts(part):
            for name in self._near_in_order(other, target):
                matcher.set_seq1(name)
                if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
                    continue
                ratio = matcher.ratio()
                if ratio > best or (ratio == best and not found):
                    best, found = ratio, name
        return found

    def _similar_parts(self, part: str) -> list[str]:
        """Return the last parts that share the most pairs of letters with `part`; the rarest pairs count first."""
        pairs = _pairs(part)
        shared: Counter[str] = Counter()
        left = _COUNTED
        for parts in sorted((self._parts[pair] for pair in pairs if pair in self._parts), key=len):
            shared.update(parts[:left])
            left -= len(parts)
            if left <= 0:
                break
        alike = [(-2 * count / (len(pairs) + self._sizes[other]), other) for other, count in shared.items()]
        return [other for rank, other in heapq.nsmallest(_COMPARED, alike) if -rank >= _ALIKE]

    def _near_in_order(self, part: str, target: str) -> list[str]:
        """Return those names with the last part `part` that are next to `target` in the alphabet."""
        names = self._names[part]
        at = bisect_left(names, target)
        return names[max(0, at - _COMPARED // 2) : at + _COMPARED // 2 + 1]


def _last(name: str) -> str:
    """Return the last part of a path or URL as a slug without suffix: `x` for `a/x.md` and `a/x/index.md`."""
    parts = name.rstrip("/").rsplit("/", 2)
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    return slugify(parts[-2] if stem == "index" and len(parts) > 1 else stem)


def _pairs(part: str) -> frozenset[str]:
    ends = f"^{part}$"
    return frozenset(ends[at : at + 2] for at in range(len(ends) - 1))
