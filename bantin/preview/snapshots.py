"""Reads a site into an immutable snapshot, and the next snapshot by reading only the changes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from bantin.build.engine import source_base
from bantin.build.model import Model, make_model, with_layouts
from bantin.build.read_sources import read_sources
from bantin.config import parse_settings
from bantin.config.load import unread
from bantin.content.scan import rescan, scan_content
from bantin.problems import BuildFailed, Problem, set_of
from bantin.rendering.load_layouts import load_layouts
from bantin.site.routes import next_change
from bantin.system import safe_open
from bantin.system.paths import CONTENT, SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from bantin.collections.parse import SourceRecord
    from bantin.config import Settings
    from bantin.content.scan import Tree
    from bantin.preview.changes import Changes
    from bantin.rendering.layouts import Layouts

    LoadSources = Callable[[Settings], Mapping[str, SourceRecord]]

_MAX_CHECKED = 200
"""Most changed paths that are checked one by one, which is then faster than walking all of `content/`."""


class SettingsFile(NamedTuple):
    """The bytes of `site_config.toml` and its settings."""

    data: bytes | None
    """`None` when the file cannot be read."""
    settings: Settings | None
    """The last valid settings, `None` when there were none."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file now."""


class Snapshot(NamedTuple):
    """A site at one moment, immutable."""

    settings_file: SettingsFile
    layouts: Layouts
    tree: Tree | None
    model: Model | None
    """Made with the last valid settings; `None` when there were none."""
    broken: Mapping[str, str]
    """The paths of sources with errors, by URL."""
    problems: tuple[Problem, ...]
    """All that are found without rendering, in the order in which they are shown."""

    @property
    def language(self) -> str:
        """The language of messages, `vi` or `en`."""
        return self.layouts.language


def read_settings(root: Path, before: SettingsFile | None) -> SettingsFile:
    """Read the settings of the site at `root`; return `before` itself when the bytes are the same."""
    settings = before.settings if before else None
    try:
        data = safe_open.read_plain(root / SETTINGS_FILE)
    except OSError as error:
        if before and before.data is None:
            return before
        return SettingsFile(None, settings, (unread(error),))
    if before and before.data == data:
        return before
    try:
        found = parse_settings(data)
    except BuildFailed as failure:
        return SettingsFile(data, settings, tuple(failure.problems))
    # The same object when equal, so that what was made with it stays valid.
    return SettingsFile(data, settings if found == settings else found)


def first_snapshot(
    root: Path,
    settings_file: SettingsFile,
    stored: Mapping[str, SourceRecord],
    now: datetime,
    jobs: int,
    *,
    language: str,
    meanwhile: Callable[[], None] | None = None,
) -> Snapshot:
    """Return a snapshot of the site at `root`, read with up to `jobs` processes (0: in this one).

    `stored` are the sources parsed by an earlier run; `language` is used while there are no valid settings; `meanwhile`
    is passed to `read_sources`.
    """
    settings = settings_file.settings
    layouts = _load(root, settings.site.language if settings else language, settings)
    if settings is None:
        problems = tuple(set_of([*settings_file.problems, *layouts.problems]))
        return Snapshot(settings_file, layouts, None, None, {}, problems)
    tree = scan_content(root)
    records = read_sources(tree, stored, settings, jobs, meanwhile)
    model = make_model(settings, layouts, tree, records, now, show_waiting=True, search=True)
    return _snapshot(settings_file, layouts, tree, model, None)


def next_snapshot(root: Path, before: Snapshot, changes: Changes, now: datetime, load_cached: LoadSources) -> Snapshot:
    """Return the snapshot after `changes`: `before` itself when nothing relevant has changed.

    `load_cached` returns the sources parsed by an earlier run, for the first valid settings.
    """
    settings_file = read_settings(root, before.settings_file)
    settings = settings_file.settings
    language = settings.site.language if settings else before.language
    layouts = _layouts(root, before.layouts, changes, language, settings)
    same_settings = settings_file is before.settings_file
    if settings is None or before.model is None or before.tree is None:
        if same_settings and layouts is before.layouts:
            return before
        stored = load_cached(settings) if settings else {}
        return first_snapshot(root, settings_file, stored, now, 0, language=language)
    tree = _tree(root, before.tree, changes)
    parses_alike = same_settings or source_base(before.model.settings) == source_base(settings)
    known = before.model.sources if parses_alike else {}
    if known and same_settings and _same(tree, before.tree) and not is_due(before, now):
        if layouts is before.layouts:
            return before
        if layouts.templates.keys() == before.layouts.templates.keys():
            return _snapshot(settings_file, layouts, tree, with_layouts(before.model, layouts), before)
    records = read_sources(tree, known, settings, 0)
    facts = before.model.queries.facts.kept()
    model = make_model(settings, layouts, tree, records, now, show_waiting=True, search=True, facts=facts)
    return _snapshot(settings_file, layouts, tree, model, before)


def is_due(snapshot: Snapshot, now: datetime) -> bool:
    """Whether the site has changed with the clock alone: a timed article is due."""
    return now.timestamp() >= due_at(snapshot)


def due_at(snapshot: Snapshot) -> float:
    """Return when the site next changes with the clock alone, in seconds since 1970."""
    return next_change(snapshot.model.index) if snapshot.model else float("inf")


def _snapshot(
    settings_file: SettingsFile, layouts: Layouts, tree: Tree, model: Model, before: Snapshot | None
) -> Snapshot:
    urls = {path: url for url, path in before.broken.items()} if before else {}
    last = before.model.index.documents if before and before.model else {}
    broken: dict[str, str] = {}
    for path, url in model.queries.broken.items():
        # Front matter may give a source another URL than its name: one with errors keeps the URL that it had.
        known = last[path].url if path in last else urls.get(path, url)
        if known not in model.pages:
            broken[known] = path
    return Snapshot(
        settings_file, layouts, tree, model, broken, tuple(set_of([*settings_file.problems, *model.problems]))
    )


def _layouts(root: Path, before: Layouts, changes: Changes, language: str, settings: Settings | None) -> Layouts:
    """Return the current layouts, `before` itself when nothing differs."""
    content = str(root / CONTENT) + os.sep
    others = changes.everything or any(not place.startswith(content) for place in changes.places)
    codes = settings.codes if settings else ()
    if not others and language == before.language and codes == tuple(before.other_words):
        return before
    found = _load(root, language, settings)
    return before if found == before else found


def _load(root: Path, language: str, settings: Settings | None) -> Layouts:
    return load_layouts(root, language, settings.codes, settings.theme) if settings else load_layouts(root, language)


def _tree(root: Path, before: Tree, changes: Changes) -> Tree:
    content = str(root / CONTENT)
    places = [place for place in changes.places if place == content or place.startswith(content + os.sep)]
    if changes.everything or len(places) > _MAX_CHECKED:
        return scan_content(root)
    return rescan(root, before, places) if places else before


def _same(tree: Tree, before: Tree) -> bool:
    """Whether no file has changed by its stat; a stat of 0 is never trusted."""
    return tree is before or (
        tree.files == before.files and tree.problems == before.problems and all(file.stat for file in tree.files)
    )
