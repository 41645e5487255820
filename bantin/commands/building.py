"""The command `build`: from what its user asks for to what the user is told. It knows nothing of how that is asked."""

from __future__ import annotations

import gc
import re
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from bantin.build import pipeline
from bantin.build.request import Request
from bantin.commands import telling
from bantin.commands.progress import make_progress
from bantin.problems import BuildFailed
from bantin.system import workers
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bantin.build.lookout.glance import Glance
    from bantin.build.request import Search

EXIT_PROBLEMS = 1


class Wish(NamedTuple):
    """What is asked for on the command line."""

    root: Path
    output: Path | None = None
    """Where the site goes; `None` is `public/` of the site."""
    base_url: str | None = None
    jobs: int | None = None
    now: str | None = None
    """ISO 8601; `None` is the clock's."""
    full: bool = False
    search: bool = True
    strict: bool = False
    quiet: bool = False
    as_json: bool = False


def run(wish: Wish, ahead: Glance | None = None) -> int:
    """Build, tell what was done and what is wrong, and return the exit status. `ahead`: see `pipeline.build`."""
    gc.disable()  # a build makes many records and drops none; `workers` turns it on again
    root, started, language = wish.root, time.perf_counter(), language_of(wish.root)
    progress = make_progress(enabled=not wish.quiet and not wish.as_json)
    summary = None
    try:
        output, now, jobs = (wish.output or root / "public").absolute(), moment(wish.now, root), wish.jobs or workers.default_jobs()
        request = Request(root, output, now, wish.base_url, jobs, wish.full, wish.strict, _search() if wish.search else None)
        with progress:
            summary = pipeline.build(request, progress, ahead)
    except BuildFailed as failure:
        problems = failure.problems
    except workers.WorkerDied as error:
        print(f"bantin: {error}", file=sys.stderr)
        return EXIT_PROBLEMS
    else:
        problems = list(summary.problems)
    seconds = time.perf_counter() - started
    print(telling.problem_lines(problems, language), file=sys.stderr, end="", flush=True)
    if wish.as_json:
        print(telling.as_json(problems, language, seconds, summary))
    elif summary is None or not wish.quiet:
        print(telling.closing_line(problems, language, seconds, summary), file=sys.stderr)
    return 0 if summary is not None else EXIT_PROBLEMS


def moment(now: str | None, root: Path, *, fallback: str | None = None) -> datetime:
    """Return the moment that `now` names in ISO 8601, or the clock's, in UTC.

    Without an offset it is local time in the site's zone, or in the zone `fallback` if one is given. Raises `BuildFailed` when
    the site's zone is needed and its settings cannot be read.
    """
    from datetime import UTC, datetime

    if now is None:
        return datetime.now(UTC)
    from zoneinfo import ZoneInfo

    from bantin.config import load_settings
    from bantin.language.moments import parse_moment

    return parse_moment(now, ZoneInfo(fallback) if fallback else load_settings(root).zone).astimezone(UTC)


def language_of(root: Path) -> str:
    """Return the language of the site's messages, as well as it can be told while the settings may be broken."""
    try:
        text = (root / SETTINGS_FILE).read_text("utf-8", errors="replace")
    except OSError:
        return "vi"
    found = re.search(r"^\s*language\s*=\s*[\"'](vi|en)[\"']", text, re.MULTILINE)
    return found[1] if found else "vi"


def _search() -> Search:
    from bantin.search import SearchIndex

    return SearchIndex()
