"""The stages of a build in order: settings, layouts, sources, records, catalog, plan, pages, output."""

from __future__ import annotations

import time
from array import array
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.build.lookout import glance, quick
from bantin.build.lookout.glance import Glance, Seen
from bantin.build.memory.store import Quick, Store, Summary
from bantin.build.readiness import get_ready, ready_unless_spared
from bantin.content.sources import SourceChanged, walk
from bantin.problems import BuildFailed, Problem, Severity, problem, set_of
from bantin.system.paths import STORE_FOLDER, output_path

# What publishes, reads and renders is imported where nothing is as it was.
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bantin.build.intact import Intact
    from bantin.build.memory.published import Published
    from bantin.build.memory.staleness import Change, Grounds
    from bantin.build.model import Model
    from bantin.build.publishing import Output
    from bantin.build.readiness import Ready
    from bantin.build.request import Progress, Request
    from bantin.build.staging import Beside
    from bantin.config import Settings
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.traces import PageRecord, StoredPage
    from bantin.site.routes import PageSpec
    from bantin.system.columns import Columns

_ATTEMPTS = 3
"""How often a build begins anew when a source changes under its hands."""
_SOON = 50
"""Pages that are rendered before it is worth while to save anything meanwhile."""
_SETTLE_S = 0.022
"""Longer than a tick of file systems' clocks: what is looked at after it cannot change without a new time stamp."""


class Made(NamedTuple):
    """What a build renders and finds on the way to publishing."""

    rendered: dict[str, PageRecord]
    """Of the pages that were rendered, by address."""
    others: dict[str, PageRecord]
    """Of all that no layout makes: pictures, attachments, assets, the search index."""
    staged: list[str]
    """Files that are new or differ, from the output folder."""
    problems: tuple[Problem, ...]
    packed: dict[str, bytes]
    """Those of `rendered`, as the store keeps them."""


def build(request: Request, progress: Progress, ahead: Glance | None = None) -> Summary:
    """Build the site. Raises `BuildFailed`; then nothing was published.

    `ahead` is a look at the site that has begun already; another one is taken when it is at something else.
    """
    subject = (request.root, request.output, quick.options(request.base_url, search=request.search is not None))
    with _glance(ahead, subject, request) as look, ExitStack() as opened:
        ready = ready_unless_spared(request, look) if look.is_aside else None
        if ready is not None:
            opened.callback(ready.close)  # also where nothing is built
        if look.is_unchanged(request.now) and look.last is not None:
            _stop(look.last.summary.problems, request)
            return look.last.summary
        from bantin.build import publishing

        publishing.refuse_harmful(request.root, request.output)
        from bantin.collections.documents import RecordDamaged

        with publishing.Output(request.output, on_wait=progress.wait) as output:
            seen, site, changed = look.seen(), look.site, ""
            if ready is not None and not ready.still_holds():
                ready.close()
                ready = None
            for _ in range(_ATTEMPTS):
                try:
                    with ExitStack() as looking:
                        return _build(request, output, progress, seen, ready or get_ready(request, site=site), looking)
                except SourceChanged as change:
                    changed = str(change)
                except RecordDamaged:
                    request = request._replace(full=True)
                output.clear()
                ready, site = None, 0
                seen = Seen(walk(request.root), 0, array("q"), "")  # taken too late to vouch for what was read before
            raise BuildFailed([problem("BT312", changed)])


def _glance(ahead: Glance | None, subject: tuple[Path, Path, str], request: Request) -> Glance:
    """Return `ahead` if it is a look at `subject`, else a new one."""
    if ahead is not None and ahead.subject == subject and not request.full:
        return ahead
    if ahead is not None:
        ahead.close()
    return Glance(*subject, request.jobs, full=request.full)


def _build(request: Request, output: Output, progress: Progress, seen: Seen, ready: Ready, looking: ExitStack) -> Summary:
    """Build from the files that were `seen`; `looking` takes what is open as long as the store is looked into."""
    from bantin.build import loading, publishing
    from bantin.build.intact import find_intact
    from bantin.build.memory import staleness
    from bantin.build.memory.recorded import fetch_all
    from bantin.build.model import arranged_model, make_model
    from bantin.site.routes import difference

    settings, layouts, known, tree = ready.prepared.settings, ready.prepared.layouts, ready.known, seen.tree
    ready.close()  # SQLite must not cross a fork; what is looked into below sees to that itself
    looking.enter_context(ready.memory.file.kept_open())

    loaded = loading.load(tree, known.sources, settings, request.jobs, partial(_compile, layouts, settings, request))
    changes = tuple(staleness.changes(known.sources, loaded))
    arrangement = staleness.arrangement(known.grounds, changes, layouts.templates, request.now)
    made_of, search = (settings, layouts, tree, loaded, request.now), request.search is not None
    if arrangement is None:
        model = make_model(*made_of, search=search, looks=known.looks)
    else:
        model = arranged_model(*made_of, arrangement, known.pages.planned, changes, known.looks, search=search)
    kept, version = known.sources, known.version

    def save_meanwhile() -> None:
        nonlocal kept, version
        early = Store(request.root)
        version = early.save_sources(known.source_base, known.sources, model.sources, version)
        early.close()
        kept = model.sources

    try:
        with _beside(request, output, model, known.pages, changes if arrangement else ()) as beside:
            intact = find_intact(output, known.pages, seen)
            is_listed = _is_listed(output, known.grounds, intact)
            doubtful = staleness.doubtful(model.library, known.grounds, changes, known.pages)
            new, left = difference(known.pages.planned, model.plan)
            stale = _stale(model, known.pages, intact, doubtful, new)
            meanwhile = save_meanwhile if len(stale) > _SOON else None  # else all is saved together, soon
            if meanwhile:
                fetch_all(known.sources)  # several processes may ask, while others are stored
            made = _make(request, output, progress, model, known.pages, intact, stale, meanwhile, beside)
    except OSError as error:
        raise BuildFailed([publishing.write_problem(error, request.output)]) from None
    gone = [url for url in (*left, *known.pages.others()) if url not in made.others and url not in model.plan]
    _refuse_foreign(output, made)
    removed = output.commit(*_moved(output, model, made, gone, is_listed=is_listed), made.staged)

    waiting = model.catalog.waiting
    summary = Summary(
        pages=len(model.plan),
        rendered=len(made.rendered),
        written=len(made.staged),
        removed=removed,
        drafts=waiting.drafts,
        future=waiting.future,
        next_due=waiting.next_due.isoformat() if waiting.next_due else "",
        problems=made.problems,
    )
    renewal = known.pages.renewed(_signed(output, made, known.pages, intact.unsigned.difference(gone), request.jobs), gone, made.packed)
    looking.close()  # whoever closes the store last brings its log home
    memory = Store(request.root)
    memory.save(
        request.folder,
        prepared=ready.prepared,
        sources=(known.source_base, kept, model.sources),
        looks=(known.engine, known.looks, model.library.looks.kept()),
        pages=(known.page_base, known.pages.stamp, renewal),
        grounds=(
            version,
            known.grounds,
            staleness.grounds(model.library, known.grounds, model.troubled, model.planned.problems, output.manifest),
        ),
        quick=_quick(request, model, seen.inputs, summary, renewal.columns),
    )
    memory.close()
    return summary


def _compile(layouts: Layouts, settings: Settings, request: Request) -> None:
    """Compile layouts, for processes that will render."""
    from bantin.rendering.renderer import compile_layouts

    compile_layouts(layouts, settings.base_path, request.layout_cache)


def _make(
    request: Request,
    output: Output,
    progress: Progress,
    model: Model,
    known: Published,
    intact: Intact,
    stale: list[PageSpec],
    meanwhile: Callable[[], None] | None,
    beside: Beside | None,
) -> Made:
    """Render what is stale and stage what differs. Raises `BuildFailed` and `OSError`.

    `meanwhile` is done while other processes render; `beside` renders some of `stale` already.
    """
    from bantin.build import media_plan as media
    from bantin.build import staging
    from bantin.build.exhibits import Exhibits
    from bantin.media.cache import Cache
    from bantin.site import consistency
    from bantin.site.routes import side_by_side

    progress.begin(len(stale))
    staged: list[str] = []
    rendered: dict[str, PageRecord] = {}
    packed: dict[str, bytes] = {}
    model.library.looks.prepare(media.leads(stale, model.catalog), request.jobs)
    stale = side_by_side(stale, model.catalog)
    cache = request.layout_cache
    for batch in staging.stage_pages(stale, model.library, output, intact, request.jobs, cache, meanwhile, beside):
        for one in batch:
            rendered[one.record.spec.url] = one.record
            packed[one.record.spec.url] = one.packed
            if one.written:
                staged.append(one.record.spec.output)
        progress.advance(len(batch))
    telling = _telling(model.plan, known, rendered)

    def anchors_of(path: str) -> list[str] | None:
        document = model.catalog.shown.get(path)
        if document is None or document.url not in model.plan:
            return None
        return (rendered.get(document.url) or known[document.url].record).anchors

    planned = media.plan(telling, model.plan, model.library)
    linking = [record for record in telling if record.fragments]
    found = [*model.problems, *planned.problems, *consistency.check_fragments(linking, anchors_of)]
    found += [fault for record in telling for fault in record.problems]
    found += media.unreferenced(telling, model.library)
    problems = tuple(set_of(found))
    _stop(problems, request)
    pictures = Cache(request.root / STORE_FOLDER, model.settings.media.quality)
    exhibits = Exhibits(planned.files, telling, model.library, pictures, known, intact)
    _stop([*problems, *exhibits.make(request.jobs, progress, request.search.prepare if request.search else None)], request)
    more = request.search.stage(request.root, model, output, known, intact, request.jobs) if request.search else ()
    others: dict[str, PageRecord] = {}
    for record, written in (*staging.stage_assets(model.layouts, output, intact), *exhibits.stage(output), *more):
        url = record.spec.url
        if url in others or url in model.plan:
            taken = others[url].spec if url in others else model.plan[url]
            raise BuildFailed([problem("BT309", taken.subject, url=url, other=f"({record.spec.kind})")])
        others[url] = record
        if written:
            staged.append(record.spec.output)
    exhibits.prune()
    return Made(rendered, others, staged, problems, packed)


def _beside(
    request: Request, output: Output, model: Model, known: Published, changes: Collection[Change]
) -> AbstractContextManager[Beside | None]:
    """Begin to render what is most likely stale, if few sources have changed and one is filed elsewhere: feeds, site maps, lists."""
    moved = [one for one in changes if not one.keeps_its_place]
    if not moved:
        return nullcontext()
    from bantin.build.staging import Beside
    from bantin.site.likely import likely_others

    articles = [article for one in moved for article in one.articles]
    urls = [url for url in likely_others(model.catalog, articles) if url in model.plan]
    known.fetch(url for url in urls if url in known)  # what is planned as before is looked up there
    return Beside(urls, model.library, output, request.jobs, request.layout_cache)


def _refuse_foreign(output: Output, made: Made) -> None:
    """Raise `BuildFailed` when a file would take the place of one that no build has made."""
    foreign = output.foreign(made.staged)
    if foreign:
        raise BuildFailed([problem("BT602", file=foreign[0])])


def _is_listed(output: Output, grounds: Grounds | None, intact: Intact) -> bool:
    """Whether the manifest names what the last build published; otherwise adopt what is known to be published."""
    if grounds is not None and grounds.manifest == output.manifest:
        return True
    output.adopt(map(output_path, intact))
    return False


def _moved(output: Output, model: Model, made: Made, gone: Collection[str], *, is_listed: bool) -> tuple[Collection[str], Collection[str]]:
    """Return the files that come to the output folder and those that go; `is_listed` says that its manifest names what was published."""
    if not is_listed:
        files = frozenset(map(output_path, (*model.plan, *made.others)))
        return files - output.made, output.made - files
    written = frozenset(map(output_path, (*made.rendered, *made.others)))
    return written - output.made, output.made.intersection(map(output_path, gone))


def _stale(model: Model, known: Published, intact: Intact, doubtful: Collection[str], new: Collection[str]) -> list[PageSpec]:
    """Return what must be rendered: what is `new` or not intact, and what of the `doubtful` has read something that has changed."""
    from bantin.rendering.traces import is_current

    found = dict.fromkeys(new)
    found.update(dict.fromkeys(url for url in sorted(intact.lost) if url in model.plan))
    asked = [url for url in doubtful if url not in found and url in model.plan]
    known.fetch((*asked, *(url for url in found if url in known)))
    found.update(dict.fromkeys(url for url in asked if not is_current(known[url].record.reads, model.library)))
    return [model.plan[url] for url in found]


def _telling(plan: Mapping[str, PageSpec], known: Published, rendered: Mapping[str, PageRecord]) -> list[PageRecord]:
    """Return the records of those pages of which there is more to say than how they were made."""
    kept = [url for url in known.telling if url not in rendered and url in plan]
    known.fetch(kept)
    return [*(known[url].record for url in sorted(kept)), *(record for record in rendered.values() if record.is_telling)]


def _signed(output: Output, made: Made, known: Published, untold: frozenset[str], jobs: int) -> dict[str, StoredPage]:
    """Return what has changed of the records, with the signatures of their published files.

    `untold` are those whose signature is not what it was, though their bytes are. Of a few new files it is 0: those are read again
    next time.
    """
    from bantin.rendering.traces import StoredPage

    written = frozenset(made.staged)
    records = {**made.rendered, **made.others}
    known.fetch([*(url for url in records if url in known), *untold])
    records.update((url, known[url].record) for url in untold if url not in records)
    signed: dict[str, StoredPage] = {}
    unsigned: list[str] = []
    for url, record in records.items():
        before = known.get(url)
        if before is None or not before.signature or url in untold or before.record.digest != record.digest or output_path(url) in written:
            unsigned.append(url)
        elif before.record != record:
            signed[url] = StoredPage(before.signature, record)
    began = time.monotonic()
    signatures = dict(zip(unsigned, glance.signatures(output.folder, unsigned, jobs), strict=True))
    fresh = [url for url in unsigned if not signatures[url]]
    if len(fresh) > quick.FEW:
        time.sleep(max(0.0, began + _SETTLE_S - time.monotonic()))
        signatures.update(zip(fresh, glance.signatures(output.folder, fresh, jobs), strict=True))
    signed.update((url, StoredPage(signature, records[url])) for url, signature in signatures.items())
    return signed


def _quick(request: Request, model: Model, inputs: int, summary: Summary, columns: Columns) -> Quick | None:
    """Return what tells the next build that nothing has changed, or `None` when that cannot be told."""
    from bantin.site.routes import next_change

    if not inputs or array("q", columns.signatures).count(0) > quick.FEW:
        return None
    same = msgspec.structs.replace(summary, rendered=0, written=0, removed=0)
    return Quick(inputs, request.now.timestamp(), next_change(model.catalog), same)


def _stop(problems: Iterable[Problem], request: Request) -> None:
    """Raise `BuildFailed` when `problems` prevent publishing."""
    found = list(problems)
    if any(request.strict or one.severity is Severity.ERROR for one in found):
        raise BuildFailed(found)
