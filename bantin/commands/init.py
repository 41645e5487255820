"""The command `init`: start a site."""

from __future__ import annotations

import os
import shlex
import tomllib
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING

import click
import msgspec

from bantin.commands.context import Place
from bantin.commands.engine_folder import ENGINE, put_engine
from bantin.commands.new_file import write_new_file
from bantin.commands.schema import FILES, schema_text
from bantin.config import parse_settings
from bantin.config.commented import commented_settings
from bantin.problems import BuildFailed, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

_NEXT = {
    "vi": """\
Trang mới đã có đủ: cấu hình, bài và trang mẫu, Bantin ở {engine}/. Làm tiếp:
    cd {folder}
    {build}            dựng trang vào public/
    {build} watch      xem trước ở http://127.0.0.1:8000/
    git init && git config core.hooksPath .githooks      giữ trong Git, lỗi không vào được kho
""",
    "en": """\
The new site is whole: settings, sample pages, Bantin in {engine}/. Go on:
    cd {folder}
    {build}            builds the site into public/
    {build} watch      shows it at http://127.0.0.1:8000/
    git init && git config core.hooksPath .githooks      keeps it in Git, without errors
""",
}


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
    """Start a whole new site in DIR.

    Settings with a comment for each key, sample pages, what VS Code, Git and CI need, and Bantin itself in engine/.
    """
    ctx.obj["language"] = language
    given = {key: value for key, value in (("title", title), ("base_url", base_url)) if value}
    for path in new_site(folder.absolute(), language, datetime.now().astimezone(), given):
        click.echo(path)
    is_windows = os.name == "nt"
    build = "py build.py" if is_windows else "python3 build.py"
    shown = f'"{folder}"' if is_windows else shlex.quote(str(folder))
    text = _NEXT[language].format(folder=shown, engine=ENGINE, build=build)
    click.echo(text, err=True, nl=False)


def new_site(folder: Path, language: str, now: datetime, site: dict[str, str]) -> list[Path]:
    """Write a new site into `folder`, Bantin included; return the paths of its own files.

    `site` replaces values of `[site]`. Raises `BuildFailed`, and leaves nothing behind, for wrong values, for a file
    that exists, and when one cannot be written.
    """
    starter = resources.files("bantin.commands").joinpath("starter")
    values = tomllib.loads(starter.joinpath(language, "settings.toml").read_text("utf-8"))
    values["site"] |= site
    settings = commented_settings(values, language)
    _check(settings)
    about = {"title": values["site"]["title"], "date": f"{now:%Y-%m-%d}"}
    texts = {SETTINGS_FILE: settings}
    for part in ("common", language):
        for name, text in _texts(starter.joinpath(part)):
            # Names in the package have no dots and no year.
            path = name.replace("dot-", ".").replace("/year/", f"/{now:%Y}/")
            if path != "settings.toml":
                texts[path] = _filled(text, about) if path.endswith(".md") else text
    if taken := [path for path in (*texts, ENGINE) if os.path.lexists(folder / path)]:
        raise BuildFailed(problem("BT605", path) for path in taken)
    written: list[Path] = []
    try:
        for path, text in texts.items():
            written.append(folder / path)
            write_new_file(folder, written[-1], text)
        for of, path in FILES.items():
            written.append(folder / path)
            write_new_file(folder, written[-1], schema_text(folder, of))
        put_engine(folder)
    except BuildFailed:
        for one in written:
            one.unlink(missing_ok=True)
        raise
    for path in ("build.py", ".githooks/pre-commit"):
        (folder / path).chmod(0o755)
    return written


def _check(settings: str) -> None:
    """Raise `BuildFailed` when values on the command line do not make sound settings."""
    try:
        parse_settings(settings.encode())
    except BuildFailed as failure:
        raise BuildFailed(msgspec.structs.replace(one, path="", line=0) for one in failure.problems) from None


def _texts(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and text of each file below a folder of the package."""
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _texts(one, f"{above}{one.name}/")
        elif not one.name.endswith(".pyc"):
            yield above + one.name, one.read_text("utf-8")


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
