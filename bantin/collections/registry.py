"""The kinds of content there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union

from bantin.collections.article import Article
from bantin.collections.calendar import Calendar
from bantin.collections.consultation import Consultation
from bantin.collections.consultations import Consultations
from bantin.collections.deputies import Deputies
from bantin.collections.deputy import Deputy
from bantin.collections.event import Event
from bantin.collections.page import Page
from bantin.collections.paper import Paper
from bantin.collections.papers import Papers
from bantin.collections.petitions import Petitions
from bantin.collections.session import Session
from bantin.collections.sessions import Sessions
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from bantin.collections.collection import Collection
    from bantin.collections.documents import Document
    from bantin.config import Settings

COLLECTIONS: tuple[type[Collection[Any]], ...] = (Papers, Sessions, Calendar, Deputies, Consultations)
"""In the order in which they are made: each may look at those before it."""
OF_TABLES: type[Collection[Any]] = Petitions
"""The one that is made from tables, and from no documents."""

AnyDocument = Union[  # noqa: UP007 - one a line
    Article,
    Page,
    Paper,
    Session,
    Event,
    Deputy,
    Consultation,
]
"""What a source can be."""


def kind_of(record: type[Document]) -> str:
    """Return the kind of route that a document of `record` has; its layout has the same name."""
    return str(record.__struct_config__.tag)


SOURCE_KINDS = frozenset({"article", "page", *(kind_of(one.record) for one in COLLECTIONS)})
"""The kinds of routes that show a source."""
WITH_FEED = frozenset(one.name for one in (*COLLECTIONS, OF_TABLES) if one.has_feed)
"""The names of the collections that have a feed."""


def record_of(path: str, settings: Settings) -> type[AnyDocument]:
    """Return the record of the source `path`: articles and collections have folders, and all else is a page."""
    folder = path[len(CONTENT) + 1 :].partition("/")[0] if path.count("/") > 1 else ""
    if folder == settings.articles.folder:
        return Article
    for one in COLLECTIONS:
        if folder == getattr(settings.paths, one.name):
            return one.record  # type: ignore[return-value]  # each is one of `AnyDocument`, which has to be spelt out
    return Page


def is_table(path: str, settings: Settings) -> bool:
    """Whether the file `path` is a table of petitions: read as a source, and never published."""
    return path[-4:].lower() == ".csv" and path.startswith(f"{CONTENT}/{settings.paths.petitions}/")
