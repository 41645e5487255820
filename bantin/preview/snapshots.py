"""What was read of a site at one moment, and how to read again only what has changed since."""

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

    from bantin.collections.documents import SourceRecord
    from bantin.config import Settings
    from bantin.content.scan import Tree
    from bantin.preview.changes import Changes
    from bantin.rendering.layouts import Layouts

    Recall = Callable[[Settings], Mapping[str, SourceRecord]]

_FEW = 200
"""Places up to which looking at each is quicker than walking through all of `content/`."""


class SettingsRead(NamedTuple):
    """The settings file: its bytes, and what they mean."""

    data: bytes | None
    """`None` when the file cannot be read."""
    settings: Settings | None
    """The last ones that were right, `None` while there were none."""
    faults: tuple[Problem, ...] = ()
    """What is wrong with the file as it is now."""


class Snapshot(NamedTuple):
    """A site at one moment; never changes."""

    read: SettingsRead
    layouts: Layouts
    tree: Tree | None
    model: Model | None
    """Of the last right settings; `None` while there were none."""
    broken: Mapping[str, str]
    """Addresses of sources that cannot be used now, with their paths."""
    problems: tuple[Problem, ...]
    """All that can be said without rendering a text, in the order in which it is shown."""

    @property
    def language(self) -> str:
        """The language of messages, `vi` or `en`."""
        return self.layouts.language


def read_settings(root: Path, before: SettingsRead | None) -> SettingsRead:
    """Read the settings of the site at `root`; `before` is returned as it is when the file has the same bytes."""
    settings = before.settings if before else None
    try:
        data = safe_open.read_plain(root / SETTINGS_FILE)
    except OSError as error:
        if before and before.data is None:
            return before
        return SettingsRead(None, settings, (unread(error),))
    if before and before.data == data:
        return before
    try:
        found = parse_settings(data)
    except BuildFailed as failure:
        return SettingsRead(data, settings, tuple(failure.problems))
    # The very same object when nothing differs: what was made with it still holds.
    return SettingsRead(data, settings if found == settings else found)


def first_snapshot(
    root: Path,
    read: SettingsRead,
    stored: Mapping[str, SourceRecord],
    now: datetime,
    jobs: int,
    *,
    language: str,
    meanwhile: Callable[[], None] | None = None,
) -> Snapshot:
    """Read everything, with up to `jobs` processes; 0 parses in this one.

    `stored` is what an earlier run has read; `language` that of messages while the settings are broken; `meanwhile` is that of
    `read_sources`.
    """
    layouts = load_layouts(
        root, read.settings.site.language if read.settings else language, read.settings.codes if read.settings else ()
    )
    if read.settings is None:
        return Snapshot(read, layouts, None, None, {}, tuple(set_of([*read.faults, *layouts.problems])))
    tree = scan_content(root)
    records = read_sources(tree, stored, read.settings, jobs, meanwhile)
    model = make_model(read.settings, layouts, tree, records, now, show_waiting=True, search=True)
    return _snapshot(read, layouts, tree, model, None)


def next_snapshot(root: Path, before: Snapshot, changes: Changes, now: datetime, recall: Recall) -> Snapshot:
    """Return the site after `changes`: `before` itself when nothing that matters has changed.

    `recall` gives what an earlier run has read, for the first settings that are right.
    """
    read = read_settings(root, before.read)
    language = read.settings.site.language if read.settings else before.language
    layouts = _layouts(root, before.layouts, changes, language, read.settings.codes if read.settings else ())
    if read.settings is None or before.model is None or before.tree is None:
        if read is before.read and layouts is before.layouts:
            return before
        return first_snapshot(root, read, recall(read.settings) if read.settings else {}, now, 0, language=language)
    tree = _tree(root, before.tree, changes)
    known = before.model.sources if _parses_alike(before.model.settings, read.settings) else {}
    if known and read is before.read and _same(tree, before.tree) and not is_due(before, now):
        if layouts is before.layouts:
            return before
        if layouts.templates.keys() == before.layouts.templates.keys():
            return _snapshot(read, layouts, tree, with_layouts(before.model, layouts), before)
    records = read_sources(tree, known, read.settings, 0)
    facts = before.model.queries.facts.kept()
    model = make_model(read.settings, layouts, tree, records, now, show_waiting=True, search=True, facts=facts)
    return _snapshot(read, layouts, tree, model, before)


def is_due(snapshot: Snapshot, now: datetime) -> bool:
    """Whether the clock alone has changed the site: an article's hour has come."""
    return now.timestamp() >= due_at(snapshot)


def due_at(snapshot: Snapshot) -> float:
    """Return when the clock alone changes the site next, in seconds since 1970."""
    return next_change(snapshot.model.index) if snapshot.model else float("inf")


def _snapshot(read: SettingsRead, layouts: Layouts, tree: Tree, model: Model, before: Snapshot | None) -> Snapshot:
    usual = {path: url for url, path in before.broken.items()} if before else {}
    last = before.model.index.documents if before and before.model else {}
    broken: dict[str, str] = {}
    for path, url in model.queries.broken.items():
        # Its front matter may give a source another address than its name does: whoever facts at it there stays there.
        known = last[path].url if path in last else usual.get(path, url)
        if known not in model.pages:
            broken[known] = path
    return Snapshot(read, layouts, tree, model, broken, tuple(set_of([*read.faults, *model.problems])))


def _layouts(root: Path, before: Layouts, changes: Changes, language: str, codes: tuple[str, ...]) -> Layouts:
    """Return the layouts as they are now, `before` itself when nothing differs."""
    content = str(root / CONTENT) + os.sep
    others = changes.everything or any(not place.startswith(content) for place in changes.places)
    if not others and language == before.language and codes == tuple(before.other_words):
        return before
    found = load_layouts(root, language, codes)
    return before if found == before else found


def _tree(root: Path, before: Tree, changes: Changes) -> Tree:
    content = str(root / CONTENT)
    places = [place for place in changes.places if place == content or place.startswith(content + os.sep)]
    if changes.everything or len(places) > _FEW:
        return scan_content(root)
    return rescan(root, before, places) if places else before


def _parses_alike(before: Settings, settings: Settings) -> bool:
    """Whether sources that were parsed with the settings `before` are the same with others."""
    return before is settings or source_base(before) == source_base(settings)


def _same(tree: Tree, before: Tree) -> bool:
    """Whether every file is as it was, as far as can be told without reading: a signature of 0 tells nothing."""
    return tree is before or (
        tree.files == before.files and tree.problems == before.problems and all(file.stat for file in tree.files)
    )
