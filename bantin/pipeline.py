"""The stages of a build in order: settings, layouts, sources, records, catalog, plan, pages, output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin import glance, quick
from bantin.files import output_path
from bantin.glance import Glance, Seen
from bantin.problems import BuildFailed, Problem, Severity, problem, set_of
from bantin.readiness import get_ready, ready_unless_spared
from bantin.sources import SourceChanged, walk
from bantin.store import STORE_FOLDER, Quick, Store, Summary

# What publishes, reads and renders is imported where nothing is as it was.
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from bantin.model import Model
    from bantin.pages import PageSpec
    from bantin.publishing import Output
    from bantin.readiness import Ready
    from bantin.traces import PageRecord, StoredPage
    from bantin.wanted import Progress, Request

_ATTEMPTS = 3
"""How often a build begins anew when a source changes under its hands."""
_FEW = 50
"""New files that are sooner read again by the next build than waited for by this one."""
_SETTLE_S = 0.022
"""Longer than a tick of file systems' clocks: what is looked at after it cannot change without a new time stamp."""


class Made(NamedTuple):
    """What a build renders and finds on the way to publishing."""

    records: dict[str, PageRecord]
    """Of everything that the output shall hold, by address."""
    staged: list[str]
    """Files that are new or differ, from the output folder."""
    rendered: int
    problems: tuple[Problem, ...]
    packed: dict[str, bytes]
    """Those of `records` that were made now, as the store keeps them."""


def build(request: Request, progress: Progress, ahead: Glance | None = None) -> Summary:
    """Build the site. Raises `BuildFailed`; then nothing was published.

    `ahead` is a look at the site that has begun already; another one is taken when it is at something else.
    """
    subject = (request.root, request.output, quick.options(request.base_url, search=request.search is not None))
    with _glance(ahead, subject, request) as look:
        ready = ready_unless_spared(request, look) if look.is_aside else None
        if look.is_unchanged(request.now) and look.last is not None:
            _stop(look.last.summary.problems, request)
            return look.last.summary
        from bantin import publishing

        publishing.refuse_harmful(request.root, request.output)
        from bantin.documents import RecordDamaged

        with publishing.Output(request.output, on_wait=progress.wait) as output:
            seen, changed = look.seen(), ""
            if ready is not None and not ready.still_holds():
                ready = None
            for _ in range(_ATTEMPTS):
                try:
                    return _build(request, output, progress, seen, ready or get_ready(request))
                except SourceChanged as change:
                    changed = str(change)
                except RecordDamaged:
                    request = request._replace(full=True)
                output.clear()
                ready = None
                seen = Seen(walk(request.root), 0, {})  # taken too late to vouch for what was read before
            raise BuildFailed([problem("BT312", changed)])


def _glance(ahead: Glance | None, subject: tuple[Path, Path, str], request: Request) -> Glance:
    """Return `ahead` if it is a look at `subject`, else a new one."""
    if ahead is not None and ahead.subject == subject and not request.full:
        return ahead
    if ahead is not None:
        ahead.close()
    return Glance(*subject, request.jobs, full=request.full)


def _build(request: Request, output: Output, progress: Progress, seen: Seen, ready: Ready) -> Summary:
    """Build from the files that were `seen`."""
    from bantin import loading, publishing, staleness
    from bantin.model import arranged_model, make_model

    settings, layouts, known, tree = ready.settings, ready.layouts, ready.known, seen.tree
    ready.close()  # SQLite must not cross a fork

    def compile_meanwhile() -> None:
        from bantin.rendering import compile_layouts

        compile_layouts(layouts, settings.base_path, request.layout_cache)

    loaded = loading.load(tree.files, known.sources, settings, request.jobs, compile_meanwhile)
    changes = tuple(staleness.changes(known.sources, loaded))
    arrangement = staleness.arrangement(known.grounds, changes, layouts.templates, request.now)
    search = request.search is not None
    if arrangement is None:
        model = make_model(settings, layouts, tree, loaded, request.now, search=search, looks=known.looks)
    else:
        planned = {url: page.record.spec for url, page in known.pages.items() if page.record.spec.layout}
        model = arranged_model(settings, layouts, tree, loaded, request.now, arrangement, planned, changes, known.looks, search=search)
    kept, version = known.sources, known.version

    def save_meanwhile() -> None:
        nonlocal kept, version
        early = Store(request.root)
        version = early.save_sources(known.source_base, known.sources, model.sources, version)
        early.close()
        kept = model.sources

    try:
        intact = _intact(output, known.pages, seen.outputs)
        is_listed = known.grounds is not None and known.grounds.manifest == output.manifest
        if not is_listed:
            output.adopt(map(output_path, intact))
        doubtful = staleness.doubtful(model.library, known.grounds, changes, known.pages)
        made = _make(request, output, progress, model, known.pages, intact, doubtful, save_meanwhile)
    except OSError as error:
        raise BuildFailed([publishing.write_problem(error, request.output)]) from None
    # As long as the manifest is that of the last build, and nothing comes or goes, it is that of this one.
    files = output.made if is_listed and made.records.keys() == known.pages.keys() else frozenset(map(output_path, made.records))
    foreign = output.foreign(made.staged)
    if foreign:
        raise BuildFailed([problem("BT602", file=foreign[0])])
    removed = output.commit(files, made.staged)

    waiting = model.catalog.waiting
    summary = Summary(
        pages=len(model.plan),
        rendered=made.rendered,
        written=len(made.staged),
        removed=removed,
        drafts=waiting.drafts,
        future=waiting.future,
        next_due=waiting.next_due.isoformat() if waiting.next_due else "",
        problems=made.problems,
    )
    pages = _signed(output, made, known.pages, request.jobs)
    memory = Store(request.root)
    memory.save(
        request.folder,
        sources=(known.source_base, kept, model.sources),
        looks=(known.engine, known.looks, model.library.looks.kept()),
        pages=(known.page_base, known.pages, pages),
        packed=made.packed,
        grounds=(
            version,
            known.grounds,
            staleness.grounds(model.library, known.grounds, model.troubled, model.planned.problems, output.manifest),
        ),
        quick=_quick(request, model, seen.inputs, summary, pages),
    )
    memory.close()
    return summary


def _make(
    request: Request,
    output: Output,
    progress: Progress,
    model: Model,
    known: dict[str, StoredPage],
    intact: Mapping[str, int],
    doubtful: Collection[str],
    meanwhile: Callable[[], None],
) -> Made:
    """Render what is stale and stage what differs. Raises `BuildFailed` and `OSError`.

    `intact` are the fingerprints of published files that are as the last build left them, by address; `meanwhile` is done while
    other processes render; `doubtful` are the addresses of pages whose traces must be asked.
    """
    from bantin import consistency, staging
    from bantin.media import plan as media
    from bantin.media.cache import Cache
    from bantin.media.exhibits import Exhibits
    from bantin.pages import side_by_side
    from bantin.traces import is_current

    records: dict[str, PageRecord] = {}
    stale: list[PageSpec] = []
    doubted = frozenset(doubtful)
    for url, spec in model.plan.items():
        before = known.get(url)
        if (
            before is None
            or url not in intact
            or before.record.spec != spec
            or (url in doubted and not is_current(before.record.reads, model.library))
        ):
            stale.append(spec)
        else:
            records[url] = before.record
    progress.begin(len(stale))
    staged: list[str] = []
    packed: dict[str, bytes] = {}
    model.library.looks.prepare(media.leads(stale, model.catalog), request.jobs)
    stale = side_by_side(stale, model.catalog)
    for batch in staging.stage_pages(stale, model.library, output, intact, request.jobs, request.layout_cache, meanwhile):
        for one in batch:
            records[one.record.spec.url] = one.record
            packed[one.record.spec.url] = one.packed
            if one.written:
                staged.append(one.record.spec.output)
        progress.advance(len(batch))
    planned = media.plan(records.values(), model.plan, model.library)
    found = [*model.problems, *planned.problems, *consistency.check_fragments(records.values())]
    found += [fault for record in records.values() for fault in record.problems]
    found += media.unreferenced(records.values(), model.library)
    problems = tuple(set_of(found))
    _stop(problems, request)
    pictures = Cache(request.root / STORE_FOLDER, model.settings.media.quality)
    exhibits = Exhibits(planned.files, tuple(records.values()), model.library, pictures, known, intact)
    _stop([*problems, *exhibits.make(request.jobs, progress, request.search.prepare if request.search else None)], request)
    more = request.search.stage(request.root, model, output, known, intact, request.jobs) if request.search else ()
    for record, written in (*staging.stage_assets(model.layouts, output, intact), *exhibits.stage(output), *more):
        taken = records.get(record.spec.url)
        if taken is not None:
            raise BuildFailed([problem("BT309", taken.spec.subject, url=record.spec.url, other=f"({record.spec.kind})")])
        records[record.spec.url] = record
        if written:
            staged.append(record.spec.output)
    exhibits.prune()
    return Made(records, staged, len(stale), problems, packed)


def _intact(output: Output, known: Mapping[str, StoredPage], seen: Mapping[str, int]) -> dict[str, int]:
    """Return the fingerprints of the published files that are as the last build left them, by address.

    `seen` are their signatures, as far as they have been looked at.
    """
    now_ns = time.time_ns()
    found = {url: page.record.digest for url, page in known.items() if page.signature and seen.get(url) == page.signature}
    for url in known.keys() - found.keys():
        page = known[url]
        file = output_path(url)
        is_as_signed = page.signature and url not in seen and output.signature(file, now_ns) == page.signature
        if is_as_signed or output.has_bytes(file, page.record.digest):
            found[url] = page.record.digest
    return found


def _signed(output: Output, made: Made, known: Mapping[str, StoredPage], jobs: int) -> dict[str, StoredPage]:
    """Return the records with the signatures of their published files; 0 for a few new ones, which are read again next time."""
    from bantin.traces import StoredPage

    written = frozenset(made.staged)
    signed: dict[str, StoredPage] = {}
    unsigned: list[str] = []
    for url, record in made.records.items():
        before = known.get(url)
        if before is not None and before.signature and before.record is record:
            signed[url] = before
        elif before is not None and before.signature and before.record.digest == record.digest and output_path(url) not in written:
            signed[url] = StoredPage(before.signature, record)
        else:
            unsigned.append(url)
    signatures = dict(zip(unsigned, glance.signatures(output.folder, unsigned, jobs), strict=True))
    fresh = [url for url in unsigned if not signatures[url]]
    if len(fresh) > _FEW:
        time.sleep(_SETTLE_S)
        signatures.update(zip(fresh, glance.signatures(output.folder, fresh, jobs), strict=True))
    signed.update((url, StoredPage(signature, made.records[url])) for url, signature in signatures.items())
    return signed


def _quick(request: Request, model: Model, inputs: int, summary: Summary, pages: Mapping[str, StoredPage]) -> Quick | None:
    """Return what tells the next build that nothing has changed, or `None` when that cannot be told."""
    from bantin.pages import next_change

    urls = tuple(url for url, page in pages.items() if page.signature)
    fresh = tuple((output_path(url), page.record.digest) for url, page in pages.items() if not page.signature)
    if not inputs or len(fresh) > _FEW:
        return None
    outputs = quick.combined([page.signature for page in pages.values() if page.signature])
    same = msgspec.structs.replace(summary, rendered=0, written=0, removed=0)
    return Quick(inputs, outputs, urls, fresh, request.now.timestamp(), next_change(model.catalog), same)


def _stop(problems: Iterable[Problem], request: Request) -> None:
    """Raise `BuildFailed` when `problems` prevent publishing."""
    found = list(problems)
    if any(request.strict or one.severity is Severity.ERROR for one in found):
        raise BuildFailed(found)
