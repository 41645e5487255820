"""The front matter as editors write it: every key, as text, a list or yes and no; `articles` makes records of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Word = Annotated[str, Meta(min_length=1)]


class AttachmentHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of `attachments`."""

    file: Word
    title: str = ""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Front matter of an article or page."""

    title: Word
    summary: str = ""
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    image_credit: str = ""
    attachments: tuple[AttachmentHeader, ...] = ()
    draft: bool = False
    updated: str = ""
    update_note: str = ""
    toc: bool = False
    slug: str = ""
    aliases: tuple[Word, ...] = ()
    layout: str = ""


class PageHeader(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Front matter of a page."""

    translates: str = ""


class ArticleHeader(Header, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Front matter of an article."""

    date: Word
    category: Word
    author: str = ""
    tags: tuple[Word, ...] = ()
    related: tuple[Word, ...] = ()
    featured: bool = False
    withdrawn: str = ""
