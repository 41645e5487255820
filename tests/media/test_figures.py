"""Pictures in texts: figures, captions, credits, galleries, and texts for those who cannot see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib
import pytest

from bantin.markup.figures import credited, split_caption
from bantin.media import tags
from bantin.media.pictures import Picture, renditions, share_size, sizes_of
from tests.builder import png
from tests.media import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from tests.builder import Result, Site


@pytest.fixture
def page(site: Site) -> Callable[[str], tuple[Element, Result]]:
    for index, name in enumerate(("mot", "hai", "ba")):
        site.write(f"content/{name}.png", png(index, 1000 + index, 500))

    def build(body: str) -> tuple[Element, Result]:
        site.page("trang", body)
        result = site.make()
        tree = html5lib.parse(site.read("trang/index.html") if result.status == 0 else "", namespaceHTMLElements=False)
        main = tree.find(".//main")
        assert main is not None or result.status
        return main if main is not None else tree, result

    return build


def classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def test_a_picture_alone_is_a_figure_in_every_size(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, result = page('Chữ.\n\n![Tả “hình” & <b>](mot.png "Chú *thích*")\n\nChữ.')
    assert result.codes.count("BT853") == 0
    [figure] = main.iter("figure")
    link, _caption = figure
    [picture] = link
    source, image = picture
    assert (link.get("href") or "").startswith("/mot-1000.")
    assert (source.tag, source.get("type")) == ("source", "image/webp")
    for one, suffix in ((source, "webp"), (image, "jpg")):
        listed = [part.split() for part in (one.get("srcset") or "").split(", ")]
        assert [width for _, width in listed] == ["480w", "800w", "1000w"]
        assert all(re.fullmatch(rf"/mot-{width[:-1]}\.[0-9a-f]{{10}}\.{suffix}", url) for url, width in listed)
        assert one.get("sizes") == "(min-width: 48rem) 46rem, calc(100vw - 2rem)"
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("1000", "500", "Tả “hình” & <b>")
    assert (image.get("loading"), image.get("decoding"), image.get("fetchpriority")) == ("lazy", "async", None)
    assert image.get("src", "").startswith("/mot-800.")
    assert "title" not in image.attrib
    assert words(figure.find("figcaption")) == "Chú *thích*"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Quang cảnh | Hải Đường", "Quang cảnh Photo: Hải Đường"),
        ("Quang cảnh | Đồ họa: Ban biên tập", "Quang cảnh Đồ họa: Ban biên tập"),
        ("| Hải Đường", "Photo: Hải Đường"),
        ("A | B | C", "A | B Photo: C"),
        ("a|b", "a|b"),
        ("Quang cảnh |", "Quang cảnh |"),
    ],
)
def test_the_credit_follows_a_bar(title: str, shown: str) -> None:
    caption, credit = split_caption(title)
    assert " ".join(part for part in (caption, credited(credit, "Photo: {name}") if credit else "") if part) == shown


def test_caption_and_credit_in_a_page(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, _ = page('![Tả](mot.png "Quang cảnh | Hải Đường")')
    caption = main.find(".//figcaption")
    assert caption is not None
    assert words(caption) == "Quang cảnh Ảnh: Hải Đường"
    assert words(caption.find("span[@class='credit']")) == "Ảnh: Hải Đường"


@pytest.mark.parametrize("between", ["\n", " ", "  \n", "\n\n", "\n\n\n"])
def test_pictures_in_a_row_are_a_gallery_enlarged_by_links(
    page: Callable[[str], tuple[Element, Result]], between: str
) -> None:
    body = between.join(['![Một](mot.png "Chú | Tên")', "![Hai](hai.png)", "![Ba](ba.png)"])
    main, result = page(f"Chữ.\n\n{body}\n\nChữ.")
    assert result.problems == []
    [gallery] = [one for one in main.iter("div") if "gallery" in classes(one)]
    assert [one.tag for one in gallery] == ["figure"] * 3
    assert len(list(main.iter("figure"))) == 3
    for figure, name, width in zip(gallery, ("mot", "hai", "ba"), (1000, 1001, 1002), strict=True):
        link = figure[0]
        assert link.tag == "a"
        assert re.fullmatch(rf"/{name}-{width}\.[0-9a-f]{{10}}\.jpg", link.get("href", ""))
        assert link[0].tag == "picture"
        assert link[0][1].get("sizes") == "(min-width: 48rem) 15rem, calc(50vw - 1.5rem)"
    assert words(gallery[0].find("figcaption")) == "Chú Ảnh: Tên"


def test_words_between_pictures_part_them(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, _ = page("![Một](mot.png)\n\nChữ.\n\n![Hai](hai.png)\n\nChữ ![Ba](ba.png) chữ.")
    assert not [one for one in main.iter("div") if "gallery" in classes(one)]
    assert len(list(main.iter("figure"))) == 2
    assert len(list(main.iter("picture"))) == 3


def test_a_picture_that_links_to_itself_is_enlarged(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, result = page("[![Một](mot.png)](mot.png)")
    assert set(result.codes) == {"BT859"}
    [figure] = main.iter("figure")
    assert figure[0].get("href", "").startswith("/mot-1000.")
    assert "download" not in figure[0].attrib


def test_a_link_around_a_picture_leads_where_it_says(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, _ = page("[![Một](mot.png)](/trang/)")
    [link] = [one for one in main.iter("a") if one.find("picture") is not None]
    assert link.get("href") == "/trang/"


def test_lists_and_quotes_hold_figures_too(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, _ = page("- ý\n\n    ![Một](mot.png)\n    ![Hai](hai.png)\n\n> ![Ba](ba.png)")
    assert [one for one in main.findall(".//li/div") if "gallery" in classes(one)]
    assert main.find(".//blockquote/figure/a/picture") is not None


# --- a text for those who cannot see -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problems", "alt"),
    [
        ("Chữ.\n\n![](mot.png)", [("BT853", "content/trang.md", 7)], ""),
        ('Chữ.\n\n![](mot.png){: alt="" }', [], ""),
        ('Chữ.\n\n![](mot.png){: alt="Tả" }', [], "Tả"),
        ("Chữ.\n\n![Tả](mot.png){: .to }", [], "Tả"),
        ('Chữ.\n\n<img src="mot.png">', [("BT853", "content/trang.md", 7)], ""),
        ('Chữ.\n\n<img src="mot.png" alt="">', [], ""),
        ("Chữ.\n\n![Tả](mot.png) ![](hai.png)", [("BT853", "content/trang.md", 7)], "Tả"),
    ],
)
def test_a_text_that_is_missing_in_a_text(
    page: Callable[[str], tuple[Element, Result]], body: str, problems: list[object], alt: str
) -> None:
    main, result = page(body)
    assert [one for one in result.problems if one[0] != "BT859"] == problems
    assert result.status == 0
    assert next(main.iter("img")).get("alt") == alt


@pytest.mark.parametrize(
    ("header", "problems"),
    [
        ("image: mot.png\n", [("BT853", 3)]),
        ("image: mot.png\nimage_alt:\n", [("BT853", 3)]),
        ('image: mot.png\nimage_alt: ""\n', []),
        ("image: mot.png\nimage_alt: ''\n", []),
        ("summary: |\n  a\nimage: mot.png\nimage_alt: ''\n", []),
        ("image: mot.png\nimage_alt: Tả\n", []),
        ("image: mot.png\ndraft: true\n", []),
    ],
)
def test_a_text_that_is_missing_in_the_front_matter(site: Site, header: str, problems: list[object]) -> None:
    site.write("content/mot.png", png())
    site.write("content/trang.md", f"---\ntitle: Trang\n{header}---\n\nChữ.\n")
    assert [(code, line) for code, path, line in site.make().problems if path.endswith(".md")] == problems


# --- parts ---------------------------------------------------------------------------------------------------------


def test_attributes_of_a_picture(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, result = page(
        '![Tả](mot.png){: .to width=300 }\n\nChữ <img src="hai.png" alt="a" height="9"> ![Lớn](ba.png){: width=5000 }'
    )
    first, second, third = main.iter("img")
    assert (first.get("class"), first.get("width"), first.get("height"), first.get("sizes")) == (
        "to",
        "300",
        "150",
        "300px",
    )
    assert (second.get("width"), second.get("height")) == ("1001", "500")
    assert (third.get("width"), third.get("height")) == ("1002", "500")
    assert "BT407" not in result.codes


def test_an_editors_own_picture_element_is_nothing(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, result = page(
        '<picture><source srcset="//evil.vn/a.png"><img src="mot.png" alt="a" srcset="//evil.vn/b.png 2x"></picture>'
    )
    assert "BT406" in result.codes
    assert "evil" not in "".join(str(one.attrib) for one in main.iter())


def test_a_tag_inside_a_value_is_no_tag(page: Callable[[str], tuple[Element, Result]]) -> None:
    main, result = page(
        '<span title="<img src=mot.png> <a href=mot.png>">a</span> ![Tả](mot.png "x") `<img src="mot.png">`'
    )
    assert result.status == 0
    assert [one.get("title") for one in main.iter("span") if one.get("title")] == ["<img src=mot.png> <a href=mot.png>"]
    assert len(list(main.iter("picture"))) == 1


def test_a_lead_comes_first_and_is_not_lazy(site: Site) -> None:
    site.write("content/tin-tuc/a.jpg", made.saved(made.quarters(900, 600), "JPEG"))
    site.article("a", image="a.jpg", image_alt="Tả")
    assert site.make().problems == []
    assert re.search(
        r'<img [^>]*width="900" height="600" alt="Tả" fetchpriority="high">', site.read("tin-tuc/a/index.html")
    )
    assert "lazy" not in site.read("tin-tuc/a/index.html")
    assert 'loading="lazy" decoding="async"' in site.read("index.html")


@pytest.mark.parametrize(
    ("width", "height", "widths"),
    [
        (4000, 3000, [480, 800, 1200, 1600]),
        (1601, 9, [480, 800, 1200, 1600]),
        (1250, 9, [480, 800, 1250]),
        (1, 1, [1]),
        (481, 9, [481]),
        (534, 9, [480, 534]),
    ],
)
def test_the_ladder(width: int, height: int, widths: list[int]) -> None:
    assert [one for one, _ in sizes_of(width, height)] == widths
    assert all(w <= width and h >= 1 for w, h in sizes_of(width, height))


@pytest.mark.parametrize(
    "size", [(4000, 3000), (3000, 4000), (800, 600), (100, 5000), (5000, 100), (1, 1), (1200, 630)]
)
def test_share_sizes_have_their_shape_and_fit(size: tuple[int, int]) -> None:
    for across, down in ((1200, 630), (1200, 1200), (1200, 900), (1200, 675)):
        width, height = share_size(*size, across, down)
        assert width <= min(size[0], across)
        assert height <= min(size[1], down)
        assert abs(width / height - across / down) < 1 / min(width, height) * 2


def test_a_list_of_small_pictures_names_no_large_ones() -> None:
    made_of = renditions(Picture("content/a.jpg", 1, 4000, 3000, "photo", "jpg"), 78)
    small = tags.picture_tag(made_of, "", "", sizes="(min-width: 48rem) 13rem, 7rem")
    assert "-480." in small
    assert "-800." not in small.replace('src="/a-800', "")
    medium = tags.picture_tag(made_of, "", "", sizes="(min-width: 48rem) 24rem, 7rem")
    assert "800w" in medium
    assert "1200w" not in medium
    for whole in ("100vw", "(min-width: 48rem) 46rem, calc(100vw - 2rem)", "(width > 48rem) 46rem, 90vw", "auto"):
        assert "1600w" in tags.picture_tag(made_of, "", "", sizes=whole)


def test_values_are_escaped() -> None:
    made_of = renditions(Picture("content/a.jpg", 1, 900, 600, "photo", "jpg"), 78)
    text = tags.picture_tag(made_of, "/x", 'a"><script>', sizes='"><b>', cls='"><i>')
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
