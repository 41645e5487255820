"""The content of the index: published articles by year, and pages; each part with a fingerprint."""

from __future__ import annotations

import unicodedata
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from bantin.collections.article import Article
from bantin.language.vietnamese import slugify
from bantin.search.texts import Source
from bantin.system import fingerprints

if TYPE_CHECKING:
    from bantin.build.model import Model
    from bantin.collections.documents import Document
    from bantin.site.index import Index

FORMAT = 1
"""Version of the files; the search page's script reads no other."""
PAGES = "pages"
"""The name of the volume of pages."""
ARCHIVE, RECENT = "archive", "recent"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An article or page in the index, without its text."""

    url: str
    title: str
    lead: str
    date: str
    """ISO 8601, empty for a page."""
    category: str
    """Its name; empty for a page."""
    author: str
    tags: tuple[str, ...]
    attachments: tuple[str, ...]
    """Their titles."""
    fingerprint: int
    """Fingerprint of the source."""


class Volume(msgspec.Struct, frozen=True):
    """The articles of a year, oldest first, or the pages."""

    name: str
    """`2020` or `pages`."""
    key: int
    """Fingerprint of everything that its files depend on."""
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    """One for each entry."""


class Bundle(msgspec.Struct, frozen=True):
    """Volumes whose terms share files."""

    name: str
    key: int
    volumes: tuple[Volume, ...]


def contents(model: Model, base: int) -> tuple[Bundle, ...]:
    """Return the bundles for `model`: the archive, then the recent years with the pages.

    `base` is the fingerprint of everything that all texts depend on. Recent are the year of the newest article and the
    one before, whatever the clock says: the same sources always give the same index.
    """
    index = model.index
    base = fingerprints.of([base, FORMAT, zlib.ZLIB_RUNTIME_VERSION, unicodedata.unidata_version])
    years: dict[int, list[Article]] = defaultdict(list)
    for article in reversed(index.articles):
        years[article.date.year].append(article)
    pages = sorted(index.pages, key=lambda page: page.path)
    newest = max(years, default=0)
    volumes = {year: _volume(str(year), years[year], model, base) for year in sorted(years)}
    archive = [volume for year, volume in volumes.items() if year < newest - 1]
    recent = [volume for year, volume in volumes.items() if year >= newest - 1]
    if pages:
        recent.insert(0, _volume(PAGES, pages, model, base))
    return tuple(
        Bundle(name, fingerprints.of([name, [volume.key for volume in some]]), tuple(some))
        for name, some in ((ARCHIVE, archive), (RECENT, recent))
        if some
    )


def _volume(name: str, documents: list[Article] | list[Document], model: Model, base: int) -> Volume:
    files = model.queries.files
    entries = tuple(_entry(one, model.index) for one in documents)
    sources = tuple(Source(one.path, files[one.path].real, one.fingerprint, one.body_line) for one in documents)
    return Volume(name, fingerprints.of([base, name, entries]), entries, sources)


def _entry(one: Article | Document, index: Index) -> Entry:
    article = one if isinstance(one, Article) else None
    return Entry(
        url=one.url,
        title=one.title,
        lead=one.lead,
        date=article.date.isoformat() if article else "",
        category=index.term("category", article.category).name if article else "",
        author=index.term("author", slugify(article.author)).name if article and article.author else "",
        tags=tuple(index.term("tag", slugify(tag)).name for tag in article.tags) if article else (),
        attachments=tuple(attachment.title for attachment in one.attachments),
        fingerprint=one.fingerprint,
    )
