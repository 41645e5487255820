"""What a page asks while it renders, and so when it must be rendered again.

A page never looks at the index itself: it asks `Queries` by key, and a `Tracer` notes each key with the fingerprint of
the answer. The next build asks again; where every answer has the same fingerprint, the page's bytes are the same. Both
sides use `Queries.ask`, so a trace cannot drift from what was shown. (A verifying trace in the words of "Build systems
à la carte" by Mokhov, Mitchell and Peyton Jones, 2018.)
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import msgspec

from bantin.collections.collection import LargeDataView
from bantin.collections.documents import Document
from bantin.markup.body import Fragment, Place
from bantin.problems import Problem
from bantin.site.routes import Route
from bantin.system import fingerprints

Key = tuple[str | int | None, ...]
"""A query: its kind, then its arguments."""

OF_SOURCES = frozenset({"document", "text", "newer", "older", "related"})
"""Kinds of queries about a single source, their first argument: what it says, and what stands near it."""
NO_ANSWER = 1
"""The fingerprint of a query that has no answer any more."""
_MEDIA = frozenset({"picture", "share", "file"})


class Asked(NamedTuple):
    """A query with the fingerprint of its answer."""

    key: str
    """As JSON."""
    subject: str
    """The source that it asks about, or empty."""
    answer: int


Trace = list[Asked]


class Report(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What rendering a page finds beside its bytes."""

    problems: tuple[Problem, ...] = ()
    media: tuple[tuple[str, str], ...] = ()
    """What the page shows of files: how (`picture`, `share`, `file`), and their paths."""
    anchors: tuple[str, ...] = ()
    """Every `id` in the text of an article or page, sorted: what a link to it can name after its `#`."""
    fragments: tuple[Fragment, ...] = ()
    """Links to anchors of other texts."""
    places: tuple[Place, ...] = ()
    """The pictures in the text of an article or page, with their lines."""


class PageRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A published file, as the next build knows it."""

    route: Route
    fingerprint: int
    """Of the bytes."""
    made_of: int = 0
    """Fingerprint of what a file without layout was made of."""
    report: Report = Report()


def answer_fingerprint(answer: Any) -> int:  # noqa: ANN401 - an answer of any kind
    """Return the fingerprint of an answer. Articles count with all that lists may show of them."""
    if answer is None:
        return 0
    if isinstance(answer, Document):
        return answer.list_fingerprint
    if isinstance(answer, LargeDataView):
        return answer.made_of
    if isinstance(answer, tuple) and answer and isinstance(answer[0], Document):
        return hash(tuple([one.list_fingerprint for one in answer]))  # a hash of integers is the same in every process
    return fingerprints.of(answer)


class Answers(Protocol):
    """What answers queries: `queries.Queries`."""

    def ask(self, key: Key) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the answer to `key`."""

    def fingerprint(self, key: Key) -> int:
        """Return the fingerprint of the answer to `key`."""


class Tracer:
    """Asks queries on behalf of one page at a time, and notes them."""

    def __init__(self, queries: Answers) -> None:
        self.queries = queries
        self.reads: dict[Key, Any] = {}
        """What the page at hand has asked, with the answers."""
        self._asked: dict[Key, Asked] = {}

    def begin(self) -> None:
        """Forget the last page."""
        self.reads = {}

    def ask(self, *key: str | int | None) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the answer to `key`, noted."""
        reads = self.reads
        if key not in reads:
            reads[key] = self.queries.ask(key)
        return reads[key]

    def trace(self) -> Trace:
        """Return what the page at hand has asked."""
        return [self._asked_for(key, answer) for key, answer in self.reads.items()]

    def media(self) -> tuple[tuple[str, str], ...]:
        """Return what the page at hand shows of files: how, and their paths."""
        return tuple((str(key[0]), str(key[1])) for key, answer in self.reads.items() if key[0] in _MEDIA and answer)

    def _asked_for(self, key: Key, answer: Any) -> Asked:  # noqa: ANN401
        if key[0] in OF_SOURCES:
            return Asked(_encode(key).decode(), str(key[1]), answer_fingerprint(answer))
        known = self._asked.get(key)
        if known is None:
            known = self._asked[key] = Asked(_encode(key).decode(), "", self.queries.fingerprint(key))
        return known


_encode = msgspec.json.Encoder().encode
