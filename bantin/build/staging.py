"""Pages → staged files: render what is stale, on every core when that is much."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from bantin.build import publishing
from bantin.media.looks import LookKey, StoredLook
from bantin.problems import errors
from bantin.rendering.traces import Key, PageRecord
from bantin.site.routes import PageSpec
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bantin.build.publishing import Output
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.library import Library

_CHUNK = 64
"""Pages that a process renders at a time; fewer are rendered here."""
_LARGE = 5_000
"""Pages from which it is worth a process to render some while it is found out which are stale; of fewer that is known too soon."""
_ROUNDS = 4
"""Chunks for each process at least: pages differ in what they cost."""


class Staged(NamedTuple):
    """A rendered page, and whether it was written to the stage."""

    record: PageRecord
    packed: bytes
    """The record as the store keeps it."""
    written: bool


class _Chunk(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a process gives back."""

    pages: list[tuple[bytes, bool]]
    """Records, packed, and whether each page was written."""
    looks: list[tuple[LookKey, StoredLook]]
    """Pictures and attachments that it met for the first time."""
    answers: list[tuple[Key, int]]
    """Fingerprints of answers that many pages ask for, met for the first time."""


def stage_pages(
    specs: list[PageSpec],
    library: Library,
    output: Output | None,
    published: Mapping[str, int],
    jobs: int,
    cache: Path | None = None,
    meanwhile: Callable[[], None] | None = None,
    beside: Beside | None = None,
) -> Iterator[list[Staged]]:
    """Render `specs` and stage what differs from the fingerprints `published`, by address; yield as it is done.

    Without an `output` nothing is written, not even compared. `meanwhile` is done while other processes render; `beside` renders some
    of `specs` already.

    Raises `OSError` when the disk refuses.
    """
    decode = msgspec.msgpack.Decoder(_Chunk).decode
    unpacked = msgspec.msgpack.Decoder(PageRecord).decode
    if len(specs) > _CHUNK:
        published = dict(published.items())  # all at once takes less time than each by itself
    known = {spec.url: digest for spec in specs if (digest := published.get(spec.url)) is not None}
    ahead = frozenset(beside.urls if beside else ()).intersection(spec.url for spec in specs)
    specs = [spec for spec in specs if spec.url not in ahead]
    size = _CHUNK if len(specs) <= _CHUNK else min(_CHUNK, -(-len(specs) // (_ROUNDS * jobs)))
    if len(specs) > size and workers.start_method() == "fork":
        import bantin.markup.dialect
        import bantin.markup.safety
        import bantin.rendering.renderer  # noqa: F401 - once, for all processes

    def staged(data: bytes) -> list[Staged]:
        chunk = decode(data)
        library.looks.learn(chunk.looks)
        library.prints.update(chunk.answers)
        return [Staged(unpacked(packed), packed, written) for packed, written in chunk.pages]

    for data in workers.share(_RenderChunk, (library, output, known, cache), workers.chunked(specs, size), jobs, meanwhile):
        yield staged(data)
    if beside and ahead:
        yield [one for one in staged(beside.result()) if one.record.spec.url in ahead]


class Beside:
    """Pages that are most likely stale, rendered in another process while this one finds out what is. A context manager."""

    def __init__(self, urls: Sequence[str], library: Library, output: Output, jobs: int, cache: Path) -> None:
        """Begin with the pages at `urls`, if the site is so large that it is worth a process, and there is a core for it.

        See `stage_pages`. What is published there is looked at by that process, as nobody has yet.
        """
        is_worth_it = jobs > 1 and len(library.plan) > _LARGE and workers.start_method() == "fork"
        self.urls = urls if is_worth_it else []
        """What is rendered."""
        self._specs = [library.plan[url] for url in self.urls]
        self._arguments = (library, output, cache)
        self._errand = workers.Errand(self._work) if self.urls else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._errand is not None:
            self._errand.close()

    def _work(self) -> bytes:
        library, output, cache = self._arguments
        return _RenderChunk(library, output, {}, cache)(self._specs)

    def result(self) -> bytes:
        """Return what `_RenderChunk` does. Raises `OSError` when the disk refuses."""
        found = self._errand.result() if self._errand else None
        return self._work() if found is None else found  # where the other process has failed, this one fails as well, if it must


class _RenderChunk:
    """Renders some pages into the stage."""

    def __init__(self, library: Library, output: Output | None, published: Mapping[str, int], cache: Path | None) -> None:
        from bantin.rendering.renderer import Renderer  # Jinja and Markdown, where something is rendered

        self._renderer = Renderer(library, cache)
        self._looks = library.looks
        self._answers = library.prints
        self._told = len(self._answers)
        self._output = output
        self._published = published
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[PageSpec]) -> bytes:
        staged = [self._staged(spec) for spec in chunk]
        new = list(islice(self._answers.items(), self._told, None))
        self._told += len(new)
        return self._encode(_Chunk(staged, self._looks.take_new(), new))

    def _staged(self, spec: PageSpec) -> tuple[bytes, bool]:
        data, record = self._renderer.render(spec)
        if self._output is None:
            return self._encode(record), False
        before = self._published.get(spec.url)
        same = self._output.holds(spec.output, record.digest) if before is None else before == record.digest
        if not same and not errors(record.problems):
            publishing.stage_bytes(str(self._output.stage), spec.output, data)
        return self._encode(record), not same


def stage_assets(layouts: Layouts, output: Output, intact: Mapping[str, int]) -> Iterator[tuple[PageRecord, bool]]:
    """Stage assets that differ from what is published; yield the record of each and whether it was staged. Raises `OSError`."""
    for asset in layouts.assets.values():
        digest = fingerprints.of_content(asset.data)
        record = PageRecord(PageSpec(asset.url, "", "asset", asset.name), digest, b"")
        same = intact.get(asset.url) == digest or output.holds(record.spec.output, digest)
        if not same:
            publishing.stage_bytes(str(output.stage), record.spec.output, asset.data)
        yield record, not same


def signed_source(signature: int) -> bytes:
    """Return a trace that holds a file's signature alone."""
    return msgspec.msgpack.encode(signature)
