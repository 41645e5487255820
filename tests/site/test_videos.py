"""Articles of pictures and with videos: files or pages of allowed hosts, nothing of which is loaded unasked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bantin.collections.videos import frame_of
from tests.builder import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.builder import Site

HOSTS = '[markup]\nembed_hosts = ["www.youtube-nocookie.com"]\n'


@pytest.fixture
def films(new_site: Callable[..., Site]) -> Site:
    site = new_site(
        {
            "content/tin-tuc/a.mp4": b"\0\0\0\x18ftypmp42",
            "content/tin-tuc/a.vtt": "WEBVTT\n",
            "content/tin-tuc/a.png": png(1, 900, 600),
        },
        plain=False,
    )
    site.settings(HOSTS)
    cover = {"image": "a.png", "image_alt": "Phiên họp"}
    site.article("tep", title="Tệp", video="a.mp4", captions="a.vtt", date="2026-01-03", **cover)
    site.article("host", title="Nơi khác", video="https://youtu.be/abc-DEF_123", date="2026-01-02", **cover)
    site.article("anh", "![Một](a.png)\n![Hai](a.png)", title="Bài ảnh", kind="photos", date="2026-01-01", **cover)
    site.article("thuong", title="Thường", date="2026-01-04")
    return site


def test_a_video_and_its_captions_are_published_with_the_article(films: Site) -> None:
    assert films.make().problems == []
    page = films.read("tin-tuc/tep/index.html")
    for url in re.findall(r'(?:<source|<track kind="captions") src="([^"]*)"', page):
        assert (films.public / url.lstrip("/")).is_file()
    assert page.count("a.mp4") == 2
    assert 'srclang="vi"' in page
    assert "article-photos" in films.read("tin-tuc/anh/index.html")
    library = films.read("index.html").partition('class="library"')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]*)"', library) == ["/tin-tuc/tep/", "/tin-tuc/host/", "/tin-tuc/anh/"]
    films.article("tep", title="Tệp", video="a.mp4", date="2026-01-03", withdrawn="Sai.")
    films.make()
    assert "a.mp4" not in films.read("tin-tuc/tep/index.html")
    assert not (films.public / "tin-tuc/a.mp4").exists()


def test_a_video_of_another_host_is_loaded_when_it_is_asked_for(films: Site, browser: Browser) -> None:
    films.make()
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []

    def answer(route: object, request: object) -> None:
        host, _, path = request.url.partition("://")[2].partition("/")  # type: ignore[attr-defined]
        asked.append(host)
        file = films.public / path / ("index.html" if not path or path.endswith("/") else "")
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        route.fulfill(body=file.read_bytes() if file.is_file() else b"", content_type=kind)  # type: ignore[attr-defined]

    page.route("**/*", answer)
    page.goto("https://thu.example.vn/tin-tuc/host/", wait_until="networkidle")
    assert set(asked) == {"thu.example.vn"}
    page.locator("[data-frame]").click()
    page.wait_for_selector("iframe")
    assert page.locator("iframe").get_attribute("src") == "https://www.youtube-nocookie.com/embed/abc-DEF_123"
    page.wait_for_load_state("networkidle")
    assert "www.youtube-nocookie.com" in asked, "the policy of the page lets it"
    context.close()


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ({"video": "https://vimeo.com/123"}, "BT250"),
        ({"video": "http://evil.example/a"}, "BT250"),
        ({"video": "a.avi"}, "BT251"),
        ({"video": "a.mp4", "captions": "a.srt"}, "BT251"),
        ({"video": "b.mp4"}, "BT216"),
        ({"kind": "anh"}, "BT249"),
        ({"kind": "photos"}, "BT254"),
        ({"video": "a.mp4"}, "BT254"),
    ],
)
def test_what_cannot_be_shown_is_told(films: Site, front: dict[str, str], told: str) -> None:
    films.article("sai", **front)
    assert told in films.make().codes


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=aB3_-x&t=4s", "https://www.youtube-nocookie.com/embed/aB3_-x"),
        ("https://www.youtube.com/shorts/aB3", "https://www.youtube-nocookie.com/embed/aB3"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345"),
        ("https://video.example.vn/embed/1", "https://video.example.vn/embed/1"),
        ('https://youtu.be/a"b', ""),
        ("https://[", ""),
    ],
)
def test_the_frame_of_an_address(address: str, frame: str) -> None:
    assert frame_of(address) == frame
