"""Checks a site: the problems of a build, then the checks. Writes only the state, if a build has created it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.build.dependencies import outdated_pages
from bantin.build.engine import engine_fingerprint, page_base, source_base
from bantin.build.media_files import MediaFiles
from bantin.build.media_plan import plan_media
from bantin.build.model import make_model
from bantin.build.problems import moved, page_problems
from bantin.build.read_sources import read_sources
from bantin.build.render_pages import render_pages
from bantin.build.request import state_path
from bantin.build.state import State
from bantin.build.up_to_date import inputs_fingerprint
from bantin.build.waiting import drafts_as_warnings, waiting_problems
from bantin.checks import findings, suppression
from bantin.checks.law import check_law
from bantin.config import load_settings
from bantin.content.scan import scan_content
from bantin.media import facts
from bantin.media.cache import Cache
from bantin.problems import Problem, set_of
from bantin.rendering.load_layouts import load_layouts
from bantin.site.index import Index
from bantin.site.routes import next_change
from bantin.system.paths import STATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.records import Page
    from bantin.rendering.traces import PageRecord
    from bantin.site.routes import Route

KIND = "check"
"""The kind of derived value in the state: the result of the last check."""


class CheckResult(msgspec.Struct, frozen=True, gc=False):
    """What a check has found, and while it is valid."""

    valid_from: float
    """Seconds since 1970."""
    valid_until: float
    problems: tuple[Problem, ...]
    """In the order in which they are shown."""
    due: tuple[tuple[str, str], ...]
    """Articles that wait for their date: when (ISO 8601) and which, the next one first."""
    drafts: tuple[str, ...]
    """Paths of drafts."""


def check_site(root: Path, folder: Path, now: datetime, jobs: int, advance: Callable[[int], None]) -> CheckResult:
    """Check the site at `root` as of `now`.

    Uses what is still valid in the state of the last build into `folder` and of the last check. `advance` is called
    with the number of pages rendered. Raises `BuildFailed` for invalid settings, and `SourceChanged`.
    """
    state = State(state_path(root, folder))
    tree = scan_content(root)
    inputs = inputs_fingerprint(root, tree, "check")
    stored = state.derived(KIND)
    if inputs and stored and stored[KIND][0] == inputs:
        last = msgspec.msgpack.decode(stored[KIND][1], type=CheckResult)
        if last.valid_from <= now.timestamp() < last.valid_until:
            return last
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language, settings.codes, settings.theme)
    memory = state.load(source_base(settings), page_base(settings, layouts))
    known_facts = facts.unpack(state.derived(facts.KIND), engine_fingerprint())
    known_findings = state.derived(findings.KIND)
    records = read_sources(tree, memory.sources, settings, jobs)
    model = make_model(settings, layouts, tree, records, now, search=_has_search(memory.pages), facts=known_facts)
    outdated = outdated_pages(state, memory, model)
    known = memory.pages if outdated is not None else {}
    found = _build_problems(root, model, known, outdated or set(), jobs, advance)
    results = findings.run_checks(model, known_findings, jobs)
    found += [*moved(memory, model), *results.problems]
    problems = tuple(set_of(suppression.remove_suppressed(found, settings)))
    result = CheckResult(now.timestamp(), next_change(model.index), problems, *_unpublished(model.index))
    if memory.pages:
        state.save_derived(findings.KIND, known_findings, results.texts)
        if inputs:
            state.save_derived(KIND, stored, {KIND: (inputs, msgspec.msgpack.encode(result))})
    return result


def check_site_by_law(root: Path, folder: Path, now: datetime, jobs: int) -> list[Problem]:
    """Return what the site at `root` does not show of what `law.toml` and the settings say. Raises `BuildFailed`."""
    settings = load_settings(root)
    memory = State(state_path(root, folder)).load(source_base(settings), 0)
    sources = read_sources(scan_content(root), memory.sources, settings, jobs)
    documents = [one.parsed.document for one in sources.values() if one.parsed.document is not None]
    return list(check_law(Index(documents, settings, now)))


def _unpublished(index: Index) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the articles that wait for their date, the next one first, and the drafts."""
    waiting = [index.documents[path] for path in sorted(index.unpublished)]
    due = sorted((one.due.local.isoformat(), one.path) for one in waiting if one.due is not None and not one.draft)
    return tuple(due), tuple(one.path for one in waiting if one.draft)


def _has_search(pages: Mapping[str, Page]) -> bool:
    """Whether pages have a search box: as in the last build, so that its pages stay valid; yes without one."""
    return not pages or any(page.record.route.kind == "search-index" for page in pages.values())


def _build_problems(
    root: Path, model: Model, known: Mapping[str, Page], outdated: set[str], jobs: int, advance: Callable[[int], None]
) -> list[Problem]:
    """Return the problems of a build; `outdated` are the URLs of pages to render again."""
    records: dict[str, PageRecord] = {}
    stale: list[Route] = []
    for url, route in model.pages.items():
        if url not in known or url in outdated or known[url].record.route != route:
            stale.append(route)
        else:
            records[url] = known[url].record
    for batch in render_pages(stale, model.queries, None, {}, jobs, None):
        records.update((one.record.route.url, one.record) for one in batch)
        advance(len(batch))
    media = plan_media(records.values(), model.pages, model.queries)
    cache = Cache(root / STATE_FOLDER, model.settings.media.quality)
    media_files = MediaFiles(media.files, records.values(), model.queries, cache, known, known)
    waiting = drafts_as_warnings(waiting_problems(model, records, jobs), model)
    return [*model.problems, *media.problems, *page_problems(records, model), *media_files.check(jobs), *waiting]
