"""Attachments: which types may be published, their facts, and the words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.content.addresses import file_url
from bantin.language import numbers
from bantin.media.pictures import SUFFIXES, Note

if TYPE_CHECKING:
    from bantin.config import Media
    from bantin.content.scan import File

_INSPECTED = SUFFIXES | {"pdf"}
"""Types that have more facts than their size."""
_MB = 1_000_000


class FileFacts(msgspec.Struct, frozen=True, gc=False, tag="file"):
    """What `inspect` found out about an attachment."""

    pages: int = 0
    """Of a PDF; 0 when unknown."""
    notes: tuple[Note, ...] = ()
    size: int = 0
    """In bytes, of a cleaned SVG; else 0."""


class PublishedFile(msgspec.Struct, frozen=True, gc=False):
    """A file of `content/` published at its own URL: byte for byte, except an SVG, which is cleaned."""

    path: str
    """From the root."""
    url: str
    """Site path."""
    size: int
    """In bytes."""
    type: str
    """`PDF`."""
    pages: int
    """Of a PDF, else 0."""
    notes: tuple[Note, ...]
    """Problems to report where it is referred to; an error prevents its publication."""

    @property
    def name(self) -> str:
        """The file name under which browsers save it."""
        return self.path.rpartition("/")[2]


def suffix_of(path: str) -> str:
    """Return what follows the last dot of a file's name, in lower case; empty without a dot."""
    _, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return suffix.lower() if dot else ""


def is_inspected(path: str) -> bool:
    """Whether a file of this type has more facts than its size."""
    return suffix_of(path) in _INSPECTED


def published(file: File, facts: FileFacts, settings: Media) -> PublishedFile:
    """Return the facts of `file` as it is published."""
    suffix = suffix_of(file.path)
    notes = list(facts.notes)
    if suffix not in settings.attachment_types:
        notes = [
            Note("BT856", {"type": f".{suffix}" if suffix else "?", "known": ", ".join(settings.attachment_types)})
        ]
    elif file.size > settings.attachment_warning_mb * _MB:
        notes.append(Note("BT857", {"size": f"{file.size / _MB:.1f}", "limit": str(settings.attachment_warning_mb)}))
    size = facts.size or file.size
    return PublishedFile(file.path, file_url(file.path), size, suffix.upper(), facts.pages, tuple(notes))


def described(file: PublishedFile, language: str, page: str, pages: str) -> str:
    """Return `PDF, 1,2 MB, 3 trang`; `page` and `pages` are the words for one and for `{count}` pages."""
    number, size = (
        (numbers.number_vi, numbers.filesize_vi) if language == "vi" else (numbers.number_en, numbers.filesize_en)
    )
    parts = [file.type, size(file.size)]
    if file.pages:
        parts.append((page if file.pages == 1 else pages).replace("{count}", number(file.pages)))
    return ", ".join(part for part in parts if part)
