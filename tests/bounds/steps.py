"""Count the steps that a regular expression takes: a plain backtracking matcher over the tree that `re` itself parses.

`re` works in C, where nobody can count. This matcher tries the same alternatives in the same order, so its steps grow as those of
`re` do; `tests/bounds/test_patterns.py` holds it to the same matches.
"""

from __future__ import annotations

import functools
import re
import sys
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Then = Callable[[int], bool]
    Node = Callable[[int, Then], bool]

ENOUGH = 3_000_000
"""Steps after which nobody counts on."""
_CATEGORIES = {
    c.CATEGORY_DIGIT: r"\d",
    c.CATEGORY_NOT_DIGIT: r"\D",
    c.CATEGORY_SPACE: r"\s",
    c.CATEGORY_NOT_SPACE: r"\S",
    c.CATEGORY_WORD: r"\w",
    c.CATEGORY_NOT_WORD: r"\W",
}
_WORD = re.compile(r"\w")


class Endless(Exception):
    """More than `ENOUGH` steps."""


class Counting:
    """A pattern that counts; it finds what `re` finds, and answers as `re.Pattern` does."""

    is_counting: ClassVar[bool] = False
    """Whether the methods of `re.Pattern` count; without it they only find."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self.real = pattern
        self.steps = 0
        self._text = ""
        self._end = 0
        self._groups: dict[int, tuple[int, int]] = {}
        source = pattern.pattern
        self._bytes = isinstance(source, bytes)
        tree = parser.parse(source, pattern.flags & ~re.TEMPLATE if hasattr(re, "TEMPLATE") else pattern.flags)
        self._node = self._sequence(list(tree), pattern.flags)

    # --- as `re.Pattern`

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def match(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._note("match", text, pos, endpos)
        return self.real.match(text, pos, endpos)

    def fullmatch(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._note("fullmatch", text, pos, endpos)
        return self.real.fullmatch(text, pos, endpos)

    def search(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._note("search", text, pos, endpos)
        return self.real.search(text, pos, endpos)

    def findall(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._note("findall", text, pos, endpos)
        return self.real.findall(text, pos, endpos)

    def finditer(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Any:
        self._note("finditer", text, pos, endpos)
        return self.real.finditer(text, pos, endpos)

    def split(self, text: Any, maxsplit: int = 0) -> Any:
        self._note("split", text)
        return self.real.split(text, maxsplit)

    def sub(self, repl: Any, text: Any, count: int = 0) -> Any:
        self._note("sub", text)
        return self.real.sub(repl, text, count)

    def subn(self, repl: Any, text: Any, count: int = 0) -> Any:
        self._note("subn", text)
        return self.real.subn(repl, text, count)

    # --- counting

    def _note(self, method: str, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> None:
        if not self.is_counting:
            return
        tracer = sys.gettrace()
        sys.settrace(None)  # the matcher's own lines are no steps
        try:
            self.count(method, text, pos, endpos)
        finally:
            sys.settrace(tracer)

    def count(self, method: str, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> list[tuple[int, int]]:
        """Add the steps of a method to `steps`; return the places found."""
        self._text = text.decode("latin-1") if isinstance(text, bytes | bytearray) else str(text)
        self._end = min(endpos, len(self._text))
        if method == "match":
            end = self._match(pos, None)
            return [] if end is None else [(pos, end)]
        if method == "fullmatch":
            end = self._match(pos, self._end)
            return [] if end is None else [(pos, end)]
        places = self._all(pos)
        return [place for place, _ in zip(places, [None], strict=False)] if method == "search" else list(places)

    def _all(self, pos: int) -> Iterator[tuple[int, int]]:
        empty_at = -1
        while pos <= self._end:
            end = self._match(pos, None, empty_at)
            if end is None:
                pos += 1
                continue
            yield pos, end
            empty_at = end if end == pos else -1
            pos = max(end, pos)

    def _match(self, pos: int, until: int | None, not_empty_at: int = -1) -> int | None:
        found: list[int] = []
        self._groups = {}

        def then(end: int) -> bool:
            if (until is not None and end != until) or (end == pos == not_empty_at):
                return False
            found.append(end)
            return True

        self._step()
        return found[0] if self._node(pos, then) else None

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > ENOUGH:
            raise Endless

    # --- the tree

    def _sequence(self, items: list[Any], flags: int) -> Node:
        nodes = [self._made(op, argument, flags) for op, argument in items]

        def joined(first: Node, rest: Node) -> Node:
            return lambda at, then: first(at, lambda end: rest(end, then))

        if not nodes:
            return lambda at, then: then(at)
        whole = nodes[-1]
        for node in reversed(nodes[:-1]):
            whole = joined(node, whole)
        return whole

    def _made(self, op: Any, argument: Any, flags: int) -> Node:  # noqa: C901, PLR0911 - one line for each kind of node
        if (fits := self._letter(op, argument, flags)) is not None:
            return self._single(fits)
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            least, most, inner = argument
            most = sys.maxsize if most is c.MAXREPEAT else most
            items = list(inner)
            fits = self._letter(items[0][0], items[0][1], flags) if len(items) == 1 else None
            if fits is not None:
                return self._run(fits, least, most, op)
            return self._repeat(self._sequence(items, flags), least, most, op)
        if op is c.BRANCH:
            return self._branch([self._sequence(list(one), flags) for one in argument[1]])
        if op is c.SUBPATTERN:
            number, added, removed, inner = argument
            return self._group(number, self._sequence(list(inner), (flags | added) & ~removed))
        if op is c.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(argument), flags))
        if op in (c.ASSERT, c.ASSERT_NOT):
            return self._look(op is c.ASSERT, argument[0], argument[1], flags)
        if op is c.GROUPREF:
            return self._reference(argument)
        if op is c.AT:
            return self._place(argument, flags)
        if op is c.FAILURE:
            return lambda _at, _then: False
        raise NotImplementedError(op)

    def _letter(self, op: Any, argument: Any, flags: int) -> Callable[[str], bool] | None:
        """Return whether one character fits, `None` for what is more than one."""
        if op is c.LITERAL:
            return functools.cache(lambda letter: argument in _spellings(letter, flags))
        if op is c.NOT_LITERAL:
            return functools.cache(lambda letter: argument not in _spellings(letter, flags))
        if op is c.ANY:
            return (lambda _letter: True) if flags & re.DOTALL else (lambda letter: letter != "\n")
        if op is c.IN:
            inside = [one for one in argument if one[0] is not c.NEGATE]
            negated = len(inside) < len(argument)
            ascii_only = re.ASCII if self._bytes or flags & re.ASCII else re.NOFLAG
            return functools.cache(lambda letter: _is_in(inside, letter, flags, ascii_only) != negated)
        return None

    def _single(self, fits: Callable[[str], bool]) -> Node:
        def node(at: int, then: Then) -> bool:
            self._step()
            return at < self._end and fits(self._text[at]) and then(at + 1)

        return node

    def _run(self, fits: Callable[[str], bool], least: int, most: int, op: Any) -> Node:
        def node(at: int, then: Then) -> bool:
            text, last = self._text, min(self._end, at + most)
            if op is c.MIN_REPEAT:
                end = at
                while True:
                    self._step()
                    if end - at >= least and then(end):
                        return True
                    if end >= last or not fits(text[end]):
                        return False
                    end += 1
            end = at
            while end < last and fits(text[end]):
                end += 1
            self._step(end - at + 1)
            if op is c.POSSESSIVE_REPEAT:
                return end - at >= least and then(end)
            while end - at >= least:
                if then(end):
                    return True
                self._step()
                end -= 1
            return False

        return node

    def _repeat(self, inner: Node, least: int, most: int, op: Any) -> Node:
        def some(at: int, count: int, then: Then) -> bool:
            self._step()

            def more() -> bool:
                return count < most and inner(
                    at, lambda end: (end > at or count < least) and some(end, count + 1, then)
                )

            if count < least:
                return more()
            return (then(at) or more()) if op is c.MIN_REPEAT else (more() or then(at))

        def node(at: int, then: Then) -> bool:
            return some(at, 0, then)

        return self._atomic(node) if op is c.POSSESSIVE_REPEAT else node

    def _branch(self, nodes: list[Node]) -> Node:
        def node(at: int, then: Then) -> bool:
            for one in nodes:
                self._step()
                if one(at, then):
                    return True
            return False

        return node

    def _group(self, number: int | None, inner: Node) -> Node:
        if number is None:
            return inner

        def node(at: int, then: Then) -> bool:
            def ended(end: int) -> bool:
                before = self._groups.get(number)
                self._groups[number] = (at, end)
                if then(end):
                    return True
                if before is None:
                    del self._groups[number]
                else:
                    self._groups[number] = before
                return False

            return inner(at, ended)

        return node

    def _atomic(self, inner: Node) -> Node:
        def node(at: int, then: Then) -> bool:
            ends: list[int] = []

            def ended(end: int) -> bool:
                ends.append(end)
                return True

            return inner(at, ended) and then(ends[0])

        return node

    def _look(self, wanted: bool, direction: int, items: Any, flags: int) -> Node:  # noqa: FBT001
        inner, width = self._sequence(list(items), flags), items.getwidth()[0]

        def node(at: int, then: Then) -> bool:
            self._step()
            ahead = direction > 0
            found = inner(at, lambda _end: True) if ahead else at >= width and inner(at - width, lambda end: end == at)
            return found == wanted and then(at)

        return node

    def _reference(self, number: int) -> Node:
        def node(at: int, then: Then) -> bool:
            place = self._groups.get(number)
            if place is None:
                return False
            said = self._text[place[0] : place[1]]
            self._step(len(said) + 1)
            return self._text.startswith(said, at) and at + len(said) <= self._end and then(at + len(said))

        return node

    def _place(self, kind: Any, flags: int) -> Node:
        def is_word(at: int) -> bool:
            return 0 <= at < self._end and _WORD.match(self._text[at]) is not None

        def holds(at: int) -> bool:
            text = self._text
            if kind in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
                return at == 0 or (kind is c.AT_BEGINNING and bool(flags & re.MULTILINE) and text[at - 1] == "\n")
            if kind in (c.AT_END, c.AT_END_STRING):
                if at == self._end or kind is c.AT_END_STRING:
                    return at == self._end
                return text[at] == "\n" and (bool(flags & re.MULTILINE) or at == self._end - 1)
            return (is_word(at - 1) != is_word(at)) == (kind is c.AT_BOUNDARY)

        def node(at: int, then: Then) -> bool:
            self._step()
            return holds(at) and then(at)

        return node


def _spellings(letter: str, flags: int) -> set[int]:
    return (
        {ord(one) for one in (letter, letter.lower(), letter.upper()) if len(one) == 1}
        if flags & re.IGNORECASE
        else {ord(letter)}
    )


def _is_in(inside: list[Any], letter: str, flags: int, ascii_only: int) -> bool:
    for op, argument in inside:
        if op is c.LITERAL and argument in _spellings(letter, flags):
            return True
        if op is c.RANGE and any(argument[0] <= one <= argument[1] for one in _spellings(letter, flags)):
            return True
        if op is c.CATEGORY and re.match(_CATEGORIES[argument], letter, ascii_only):
            return True
    return False
