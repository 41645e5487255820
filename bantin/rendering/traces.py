"""What a page asks while it renders, and so when it must be rendered again.

A page never looks at the catalog itself: it asks a `Library` by key, and a `Reader` notes each key with the answer's
fingerprint. The next build asks the same keys; when every answer has the same fingerprint, the page's bytes are the same.
Both sides use `Library.ask`, so a trace cannot drift from what was shown.
"""

from __future__ import annotations

import zlib
from array import array
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from bantin.collections.documents import Document
from bantin.markup.body import Fragment, Place
from bantin.problems import Problem
from bantin.site.routes import PageSpec
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[str | int | None, ...]


OWN = frozenset({"document", "text", "newer", "older", "related"})
"""Kinds of keys that ask for what one source says, or what stands near it: as a rule the page of that source alone asks."""
NO_ANSWER = 1
"""The fingerprint of a question that has no answer any more."""
MARK = "I"
"""Type code of the array that `PageRecord.marks` is."""
_MEDIA = frozenset({"picture", "share", "file"})
_64_BITS = 0xFFFF_FFFF_FFFF_FFFF


class PageRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a page once it is rendered; kept until the next build."""

    spec: PageSpec
    digest: int
    """Fingerprint of the bytes."""
    reads: bytes
    """The trace, packed: see `unpacked`."""
    marks: bytes = b""
    """The marks of the keys in `reads`, see `mark`: an array of `MARK`."""
    media: tuple[tuple[str, str], ...] = ()
    """What the page shows of files: how (`picture`, `share`, `file`: see `media.plan`), and their paths."""
    problems: tuple[Problem, ...] = ()
    ids: str = ""
    """Every `id` in the text of an article or page, sorted, each on a line: a tuple would take three times as long to unpack."""
    fragments: tuple[Fragment, ...] = ()
    """Links to anchors of other texts."""
    places: tuple[Place, ...] = ()
    """The pictures in the text of an article or page, with their lines."""

    @property
    def is_telling(self) -> bool:
        """Whether there is more to say of the page than what it was made of: files, faults, links to anchors, pictures."""
        return bool(self.media or self.problems or self.fragments or self.places)

    @property
    def anchors(self) -> list[str]:
        """What a link to the page can name after its `#`."""
        return self.ids.split("\n") if self.ids else []


class StoredPage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A page as it was published last."""

    signature: int
    """Of the published file."""
    record: PageRecord


def fingerprint_of(answer: Any) -> int:  # noqa: ANN401 - an answer of any kind
    """Return the fingerprint of a library's answer. Articles count with all that lists may show of them."""
    if answer is None:
        return 0
    if answer is True or answer is False:
        return _TRUE if answer else _FALSE
    if isinstance(answer, Document):
        return answer.card
    if isinstance(answer, tuple) and answer:
        first = answer[0]
        if isinstance(first, Document):
            return of_cards([one.card for one in answer])
        if type(first) is int:
            return hash(answer) & _64_BITS  # a hash of integers is the same in every process
    return fingerprints.of(answer)


def of_cards(cards: Iterable[int]) -> int:
    """Return the fingerprint of articles by their `card`s."""
    return hash(tuple(cards)) & _64_BITS  # a hash of integers is the same in every process


_TRUE, _FALSE = fingerprints.of(True), fingerprints.of(False)  # noqa: FBT003 - the values themselves


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
        self._marks: dict[Key, int] = {}

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
        return packed(list(self.reads.items()))

    def marks(self) -> bytes:
        """Return the marks of what the page at hand has read."""
        known = self._marks
        found: set[int] = set()
        for key in self.reads:
            one = known.get(key)
            if one is None:
                one = mark(key)
                if key[0] not in OWN:
                    known[key] = one
            found.add(one)
        return array(MARK, sorted(found)).tobytes()

    def media(self) -> tuple[tuple[str, str], ...]:
        """Return what the page at hand shows of files: how, and their paths."""
        return tuple((str(key[0]), str(key[1])) for key, answer in self.reads.items() if key[0] in _MEDIA and answer)


def mark(key: Key) -> int:
    """Return 32 bits that stand for `key`; for one of `OWN` they are those of its source."""
    return zlib.crc32(packed(key[1] if key[0] in OWN else key))


def is_current(reads: bytes, library: Answers) -> bool:
    """Whether every answer of a trace is still what it was."""
    remembered = library.prints.get
    fingerprint = library.fingerprint
    for key, before in unpacked(reads):
        now = remembered(key)
        if (fingerprint(key) if now is None else now) != before:
            return False
    return True


unpacked_key = msgspec.msgpack.Decoder(tuple[str | int | None, ...]).decode
packed = msgspec.msgpack.Encoder().encode
"""A key as bytes; `unpacked_key` gives it back."""
unpacked = msgspec.msgpack.Decoder(list[tuple[tuple[str | int | None, ...], int]]).decode
