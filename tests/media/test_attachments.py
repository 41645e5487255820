"""Files that readers download: which, where, and their facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdf
import pytest

from tests.builder import article, png
from tests.media import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.builder import Site


@pytest.fixture
def real(new_site: Callable[..., Site]) -> Site:
    return new_site({}, plain=False)


def attached(site: Site, name: str, content: bytes) -> list[tuple[str, int]]:
    site.write(f"content/tin-tuc/{name}", content)
    site.article("a", attachments=[{"file": name, "title": "Nghị quyết số 12/NQ-HĐND"}])
    return [(code, line) for code, _, line in site.make().problems]


def test_a_resolution_is_listed_with_type_size_and_pages(real: Site) -> None:
    content = made.pdf(12) + b"%" * 1_234_000
    assert attached(real, "NQ 12 (bản quét).PDF", content) == []
    assert (real.public / "tin-tuc/nq-12-ban-quet.pdf").read_bytes() == content
    page = real.read("tin-tuc/a/index.html")
    assert '<a href="/tin-tuc/nq-12-ban-quet.pdf" download="NQ 12 (bản quét).PDF">Nghị quyết số 12/NQ-HĐND</a>' in page
    assert '<span class="file-facts">PDF, 1,2 MB, 12 trang</span>' in page


def test_a_plain_link_says_the_same(site: Site) -> None:
    site.write("content/tin-tuc/2020/a/nq.pdf", made.pdf(1))
    site.write("content/tin-tuc/2020/a/so-lieu.csv", "a,b\n")
    site.article(
        "2020/a/index",
        "Xem [nghị quyết](nq.pdf#page=2) và [số liệu](so-lieu.csv), [**cả hai**](nq.pdf).\n\n- [tệp](so-lieu.csv)",
    )
    assert site.make().problems == []
    page = site.read("tin-tuc/2020/a/index.html")
    size = len(made.pdf(1))
    assert (
        f'<a href="/tin-tuc/2020/a/nq.pdf#page=2" download="nq.pdf">nghị quyết</a> <span class="file-facts">(PDF, {size} B, 1 trang)</span> và'
        ' <a href="/tin-tuc/2020/a/so-lieu.csv" download="so-lieu.csv">số liệu</a> <span class="file-facts">(CSV, 4 B)</span>,'
    ) in page
    assert (
        '<li><a href="/tin-tuc/2020/a/so-lieu.csv" download="so-lieu.csv">tệp</a> <span class="file-facts">(CSV, 4 B)</span></li>'
        in page
    )
    assert (site.public / "tin-tuc/2020/a/nq.pdf").read_bytes() == made.pdf(1)


def test_in_english(site: Site) -> None:
    site.settings(language="en")
    site.write("content/nq.pdf", made.pdf(1200))
    site.page("a", "[x](nq.pdf)")
    assert site.make().problems == []
    assert re.search(r"\(PDF, \d+ KB, 1,200 pages\)", site.read("a/index.html"))


def test_files_of_one_name_in_two_folders(site: Site) -> None:
    for folder, content in (("mot", b"1"), ("hai", b"2")):
        site.write(f"content/tin-tuc/{folder}/phu-luc.csv", content)
        site.article(f"{folder}/index", "[Phụ lục](phu-luc.csv)")
    assert site.make().problems == []
    assert (site.read("tin-tuc/mot/phu-luc.csv"), site.read("tin-tuc/hai/phu-luc.csv")) == ("1", "2")


def test_files_with_the_same_address_are_reported(site: Site) -> None:
    site.write("content/Phụ lục.csv", "1")
    site.write("content/phu-luc.csv", "2")
    site.page("a", "[x](<Phụ lục.csv>) [y](phu-luc.csv)")
    assert site.make().codes == ["BT309"]


# --- what may be published -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.HTM", "a.js", "a.xml", "khong-duoi", "a.pdf.exe", "a.php"])
def test_a_type_that_is_not_allowed_is_a_problem(site: Site, name: str) -> None:
    assert attached(site, name, b"x") == [("BT856", 5)]
    assert not site.public.exists()
    site.page("b", f"Chữ.\n\n[tệp](tin-tuc/{name})")
    assert ("BT856", "content/b.md", 7) in site.make().problems


def test_the_settings_allow_types(site: Site) -> None:
    site.settings('\n[media]\nattachment_types = ["pdf", "dwg"]\n')
    assert attached(site, "a.DWG", b"x") == []
    assert ("BT856", 5) in attached(site, "b.csv", b"x")


@pytest.mark.parametrize(
    "value",
    [
        "html",
        "js",
        "svgz",
        "svgz.",
        ".pdf",
        "PDF",
        "",
        "xml",
        "rss",
        "atom",
        "rdf",
        "xsd",
        "mhtml",
        "eml",
        "es",
        "phtml",
        "php7",
        "aspx",
        "jsp",
        "cgi",
        "asis",
        "config",
    ],
)
def test_types_that_would_run_cannot_be_allowed(site: Site, value: str) -> None:
    site.settings(f'\n[media]\nattachment_types = ["pdf", "{value}"]\n')
    [(code, path, line)] = site.make().problems
    assert (code, path) == ("BT860" if value else "BT105", "site_config.toml")
    assert line == 15


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("quality = 20", "BT105"),
        ("quality = 96", "BT105"),
        ("qualty = 80", "BT103"),
        ("attachment_warning_mb = 0", "BT105"),
        ('sizes = ""', "BT105"),
    ],
)
def test_wrong_settings(site: Site, more: str, code: str) -> None:
    site.settings(f"\n[media]\n{more}\n")
    assert site.make().problems == [(code, "site_config.toml", 15)]


def test_a_large_file_is_warned_of(site: Site) -> None:
    place = site.write("content/tin-tuc/a.zip", b"")
    with place.open("r+b") as stream:
        stream.truncate(20_000_001)
    site.article("a", attachments=[{"file": "a.zip"}])
    result = site.make()
    assert (result.status, [(code, line) for code, _, line in result.problems]) == (0, [("BT857", 5)])
    site.settings("\n[media]\nattachment_warning_mb = 21\n")
    assert site.make().problems == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.4\nrubbish", "BT858"), (b"", "BT858"), (made.pdf(3)[:150], "BT858")],
)
def test_a_damaged_pdf_is_published_untouched_with_a_warning(site: Site, content: bytes, code: str) -> None:
    assert attached(site, "a.pdf", content) == [(code, 5)]
    assert (site.public / "tin-tuc/a.pdf").read_bytes() == content
    assert " trang" not in site.read("tin-tuc/a/index.html").partition('class="file"')[2].partition("</p>")[0]


def test_pages_are_counted_not_believed(site: Site) -> None:
    site.write("content/a.pdf", made.pdf(3, count=9))
    site.page("a", "[x](a.pdf)")
    assert site.make().problems == []
    assert "3 trang" in site.read("a/index.html")


def test_an_encrypted_pdf_has_pages_too(site: Site, tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(made.pdf(4))
    writer = pypdf.PdfWriter(clone_from=tmp_path / "plain.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    site.write("content/a.pdf", (tmp_path / "locked.pdf").read_bytes())
    site.page("a", "[x](a.pdf)")
    assert site.make().problems == []
    assert "4 trang" in site.read("a/index.html")


def test_a_photo_published_as_it_is_that_says_where_it_was_taken_is_a_warning(site: Site) -> None:
    assert attached(site, "a.jpg", made.phone_photo(400, 300)) == [("BT861", 5)]
    assert (site.public / "tin-tuc/a.jpg").read_bytes() == made.phone_photo(400, 300)
    assert attached(site, "a.jpg", made.saved(made.quarters(40, 30), "JPEG")) == []


def test_an_svg_is_handed_out_as_it_would_be_shown(site: Site) -> None:
    plain = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    assert attached(site, "a.svg", plain) == []
    published = (site.public / "tin-tuc/a.svg").read_bytes()
    assert b'<path d="M0 0">' in published
    assert attached(site, "a.svg", plain.replace(b"<path", b"<script>x</script><path")) == [("BT854", 5)]
    assert (site.public / "tin-tuc/a.svg").read_bytes() == published
    assert attached(site, "a.svg", b"no drawing") == [("BT850", 5)]


def test_a_damaged_picture_that_is_attached_is_no_problem(site: Site) -> None:
    assert attached(site, "a.jpg", b"not a picture") == []


# --- only what is needed -------------------------------------------------------------------------------------------


def media(site: Site) -> set[str]:
    return {
        path
        for path in site.pages()
        if not path.endswith((".html", ".xml", ".txt", ".css", ".webmanifest"))
        and not path.startswith(("assets/", "favicon."))
    }


@pytest.mark.parametrize("front", [{"draft": True}, {"date": "2099-01-01"}])
def test_nothing_of_an_article_that_is_not_published(site: Site, front: dict[str, object]) -> None:
    site.write("content/tin-tuc/a/tep.pdf", made.pdf())
    site.write("content/tin-tuc/a/hinh.png", png())
    site.write("content/tin-tuc/a/trong-bai.png", png(2))
    site.article(
        "a/index",
        "![Tả](trong-bai.png) [tệp](tep.pdf)",
        image="hinh.png",
        image_alt="Tả",
        attachments=[{"file": "tep.pdf"}],
        **front,
    )
    result = site.make()
    assert (result.status, result.problems) == (0, [])
    assert media(site) == set()


def test_what_is_withdrawn_from_an_article_is_withdrawn_from_the_site(site: Site) -> None:
    site.write("content/tin-tuc/a/tep.pdf", made.pdf())
    site.write("content/tin-tuc/a/hinh.png", png(1, 900, 600))
    site.article("a/index", "![Tả](hinh.png) [tệp](tep.pdf)")
    site.make()
    assert len(media(site)) == 7
    site.article("a/index", "![Tả](hinh.png)")
    assert site.make().problems == [("BT859", "content/tin-tuc/a/tep.pdf", 0)]
    assert len(media(site)) == 6


def test_files_that_nothing_refers_to(site: Site) -> None:
    for path in ("a/thua.pdf", "a/sau/thua.png", "nhap/thua.pdf", "hen/thua.png", "chung/thua.csv", "dung.csv"):
        site.write(f"content/tin-tuc/{path}", made.pdf())
    site.write("content/rieng/robots-khac.txt", "x")
    site.article("a/index", "[dùng](../dung.csv)")
    site.article("nhap/index", draft=True)
    site.article("hen/index", date="2099-01-01")
    site.article("chung/mot")
    site.article("chung/hai", draft=True)
    assert site.make().problems == [
        ("BT859", "content/tin-tuc/a/sau/thua.png", 0),
        ("BT859", "content/tin-tuc/a/thua.pdf", 0),
    ]
    assert media(site) == {"tin-tuc/dung.csv"}
    assert site.make("--strict").status == 1


def test_a_file_of_the_front_matter_is_used_whatever_the_layout_shows(site: Site) -> None:
    site.write("layouts/article.html", "{{ article.title }}")
    site.write("content/tin-tuc/a/tep.csv", "x")
    site.article("a/index", attachments=[{"file": "tep.csv"}])
    assert site.make().problems == []


def test_files_and_old_addresses_never_share_a_place(site: Site) -> None:
    """Also not a file and a folder, nor by case or as a picture's address."""
    site.write("content/tin-tuc/mau.txt", "x")
    site.article("a", "[Mẫu](mau.txt)")
    for alias in ("/tin-tuc/mau.txt/", "/tin-tuc/mau.txt/cu/"):
        path = site.article("b", aliases=[alias])
        assert [(code, path) for code, path, _ in site.make().problems] == [("BT309", "content/tin-tuc/mau.txt")], alias
        site.write(path, article())
    site.write("content/tin-tuc/hinh.png", png(3))
    site.article("c", "![Hình](hinh.png)")
    assert site.make().status == 0
    shown = next(site.public.glob("tin-tuc/hinh*.webp")).relative_to(site.public).as_posix()
    site.article("b", aliases=[f"/{shown.upper()}/"])
    assert site.make().codes == ["BT309"]
    # An old file's address is the server's alone: no page is made there.
    site.article("b", aliases=["/Tin-Tuc/MAU.TXT", f"/{shown.upper()}"])
    assert site.make().codes == []


def test_files_named_like_a_device_are_refused(site: Site) -> None:
    site.write("content/tin-tuc/con.txt", "x")
    site.write("content/tin-tuc/aux.png", png(3))
    site.article("a", "[Mẫu](con.txt) ![Hình](aux.png)")
    site.write("layouts/assets/nul.css", "a {}")
    assert {(code, path) for code, path, _ in site.make().problems} == {
        ("BT315", "content/tin-tuc/con.txt"),
        ("BT315", "content/tin-tuc/aux.png"),
        ("BT315", "layouts/assets/nul.css"),
    }
