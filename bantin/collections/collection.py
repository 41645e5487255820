"""A collection: a kind of content with a folder, a record, pages and lists of its own.

Each is one module of this folder, which declares a record of front matter and a subclass of `Collection`; `registry`
lists them. A site without sources of the record has none of its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from bantin.collections.documents import Publication
from bantin.collections.fields import About
from bantin.language.dates import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bantin.collections.article import Article
    from bantin.collections.documents import Document
    from bantin.collections.petition import PetitionTable
    from bantin.config import Settings
    from bantin.problems import Problem

DATA_LAYOUT = "data.txt"
"""The layout of files that a collection writes itself: it shows `DataView.text` and nothing else."""
FEED_LAYOUT = "collection-feed.xml"


class Entry(Publication, frozen=True, gc=False, array_like=True, kw_only=True):
    """The front matter that the records of all collections have."""

    collection: ClassVar[str]
    """The name of its collection."""

    publish_at: Annotated[
        Moment | None,
        About(
            "Ngày giờ bắt đầu đăng, nếu chưa đăng ngay.",
            "When readers see it, if not at once.",
            "2026-12-08 07:30",
            also=("ngày đăng", "đăng lúc", "published"),
        ),
    ] = msgspec.field(default=None, name="publish")

    @property
    def due(self) -> Moment | None:
        """When readers see it; `None`: at once."""
        return self.publish_at

    @property
    def day(self) -> date | None:
        """The day by which search orders it; `None` for one without."""
        return None

    @property
    def found_as(self) -> str:
        """The title that search shows of it."""
        return self.title


class CollectionPage(NamedTuple):
    """A page that is made from no single source."""

    url: str
    layout: str
    kind: str
    """The word `titles.KIND` is its title."""
    subject: str = ""
    """What it shows of the collection, as `Collection.view` understands it."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one page shows. The page is rendered again when its view has changed, and only then."""

    names: dict[str, str] = {}
    """What stands in the page's title, the word `titles.KIND`."""
    crumbs: tuple[tuple[str, str], ...] = ()
    """Names and addresses of the pages above it, below the collection's own."""
    number: int = 0
    """Of a numbered page; 0 for the list's own address."""
    linked_data: dict[str, Any] = {}
    """Of schema.org; the value of a key `url` or `@id` is a site path, which becomes an address."""


class Count(msgspec.Struct, frozen=True, gc=False):
    """A page of a collection, with how many entries it has."""

    name: str
    url: str
    count: int


class Facet(msgspec.Struct, frozen=True, gc=False):
    """A filter of a table."""

    name: str
    """A column of the open data, or `year`."""
    values: tuple[str, ...]


class DataView(View, frozen=True, kw_only=True):
    """A file that is written as it is: a table, a calendar."""

    text: str


class LargeDataView(View, frozen=True, kw_only=True):
    """A file that is made only when it must be written, as making it takes long."""

    made_of: int
    """The fingerprint of all that decides what is in it."""
    make: Callable[[], str]

    @property
    def text(self) -> str:
        """What is in it."""
        return self.make()


class FeedItem(msgspec.Struct, frozen=True, gc=False):
    """One entry of a collection's feed."""

    title: str
    url: str
    moment: Moment
    summary: str


class FeedView(View, frozen=True, kw_only=True):
    """A feed."""

    items: tuple[FeedItem, ...]


class Site(Protocol):
    """What a collection may know of the site at one moment: `site.index.Index`."""

    @property
    def settings(self) -> Settings:
        """The settings."""

    @property
    def now(self) -> datetime:
        """The moment of the build."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Everything that is written, by source path."""

    @property
    def shown(self) -> Mapping[str, Document]:
        """What has a page, by source path."""

    @property
    def broken(self) -> frozenset[str]:
        """The paths of sources that could not be read: they have problems of their own."""

    @property
    def articles(self) -> Sequence[Article]:
        """The published articles that are not withdrawn, newest first."""

    @property
    def tables(self) -> Mapping[str, PetitionTable]:
        """The tables of petitions, by path."""

    @property
    def collections(self) -> Mapping[str, Collection[Any]]:
        """Those that stand before in the registry, by name."""


Record = TypeVar("Record", bound=Entry)


class Collection(Generic[Record]):
    """The entries of a collection at one moment, what its pages are and what they show. Never changed once made."""

    name: ClassVar[str]
    """Of its folder and first part of URLs in `[paths]`, and of the word `titles.NAME`."""
    record: ClassVar[type[Entry]]
    by_year: ClassVar[bool] = False
    """Whether new entries go into a folder of their year."""
    is_written: ClassVar[bool] = True
    """Whether editors write its entries as Markdown."""
    has_feed: ClassVar[bool] = True
    """Whether one of its pages is `feed.xml`."""
    queries: ClassVar[frozenset[str]] = frozenset()
    """The methods that layouts may ask, beside `view`: `collection("NAME", "QUERY", …)`."""

    def __init__(self, site: Site, entries: Sequence[Record]) -> None:
        """Index `entries`: those that are published and not withdrawn, in the order of their sources."""
        self.site = site
        self.entries = entries

    @property
    def url(self) -> str:
        """The site path of its first page."""
        return f"/{getattr(self.site.settings.paths, self.name)}/"

    @property
    def today(self) -> date:
        """The day of the build, in the site's zone."""
        return self.site.now.astimezone(self.site.settings.zone).date()

    @cached_property
    def all_pages(self) -> tuple[CollectionPage, ...]:
        """Its `pages`, which routes and site maps ask for."""
        return tuple(self.pages())

    def pages(self) -> Iterator[CollectionPage]:
        """Yield its pages, beside those of the entries."""
        raise NotImplementedError

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows: one of `pages`, or that of an entry, whose `subject` is its source."""
        raise NotImplementedError

    def changes(self) -> Iterator[datetime]:
        """Yield the moments at which the clock alone changes what a page shows; those of the past do no harm."""
        return iter(())

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong between the entries."""
        return iter(())

    def answer(self, query: str, *arguments: Any) -> Any:  # noqa: ANN401 - each query has its kind of answer
        """Return the answer to a query. Raises `KeyError` for one that there is not."""
        if query != "view" and query not in self.queries:
            raise KeyError(query)
        return getattr(self, query)(*arguments)
