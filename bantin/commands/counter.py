"""The command `counter`: serves the visit counter; prints, backs up and imports counts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from bantin.commands import extras, report
from bantin.commands.context import Place
from bantin.commands.translation import translate
from bantin.problems import BuildFailed, Problem, problem
from bantin.system.paths import STATE_FOLDER

if TYPE_CHECKING:
    import logging

    from bantin.config import Settings

DEFAULT_PORT = 8765


class _Options(NamedTuple):
    """The settings with the options given before the subcommand."""

    root: Path
    settings: Settings
    database: str | Path
    sites: tuple[str, ...]


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=DEFAULT_PORT, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--database",
    metavar="PATH|URL",
    default=None,
    envvar="BANTIN_COUNTER_DATABASE",
    show_envvar=True,
    help="A file, or redis://… (default: counter.service.database).",
)
@click.option(
    "--site",
    "sites",
    multiple=True,
    help="Count for this site; may be given several times (default: counter.service.sites).",
)
@click.pass_context
def counter(ctx: click.Context, host: str, port: int, database: str | None, sites: tuple[str, ...]) -> None:
    """Serve the visit counter, or look after what it counted."""
    from bantin.config import load_settings

    extras.require("counter", ctx.obj["language"])
    root: Path = ctx.obj["root"]
    settings = load_settings(root)
    ctx.obj["counter"] = options = _read_options(settings, root, database, sites)
    if ctx.invoked_subcommand is None:
        _serve(options, host, port)
    elif old := _former_database(root, options.database):
        raise BuildFailed([problem("BT738", str(options.database), old=old)])


@counter.command()
@click.argument("file", type=Place(dir_okay=False))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Write what was counted into FILE, which can serve as a database. The counter may go on meanwhile."""
    from bantin.counter.backups import back_up

    count = back_up(_options(ctx).database, file)
    click.echo(f"{file}: {_in_language(ctx, f'đã sao lưu {count} ngày.', f'{count} days backed up.')}", err=True)


@counter.command()
@click.option("--json", "form", flag_value="json", help="One JSON object.")
@click.option("--csv", "form", flag_value="csv", help="Lines of site,date,visits, as `counter import` reads them.")
@click.pass_context
def stats(ctx: click.Context, form: str | None) -> None:
    """Print the visits of each day, and the totals."""
    from bantin.counter import reports
    from bantin.counter.backups import read_days

    options = _options(ctx)
    days = read_days(options.database, options.sites)
    if form == "json":
        text = reports.as_json(days)
    elif form == "csv":
        text = reports.as_csv(days)
    else:
        text = reports.as_table(days, options.settings.site.language)
    click.echo(text, nl=False)


@counter.command()
@click.argument("file", type=Place(dir_okay=False))
@click.option(
    "--days",
    "span",
    type=click.IntRange(1, 3660),
    default=90,
    show_default=True,
    help="Days to show, up to the last counted.",
)
@click.pass_context
def chart(ctx: click.Context, file: Path, span: int) -> None:
    """Draw the visits by day: FILE.svg is a picture, FILE.html a page with the picture and its numbers."""
    from bantin.counter import charts
    from bantin.counter.backups import read_days

    draw = {".svg": charts.picture, ".html": charts.page}.get(file.suffix.lower())
    if draw is None:
        text = translate("the file's name must end in .svg or .html", ctx.obj["language"])
        raise click.BadParameter(text, ctx=ctx, param_hint=str(file))
    options = _options(ctx)
    days = read_days(options.database, options.sites)
    text = draw(charts.make_series(days, span), options.settings.site.title, options.settings.site.language)
    _write(file, text)
    click.echo(str(file), err=True)


@counter.command("import")
@click.argument("file", type=Place(dir_okay=False))
@click.pass_context
def import_(ctx: click.Context, file: Path) -> None:
    """Add the days of FILE: a backup, or lines of site,date,visits.

    A day that is there already is never counted twice.
    """
    from bantin.counter.backups import import_days, read_file

    count = import_days(_options(ctx).database, read_file(file), str(file))
    click.echo(f"{file}: {_in_language(ctx, f'đã nhập {count} ngày.', f'{count} days imported.')}", err=True)


def _read_options(settings: Settings, root: Path, database: str | None, sites: tuple[str, ...]) -> _Options:
    from bantin.counter.backups import is_shared

    where: str | Path = database or settings.counter.service.database
    if not is_shared(where):
        # A path in the settings is relative to the site's root, one on the command line to the current folder.
        where = Path(where).absolute() if database else root / where
    own = settings.counter.service.sites or tuple(filter(None, [settings.counter.site]))
    return _Options(root, settings, where, sites or own)


def _former_database(root: Path, database: str | Path) -> Path | None:
    """Return the database at the former default path when there is none at the default one, `database`."""
    from bantin.config.counter import DATABASE

    old = root / STATE_FOLDER / Path(DATABASE).name
    return old if database == root / DATABASE and old.exists() and not os.path.lexists(database) else None


def _serve(options: _Options, host: str, port: int) -> None:
    import contextlib
    import logging
    from zoneinfo import ZoneInfo

    from bantin.config import hide_address
    from bantin.counter import server
    from bantin.counter.clock import Clock
    from bantin.counter.moving import move_database
    from bantin.counter.policy import make_policy

    settings = options.settings
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(settings.site.language))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    policy = make_policy(settings, options.sites)

    def print_problems(found: list[Problem]) -> None:
        click.echo(report.format_problems(found, settings.site.language), err=True, nl=False)

    cache = (options.root / STATE_FOLDER).resolve()
    if isinstance(options.database, Path) and options.database.resolve().is_relative_to(cache):
        print_problems([problem("BT736", str(options.database))])
    with contextlib.closing(server.listen(host, port)) as listener:
        where = "{}:{}".format(*listener.getsockname()[:2])
        click.echo(
            f"counter: {', '.join(policy.sites)} · http://{where}/v1/luot · {hide_address(str(options.database))}",
            err=True,
        )
        if (old := _former_database(options.root, options.database)) and isinstance(options.database, Path):
            move_database(old, options.database)
            click.echo(f"counter: {old} → {options.database}", err=True)
        clock = Clock(ZoneInfo(settings.counter.timezone))
        server.run(policy, options.database, clock, listener, print_problems)


def _formatter(language: str) -> logging.Formatter:
    """Return what formats lines of the log: problems as everywhere, of libraries what they say."""
    import logging

    class Formatter(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            if isinstance(record.msg, Problem):
                return f"counter: {report.format_problems([record.msg], language).rstrip()}"
            return f"counter: {super().format(record)}"

    return Formatter()


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BuildFailed([problem("BT730", str(file), reason=error.strerror or error)]) from None


def _options(ctx: click.Context) -> _Options:
    options: _Options = ctx.obj["counter"]
    return options


def _in_language(ctx: click.Context, vi: str, en: str) -> str:
    return vi if _options(ctx).settings.site.language == "vi" else en
