"""The command `publish`: check, show what readers will see, commit and push; without Git, copy to a target."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bantin.checks import check_site
from bantin.collections import parse
from bantin.commands import deploy, report
from bantin.commands.context import jobs_option, moment, now_option
from bantin.commands.translation import confirm
from bantin.config import load_settings
from bantin.problems import BuildFailed, Problem, errors, problem
from bantin.site.changes import Changes, compare, moved_between
from bantin.system import safe_open, workers
from bantin.system.git import GitFailed, Repository
from bantin.system.paths import CONTENT, OUTPUT, SETTINGS_FILE, SOURCE_SUFFIXES
from bantin.system.remote_folder import RemoteFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bantin.collections.documents import Document
    from bantin.config import Settings

_PLACES = (CONTENT, "layouts", SETTINGS_FILE)
_SUBJECT = 72
"""Characters of the first line of a commit's message."""
_NAMED = 10
_KNOWN = {
    "BT626": ("Could not resolve", "unable to access", "Connection", "timed out", "Network is unreachable"),
    "BT627": (
        "Permission denied",
        "Authentication failed",
        "could not read Username",
        "access denied",
        "403",
        "declined",
    ),
    "BT628": ("rejected", "fetch first", "non-fast-forward", "failed to push"),
    "BT629": (
        "Please tell me who you are",
        "empty ident",
        "auto-detect",
        "Author identity unknown",
        "was given and auto-detection",
    ),
}
"""Codes by what Git says."""
_HEADINGS = {
    "vi": ("Mới", "Sửa", "Gỡ khỏi trang", "Hẹn giờ", "Bản nháp, chưa đăng", "Tệp khác: {}", "và {} bài nữa"),
    "en": ("New", "Changed", "Taken away", "Waiting", "Drafts, not published", "Other files: {}", "and {} more"),
}
_SENTENCES = {
    "vi": (
        "Không có gì mới để đăng.",
        "Đăng những thay đổi này?",
        "Đã gửi lên {}.",
        "Đã chép vào {}.",
        "Cập nhật trang",
    ),
    "en": ("There is nothing new.", "Publish this?", "Pushed to {}.", "Copied to {}.", "Update the site"),
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would be published, and do nothing.")
@jobs_option
@now_option
@click.pass_context
def publish(ctx: click.Context, /, jobs: int | None, now: str | None, *, dry_run: bool) -> None:
    """Check the site, show what is new for readers, then commit and push (or copy to [publish] target)."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    jobs = jobs or workers.default_jobs()
    at = moment(now, root)
    settings = load_settings(root)
    found = check_site(root, root / OUTPUT, at, jobs, lambda _count: None).problems
    click.echo(report.format_problems(found, language), err=True, nl=False)
    if errors(found):
        raise BuildFailed([])
    nothing, question, pushed, copied, subject = _SENTENCES[language]
    repository = Repository.find(root)
    if repository is None:
        target = _copy(root, settings, at, jobs, is_now_given=now is not None, dry_run=dry_run)
        click.echo(copied.format(target))
        return
    upstream = _upstream(repository)
    changed = repository.changed(_PLACES)
    if not changed:
        click.echo(nothing)
        return
    changes, others, moved = _compare(repository, root, settings, changed, at)
    click.echo(report.format_problems(moved, language), err=True, nl=False)
    click.echo(_format(changes, others, language), nl=False)
    if dry_run or (sys.stdin.isatty() and not confirm(question, language)):
        return
    try:
        repository.commit(_PLACES, _message(changes, subject))
        repository.push()
    except GitFailed as failure:
        raise BuildFailed([_failure(failure)]) from None
    click.echo(pushed.format(upstream))


def _upstream(repository: Repository) -> str:
    """Return the branch that will be pushed to. Raises `BuildFailed` when nothing can be pushed as it is."""
    if repository.is_in_conflict():
        raise BuildFailed([problem("BT621")])
    upstream = repository.upstream() if repository.branch() else ""
    if not upstream:
        raise BuildFailed([problem("BT622", branch=repository.branch() or "?")])
    try:
        repository.fetch()
    except GitFailed as failure:
        raise BuildFailed([_failure(failure)]) from None
    if behind := repository.count_behind():
        raise BuildFailed([problem("BT623", count=behind, upstream=upstream)])
    return upstream


def _failure(failure: GitFailed) -> Problem:
    """Return the problem for what Git said: its own words, which are English, only where they are none of the known."""
    words = str(failure)
    code = next((code for code, signs in _KNOWN.items() if any(sign in words for sign in signs)), "BT624")
    return problem(code, reason=words)


def _compare(
    repository: Repository, root: Path, settings: Settings, changed: Sequence[str], now: datetime
) -> tuple[Changes, int, list[Problem]]:
    """Return what readers will see of the `changed` files, how many of these are no texts, and what is lost to them."""
    sources = [path for path in changed if path[-3:] in SOURCE_SUFFIXES and path.startswith(f"{CONTENT}/")]

    def document(path: str, data: bytes | None) -> Document | None:
        return parse.parse(path, data, settings, lambda _path, _body: "").document if data is not None else None

    pairs = [(document(path, repository.published(path)), document(path, _read(root, path))) for path in sources]
    return compare(pairs, now), len(changed) - len(sources), moved_between(pairs, now)


def _read(root: Path, path: str) -> bytes | None:
    try:
        return safe_open.read_file(str(root), path.split("/"))
    except FileNotFoundError:
        return None


def _format(changes: Changes, others: int, language: str) -> str:
    new, changed, gone, waiting, drafts, other_files, more = _HEADINGS[language]
    timed = [f"{title} ({at:%H:%M %d-%m-%Y})" for title, at in changes.waiting]
    lines: list[str] = []
    for heading, titles in (
        (new, changes.new),
        (changed, changes.changed),
        (gone, changes.gone),
        (waiting, timed),
        (drafts, changes.drafts),
    ):
        if titles:
            lines += [f"{heading}:", *(f"  {title}" for title in titles[:_NAMED])]
            if len(titles) > _NAMED:
                lines.append(f"  {more.format(len(titles) - _NAMED)}")
    if others:
        lines.append(other_files.format(others))
    return "".join(f"{line}\n" for line in lines)


def _message(changes: Changes, subject: str) -> str:
    """Return the message of the commit: the titles, in a first line that is not too long."""
    titles = changes.shown or [title for title, _ in changes.waiting] or changes.drafts
    first = titles[0] if len(titles) == 1 else f"{titles[0]} (+{len(titles) - 1})" if titles else subject
    if len(first) > _SUBJECT:
        first = f"{first[: _SUBJECT - 1].rsplit(' ', 1)[0]}…"
    return first if len(titles) < 2 else "\n".join([first, "", *titles])  # noqa: PLR2004 - one is in the first line


def _copy(root: Path, settings: Settings, now: datetime, jobs: int, *, is_now_given: bool, dry_run: bool) -> str:
    """Build, and bring the site to the target of the settings; return it. Raises `BuildFailed`."""
    target, releases = settings.publish.target, settings.publish.releases
    if not target:
        raise BuildFailed([problem("BT620")])
    if dry_run:
        return target
    if releases or target.startswith(deploy.BUCKET) or RemoteFolder(target).host:
        deploy.build(root, root / OUTPUT, now, jobs, is_now_given=is_now_given)
        return deploy.send(root, target, releases, settings.site.base_url, lambda: None)[0]
    folder = (root / target).absolute()
    deploy.build_in_place(root, folder, settings.site.base_url, now, jobs, is_now_given=is_now_given)
    return target
