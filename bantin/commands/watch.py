"""The command `watch`: runs the preview."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bantin.commands import extras
from bantin.commands.context import moment, now_option
from bantin.preview.changes import PendingChanges
from bantin.preview.injection import PREFIX
from bantin.preview.network import address_for, address_for_others, listen
from bantin.preview.snapshots import first_snapshot, read_settings
from bantin.preview.source_cache import SourceCache
from bantin.preview.terminal import Terminal
from bantin.preview.words import Words
from bantin.problems import BuildFailed
from bantin.rendering.load_layouts import load_layouts
from bantin.system.workers import default_jobs

if TYPE_CHECKING:
    import socket
    from pathlib import Path


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to serve on; 0.0.0.0 lets a phone on the same network look.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The first port to try; 0 takes any.",
)
@click.option(
    "--poll",
    is_flag=True,
    help="Look through the files each second instead of watching them: network drives, WSL, containers.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@now_option
@click.pass_context
def watch(ctx: click.Context, /, now: str | None, **options: Any) -> None:  # noqa: ANN401 - click's
    """Preview the site, drafts too, and show each saved change in the browser."""
    extras.require("preview", ctx.obj["language"])
    root: Path = ctx.obj["root"]
    try:
        shown_at = moment(now, root) if now else None
    except BuildFailed:  # the preview also starts with invalid settings
        shown_at = moment(now, root, fallback="Asia/Ho_Chi_Minh")
    preview(root, now=shown_at, language=ctx.obj["language"], **options)


def preview(
    root: Path, *, host: str, port: int, poll: bool, open_browser: bool, now: datetime | None, language: str
) -> None:
    """Serve the site at `root` on `host`, on the first free port from `port` on, until Ctrl-C.

    `poll` scans the folders instead of watching them. `now` decides what is due (`None`: the clock). `language` is that
    of messages until the settings are read. Raises `BuildFailed` when no port is free.
    """
    listener = listen(host, port)
    terminal = Terminal(root, sys.stderr, Words(load_layouts(root, language).words), language)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _serve(
                root, listener, host, port, terminal, poll=poll, open_browser=open_browser, now=now, language=language
            )
    finally:
        listener.close()
        terminal.print_line("stopped")


def _serve(
    root: Path,
    listener: socket.socket,
    host: str,
    port: int,
    terminal: Terminal,
    *,
    poll: bool,
    open_browser: bool,
    now: datetime | None,
    language: str,
) -> None:
    def clock() -> datetime:
        return now or datetime.now(UTC)

    terminal.print_line("reading")
    gc.disable()  # reading creates many objects and frees none
    source_cache = SourceCache(root)
    settings_file = read_settings(root, None)
    stored = source_cache.load(settings_file.settings) if settings_file.settings else {}
    snapshot = first_snapshot(
        root, settings_file, stored, clock(), default_jobs(), language=language, meanwhile=_import_rest
    )
    del stored
    from bantin.preview.refresh import Refresher
    from bantin.preview.server import Notifier, Preview, Server
    from bantin.preview.watching import SiteWatcher

    gc.enable()
    gc.collect()
    gc.freeze()  # collecting all articles again would slow each reload

    terminal.use_language(snapshot)
    terminal.print_problems(snapshot.problems)
    base_path = snapshot.model.settings.base_path if snapshot.model else ""
    pending = PendingChanges()
    refresher = Refresher(
        root,
        snapshot,
        pending,
        SiteWatcher(root, pending, poll=poll, warn=lambda one: terminal.print_problems([one])),
        clock,
        source_cache,
        terminal,
    )
    del snapshot  # or the first snapshot would stay in memory
    notifier = Notifier()
    server = Server(Preview(root, refresher, notifier, terminal).app(host), notifier)
    refresher.on_change = server.announce

    def started() -> None:
        own = listener.getsockname()[1]
        base = f"{base_path}/"
        if port not in (0, own):
            terminal.print_line("busy", port=port, next=own)
        terminal.print_line("serving", url=address_for(host, own) + base)
        terminal.print_line("start", url=address_for(host, own) + PREFIX)
        if others := address_for_others(host, own):
            terminal.print_line("phone", url=others + base)
        terminal.print_line("stop")
        refresher.start()
        if open_browser:
            # In a thread: the call of a terminal browser returns only when that ends.
            threading.Thread(target=webbrowser.open, args=(address_for(host, own) + base,), daemon=True).start()

    server.on_start = started
    try:
        server.run(sockets=[listener])
    finally:
        refresher.stop()


def _import_rest() -> None:
    """Import the server and the watcher while other processes read the sources."""
    import bantin.preview.refresh
    import bantin.preview.server
    import bantin.preview.watching  # noqa: F401 - to have it imported
