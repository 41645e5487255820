"""One build's work on the index: what changed is made again, what differs is staged."""

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


class _Made(msgspec.Struct, frozen=True, gc=False):
    """What a process has made of a volume."""

    name: str
    terms: Terms
    results: list[tuple[PageRecord, bool]]


class Making:
    """Makes the index of one build; see `index.SearchIndex`."""

    def __init__(
        self, root: Path, model: Model, output: Output, known: Mapping[str, Page], intact: Mapping[str, int], jobs: int
    ) -> None:
        self._model = model
        self._output = output
        self._known = known
        self._intact = intact
        self._jobs = jobs
        self._cache = Cache(root)
        self._url = index_url(model.settings)
        self._base = fingerprints.of([engine_fingerprint(), model.settings.markup, words_of(model.layouts)])
        self._bundles = contents(model, self._base)
        self._terms: dict[str, Terms] = {}

    def files(self) -> Iterator[tuple[PageRecord, bool]]:
        """Yield every file; volumes that changed are shared out to processes."""
        kept = {bundle.name: self._kept_bundle(bundle) for bundle in self._bundles}
        stale: list[Volume] = []
        for bundle in self._bundles:
            for volume in bundle.volumes:
                results = self._kept(self._results(volume), volume.key)
                if results is not None and (kept[bundle.name] is not None or self._has_terms(volume)):
                    yield from ((record, False) for record in results)
                else:
                    stale.append(volume)
        for made in self._made(stale):
            self._terms[made.name] = made.terms
            self._cache.keep(made.name, made.terms)
            yield from made.results
        counts: dict[str, int] = {}
        for bundle in self._bundles:
            records = kept[bundle.name]
            files = [(record, False) for record in records] if records is not None else list(self._made_bundle(bundle))
            counts[bundle.name] = len(files) - 1
            yield from files
        yield self._staged(MANIFEST, self._manifest(counts), "", 0)
        self._cache.forget_all_but({volume.name for bundle in self._bundles for volume in bundle.volumes})

    def _results(self, volume: Volume) -> list[str]:
        return [_result_url(self._url, volume, number) for number in range(len(volume.entries))]

    # --- what is as it should be ---

    def _kept(self, urls: list[str], key: int) -> list[PageRecord] | None:
        """Return the records of published files that were made with the same `key`, `None` when one of them is missing."""
        found = []
        for url in urls:
            before = self._known.get(url)
            if before is None or before.record.made_of != key or url not in self._intact:
                return None
            found.append(before.record)
        return found

    def _kept_bundle(self, bundle: Bundle) -> list[PageRecord] | None:
        facts = f"{self._url}{bundle.name}/facts.bin"
        before = self._known.get(facts)
        if before is None:
            return None
        return self._kept(
            [facts, *(_terms_url(self._url, bundle, number) for number in range(before.record.route.number))],
            bundle.key,
        )

    def _has_terms(self, volume: Volume) -> bool:
        found = self._cache.terms(volume.name, volume.key)
        if found is not None:
            self._terms[volume.name] = found
        return found is not None

    # --- what is made ---

    def _made(self, stale: list[Volume]) -> Iterator[_Made]:
        if not stale:  # Markdown need not be set up
            return
        job = _Job(self._model.settings, words_of(self._model.layouts), self._output, self._cache, self._base)
        decode = msgspec.msgpack.Decoder(_Made).decode
        chunks = [
            (volume, {url: self._intact[url] for url in self._results(volume) if url in self._intact})
            for volume in stale
        ]
        for data in workers.share(_MakeVolume, (job,), chunks, self._jobs):
            yield decode(data)

    def _made_bundle(self, bundle: Bundle) -> Iterator[tuple[PageRecord, bool]]:
        files = bundles.term_files([self._terms[volume.name].postings for volume in bundle.volumes])
        yield self._staged(f"{bundle.name}/facts.bin", bundles.facts(bundle), bundle.name, bundle.key, len(files))
        for number, data in enumerate(files):
            yield self._staged(f"{bundle.name}/terms/{number}.bin", data, bundle.name, bundle.key, number)

    def _manifest(self, counts: Mapping[str, int]) -> bytes:
        shown: list[dict[str, Any]] = [
            {"name": bundle.name, "version": f"{bundle.key:016x}", "terms": counts[bundle.name]}
            for bundle in self._bundles
        ]
        return msgspec.json.encode({"format": FORMAT, "bundles": shown}) + b"\n"

    def _staged(self, name: str, data: bytes, subject: str, made_of: int, number: int = 0) -> tuple[PageRecord, bool]:
        route = Route(f"{self._url}{name}", "", KIND, subject, number)
        return _stage(self._output, route, data, made_of, self._intact.get(route.url))


class _Job(NamedTuple):
    """What every process needs."""

    settings: Settings
    words: Words
    output: Output
    cache: Cache
    base: int


class _MakeVolume:
    """Reads the texts of a volume, indexes them and stages the files that results are shown from."""

    def __init__(self, job: _Job) -> None:
        from bantin.search.texts import Texts as Reader  # Markdown, where a text is read

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
        return msgspec.msgpack.encode(_Made(volume.name, terms, results))

    def _texts(self, volume: Volume) -> list[Text]:
        before = self._job.cache.texts(volume.name, self._job.base)
        texts: dict[int, Text] = {}
        for source in volume.sources:
            try:
                texts[source.fingerprint] = before.get(source.fingerprint) or self._reader.read(source)
            except SourceFault:
                raise SourceChanged(source.path) from None  # it could be read before
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
