"""The command `init`: start a site."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING

import click

from bantin.commands.context import Place
from bantin.commands.new_file import write_new_file
from bantin.problems import BuildFailed, problem
from bantin.system.paths import CONTENT, SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("folder", metavar="DIR", type=Place(file_okay=False))
@click.option(
    "--language",
    type=click.Choice(["vi", "en"]),
    default="vi",
    show_default=True,
    help="Of the interface and the messages.",
)
@click.option("--title", default="", help="The council's name.")
@click.option("--base-url", default="", help="The site's address, such as https://hdnd.example.vn/.")
@click.pass_context
def init(ctx: click.Context, /, folder: Path, language: str, title: str, base_url: str) -> None:
    """Start a new site in DIR: settings, a first article, a page."""
    ctx.obj["language"] = language
    for path in new_site(folder.absolute(), language, datetime.now().astimezone(), title=title, base_url=base_url):
        click.echo(path)


def new_site(folder: Path, language: str, now: datetime, *, title: str = "", base_url: str = "") -> list[Path]:
    """Write the settings, an article and a page of a new site into `folder`; return their paths.

    `title` and `base_url` replace those of the starter's settings. Raises `BuildFailed`, and writes nothing, when one
    of the files exists.
    """
    source = resources.files("bantin.commands").joinpath("starter", language)
    texts = {
        folder / SETTINGS_FILE: _settings_text(
            source.joinpath(SETTINGS_FILE).read_text("utf-8"), title=title, base_url=base_url
        ),
        folder / CONTENT / "tin-tuc" / f"{now:%Y}" / "bai-dau-tien.md": source.joinpath("article.md").read_text(
            "utf-8"
        ),
        folder / CONTENT / "gioi-thieu.md": source.joinpath("page.md").read_text("utf-8"),
        folder / ".gitignore": "/public/\n/.bantin/\n/data/luot.sqlite*\n",
    }
    for path in texts:
        if path.exists():
            raise BuildFailed([problem("BT605", str(path.relative_to(folder)))])
    for path, text in texts.items():
        write_new_file(folder, path, text.replace("{date}", f"{now:%Y-%m-%d}"))
    return list(texts)


def _settings_text(text: str, **values: str) -> str:
    """Return the settings `text` with `values` replaced by key; empty ones change nothing."""
    for key, value in values.items():
        before, found, after = text.partition(f"\n{key} = ")
        if value and found:
            # A JSON string is a TOML string too; the comment that explains the line stays.
            text = before + found + json.dumps(value, ensure_ascii=False) + after[after.index('"', 1) + 1 :]
    return text
