"""The command `verify`: compares the site that readers see with what was built."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from bantin.build.current import current_model
from bantin.build.publish import read_manifest
from bantin.checks.live_site import Expected
from bantin.checks.live_site import verify as compare
from bantin.commands import deploy, report
from bantin.commands.context import EXIT_PROBLEMS, jobs_option, json_option, moment, now_option, strict_option
from bantin.config import content_policy
from bantin.problems import BuildFailed, errors, problem, set_of
from bantin.system import workers
from bantin.system.paths import OUTPUT
from bantin.system.remote_folder import RemoteFailed

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCES = {
    "vi": "bantin: đã so {} tệp với {}: {}, {:.1f} giây.",
    "en": "bantin: {} files compared with {}: {}, {:.1f} s.",
}


@click.command()
@click.argument("url", default="")
@click.option(
    "--folder", metavar="TARGET", default=None, help="The server's folder: finds files that nothing links to."
)
@click.option("--all", "everything", is_flag=True, help="List each problem, also of a kind that is found often.")
@jobs_option
@now_option
@strict_option
@json_option
@click.pass_context
def verify(
    ctx: click.Context,
    /,
    url: str,
    folder: str | None,
    jobs: int | None,
    now: str | None,
    *,
    everything: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Compare the site at URL (default: base_url) with what was built: altered, missing and foreign files, headers."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    started = time.perf_counter()
    at = moment(now, root)
    model = current_model(root, root / OUTPUT, at, jobs or workers.default_jobs())
    public = root / OUTPUT
    files = read_manifest(public)
    if not files or not all(os.path.lexists(public / file) for file in files):
        raise BuildFailed([problem("BT675")])
    headers = content_policy.headers(model.settings, model.layouts.script_sources)
    expected = Expected(public, files, headers, model.moves)
    address = (url or model.settings.site.base_url).rstrip("/") + "/"
    if not address.startswith(("https://", "http://")):
        raise click.BadParameter(address, ctx=ctx, param_hint="URL")
    result = compare(address, expected, at.timestamp(), _listed(root, folder) if folder else None)
    found = set_of(result.problems)
    seconds = time.perf_counter() - started
    click.echo(report.format_problems(found, language, everything=everything), err=True, nl=False)
    if as_json:
        counts = report.count_problems(found)
        click.echo(report.format_json(found, language, seconds, compared=result.asked, url=address, counts=counts))
    else:
        counted = report.format_counts(found, language)
        click.echo(_SENTENCES[language].format(result.asked, address, counted, seconds), err=True)
    if errors(found) or (strict and found):
        ctx.exit(EXIT_PROBLEMS)


def _listed(root: Path, target: str) -> list[str]:
    """Return the files in the server's folder, from there, without hidden ones at its top. Raises `BuildFailed`."""
    try:
        return [file for file in deploy.folder_of(root, target).look().files if not file.startswith(".")]
    except RemoteFailed as failure:
        raise BuildFailed([deploy.problem_of(failure, target)]) from None
