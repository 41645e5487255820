"""What is up to date: whether anything that a build reads has changed, and which published files have."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from bantin.build.engine import engine_times
from bantin.system import fingerprints
from bantin.system.file_stat import lstat, lstats, stat
from bantin.system.paths import MANIFEST, OWN_FOLDER, SETTINGS_FILE, below, layout_folders, output_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bantin.build.records import Page
    from bantin.build.state import State
    from bantin.content.scan import Tree

_TICK_S = 0.022
"""Longer than a tick of file systems' clocks: what is looked at after it cannot change without a new time stamp."""


class Outputs(NamedTuple):
    """The published files, compared with what the last build knew of them."""

    intact: dict[str, int]
    """Fingerprints of those that are as they were, by URL."""
    stats: dict[str, int]
    """Stats of those of `intact` whose stat is another, though their bytes are the same."""


def inputs_fingerprint(root: Path, tree: Tree, *options: object) -> int:
    """Return the fingerprint of the stats of everything that a build reads; 0 when one of them is too fresh to trust.

    To be taken before any of it is read. `options` are what else decides what is published.
    """
    now_ns = time.time_ns()
    names = [os.fsencode(root)]
    stats = [stat(root / SETTINGS_FILE, now_ns)]
    for folder in layout_folders(root):  # of words, a site's own file and the project's are both read
        for path in sorted(below(folder).values()):
            names.append(os.fsencode(path))
            stats.append(stat(path, now_ns))
    files = [(file.path, file.stat) for file in tree.files]
    if 0 in stats or tree.problems or not all(one for _, one in files):
        return 0
    return fingerprints.of([options, names, stats, engine_times(), files])


def outputs_are_current(state: State, folder: Path) -> bool:
    """Whether every published file has the stat that the last build noted, and nothing of a killed build is left."""
    own = folder / OWN_FOLDER
    try:
        if set(os.listdir(own)) - {"lock"} != {MANIFEST}:
            return False
    except OSError:
        return False
    known = state.stats()
    found = lstats([os.path.join(folder, output_path(url)) for url, _ in known], time.time_ns())
    return bool(known) and all(before == now != 0 for (_, before), now in zip(known, found, strict=True))


def compare_outputs(folder: Path, pages: Mapping[str, Page]) -> Outputs:
    """Return which of `pages` are in the output folder as they were published."""
    paths = [os.path.join(folder, output_path(url)) for url in pages]
    intact: dict[str, int] = {}
    stats: dict[str, int] = {}
    for (url, page), path, now in zip(pages.items(), paths, lstats(paths, time.time_ns()), strict=True):
        fingerprint = page.record.fingerprint
        if now == page.stat != 0:
            intact[url] = fingerprint
        elif fingerprints.holds(path, fingerprint):
            intact[url] = fingerprint
            stats[url] = now
    return Outputs(intact, stats)


def settled_stats(folder: Path, urls: list[str]) -> dict[str, int]:
    """Return the stat of the published file of each URL; waits some milliseconds until stats can be trusted."""
    paths = [os.path.join(folder, output_path(url)) for url in urls]
    found = lstats(paths, time.time_ns())
    if 0 in found:
        time.sleep(_TICK_S)
        now_ns = time.time_ns()
        found = [one or lstat(path, now_ns) for one, path in zip(found, paths, strict=True)]
    return dict(zip(urls, found, strict=True))
