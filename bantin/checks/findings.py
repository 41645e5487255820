"""Runs the checks on every core; stores the result of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.build.engine import engine_fingerprint
from bantin.checks import links, registry
from bantin.checks.site import SiteInput
from bantin.checks.text import make_text
from bantin.content import read
from bantin.content.read import SourceChanged, SourceFault
from bantin.problems import Problem
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.build.model import Model
    from bantin.build.records import Derived

KIND = "findings"
"""The kind of derived value in the state: the findings of each source, by path."""
_CHUNK = 100
"""Sources that a worker checks at a time."""


class UncheckedSource(NamedTuple):
    """A source file to check."""

    path: str
    real: str
    body_line: int
    fingerprint: int
    """Fingerprint of the whole source."""


class Findings(msgspec.Struct, frozen=True, gc=False):
    """What the checks found in the text of one source."""

    path: str
    problems: tuple[Problem, ...] = ()
    links: tuple[str, ...] = ()
    """See `links.inner_targets`."""


class CheckResult(NamedTuple):
    """The problems, and the values to store."""

    problems: list[Problem]
    texts: Derived
    """The findings of each source; see `KIND`."""


def run_checks(model: Model, known: Derived, jobs: int) -> CheckResult:
    """Return the problems of all documents but drafts; `known` are the stored findings of an earlier check.

    Raises `SourceChanged` when a source differs from `model`.
    """
    documents = [one for one in model.index.documents.values() if not one.draft]
    files = model.queries.files
    stored: Derived = {}
    unknown: list[UncheckedSource] = []
    engine = engine_fingerprint()
    for one in documents:
        made_of = fingerprints.of([engine, one.fingerprint])
        if one.path in known and known[one.path][0] == made_of:
            stored[one.path] = known[one.path]
        else:
            unknown.append(UncheckedSource(one.path, files[one.path].real, one.body_line, one.fingerprint))
    for chunk in workers.share(_CheckChunk, (), workers.chunked(unknown, _CHUNK), jobs):
        for source, record in chunk:
            stored[source.path] = (fingerprints.of([engine, source.fingerprint]), record)
    decode = msgspec.msgpack.Decoder(Findings).decode
    texts = [decode(stored[one.path][1]) for one in documents]
    site = SiteInput(model.index, {one.path: one.links for one in texts if one.links}, model.layouts.templates)
    found = [problem for one in texts for problem in one.problems]
    found += [problem for one in documents for check in registry.RECORD_CHECKS for problem in check(one)]
    found += [problem for check in registry.SITE_CHECKS for problem in check(site)]
    return CheckResult(found, stored)


class _CheckChunk:
    """Checks the text of some sources."""

    def __init__(self) -> None:
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[UncheckedSource]) -> list[tuple[UncheckedSource, bytes]]:
        return [(one, self._encode(_check_text(one))) for one in chunk]


def _check_text(one: UncheckedSource) -> Findings:
    try:
        data = read.read_source(one.path, one.real)
    except SourceFault:
        raise SourceChanged(one.path) from None
    if fingerprints.of_content(data) != one.fingerprint:
        raise SourceChanged(one.path)
    # Not `read.decode`, which normalizes to NFC: `letters` checks the encoding of marks.
    written = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    text = make_text(one.path, written, one.body_line)
    problems = tuple(problem for check in registry.TEXT_CHECKS for problem in check(text))
    return Findings(one.path, problems, links.inner_targets(text))
