"""Pictures and attachments: which are published, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.articles import file_url
from bantin.pages import PageSpec
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bantin.traces import PageRecord


def media_specs(records: Iterable[PageRecord], planned: Mapping[str, PageSpec]) -> tuple[dict[str, PageSpec], list[Problem]]:
    """Return the files that some published page shows, by address, and the collisions among them and with pages."""
    specs: dict[str, PageSpec] = {}
    owners = {url.casefold(): spec.subject or url for url, spec in planned.items()}
    problems: list[Problem] = []
    for path in sorted({path for record in records for path in record.media}):
        url = file_url(path)
        if "//" in url or url.rpartition("/")[2].startswith("."):
            problems.append(problem("BT305", path, name=path.rpartition("/")[2]))
            continue
        other = owners.setdefault(url.casefold(), path)
        if other != path:
            problems.append(problem("BT309", path, url=url, other=other))
            continue
        specs[url] = PageSpec(url, "", "file", path)
    return specs, problems
