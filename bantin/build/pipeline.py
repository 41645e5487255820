"""A build: take the output folder, see whether anything is to be done, and do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build import publish
from bantin.build.problems import stop_at
from bantin.build.state import State
from bantin.build.up_to_date import inputs_fingerprint, outputs_are_current
from bantin.content.read import SourceChanged
from bantin.content.scan import scan_content
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from bantin.build.publish import Output
    from bantin.build.records import Summary
    from bantin.build.request import Progress, Request

_ATTEMPTS = 3
"""How often a build begins anew when a source changes while it runs."""


def build(request: Request, progress: Progress) -> Summary:
    """Build the site. Raises `BuildFailed`; then nothing was published."""
    publish.refuse_harmful(request.root, request.output)
    changed = ""
    with publish.Output(request.output, on_wait=progress.wait) as output:
        for _ in range(_ATTEMPTS):
            try:
                return _build_once(request, progress, output)
            except SourceChanged as change:
                changed = str(change)
                output.clear()
    raise BuildFailed([problem("BT312", changed)])


def _build_once(request: Request, progress: Progress, output: Output) -> Summary:
    """Build once. Raises `SourceChanged` when a source changes meanwhile."""
    state = State(request.state)
    tree = scan_content(request.root)
    inputs = inputs_fingerprint(request.root, tree, request.base_url, request.search is not None)
    last = None if request.full else state.last_build()
    is_same = last is not None and last.inputs == inputs != 0 and last.is_valid(request.now.timestamp())
    if last and is_same and outputs_are_current(state, output.folder):
        stop_at(last.summary.problems, strict=request.strict)
        return last.summary
    from bantin.build.stages import build_from  # takes as long to import as all of the above takes to find out

    return build_from(tree, inputs, request, progress, output)
