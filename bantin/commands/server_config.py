"""The command `server-config`: writes the configuration of a web server for a site.

Each serves a folder as described in `docs/publishing.md`: URLs end in `/`, missing pages answer with `404.html`, files
with a hash in their names are cached for a year, dot folders are refused but for `/.well-known/`, all answers have the
security headers, and old addresses lead on. What is written anew each time is included by a file that is the office's.
"""

from __future__ import annotations

import re
from functools import partial
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import click

from bantin.build.current import current_model
from bantin.build.publish import write_problem
from bantin.commands import redirects, report
from bantin.commands.context import Place, jobs_option, moment, now_option
from bantin.config import content_policy
from bantin.problems import BuildFailed, problem
from bantin.system import atomic_file, workers
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bantin.build.model import Model
    from bantin.config import Settings

HASHED = r"(?:\.[0-9a-f]{10}\.[a-z0-9]+|-[0-9a-f]{10}\.bin)$"
"""Matches the end of a path with a hash of its content: assets, renditions, parts of the search index."""
HSTS = "max-age=31536000"
_SHORT, _LONG = "max-age=300", "public, max-age=31536000, immutable"
_TEXT_TYPES = (
    "text/css", "text/javascript", "application/javascript", "application/json", "application/manifest+json",
    "application/xml", "text/xml", "application/atom+xml", "application/rss+xml", "text/plain", "text/csv",
    "text/calendar", "image/svg+xml",
)  # fmt: skip
_FILES = {
    "nginx": ("http.conf", "server.conf", "site.conf"),
    "apache": ("server.conf", "moved.txt", "site.conf"),
    "caddy": ("server.caddy", "site.caddy"),
    "iis": ("web.config",),
    "netlify": ("_headers", "_redirects"),
    "cloudflare": ("_headers", "_redirects"),
}
"""What is written for each server; files named `site` are the office's, and written once."""
_IN_SITE = ("iis", "netlify", "cloudflare")
"""Those that look for their configuration among the files of the site."""
_TABLES: dict[str, Callable[..., Any]] = {
    "nginx": redirects.for_nginx,
    "apache": redirects.for_apache,
    "caddy": redirects.for_caddy,
    "iis": redirects.for_iis,
}
_WORDS = {"vi": ("đã viết", "giữ nguyên, là tệp của bạn"), "en": ("written", "kept, it is yours")}


@click.command("server-config")
@click.argument("server", type=click.Choice(list(_FILES)))
@click.option(
    "--folder", metavar="DIR", default=None, help="Where the site lies on the server (default: public/ of the site)."
)
@click.option(
    "--output", type=Place(file_okay=False), default=None, help="Write into this folder (default: bantin-SERVER/)."
)
@click.option(
    "--counter",
    "counter_at",
    metavar="HOST:PORT",
    default="127.0.0.1:8765",
    show_default=True,
    help="Where the counter's service listens.",
)
@jobs_option
@now_option
@click.pass_context
def server_config(
    ctx: click.Context,
    /,
    server: str,
    folder: str | None,
    output: Path | None,
    counter_at: str,
    jobs: int | None,
    now: str | None,
) -> None:
    """Write the configuration of a web server for this site; what it includes is renewed, what is yours is kept."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    model = current_model(root, root / OUTPUT, moment(now, root), jobs or workers.default_jobs())
    target = output or root / (OUTPUT if server in _IN_SITE else f"bantin-{server}")
    files, left = configuration(server, model, folder or str(root / OUTPUT), target.name, counter_at)
    written, kept = _WORDS[language]
    for name, text in files.items():
        path = target / name
        is_kept = name.startswith("site.") and path.exists()
        if not is_kept:
            _write(path, text)
        click.echo(f"{path}: {kept if is_kept else written}")
    if left:
        found = [problem("BT640", str(target / "_redirects"), count=left)]
        click.echo(report.format_problems(found, language), err=True, nl=False)


def configuration(
    server: str, model: Model, folder: str, place: str, counter_at: str = "127.0.0.1:8765"
) -> tuple[dict[str, str], int]:
    """Return the files of `server` (a key of `_FILES`) by name, and how many old addresses it cannot know.

    `folder` is where the site lies on the server, `place` the name of the folder that these files will be in.
    """
    values = _values(model.settings, folder.rstrip("/") or "/", counter_at)
    values["headers"] = content_policy.headers(model.settings, model.layouts.script_sources)
    values["place"] = place
    left = 0
    base = model.settings.base_path
    if server == "netlify":
        values["redirects"] = {"lines": redirects.for_netlify(model.moves, base)}
    elif server == "cloudflare":
        lines, left = redirects.for_cloudflare(model.moves, base)
        values["redirects"] = {"lines": lines}
    else:
        values["redirects"] = _TABLES[server](model.moves, base)
    render = partial(_render, "static" if server in ("netlify", "cloudflare") else server, values=values)
    return {name: render(name) for name in _FILES[server]}, left


def _values(settings: Settings, folder: str, counter_at: str) -> dict[str, Any]:
    address = urlsplit(content_policy.origin(settings.site.base_url))
    own = address.geturl()
    counter = settings.counter
    is_here = counter.provider == "service" and content_policy.origin(counter.address) == own
    host = address.hostname or ""
    return {
        "name": re.sub(r"[^a-z0-9]+", "_", f"{host}{settings.base_path}".lower()).strip("_"),
        "host": host,
        "origin": own,
        "scheme": address.scheme,
        "other_hosts": [content_policy.ascii_host(one.lower()) for one in settings.site.other_hosts],
        "base": settings.base_path,
        "folder": folder,
        "releases": str(PurePosixPath(folder).parent) if PurePosixPath(folder).name == "current" else "",
        "counter": urlsplit(counter.address).path.rstrip("/") if is_here else "",
        "counter_at": counter_at,
        "hashed": HASHED,
        "short": _SHORT,
        "long": _LONG,
        "hsts": HSTS,
        "text_types": _TEXT_TYPES,
    }


def _render(server: str, name: str, *, values: Mapping[str, Any]) -> str:
    import jinja2  # takes as long to import as the rest

    environment = jinja2.Environment(  # noqa: S701 - no HTML
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters.update(
        quoted=_quoted,
        attribute=quoteattr,
        pattern=re.escape,
        prefixed=lambda host, scheme: f"{scheme}://{host}",
    )
    text = resources.files("bantin.commands").joinpath("servers", server, name).read_text("utf-8")
    return environment.from_string(text).render(values)


def _quoted(text: str) -> str:
    """Return `text` quoted for a configuration."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(path: Path, text: str) -> None:
    """Replace a file whole. Raises `BuildFailed`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_file.write_whole(path, text.encode())
    except OSError as error:
        raise BuildFailed([write_problem(error, path)]) from None
