"""Whole small sites: the good ones against their golden trees, the broken ones (`hong-…`) against the exact problems expected."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests import renew_golden
from tests.builder import PLAIN_LAYOUTS, SITES, Site, differences, source, stamps

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = renew_golden.NAMES
BROKEN = sorted(path.name for path in SITES.iterdir() if (path / "expected.json").exists())


def test_every_site_is_either_good_or_broken() -> None:
    assert {*GOOD, *BROKEN} == {path.name for path in SITES.iterdir()}
    assert not {*GOOD} & {*BROKEN}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_site_gives_its_golden_tree(new_site: Callable[..., Site], name: str) -> None:
    """After a change that was meant: `make golden`, and look at the diff."""
    site = new_site(name)
    result = site.make()
    assert result.status == 0, result.stderr
    assert not differences(renew_golden.golden(name), renew_golden.compared(site))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_site_builds_with_the_projects_layouts(new_site: Callable[..., Site], name: str) -> None:
    site = new_site(name, plain=False)
    result = site.make()
    assert result.status == 0, result.stderr
    assert {path for path in site.pages() if not path.startswith("assets/")} == {
        path for path in renew_golden.golden(name) if not path.startswith("assets/")
    }


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_site_is_told_and_what_is_published_stays(new_site: Callable[..., Site], name: str) -> None:
    site = new_site({"content/tot.md": source("Trang đang đăng.", title="Tốt")})
    assert site.make().status == 0
    before, placed = site.tree(), stamps(site.public)
    broken = Site.copy(name, site.root.parent / "broken")
    for path in sorted(broken.root.rglob("*")):
        inside = path.relative_to(broken.root).as_posix()
        is_ours = (
            inside.startswith("layouts/")
            and (PLAIN_LAYOUTS / inside.removeprefix("layouts/")).exists()
            and not (SITES / name / inside).exists()
        )
        if path.is_file() and not is_ours:
            site.write(inside, path.read_bytes())
    (site.root / "content/tot.md").unlink()

    result = site.make()

    expected = [tuple(one) for one in json.loads((SITES / name / "expected.json").read_text("utf-8"))]
    assert result.status == 1
    assert sorted(result.problems) == sorted(expected)
    assert result.problems == sorted(result.problems, key=lambda one: (one[1], one[2])), "shown by place"
    assert "Traceback" not in result.stderr
    assert not differences(before, site.tree())
    assert stamps(site.public) == placed
    for one in result.json["problems"]:
        assert one["message"]
        assert one["hint"]


@pytest.mark.parametrize("name", BROKEN)
def test_check_tells_the_same_of_a_broken_site(new_site: Callable[..., Site], name: str) -> None:
    site = new_site(name)
    before = stamps(site.root)
    checked = site.invoke("check", "--json", "--now", "2026-11-24", "--jobs", "1")
    assert stamps(site.root) == before
    told = [one for one in checked.json["problems"] if not one["code"].startswith("BT9")]
    assert told == site.make(now="2026-11-24").json["problems"]
