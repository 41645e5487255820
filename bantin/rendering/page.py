"""The records that layouts see: the page at hand, its languages and neighbours, entries of feeds and site maps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from markupsafe import Markup

    from bantin.collections.article import Article


class Crumb(NamedTuple):
    """A name with an address."""

    name: str
    url: str


class PageLanguage(NamedTuple):
    """A language of the site, as the page at hand offers it."""

    code: str
    """`vi` or `en`."""
    name: str
    """What its speakers call it."""
    url: str
    """Of the same page in it, or else of its home."""
    is_same: bool
    """Whether it is the same page."""
    is_current: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The page at hand, as layouts see it."""

    kind: str
    url: str
    title: str
    canonical: str
    description: str = ""
    noindex: bool = False
    breadcrumbs: tuple[Crumb, ...] = ()
    languages: tuple[PageLanguage, ...] = ()
    """The site's own first; none where there is no choice."""
    feeds: tuple[Crumb, ...] = ()
    image: str = ""
    """Address of the share picture, or empty; it is `image_width` x `image_height` pixels and shows `image_alt`."""
    image_width: int = 0
    image_height: int = 0
    image_alt: str = ""
    images: tuple[str, ...] = ()
    """Addresses of the pictures for structured data."""
    linked_data: dict[str, Any] = {}
    """What a collection says of it, in the words of schema.org."""


class Pager(NamedTuple):
    """Where a list's page stands among its numbered ones."""

    number: int | None
    older: str | None
    newest: str
    first: datetime | None
    last: datetime | None


class FeedPicture(NamedTuple):
    """The lead picture of an article, as feeds carry it."""

    url: str
    """The whole address."""
    type: str
    """Of its file: `image/jpeg`."""
    width: int
    """In pixels; so `height`."""
    height: int
    element: str
    """What `content` begins with."""


class FeedEntry(NamedTuple):
    """One entry of a feed."""

    article: Article
    url: str
    id: str
    content: Markup
    category: str
    image: FeedPicture | None = None


class AttachmentView(NamedTuple):
    """A file to download, as layouts show it."""

    url: str
    title: str
    type: str
    size: int
    pages: int
    """Of a PDF, else 0."""
    name: str
    """The file's own name."""


class SitemapEntry(msgspec.Struct, frozen=True, gc=False):
    """One address of a site map; `title` and `date` in the news site map only."""

    url: str
    modified: datetime | None
    title: str = ""
    date: datetime | None = None
