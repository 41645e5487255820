"""The index as a part of the build: what is in it, and that a later build leaves what a first one would make."""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from bantin.config import load_settings
from bantin.search import bundles, last_index
from tests.builder import Site, differences, stamps
from tests.search import unpacking
from tests.search.conftest import indexed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATER = "2026-12-01T00:00:00+07:00"


@pytest.fixture
def council(site: Site) -> Site:
    """A site of four years."""
    for year in range(2020, 2024):
        for number in range(3):
            site.article(
                f"{year}/bai-{number}",
                f"Thân bài số {number} về đường đê.",
                title=f"Tin {number} năm {year}",
                date=f"{year}-0{number + 1}-01",
                tags=["đê điều"],
            )
    site.page("gioi-thieu", "Trang giới thiệu.")
    return site


def index_of(site: Site) -> Path:
    return site.public / "tim-kiem" / "chi-muc"


def from_nothing(site: Site, folder: Path, *arguments: str, now: str) -> Site:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.root, folder, ignore=shutil.ignore_patterns(".bantin", "public"))
    fresh = Site(folder, {"site_config.toml": (site.root / "site_config.toml").read_bytes()})
    indexed(fresh, *arguments, now=now)
    return fresh


def settle() -> None:
    """Wait until time stamps can be trusted."""
    time.sleep(0.05)


def test_only_what_is_published_can_be_found(council: Site) -> None:
    council.article("2023/nhap", "bí mật nháp", draft=True)
    council.article("2023/hen", "bí mật hẹn", date="2099-01-01")
    council.article("2023/rut", "bí mật rút", withdrawn="Sai số liệu.")
    council.page("nhap", "bí mật trang", draft=True)
    council.article(
        "2023/day-du",
        "Thân <!-- bí mật ghi chú --> bài.\n\n## Mục\n\n<script>bí mật</script>",
        author="Hải Đường",
        summary="Tóm tắt.",
    )
    indexed(council)
    found = unpacking.results(index_of(council))
    assert len(found) == 14
    assert all("bí mật" not in str(one) for one in found.values())
    terms = {term for file in index_of(council).glob("*/terms/*.bin") for term in unpacking.terms(file.read_bytes())}
    assert "đương\u0300 đê" in terms
    assert not any("mât\u0323" in term for term in terms)
    one = found["/tin-tuc/2023/day-du/"]
    assert one == {
        "url": "/tin-tuc/2023/day-du/", "title": "Bài", "date": "2020-01-01T00:00:00+07:00", "category": "Tin", "author": "Hải Đường",
        "lead": "Tóm tắt.", "text": "Thân bài.\nMục",
    }  # fmt: skip


def test_without_an_index_the_page_says_so_and_nothing_is_made(new_site: Callable[..., Site]) -> None:
    site = new_site({}, plain=False)
    site.article("a")
    indexed(site)
    assert "data-search-form" in site.read("tim-kiem/index.html")
    assert index_of(site).is_dir()
    settle()
    summary = indexed(site, "--no-search")
    assert (summary["rendered"], summary["problems"]) == (1, [])  # the search page
    assert "data-search-form" not in site.read("tim-kiem/index.html")
    assert "đang tạm nghỉ" in site.read("tim-kiem/index.html")
    assert "/luu-tru/" in site.read("tim-kiem/index.html")
    assert not index_of(site).exists()
    assert not (site.root / ".bantin" / "search" / "x").exists()
    assert indexed(site)["rendered"] == 1
    assert index_of(site).is_dir()


def test_nothing_changed_nothing_is_done(council: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(council)
    settle()
    before = stamps(council.public)
    monkeypatch.setattr(bundles, "term_files", None)
    monkeypatch.setattr("bantin.search.update._VolumeIndexer", None)
    assert indexed(council)["written"] == 0
    assert indexed(council, now=LATER)["written"] == 0
    council.write("content/khac.txt", "không ai dùng")
    assert indexed(council)["written"] == 0
    assert stamps(council.public) == before


def test_a_recent_edit_leaves_the_archive_alone(council: Site) -> None:
    indexed(council)
    settle()
    before = stamps(index_of(council))
    council.article("2023/bai-1", "Bão số 3.", title="Tin khác", date="2023-02-01")
    indexed(council)
    after = stamps(index_of(council))
    changed = {path for path in before if before[path] != after[path]}
    assert changed
    assert all(path == "index.json" or path.startswith(("recent/", "text/2023/1.")) for path in changed)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_after_any_edits_the_index_is_what_a_first_build_makes(council: Site, tmp_path: Path, jobs: str) -> None:
    chance = random.Random(jobs)
    indexed(council)
    edits: list[Callable[[], object]] = [
        lambda: council.article("2023/bai-0", "Mới sửa.", title="Tin đã sửa", date="2023-01-01"),
        lambda: council.article(
            "2020/bai-0", "Sửa bài cũ.", title="Bài cũ", date="2020-01-01", author="Đỗ Đạt", tags=["Đê Điều"]
        ),
        lambda: council.article("2021/them", "Thêm vào năm cũ.", date="2021-02-02"),
        lambda: council.article("2024/dau-nam", "Năm mới.", date="2024-01-01"),
        (council.root / "content/tin-tuc/2022/bai-1.md").unlink,
        lambda: council.article("2022/bai-2", "x", withdrawn="Sai.", date="2022-03-01"),
        lambda: council.page("gioi-thieu", "Trang giới thiệu mới."),
        lambda: council.write(
            "site_config.toml",
            (council.root / "site_config.toml").read_text("utf-8").replace('name = "Tin"', 'name = "Tin tức"'),
        ),
        lambda: council.write(
            "layouts/i18n/vi.toml", (council.root / "layouts/i18n/vi.toml").read_text("utf-8") + "\n"
        ),
        lambda: shutil.rmtree(council.root / ".bantin/search"),
        lambda: next(index_of(council).glob("text/2023/*.bin")).unlink(),
        lambda: next(index_of(council).glob("archive/terms/*.bin")).write_bytes(b"hong"),
        lambda: (council.root / ".bantin/search/2023.terms").write_bytes(b"hong"),
        lambda: indexed(council, "--no-search"),
        lambda: indexed(council, "--full"),
    ]
    chance.shuffle(edits)
    for edit in edits:
        settle()
        edit()
        settle()
        indexed(council, "--jobs", jobs)
    fresh = from_nothing(council, tmp_path / "fresh", now=LATER)
    assert differences(fresh.tree(), council.tree()) == {}


def test_the_first_article_of_a_year_moves_the_year_before_last_to_the_archive(council: Site) -> None:
    indexed(council)
    settle()
    assert {path.parent.name for path in index_of(council).glob("*/facts.bin")} == {"archive", "recent"}
    for now in (LATER, "2031-01-01T00:00:00+07:00"):  # the clock has no say
        assert indexed(council, now=now)["written"] == 0
    council.article("2024/dau-nam", date="2024-01-01")
    before = stamps(index_of(council))
    indexed(council)
    after = stamps(index_of(council))
    assert before["archive/facts.bin"] != after["archive/facts.bin"]
    assert all(before[path] == after[path] for path in before if path.startswith("text/"))


def test_deleted_articles_are_removed_from_the_index(council: Site) -> None:
    indexed(council)
    settle()
    for number in range(3):
        (council.root / f"content/tin-tuc/2021/bai-{number}.md").unlink()
    indexed(council)
    assert not (index_of(council) / "text/2021").exists()
    assert not (council.root / ".bantin/search/2021.terms").exists()
    assert (council.root / ".bantin/search/2020.terms").exists()


def test_two_output_folders_share_what_is_kept(council: Site, tmp_path: Path) -> None:
    indexed(council)
    indexed(council, "--output", str(tmp_path / "other"))
    settle()
    council.article("2023/bai-0", "Mới sửa.", date="2023-01-01")
    indexed(council)
    indexed(council, "--output", str(tmp_path / "other"))
    other = Site(tmp_path / "x")
    shutil.copytree(tmp_path / "other", other.public)
    assert differences(council.tree(), other.tree()) == {}


def test_a_file_at_an_address_of_the_index_is_a_problem(council: Site) -> None:
    council.write("content/tim-kiem/chi-muc/index.json", "{}")
    council.page("trang", "[tải về](tim-kiem/chi-muc/index.json)")
    council.write(
        "site_config.toml",
        (council.root / "site_config.toml").read_text("utf-8") + '\n[media]\nattachment_types = ["json"]\n',
    )
    result = council.invoke("build", "--json", "--now", "2026-11-24")
    assert result.status == 1
    assert ("BT309", "content/tim-kiem/chi-muc/index.json", 0) in result.problems


def test_a_site_without_articles_has_an_index_of_its_pages(site: Site) -> None:
    indexed(site)
    assert (index_of(site) / "index.json").read_text() == '{"format":1,"bundles":[]}\n'
    site.page("gioi-thieu")
    indexed(site)
    assert list(unpacking.results(index_of(site))) == ["/gioi-thieu/"]


def test_where_the_last_index_lies(council: Site) -> None:
    settings = load_settings(council.root)
    assert last_index(council.public, settings) is None
    indexed(council)
    found = last_index(council.public, settings)
    assert found is not None
    assert found.folder == index_of(council)
    assert abs(found.made.timestamp() - time.time()) < 60
