"""Shared by several commands: the time, the language of messages, common options."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bantin.commands.translation import translate
from bantin.language.dates import NoSuchDate, NotADate, parse_moment


class Place(click.Path):
    """A path on the command line, as a `Path`: one that no file system takes is wrong usage."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's
        """Return the path. Raises `click.BadParameter`."""
        try:
            os.lstat(value)
        except ValueError:
            self.fail(_say(ctx, "A path cannot hold a NUL character."), param, ctx)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                self.fail(_say(ctx, "The name is too long for a file or folder."), param, ctx)
        return super().convert(value, param, ctx)


EXIT_PROBLEMS = 1
"""The site has problems; nothing was published."""


def command_line(ctx: click.Context) -> str:
    """Return how this program is called on this system: `python3 build.py`, `py build.py` or `bantin`."""
    name = ctx.find_root().info_name or "bantin"
    return f"{'py' if os.name == 'nt' else 'python3'} {name}" if name.endswith(".py") else name


def moment(now: str | None, root: Path, *, fallback: str | None = None) -> datetime:
    """Return the ISO 8601 time `now`, or the current time, in UTC.

    Without an offset it is in the zone `fallback`, by default the site's. Raises `BuildFailed` when the settings are
    needed and invalid.
    """
    if now is None:
        return datetime.now(UTC)
    from bantin.config import load_settings  # seldom needed

    return parse_moment(now, ZoneInfo(fallback) if fallback else load_settings(root).zone).astimezone(UTC)


def _say(ctx: click.Context | None, text: str) -> str:
    return translate(text, ctx.find_root().obj["language"] if ctx else "en")


def _parse_now(ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        try:
            parse_moment(value, UTC)
        except (NotADate, NoSuchDate):
            text = _say(ctx, "{value} is not an ISO 8601 moment, such as 2026-11-24T07:30:00+07:00")
            raise click.BadParameter(text.format(value=value)) from None
    return value


now_option = click.option(
    "--now", metavar="ISO8601", callback=_parse_now, help="As of this moment (default: the clock)."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), default=None, help="Processes (default: one for each core)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
