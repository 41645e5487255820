"""The index as a part of the build: what is in it, and that a later build leaves what a first one would make."""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from bantin.config import load_settings
from bantin.media import file_text
from bantin.search import index_made
from tests.builder import Site, differences, source, stamps
from tests.media import made
from tests.search.conftest import indexed
from tests.search.unpacking import unpack

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


@pytest.fixture
def big(site: Site) -> Site:
    """A site of seven years and 420 articles: an edit of one changes its index in place."""
    for year in range(2018, 2025):
        for number in range(60):
            site.article(
                f"{year}/bai-{number}",
                f"Thân bài số {number} về đường đê.",
                title=f"Tin {number} năm {year}",
                date=f"{year}-{number // 28 + 1:02}-{number % 28 + 1:02}",
            )
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
        tags=["Đê điều"],
    )
    indexed(council)
    found = unpack(index_of(council))
    assert len(found.results) == 14
    assert all("bí mật" not in str(one) for one in found.results.values())
    assert "đương\u0300 đê" in found.terms
    assert not any("mât\u0323" in term for term in found.terms)
    assert found.results["/tin-tuc/2023/day-du/"] == {
        "url": "/tin-tuc/2023/day-du/", "title": "Bài", "date": "2020-01-01T00:00:00+07:00", "category": "Tin", "author": "Hải Đường",
        "lead": "Tóm tắt.", "named": ["đê điều", "Mục"], "text": "Thân bài.\nMục",
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
    assert indexed(site)["rendered"] == 2  # and the article, for its text
    assert index_of(site).is_dir()


def test_nothing_changed_nothing_is_done(council: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(council)
    settle()
    before = stamps(council.public)
    for name in ("join", "change", "make_facts"):
        monkeypatch.setattr(f"bantin.search.update.{name}", None)
    assert indexed(council)["written"] == 0
    assert indexed(council, now=LATER)["written"] == 0
    council.write("content/khac.txt", "không ai dùng")
    assert indexed(council)["written"] == 0
    assert stamps(council.public) == before


def test_an_edit_changes_the_few_files_that_have_what_it_changes(big: Site) -> None:
    indexed(big)
    settle()
    before = stamps(index_of(big))
    big.article("2021/bai-7", "Thân bài số 7 về đường đê.\n\nXong.", title="Tin 7 năm 2021", date="2021-01-08")
    assert indexed(big)["rendered"] == 1
    after = stamps(index_of(big))
    gone = sorted(path.partition("-")[0] for path in before if before[path] != after.get(path))
    assert gone == sorted(path.partition("-")[0] for path in after if before.get(path) != after[path])
    # The texts of its time, the terms that have changed ("xong", a new one), and what names these files.
    assert [path.partition("/")[0] for path in gone] == ["facts", "index.bin", "terms", "texts", "vocabulary"]
    assert len(after) == 14


def test_one_more_article_moves_no_other(big: Site) -> None:
    indexed(big)
    before = unpack(index_of(big)).numbers
    settle()
    for path, date in (("2021/them", "2021-03-20"), ("2024/moi", "2024-12-01")):
        big.article(path, "Thêm vào.", date=date)
    indexed(big)
    after = unpack(index_of(big)).numbers
    moved = [url for url in before if before[url] != after[url]]
    assert len(moved) <= 3, moved
    assert [url for url in after if url not in before] == ["/tin-tuc/2021/them/", "/tin-tuc/2024/moi/"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_after_any_edits_the_index_is_what_a_first_build_makes(council: Site, tmp_path: Path, jobs: str) -> None:
    chance = random.Random(jobs)
    council.write("content/tin-tuc/2022/a.pdf", made.written_pdf("Trạm bơm"))
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
        lambda: shutil.rmtree(council.root / ".bantin"),
        lambda: next(index_of(council).glob("texts/*.bin")).unlink(),
        lambda: next(index_of(council).glob("terms/*.bin")).write_bytes(b"hong"),
        lambda: council.article("2021/giua", "Vào giữa năm.", date="2021-01-15"),
        lambda: [council.article(f"2019/loat-{at}", f"Loạt bài {at}.", date="2019-05-05") for at in range(9)],
        lambda: shutil.rmtree(council.root / "content/tin-tuc/2019", ignore_errors=True),
        lambda: indexed(council, "--no-search"),
        lambda: council.article(
            "2022/co-tep", "Tệp.", date="2022-05-05", attachments=[{"file": "a.pdf", "title": "Phụ lục"}]
        ),
        lambda: council.write("content/tin-tuc/2022/a.pdf", made.written_pdf(f"Trạm bơm {chance.random()}")),
        lambda: indexed(council, "--full"),
    ]
    chance.shuffle(edits)
    for edit in edits:
        settle()
        edit()
        settle()
        indexed(council, "--jobs", jobs, "--allow-removal")
    fresh = from_nothing(council, tmp_path / "fresh", now=LATER)
    assert differences(fresh.tree(), council.tree()) == {}


def test_edits_are_cheap_also_where_the_index_is_large(big: Site, tmp_path: Path) -> None:
    """Buckets and segments are changed in place, and come out as if all were made anew."""
    chance = random.Random(21)
    indexed(big)
    for step in range(6):
        settle()
        year, number = chance.randrange(2018, 2025), chance.randrange(60)
        match step % 3:
            case 0:
                big.article(f"{year}/bai-{number}", f"Sửa lần {step} về đê.", title=f"Sửa {step}", date=f"{year}-03-03")
            case 1:
                (big.root / f"content/tin-tuc/{year}/bai-{number}.md").unlink()
            case _:
                big.article(f"{year}/them-{step}", "Thêm vào.\n\n## Mục mới", date=f"{year}-01-08")
        indexed(big)
    fresh = from_nothing(big, tmp_path / "fresh", now=LATER)
    assert differences(fresh.tree(), big.tree()) == {}


def test_the_text_of_an_attachment_is_read_once(council: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def attach(name: str, text: str) -> None:
        council.write(f"content/tin-tuc/2022/{name}", made.written_pdf(text) if name.endswith("f") else docx(text))

    def docx(text: str) -> bytes:
        return made.docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")

    files = [
        {"file": "a.pdf", "title": "Phụ lục"},
        {"file": "b.docx", "title": "Mẫu"},
        {"file": "a.pdf", "title": "Lại"},
    ]
    attach("a.pdf", "Trạm bơm Cồn Vạc")
    attach("b.docx", "Đơn xin nước")
    council.article("2022/co-tep", "Thân bài.", title="Có tệp", date="2022-05-05", attachments=files)
    council.article("2022/nhap", attachments=files, draft=True)
    indexed(council)
    found = unpack(index_of(council))
    assert {name: one["text"] for name, one in found.files.items()} == {
        "Lại": "Trạm bơm Cồn Vạc",
        "Mẫu": "Đơn xin nước",
    }
    assert found.files["Mẫu"] == {
        "url": "/tin-tuc/2022/co-tep/", "title": "Có tệp", "date": "2022-05-05T00:00:00+07:00", "category": "Tin", "author": "", "lead": "", "named": [],
        "text": "Đơn xin nước", "file": "Mẫu", "file_url": "/tin-tuc/2022/b.docx",
    }  # fmt: skip
    assert found.facts[0]["nth"].count(0) == len(found.results) == 14
    settle()
    read: list[str] = []
    monkeypatch.setattr(file_text, "read_text", lambda path, _data: read.append(path) or "mới")  # type: ignore[func-returns-value]
    council.article("2022/co-tep", "Thân khác.", title="Có tệp", date="2022-05-05", attachments=files)
    attach("b.docx", "Đơn xin điện")
    indexed(council)
    shutil.rmtree(council.public)
    settle()
    indexed(council)
    assert read == ["content/tin-tuc/2022/b.docx"]
    assert unpack(index_of(council)).files["Mẫu"]["text"] == "mới"
    assert len(list((council.root / ".bantin/texts").iterdir())) == 2


def test_official_documents_are_found_by_number_day_and_file(council: Site) -> None:
    council.write("content/van-ban/12.pdf", made.written_pdf("Điều 1. Mức hỗ trợ"))
    front = {
        "number": "12/2022/NQ-HĐND",
        "signed": "2022-07-08",
        "title": "Về mức hỗ trợ",
        "files": [{"file": "12.pdf"}],
    }
    council.write("content/van-ban/12.md", source("Căn cứ luật.", **front))
    indexed(council)
    found = unpack(index_of(council))
    result = found.results["/van-ban/12/"]
    assert (result["title"], result["date"], result["text"]) == (
        "12/2022/NQ-HĐND: Về mức hỗ trợ", "2022-07-08", "Căn cứ luật.",
    )  # fmt: skip
    [file] = found.files.values()
    assert (file["url"], file["text"], file["file"]) == ("/van-ban/12/", "Điều 1. Mức hỗ trợ", "12.pdf")
    numbers = [found.numbers[f"/{name}/"] for name in ("tin-tuc/2022/bai-2", "van-ban/12", "tin-tuc/2023/bai-0")]
    assert numbers == sorted(numbers)


def test_deleted_articles_are_removed_from_the_index(council: Site) -> None:
    indexed(council)
    settle()
    for number in range(3):
        (council.root / f"content/tin-tuc/2021/bai-{number}.md").unlink()
    indexed(council)
    found = unpack(index_of(council))
    assert len(found.results) == 10
    assert not [term for term in found.terms if "2021" in term]


def test_two_output_folders_have_each_its_own(council: Site, tmp_path: Path) -> None:
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
    council.write("content/tim-kiem/chi-muc/index.bin", "{}")
    council.page("trang", "[tải về](tim-kiem/chi-muc/index.bin)")
    council.write(
        "site_config.toml",
        (council.root / "site_config.toml").read_text("utf-8") + '\n[media]\nattachment_types = ["bin"]\n',
    )
    result = council.invoke("build", "--json", "--now", "2026-11-24")
    assert result.status == 1
    assert ("BT309", "content/tim-kiem/chi-muc/index.bin", 0) in result.problems


def test_a_site_without_articles_has_an_index_of_its_pages(site: Site) -> None:
    indexed(site)
    assert unpack(index_of(site)).results == {}
    site.page("gioi-thieu")
    indexed(site)
    assert list(unpack(index_of(site)).results) == ["/gioi-thieu/"]


def test_when_the_last_index_was_made(council: Site) -> None:
    settings = load_settings(council.root)
    assert index_made(council.public, settings) is None
    indexed(council)
    made = index_made(council.public, settings)
    assert made is not None
    assert abs(made.timestamp() - time.time()) < 60
