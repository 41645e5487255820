"""The command line: the only module that prints or exits."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import Any

import click

import bantin
from bantin.commands import building, telling
from bantin.problems import BuildFailed, Problem, errors
from bantin.system.paths import SETTINGS_FILE

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _DefaultBuild(click.Group):
    """`bantin` alone, or with options only, builds."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--root", "-h", "--help", "--version"}
        index = 0
        while index < len(args) and args[index].startswith("-"):
            if args[index].partition("=")[0] not in own:
                break
            index += 2 if args[index] == "--root" else 1
        asks_help = any(arg in ("-h", "--help", "--version") for arg in args[:index])
        if not asks_help and (index >= len(args) or args[index].startswith("-")):
            args = [*args[:index], "build", *args[index:]]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's
        """Run a command. What is wrong with the site is told on standard error, in its language, and ends with 1."""
        try:
            return super().invoke(ctx)
        except BuildFailed as failure:
            click.echo(telling.problem_lines(failure.problems, ctx.obj["language"]), err=True, nl=False)
        except RuntimeError as error:
            from bantin.system.workers import WorkerDied

            if not isinstance(error, WorkerDied):
                raise
            click.echo(f"bantin: {error}", err=True)
        return ctx.exit(building.EXIT_PROBLEMS)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "counter"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; the counter's are imported when they are asked for."""
        if cmd_name == "counter":
            from bantin.commands.counter import counter

            return counter
        return super().get_command(ctx, cmd_name)


@click.group(cls=_DefaultBuild, context_settings=CONTEXT)
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), default=None, help="The site: the folder with site_config.toml.")
@click.version_option(bantin.__version__, prog_name="bantin")
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Bantin: a council's news, from Markdown to a finished site. Without a command it builds."""
    ctx.ensure_object(dict)
    ctx.obj["root"] = (root or ctx.obj.get("root") or Path.cwd()).absolute()
    ctx.obj["language"] = building.language_of(ctx.obj["root"])


def _parse_now(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        from datetime import UTC

        from bantin.language.moments import NoSuchDate, NotADate, parse_moment

        try:
            parse_moment(value, UTC)
        except (NotADate, NoSuchDate):
            raise click.BadParameter(f"{value!r} is not an ISO 8601 moment, such as 2026-11-24T07:30:00+07:00") from None
    return value


_NOW = click.option("--now", metavar="ISO8601", callback=_parse_now, help="Build as of this moment (default: the clock).")


@main.command()
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where the site goes (default: public/ of the site).")
@click.option("--base-url", default=None, help="Use this address instead of the one in site_config.toml.")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Processes (default: one for each core).")
@_NOW
@click.option("--full", is_flag=True, help="Render everything, also what has not changed.")
@click.option("--no-search", is_flag=True, help="Do not make the search index.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--quiet", is_flag=True, help="Print problems only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.pass_context
def build(ctx: click.Context, /, no_search: bool, **options: Any) -> None:  # noqa: ANN401, FBT001 - click's
    """Build the site into public/."""
    ctx.exit(building.run(building.Wish(ctx.obj["root"], search=not no_search, **options)))


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to serve on; 0.0.0.0 lets a phone on the same network look."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The first port to try; 0 takes any.")
@click.option("--poll", is_flag=True, help="Look through the files each second instead of watching them: network drives, WSL, containers.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@_NOW
@click.pass_context
def watch(ctx: click.Context, /, now: str | None, **options: Any) -> None:  # noqa: ANN401 - click's
    """Preview the site, drafts too, and show each saved change in the browser."""
    from bantin.commands import watch as command

    root: Path = ctx.obj["root"]
    try:
        moment = building.moment(now, root) if now else None
    except BuildFailed:  # the preview waits until the settings are right; until then a moment without offset is Viet Nam's
        moment = building.moment(now, root, fallback="Asia/Ho_Chi_Minh")
    command.watch(root, now=moment, language=ctx.obj["language"], **options)


@main.command()
@_NOW
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--jobs", type=click.IntRange(1), default=None, help="Processes (default: one for each core).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.pass_context
def check(ctx: click.Context, /, now: str | None, strict: bool, jobs: int | None, as_json: bool) -> None:  # noqa: FBT001 - click's
    """List every problem and warning; writes nothing."""
    from bantin import checks
    from bantin.commands import counts
    from bantin.commands.progress import make_progress
    from bantin.content.sources import SourceChanged
    from bantin.system import workers

    gc.disable()
    root: Path = ctx.obj["root"]
    started = time.perf_counter()
    language: str = ctx.obj["language"]
    progress = make_progress(enabled=not as_json)
    try:
        with progress:
            found = list(
                checks.check_site(root, root / "public", building.moment(now, root), jobs or workers.default_jobs(), progress.advance)
            )
    except BuildFailed as failure:
        found = failure.problems
    except SourceChanged as change:
        found = [Problem("BT312", str(change))]
    seconds = time.perf_counter() - started
    click.echo(telling.problem_lines(found, language), err=True, nl=False)
    if as_json:
        click.echo(telling.as_json(found, language, seconds, counts=counts.counts(found)))
    else:
        click.echo(f"bantin: {counts.told(found, language)}, {seconds:.2f} s.", err=True)
    if errors(found) or (strict and found):
        ctx.exit(building.EXIT_PROBLEMS)


@main.command()
@click.argument("title", required=False)
@click.option("--category", metavar="SLUG", default=None, help="Its category (default: asked for on a terminal, else the first).")
@click.option("--author", default="", help="Its author.")
@click.option("--summary", default="", help="One or two sentences for lists.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--bundle", is_flag=True, help="Give it a folder of its own, for pictures and documents.")
@_NOW
@click.pass_context
def new(ctx: click.Context, /, title: str | None, category: str | None, summary: str, now: str | None, **options: Any) -> None:  # noqa: ANN401 - click's
    """Start an article called TITLE and print its path; on a terminal, what is missing is asked for."""
    from bantin.commands import scaffold

    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if title is None:
        if not asks:
            raise click.UsageError("Missing argument 'TITLE'.")
        title = click.prompt("Tiêu đề" if language == "vi" else "Title", err=True)
    if asks and category is None:
        category = _ask_category(root, language)
    if asks and not summary:
        summary = click.prompt("Tóm tắt" if language == "vi" else "Summary", default="", show_default=False, err=True)
    begun = scaffold.new_article(root, scaffold.Draft(str(title), category, summary=summary, **options), building.moment(now, root))
    click.echo(begun.path)
    seen = "Xem trước (chạy watch)" if language == "vi" else "Preview (run watch)"
    click.echo(f"{seen}: http://127.0.0.1:8000{begun.address}", err=True)


def _ask_category(root: Path, language: str) -> str | None:
    """Ask for one of the site's categories by number or slug. Raises `BuildFailed` for settings that cannot be read."""
    from bantin.config import load_settings

    known = load_settings(root).categories
    if not known:
        return None
    for number, one in enumerate(known, 1):
        click.echo(f"  {number}  {one.slug}  ({one.name})", err=True)
    answer = str(click.prompt("Chuyên mục" if language == "vi" else "Category", default="1", err=True)).strip()
    return known[int(answer) - 1].slug if answer.isdecimal() and 0 < int(answer) <= len(known) else answer


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of the interface and the messages.")
@click.option("--title", default="", help="The council's name.")
@click.option("--base-url", default="", help="The site's address, such as https://hdnd.example.vn/.")
@click.pass_context
def init(ctx: click.Context, /, folder: Path, language: str, title: str, base_url: str) -> None:
    """Start a new site in DIR: settings, a first article, a page."""
    from datetime import datetime

    from bantin.commands import scaffold

    ctx.obj["language"] = language
    for path in scaffold.new_site(folder.absolute(), language, datetime.now().astimezone(), title=title, base_url=base_url):
        click.echo(path)


@main.command("server-config")
@click.argument("server", type=click.Choice(["nginx", "apache", "caddy", "iis"]))
@click.option("--folder", metavar="DIR", default=None, help="Where the site lies on the server (default: public/ of the site).")
@click.pass_context
def server_config(ctx: click.Context, /, server: str, folder: str | None) -> None:
    """Print a ready configuration of a web server for this site."""
    from bantin.commands import server_config as servers
    from bantin.config import load_settings
    from bantin.rendering.layout_reading import load_layouts

    root: Path = ctx.obj["root"]
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language)
    if layouts.problems:
        raise BuildFailed(layouts.problems)
    place = (folder or str(root / "public")).rstrip("/")
    click.echo(servers.configuration(server, settings, place, layouts.script_sources), nl=False)


@main.command()
@click.pass_context
def schema(ctx: click.Context, /) -> None:
    """Print a JSON Schema of the front matter, for editors; with the site's categories where there is a site."""
    import json

    from bantin.collections.schema import front_matter_schema
    from bantin.config import load_settings

    root: Path = ctx.obj["root"]
    categories = load_settings(root).categories if (root / SETTINGS_FILE).is_file() else ()
    click.echo(json.dumps(front_matter_schema(categories), ensure_ascii=False, indent=2))
