"""What other sites show of an article: Open Graph and structured data."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import feedparser
import pytest
from PIL import Image

from tests.media import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builder import Site


def shared(site: Site) -> tuple[str, list[Image.Image], Image.Image | None, str]:
    """Return the page, the pictures of structured data, and Open Graph's picture with the page's head."""
    page = site.read("tin-tuc/a/index.html")
    article = next(
        one
        for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        if (one := json.loads(text))["@type"] == "NewsArticle"
    )
    structured = [opened(site, url) for url in article.get("image", ())]
    picture = re.search(r'<meta property="og:image" content="([^"]*)">', page)
    return page, structured, opened(site, picture[1]) if picture else None, picture[1] if picture else ""


def opened(site: Site, url: str) -> Image.Image:
    assert url.startswith("https://thu.example.vn/")
    return Image.open(io.BytesIO((site.public / url.removeprefix("https://thu.example.vn/")).read_bytes()))


@pytest.fixture
def real(new_site: Callable[..., Site]) -> Site:
    return new_site({}, plain=False)


def lead(site: Site, content: bytes, name: str = "a.jpg") -> None:
    site.write(f"content/tin-tuc/{name}", content)
    site.article("a", image=name, image_alt="Quang cảnh “kỳ họp”")
    result = site.make()
    assert result.problems == [], result.stderr


def test_four_shapes_of_a_photo(real: Site) -> None:
    lead(real, made.phone_photo(4000, 3000, 1))
    page, structured, picture, _ = shared(real)
    assert picture is not None
    assert picture.size == (1200, 630)
    assert [one.size for one in structured] == [(1200, 1200), (1200, 900), (1200, 675)]
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="Quang cảnh “kỳ họp”">' in page
    for one in (picture, *structured):
        assert one.format == "JPEG"
        assert not one.getexif()
        assert all(
            made.near(*pair)
            for pair in zip(made.corners(one), [made.RED, made.GREEN, made.BLUE, made.YELLOW], strict=True)
        ) or one.size == (1200, 630)


def test_a_small_picture_is_cut_but_not_enlarged(real: Site) -> None:
    lead(real, made.saved(made.quarters(800, 600), "JPEG"))
    _, structured, picture, _ = shared(real)
    assert picture is not None
    assert picture.size == (800, 420)
    assert [one.size for one in structured] == [(600, 600), (800, 600), (800, 450)]


def test_more_of_the_top_is_kept_where_faces_are(real: Site) -> None:
    bands = Image.new("L", (1000, 2000))
    for row in range(20):
        bands.paste(row * 12, (0, row * 100, 1000, row * 100 + 100))
    lead(real, made.saved(bands, "JPEG"))
    _, [square, *_], picture, _ = shared(real)
    assert picture is not None
    top = float(str(square.convert("L").getpixel((500, 2))))
    assert 12 * 2 <= top <= 12 * 4, "1,000 of 2,000 rows, three tenths of what is cut off taken from above"


def test_transparency_is_white(real: Site) -> None:
    lead(real, made.saved(Image.new("RGBA", (1300, 1300), (0, 0, 0, 0)), "PNG"), "a.png")
    _, structured, picture, _ = shared(real)
    assert picture is not None
    assert all(made.near(made.corners(one)[0], (255, 255, 255)) for one in (picture, *structured))


def test_a_moving_picture_is_shared_as_its_first_frame(real: Site) -> None:
    lead(real, made.animation("GIF"), "a.gif")
    _, structured, picture, _ = shared(real)
    assert picture is not None
    assert picture.size == (60, 32)
    assert all(made.near(made.corners(one)[0], made.RED, 20) for one in (picture, *structured))


def test_a_drawing_in_vectors_is_no_card(real: Site) -> None:
    real.write(
        "content/tin-tuc/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'
    )
    real.article("a", image="a.svg", image_alt="Sơ đồ")
    assert real.make().problems == []
    page = real.read("tin-tuc/a/index.html")
    assert "/assets/share." in page, "the picture of the site"
    [url] = re.findall(r'"image":\["https://thu.example.vn/([^"]*)"\]', page)
    assert (real.public / url).is_file()


def test_only_leads_are_shared(site: Site) -> None:
    site.write("content/a.jpg", made.saved(made.quarters(1600, 1200), "JPEG"))
    site.page("trang", "![Tả](a.jpg)")
    assert site.make().problems == []
    assert not [path for path in site.pages() if re.search(r"-\d+x\d+\.", path)]


def test_feeds_show_plain_pictures_with_whole_addresses(site: Site) -> None:
    site.write("content/tin-tuc/a.jpg", made.saved(made.quarters(1600, 1200), "JPEG"))
    site.article("a", '![Tả sizes="x" ở đây](a.jpg)\n\nChữ ` sizes="y"`.')
    assert site.make().problems == []
    feed = site.read("feed.xml")
    assert "<media:content" not in feed
    assert "&lt;picture" not in feed
    assert "srcset" not in feed
    assert "src=&#34;https://thu.example.vn/tin-tuc/a-800." in feed
    assert "width=&#34;1600&#34; height=&#34;1200&#34;" in feed
    assert "sizes=&#34;(min-width" not in feed
    assert "ở đây" in feed
    assert "sizes=&#34;y&#34;" in feed


@pytest.mark.parametrize("feed", ["feed.xml", "rss.xml"])
def test_feeds_carry_the_lead_picture(site: Site, feed: str) -> None:
    site.write("content/tin-tuc/a.jpg", made.saved(made.quarters(1600, 1200), "JPEG"))
    site.article("a", image="a.jpg", image_alt="Lễ khai mạc")
    assert site.make().problems == []
    [entry] = feedparser.parse((site.public / feed).read_bytes(), sanitize_html=False).entries
    [picture] = entry.media_content
    assert (picture["medium"], picture["type"], picture["width"]) == ("image", "image/jpeg", "800")
    assert (site.public / picture["url"].removeprefix("https://thu.example.vn/")).is_file()
    assert entry.content[0].value.startswith("<p><img ")
    assert picture["url"] in entry.content[0].value
