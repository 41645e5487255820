"""The records of sources: what an article or a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.language.dates import Moment
from bantin.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime


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


class Document(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True, tag="page"):
    """A page that stands alone."""

    path: str
    """The source, from the root: `content/gioi-thieu.md`."""
    url: str
    """Address on the site, without the base path: `/gioi-thieu/`."""
    title: str
    lead: str
    """The front matter's summary, or empty."""
    excerpt: str
    """The beginning of the text, where there is no `lead`."""
    image: Image | None
    attachments: tuple[Attachment, ...]
    draft: bool
    updated_at: Moment | None
    update_note: str
    """What was changed, in the editor's words, or empty."""
    aliases: tuple[str, ...]
    layout: str
    toc: bool
    """Whether the page shows a table of contents."""
    translates: str = ""
    """The source of the page that this one says in another language; empty: the one of the same name, if there is one."""
    lines: dict[str, int]
    """The line of each key of the front matter."""
    body_line: int
    """The line on which the text begins."""
    fingerprint: int
    """Fingerprint of the whole source."""
    list_fingerprint: int
    """Fingerprint of all that lists show: the front matter, the address, the beginning of the text."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the front matter names: a picture, attachments."""
        image = (self.image.file,) if self.image else ()
        return (*image, *(one.file for one in self.attachments))

    @property
    def summary(self) -> str:
        """The `lead`, else the beginning of the text."""
        return self.lead or self.excerpt

    @property
    def updated(self) -> datetime | None:
        """When it was changed last, in the site's zone, if the editor says so."""
        return self.updated_at.local if self.updated_at else None


class Article(Document, frozen=True, gc=False, array_like=True, kw_only=True, tag="article"):
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


class Parsed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one source gave: a record or the problems that prevent one."""

    document: Article | Document | None
    problems: tuple[Problem, ...] = ()


class SourceRecord(NamedTuple):
    """A source as it was parsed last."""

    stat: int
    """Of the file: see `file_stat`."""
    fingerprint: int
    """Of its bytes."""
    parsed: Parsed
