"""The stages of a build that has something to do: sources, index, routes, pages, media, search, publishing, state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.build import guard, publish
from bantin.build.dependencies import outdated_pages
from bantin.build.engine import engine_fingerprint, page_base, source_base
from bantin.build.media_files import MediaFiles
from bantin.build.media_plan import leads, plan_media
from bantin.build.model import make_model
from bantin.build.problems import moved, page_problems, stop_at
from bantin.build.read_sources import read_sources
from bantin.build.records import NOTHING, LastBuild, Summary, Update
from bantin.build.render_pages import render_pages, stage_assets
from bantin.build.request import SEARCH
from bantin.build.state import State
from bantin.build.up_to_date import compare_outputs, settled_stats
from bantin.build.waiting import as_warnings, waiting_problems
from bantin.config.load import load_settings
from bantin.media import facts
from bantin.media.cache import Cache
from bantin.problems import BuildFailed, problem, set_of
from bantin.rendering.load_layouts import load_layouts
from bantin.site.routes import next_change
from bantin.system.paths import STATE_FOLDER, output_path

if TYPE_CHECKING:
    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Memory
    from bantin.build.request import Progress, Request, SearchUpdate
    from bantin.build.up_to_date import Outputs
    from bantin.config import Settings
    from bantin.content.scan import Tree
    from bantin.problems import Problem
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.traces import PageRecord, Trace


class Made(NamedTuple):
    """What a build renders and stages."""

    records: dict[str, PageRecord]
    """Of the pages that were rendered and of all files without layout, by URL."""
    traces: dict[str, Trace]
    """Of the pages that were rendered."""
    staged: list[str]
    """Files that are new or differ, from the output folder."""
    problems: tuple[Problem, ...]


def build_from(tree: Tree, inputs: int, request: Request, progress: Progress, output: Output) -> Summary:
    """Build the site from the files in `tree`; `inputs` is the fingerprint of their stats.

    Raises `BuildFailed`, and `SourceChanged` when a source changes meanwhile.
    """
    state = State(request.state)
    settings = load_settings(request.root, base_url=request.base_url)
    layouts = load_layouts(request.root, settings.site.language, settings.codes, settings.theme)
    sources_made_of, pages_made_of = source_base(settings), page_base(settings, layouts)
    remembered = state.load(sources_made_of, pages_made_of)
    memory = NOTHING if request.full else remembered
    seen = state.derived(facts.KIND)
    sources = read_sources(tree, memory.sources, settings, request.jobs, lambda: _compile(layouts, settings, request))
    model = make_model(
        settings,
        layouts,
        tree,
        sources,
        request.now,
        search=request.search is not None,
        facts=facts.unpack(seen, engine_fingerprint()),
    )
    if not request.allow_removal:
        if not request.is_now_given:
            here = request.now.astimezone(settings.zone)
            guard.stop_at_clock(state.last_build(), here, model.index, remembered.sources)
        guard.stop_at_removal(output.made, map(output_path, model.pages))
    outdated = outdated_pages(state, memory, model)
    if outdated is None:
        memory, outdated = NOTHING, set()
    outputs = compare_outputs(output.folder, memory.pages)
    kept = state.derived(SEARCH)
    search = request.search.begin(model, output, kept, outputs.intact) if request.search else None
    try:
        made = _make(request, progress, output, model, memory, outputs, outdated, search)
    except OSError as error:
        raise BuildFailed([publish.write_problem(error, request.output)]) from None

    files = {output_path(url) for url in (*model.pages, *made.records)}
    output.adopt(map(output_path, outputs.intact))
    if foreign := output.foreign(made.staged):
        raise BuildFailed([problem("BT602", file=foreign[0])])
    removed = output.commit(files, made.staged)
    summary = _summary(model, made, removed)
    state.save(
        Update(
            source_base=sources_made_of,
            sources={path: one for path, one in sources.items() if memory.sources.get(path) != one},
            sources_gone=memory.sources.keys() - sources.keys(),
            pages=_published(output, memory, outputs, made),
            pages_gone=[url for url in memory.pages if url not in model.pages and url not in made.records],
            traces=made.traces,
            build=LastBuild(
                pages_made_of,
                inputs,
                request.now.timestamp(),
                next_change(model.index),
                msgspec.structs.replace(summary, rendered=0, written=0, removed=0),
            ),
            is_new=not memory.pages,
        )
    )
    state.save_derived(facts.KIND, seen, facts.pack(model.queries.facts.kept(), engine_fingerprint()))
    state.save_derived(SEARCH, kept, search.stored() if search else {})
    return summary


def _make(
    request: Request,
    progress: Progress,
    output: Output,
    model: Model,
    memory: Memory,
    outputs: Outputs,
    outdated: set[str],
    search: SearchUpdate | None,
) -> Made:
    """Render outdated and altered pages, and stage them with all that they show. Raises `BuildFailed` and `OSError`."""
    known, intact = memory.pages, outputs.intact
    stale = [
        route
        for url, route in model.pages.items()
        if url not in intact or url in outdated or known[url].record.route != route or (search and search.wants(url))
    ]
    made = Made({}, {}, [], ())
    progress.begin(len(stale))
    model.queries.facts.prepare(leads(stale, model.index), request.jobs)
    extract = search.extract if search else None
    for batch in render_pages(stale, model.queries, output, intact, request.jobs, request.layout_cache, extract):
        for record, trace, written, text in batch:
            url = record.route.url
            made.records[url], made.traces[url] = record, trace
            if written:
                made.staged.append(record.route.output)
            if search and text:
                search.add(url, text)
        progress.advance(len(batch))
    records = {url: made.records.get(url) or known[url].record for url in model.pages}
    media = plan_media(records.values(), model.pages, model.queries)
    later = as_warnings(waiting_problems(model, records, request.jobs, drafts=False), model)
    found = [*model.problems, *media.problems, *page_problems(records, model), *later, *moved(memory, model)]
    problems = tuple(set_of(found))
    stop_at(problems, strict=request.strict)
    pictures = Cache(request.root / STATE_FOLDER, model.settings.media.quality)
    media_files = MediaFiles(media.files, records.values(), model.queries, pictures, known, intact)
    stop_at([*problems, *media_files.make(request.jobs, progress)], strict=request.strict)
    more = search.stage(request.jobs) if search else ()
    moved_from = {one.old.url: one.path for one in model.moves if not (one.old.has_page or one.old.query)}
    for record, written in (*stage_assets(model, output, intact), *media_files.stage(output), *more):
        url = record.route.url
        if url in made.records or url in model.pages or url in moved_from:
            route = made.records[url].route if url in made.records else model.pages.get(url)
            taken = route.subject if route else moved_from[url]
            raise BuildFailed([problem("BT309", taken, url=url, other=f"({record.route.kind})")])
        made.records[url] = record
        if written:
            made.staged.append(record.route.output)
    media_files.prune()
    count = len({*model.pages, *made.records})
    problems = tuple(set_of([*problems, *guard.warn_of_count(count, model.settings.publish.max_files)]))
    stop_at(problems, strict=request.strict)
    return made._replace(problems=problems)


def _published(output: Output, memory: Memory, outputs: Outputs, made: Made) -> dict[str, tuple[int, PageRecord]]:
    """Return what must be written of the published files: the stat and record of those that are new or other."""
    known = memory.pages
    staged = frozenset(made.staged)
    fresh = [
        url
        for url, record in made.records.items()
        if url not in outputs.intact or output_path(url) in staged or not known[url].stat or url in outputs.stats
    ]
    stats = settled_stats(output.folder, [*fresh, *(url for url in outputs.stats if url not in made.records)])
    changed: dict[str, tuple[int, PageRecord]] = {}
    for url, record in made.records.items():
        if url in stats or known[url].record != record:
            changed[url] = (stats.get(url, known[url].stat if url in known else 0), record)
    changed.update((url, (stats[url], known[url].record)) for url in stats if url not in changed and url in known)
    return changed


def _summary(model: Model, made: Made, removed: int) -> Summary:
    waiting = model.index.waiting
    return Summary(
        pages=len(model.pages),
        rendered=len(made.traces),
        written=len(made.staged),
        removed=removed,
        drafts=waiting.drafts,
        future=waiting.future,
        next_due=waiting.next_due.isoformat() if waiting.next_due else "",
        problems=made.problems,
    )


def _compile(layouts: Layouts, settings: Settings, request: Request) -> None:
    """Compile layouts, for processes that will render."""
    from bantin.rendering.renderer import compile_layouts  # Jinja, while other processes parse

    compile_layouts(layouts, settings.base_path, request.layout_cache)
