"""Everything known of a site before a page is rendered: read, checked, indexed and planned."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bantin.build import loading
from bantin.build.memory import recorded, staleness
from bantin.collections.articles import file_url, source_url
from bantin.content.sources import Walked
from bantin.media.looks import Looks
from bantin.problems import problem
from bantin.rendering.library import Library
from bantin.site import consistency
from bantin.site import routes as pages
from bantin.site.index import Catalog

if TYPE_CHECKING:
    from datetime import datetime

    from bantin.build.memory.published import Planned
    from bantin.build.memory.staleness import Arrangement, Change
    from bantin.collections.documents import Article, Document, StoredSource
    from bantin.config import Settings
    from bantin.content.sources import File, Tree
    from bantin.media.looks import LookKey, StoredLook
    from bantin.problems import Problem
    from bantin.rendering.layouts import Layouts
    from bantin.site.routes import PageSpec, Plan


_FEW = 50
"""Changes up to which filing those alone takes less time than filing everything."""


class Model(NamedTuple):
    """A site at one moment."""

    settings: Settings
    layouts: Layouts
    catalog: Catalog
    library: Library
    plan: Mapping[str, PageSpec]
    sources: Mapping[str, StoredSource]
    problems: list[Problem]
    """All that can be said without rendering a text, in no order."""
    planned: Plan
    """`plan` with the problems that planning found."""
    troubled: tuple[str, ...]
    """Sources of which there is something to tell."""


def load_model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    before: Mapping[str, StoredSource],
    now: datetime,
    jobs: int,
    *,
    show_waiting: bool = False,
    search: bool = False,
    looks: Mapping[LookKey, StoredLook] | None = None,
) -> Model:
    """Read what changed of `tree` since `before`, and plan the site as it is at `now`.

    `show_waiting` gives drafts and future articles a page too, as the preview needs; `search` says whether there will be an
    index to search in; `looks` is what is known of pictures and attachments.
    """
    loaded = loading.load(tree, before, settings, jobs)
    return make_model(settings, layouts, tree, loaded, now, show_waiting=show_waiting, search=search, looks=looks)


def make_model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    loaded: Mapping[str, StoredSource],
    now: datetime,
    *,
    show_waiting: bool = False,
    search: bool = False,
    before: Model | None = None,
    looks: Mapping[LookKey, StoredLook] | None = None,
) -> Model:
    """Index and plan what was read. With `before`, a model of the same settings, all of it that still holds is used again.

    `looks` is what is known of pictures and attachments; by default what `before` knows.
    """
    # What is written but cannot be used: links to it are not wrong as well.
    broken = {path: source_url(path) for path, one in loaded.items() if one.parsed.document is None}
    troubled = tuple(path for path, one in loaded.items() if one.parsed.problems)
    changes = tuple(staleness.changes(before.sources, loaded)) if before is not None and _still_holds(before, settings, now) else None
    catalog = _catalog_again(before, changes) if before is not None and changes is not None else None
    is_planned = before is not None and layouts.templates.keys() == before.layouts.templates.keys()
    if before is not None and catalog is not None and is_planned and all(one.keeps_its_place for one in changes or ()):
        plan = before.planned
    else:
        if catalog is None:
            documents = [one.parsed.document for one in loaded.values() if one.parsed.document is not None]
            catalog = Catalog.of(documents, settings, now, show_waiting=show_waiting)
        plan = pages.plan(catalog, frozenset(layouts.templates), frozenset(broken.values()))
    known = before.library.looks.kept() if looks is None and before is not None else looks or {}
    return _model(settings, layouts, tree, loaded, catalog, plan, broken, troubled, known, search=search)


def arranged_model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    loaded: Mapping[str, StoredSource],
    now: datetime,
    arrangement: Arrangement,
    planned: Planned,
    changes: Collection[Change],
    looks: Mapping[LookKey, StoredLook],
    *,
    search: bool,
) -> Model:
    """Return what `make_model` would for a site that is filed as `arrangement` says and was `planned` by the last build.

    No source but `changes` is looked at before somebody asks for it.
    """
    catalog = Catalog(Documents(loaded), arrangement.filed, settings, now, fetch=functools.partial(recorded.fetch, loaded))
    layout_names = frozenset(layouts.templates)
    if all(one.keeps_its_place for one in changes):
        plan = pages.Plan(planned, arrangement.problems)
    else:
        both = {one.path: (one.before, one.after) for one in changes}
        again = pages.plan_again(catalog, layout_names, planned, both, arrangement.shape) if not arrangement.problems else None
        plan = again or pages.plan(catalog, layout_names)
    return _model(settings, layouts, tree, loaded, catalog, plan, {}, arrangement.troubled, looks, search=search)


def _model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    loaded: Mapping[str, StoredSource],
    catalog: Catalog,
    plan: Plan,
    broken: dict[str, str],
    troubled: tuple[str, ...],
    looks: Mapping[LookKey, StoredLook],
    *,
    search: bool,
) -> Model:
    files, attached = tree.by_path, tree.attached
    twins = _twins(tree.files) if isinstance(tree, Walked) and len(files) < len(tree.files) else ()
    problems = [*tree.problems, *twins, *layouts.problems, *plan.problems]
    problems += [fault for path in troubled for fault in loaded[path].parsed.problems]
    problems += consistency.check_records(catalog, attached, attached, broken.keys())
    library = Library(catalog, plan.pages, layouts, files, broken, search=search, looks=Looks(files, looks))
    return Model(settings, layouts, catalog, library, plan.pages, loaded, problems, plan, troubled)


class Documents(Mapping[str, "Article | Document"]):
    """The records of sound sources, each unpacked when it is asked for."""

    def __init__(self, sources: Mapping[str, StoredSource]) -> None:
        self._sources = sources

    def __getitem__(self, path: str) -> Article | Document:
        document = self._sources[path].parsed.document
        if document is None:
            raise KeyError(path)
        return document

    def __contains__(self, path: object) -> bool:
        return path in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def with_layouts(before: Model, layouts: Layouts) -> Model:
    """Return `before` with other layouts of the same names: the sources, the catalog and the plan are what they were."""
    known = before.library
    library = Library(
        before.catalog, before.plan, layouts, known.files, known.broken, search=known.search, looks=Looks(known.files, known.looks.kept())
    )
    problems = [one for one in before.problems if one not in before.layouts.problems]
    return before._replace(layouts=layouts, library=library, problems=[*problems, *layouts.problems])


def _twins(files: list[File]) -> Iterator[Problem]:
    """Yield a problem for each pair of files whose names differ only in how marks are encoded (NFC and NFD)."""
    for one, other in pairwise(files):
        if one.path == other.path:
            url = source_url(one.path) if one.is_source else file_url(one.path)
            yield problem("BT309", one.path, 1, url=url, other=f"{other.path} (NFC/NFD)")


def _still_holds(before: Model, settings: Settings, now: datetime) -> bool:
    """Whether `before` is of the same settings, and the clock has changed nothing since."""
    return before.settings is settings and before.catalog.now <= now and now.timestamp() < pages.next_change(before.catalog)


def _catalog_again(before: Model, changes: Collection[Change]) -> Catalog | None:
    """Return the catalog of `before` with the records that have changed, or `None` when it must be made anew."""
    if len(changes) > _FEW:
        return None
    new = {one.path: one.after for one in changes if one.after is not None}
    if all(one.keeps_its_place for one in changes):
        return before.catalog.replacing(new)
    return before.catalog.refiled({one.path for one in changes}, new)
