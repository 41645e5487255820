"""The command line: `bantin`, `python -m bantin` and `build.py`. A command's module is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

import click

import bantin
from bantin.commands import report
from bantin.commands.context import EXIT_PROBLEMS, Place
from bantin.commands.translation import speak, translate, translated
from bantin.problems import BuildFailed
from bantin.system.paths import site_language
from bantin.system.workers import WorkerDied

_COMMANDS = {
    "build": "build",
    "check": "check",
    "counter": "counter",
    "fix": "fix",
    "deploy": "deploy",
    "init": "init",
    "layout": "layout",
    "new": "new",
    "publish": "publish",
    "schema": "schema",
    "server-config": "server_config",
    "upgrade": "upgrade",
    "verify": "verify",
    "watch": "watch",
}
"""The module of each command, which has a command of the same name."""


def _root_option(default: str = "") -> click.Option:
    """Return the option `--root`, which each command takes too: people write it where they think of it."""
    text = f"The site: the folder with site_config.toml{default}."
    return click.Option(
        ["--root"], type=Place(file_okay=False), metavar="DIR", help=text, expose_value=False, callback=_set_root
    )


def _set_root(ctx: click.Context, _option: click.Parameter, root: Path | None) -> None:
    """Note the site and the language of messages, which is the site's."""
    if root:
        ctx.obj["root"] = root.absolute()
        ctx.obj["language"] = site_language(ctx.obj["root"])


def _named_root(args: list[str]) -> Path | None:
    """Return what follows `--root`, before anything is parsed: of a wrong command line people are told, too."""
    for at, arg in enumerate(args):
        name, mark, value = arg.partition("=")
        if name == "--root" and (mark or at + 1 < len(args)):
            return Path(value if mark else args[at + 1])
    return None


class _Commands(click.Group):
    """The commands by name; without one, `build` is used."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"bantin.commands.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, _COMMANDS[cmd_name])
        if all(option.name != "root" for option in command.params):
            command.params.append(_root_option())
        return translated(command, (ctx.obj or {}).get("language", "vi"))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`, which click keeps, in the language of today."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translate("Show this message and exit.", ctx.obj["language"])
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands for options and a command in the line of usage."""
        return [translate(piece, ctx.obj["language"]) for piece in super().collect_usage_pieces(ctx)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, with a short help of each command."""
        click.Group.format_help(cast("click.Group", translated(self, ctx.obj["language"])), ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments: `build` is meant without a command. What is said about them is in the site's language."""
        ctx.ensure_object(dict)
        ctx.obj["root"] = (ctx.obj.get("root") or Path.cwd()).absolute()
        ctx.obj["language"] = site_language(_named_root(args) or ctx.obj["root"])
        speak(ctx.obj["language"])
        own = {"--root", "-h", "--help", "--version"}
        at = 0
        while at < len(args) and args[at].startswith("-"):
            if args[at].partition("=")[0] not in own:
                break
            at += 2 if args[at] == "--root" else 1
        asks_help = any(arg in ("-h", "--help", "--version") for arg in args[:at])
        if not asks_help and (at >= len(args) or args[at].startswith("-")):
            args = [*args[:at], "build", *args[at:]]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's
        """Run a command. On problems of the site, print them to standard error and exit with 1."""
        try:
            return super().invoke(ctx)
        except BuildFailed as failure:
            click.echo(report.format_problems(failure.problems, ctx.obj["language"]), err=True, nl=False)
        except WorkerDied as error:
            click.echo(f"bantin: {error}", err=True)
        return ctx.exit(EXIT_PROBLEMS)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[_root_option(" (default: that of build.py, or the current one)")],
)
@click.version_option(bantin.__version__, prog_name="bantin")
def main() -> None:
    """Bantin: a council's news, from Markdown to a finished site. Without a command it builds."""
