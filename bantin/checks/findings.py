"""Sources → what the checks find, on every core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin import fingerprints, sources, workers
from bantin.checks import links, registry
from bantin.checks.text import text_of
from bantin.checks.whole import Whole
from bantin.problems import Problem
from bantin.sources import SourceChanged, SourceFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.model import Model

_CHUNK = 100
"""Sources that a process looks at in one go."""


class Looked(NamedTuple):
    """A source to look at."""

    path: str
    real: str
    body_line: int
    data: int
    """Fingerprint of the whole source."""


class Findings(msgspec.Struct, frozen=True, gc=False):
    """What one source's text gave."""

    path: str
    problems: tuple[Problem, ...] = ()
    links: tuple[str, ...] = ()
    """See `links.inner_targets`."""


def of_site(model: Model, jobs: int) -> list[Problem]:
    """Return what the checks find. Drafts are not judged yet. Raises `SourceChanged` when a source is not what it was."""
    documents = [one for one in model.catalog.all_sources.values() if not one.draft]
    files = model.library.files
    looked = [Looked(one.path, files[one.path].real, one.body_line, one.data) for one in documents]
    decode = msgspec.msgpack.Decoder(list[Findings]).decode
    texts = [found for data in workers.share(_LookChunk, (), workers.chunked(looked, _CHUNK), jobs) for found in decode(data)]
    whole = Whole(model.catalog, {one.path: one.links for one in texts if one.links}, model.layouts.templates)
    found = [fault for one in texts for fault in one.problems]
    found += [fault for one in documents for check in registry.OF_RECORDS for fault in check(one)]
    found += [fault for check in registry.OF_SITES for fault in check(whole)]
    return found


class _LookChunk:
    """Looks at some sources."""

    def __init__(self) -> None:
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[Looked]) -> bytes:
        return self._encode([_findings(one) for one in chunk])


def _findings(one: Looked) -> Findings:
    try:
        data = sources.read(one.path, one.real)
    except SourceFault:
        raise SourceChanged(one.path) from None
    if fingerprints.of_bytes(data) != one.data:
        raise SourceChanged(one.path)
    # Not `sources.decode`, which normalizes: how marks are encoded is looked at too.
    written = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    text = text_of(one.path, written, one.body_line)
    problems = tuple(fault for check in registry.OF_TEXTS for fault in check(text))
    return Findings(one.path, problems, links.inner_targets(text))
