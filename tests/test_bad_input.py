"""Input that cannot be written down in `tests/sites/`: odd bytes, odd names, rights, links. Each is a clear problem; nothing is lost."""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.builder import NOW, Site, article, differences, png, source, stamps
from tests.content.test_read import TCVN3, VNI

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = article("Nội dung có dấu: ường, ẩm, ỹ.", title="Đại biểu")
CP1258 = (
    "---\ntitle: Thường trực Hội đồng nhân dân tỉnh\n".replace("ườ", "ươ\u0300")
    .replace("ự", "ư\u0323")
    .replace("ộ", "ô\u0323")
    .replace("ồ", "ô\u0300")
    .replace("ỉ", "i\u0309")
    .encode("cp1258")
)
# Rights do not bind root; without this capability they do.
WITHOUT_RIGHTS = """
import ctypes, os, sys
if os.geteuid() == 0:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if libc.prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            sys.exit("cannot drop capabilities")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.fixture
def built(site: Site) -> Site:
    """A site that is published."""
    site.article("tot", "Trang đang đăng.", title="Tốt")
    assert site.make().status == 0
    return site


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (TEXT.encode("utf-16"), ("BT302", 1)),
        (TEXT.encode("utf-16-le"), ("BT302", 1)),
        (TEXT.encode("utf-16-be"), ("BT302", 1)),
        (TEXT.encode("utf-32"), ("BT302", 1)),
        (CP1258, ("BT301", 2)),
        (TCVN3, ("BT301", 2)),
        (VNI, ("BT301", 2)),
        (b"\x89PNG\r\n\x1a\n\0\0", ("BT303", 3)),
        (TEXT.encode() + b"\0", ("BT303", 8)),
        (b"", ("BT304", 0)),
        (b"\xef\xbb\xbf \n", ("BT304", 0)),
        (TEXT.encode() + b"x" * 20_000_000, ("BT306", 0)),
        (b"\0" * 20_000_000, ("BT306", 0)),
        (TEXT.replace("2020-01-01", "2020-02-30").encode(), ("BT211", 3)),
        (b"---\ntitle: " + b"[" * 50_000 + b"\n---\n", ("BT204", 2)),
        (article("- " * 2_000 + "x").encode(), ("BT409", 7)),
    ],
    ids=[
        "UTF-16",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-32",
        "CP1258",
        "TCVN3",
        "VNI",
        "a picture",
        "NUL",
        "empty",
        "BOM only",
        "20 MB",
        "20 MB of NUL",
        "impossible date",
        "deep YAML",
        "deep lists",
    ],
)
def test_a_source_that_cannot_be_used(built: Site, data: bytes, problem: tuple[str, int]) -> None:
    before, placed = built.tree(), stamps(built.public)
    built.write("content/tin-tuc/xau.md", data)
    result = built.make()
    code, line = problem
    assert (result.status, result.problems) == (1, [(code, "content/tin-tuc/xau.md", line)])
    assert "Traceback" not in result.stderr
    assert not differences(before, built.tree())
    assert stamps(built.public) == placed


def test_a_title_of_500_characters_makes_a_short_address(built: Site) -> None:
    title = "Đại biểu Hội đồng nhân dân " * 19
    assert len(title) > 500
    built.article(f"{title[:80].strip()}", title=title, tags=[title], author=title)
    assert built.make().status == 0
    parts = {part for path in built.pages() for part in path.split("/")}
    assert max(len(part) for part in parts if "." not in part) < 100
    assert (
        "dai-bieu-hoi-dong-nhan-dan-dai-bieu-hoi-dong-nhan-dan-dai-bieu-hoi-dong-nhan-dan-dai-bieu-hoi-dong" in parts
    ), "cut between words"


def test_names_in_nfd_as_macos_gives_them(built: Site) -> None:
    built.write(
        unicodedata.normalize("NFD", "content/tin-tuc/Đường phố/index.md"),
        article("![Hình](Ảnh số 1.png)\n\n[chính nó](../Đường%20phố/index.md)", image="Ảnh số 1.png", image_alt="Hình"),
    )
    built.write(unicodedata.normalize("NFD", "content/tin-tuc/Đường phố/Ảnh số 1.png"), png())
    built.article("b", unicodedata.normalize("NFD", "[đường](<Đường phố/index.md>)"))
    result = built.make()
    assert (result.status, result.problems) == (0, [])
    assert 'src="/tin-tuc/duong-pho/anh-so-1-6.' in built.read("tin-tuc/duong-pho/index.html")
    assert 'href="/tin-tuc/duong-pho/"' in built.read("tin-tuc/b/index.html")


@pytest.mark.parametrize(
    "name",
    [
        "hai  dấu cách",
        "Cười 😀 to",
        "a & b <c>",
        "it's",
        '"nháy"',
        "100%",
        "#1",
        "a+b",
        "$HOME",
        "-x",
        "--",
        "a\nb",
        "tab\t",
        "CON",
        "ends with dot.",
        "x" * 240,
    ],
)
def test_odd_names_have_an_address_or_a_problem(built: Site, name: str) -> None:
    built.article(name, "Chữ trong bài lạ.")
    result = built.make()
    if result.status:
        assert result.codes == ["BT315" if name == "CON" else "BT305"]
        return
    [page] = [path for path in built.pages() if path.startswith("tin-tuc/") and path.endswith("index.html") and "Chữ trong bài lạ." in built.read(path) and "<main>" in built.read(path) and path.count("/") == 2 and path != "tin-tuc/tot/index.html"]  # fmt: skip
    assert page.isascii()
    assert len(page.split("/")[1]) < 100


@pytest.mark.parametrize("name", ["Index.md", "INDEX.MD", "index.MD", "Index.Md"])
def test_an_index_is_written_in_lower_case(built: Site, name: str) -> None:
    built.write(f"content/tin-tuc/2020/bai/{name}", article(title="Bài"))
    result = built.make()
    assert (result.status, result.problems) == (1, [("BT317", f"content/tin-tuc/2020/bai/{name}", 0)])
    assert "index.md" in result.json["problems"][0]["hint"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("bai-moi.md.txt", "bai-moi.md"),
        ("Bài mới.MD.TXT", "Bài mới.md"),
        ("bai.markdown", "bai.md"),
        ("index.md.docx", "index.md"),
        ("bai.mdx", "bai.md"),
        ("bai.md.bak", "bai.md"),
    ],
)
@pytest.mark.parametrize("folder", ["content/tin-tuc", "content/tin-tuc/2026/rieng"])
def test_what_was_meant_to_be_an_article_is_not_said_to_be_superfluous(
    built: Site, folder: str, name: str, near: str
) -> None:
    built.write(f"{folder}/{name}", article(title="Bài"))
    result = built.make()
    assert (result.status, result.problems) == (0, [("BT318", f"{folder}/{name}", 0)])
    assert result.json["problems"][0]["hint"].startswith(f"Ý bạn là {near}?")


def test_a_document_of_a_word_processor_is_told_of_in_its_own_words(built: Site) -> None:
    built.write("content/tin-tuc/bai.docx", b"PK")
    built.write("content/tin-tuc/~$bai.docx", b"a lock of Word")
    built.write("content/tin-tuc/anh.png", png())
    result = built.make()
    assert result.problems == [("BT859", "content/tin-tuc/anh.png", 0), ("BT319", "content/tin-tuc/bai.docx", 0)]
    assert "attachments: [{file: bai.docx}]" in result.json["problems"][1]["hint"]
    built.article("tot", attachments=[{"file": "bai.docx"}], image="anh.png", image_alt="", title="Tốt")
    assert built.make().problems == []


def test_a_document_of_a_word_processor_is_told_of_alone_in_a_folder_and_beside_drafts(built: Site) -> None:
    built.write("content/tin-tuc/2026/bai.docx", b"PK")
    assert built.make().problems == [("BT319", "content/tin-tuc/2026/bai.docx", 0)]
    built.article("2026/nhap", "[Mẫu](mau.docx)", draft=True, title="Nháp")
    built.write("content/tin-tuc/2026/mau.docx", b"PK")
    checked = built.invoke("check", "--json", "--jobs", "1", "--now", NOW).problems
    assert [one for one in checked if one[0] == "BT319"] == [("BT319", "content/tin-tuc/2026/bai.docx", 0)]


@pytest.mark.parametrize("edit", ["", "Thêm một câu."])
def test_who_renames_an_article_is_told_what_keeps_old_links(built: Site, edit: str) -> None:
    built.article("cu", title="Tên bài", aliases=["/tin-tuc/xua/"])
    assert built.make().problems == []
    (built.root / "content/tin-tuc/cu.md").unlink()
    built.article("moi", edit or "Xin chào.", title="Tên bài", aliases=["/tin-tuc/xua/"])
    checked, result, again = built.invoke("check", "--json", "--jobs", "1"), built.make(), built.make()
    told = ("BT316", "content/tin-tuc/moi.md", 5)
    assert told in checked.problems
    assert (result.status, result.problems, again.problems) == (0, [told], [told])
    assert result.json["problems"][0]["hint"].endswith("thêm dòng: aliases: [/tin-tuc/xua/, /tin-tuc/cu/]")
    built.article("moi", title="Tên bài", aliases=["/tin-tuc/xua/", "/tin-tuc/cu/"])
    assert built.make().problems == []
    assert "/tin-tuc/moi/" in built.read("tin-tuc/cu/index.html")


def test_who_gives_an_article_another_slug_is_told_too(built: Site) -> None:
    built.article("bai", title="Tên bài")
    assert built.make().problems == []
    built.article("bai", title="Tên bài", slug="khac")
    assert built.make().problems == [("BT316", "content/tin-tuc/bai.md", 1)]


def test_what_nobody_could_read_yet_may_be_renamed(built: Site) -> None:
    built.article("nhap", title="Nháp", draft=True)
    built.article("sau", title="Sau", date="2030-01-01")
    built.article("thua", title="Thừa")
    assert built.make().problems == []
    for name in ("nhap", "sau"):
        (built.root / f"content/tin-tuc/{name}.md").rename(built.root / f"content/tin-tuc/{name}-moi.md")
    (built.root / "content/tin-tuc/thua.md").unlink()
    assert built.make().problems == [], "an article that is gone altogether is meant to be"


@pytest.mark.parametrize("name", ["a\x07.md", "a\x1b[31m.pdf", "a\x0bb.png", "\x7f", "a\x85.md", "a\ufffe.md"])
def test_a_name_with_a_control_character_is_told_and_shown_as_an_escape(built: Site, name: str) -> None:
    built.write(f"content/tin-tuc/{name}", article())
    result = built.make()
    assert (result.status, result.codes) == (1, ["BT320"])
    assert result.json["problems"][0]["path"].isprintable()
    assert "\\u00" in result.json["problems"][0]["path"] or "\\uf" in result.json["problems"][0]["path"]


@pytest.mark.parametrize("target", ["/etc/hostname", "../../site_config.toml", "nowhere.md"])
def test_a_link_out_of_content_is_a_problem_and_not_followed(built: Site, target: str) -> None:
    before = built.tree()
    os.symlink(target, built.root / "content/tin-tuc/lien-ket.md")
    result = built.make()
    assert (result.status, result.problems) == (1, [("BT307", "content/tin-tuc/lien-ket.md", 0)])
    assert not differences(before, built.tree())


def test_a_picture_that_is_a_link_out_of_content_is_not_published(built: Site) -> None:
    (built.root / "secret.png").write_bytes(b"secret")
    os.symlink("../secret.png", built.root / "content/hinh.png")
    built.page("a", "![h](hinh.png)")
    result = built.make()
    assert result.status == 1
    assert ("BT307", "content/hinh.png", 0) in result.problems
    assert not [path for path, content in built.tree().items() if content == b"secret"]


def test_a_folder_that_is_a_link_is_not_followed(built: Site) -> None:
    os.symlink("tin-tuc", built.root / "content/vong")
    os.symlink("..", built.root / "content/tin-tuc/vong")
    result = built.make()
    assert result.problems == [("BT307", "content/tin-tuc/vong", 0), ("BT307", "content/vong", 0)]


@pytest.mark.parametrize(
    "path", ["content/tin-tuc/khoa", "content/tin-tuc/khoa/bai.md", "layouts/khoa.html", "content/khoa.png"]
)
def test_what_may_not_be_read_is_told(built: Site, path: str) -> None:
    built.article("khoa/bai")
    built.write("layouts/khoa.html", "x")
    built.write("content/khoa.png", png())
    built.page("a", "![h](khoa.png)")
    assert built.make().status == 0
    before, placed = built.tree(), stamps(built.public)
    built.settings(title="Khác")
    os.chmod(built.root / path, 0)
    result = built.build("--no-search", "--jobs", "1", python=(sys.executable, "-c", WITHOUT_RIGHTS))
    os.chmod(built.root / path, 0o755)
    assert "Traceback" not in result.stderr
    assert (result.status, result.problems) == (1, [("BT308", path, 0)])
    assert not differences(before, built.tree())
    assert stamps(built.public) == placed


def test_a_folder_for_the_site_that_may_not_be_written_is_told(built: Site) -> None:
    before = built.tree()
    built.settings(title="Khác")
    folders = [built.public, *(path for path in built.public.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    result = built.build("--no-search", "--jobs", "1", python=(sys.executable, "-c", WITHOUT_RIGHTS))
    for folder in folders:
        folder.chmod(0o755)
    assert (result.status, result.codes) == (1, ["BT604"]), result.stderr
    assert "Traceback" not in result.stderr
    assert not differences(before, built.tree())


def test_a_root_that_may_not_be_written_still_builds_elsewhere(built: Site) -> None:
    """The store cannot be kept: that costs the next build its speed, and nothing else."""
    built.article("moi", "Mới.")
    for path in [built.root, built.root / ".bantin", *(built.root / ".bantin").rglob("*")]:
        path.chmod(0o555)
    output = built.root.parent / "output"
    results = [
        built.build(
            "--no-search", "--jobs", "1", "--output", str(output), python=(sys.executable, "-c", WITHOUT_RIGHTS)
        )
        for _ in range(2)
    ]
    built.root.chmod(0o755)
    assert [one.status for one in results] == [0, 0], results[0].stderr
    assert (output / "tin-tuc/moi/index.html").is_file()


def test_everything_at_once_is_told_at_once(new_site: Callable[..., Site]) -> None:
    site = new_site()
    wrong = {
        "a": b"\xff\xfe\0",
        "b": b"",
        "c": b"a\0b",
        "d": VNI,
        "e": b"x",
        "f": article(category="?").encode(),
        "g": article(date="2026-02-30").encode(),
    }
    for name, data in wrong.items():
        site.write(f"content/tin-tuc/{name}.md", data)
    assert site.make().codes == ["BT302", "BT304", "BT303", "BT301", "BT201", "BT203", "BT211"]
    assert not site.public.exists()


def test_a_site_is_published_again_once_it_is_repaired(built: Site) -> None:
    built.write("content/tin-tuc/xau.md", b"\0")
    assert built.make().status == 1
    built.write("content/tin-tuc/xau.md", TEXT)
    assert built.make().status == 0
    assert "Đại biểu" in built.read("tin-tuc/xau/index.html")
    built.write("content/trang.md", source("x", title="T"))
    assert built.make().status == 0
