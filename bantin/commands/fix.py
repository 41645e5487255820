"""The command `fix`: mend what has one right answer, after showing it."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from bantin.checks.fix import Fixer
from bantin.commands.context import EXIT_PROBLEMS, Place
from bantin.commands.translation import confirm, translate
from bantin.config import load_settings
from bantin.content import read
from bantin.content.read import SourceFault
from bantin.content.scan import scan_content
from bantin.problems import BuildFailed, Problem, problem
from bantin.system import atomic_file, safe_open
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bantin.checks.fix import Fixed
    from bantin.content.scan import File, Tree

_SHOWN = 20
"""Lines of one file that are shown."""
_SENTENCES = {
    "vi": (
        "Không có gì để sửa.",
        "Sửa {} tệp như trên?",
        "Đã sửa {} tệp.",
        "Chưa sửa gì. Thêm --yes để sửa {} tệp này.",
        "chuyển từ {} sang UTF-8",
        "… và {} dòng nữa",
        "dấu cách, dấu thanh hay cuối dòng viết kiểu khác",
    ),
    "en": (
        "There is nothing to mend.",
        "Mend {} file(s) like this?",
        "Mended {} file(s).",
        "Nothing was changed. --yes mends these {} file(s).",
        "from {} to UTF-8",
        "… and {} more lines",
        "spaces, marks or line ends written in another way",
    ),
}


class Change(NamedTuple):
    """A file that can be mended."""

    file: File
    before: bytes
    fixed: Fixed


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=Place(exists=True))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--line-ends", is_flag=True, help="Also write line ends as LF, and no BOM.")
@click.pass_context
def fix(ctx: click.Context, /, paths: tuple[Path, ...], *, yes: bool, line_ends: bool) -> None:
    """Mend what has one right answer (dates, quotes, names of categories and files …), after showing it."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    nothing, question, done, refused, *_ = _SENTENCES[language]
    settings = load_settings(root)
    tree = scan_content(root)
    fixer = Fixer(settings, (file.path for file in tree.files), line_ends=line_ends)
    changes = list(_changes(fixer, _chosen(ctx, tree, root, paths)))
    if not changes:
        click.echo(nothing)
        return
    for one in changes:
        click.echo(_format(one, language), nl=False)
    if not yes and not (sys.stdin.isatty() and confirm(question.format(len(changes)), language)):
        click.echo(refused.format(len(changes)))
        ctx.exit(EXIT_PROBLEMS)
    faults = [fault for one in changes if (fault := _write(one))]
    click.echo(done.format(len(changes) - len(faults)))
    if faults:
        raise BuildFailed(faults)


def _chosen(ctx: click.Context, tree: Tree, root: Path, paths: Iterable[Path]) -> list[File]:
    """Return the sources at and below `paths`, all of them without any; a link is mended where it leads to."""
    sources = [file for file in tree.files if file.is_source and not os.path.islink(file.real)]
    wanted = [path.resolve() for path in paths]
    content = (root / CONTENT).resolve()
    for path in wanted:
        if path != content and content not in path.parents:
            text = translate("{path} is not in content/.", ctx.obj["language"])
            raise click.BadParameter(text.format(path=path), ctx)
    if not wanted:
        return sources
    reals = {file.path: Path(file.real).resolve() for file in sources}
    return [file for file in sources if not {reals[file.path], *reals[file.path].parents}.isdisjoint(wanted)]


def _changes(fixer: Fixer, files: Iterable[File]) -> Iterator[Change]:
    for file in files:
        try:
            data = read.read_source(file.path, file.real)
        except SourceFault:  # `check` tells of it
            continue
        if (fixed := fixer.fix(file.path, data)) is not None:
            yield Change(file, data, fixed)


def _write(one: Change) -> Problem | None:
    """Replace a file; return why it could not be."""
    base, names = read.split_path(one.file.path, one.file.real)
    try:
        safe_open.refuse_links(base, names)
        if atomic_file.replace_file(one.file.real, one.before, one.fixed.after.encode()):
            return None
    except safe_open.NotInside:
        return problem("BT307", one.file.path)
    except OSError as error:
        return problem("BT604", one.file.path, reason=error.strerror or error)
    return problem("BT312", one.file.path)


def _format(one: Change, language: str) -> str:
    """Return the lines of a file that change, as they are and as they will be."""
    *_, encoding, more, unseen = _SENTENCES[language]
    lines = [one.file.path]
    if one.fixed.encoding:
        lines.append(f"  ({encoding.format(one.fixed.encoding)})")
    changed: list[str] = []
    before, after = one.fixed.before.split("\n"), one.fixed.after.split("\n")
    for start, old, new in _differences(before, after):
        changed += [f"  {number:>4} - {row}" for number, row in enumerate(old, start)]
        changed += [f"       + {row}" for row in new]
    lines += changed[:_SHOWN]
    if len(changed) > _SHOWN:
        lines.append(f"  {more.format(len(changed) - _SHOWN)}")
    if not changed and not one.fixed.encoding:
        lines.append(f"  ({unseen})")
    return "".join(f"{line}\n" for line in lines)


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield where lines differ: the number of the first, the lines as they are and as they will be."""
    if len(before) == len(after):  # nearly always
        pairs = zip(before, after, strict=True)
        yield from ((number, [old], [new]) for number, (old, new) in enumerate(pairs, 1) if old != new)
        return
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield start + 1, before[start:end], after[new_start:new_end]
