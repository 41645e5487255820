"""What is withdrawn is nowhere to be read, unless it is to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builder import png

if TYPE_CHECKING:
    from tests.builder import Site

FRONT = {
    "title": "Tiêu đề",
    "date": "2020-01-01",
    "summary": "Tóm tắt mật.",
    "image": "bia.png",
    "image_alt": "Bìa mật",
}


@pytest.fixture(autouse=True)
def _article(site: Site) -> None:
    folder = site.root / "content" / "tin-tuc" / "a"
    folder.mkdir(parents=True)
    for name in ("bia.png", "trong.png"):
        (folder / name).write_bytes(png(len(name) * 10, 40))
    (folder / "tep.pdf").write_bytes(b"%PDF-1.4 mat")


def write(site: Site, **more: str) -> None:
    site.article(
        "a/index",
        "Đoạn mật [tệp](tep.pdf).\n\n![Hình mật](trong.png)",
        **FRONT,
        attachments=[{"file": "tep.pdf", "title": "Tệp"}],
        **more,
    )
    result = site.make()
    assert result.status == 0
    assert "BT859" not in result.stderr


def published(site: Site) -> str:
    return (
        "\n".join(
            f"{path.relative_to(site.public)} {path.read_bytes().decode('latin-1')}"
            for path in site.public.rglob("*")
            if path.is_file()
        )
        .encode("latin-1")
        .decode(errors="replace")
    )


def test_text_summary_pictures_and_attachments_are_gone_everywhere(site: Site) -> None:
    write(site)
    assert all(word in published(site) for word in ("mật", "bia-", "trong-", "tep.pdf"))
    write(site, withdrawn="Sai số liệu.")
    found = published(site)
    assert not any(word in found for word in ("mật", "bia-", "trong-", "tep.pdf", "%PDF"))
    page = site.read("tin-tuc/a/index.html")
    assert "Tiêu đề" in page
    assert "Sai số liệu." in page
    assert "noindex" in page


def test_what_is_kept_stays_under_its_notice(site: Site) -> None:
    write(site, withdrawn="Mẫu đã cũ.", withdrawn_text="keep")
    page = site.read("tin-tuc/a/index.html")
    assert "Đoạn mật" in page
    assert "Mẫu đã cũ." in page
    assert "tep.pdf" in published(site)


def test_any_other_word_is_told(site: Site) -> None:
    site.article("b", date="2020-01-01", withdrawn="Sai.", withdrawn_text="giu")
    assert "BT248" in site.make().stderr
