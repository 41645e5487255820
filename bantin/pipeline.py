"""The stages of a build in order: settings, layouts, sources, records, catalog, plan, pages, output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin import engine, quick, store
from bantin.files import output_path
from bantin.problems import BuildFailed, Problem, Severity, problem, set_of
from bantin.sources import SourceChanged, walk
from bantin.store import Quick, Store, Summary

# What publishes, reads and renders is imported where nothing is as it was.
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from bantin.documents import StoredSource
    from bantin.layouts import Layouts
    from bantin.media.looks import Known
    from bantin.model import Model
    from bantin.pages import PageSpec
    from bantin.publishing import Output
    from bantin.quick import OutputsLook
    from bantin.settings import Settings
    from bantin.sources import Tree
    from bantin.staleness import Grounds
    from bantin.traces import PageRecord, StoredPage
    from bantin.wanted import Progress, Search

_ATTEMPTS = 3
"""How often a build begins anew when a source changes under its hands."""
_FEW = 50
"""New files that are sooner read again by the next build than waited for by this one."""
_SETTLE_S = 0.022
"""Longer than a tick of file systems' clocks: what is looked at after it cannot change without a new time stamp."""


class Request(NamedTuple):
    """What a build is asked to do."""

    root: Path
    output: Path
    now: datetime
    """Decides what is due; with a time zone."""
    base_url: str | None = None
    jobs: int = 1
    full: bool = False
    strict: bool = False
    search: Search | None = None
    """Makes the search index; `None` leaves it out."""

    @property
    def layout_cache(self) -> Path:
        """Where compiled layouts are kept."""
        return self.root / store.STORE_FOLDER / "layouts"

    @property
    def folder(self) -> str:
        """The output folder as the store names it."""
        return str(self.output.resolve())


class Recalled(NamedTuple):
    """What earlier builds knew, as far as it still holds."""

    engine: int
    source_base: int
    page_base: int
    version: str
    """Of `sources`: see `Store.version`."""
    sources: dict[str, StoredSource]
    pages: dict[str, StoredPage]
    looks: Known
    grounds: Grounds | None
    """Of `pages`, if they were made from `sources`."""


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


def build(request: Request, progress: Progress) -> Summary:
    """Build the site. Raises `BuildFailed`; then nothing was published."""
    known = look = None
    if not request.full:
        memory = Store(request.root)
        known = memory.quick(request.folder)
        memory.close()
        look = quick.OutputsLook(request.output, known.urls, request.jobs) if known else None
    try:
        return _build_unless_unchanged(request, progress, known, look)
    finally:
        if look is not None:
            look.close()


def _build_unless_unchanged(request: Request, progress: Progress, known: Quick | None, look: OutputsLook | None) -> Summary:
    now_ns = time.time_ns()
    tree = walk(request.root)
    inputs = quick.inputs_print(request.root, tree, _options(request), now_ns)
    if known and look and inputs and quick.is_unchanged(known, inputs, request.output, look, request.now.timestamp()):
        _stop(known.summary.problems, request)
        return known.summary
    from bantin import publishing

    publishing.refuse_harmful(request.root, request.output)
    from bantin.documents import RecordDamaged

    with publishing.Output(request.output, on_wait=progress.wait) as output:
        changed = ""
        for _ in range(_ATTEMPTS):
            try:
                return _build(request, output, progress, tree, inputs, known, look)
            except SourceChanged as change:
                changed = str(change)
            except RecordDamaged:
                request = request._replace(full=True)
            output.clear()
            known = None
            tree = walk(request.root)
            inputs = 0  # taken too late to vouch for what was read before
        raise BuildFailed([problem("BT312", changed)])


def _build(
    request: Request, output: Output, progress: Progress, tree: Tree, inputs: int, last: Quick | None, look: OutputsLook | None
) -> Summary:
    """Build from what is in `tree`; `look` is at the files that the `last` build published."""
    from bantin import loading, publishing, staleness
    from bantin.layouts import load_layouts
    from bantin.model import arranged_model, make_model
    from bantin.settings import load_settings

    settings = load_settings(request.root, base_url=request.base_url)
    layouts = load_layouts(request.root, settings.site.language, settings.codes)
    known = _recalled(request, settings, layouts)

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
        seen = dict(zip(last.urls, look.signatures(), strict=True)) if last and look else {}
        intact = _intact(output, known.pages, seen)
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
        quick=_glance(request, model, inputs, summary, pages),
    )
    memory.close()
    return summary


def _recalled(request: Request, settings: Settings, layouts: Layouts) -> Recalled:
    memory = Store(request.root)  # not kept open: SQLite must not cross a fork
    print_ = memory.engine()
    source_base, page_base = engine.source_base(settings, print_), engine.page_base(settings, layouts, print_)
    if request.full:
        found = Recalled(print_, source_base, page_base, memory.version(), {}, {}, {}, None)
    else:
        memory.hold()
        pages = memory.pages(request.folder, page_base)
        grounds = memory.grounds(request.folder) if pages else None
        found = Recalled(
            print_, source_base, page_base, memory.version(), memory.sources(source_base), pages, memory.looks(print_), grounds
        )
    memory.close()
    return found


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
    pictures = Cache(request.root / store.STORE_FOLDER, model.settings.media.quality)
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
    signatures = _signatures(output, unsigned, jobs)
    fresh = [url for url in unsigned if not signatures[url]]
    if len(fresh) > _FEW:
        time.sleep(_SETTLE_S)
        signatures.update(_signatures(output, fresh, jobs))
    signed.update((url, StoredPage(signature, made.records[url])) for url, signature in signatures.items())
    return signed


def _signatures(output: Output, urls: list[str], jobs: int) -> dict[str, int]:
    """Return the signatures of published files by address; of many, another process looks at one half."""
    half = len(urls) // 2
    look = quick.OutputsLook(output.folder, urls[half:], jobs)
    found = quick.OutputsLook(output.folder, urls[:half], 1).signatures()
    return dict(zip(urls, [*found, *look.signatures()], strict=True))


def _glance(request: Request, model: Model, inputs: int, summary: Summary, pages: Mapping[str, StoredPage]) -> Quick | None:
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


def _options(request: Request) -> str:
    return f"{request.base_url or ''} {request.search is not None}"
