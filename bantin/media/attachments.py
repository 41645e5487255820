"""Attachments: which types may be published, what is said of each, and in which words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.collections.parse import file_url
from bantin.language import numbers
from bantin.media.pictures import SUFFIXES, Note

if TYPE_CHECKING:
    from bantin.config import Media
    from bantin.content.scan import File

_READ = SUFFIXES | {"pdf"}
"""Types in which there is something to find beside their size."""
_MB = 1_000_000


class FileFacts(msgspec.Struct, frozen=True, gc=False, tag="file"):
    """What reading an attachment gave."""

    pages: int = 0
    """Of a PDF; 0 when it has none to count."""
    notes: tuple[Note, ...] = ()
    size: int = 0
    """In bytes, of what is published where that is not the file itself; else 0."""


class PublishedFile(msgspec.Struct, frozen=True, gc=False):
    """A file of `content/` as readers get it, at its own address: byte for byte, but for an SVG, which is cleaned."""

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
    """What whoever refers to it should know; an error keeps it from being published."""

    @property
    def name(self) -> str:
        """Its own name, under which a browser saves it."""
        return self.path.rpartition("/")[2]


def suffix_of(path: str) -> str:
    """Return what stands after the last dot of a file's name, in lower case; empty without a dot."""
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""


def is_worth_reading(path: str) -> bool:
    """Whether a file of this type has more to tell than its size."""
    return suffix_of(path) in _READ


def published(file: File, facts: FileFacts, settings: Media) -> PublishedFile:
    """Return `file` as readers get it."""
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
