"""Nothing is rendered, and nothing is missed, when all files are old enough to be trusted by their stats."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bantin.build import pipeline, up_to_date
from bantin.build.engine import engine_files
from bantin.build.request import Request
from bantin.build.state import State
from bantin.build.up_to_date import compare_outputs, inputs_fingerprint, outputs_are_current, settled_stats
from bantin.commands.progress import make_progress
from bantin.config.load import load_settings
from bantin.content.scan import scan_content
from bantin.system import file_stat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bantin.build.records import Summary
    from tests.builder import Site

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TICK_S = 0.03


@pytest.fixture
def settled(site: Site) -> Site:
    """A built site of which every file, read or published, is old enough to be trusted."""
    site.write("content/tep.csv", b"1")
    for number in range(3):
        site.article(f"n{number}", "[t](/tep.csv)")
    time.sleep(TICK_S)
    assert site.make(now=NOW.isoformat()).status == 0
    return site


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a build has done beyond looking at stats."""
    done: list[str] = []
    real = load_settings

    def counted(*arguments: object, **options: object) -> object:
        done.append("settings")
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("bantin.build.stages.load_settings", counted)
    return done


def build(site: Site, now: datetime = NOW, base_url: str | None = None) -> Summary:
    return pipeline.build(
        Request(site.root, site.public, now, base_url, is_now_given=True), make_progress(enabled=False)
    )


def state(site: Site) -> State:
    return State(Request(site.root, site.public, NOW).state)


def test_where_nothing_has_changed_nothing_is_read(settled: Site, stages: list[str]) -> None:
    first = state(settled).last_build()
    summary = build(settled)
    assert first is not None
    assert (summary.rendered, summary.written, summary.pages) == (0, 0, first.summary.pages)
    assert stages == []


EDITS: dict[str, Callable[[Site], object]] = {
    "a source": lambda site: site.article("n1", "Khác."),
    "a new source": lambda site: site.article("n9"),
    "a source less": lambda site: (site.root / "content/tin-tuc/n1.md").unlink(),
    "another name": lambda site: (site.root / "content/tin-tuc/n1.md").rename(site.root / "content/tin-tuc/n7.md"),
    "a file": lambda site: site.write("content/tep.csv", b"2"),
    "a layout": lambda site: site.write("layouts/article.html", "{{ article.title }}"),
    "a new layout": lambda site: site.write("layouts/khac.html", "x"),
    "words": lambda site: site.write(
        "layouts/i18n/vi.toml", (site.root / "layouts/i18n/vi.toml").read_text("utf-8") + "\n"
    ),
    "settings": lambda site: site.settings(title="Khác"),
    "a published file": lambda site: (site.public / "index.html").write_text("x"),
    "a published file less": lambda site: (site.public / "feed.xml").unlink(),
    "no manifest": lambda site: (site.public / ".bantin/manifest").unlink(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_whatever_changes_is_seen(settled: Site, stages: list[str], edit: Callable[[Site], object]) -> None:
    edit(settled)
    time.sleep(TICK_S)
    build(settled)
    assert stages == ["settings"]


@pytest.mark.parametrize(
    ("now", "base_url"),
    [(datetime(2026, 11, 1, tzinfo=UTC), None), (NOW, "https://khac.example.vn/")],
    ids=["clock", "URL"],
)
def test_another_clock_or_address_is_seen(
    settled: Site, stages: list[str], now: datetime, base_url: str | None
) -> None:
    build(settled, now, base_url)
    assert stages == ["settings"]


def test_a_later_clock_changes_nothing_until_something_is_due(settled: Site, stages: list[str]) -> None:
    settled.article("later", date="2026-11-25 10:00")
    time.sleep(TICK_S)
    build(settled)
    stages.clear()
    build(settled, datetime(2026, 11, 25, 2, 59, 59, tzinfo=UTC))
    assert stages == []
    build(settled, datetime(2026, 11, 25, 3, 0, 0, tzinfo=UTC))
    assert stages == ["settings"]
    assert (settled.public / "tin-tuc/later/index.html").is_file()


def test_the_engine_and_its_libraries_are_inputs(settled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = scan_content(settled.root)
    before = inputs_fingerprint(settled.root, tree)
    assert before == inputs_fingerprint(settled.root, tree) != 0
    assert inputs_fingerprint(settled.root, tree, "other") != before
    monkeypatch.setattr(up_to_date, "engine_times", lambda: [1])
    assert inputs_fingerprint(settled.root, tree) != before
    assert any(path.endswith("pipeline.py") for path in engine_files())


def test_a_fresh_input_is_never_trusted(settled: Site, stages: list[str]) -> None:
    settled.article("n1", "Một.")
    os.utime(settled.root / "content/tin-tuc/n1.md", (4_102_444_800, 4_102_444_800))  # of a clock that was wrong
    for _ in range(2):
        stages.clear()
        build(settled)
        assert stages == ["settings"]


def test_a_page_that_was_just_written_is_read_before_it_is_trusted(settled: Site) -> None:
    settled.page("a", title="Một")
    time.sleep(TICK_S)
    assert settled.make().status == 0
    path = settled.public / "a/index.html"
    before, stat = path.read_bytes(), path.stat()
    path.write_bytes(before.replace("Một".encode(), b"Hai  "))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert settled.make().status == 0
    assert path.read_bytes() == before


def test_outputs_are_compared_by_stat_and_else_by_bytes(settled: Site) -> None:
    base, page_base = _bases(settled)
    pages = state(settled).load(base, page_base).pages
    assert len(pages) > 10
    found = compare_outputs(settled.public, pages)
    assert found.intact.keys() == pages.keys()
    assert not found.stats
    touched = settled.public / "index.html"
    os.utime(touched, (1_000_000_000, 1_000_000_000))
    (settled.public / "feed.xml").write_text("x")
    (settled.public / "rss.xml").unlink()
    (settled.public / "robots.txt").unlink()
    (settled.public / "robots.txt").symlink_to(settled.public / "sitemap.xml")
    found = compare_outputs(settled.public, pages)
    assert pages.keys() - found.intact.keys() == {"/feed.xml", "/rss.xml", "/robots.txt"}
    assert found.stats.keys() == {"/"}
    assert not outputs_are_current(state(settled), settled.public)


def test_a_stat_of_nothing_is_no_stat(settled: Site) -> None:
    """0 stands for a file that is missing, and for one too fresh to trust."""
    pages = state(settled).load(*_bases(settled)).pages
    unsure = {"/feed.xml": pages["/feed.xml"]._replace(stat=0)}
    found = compare_outputs(settled.public, unsure)
    assert found.stats.keys() == found.intact.keys() == {"/feed.xml"}, "its bytes decide"
    (settled.public / "feed.xml").unlink()
    assert compare_outputs(settled.public, unsure).intact == {}


def _bases(site: Site) -> tuple[int, int]:
    from bantin.build.engine import page_base, source_base
    from bantin.rendering.load_layouts import load_layouts

    settings = load_settings(site.root)
    return source_base(settings), page_base(settings, load_layouts(site.root, settings.site.language))


def test_stats_are_taken_once_they_can_be_trusted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    found = settled_stats(tmp_path, ["/a", "/b", "/missing"])
    assert found["/a"] not in (0, found["/b"])
    assert found["/a"] == file_stat.lstat(str(tmp_path / "a"), file_stat.EVER_NS)
    assert found["/missing"] == 0
