"""The command `watch`: runs the preview."""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bantin.commands import extras
from bantin.commands.context import moment, now_option
from bantin.preview.changes import PendingChanges
from bantin.preview.injection import PREFIX
from bantin.preview.network import TOKEN, address_for, address_for_others, listen
from bantin.preview.snapshots import first_snapshot, read_settings
from bantin.preview.source_cache import SourceCache
from bantin.preview.terminal import Terminal
from bantin.preview.words import Words
from bantin.problems import BuildFailed
from bantin.rendering.load_layouts import load_layouts
from bantin.system.workers import default_jobs

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from bantin.preview.access import Invitations
    from bantin.preview.refresh import Refresher
    from bantin.preview.server import Server


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to serve on; 0.0.0.0 lets a phone on the same network look.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The first port to try; 0 takes any."
)
@click.option(
    "--poll",
    is_flag=True,
    help="Look through the files each second instead of watching them: network drives, WSL, containers.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@now_option
@click.pass_context
def watch(ctx: click.Context, /, host: str, port: int, now: str | None, *, poll: bool, open_browser: bool) -> None:
    """Preview the site, drafts too, and show each saved change in the browser."""
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    extras.require("preview", language)
    try:
        shown_at = moment(now, root) if now else None
    except BuildFailed:  # the preview also starts with invalid settings
        shown_at = moment(now, root, fallback="Asia/Ho_Chi_Minh")
    listener = listen(host, port)
    terminal = Terminal(root, sys.stderr, Words(load_layouts(root, language).words), language)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            terminal.print_line("reading")
            with _interrupts_kept():
                server, refresher, invitations = _make_server(root, host, shown_at, terminal, language, poll=poll)
            server.on_start = lambda: _start(
                refresher, invitations, terminal, listener, host, port, open_browser=open_browser
            )
            try:
                server.run(sockets=[listener])
            finally:
                refresher.stop()
    finally:
        listener.close()
        terminal.print_line("stopped")


@contextlib.contextmanager
def _interrupts_kept() -> Iterator[None]:
    """Raise at the end the `KeyboardInterrupt` that Python may swallow before: in a destructor, or around an import."""
    interrupts: list[int] = []

    def note(number: int, _frame: object) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


def _make_server(
    root: Path, host: str, now: datetime | None, terminal: Terminal, language: str, *, poll: bool
) -> tuple[Server, Refresher, Invitations]:
    """Return the server with the first snapshot. `language` is used for messages while the settings are invalid."""

    def clock() -> datetime:
        return now or datetime.now(UTC)

    gc.disable()  # reading creates many objects and frees none
    source_cache = SourceCache(root)
    settings_file = read_settings(root, None)
    stored = source_cache.load(settings_file.settings) if settings_file.settings else {}
    snapshot = first_snapshot(
        root, settings_file, stored, clock(), default_jobs(), language=language, meanwhile=_import_rest
    )
    del stored
    from bantin.preview.access import Invitations
    from bantin.preview.refresh import Refresher
    from bantin.preview.server import Notifier, Preview, Server
    from bantin.preview.watching import SiteWatcher

    gc.enable()
    gc.collect()
    gc.freeze()  # collecting all articles again would slow each reload

    terminal.use_language(snapshot)
    terminal.print_problems(snapshot.problems)
    pending = PendingChanges()
    watcher = SiteWatcher(root, pending, poll=poll, warn=lambda one: terminal.print_problems([one]))
    refresher = Refresher(root, snapshot, pending, watcher, clock, source_cache, terminal)
    notifier = Notifier()
    invitations = Invitations()
    server = Server(Preview(root, refresher, notifier, terminal).app(host, invitations), notifier)
    refresher.on_change = server.announce
    return server, refresher, invitations


def _start(
    refresher: Refresher,
    invitations: Invitations,
    terminal: Terminal,
    listener: socket.socket,
    host: str,
    port: int,
    *,
    open_browser: bool,
) -> None:
    """Print the addresses and start the refresher, once the server accepts requests."""
    own_port = listener.getsockname()[1]
    model = refresher.view.snapshot.model
    base = f"{model.settings.base_path}/" if model else "/"
    if port not in (0, own_port):
        terminal.print_line("busy", port=port, next=own_port)
    url = address_for(host, own_port)
    terminal.print_line("serving", url=url + base)
    terminal.print_line("start", url=url + PREFIX)
    opened = url + base
    if others := address_for_others(host, own_port):

        def invite() -> str:
            address = f"{others}{base}?{TOKEN}={invitations.invite()}"
            terminal.print_line("phone", url=address)
            return address

        invitations.on_used = invite
        address = invite()
        opened = address if others == url else opened
    terminal.print_line("stop")
    refresher.start()
    if open_browser:
        # In a thread: the call of a terminal browser returns only when that ends.
        threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()


def _import_rest() -> None:
    """Import the server and the watcher while other processes read the sources."""
    import bantin.preview.refresh
    import bantin.preview.server
    import bantin.preview.watching  # noqa: F401 - to have it imported
