"""Sources → what the checks find, on every core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.checks import links, registry
from bantin.checks.text import text_of
from bantin.checks.whole import Whole
from bantin.content import sources
from bantin.content.sources import SourceChanged, SourceFault
from bantin.problems import Problem
from bantin.system import fingerprints, workers
from bantin.system.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bantin.build.model import Model

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
    data: int
    """Fingerprint of the source that they are of."""
    problems: tuple[Problem, ...] = ()
    links: tuple[str, ...] = ()
    """See `links.inner_targets`."""


class Found(NamedTuple):
    """What the checks found."""

    problems: list[Problem]
    packed: dict[str, bytes]
    """The findings of each source, for the next time."""


def of_site(model: Model, known: Mapping[str, bytes], jobs: int) -> Found:
    """Return what the checks find; `known` holds what an earlier `check` found in each source.

    Drafts are not judged yet. Raises `SourceChanged` when a source is not what it was.
    """
    documents = [one for one in model.catalog.all_sources.values() if not one.draft]
    files = model.library.files
    texts: list[Findings] = []
    packed: dict[str, bytes] = {}
    unknown: list[Looked] = []
    for one in documents:
        record = known.get(one.path)
        before = unpacked(record, Findings)
        if record is not None and before is not None and before.data == one.data:
            packed[one.path] = record
            texts.append(before)
        else:
            unknown.append(Looked(one.path, files[one.path].real, one.body_line, one.data))
    decode = msgspec.msgpack.Decoder(Findings).decode
    for chunk in workers.share(_LookChunk, (), workers.chunked(unknown, _CHUNK), jobs):
        for record in chunk:
            new = decode(record)
            packed[new.path] = record
            texts.append(new)
    whole = Whole(model.catalog, {one.path: one.links for one in texts if one.links}, model.layouts.templates)
    found = [fault for one in texts for fault in one.problems]
    found += [fault for one in documents for check in registry.OF_RECORDS for fault in check(one)]
    found += [fault for check in registry.OF_SITES for fault in check(whole)]
    return Found(found, packed)


class _LookChunk:
    """Looks at some sources."""

    def __init__(self) -> None:
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[Looked]) -> list[bytes]:
        return [self._encode(_findings(one)) for one in chunk]


def _findings(one: Looked) -> Findings:
    try:
        data = sources.read(one.path, one.real)
    except SourceFault:
        raise SourceChanged(one.path) from None
    if fingerprints.of_content(data) != one.data:
        raise SourceChanged(one.path)
    # Not `sources.decode`, which normalizes: how marks are encoded is looked at too.
    written = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    text = text_of(one.path, written, one.body_line)
    problems = tuple(fault for check in registry.OF_TEXTS for fault in check(text))
    return Findings(one.path, one.data, problems, links.inner_targets(text))
