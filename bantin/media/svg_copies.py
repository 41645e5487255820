"""Count the elements that a drawing shows when each `<use>` is replaced by its copy.

Copies of copies multiply: eight lines of ten copies each are a hundred million elements, which browsers never finish.
"""

from __future__ import annotations

from urllib.parse import unquote

ELEMENT_LIMIT = 500_000
"""Most elements that a drawing may show."""


class Copies:
    """Collects the elements and references of a drawing."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        """The index of each element's parent; -1 for the first."""
        self._open: list[int] = []
        self._named: dict[str, int] = {}
        """Elements by id; of two with the same id the first, as in browsers."""
        self._copied: list[tuple[int, str]] = []
        """Each `<use>` with an id that it may copy."""

    def start(self, name: str, references: list[str]) -> None:
        """Begin an element with the id `name` or none (empty); it copies one of `references` (`#id`)."""
        index = len(self._parents)
        self._parents.append(self._open[-1] if self._open else -1)
        self._open.append(index)
        if name:
            self._named.setdefault(name, index)
        for reference in references:
            # Browsers look for the id as written, then percent-decoded.
            self._copied += [(index, one) for one in {reference[1:], unquote(reference[1:])}]

    def end(self) -> None:
        """End the innermost element."""
        self._open.pop()

    def are_few(self) -> bool:
        """Whether at most `ELEMENT_LIMIT` elements are shown and none copies itself."""
        shown_by: list[list[int]] = [[] for _ in self._parents]
        """The elements that show each one: its parent, and every `<use>` of it."""
        awaited = [0] * len(self._parents)
        edges = [(parent, index) for index, parent in enumerate(self._parents) if parent >= 0]
        edges += [(index, self._named[copied]) for index, copied in self._copied if copied in self._named]
        for index, inner in edges:
            shown_by[inner].append(index)
            awaited[index] += 1
        counts = [1] * len(self._parents)
        known = [index for index, left in enumerate(awaited) if not left]
        for inner in known:  # grows meanwhile
            for index in shown_by[inner]:
                counts[index] = min(counts[index] + counts[inner], ELEMENT_LIMIT + 1)
                awaited[index] -= 1
                if not awaited[index]:
                    known.append(index)
        return len(known) == len(counts) and counts[0] <= ELEMENT_LIMIT
