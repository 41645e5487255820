"""Hostile words, addresses and names through the real build: the output is safe to a parser, and to a real browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import html5lib
from lxml import etree  # type: ignore[import-untyped]

from bantin.markup.allowed import NEVER
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, tree
from tests.hostile import inputs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Request

    from tests.builder import Site
    from tests.hostile.conftest import Hostile

FRAMES = 40
"""Pages shown at once."""
TEXTS = 100
"""Texts on one page."""
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "cite",
    "background",
    "ping",
    "srcset",
    "{http://www.w3.org/1999/xlink}href",
}
OURS = {"script", "meta", "link", "form", "button", "input", "svg", "title", "head", "body", "html", "noscript"}
"""Elements that layouts write and texts may not; those of texts are looked at in `tests/markup/test_safety.py`."""
ALONE = re.compile(r"tin-tuc/[pl]\d+-\d+/")
"""Pages of which only the text is hostile."""
INLINE = {script.text for script in load_layouts(PROJECT, "vi").scripts.values()}
"""Scripts of ours in the page itself."""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


def test_there_are_enough_of_them() -> None:
    assert min(inputs.count().values()) >= 25
    assert sum(inputs.count().values()) > 1_500


def test_nothing_is_written_beside_the_output(hostile: Hostile) -> None:
    root = hostile.site.root.name
    after = {
        path: content
        for path, content in tree(hostile.site.root.parent).items()
        if "/.bantin" not in path and not path.startswith(f"{root}/public")
    }
    assert after == hostile.around
    assert not [path for path in hostile.site.tree() if ".." in path or "<" in path or "\\" in path or ":" in path]


def _check(element: Any, path: str) -> None:
    """Look at one element of a page."""
    name = element.tag.rpartition("}")[2]
    assert name not in NEVER - OURS, (path, name)
    for key, value in element.attrib.items():
        assert not str(key).lower().startswith("on"), (path, name, key)
        assert key not in {"style", "srcdoc"}, (path, name, key)
        if key in ADDRESSES:
            plain = re.sub(r"[\x00-\x20]", "", value).lower()
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", plain)
            assert scheme is None or scheme[0] in {"http:", "https:", "mailto:", "tel:"}, (path, name, value)
            assert name in {"a", "link"} or re.match(r"/(?!/)", plain), (path, name, value)
    if name == "script" and element.get("type") == "application/ld+json":
        json.loads("".join(element.itertext()))
    elif name == "script" and element.get("type") == "text/html":
        for inner in html5lib.parseFragment("".join(element.itertext()), namespaceHTMLElements=False).iter():
            if isinstance(inner.tag, str) and inner.tag != "DOCUMENT_FRAGMENT":
                _check(inner, path)
    elif name == "script" and not element.get("src"):
        assert "".join(element.itertext()) in INLINE, path
    elif name == "script":
        assert (element.get("src") or "").startswith("/assets/"), path
        assert not "".join(element.itertext()), path
    if name == "meta":
        assert element.get("http-equiv") in {None, "Content-Security-Policy"}, path


def test_no_page_holds_what_runs(hostile: Hostile) -> None:
    seen = 0
    for path in sorted(hostile.site.pages()):
        if not path.endswith(".html"):
            continue
        seen += 1
        text = hostile.site.read(path)
        if ALONE.match(path):  # the frame around a text is the same on each page, and is looked at on the others
            page = html5lib.parseFragment(f"{_text_of(text)}<p id=after>", namespaceHTMLElements=False)
            assert page[-1].get("id") == "after", path
        else:
            page = html5lib.parse(text, namespaceHTMLElements=False)
        for element in page.iter():
            if isinstance(element.tag, str):
                _check(element, path)
    assert seen > 1_200


def test_templates_in_texts_stay_words(hostile: Hostile) -> None:
    pages = [path for path in hostile.site.pages() if path.endswith((".html", ".xml"))]
    assert not [path for path in pages if "1337" in hostile.site.read(path) and "7*191" not in hostile.site.read(path)]
    assert not [path for path in pages if "root:x:0" in hostile.site.read(path)]


def test_feeds_and_site_maps_are_whole_and_safe(hostile: Hostile) -> None:
    for path in hostile.site.pages():
        if path.endswith(".xml"):
            etree.fromstring((hostile.site.public / path).read_bytes())


def _text_of(html: str) -> str:
    """Return the article's element of a page."""
    return (
        '<article class="article">'
        + html.partition('<article class="article">')[2].partition("</article>")[0]
        + "</article>"
    )


def _without_policy(site: Site, folder: Path) -> Path:
    """Copy the pages without their policy: the sanitizer alone must hold."""
    for path in site.pages():
        if path.startswith("."):
            continue
        data = (site.public / path).read_bytes()
        if path.endswith(".html"):
            text, count = POLICY.subn("", data.decode())
            assert count == 1, path
            data = text.encode()
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def test_nothing_runs_in_a_browser_without_the_policy(
    hostile: Hostile, serve: Callable[..., str], browser: Browser, tmp_path: Path
) -> None:
    folder = _without_policy(hostile.site, tmp_path / "open")
    pages = sorted("/" + path.removesuffix("index.html") for path in hostile.site.pages() if path.endswith(".html"))
    alone = [path for path in pages if ALONE.match(path.lstrip("/"))]
    texts = [_text_of((folder / f"{path.lstrip('/')}index.html").read_text("utf-8")) for path in alone]
    for number, start in enumerate(range(0, len(texts), TEXTS)):  # each is whole by itself: none can hide another
        together = "".join(texts[start : start + TEXTS])
        (folder / f"tin-tuc/texts-{number}.html").write_text(
            f"<!DOCTYPE html><meta charset=utf-8><title>x</title>{together}", "utf-8"
        )
    pages = [path for path in pages if path not in set(alone)]
    pages += [f"/tin-tuc/texts-{number}.html" for number in range(-(-len(texts) // TEXTS))]
    sheets = [pages[start : start + FRAMES] for start in range(0, len(pages), FRAMES)]
    for number, some in enumerate(sheets):
        frames = "".join(f'<iframe src="{one}"></iframe>' for one in some)
        (folder / f"sheet-{number}.html").write_text(f"<!DOCTYPE html><title>x</title>{frames}")
    home = serve(folder)
    context = browser.new_context()
    ran: list[str] = []
    asked: list[str] = []
    context.expose_binding("canary", lambda source, *_: ran.append(source["frame"].url))

    def on_request(request: Request) -> None:
        if not request.url.startswith(home):
            asked.append(request.url)

    context.on("request", on_request)
    page = context.new_page()

    def on_dialog(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    page.on("popup", lambda popup: ran.append(popup.url))
    # The canary itself must sing, or its silence means nothing.
    (folder / "sings.html").write_text("<!DOCTYPE html><title>x</title><img src=x onerror=canary(1)>")
    with page.expect_event("console", lambda message: message.text == "sung"):
        page.goto(f"{home}sings.html")
        page.evaluate("canary(1).then(() => console.log('sung'))")
    assert ran
    ran.clear()
    for number in range(len(sheets)):
        page.goto(f"{home}sheet-{number}.html")
        assert len(page.frames) == len(sheets[number]) + 1, "a text has opened a frame, or left"
        assert {frame.url for frame in page.frames[1:]} == {home.rstrip("/") + one for one in sheets[number]}
    context.close()
    assert not ran
    assert not asked
