"""Sources → what the checks find, on every core."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.build.engine import engine_fingerprint
from bantin.checks import links, registry
from bantin.checks.text import text_of
from bantin.checks.whole import Whole
from bantin.content import read
from bantin.content.read import SourceChanged, SourceFault
from bantin.problems import Problem
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.build.model import Model
    from bantin.build.records import Derived

KIND = "findings"
"""Under which the findings of each source are stored, by path."""
_CHUNK = 100
"""Sources that a process looks at in one go."""


class Looked(NamedTuple):
    """A source to look at."""

    path: str
    real: str
    body_line: int
    fingerprint: int
    """Fingerprint of the whole source."""


class Findings(msgspec.Struct, frozen=True, gc=False):
    """What one source's text gave."""

    path: str
    problems: tuple[Problem, ...] = ()
    links: tuple[str, ...] = ()
    """See `links.inner_targets`."""


class Found(NamedTuple):
    """What the checks found."""

    problems: list[Problem]
    texts: Derived
    """The findings of each source, to be stored; see `KIND`."""


def of_site(model: Model, known: Derived, jobs: int) -> Found:
    """Return what the checks find; `known` is what an earlier `check` has stored.

    Drafts are not judged yet. Raises `SourceChanged` when a source is not what it was.
    """
    documents = [one for one in model.index.documents.values() if not one.draft]
    files = model.queries.files
    stored: Derived = {}
    unknown: list[Looked] = []
    engine = engine_fingerprint()
    for one in documents:
        made_of = fingerprints.of([engine, one.fingerprint])
        if one.path in known and known[one.path][0] == made_of:
            stored[one.path] = known[one.path]
        else:
            unknown.append(Looked(one.path, files[one.path].real, one.body_line, one.fingerprint))
    for chunk in workers.share(_LookChunk, (), workers.chunked(unknown, _CHUNK), jobs):
        for looked, record in chunk:
            stored[looked.path] = (fingerprints.of([engine, looked.fingerprint]), record)
    decode = msgspec.msgpack.Decoder(Findings).decode
    texts = [decode(stored[one.path][1]) for one in documents]
    whole = Whole(model.index, {one.path: one.links for one in texts if one.links}, model.layouts.templates)
    found = [fault for one in texts for fault in one.problems]
    found += [fault for one in documents for check in registry.OF_RECORDS for fault in check(one)]
    found += [fault for check in registry.OF_SITES for fault in check(whole)]
    return Found(found, stored)


class _LookChunk:
    """MediaFacts at some sources."""

    def __init__(self) -> None:
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[Looked]) -> list[tuple[Looked, bytes]]:
        return [(one, self._encode(_findings(one))) for one in chunk]


def _findings(one: Looked) -> Findings:
    try:
        data = read.read_source(one.path, one.real)
    except SourceFault:
        raise SourceChanged(one.path) from None
    if fingerprints.of_content(data) != one.fingerprint:
        raise SourceChanged(one.path)
    # Not `read.decode`, which normalizes: how marks are encoded is looked at too.
    written = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    text = text_of(one.path, written, one.body_line)
    problems = tuple(fault for check in registry.OF_TEXTS for fault in check(text))
    return Findings(one.path, problems, links.inner_targets(text))
