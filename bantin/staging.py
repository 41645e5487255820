"""Pages → staged files: render what is stale, on every core when that is much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin import fingerprints, publishing, workers
from bantin.pages import PageSpec
from bantin.problems import BuildFailed, errors, problem
from bantin.sources import SourceChanged
from bantin.traces import PageRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bantin.library import Library
    from bantin.model import Model
    from bantin.publishing import Output
    from bantin.sources import File
    from bantin.store import StoredPage

_CHUNK = 64
"""Pages that a process renders at a time; fewer than two chunks are rendered here."""


class Staged(msgspec.Struct, frozen=True, gc=False):
    """A rendered page, and whether it was written to the stage."""

    record: PageRecord
    written: bool


def stage_pages(
    specs: list[PageSpec],
    library: Library,
    output: Output | None,
    published: Mapping[str, int],
    jobs: int,
    cache: Path | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[list[Staged]]:
    """Render `specs` and stage what differs from the fingerprints `published`, by address; yield as it is done.

    Without an `output` nothing is written, not even compared. `meanwhile` is done while other processes render.

    Raises `OSError` when the disk refuses.
    """
    decode = msgspec.msgpack.Decoder(list[Staged]).decode
    known = {spec.url: published[spec.url] for spec in specs if spec.url in published}
    for data in workers.share(_RenderChunk, (library, output, known, cache), workers.chunked(specs, _CHUNK), jobs, meanwhile):
        yield decode(data)


class _RenderChunk:
    """Renders some pages into the stage."""

    def __init__(self, library: Library, output: Output | None, published: Mapping[str, int], cache: Path | None) -> None:
        from bantin.rendering import Renderer  # Jinja and Markdown, where something is rendered

        self._renderer = Renderer(library, cache)
        self._output = output
        self._published = published
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[PageSpec]) -> bytes:
        return self._encode([self._staged(spec) for spec in chunk])

    def _staged(self, spec: PageSpec) -> Staged:
        data, record = self._renderer.render(spec)
        if self._output is None:
            return Staged(record, written=False)
        before = self._published.get(spec.url)
        same = self._output.holds(spec.output, record.digest) if before is None else before == record.digest
        if not same and not errors(record.problems):
            publishing.stage_bytes(str(self._output.stage), spec.output, data)
        return Staged(record, not same)


def stage_files(
    media: Iterable[PageSpec], model: Model, output: Output, known: Mapping[str, StoredPage], intact: Mapping[str, int]
) -> Iterator[tuple[PageRecord, bool]]:
    """Stage assets and media that differ from what is published; yield the record of each and whether it was staged.

    Raises `OSError`.
    """
    stage = str(output.stage)
    for asset in model.layouts.assets.values():
        digest = fingerprints.of_bytes(asset.data)
        record = PageRecord(PageSpec(asset.url, "", "asset", asset.name), digest, len(asset.data), b"")
        same = intact.get(asset.url) == digest or output.holds(record.spec.output, digest)
        if not same:
            publishing.stage_bytes(stage, record.spec.output, asset.data)
        yield record, not same
    for spec in media:
        file = model.library.files[spec.subject]
        before = known.get(spec.url)
        read = signed_source(file.signature)
        if before is not None and file.signature and before.record.reads == read and before.record.spec == spec and spec.url in intact:
            yield before.record, False
            continue
        digest, written = _copied(file, spec.output, output)
        yield PageRecord(spec, digest, file.size, read), written


def _copied(file: File, target: str, output: Output) -> tuple[int, bool]:
    """Stage a copy of `file` unless it is published already; return its fingerprint and whether it was staged."""
    try:
        digest = publishing.digest_of(file.real)
        if output.holds(target, digest):
            return digest, False
        return publishing.stage_copy(str(output.stage), target, file.real), True
    except FileNotFoundError as error:
        if error.filename == file.real:
            raise SourceChanged(file.path) from None
        raise
    except OSError as error:
        if error.filename == file.real:
            raise BuildFailed([problem("BT308", file.path, reason=error.strerror or error)]) from None
        raise


def signed_source(signature: int) -> bytes:
    """Return a trace that holds a file's signature alone."""
    return msgspec.msgpack.encode(signature)
