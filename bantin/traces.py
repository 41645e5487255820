"""What a page asks while it renders, and so when it must be rendered again.

A page never looks at the catalog itself: it asks a `Library` by key, and a `Reader` notes each key with the answer's
fingerprint. The next build asks the same keys; when every answer has the same fingerprint, the page's bytes are the same.
Both sides use `Library.ask`, so a trace cannot drift from what was shown.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from bantin import fingerprints
from bantin.articles import Document
from bantin.markup.body import Fragment, Place
from bantin.pages import PageSpec
from bantin.problems import Problem

Key = tuple[str | int | None, ...]


OWN = frozenset({"document", "text", "newer", "older", "related"})
"""Kinds of keys that one page only asks for: their fingerprints are not worth remembering."""
_MEDIA = frozenset({"picture", "share", "file"})
_64_BITS = 0xFFFF_FFFF_FFFF_FFFF


class PageRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a page once it is rendered; kept until the next build."""

    spec: PageSpec
    digest: int
    """Fingerprint of the bytes."""
    size: int
    """In bytes."""
    reads: bytes
    """The trace, packed: see `unpacked`."""
    texts: tuple[tuple[str, int], ...] = ()
    """The sources whose text the page shows, each with its fingerprint (`Document.data`)."""
    media: tuple[tuple[str, str], ...] = ()
    """What the page shows of files: how (`picture`, `share`, `file`: see `media.plan`), and their paths."""
    problems: tuple[Problem, ...] = ()
    anchors: tuple[str, ...] = ()
    """Every `id` in the text of an article or page, sorted."""
    fragments: tuple[Fragment, ...] = ()
    """Links to anchors of other texts."""
    places: tuple[Place, ...] = ()
    """The pictures in the text of an article or page, with their lines."""


class StoredPage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A page as it was published last."""

    signature: int
    """Of the published file."""
    record: PageRecord


def fingerprint_of(answer: Any) -> int:  # noqa: ANN401 - an answer of any kind
    """Return the fingerprint of a library's answer. Articles count with all that lists may show of them."""
    if answer is None:
        return 0
    if isinstance(answer, Document):
        return answer.card
    if isinstance(answer, tuple) and answer:
        first = answer[0]
        if isinstance(first, Document):
            return hash(tuple([one.card for one in answer])) & _64_BITS
        if type(first) is int:
            return hash(answer) & _64_BITS  # a hash of integers is the same in every process
    return fingerprints.of(answer)


class Answers(Protocol):
    """Whatever answers questions by key: `library.Library`."""

    prints: dict[Key, int]
    """Fingerprints of answers that many pages ask for, as far as they are known."""

    def ask(self, key: Key) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the answer to `key`."""

    def fingerprint(self, key: Key) -> int:
        """Return the fingerprint of the answer to `key`."""


class Reader:
    """Asks a library on behalf of one page at a time, and notes it."""

    def __init__(self, library: Answers) -> None:
        self.library = library
        self.reads: dict[Key, int] = {}

    def begin(self) -> None:
        """Forget the last page."""
        self.reads = {}

    def ask(self, *key: str | int | None) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the library's answer to `key`, noted."""
        answer = self.library.ask(key)
        if key not in self.reads:
            self.reads[key] = fingerprint_of(answer) if key[0] in OWN else self.library.fingerprint(key)
        return answer

    def trace(self) -> bytes:
        """Return what the page at hand has read, packed."""
        return _encode(list(self.reads.items()))

    def texts(self) -> tuple[tuple[str, int], ...]:
        """Return the sources whose text the page at hand shows."""
        return tuple((str(key[1]), self.library.ask(key)[1]) for key in self.reads if key[0] == "text")

    def media(self) -> tuple[tuple[str, str], ...]:
        """Return what the page at hand shows of files: how, and their paths."""
        return tuple((str(key[0]), str(key[1])) for key, answer in self.reads.items() if key[0] in _MEDIA and answer)


def is_current(reads: bytes, library: Answers) -> bool:
    """Whether every answer of a trace is still what it was."""
    remembered = library.prints.get
    fingerprint = library.fingerprint
    for key, before in unpacked(reads):
        now = remembered(key)
        if (fingerprint(key) if now is None else now) != before:
            return False
    return True


unpacked = msgspec.msgpack.Decoder(list[tuple[tuple[str | int | None, ...], int]]).decode
_encode = msgspec.msgpack.Encoder().encode
