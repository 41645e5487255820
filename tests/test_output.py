"""The project's own site as published: pages, links, feeds and site maps as browsers, readers and search engines take them."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import html5lib
import pytest
from lxml import etree  # type: ignore[import-untyped]

from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, TESTS, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HIDDEN = ["Bài hẹn giờ: thư gửi người biên tập năm 2099", "năm 2099", "2099"]
WITHDRAWN = "Lịch tiếp công dân hằng tháng (mẫu cũ)"
# What a browser loads by itself, as element and attribute.
LOADED = {("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"), ("link", "imagesrcset"), ("script", "src"), ("iframe", "src"), ("video", "src"), ("audio", "src"), ("embed", "src"), ("object", "data"), ("use", "href"), ("image", "href")}  # fmt: skip
LOADED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "dns-prefetch",
    "preconnect",
    "manifest",
    "apple-touch-icon",
}


@dataclass
class Page:
    """One published page, parsed."""

    url: str
    """From the output folder: `/tin-tuc/`."""
    tree: Any
    errors: list[Any]
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """Element, attribute and address of whatever leads or loads."""


def shown_by_scripts(tree: Any) -> list[Any]:
    """Return the elements that `inline/head.js` makes part of the page."""
    kept = [script.text for script in tree.iter("script") if script.get("type") == "text/html"]
    return [one for text in kept for one in html5lib.parseFragment(text, namespaceHTMLElements=False).iter()]


def read_pages(site: Site) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    for path in sorted(site.pages()):
        if not path.endswith(".html"):
            continue
        parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=False)
        tree = parser.parse((site.public / path).read_bytes(), transport_encoding="utf-8")
        page = Page("/" + path.removesuffix("index.html"), tree, parser.errors)
        for element in [*tree.iter(), *shown_by_scripts(tree)]:
            if not isinstance(element.tag, str):
                continue
            name = element.tag.rpartition("}")[2]
            for key, value in element.attrib.items():
                attribute = key.rpartition("}")[2] if isinstance(key, str) else key[1]
                if attribute == "id":
                    page.ids.append(value)
                if attribute in {"href", "src", "data", "poster", "action"}:
                    page.links.append((name, attribute, value))
                if attribute in {"srcset", "imagesrcset"}:
                    page.links += [(name, attribute, one.split()[0]) for one in value.split(",")]
        pages[page.url] = page
    return pages


@pytest.fixture(scope="module")
def pages(sample: Site) -> dict[str, Page]:
    """Every page of the sample site."""
    return read_pages(sample)


@pytest.fixture(scope="module")
def pages_under_path(sample_under_path: Site) -> dict[str, Page]:
    """The same under `/hdnd/`."""
    return read_pages(sample_under_path)


def titles(tree: Any) -> list[str]:
    return ["".join(element.itertext()).strip() for element in tree.iter("title")][:1]


def test_every_kind_of_page_is_there(pages: dict[str, Page]) -> None:
    kinds = {body.get("class", "").removeprefix("kind-") for page in pages.values() for body in page.tree.iter("body")}
    assert {
        "home",
        "article",
        "page",
        "news",
        "category",
        "tag",
        "author",
        "month",
        "year",
        "archive",
        "index",
        "search",
        "not-found",
        "redirect",
    } <= kinds


def test_every_page_is_valid_html(sample: Site) -> None:
    for path in sample.pages():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse((sample.public / path).read_bytes(), transport_encoding="utf-8")


def test_every_page_has_what_a_page_needs(pages: dict[str, Page]) -> None:
    for page in pages.values():
        [html] = page.tree.iter("html")
        assert html.get("lang") == ("en" if page.url.startswith("/en/") else "vi")
        assert titles(page.tree)[0]
        assert len(page.ids) == len(set(page.ids)), page.url
        assert len(list(page.tree.iter("h1"))) == 1, page.url
        assert len(list(page.tree.iter("main"))) == 1, page.url
        levels = [
            int(element.tag[1])
            for element in page.tree.iter()
            if isinstance(element.tag, str) and re.fullmatch("h[1-6]", element.tag)
        ]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (page.url, levels)
        for image in page.tree.iter("img"):
            assert image.get("alt") is not None, page.url


def test_every_page_can_be_shared(pages: dict[str, Page], sample: Site) -> None:
    """With a sentence about it and a picture, its own or the site's."""
    for page in pages.values():
        if next(page.tree.iter("body")).get("class") == "kind-redirect":
            continue
        found = meta(page)
        assert len(found["description"]) > 20, page.url
        assert found["og:description"] == found["description"]
        picture = found["og:image"].removeprefix("https://hdnd.example.vn/")
        assert (sample.public / picture).is_file(), page.url
        assert found["og:image:alt"]
        assert int(found["og:image:width"]) >= 200


# --- links ---------------------------------------------------------------------------------------------------------


def inside(page: Page, address: str, base: str) -> str | None:
    """Return the address from the output folder, `None` for one that leads elsewhere."""
    whole = urljoin(urljoin(base, page.url.lstrip("/")), address)
    return "/" + whole.removeprefix(base) if whole.startswith(base) else None


@pytest.mark.parametrize(
    ("which", "base"), [("plain", "https://hdnd.example.vn/"), ("under a path", "https://example.vn/hdnd/")]
)
def test_every_link_picture_asset_and_anchor_is_there(request: pytest.FixtureRequest, which: str, base: str) -> None:
    site: Site = request.getfixturevalue("sample" if which == "plain" else "sample_under_path")
    pages: dict[str, Page] = request.getfixturevalue("pages" if which == "plain" else "pages_under_path")
    checked = 0
    for page in pages.values():
        for _, _, address in page.links:
            if urlsplit(address).scheme in {"mailto", "tel"}:
                continue
            target = inside(page, address, base)
            if target is None:
                assert address.startswith(("https://", "http://")), f"{page.url}: {address}"
                continue
            path, _, fragment = target.partition("#")
            path = unquote(path.partition("?")[0])
            file = site.public / (path + "index.html" if path.endswith("/") else path).lstrip("/")
            assert file.is_file(), f"{page.url} → {address}"
            if fragment:
                assert unquote(fragment) in pages[path].ids, f"{page.url} → {address}"
            checked += 1
    assert checked > 1_000


def test_every_link_of_a_site_under_a_path_honours_it(pages_under_path: dict[str, Page]) -> None:
    for page in pages_under_path.values():
        for _, _, address in page.links:
            if address.startswith("/"):
                assert address.startswith("/hdnd/"), f"{page.url}: {address}"
            elif "://" not in address:
                assert re.match(r"#|mailto:|tel:", address), f"{page.url}: {address} is relative to the page"


def test_a_site_under_a_path_is_the_same_site(sample: Site, sample_under_path: Site) -> None:
    def path_of(name: str) -> str:
        return re.sub(r"\.[0-9a-f]{10}\.", ".", name)

    assert {path_of(name) for name in sample.pages()} == {path_of(name) for name in sample_under_path.pages()}


def test_styles_lead_to_files_that_are_there(sample: Site) -> None:
    for path in sample.pages():
        if path.endswith(".css"):
            for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sample.read(path)):
                assert (
                    address.startswith("data:")
                    or (sample.public / path).parent.joinpath(address.partition("#")[0].partition("?")[0]).is_file()
                )


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Page], sample: Site) -> None:
    inline = {script.text for script in load_layouts(sample.root, "vi").scripts.values()}
    for page in pages.values():
        for element, attribute, address in page.links:
            if (element, attribute) in LOADED:
                assert address.startswith(("/", "#")), f"{page.url}: {element} {address}"
                assert not address.startswith("//"), f"{page.url}: {element} {address}"
        for link in page.tree.iter("link"):
            if set((link.get("rel") or "").split()) & LOADED_LINKS:
                assert (link.get("href") or link.get("imagesrcset") or "").startswith("/"), page.url
        for element in page.tree.iter():
            assert "style" not in element.attrib, f"{page.url}: a strict Content-Security-Policy forbids it"
            assert not [key for key in element.attrib if str(key).startswith("on")], page.url
        for script in page.tree.iter("script"):
            known = (
                script.get("src") or script.get("type") in {"application/ld+json", "text/html"} or script.text in inline
            )
            assert known, f"{page.url}: a script in the page"
    for path in sample.pages():
        if path.endswith(".css"):
            assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", sample.read(path)), path


def test_text_browsers_list_nothing_that_takes_a_script(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert not list(page.tree.iter("form")), page.url
        assert [button for button in page.tree.iter("button") if not button.get("popovertarget")] == [], page.url
        assert not [one for one in page.tree.iter() if "data-luot" in one.attrib], page.url
        assert not [
            one
            for svg in page.tree.iter()
            if str(svg.tag).endswith("svg")
            for one in svg.iter()
            if str(one.tag).endswith("text")
        ], page.url


# --- the head ------------------------------------------------------------------------------------------------------


def meta(page: Page) -> dict[str, str]:
    return {
        element.get("property") or element.get("name") or "": element.get("content", "")
        for element in page.tree.iter("meta")
    }


def test_the_head_of_an_article(pages: dict[str, Page]) -> None:
    page = pages["/tin-tuc/2020/tong-ket-thi-dua-2020/"]
    found = meta(page)
    assert found["og:type"] == "article"
    assert found["og:title"] == "Tổng kết công tác thi đua của Hội đồng nhân dân cấp huyện năm 2020"
    assert found["og:url"] == "https://hdnd.example.vn/tin-tuc/2020/tong-ket-thi-dua-2020/"
    assert found["og:image"].startswith("https://hdnd.example.vn/")
    assert found["description"] == found["og:description"]
    assert found["article:published_time"] == "2020-12-31T00:00:00+07:00"
    [canonical] = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
    assert canonical == found["og:url"]
    news, trail = (
        json.loads("".join(script.itertext()))
        for script in page.tree.iter("script")
        if script.get("type") == "application/ld+json"
    )
    assert (news["@type"], news["headline"], news["datePublished"], news["author"]["name"]) == (
        "NewsArticle",
        found["og:title"],
        "2020-12-31T00:00:00+07:00",
        "Hải Đường",
    )
    assert [item["position"] for item in trail["itemListElement"]] == [1, 2, 3]
    assert trail["itemListElement"][-1]["item"] == canonical


def test_what_the_old_portal_showed_is_all_there_and_its_error_is_not(pages: dict[str, Page], sample: Site) -> None:
    text = " ".join("".join(pages["/tin-tuc/2020/tong-ket-thi-dua-2020/"].tree.find(".//main").itertext()).split())
    order = [
        "Tổng kết công tác thi đua",
        "Ngày 31-12-2020",
        "Ngày 30-12-2020, Thường trực",
        "Ông Trần Văn Huyến",
        "Thi đua đến tận cấp xã",
        "Hải Đường",
    ]
    places = [*map(text.index, order[:-1]), text.rindex(order[-1])]  # the pen name also stands above
    assert places == sorted(places)
    for path in sample.pages():
        if path.endswith(".html"):
            assert "portlet" not in sample.read(path)


def test_canonical_addresses_are_the_pages_own(pages: dict[str, Page]) -> None:
    for page in pages.values():
        found = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
        kind = next(page.tree.iter("body")).get("class")
        if kind == "kind-not-found":
            assert found == []
        elif kind == "kind-redirect":
            assert found[0].removeprefix("https://hdnd.example.vn") in pages
            assert meta(page)["robots"] == "noindex"
        else:
            assert found == [f"https://hdnd.example.vn{page.url}"]


def test_every_page_of_a_kind_has_a_title_of_its_own(pages: dict[str, Page]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for page in pages.values():
        kind = next(page.tree.iter("body")).get("class")
        if kind != "kind-redirect":
            [title] = titles(page.tree)
            assert (kind, title) not in seen, f"{page.url} and {seen.get((kind, title))} are both “{title}”"
            seen[kind, title] = page.url


# --- what must not be there ----------------------------------------------------------------------------------------


def hidden_sources() -> Iterator[tuple[str, str]]:
    """Yield title and name of each source of the sample that is not published."""
    for path in (PROJECT / "content").rglob("*.md"):
        text = path.read_text("utf-8")
        [title] = re.findall(r'^title: "?(.*?)"?$', text, re.MULTILINE)
        if re.search(r"^draft: true$", text, re.MULTILINE) or re.search(r"^date: 2099", text, re.MULTILINE):
            yield title, path.stem if path.stem != "index" else path.parent.name


def test_the_sample_has_a_draft_and_a_future_article() -> None:
    assert len(list(hidden_sources())) >= 2


def test_nothing_of_drafts_and_future_articles_is_published(sample: Site) -> None:
    for title, name in hidden_sources():
        for path, content in sample.tree().items():
            assert name not in path
            if isinstance(content, bytes) and not path.startswith(".bantin/"):
                assert title.encode() not in content, path
                assert name.encode() not in content, path


def test_a_withdrawn_article_keeps_its_page_and_leaves_everything_else(sample: Site, pages: dict[str, Page]) -> None:
    url = "/tin-tuc/2022/lich-tiep-cong-dan-mau-cu/"
    page = pages[url]
    assert meta(page)["robots"] == "noindex"
    assert "Mẫu lịch này đã cũ." in "".join(page.tree.itertext())
    for path, content in sample.tree().items():
        if isinstance(content, bytes) and f"/{path}" != f"{url}index.html" and not path.startswith(".bantin/"):
            assert WITHDRAWN.encode() not in content, path
            assert url.encode() not in content, path


# --- feeds ---------------------------------------------------------------------------------------------------------


def feeds(site: Site) -> list[str]:
    return sorted(path for path in site.pages() if path.endswith(("feed.xml", "rss.xml")))


@pytest.mark.parametrize("which", ["sample", "sample_under_path"])
def test_feeds_are_sound(request: pytest.FixtureRequest, which: str) -> None:
    site: Site = request.getfixturevalue(which)
    base = "https://hdnd.example.vn/" if which == "sample" else "https://example.vn/hdnd/"
    assert len(feeds(site)) == 2 + 5 + 3  # the site's own, of each category, of papers, consultations, petitions
    for path in feeds(site):
        data = (site.public / path).read_bytes()
        etree.fromstring(data)
        made = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
        assert not made.bozo, (path, made.get("bozo_exception"))
        assert made.version == ("rss20" if path == "rss.xml" else "atom10")
        assert made.feed.link.startswith(base)
        assert made.entries, path
        assert len({entry.id for entry in made.entries}) == len(made.entries) <= 20
        dates = [entry.published_parsed for entry in made.entries]
        assert dates == sorted(dates, reverse=True)
        for entry in made.entries:
            assert entry.link.startswith(base)
            assert (site.public / entry.link.removeprefix(base).partition("#")[0] / "index.html").is_file()
            assert entry.title
            content = "".join(one.value for one in entry.get("content", ()))
            assert content or path.split("/")[0] in ("van-ban", "lay-y-kien", "kien-nghi")
            html5lib.HTMLParser(strict=True).parseFragment(content)
            for address in re.findall(r'(?:href|src)="([^"]*)"', content):
                assert urlsplit(address).scheme in {"https", "http", "mailto", "tel"}, f"{path}: {address}"
        own = [link.href for link in made.feed.links if link.rel == "self"]
        assert own == [base + path]


def test_the_two_feeds_of_the_site_hold_the_same_articles(sample: Site) -> None:
    atom, rss = (feedparser.parse((sample.public / name).read_bytes()) for name in ("feed.xml", "rss.xml"))
    assert [entry.id for entry in atom.entries] == [entry.id for entry in rss.entries]
    assert [entry.content[0].value for entry in atom.entries] == [entry.content[0].value for entry in rss.entries]


def test_a_feeds_entry_keeps_its_id_when_its_title_or_date_changes(new_site: Callable[..., Site]) -> None:
    ids = []
    for title, date in (("Một", "2020-01-01"), ("Hai", "2021-02-03")):
        site = new_site(folder=title)
        site.article("a", title=title, date=date)
        assert site.make().status == 0
        ids.append([entry.id for entry in feedparser.parse((site.public / "feed.xml").read_bytes()).entries])
    assert ids[0] == ids[1]


def test_a_categorys_feed_holds_its_articles_only(sample: Site) -> None:
    made = feedparser.parse((sample.public / "chuyen-muc/thi-dua/feed.xml").read_bytes())
    assert {tag.term for entry in made.entries for tag in entry.tags} == {"thi-dua"}


# --- for machines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["sample", "sample_under_path"])
def test_the_site_map_follows_its_schema_and_names_what_is_there(request: pytest.FixtureRequest, which: str) -> None:
    site: Site = request.getfixturevalue(which)
    base = "https://hdnd.example.vn/" if which == "sample" else "https://example.vn/hdnd/"
    schema = etree.XMLSchema(etree.parse(TESTS / "schemas/sitemap.xsd"))
    tree = etree.fromstring((site.public / "sitemap.xml").read_bytes())
    schema.assertValid(tree)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [element.text for element in tree.iter(f"{space}loc")]
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert address.startswith(base)
        path = address.removeprefix(base)
        assert (site.public / path / "index.html").is_file(), address
        assert 'name="robots" content="noindex"' not in site.read(f"{path}index.html"), address
    for element in tree.iter(f"{space}lastmod"):
        assert datetime.fromisoformat(element.text).tzinfo is not None
    for name in (
        "",
        "tin-tuc/",
        "gioi-thieu/",
        "tin-tuc/2020/tong-ket-thi-dua-2020/",
        "chuyen-muc/thi-dua/",
        "luu-tru/2020/12/",
    ):
        assert base + name in addresses


def test_every_page_that_may_be_indexed_is_in_the_site_map_unless_it_is_a_part_of_a_list(
    sample: Site, pages: dict[str, Page]
) -> None:
    listed = set(re.findall(r"<loc>https://hdnd\.example\.vn([^<]+)</loc>", sample.read("sitemap.xml")))
    for page in pages.values():
        kind = next(page.tree.iter("body")).get("class")
        if (
            meta(page).get("robots") != "noindex"
            and kind not in {"kind-not-found", "kind-index"}
            and "/trang/" not in page.url
        ):
            assert page.url in listed


def test_the_news_site_map_follows_its_schema(new_site: Callable[..., Site]) -> None:
    site = new_site({})
    site.article("a", title="Tin <mới> & “nóng”", date="2026-11-23 08:00")
    site.article("b", date="2026-11-20")
    assert site.make().status == 0
    schema = etree.XMLSchema(etree.parse(TESTS / "schemas/sitemap.xsd"))
    tree = etree.fromstring((site.public / "news-sitemap.xml").read_bytes())
    schema.assertValid(tree)
    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    assert [element.text for element in tree.iter(f"{news}title")] == ["Tin <mới> & “nóng”"]
    assert [element.text for element in tree.iter(f"{news}publication_date")] == ["2026-11-23T08:00:00+07:00"]


def test_robots_name_the_site_maps(sample: Site) -> None:
    lines = sample.read("robots.txt").splitlines()
    assert lines[0] == "User-agent: *"
    maps = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert maps == ["https://hdnd.example.vn/sitemap.xml"], "no news of the last days: nothing to announce"


def test_recent_news_are_announced(new_site: Callable[..., Site]) -> None:
    site = new_site({})
    site.article("a", date="2026-11-23 08:00")
    site.make()
    assert "Sitemap: https://thu.example.vn/news-sitemap.xml" in site.read("robots.txt")
    site.make(now="2026-12-24T00:00:00+07:00")
    assert "news-sitemap" not in site.read("robots.txt")


def test_old_addresses_lead_to_the_new_ones(pages: dict[str, Page]) -> None:
    page = pages["/bai-viet/tong-ket-thi-dua-2020/"]
    [refresh] = [element.get("content") for element in page.tree.iter("meta") if element.get("http-equiv") == "refresh"]
    assert refresh == "0; url=https://hdnd.example.vn/tin-tuc/2020/tong-ket-thi-dua-2020/"


# --- in a browser --------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_browser_loads_every_kind_of_page_without_an_error_and_from_here_alone(
    browser: Browser, serve: Callable[..., str], sample_under_path: Site
) -> None:
    home = serve(sample_under_path.public, "/hdnd/")
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "response",
        lambda response: wrong.append(f"{response.status} {response.url}") if response.status >= 400 else None,
    )
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path in (
        "",
        "tin-tuc/",
        "tin-tuc/2020/tong-ket-thi-dua-2020/",
        "gioi-thieu/",
        "chuyen-muc/thi-dua/",
        "the/",
        "luu-tru/",
        "luu-tru/2020/12/",
    ):
        page.goto(home + path, wait_until="networkidle")
        assert page.title()
        assert page.evaluate(
            "[...document.images].every((image) => !image.src || image.loading === 'lazy' || image.naturalWidth > 0)"
        ), path
    context.close()
    assert not wrong
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(home).netloc}


@pytest.mark.browser
def test_a_static_server_answers_an_unknown_address_with_the_sites_own_page(
    browser: Browser, serve: Callable[..., str], sample_under_path: Site
) -> None:
    home = serve(sample_under_path.public, "/hdnd/")
    page = browser.new_page()
    response = page.goto(f"{home}khong/co/gi/")
    assert response is not None
    assert response.status == 404
    assert page.title().startswith("Không tìm thấy trang")
    page.close()
