"""Everything known of a site before a page is rendered: read, checked, indexed and planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin import consistency, loading, pages
from bantin.articles import source_url
from bantin.catalog import Catalog
from bantin.library import Library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bantin.layouts import Layouts
    from bantin.pages import PageSpec
    from bantin.problems import Problem
    from bantin.settings import Settings
    from bantin.sources import Tree
    from bantin.store import StoredSource


class Model(NamedTuple):
    """A site at one moment."""

    settings: Settings
    layouts: Layouts
    catalog: Catalog
    library: Library
    plan: Mapping[str, PageSpec]
    sources: dict[str, StoredSource]
    problems: list[Problem]
    """All that can be said without rendering a text, in no order."""


def load_model(
    settings: Settings,
    layouts: Layouts,
    tree: Tree,
    before: dict[str, StoredSource],
    now: datetime,
    jobs: int,
    *,
    show_waiting: bool = False,
) -> Model:
    """Read what changed of `tree` since `before`, and plan the site as it is at `now`.

    `show_waiting` gives drafts and future articles a page too, as the preview needs.
    """
    loaded = loading.load(tree.files, before, settings, jobs)
    documents = [one.parsed.document for one in loaded.values() if one.parsed.document is not None]
    # What is written but cannot be used: links to it are not wrong as well.
    broken = {path: source_url(path) for path, one in loaded.items() if one.parsed.document is None}
    catalog = Catalog(documents, settings, now, show_waiting=show_waiting)
    plan = pages.plan(catalog, frozenset(layouts.templates), frozenset(broken.values()))
    files = {file.path: file for file in tree.files}
    attached = {path: file for path, file in files.items() if not file.is_source}
    problems = [*tree.problems, *layouts.problems, *plan.problems]
    problems += [fault for one in loaded.values() for fault in one.parsed.problems]
    problems += consistency.check_records(catalog, attached.keys(), list(attached), broken.keys())
    library = Library(catalog, plan.pages, layouts, files, broken)
    return Model(settings, layouts, catalog, library, plan.pages, loaded, problems)
