"""Texts that people really write are never refused, however long."""

from __future__ import annotations

import unicodedata

import pytest

from bantin.config import parse_settings
from bantin.content import front_matter, read
from bantin.markup.rendering import Markup
from tests.builder import PROJECT
from tests.markup import texts

PARAGRAPH = (
    "Tại kỳ họp thứ mười, Hội đồng nhân dân tỉnh khóa X (nhiệm kỳ 2021 - 2026) đã **thông qua** 12/2020/NQ-HĐND, *theo đó* [nghị quyết](co.md) "
    'và [trang chủ](/gioi-thieu/ "Xem (thêm)") được ghi chú[^{n}]; “các đại biểu” thảo luận 5 * 3 nội dung, xem <https://example.vn/a_b>.'
)
REPORTS = {
    "a table of 2,000 rows": "| STT | Đơn vị | Ghi chú |\n| --- | :--- | ---: |\n" + "".join(f"| {n} | Xã **số {n}** | [xem](co.md) |\n" for n in range(2_000)),
    "300 KB of paragraphs": "\n\n".join(PARAGRAPH.format(n=n) for n in range(700)) + "\n\n" + "\n\n".join(f"[^{n}]: Ghi chú." for n in range(700)),
    "1,000 headings": "\n\n".join(f"## Điều {n}. Phạm vi\n\n1. Một\n2. Hai\n\n- a\n- b" for n in range(1_000)),
    "1,000 references": "\n\n".join(f"Xem [văn bản {n}][{n}]." for n in range(1_000)) + "\n\n" + "\n".join(f"[{n}]: https://example.vn/{n}" for n in range(1_000)),
    "500 pictures": "\n\n".join('![Quang cảnh (kỳ họp)](hinh.png "Quang cảnh | Ảnh: A\'B"){: .rong #anh-' + str(n) + " }" for n in range(500)),
    "HTML pasted from a page": "\n\n".join(f'<div class="a"><p id="p{n}">Đại biểu <b>thứ {n}</b><br></p></div>' for n in range(1_000)),
    "definitions": "\n\n".join(f"Từ {n}\n:   Nghĩa {n}" for n in range(1_000)),
}  # fmt: skip


@pytest.fixture(scope="module")
def markup() -> Markup:
    return Markup(texts.settings(), texts.WORDS)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_long_report(markup: Markup, name: str, form: str) -> None:
    text = unicodedata.normalize(form, REPORTS[name])  # type: ignore[arg-type]
    decoded = read.decode(text.encode(), texts.PATH)
    assert decoded == unicodedata.normalize("NFC", REPORTS[name])
    body = markup.render(texts.PATH, decoded.strip(), 5, texts.Site())
    assert body.html
    assert not {one.code for one in body.problems} & {"BT409", "BT411"}


def test_the_projects_own_texts(markup: Markup) -> None:
    for path in sorted((PROJECT / "content").rglob("*.md")):
        source = front_matter.split(read.decode(path.read_bytes(), "content/a.md"), "content/a.md")
        body = markup.render("content/a.md", source.body, source.body_line, texts.Site())
        assert not {one.code for one in body.problems} & {"BT409", "BT411"}, path


def test_settings_with_hundreds_of_entries() -> None:
    entries = "".join(f'\n[[categories]]\nslug = "muc-{n}"\nname = "Mục 1.2.3.4.5.6.7.8 … {n}"\n' for n in range(500))
    settings = parse_settings(
        f'[site]\ntitle = "T..................................."\nbase_url = "https://example.vn/"\n{entries}'.encode()
    )
    assert len(settings.categories) == 500
