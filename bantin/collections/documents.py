"""The records of sources: what an article or a page is, packed and unpacked."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Self

import msgspec

from bantin.language.moments import Moment
from bantin.problems import Problem
from bantin.system.packing import DAMAGED

if TYPE_CHECKING:
    from datetime import datetime


class RecordDamaged(Exception):
    """What the store gave is not what was put into it. Raised where it is unpacked, caught in `pipeline`, which does without."""


class Image(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A picture with its words."""

    file: str
    """Path from the root: `content/tin-tuc/2020/tong-ket/hinh.png`."""
    alt: str
    caption: str
    credit: str


class Attachment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file to download."""

    file: str
    """Path from the root."""
    title: str


class Details(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """What only those need who show a page or blame its source."""

    title: str
    lead: str
    """The front matter's summary, or empty."""
    excerpt: str
    """The beginning of the text, where there is no `lead`."""
    image: Image | None
    attachments: tuple[Attachment, ...]
    update_note: str
    toc: bool
    lines: dict[str, int]
    """The line of each key of the front matter."""
    body_line: int
    """The line on which the text begins."""


class Document(msgspec.Struct, frozen=True, array_like=True, dict=True, kw_only=True, tag="page"):
    """A page that stands alone: all that decides where it is filed, and its `details`, packed until somebody asks."""

    path: str
    """The source, from the root: `content/gioi-thieu.md`."""
    url: str
    """Address on the site, without the base path: `/gioi-thieu/`."""
    draft: bool
    updated_at: Moment | None
    aliases: tuple[str, ...]
    layout: str
    translates: str = ""
    """The source of the page that this one says in another language; empty: the one of the same name, if there is one."""
    files: tuple[str, ...]
    """The files that the front matter names: a picture, attachments."""
    packed: msgspec.Raw
    """The `details`, as msgpack: most builds look at few of many."""
    data: int
    """Fingerprint of the whole source."""
    card: int = 0
    """Fingerprint of all that lists show: the front matter, the address, the beginning of the text."""

    @functools.cached_property
    def details(self) -> Details:
        """What stands in `packed`. Raises `RecordDamaged`."""
        try:
            return _unpacked(self.packed)
        except DAMAGED:
            raise RecordDamaged from None

    @property
    def title(self) -> str:
        """The front matter's title."""
        return self.details.title

    @property
    def lead(self) -> str:
        """See `Details`."""
        return self.details.lead

    @property
    def excerpt(self) -> str:
        """See `Details`."""
        return self.details.excerpt

    @property
    def image(self) -> Image | None:
        """The front matter's picture."""
        return self.details.image

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The front matter's attachments."""
        return self.details.attachments

    @property
    def update_note(self) -> str:
        """What was changed, in the editor's words, or empty."""
        return self.details.update_note

    @property
    def toc(self) -> bool:
        """Whether the page shows a table of contents."""
        return self.details.toc

    @property
    def lines(self) -> dict[str, int]:
        """See `Details`."""
        return self.details.lines

    @property
    def body_line(self) -> int:
        """See `Details`."""
        return self.details.body_line

    @property
    def summary(self) -> str:
        """The `lead`, else the beginning of the text."""
        return self.details.lead or self.details.excerpt

    @property
    def updated(self) -> datetime | None:
        """When it was changed last, in the site's zone, if the editor says so."""
        return self.updated_at.local if self.updated_at else None


class Article(Document, frozen=True, array_like=True, dict=True, kw_only=True, tag="article"):
    """An article."""

    published_at: Moment
    category: str
    """A slug of the settings."""
    author: str
    tags: tuple[str, ...]
    related: tuple[str, ...]
    """Sources, from the root."""
    featured: bool
    withdrawn: str
    """The reason, or empty."""

    @property
    def date(self) -> datetime:
        """When it was published, in the site's zone."""
        return self.published_at.local


_pack = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(Details).decode


class Parsed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one source gave: a record or the problems that prevent one."""

    document: Article | Document | None
    problems: tuple[Problem, ...] = ()


class StoredSource(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """A source as it was read last."""

    signature: int
    """See `signatures.signature`."""
    packed: msgspec.Raw
    """What it gave, as msgpack."""

    @classmethod
    def of(cls, signature: int, parsed: Parsed) -> Self:
        """Return the record of what was read just now."""
        new = cls(signature, msgspec.Raw(_pack(parsed)))
        new.__dict__["parsed"] = parsed
        return new

    @functools.cached_property
    def parsed(self) -> Parsed:
        """What stands in `packed`. Raises `RecordDamaged`."""
        try:
            return _parsed(self.packed)
        except DAMAGED:
            raise RecordDamaged from None

    def open(self) -> None:
        """Unpack everything in it, to be looked at by and by. Raises `RecordDamaged`."""
        document = self.parsed.document
        if document is not None:
            _ = document.details

    def close(self) -> None:
        """Forget what was unpacked of details; whoever asks for them unpacks them again."""
        document = self.parsed.document
        if document is not None:
            document.__dict__.pop("details", None)

    def is_sound(self) -> bool:
        """Whether everything in it can be unpacked."""
        try:
            document = self.parsed.document
            if document is not None:
                _unpacked(document.packed)
        except (RecordDamaged, *DAMAGED):
            return False
        return True


_parsed = msgspec.msgpack.Decoder(Parsed).decode
