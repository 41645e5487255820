"""Everything known of a site before a page is rendered, made in full each time: for `build`, `watch` and `check`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bantin.collections.registry import is_table
from bantin.content.addresses import file_url, source_url
from bantin.media.facts import MediaFacts
from bantin.problems import problem
from bantin.problems.records import nearest
from bantin.rendering.queries import Queries
from bantin.site import references
from bantin.site.index import Index
from bantin.site.notices import image_path
from bantin.site.routes import make_routes
from bantin.system.output_names import bad_part
from bantin.system.paths import CONTENT, LAYOUTS, SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bantin.collections.parse import SourceRecord
    from bantin.config import Settings
    from bantin.content.scan import File, Tree
    from bantin.media.facts import FactsKey, StoredFacts
    from bantin.problems import Problem
    from bantin.rendering.layouts import Layouts
    from bantin.site.moves import Move
    from bantin.site.routes import Route


@dataclass(frozen=True, slots=True)
class Model:
    """A site at one moment."""

    settings: Settings
    layouts: Layouts
    index: Index
    queries: Queries
    pages: Mapping[str, Route]
    """By URL."""
    moves: tuple[Move, ...]
    """Old addresses of what is published."""
    sources: Mapping[str, SourceRecord]
    problems: list[Problem]
    """All that can be said without rendering a text, in no order."""


def make_model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    sources: Mapping[str, SourceRecord],
    now: datetime,
    *,
    show_waiting: bool = False,
    search: bool = False,
    facts: Mapping[FactsKey, StoredFacts] | None = None,
) -> Model:
    """Index `sources`, by path, and make the routes of the site as it is at `now`.

    `show_waiting` gives drafts and future articles a page too, as the preview needs; `search` says whether there will
    be a search index; `facts` is what is known of pictures and attachments.
    """
    documents = [one.parsed.document for one in sources.values() if one.parsed.document is not None]
    # Links to a source that could not be parsed are not reported as well.
    of_tables = f"/{settings.paths.petitions}/"
    broken = {
        path: of_tables if is_table(path, settings) else source_url(path)
        for path, one in sources.items()
        if one.parsed.document is None and one.parsed.table is None
    }
    tables = [one.parsed.table for one in sources.values() if one.parsed.table is not None]
    index = Index(documents, settings, now, tables=tables, show_waiting=show_waiting, broken=broken)
    routes = make_routes(index, frozenset(layouts.templates), frozenset(broken.values()))
    problems = [*tree.problems, *_twins(tree.files), *layouts.problems, *_unusable(layouts), *routes.problems]
    problems += [fault for one in sources.values() for fault in one.parsed.problems]
    # A table has personal data: it is no file that anything could show or lead to.
    files = {path: file for path, file in tree.by_path.items() if not is_table(path, settings)}
    attached = [path for path in tree.attached if path in files]
    problems += _missing_banners(settings, files)
    problems += references.check_records(index, attached, broken.keys())
    problems += _unread(attached, settings)
    queries = Queries(index, routes.pages, layouts, files, broken, search=search, facts=MediaFacts(files, facts or {}))
    return Model(settings, layouts, index, queries, routes.pages, routes.moves, sources, problems)


def with_layouts(before: Model, layouts: Layouts) -> Model:
    """Return `before` with other layouts of the same names."""
    known = before.queries
    facts = MediaFacts(known.files, known.facts.kept())
    queries = Queries(before.index, before.pages, layouts, known.files, known.broken, search=known.search, facts=facts)
    old = (*before.layouts.problems, *_unusable(before.layouts))
    problems = [one for one in before.problems if one not in old]
    return replace(
        before, layouts=layouts, queries=queries, problems=[*problems, *layouts.problems, *_unusable(layouts)]
    )


def _missing_banners(settings: Settings, files: Mapping[str, File]) -> Iterator[Problem]:
    for one in settings.banners:
        if (path := image_path(one.image)) not in files:
            near = nearest(path, files).removeprefix(f"{CONTENT}/")
            yield problem("BT135", SETTINGS_FILE, one.line, file=one.image, near=near)


def _unusable(layouts: Layouts) -> Iterator[Problem]:
    """Yield a problem for each asset whose name some file system or server would not take for a plain file's."""
    for one in layouts.assets.values():
        if name := bad_part(one.url) or bad_part(f"/{one.name}"):
            yield problem("BT315", f"{LAYOUTS}/assets/{one.name}", 0, url=one.url, name=name)


def _unread(files: Iterable[str], settings: Settings) -> Iterator[Problem]:
    """Yield a warning for each spreadsheet that is no CSV file where tables are read."""
    folder = f"{CONTENT}/{settings.paths.petitions}/"
    for path in files:
        if path.startswith(folder) and path.lower().endswith(_SPREADSHEETS):
            yield problem("BT344", path, name=path.rpartition("/")[2])


_SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers", ".tsv", ".csv.txt")


def _twins(files: list[File]) -> Iterator[Problem]:
    """Yield a problem for each pair of files whose names differ only in how marks are encoded (NFC and NFD)."""
    for one, other in pairwise(files):
        if one.path == other.path:
            url = source_url(one.path) if one.is_source else file_url(one.path)
            yield problem("BT309", one.path, 1, url=url, other=f"{other.path} (NFC/NFD)")
