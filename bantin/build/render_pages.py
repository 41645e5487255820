"""Routes → staged files: render pages, on every core when they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from bantin.build import publish
from bantin.media.facts import FactsKey, StoredFacts
from bantin.problems import errors
from bantin.rendering.traces import Asked, PageRecord
from bantin.site.routes import Route
from bantin.site.sitemaps import FEED_SIZE
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.markup.body import Body
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import Trace
    from bantin.site.index import Index

_CHUNK = 64
"""Pages that a process renders at a time; fewer are rendered here."""
_ROUNDS = 4
"""Chunks for each process at least: pages differ in what they cost."""
_OF_COLLECTIONS = "collections/"
"""How the names of assets begin that pages of collections alone show."""


class Extract(Protocol):
    """Takes what is searched from the text of a page that has just been rendered, in whichever process renders it."""

    def __call__(self, url: str, body: Body) -> bytes:
        """Return it; nothing for a page that is not searched."""


class Rendered(NamedTuple):
    """A rendered page."""

    record: PageRecord
    trace: Trace
    written: bool
    """Whether it was staged: it differs from what is published."""
    extract: bytes
    """What is searched of it."""


class _Chunk(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a process gives back; the pages' traces are numbers of `queries`."""

    pages: list[tuple[PageRecord, list[int], bool, bytes]]
    queries: list[Asked]
    facts: list[tuple[FactsKey, StoredFacts]]
    """Pictures and attachments that it met for the first time."""


def render_pages(
    routes: list[Route],
    queries: Queries,
    output: Output | None,
    published: Mapping[str, int],
    jobs: int,
    cache: Path | None,
    extract: Extract | None = None,
) -> Iterator[list[Rendered]]:
    """Render `routes` and stage what differs from the fingerprints `published`, by URL; yield as it is done.

    Without an `output` nothing is written. `cache` is the folder for compiled layouts; `extract` takes from texts what
    is searched. Raises `OSError` when the disk refuses.
    """
    size = _CHUNK if len(routes) <= _CHUNK else min(_CHUNK, -(-len(routes) // (_ROUNDS * jobs)))
    if len(routes) > size and workers.start_method() == "fork":
        import bantin.rendering.renderer  # noqa: F401 - once, for all processes
    known = {route.url: published[route.url] for route in routes if route.url in published}
    arguments = (queries, output, known, cache, extract)
    for data in workers.share(_RenderChunk, arguments, _chunks(routes, queries.index, size), jobs):
        chunk = _decode(data)
        queries.facts.learn(chunk.facts)
        yield [
            Rendered(record, [chunk.queries[at] for at in trace], written, extract)
            for record, trace, written, extract in chunk.pages
        ]


def _chunks(routes: list[Route], index: Index, size: int) -> list[Sequence[Route]]:
    """Divide `routes` among processes: feeds with the articles that they show, so that no text is rendered twice."""
    if len(routes) <= size:
        return [routes]
    feeds = [route for route in routes if route.kind == "feed"]
    shown = {one.path for feed in feeds for one in index.latest(FEED_SIZE, feed.subject or None)}
    shared = [route for route in routes if route.kind == "article" and route.subject in shown]
    if not shared:
        return workers.chunked(routes, size)
    together = {route.url for route in (*shared, *feeds)}
    return [[*shared, *feeds], *workers.chunked([route for route in routes if route.url not in together], size)]


class _RenderChunk:
    """Renders some pages into the stage."""

    def __init__(
        self,
        queries: Queries,
        output: Output | None,
        published: Mapping[str, int],
        cache: Path | None,
        extract: Extract | None,
    ) -> None:
        from bantin.rendering.renderer import Renderer  # Jinja and Markdown, where something is rendered

        self._renderer = Renderer(queries, cache)
        self._looks = queries.facts
        self._output = output
        self._published = published
        self._extract = extract
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[Route]) -> bytes:
        numbers: dict[Asked, int] = {}
        pages: list[tuple[PageRecord, list[int], bool, bytes]] = []
        for route in chunk:
            data, record, trace = self._renderer.render(route)
            written = self._stage(route, data, record)
            extract = self._extract(route.url, self._renderer.body) if self._extract else b""
            pages.append((record, [numbers.setdefault(asked, len(numbers)) for asked in trace], written, extract))
        return self._encode(_Chunk(pages, list(numbers), self._looks.take_new()))

    def _stage(self, route: Route, data: bytes, record: PageRecord) -> bool:
        """Stage a page unless it is published already; return whether it differs."""
        if self._output is None:
            return False
        before = self._published.get(route.url)
        is_same = (
            self._output.holds(route.output, record.fingerprint) if before is None else before == record.fingerprint
        )
        if not is_same and not errors(record.report.problems):
            publish.stage_bytes(str(self._output.stage), route.output, data)
        return not is_same


def stage_assets(model: Model, output: Output, published: Mapping[str, int]) -> Iterator[tuple[PageRecord, bool]]:
    """Stage assets that differ from the `published`; yield each record and whether it was staged. Raises `OSError`.

    A site without collections has none of their assets.
    """
    for asset in model.layouts.assets.values():
        if asset.name.startswith(_OF_COLLECTIONS) and not model.index.collections:
            continue
        route = Route(asset.url, "", "asset", asset.name)
        known = published.get(asset.url)
        if asset.order and known is not None:  # settings and layouts, of which it was drawn, are the same
            yield PageRecord(route, known), False
            continue
        data = asset.content()
        fingerprint = fingerprints.of_content(data)
        is_same = known == fingerprint or output.holds(route.output, fingerprint)
        if not is_same:
            publish.stage_bytes(str(output.stage), route.output, data)
        yield PageRecord(route, fingerprint), not is_same


_decode = msgspec.msgpack.Decoder(_Chunk).decode
