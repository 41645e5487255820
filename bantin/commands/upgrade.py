"""The command `upgrade`: what this Bantin changes for a site that had another, and the change itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

import bantin
from bantin.commands import report
from bantin.commands.changes import new_changes
from bantin.commands.context import EXIT_PROBLEMS, strict_option
from bantin.commands.engine_folder import CHANGES, ENGINE, engine_file, is_running, put_engine
from bantin.commands.schema import renew_schemas
from bantin.config import load_settings
from bantin.problems import BuildFailed, Problem, errors, problem
from bantin.rendering.overrides import judge, overrides
from bantin.system import safe_open
from bantin.system.paths import LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCES = {
    "vi": (
        "Bantin {before} → {now}: {count} điều cần xem.",
        "Đã thay engine/. Chạy tiếp: check, rồi build.",
        "Trang hợp với bản này. Thay engine/ bằng lệnh này, bỏ --check.",
        "Có gì mới so với bản của trang (CHANGELOG.md, bằng tiếng Anh):",
    ),
    "en": (
        "Bantin {before} → {now}: {count} thing(s) to look at.",
        "engine/ is replaced. Run check, then build.",
        "The site fits this Bantin. To replace engine/, run this without --check.",
        "What is new beside the site's version (CHANGELOG.md):",
    ),
}


@click.command()
@click.option("--check", is_flag=True, help="Only show what this Bantin changes for the site.")
@strict_option
@click.pass_context
def upgrade(ctx: click.Context, /, *, check: bool, strict: bool) -> None:
    """Put this Bantin into the site's engine/, unless its settings must be changed first; with --check, only look.

    Shows settings that went, what has changed in layouts that the site copied, and what else is new.
    """
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    found = look(root)
    problems = [one for one, _diff in found]
    click.echo(report.format_problems(problems, language, everything=True), err=True, nl=False)
    for _one, diff in found:
        click.echo(diff, nl=False)
    said, replaced, fits, new = _SENTENCES[language]
    if changes := _changes(root):
        click.echo(f"{new}\n\n{changes}")
    click.echo(said.format(before=_version(root), now=bantin.__version__, count=len(problems)), err=True)
    if errors(problems) or (strict and problems):
        ctx.exit(EXIT_PROBLEMS)
    if check:
        if not is_running(root):
            click.echo(fits, err=True)
        return
    if not (root / ENGINE).is_dir():
        raise BuildFailed([problem("BT652")])
    put_engine(root)
    renew_schemas(root)
    click.echo(replaced, err=True)


def look(root: Path) -> list[tuple[Problem, str]]:
    """Return what the people of the site at `root` should know before it is built by this Bantin.

    Each problem has a diff to show, or an empty text.
    """
    found: list[tuple[Problem, str]] = []
    try:
        load_settings(root)
    except BuildFailed as failure:
        found = [(one, "") for one in failure.problems]
    try:
        for override in overrides(root):
            found.extend(judge(override))
    except OSError as error:
        found.append((problem("BT308", LAYOUTS, reason=error.strerror or error), ""))
    return found


def _version(root: Path) -> str:
    """Return the version of the Bantin in `engine/`; `?` where there is none."""
    found = re.search(r'__version__ = "([^"]+)"', _text(root / ENGINE / "bantin" / "__init__.py"))
    return found[1] if found else "?"


def _changes(root: Path) -> str:
    """Return what this Bantin's list of changes has beyond that of `engine/`; an empty text where there is none."""
    version = _version(root)
    if version == "?":
        return ""
    return new_changes(_text(engine_file(CHANGES)), _text(root / ENGINE / CHANGES), version)


def _text(path: Path) -> str:
    """Return the text of a file; an empty one where it cannot be read."""
    try:
        return safe_open.read_plain(path).decode(errors="replace")
    except OSError:
        return ""
