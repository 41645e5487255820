"""What a build would say, then the checks. Nothing of the site is written; the store is, where a build has made one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from bantin.build import media_plan as plan
from bantin.build import staging
from bantin.build.exhibits import Exhibits
from bantin.build.lookout import quick
from bantin.build.memory import staleness
from bantin.build.memory.engine import page_base, source_base
from bantin.build.memory.store import Store
from bantin.build.model import load_model
from bantin.checks import findings, silencing
from bantin.config import load_settings
from bantin.content import walking
from bantin.content.census import tree_of
from bantin.media.cache import Cache
from bantin.problems import Problem, set_of
from bantin.rendering.layout_reading import load_layouts
from bantin.rendering.traces import is_current
from bantin.site import consistency
from bantin.site.routes import next_change
from bantin.system.packing import unpacked
from bantin.system.paths import STORE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bantin.build.memory.published import Published
    from bantin.build.model import Model
    from bantin.rendering.traces import PageRecord
    from bantin.site.routes import PageSpec


class Checked(msgspec.Struct, frozen=True, gc=False):
    """What was said of a whole site, and how long it holds."""

    inputs: int
    """See `quick.inputs_print`."""
    valid_from: float
    """Seconds since 1970."""
    valid_until: float
    problems: tuple[Problem, ...]


def check_site(root: Path, folder: Path, now: datetime, jobs: int, advance: Callable[[int], None]) -> tuple[Problem, ...]:
    """Return the problems of the site at `root` as it is at `now`, in the order in which they are shown.

    What the last build into `folder` and the last check learnt is used where it still holds. Raises `BuildFailed` for settings
    that cannot be read and `SourceChanged` when a source is written meanwhile.
    """
    now_ns = time.time_ns()
    site = quick.site_print(root, "check", now_ns)
    register = walking.register(root)
    tree, inputs = tree_of(root, register), quick.inputs_print(site, register)
    memory = Store(root, create=False)
    last = unpacked(memory.checked(), Checked)
    if last and inputs and last.inputs == inputs and last.valid_from <= now.timestamp() < last.valid_until:
        memory.close()
        return last.problems
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language, settings.codes)
    engine = memory.engine()
    memory.hold()
    known_sources = memory.sound_sources(source_base(settings, engine))
    known = memory.sound_pages(str(folder.resolve()), page_base(settings, layouts, engine))  # a build may write while we look
    grounds = memory.grounds(str(folder.resolve())) if known and known_sources else None
    known_looks = memory.looks(engine)
    known_findings = memory.findings(engine)
    memory.close()  # SQLite must not cross a fork
    model = load_model(settings, layouts, tree, known_sources, now, jobs, search=_has_search(known), looks=known_looks)
    changes = tuple(staleness.changes(known_sources, model.sources))
    doubtful = frozenset(staleness.doubtful(model.library, grounds, changes, known))
    found = _of_build(root, model, known, doubtful, jobs, advance)
    beyond = findings.of_site(model, known_findings, jobs)
    problems = tuple(set_of(silencing.told([*found, *beyond.problems], settings)))
    checked = Checked(inputs, now.timestamp(), next_change(model.catalog), problems) if inputs else None
    memory = Store(root, create=False)
    memory.save_findings(engine, known_findings, beyond.packed, msgspec.msgpack.encode(checked) if checked else None)
    memory.close()
    return problems


def _has_search(known: Published) -> bool:
    """Whether pages have a search box: as in the last build, so that they need not be made again; else as a build makes them."""
    return not known or "search-index" in known.unplanned


def _of_build(
    root: Path, model: Model, known: Published, doubtful: frozenset[str], jobs: int, advance: Callable[[int], None]
) -> list[Problem]:
    """Return what a build would say; `doubtful` are the addresses of pages whose traces must be asked."""
    records: list[PageRecord] = []
    stale: list[PageSpec] = []
    for url, spec in model.plan.items():
        before = known.get(url)
        if before is None or before.record.spec != spec or (url in doubtful and not is_current(before.record.reads, model.library)):
            stale.append(spec)
        else:
            records.append(before.record)
    for batch in staging.stage_pages(stale, model.library, None, {}, jobs):
        records.extend(one.record for one in batch)
        advance(len(batch))
    planned = plan.plan(records, model.plan, model.library)
    cache = Cache(root / STORE_FOLDER, model.settings.media.quality)
    exhibits = Exhibits(planned.files, records, model.library, cache, known, known)
    anchors = {one.spec.subject: one.anchors for one in records if one.spec.kind in ("article", "page")}
    linking = [one for one in records if one.fragments]
    found = [*model.problems, *planned.problems, *plan.unreferenced(records, model.library)]
    found += consistency.check_fragments(linking, anchors.get)
    found += [fault for record in records for fault in record.problems]
    return [*found, *exhibits.check(jobs)]
