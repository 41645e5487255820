"""The command `build`."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import click

from bantin.build.pipeline import build as build_site
from bantin.build.request import Request
from bantin.commands import report
from bantin.commands.context import EXIT_PROBLEMS, Place, jobs_option, json_option, moment, now_option, strict_option
from bantin.commands.progress import make_progress
from bantin.problems import BuildFailed
from bantin.search import SearchIndex
from bantin.system import workers
from bantin.system.paths import OUTPUT, STATE_FOLDER

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option(
    "--output",
    type=Place(),
    default=None,
    help="Where the site goes (default: public/ of the site).",
)
@click.option("--base-url", default=None, help="Use this address instead of the one in site_config.toml.")
@jobs_option
@now_option
@click.option("--full", is_flag=True, help="Render everything, also what has not changed.")
@click.option("--no-search", is_flag=True, help="Do not make the search index.")
@strict_option
@click.option("--allow-removal", is_flag=True, help="Publish even if many pages go, or the clock has jumped.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@json_option
@click.pass_context
def build(
    ctx: click.Context,
    /,
    output: Path | None,
    base_url: str | None,
    jobs: int | None,
    now: str | None,
    *,
    full: bool,
    no_search: bool,
    strict: bool,
    allow_removal: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Build the site into public/."""
    gc.disable()  # a build creates many objects and frees none; `workers` enables it again
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    started = time.perf_counter()
    progress = make_progress(enabled=not quiet and not as_json)
    summary = None
    try:
        request = Request(
            root,
            (output or root / OUTPUT).absolute(),
            moment(now, root),
            base_url,
            jobs or workers.default_jobs(),
            full,
            strict,
            None if no_search else SearchIndex(root / STATE_FOLDER),
            now is not None,
            allow_removal,
        )
        with progress:
            summary = build_site(request, progress)
        problems = list(summary.problems)
    except BuildFailed as failure:
        problems = failure.problems
    seconds = time.perf_counter() - started
    click.echo(report.format_problems(problems, language), err=True, nl=False)
    if as_json:
        click.echo(report.format_json(problems, language, seconds, summary))
    elif summary is None or not quiet:
        click.echo(report.format_summary(problems, language, seconds, summary), err=True)
    ctx.exit(0 if summary is not None else EXIT_PROBLEMS)
