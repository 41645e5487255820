"""The command `check`."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import click

from bantin.checks import check_site, check_site_by_law
from bantin.collections.fix import MENDABLE
from bantin.commands import report
from bantin.commands.context import (
    EXIT_PROBLEMS,
    command_line,
    jobs_option,
    json_option,
    moment,
    now_option,
    strict_option,
)
from bantin.commands.progress import make_progress
from bantin.content.read import SourceChanged
from bantin.problems import BuildFailed, Problem, errors
from bantin.system import workers
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@now_option
@strict_option
@click.option("--all", "everything", is_flag=True, help="List each problem, also of a kind that is found often.")
@click.option("--law", is_flag=True, help="List also what an agency's site must show by law; no legal advice.")
@jobs_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    /,
    now: str | None,
    jobs: int | None,
    *,
    strict: bool,
    everything: bool,
    law: bool,
    as_json: bool,
) -> None:
    """List every problem and warning; writes nothing."""
    gc.disable()
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    started = time.perf_counter()
    result = None
    progress = make_progress(enabled=not as_json)
    try:
        with progress:
            jobs = jobs or workers.default_jobs()
            result = check_site(root, root / OUTPUT, moment(now, root), jobs, progress.advance)
            found = list(result.problems)
            if law:
                found += check_site_by_law(root, root / OUTPUT, moment(now, root), jobs)
    except BuildFailed as failure:
        found = failure.problems
    except SourceChanged as change:
        found = [Problem("BT312", str(change))]
    seconds = time.perf_counter() - started
    click.echo(report.format_problems(found, language, everything=everything), err=True, nl=False)
    if as_json:
        click.echo(report.format_json(found, language, seconds, counts=report.count_problems(found)))
    else:
        click.echo(f"bantin: {report.format_counts(found, language)}, {seconds:.2f} s.", err=True)
        if result is not None:
            click.echo(report.format_waiting(result.due, result.drafts, language), err=True, nl=False)
        if law:
            reservation = (
                "Rà soát theo quy định chỉ để tham khảo, không phải tư vấn pháp lý"
                if language == "vi"
                else "What the law asks is listed for orientation; it is no legal advice"
            )
            click.echo(f"{reservation}.", err=True)
        if any(one.code in MENDABLE for one in found):
            offer = (
                "Chỗ nào chỉ có một cách sửa thì lệnh này sửa giúp"
                if language == "vi"
                else "This mends what has one right answer"
            )
            click.echo(f"{offer}: {command_line(ctx)} fix", err=True)
    if errors(found) or (strict and found):
        ctx.exit(EXIT_PROBLEMS)
