"""The command `watch`: assembles the preview and runs it."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bantin.commands.context import moment, now_option
from bantin.preview.changes import PendingChanges
from bantin.preview.injection import PREFIX
from bantin.preview.network import address_for, address_for_others, listen
from bantin.preview.parsed import Memory
from bantin.preview.reports import Reports
from bantin.preview.snapshots import first_snapshot, read_settings
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
    root: Path = ctx.obj["root"]
    try:
        shown_at = moment(now, root) if now else None
    except BuildFailed:  # the preview waits until the settings are right; until then it is Viet Nam's time
        shown_at = moment(now, root, fallback="Asia/Ho_Chi_Minh")
    preview(root, now=shown_at, language=ctx.obj["language"], **options)


def preview(
    root: Path, *, host: str, port: int, poll: bool, open_browser: bool, now: datetime | None, language: str
) -> None:
    """Serve the site at `root` on `host`, from `port` on, and follow its changes until Ctrl-C.

    `poll` looks through the folders instead of watching them. `now` decides what is due; `None` is the clock. `language` is
    that of messages until the settings say which. Raises `BuildFailed` when no port can be had.
    """
    listener = listen(host, port)
    reports = Reports(root, sys.stderr, Words(load_layouts(root, language).words), language)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _serve(
                root, listener, host, port, reports, poll=poll, open_browser=open_browser, now=now, language=language
            )
    finally:
        listener.close()
        reports.line("stopped")


def _serve(
    root: Path,
    listener: socket.socket,
    host: str,
    port: int,
    reports: Reports,
    *,
    poll: bool,
    open_browser: bool,
    now: datetime | None,
    language: str,
) -> None:
    def clock() -> datetime:
        return now or datetime.now(UTC)

    reports.line("reading")
    gc.disable()  # reading makes many records and drops none
    memory = Memory(root)
    read = read_settings(root, None)
    stored = memory.recall(read.settings) if read.settings else {}
    snapshot = first_snapshot(root, read, stored, clock(), default_jobs(), language=language, meanwhile=_import_rest)
    del stored
    from bantin.preview.refresh import Refresher
    from bantin.preview.server import Hub, Preview, Server
    from bantin.preview.watching import Watching

    gc.enable()
    gc.collect()
    gc.freeze()  # 10,000 articles stay: looking through them again and again would make every reload slower

    reports.speak(snapshot)
    reports.problems(snapshot.problems)
    base_path = snapshot.model.settings.base_path if snapshot.model else ""
    marks = PendingChanges()
    keeper = Refresher(
        root,
        snapshot,
        marks,
        Watching(root, marks, poll=poll, tell=lambda one: reports.problems([one])),
        clock,
        memory,
        reports,
    )
    del snapshot  # nothing here may hold what has been replaced: two versions of each edited article
    hub = Hub()
    server = Server(Preview(root, keeper, hub, reports).app(host), hub)
    keeper.on_change = server.announce

    def started() -> None:
        own = listener.getsockname()[1]
        base = f"{base_path}/"
        if port not in (0, own):
            reports.line("busy", port=port, next=own)
        reports.line("serving", url=address_for(host, own) + base)
        reports.line("start", url=address_for(host, own) + PREFIX)
        if others := address_for_others(host, own):
            reports.line("phone", url=others + base)
        reports.line("stop")
        keeper.start()
        if open_browser:
            # In a thread of its own: a browser in the terminal keeps the call until it ends.
            threading.Thread(target=webbrowser.open, args=(address_for(host, own) + base,), daemon=True).start()

    server.on_start = started
    try:
        server.run(sockets=[listener])
    finally:
        keeper.stop()


def _import_rest() -> None:
    """Import what serves and watches; done while other processes read the sources."""
    import bantin.preview.refresh
    import bantin.preview.server
    import bantin.preview.watching  # noqa: F401 - that is all
