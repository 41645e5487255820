"""The command `schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bantin.collections.schema import front_matter_schema
from bantin.commands.new_file import write_new_file
from bantin.config import load_settings
from bantin.config.keys import settings_schema
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"front-matter": ".vscode/front-matter.schema.json", "settings": ".vscode/site_config.schema.json"}
"""Where a site keeps its schemas."""


@click.command()
@click.argument("of", type=click.Choice(list(FILES)), default="front-matter")
@click.pass_context
def schema(ctx: click.Context, /, of: str) -> None:
    """Print a JSON Schema for editors' programs: of the front matter, with the site's categories, or the settings."""
    click.echo(schema_text(ctx.obj["root"], of), nl=False)


def schema_text(root: Path, of: str) -> str:
    """Return the schema `of` the `front-matter` or the `settings` of the site at `root`, if there is one."""
    found: dict[str, Any]
    if of == "settings":
        found = settings_schema()
    else:
        found = front_matter_schema(load_settings(root).categories if (root / SETTINGS_FILE).is_file() else ())
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def renew_schemas(root: Path) -> None:
    """Write the schemas that the site at `root` keeps anew. Raises `BuildFailed`."""
    for of, name in FILES.items():
        path = root / name
        if path.is_file():
            text = schema_text(root, of)
            path.unlink()
            write_new_file(root, path, text)
