"""Brings the index up to date in a build, and stages the files that differ.

A few changed articles change the buckets and packs that have them; many, and the first build, make all anew. Either way
the files are the same. What is dear, an article's text and where its terms are, is in the published files themselves.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections import defaultdict
from itertools import chain, groupby
from typing import TYPE_CHECKING

import msgspec

from bantin.build import publish
from bantin.rendering.traces import PageRecord
from bantin.search.abbreviations import ABBREVIATIONS, make_synonyms
from bantin.search.articles import decode, list_entries, make_dictionary, make_result
from bantin.search.files import FileReader, prune
from bantin.search.location import KIND, MANIFEST, index_url
from bantin.search.packs import (
    FACTS,
    TEXTS,
    Contents,
    Dictionary,
    make_facts,
    make_names,
    make_vocabulary,
    manifest,
)
from bantin.search.postings import PACK, SEGMENT, Bucket, Changes, Indexer, bucket_count, change, join
from bantin.site.routes import Route
from bantin.system import fingerprints, safe_open, workers
from bantin.system.paths import output_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Derived
    from bantin.markup.body import Body
    from bantin.search.articles import Entry

_FEW = 8
"""One of so many articles may have changed for the index to be changed; above it, making it anew is quicker."""


_FILES_AT_ONCE = 4
"""Attached files that a process reads at a time."""


class _Known(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An article in the index."""

    number: int
    key: int
    length: int
    """Of its compressed text."""


class _Index(msgspec.Struct, array_like=True):
    """An index: which articles it has, and its files. Their names have fingerprints of their contents."""

    made_of: int
    buckets: int
    articles: dict[str, _Known]
    """By name, in order of their numbers."""
    dictionary: str = ""
    terms: dict[int, tuple[str, list[int]]] = {}
    """Each pack: its name, and the lengths of its buckets."""
    common: dict[int, list[bytes]] = {}
    """Each pack: the common terms of its buckets."""
    vocabulary: str = ""
    kept: dict[str, str] = {}
    """The texts of attached files in the cache, by the names of their entries."""
    texts: dict[int, str] = {}
    facts: dict[int, tuple[str, str, int]] = {}
    """Facts, with the file of names: their names, and the fingerprint of what both were made from."""

    def files(self) -> Iterator[str]:
        """Yield the names of all files but the manifest."""
        yield from (self.dictionary, self.vocabulary, *self.texts.values())
        yield from (name for name, _ in self.terms.values())
        yield from (name for facts, names, _ in self.facts.values() for name in (facts, names))


class ResultMaker:
    """Makes the results of articles whose pages are rendered, in whichever process renders them."""

    def __init__(self, entries: Mapping[str, Entry], dictionary: Dictionary) -> None:
        self._entries = entries
        self._dictionary = dictionary

    def __call__(self, url: str, body: Body) -> bytes:
        """Return the compressed result of the article at `url`; nothing for a page that is not searched."""
        entry = self._entries.get(url)
        return self._dictionary.compress(make_result(entry, body)) if entry else b""


class IndexUpdate:
    """The update of the index by one build; implements `request.SearchUpdate`."""

    def __init__(
        self, model: Model, output: Output, stored: Derived, published: Mapping[str, int], cache: Path
    ) -> None:
        """Begin; `stored` is what the last build kept, `published` the fingerprints of its unchanged files by URL.

        `cache` is the folder of the texts of attached files.
        """
        self._url = index_url(model.settings)
        self._output = output
        self._published = published
        # Where anything else has changed that all texts depend on, no published file counts as unchanged.
        made_of = fingerprints.of([zlib.ZLIB_RUNTIME_VERSION, unicodedata.unidata_version])
        self._sources = model.queries.files
        self._cache = cache
        self._entries = list_entries(model.index, self._sources)
        self._index = _Index(made_of, bucket_count(len(self._entries)), {})
        self._dictionary = Dictionary(make_dictionary([*self._entries.values()]))
        self._old: dict[str, bytes] = {}
        """The files of the last index, by name."""
        self._before = self._load(stored) or _Index(made_of, 0, {})
        self._texts: dict[str, bytes] = {}
        self._files: list[tuple[PageRecord, bool]] = []
        self._abbreviations = model.settings.abbreviations
        self.extract = ResultMaker(self._entries, self._dictionary)

    def wants(self, url: str) -> bool:
        """Whether the page at `url` must be rendered because its text is not known."""
        entry, known = self._entries.get(url), self._before.articles.get(url)
        return entry is not None and (known is None or known.key != entry.key)

    def add(self, url: str, text: bytes) -> None:
        """Take what `extract` returned."""
        self._texts[url] = text

    def stage(self, jobs: int) -> list[tuple[PageRecord, bool]]:
        """Return the record of each file, and whether it differs from what is published and was staged.

        Raises `OSError`.
        """
        index, before = self._index, self._before
        self._read_files(jobs)
        old = self._old_texts()
        texts = {name: self._texts.get(name) or old[name] for name in self._entries}
        index.articles = {name: _Known(one.number, one.key, len(texts[name])) for name, one in self._entries.items()}
        changed = {name for name in {**before.articles, **texts} if self._is_changed(name, old)}
        if index.buckets == before.buckets and len(changed) * _FEW <= len(texts):
            self._change_terms(changed, texts, old)
        else:
            self._make_terms(texts, jobs)
        index.dictionary = self._put("dictionary", self._dictionary.beginning)
        for pack, some in groupby(self._entries.values(), key=lambda entry: entry.number // TEXTS):
            index.texts[pack] = self._put(f"texts/{pack}", b"".join(texts[entry.name] for entry in some))
        for block, some in groupby(self._entries.values(), key=lambda entry: entry.number // FACTS):
            self._put_facts(block, [*some], texts)
        if index.common == before.common:
            index.vocabulary = self._put("vocabulary", self._old[before.vocabulary])
        else:
            index.vocabulary = self._put("vocabulary", make_vocabulary(chain.from_iterable(index.common.values())))
        contents = Contents(
            dictionary=(index.dictionary, len(self._dictionary.text)),
            vocabulary=index.vocabulary,
            facts=[facts for facts, _, _ in index.facts.values()],
            names=[names for _, names, _ in index.facts.values()],
            terms=[*index.terms.values()],
            synonyms=make_synonyms((*ABBREVIATIONS, *((one.short, one.long) for one in self._abbreviations))),
        )
        data = manifest(contents)
        self._stage(MANIFEST, data, fingerprints.of_content(data))
        return self._files

    def stored(self) -> Derived:
        """Return what the next build needs to know."""
        return {"": (0, msgspec.msgpack.encode(self._index))}

    # --- the last index ---

    def _load(self, stored: Derived) -> _Index | None:
        """Return the last index, if it is whole and made of the same."""
        try:
            found = msgspec.msgpack.decode(stored[""][1], type=_Index)
        except (KeyError, msgspec.MsgspecError):
            return None
        if found.made_of != self._index.made_of:
            return None
        for name in found.files():
            url = f"{self._url}{name}"
            try:
                data = safe_open.read_plain(self._output.folder / output_path(url), follow=False)
            except OSError:
                return None
            if fingerprints.of_content(data) != self._published.get(url):
                return None
            self._old[name] = data
        return found

    def _old_texts(self) -> dict[str, bytes]:
        """Return the compressed texts of the last index, by URL; compressed anew where the dictionary is another."""
        before, found = self._before, {}
        ends: dict[int, int] = defaultdict(int)
        for url, known in before.articles.items():
            pack = known.number // TEXTS
            start = ends[pack]
            ends[pack] += known.length
            found[url] = self._old[before.texts[pack]][start : ends[pack]]
        beginning = self._old.get(before.dictionary)
        if not found or beginning == self._dictionary.beginning:
            return found
        last = Dictionary(zlib.decompressobj().decompress(beginning or b""))
        return {url: self._dictionary.compress(last.decompress(text)) for url, text in found.items()}

    def _is_changed(self, url: str, old: Mapping[str, bytes]) -> bool:
        entry, known = self._entries.get(url), self._before.articles.get(url)
        return (
            entry is None
            or known is None
            or entry.number != known.number
            or (url in self._texts and self._texts[url] != old[url])
        )

    def _read_files(self, jobs: int) -> None:
        """Read attached files that are new or other than when they were read last."""
        files = [entry for entry in self._entries.values() if entry.file]
        known = self._before.kept
        kept = self._index.kept = {one.name: known[one.name] for one in files if one.name in known}
        unread = [entry for entry in files if self.wants(entry.name) or not entry.key]
        reader = (self._cache, self._sources, self._dictionary)
        for some in workers.share(FileReader, reader, workers.chunked(unread, _FILES_AT_ONCE), jobs):
            for one in some:
                self._texts[one.name], kept[one.name] = one.result, one.kept
        if kept != known:
            prune(self._cache, frozenset(kept.values()))

    # --- files ---

    def _make_terms(self, texts: Mapping[str, bytes], jobs: int) -> None:
        """Index all texts, segment by segment, then join the terms, pack by pack."""
        buckets = self._index.buckets
        segments = [
            (segment, [(entry.number, texts[entry.name]) for entry in some])
            for segment, some in groupby(self._entries.values(), key=lambda entry: entry.number // SEGMENT)
        ]
        parts: dict[int, dict[int, bytes]] = {pack: {} for pack in range(-(-buckets // PACK))}
        for segment, made in workers.share(_IndexSegment, (buckets, self._dictionary), segments, jobs):
            for pack, data in made.items():
                parts[pack][segment] = data
        chunks = [(pack, [some[segment] for segment in sorted(some)]) for pack, some in parts.items()]
        made_packs = dict(workers.share(_JoinPack, (buckets,), chunks, jobs))
        for pack in parts:
            self._put_terms(pack, made_packs[pack])

    def _change_terms(self, changed: set[str], texts: Mapping[str, bytes], old: Mapping[str, bytes]) -> None:
        """Change the buckets that have a changed article, as it was or as it is."""
        changes = Changes(self._index.buckets)
        for url in changed:
            if url in self._before.articles:
                changes.note(self._before.articles[url].number, decode(self._dictionary.decompress(old[url])), -1)
            if url in self._entries:
                changes.note(self._entries[url].number, decode(self._dictionary.decompress(texts[url])), 1)
        stale = changes.by_bucket()
        for pack, (name, lengths) in self._before.terms.items():
            buckets, at = [], 0
            common = self._before.common[pack]
            for bucket, length in enumerate(lengths):
                data, number = self._old[name][at : at + length], pack * PACK + bucket
                is_stale = number in stale
                buckets.append(
                    change(data, stale[number], self._index.buckets) if is_stale else Bucket(data, common[bucket])
                )
                at += length
            self._put_terms(pack, buckets)

    def _put_terms(self, pack: int, buckets: Sequence[Bucket]) -> None:
        data = [bucket.data for bucket in buckets]
        self._index.terms[pack] = self._put(f"terms/{pack}", b"".join(data)), [*map(len, data)]
        self._index.common[pack] = [bucket.common for bucket in buckets]

    def _put_facts(self, block: int, entries: Sequence[Entry], texts: Mapping[str, bytes]) -> None:
        packs = {number: self._index.texts[number] for number in sorted({entry.number // TEXTS for entry in entries})}
        key = fingerprints.of([packs, [(one.number, one.key, len(texts[one.name])) for one in entries]])
        facts, names, made_of = self._before.facts.get(block, ("", "", 0))
        if made_of == key:
            made = self._old[facts], self._old[names]
        else:
            made = make_facts(entries, texts, packs), make_names(entries)
        self._index.facts[block] = self._put(f"facts/{block}", made[0]), self._put(f"names/{block}", made[1]), key

    def _put(self, stem: str, data: bytes) -> str:
        """Stage a file if it differs; return its name."""
        digest = fingerprints.of_content(data)
        name = f"{stem}-{digest >> 23:010x}.bin"
        self._stage(name, data, digest)
        return name

    def _stage(self, name: str, data: bytes, digest: int) -> None:
        route = Route(f"{self._url}{name}", "", KIND)
        before = self._published.get(route.url)
        is_same = self._output.holds(route.output, digest) if before is None else before == digest
        if not is_same:
            publish.stage_bytes(str(self._output.stage), route.output, data)
        self._files.append((PageRecord(route, digest), not is_same))


class _IndexSegment:
    """Indexes the texts of a segment."""

    def __init__(self, buckets: int, dictionary: Dictionary) -> None:
        self._indexer = Indexer(buckets)
        self._decompress = dictionary.decompress

    def __call__(self, chunk: tuple[int, list[tuple[int, bytes]]]) -> tuple[int, dict[int, bytes]]:
        segment, texts = chunk
        results = ((number, decode(self._decompress(text))) for number, text in texts)
        return segment, self._indexer.index(segment, results)


class _JoinPack:
    """Joins what the segments have for a pack."""

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets

    def __call__(self, chunk: tuple[int, list[bytes]]) -> tuple[int, list[Bucket]]:
        pack, segments = chunk
        return pack, join(segments, pack, self._buckets)
