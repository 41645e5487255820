"""The command `schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bantin.collections.schema import front_matter_schema
from bantin.config import load_settings
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.pass_context
def schema(ctx: click.Context, /) -> None:
    """Print a JSON Schema of the front matter, for editors; with the site's categories where there is a site."""
    root: Path = ctx.obj["root"]
    categories = load_settings(root).categories if (root / SETTINGS_FILE).is_file() else ()
    click.echo(json.dumps(front_matter_schema(categories), ensure_ascii=False, indent=2))
