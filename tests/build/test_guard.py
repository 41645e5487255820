"""A clock or a hand that is wrong cannot empty the site."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bantin.build import pipeline
from bantin.build.request import Request
from bantin.commands.progress import make_progress
from bantin.problems import BuildFailed

if TYPE_CHECKING:
    from tests.builder import Site

NOW = datetime.fromisoformat("2020-06-01T08:00:00+07:00")


def build(site: Site, now: datetime = NOW, **more: bool) -> None:
    request = Request(site.root, site.public, now, **{"jobs": 1, **more})  # type: ignore[arg-type]
    pipeline.build(request, make_progress(enabled=False))


@pytest.fixture(autouse=True)
def _published(site: Site) -> None:
    for number in range(30):
        site.article(f"n{number:02}", date=f"2020-05-{number + 1:02}", summary="S.")
    site.article("cho", date="2020-08-01", summary="S.")
    build(site)


def refused(site: Site, now: datetime = NOW, **more: bool) -> str:
    before = site.tree()
    with pytest.raises(BuildFailed) as failed:
        build(site, now, **more)
    assert site.tree() == before
    [one] = failed.value.problems
    return one.code


def test_a_folder_that_is_gone(site: Site) -> None:
    shutil.rmtree(site.root / "content" / "tin-tuc")
    assert refused(site) == "BT606"
    assert refused(site, full=True) == "BT606"
    (site.root / ".bantin" / "state.sqlite").unlink()
    assert refused(site) == "BT606"
    build(site, allow_removal=True)
    assert not (site.public / "tin-tuc" / "n01").exists()


def test_few_pages_may_go(site: Site) -> None:
    for number in range(5):
        (site.root / "content" / "tin-tuc" / f"n{number:02}.md").unlink()
    build(site)
    assert not (site.public / "tin-tuc" / "n01").exists()


def test_a_clock_of_the_past(site: Site) -> None:
    assert refused(site, NOW - timedelta(days=2)) == "BT607"
    assert refused(site, NOW - timedelta(days=400)) == "BT607"
    build(site, NOW - timedelta(hours=20))
    build(site, NOW - timedelta(days=2), is_now_given=True)


def test_a_clock_of_the_future_publishes_nothing_that_waits(site: Site) -> None:
    assert refused(site, NOW + timedelta(days=4_000)) == "BT607"
    build(site, NOW + timedelta(days=4_000), is_now_given=True)
    assert (site.public / "tin-tuc" / "cho").exists()


def test_an_office_may_rest_for_months(site: Site) -> None:
    (site.root / "content" / "tin-tuc" / "cho.md").unlink()
    site.article("moi", date="2020-10-01", summary="S.")
    build(site, NOW + timedelta(days=150))
    assert (site.public / "tin-tuc" / "moi").exists()


def test_the_message_says_what_would_go(site: Site) -> None:
    shutil.rmtree(site.root / "content" / "tin-tuc")
    result = site.invoke("build", "--no-search", "--now", NOW.isoformat())
    assert result.status == 1
    assert "BT606" in result.stderr
    assert "chẳng hạn /" in result.stderr
    assert site.invoke("build", "--no-search", "--now", NOW.isoformat(), "--allow-removal").status == 0


def test_a_host_that_takes_so_many_files_is_thought_of_in_time(site: Site) -> None:
    count = len(site.pages())
    for limit, warned in ((count, True), (int(count / 0.9), True), (int(count / 0.8), False)):
        site.settings(f"\n[publish]\nmax_files = {limit}\n")
        for _again in range(2):  # also when there is nothing to do
            made = site.invoke("build", "--json", "--no-search", "--now", NOW.isoformat())
            assert (made.status, made.codes) == (0, ["BT608"] if warned else [])
            assert made.json["rendered"] == 0, "what a host takes is no matter of pages"
    site.settings(f"\n[publish]\nmax_files = {count}\n")
    refused = site.invoke("build", "--json", "--no-search", "--now", NOW.isoformat(), "--strict")
    assert (refused.status, refused.codes) == (1, ["BT608"])
