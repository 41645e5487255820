"""Updates the index in a build: indexes the volumes that changed and stages the files that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from bantin.build import publish
from bantin.build.engine import engine_fingerprint
from bantin.content.read import SourceChanged, SourceFault
from bantin.rendering.renderer import words_of
from bantin.rendering.traces import PageRecord
from bantin.search import bundles, volumes
from bantin.search.cache import Cache, Terms, Texts
from bantin.search.contents import FORMAT, contents
from bantin.search.location import KIND, MANIFEST, index_url
from bantin.site.routes import Route
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Page
    from bantin.config import Settings
    from bantin.markup.body import Words
    from bantin.search.contents import Bundle, Volume
    from bantin.search.texts import Text


class _IndexedVolume(msgspec.Struct, frozen=True, gc=False):
    """A volume that a worker has indexed."""

    name: str
    terms: Terms
    results: list[tuple[PageRecord, bool]]


class IndexUpdate:
    """The update of the index by one build; see `index.SearchIndex`."""

    def __init__(
        self,
        root: Path,
        model: Model,
        output: Output,
        known: Mapping[str, Page],
        published: Mapping[str, int],
        jobs: int,
    ) -> None:
        self._model = model
        self._output = output
        self._known = known
        self._published = published
        self._jobs = jobs
        self._cache = Cache(root)
        self._url = index_url(model.settings)
        self._base = fingerprints.of([engine_fingerprint(), model.settings.markup, words_of(model.layouts)])
        self._bundles = contents(model, self._base)
        self._terms: dict[str, Terms] = {}

    def files(self) -> Iterator[tuple[PageRecord, bool]]:
        """Yield every file; workers index the volumes that changed."""
        kept = {bundle.name: self._find_bundle(bundle) for bundle in self._bundles}
        stale: list[Volume] = []
        for bundle in self._bundles:
            for volume in bundle.volumes:
                results = self._find_published(self._results(volume), volume.key)
                if results is not None and (kept[bundle.name] is not None or self._load_terms(volume)):
                    yield from ((record, False) for record in results)
                else:
                    stale.append(volume)
        for made in self._index_volumes(stale):
            self._terms[made.name] = made.terms
            self._cache.keep(made.name, made.terms)
            yield from made.results
        counts: dict[str, int] = {}
        for bundle in self._bundles:
            records = kept[bundle.name]
            files = [(record, False) for record in records] if records is not None else list(self._make_bundle(bundle))
            counts[bundle.name] = len(files) - 1
            yield from files
        yield self._stage_file(MANIFEST, self._manifest(counts), "", 0)
        self._cache.prune({volume.name for bundle in self._bundles for volume in bundle.volumes})

    def _results(self, volume: Volume) -> list[str]:
        return [_result_url(self._url, volume, number) for number in range(len(volume.entries))]

    def _find_published(self, urls: list[str], key: int) -> list[PageRecord] | None:
        """Return the records of published files made from the same `key`; `None` when any of them is missing."""
        found = []
        for url in urls:
            before = self._known.get(url)
            if before is None or before.record.made_of != key or url not in self._published:
                return None
            found.append(before.record)
        return found

    def _find_bundle(self, bundle: Bundle) -> list[PageRecord] | None:
        facts = f"{self._url}{bundle.name}/facts.bin"
        before = self._known.get(facts)
        if before is None:
            return None
        return self._find_published(
            [facts, *(_terms_url(self._url, bundle, number) for number in range(before.record.route.number))],
            bundle.key,
        )

    def _load_terms(self, volume: Volume) -> bool:
        found = self._cache.terms(volume.name, volume.key)
        if found is not None:
            self._terms[volume.name] = found
        return found is not None

    def _index_volumes(self, stale: list[Volume]) -> Iterator[_IndexedVolume]:
        if not stale:  # no worker need be started
            return
        job = _Job(self._model.settings, words_of(self._model.layouts), self._output, self._cache, self._base)
        decode = msgspec.msgpack.Decoder(_IndexedVolume).decode
        chunks = [
            (volume, {url: self._published[url] for url in self._results(volume) if url in self._published})
            for volume in stale
        ]
        for data in workers.share(_VolumeIndexer, (job,), chunks, self._jobs):
            yield decode(data)

    def _make_bundle(self, bundle: Bundle) -> Iterator[tuple[PageRecord, bool]]:
        files = bundles.term_files([self._terms[volume.name].postings for volume in bundle.volumes])
        yield self._stage_file(f"{bundle.name}/facts.bin", bundles.facts(bundle), bundle.name, bundle.key, len(files))
        for number, data in enumerate(files):
            yield self._stage_file(f"{bundle.name}/terms/{number}.bin", data, bundle.name, bundle.key, number)

    def _manifest(self, counts: Mapping[str, int]) -> bytes:
        shown: list[dict[str, Any]] = [
            {"name": bundle.name, "version": f"{bundle.key:016x}", "terms": counts[bundle.name]}
            for bundle in self._bundles
        ]
        return msgspec.json.encode({"format": FORMAT, "bundles": shown}) + b"\n"

    def _stage_file(
        self, name: str, data: bytes, subject: str, made_of: int, number: int = 0
    ) -> tuple[PageRecord, bool]:
        route = Route(f"{self._url}{name}", "", KIND, subject, number)
        return _stage(self._output, route, data, made_of, self._published.get(route.url))


class _Job(NamedTuple):
    """What each worker needs."""

    settings: Settings
    words: Words
    output: Output
    cache: Cache
    base: int


class _VolumeIndexer:
    """Reads and indexes the texts of a volume, and stages the files from which results are shown."""

    def __init__(self, job: _Job) -> None:
        from bantin.search.texts import Texts as Reader  # imports Markdown

        self._job = job
        self._url = index_url(job.settings)
        self._reader = Reader(job.settings, job.words)

    def __call__(self, chunk: tuple[Volume, Mapping[str, int]]) -> bytes:
        volume, published = chunk
        texts = self._texts(volume)
        results = []
        for number, (entry, text) in enumerate(zip(volume.entries, texts, strict=True)):
            route = Route(_result_url(self._url, volume, number), "", KIND, volume.name, number)
            record, written = _stage(
                self._job.output, route, volumes.result(entry, text), volume.key, published.get(route.url)
            )
            results.append((record, written))
        terms = Terms(volume.key, volumes.postings(volume.entries, texts))
        return msgspec.msgpack.encode(_IndexedVolume(volume.name, terms, results))

    def _texts(self, volume: Volume) -> list[Text]:
        before = self._job.cache.texts(volume.name, self._job.base)
        texts: dict[int, Text] = {}
        for source in volume.sources:
            try:
                texts[source.fingerprint] = before.get(source.fingerprint) or self._reader.read(source)
            except SourceFault:
                raise SourceChanged(source.path) from None  # the build has read it before
        self._job.cache.keep(volume.name, Texts(self._job.base, texts))
        return [texts[source.fingerprint] for source in volume.sources]


def _stage(output: Output, route: Route, data: bytes, made_of: int, published: int | None) -> tuple[PageRecord, bool]:
    digest = fingerprints.of_content(data)
    same = output.holds(route.output, digest) if published is None else published == digest
    if not same:
        publish.stage_bytes(str(output.stage), route.output, data)
    return PageRecord(route, digest, made_of), not same


def _result_url(base: str, volume: Volume, number: int) -> str:
    return f"{base}text/{volume.name}/{number}.bin"


def _terms_url(base: str, bundle: Bundle, number: int) -> str:
    return f"{base}{bundle.name}/terms/{number}.bin"
