"""What a page does not show of a text is nowhere: not in its head, in lists, feeds, the index or an anchor."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bantin.config import parse_settings
from bantin.language.dates import parse_moment
from tests.builder import NOW, SETTINGS, Site, png
from tests.preview.watcher import Watch
from tests.search.unpacking import unpack

if TYPE_CHECKING:
    from pathlib import Path

# Each says `%` where it hides its word. First in a text, as there it would be the beginning of it.
HIDDEN = (
    "<!-- % -->",
    "<!--\n\nÔng A bị kỷ luật %.\n\n-->",
    "<!--\nÔng A\n\n> % <b>\n-->",
    "<!-- a > % -->",
    "<!-- a -> % -- > % -->",
    "<!--\n## %\n-->",
    "Đoạn <!-- a > % --> đầu.",
    "Đoạn\n<!-- % -->\nđầu.",
    "**Đoạn <!-- % --> đậm**.",
    "[Liên kết <!-- % -->](/tin-tuc/).",
    "- mục <!-- % -->\n- hai",
    "- mục\n\n    <!--\n    %\n    -->\n\n- hai",
    "> trích <!-- % -->",
    "> [!NOTE] Tên <!-- % -->\n> lời",
    "| a | b |\n|---|---|\n| x <!-- % --> | y |",
    "Từ\n:   nghĩa <!-- % -->",
    "Đoạn[^1].\n\n[^1]: Lời <!-- % -->",
    "## Điều <!-- % --> 1",
    "Điều <!-- % --> 1\n===",
    "<h2>Điều <!-- % --> 1</h2>",
    "<div>\n\nkhối <!-- % -->\n\n</div>",
    "<!--[if gte mso 9]><xml><w:x>%</w:x></xml><![endif]-->",
    "<script>%</script>",
    "<script>\n\nvar a = '%';\n\n</script>",
    "Đoạn <script>if (a > 1) '%'</script> đầu.",
    "## Điều <script>%</script> 1",
    "## Điều <style>.% { }</style> 1",
    "## <script>%</script>",
    "### Điều <b data-x='%'>1</b>",
    "## Điều {: data-x=% }",
    "<style>\n\n.% { a > b }\n\n</style>",
    "Đoạn <style>.% > a</style> đầu.",
    "<iframe src='https://x.vn/'>\n\n%\n\n</iframe>",
    "<iframe src='https://x.vn/%'></iframe>",
    "<iframe srcdoc='<p>%</p>'></iframe>",
    "<template>\n\n%\n\n</template>",
    "Đoạn <template>% <b>đậm</b></template> đầu.",
    "<noscript>%</noscript>",
    "Đoạn <noscript>%</noscript> đầu.",
    "<noembed>%</noembed>",
    "<noframes>%</noframes>",
    "<title>%</title>",
    "<head><title>%</title></head>",
    "<meta name='description' content='%'>",
    "<?php % ?>",
    "<?php\n\necho '%';\n\n?>",
    "<?php if ($a > 1) { echo '%'; } ?>",
    "Đoạn <?php if ($a > 1) { echo '%'; } ?> đầu.",
    "<![CDATA[\n\na > %\n\n]]>",
    "[a]: /x '%'",
    '[a]: /x "BÍ %"',
    "[a]: /x-%",
    "[//]: # (%)",
    "[comment]: <> (%)",
    '<span data-x="a > %">Đoạn</span> đầu.',
    "<span data-x='%'>Đoạn</span> đầu.",
    "<p style='x > %'>Đoạn đầu.</p>",
    "<p onclick='a > %'>Đoạn đầu.</p>",
    "<a href='javascript:%'>Đoạn</a> đầu.",
    "<input value='%' placeholder='%'>",
    "<object data='%'></object>",
    "<svg><title>%</title></svg>",
    "<img src='hinh.png' alt='a' onerror='a > %'>",
    "![ảnh <!-- % --> đẹp](hinh.png)",
    "Đoạn ![ảnh <script>%</script> đẹp](hinh.png) đầu.",
    '<img src="hinh.png" alt="ảnh <!-- % --> đẹp">',
    '[Liên kết](/tin-tuc/ "lời <!-- % --> hay") đầu.',
    '![ảnh](hinh.png "lời <!-- % --> hay")',
    '<p title="lời <!-- a > % -->">Đoạn đầu.</p>',
    "{# nháp #}<!-- % -->",
)
OTHERS = "\n\nĐoạn sau của bài có lời.\n\n## Đề mục\n\nHết."


def word(number: int) -> str:
    """Return what is hidden: the same as a slug, and in no other word."""
    return f"bimat{number:03}q"


def hiding(folder: Path) -> Site:
    """Return a site whose texts hide a word each."""
    site = Site(
        folder / "site", {"site_config.toml": SETTINGS.replace("page_size = 2", "page_size = 100")}, plain=False
    )
    site.write("content/tin-tuc/hinh.png", png(width=40, height=30))
    site.write("content/hinh.png", png(width=40, height=30))
    now = parse_moment(NOW, parse_settings(SETTINGS.encode()).zone)
    for number, passage in enumerate(HIDDEN):
        body = passage.replace("%", word(number)) + OTHERS
        front = {"title": f"Bài {number}", "toc": True, "tags": ["Thẻ"], "author": "An", "featured": number % 9 == 0}
        site.article(f"dau-{number}", body, date=f"{now - timedelta(minutes=number + 1):%Y-%m-%d %H:%M}", **front)
        site.article(f"sau-{number}", "Đoạn\n\n" + body, date="2024-05-05", summary=f"Bài {number}", **front)
        site.page(f"trang-{number}", body, toc=True)
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Built as an editor builds it. Look, do not touch."""
    made = hiding(tmp_path_factory.mktemp("removed"))
    result = made.build()
    assert result.status == 0, result.stderr
    return made


def test_there_are_enough_places_and_passages(site: Site) -> None:
    assert len(HIDDEN) >= 40
    files = site.pages()
    assert {"index.html", "feed.xml", "rss.xml", "news-sitemap.xml", "sitemap.xml", "chuyen-muc/tin/feed.xml"} <= files
    assert {"tin-tuc/index.html", "chuyen-muc/tin/index.html", "the/the/index.html", "tac-gia/an/index.html"} <= files
    assert any(path.startswith("luu-tru/2026/11/") for path in files)
    assert any("/texts/" in path for path in files)


def test_what_is_hidden_is_in_no_file(site: Site) -> None:
    texts = {
        path: content.decode("utf-8", "replace").lower()
        for path, content in site.tree().items()
        if isinstance(content, bytes)
    }
    folder = site.public / "tim-kiem" / "chi-muc"
    index = unpack(folder)
    assert len(index.results) > len(HIDDEN)
    assert "đoạn" in str(index.results).lower()
    texts["index"] = str(index).lower()
    [dictionary] = folder.glob("dictionary-*")
    texts["dictionary"] = zlib.decompressobj().decompress(dictionary.read_bytes()).decode("utf-8", "replace").lower()
    assert "bài 1" in texts["dictionary"]
    found = [
        (passage, path) for number, passage in enumerate(HIDDEN) for path, text in texts.items() if word(number) in text
    ]
    assert found == []


def test_what_is_beside_it_is_there(site: Site) -> None:
    """A site that shows nothing hides everything."""
    for number in range(len(HIDDEN)):
        for path in (f"tin-tuc/dau-{number}", f"tin-tuc/sau-{number}", f"trang-{number}"):
            text = site.read(f"{path}/index.html")
            assert "Đoạn sau của bài có lời." in text
            assert '<meta name="description" content="">' not in text
            assert 'href="#de-muc"' in text


def test_the_preview_hides_it_too(site: Site, tmp_path: Path) -> None:
    copy = Site.copy_of(site, tmp_path / "site")
    watch = Watch(copy)
    try:
        watch.until_as_built(tmp_path / "fresh")
    finally:
        watch.stop()
