"""The command `layout`: take a layout of Bantin's over into the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from bantin.commands.new_file import write_new_file
from bantin.problems import BuildFailed, problem, records
from bantin.rendering.load_layouts import read_layout
from bantin.rendering.overrides import ORIGINALS, WORDS
from bantin.system.paths import LAYOUTS, below, builtin_folder

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("action", type=click.Choice(["copy"]))
@click.argument("name")
@click.option("--keep", is_flag=True, help="Leave the site's file as it is; note only Bantin's of now as its original.")
@click.pass_context
def layout(ctx: click.Context, /, action: str, name: str, *, keep: bool) -> None:  # noqa: ARG001 - there is one
    """Copy Bantin's layout file NAME into the site's layouts/, where it may be changed; print its path.

    What Bantin's file was is kept in layouts/.originals/, so that `upgrade --check` can show what has changed since.
    """
    click.echo(copy_layout(ctx.obj["root"], name, keep=keep))


def copy_layout(root: Path, name: str, *, keep: bool = False) -> Path:
    """Copy Bantin's layout file `name` into the site at `root`, and note what it was; return the site's file.

    Of words only the names of the keys count, so they are commented out. `keep` leaves the site's file as it is.
    Raises `BuildFailed` when there is no such file, or the site has one of its own already.
    """
    if builtin_folder() == root / LAYOUTS:
        raise BuildFailed([problem("BT527", LAYOUTS)])
    name = name.replace("\\", "/").removeprefix("./").removeprefix(f"{LAYOUTS}/")
    ours = below(builtin_folder())
    if name not in ours:
        near = records.nearest(name, ours)
        raise BuildFailed([problem("BT526", name=name, near=near, place=builtin_folder())])
    data = read_layout(root, ours[name])
    own, original = root / LAYOUTS / name, root / ORIGINALS / name
    if own.exists() and not keep:
        raise BuildFailed([problem("BT528", f"{LAYOUTS}/{name}")])
    if not keep:
        copied = re.sub(rb"(?m)^(?=\w)", b"#", data) if name.startswith(WORDS) else data
        write_new_file(root, own, copied)
    original.unlink(missing_ok=True)
    write_new_file(root, original, data)
    return own
