"""Stop a build that would empty the site, or publish what waits, because a clock or a hand is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bantin.problems import BuildFailed, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bantin.build.records import LastBuild
    from bantin.collections.parse import SourceRecord
    from bantin.problems import Problem
    from bantin.site.index import Index

_DAY_S = 86_400
_BEHIND_S, _AHEAD_S = _DAY_S, 30 * _DAY_S
_LEAST, _SHARE = 20, 0.1
"""Pages that may go in any case, and the share of all."""
_NAMED = 3
_NEAR = 0.9
"""The share of the files that a host takes from which builds warn."""


def stop_at_removal(published: Collection[str], wanted: Iterable[str]) -> None:
    """Raise `BuildFailed` when many of the `published` files that are pages are not `wanted` any more."""
    pages = {file for file in published if file.endswith(".html")}
    gone = sorted(pages.difference(wanted))
    if len(gone) >= max(_LEAST, _SHARE * len(pages)):
        examples = ", ".join(f"/{file.removesuffix('index.html')}" for file in gone[:_NAMED])
        raise BuildFailed([problem("BT606", count=len(gone), total=len(pages), examples=examples)])


def warn_of_count(files: int, limit: int) -> Iterator[Problem]:
    """Yield a warning when a host that takes `limit` files (0: any number) will soon refuse the site."""
    if limit and files >= _NEAR * limit:
        yield problem("BT608", SETTINGS_FILE, count=files, limit=limit)


def stop_at_clock(last: LastBuild | None, now: datetime, index: Index, known: Mapping[str, SourceRecord]) -> None:
    """Raise `BuildFailed`, with times in the zone of `now`, when the clock is more than a day behind the `last` build.

    Also when it is so far ahead that an article would be published which waited then for a date more than 30 days away;
    `known` are the sources of the last build.
    """
    if last is None:
        return
    before = last.valid_from
    moved = now.timestamp() - before
    if -_BEHIND_S <= moved <= _AHEAD_S:
        return
    waited = [one for one in index.articles if one.published_at.seconds > before + _AHEAD_S and one.path in known]
    if moved < 0 or waited:
        then = datetime.fromtimestamp(before, now.tzinfo)
        shown = [f"{moment:%H:%M %d-%m-%Y}" for moment in (now, then)]
        raise BuildFailed([problem("BT607", waited[0].path if waited else "", now=shown[0], before=shown[1])])
