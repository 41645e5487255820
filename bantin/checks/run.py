"""What a build would say, then the checks; only the store of a site that was built is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin import consistency, staging, store
from bantin.checks import findings, silencing
from bantin.layouts import load_layouts
from bantin.media import plan
from bantin.media.cache import Cache
from bantin.media.exhibits import Exhibits
from bantin.model import load_model
from bantin.problems import set_of
from bantin.settings import load_settings
from bantin.sources import walk
from bantin.store import Store
from bantin.traces import is_current

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bantin.pages import PageSpec
    from bantin.problems import Problem
    from bantin.traces import PageRecord


def check_site(root: Path, folder: Path, now: datetime, jobs: int, advance: Callable[[int], None]) -> tuple[Problem, ...]:
    """Return the problems of the site at `root` as it is at `now`, in the order in which they are shown.

    What the last build into `folder` learnt is used where it still holds. Raises `BuildFailed` for settings that cannot be
    read and `SourceChanged` when a source is written meanwhile.
    """
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language)
    engine = store.engine_print()
    memory = Store(root, create=False)
    known_sources = memory.sources(store.source_base(settings, engine))
    known = memory.pages(str(folder.resolve()), store.page_base(settings, layouts, engine))
    known_looks = memory.looks(engine)
    memory.close()
    model = load_model(settings, layouts, walk(root), known_sources, now, jobs, looks=known_looks)
    records: list[PageRecord] = []
    stale: list[PageSpec] = []
    for url, spec in model.plan.items():
        before = known.get(url)
        if before is not None and before.record.spec == spec and is_current(before.record.reads, model.library):
            records.append(before.record)
        else:
            stale.append(spec)
    for batch in staging.stage_pages(stale, model.library, None, {}, jobs):
        records.extend(one.record for one in batch)
        advance(len(batch))
    planned = plan.plan(records, model.plan, model.library)
    exhibits = Exhibits(planned.files, records, model.library, Cache(root / store.STORE_FOLDER, settings.media.quality), known, known)
    found = [*model.problems, *planned.problems, *consistency.check_fragments(records), *plan.unreferenced(records, model.library)]
    found += [fault for record in records for fault in record.problems]
    found += exhibits.check(jobs)
    found += findings.of_site(model, jobs)
    return tuple(set_of(silencing.told(found, settings)))
