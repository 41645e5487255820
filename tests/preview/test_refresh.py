"""Refresher: faults of the engine, sources that change while they are read, lost events."""

from __future__ import annotations

import asyncio
import io
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from bantin.preview import refresh
from bantin.preview.changes import PendingChanges
from bantin.preview.refresh import Refresher
from bantin.preview.server import Notifier, Preview, _file
from bantin.preview.snapshots import next_snapshot
from bantin.preview.source_cache import SourceCache
from bantin.preview.terminal import Terminal
from bantin.preview.view import Content, Failure, FileContent, View
from bantin.preview.words import Words
from tests.preview.test_snapshots import MOMENT, fresh
from tests.preview.watcher import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bantin.site.index import Index
    from tests.builder import Site


def _status_of(path: Path) -> int:
    """Return the status with which a file is sent; in a thread, as a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return (
            pool.submit(lambda: asyncio.run(_file(FileContent(str(path.parent), str(path), "application/pdf"))))
            .result()
            .status_code
        )


class NoEvents:
    """A watcher that reports no events."""

    def start(self) -> None:
        """Do nothing."""

    def restart_if_stale(self) -> None:
        """Do nothing."""


class Kept:
    """A refresher with its parts."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pending = PendingChanges()
        self.output = io.StringIO()
        terminal = Terminal(site.root, self.output, Words({}), "vi")
        watcher: Any = NoEvents()
        self.refresher = Refresher(
            site.root, fresh(site), self.pending, watcher, lambda: MOMENT, SourceCache(site.root), terminal
        )
        self.preview = Preview(site.root, self.refresher, Notifier(), terminal)

    def touch(self, path: str) -> View:
        """Add a change of a file; return the view after it."""
        self.pending.add(str(self.site.root / path), complete=True)
        return self.refresher.current_view(PATIENCE_S)

    def text(self, path: str) -> str:
        """Return the page at `path`."""
        answer = self.preview._answer(path, settle=True)
        assert isinstance(answer, Content)
        return answer.body.decode()


@pytest.fixture
def kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Kept]]:
    made: list[Kept] = []

    def start(idle: float = 3600.0) -> Kept:
        monkeypatch.setattr(refresh, "IDLE_S", idle)
        made.append(Kept(site))
        made[-1].refresher.start()
        return made[-1]

    yield start
    for one in made:
        one.refresher.stop()


def test_a_change_without_an_event_is_found_when_it_is_quiet(kept: Callable[..., Kept], site: Site) -> None:
    site.article("2020/mot", "Bản đầu.")
    one = kept(idle=0.01)
    site.article("2020/hai", "Không ai thấy.")
    one.touch("content/tin-tuc/2020/mot.md")
    wait_for(lambda: "content/tin-tuc/2020/hai.md" in one.refresher.view.files)
    assert "Không ai thấy." in one.text("/tin-tuc/2020/hai/")


def test_a_source_that_changes_while_it_is_rendered_is_read_again(kept: Callable[..., Kept], site: Site) -> None:
    path = site.article("2020/mot", "Bản đầu.", title="Cũ")
    one = kept()
    site.article("2020/mot", "Bản hai.", title="Mới")
    assert "Bản hai." in one.text("/tin-tuc/2020/mot/")
    assert "Mới" in one.text("/")
    (site.root / path).unlink()
    answer = one.preview._answer("/tin-tuc/2020/mot/", settle=True)
    assert isinstance(answer, Content | Failure)


def test_a_file_that_is_just_deleted_is_not_there(site: Site) -> None:
    path = site.write("content/tep.pdf", b"x")
    assert _status_of(path) == 200
    path.unlink()
    assert _status_of(path) == 404


def test_former_snapshots_are_freed(kept: Callable[..., Kept], site: Site) -> None:
    site.article("2020/mot", "Bản đầu.")
    one = kept()
    catalogs: list[weakref.ref[Index]] = []
    for turn in range(12):
        path = site.article("2020/mot", f"Bản {turn}.", category="tin" if turn % 3 else "y-kien")
        model = one.touch(path).snapshot.model
        assert model is not None
        catalogs.append(weakref.ref(model.index))
        del model
        assert f"Bản {turn}." in one.text("/tin-tuc/2020/mot/")
    one.touch("site_config.toml")
    wait_for(lambda: sum(found() is not None for found in catalogs) <= 1)


def test_a_fault_of_the_engine_while_reading_is_printed(
    kept: Callable[..., Kept], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site.article("2020/mot", "Bản đầu.")
    one = kept()
    monkeypatch.setattr(refresh, "next_snapshot", lambda *_: 1 / 0)
    site.article("2020/mot", "Bản hai.")
    other = site.article("2020/hai")
    assert [fault.code for fault in one.touch(path).snapshot.problems] == ["BT801"]
    assert "ZeroDivisionError" in one.output.getvalue()
    one.touch(other)
    monkeypatch.setattr(refresh, "next_snapshot", next_snapshot)
    view = one.touch("site_config.toml")
    assert not view.snapshot.problems
    assert "Bản hai." in one.text("/tin-tuc/2020/mot/"), "what was marked meanwhile is not lost"
    assert other in view.files


def test_a_fault_of_the_engine_while_rendering_affects_one_page(
    kept: Callable[..., Kept], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("2020/mot", "Bản đầu.")
    one = kept()
    show = View.answer
    monkeypatch.setattr(View, "answer", lambda view, path: 1 / 0 if path == "/" else show(view, path))
    answer = one.preview._answer("/", settle=True)
    assert isinstance(answer, Failure)
    assert [fault.code for fault in answer.problems] == ["BT801"]
    assert "ZeroDivisionError" in one.output.getvalue()
    assert "Bản đầu." in one.text("/tin-tuc/2020/mot/")
