"""No drawing that is published runs, loads or leads anywhere: not those of a table, nor random mixtures, nor in a real browser."""

from __future__ import annotations

import random
import re
import threading
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.media import svg, svg_names
from tests.conftest import SOAK
from tests.media.hostile_drawings import DRAWINGS, SVG, XLINK, drawn, soup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from playwright.sync_api import Browser

    from tests.builder import Site

SOUPS = 300 if SOAK < 100 else 300 * SOAK
"""Random drawings that a browser opens."""
_ATTRIBUTES = svg_names.PLAIN_ATTRIBUTES | svg_names.NAMING_ATTRIBUTES | svg_names.STYLE_ATTRIBUTES | {"style", "href"}
_ATTRIBUTES |= {f"{{{XLINK}}}href", *(f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("space", "lang"))}
_OWN_URL = re.compile(r"url\(#[\w.:%-]+\)|url\(data:font/(?:woff2?|otf|ttf);base64,[A-Za-z0-9+/=]*\)")
_QUOTED = re.compile(r"'[^'\"\\<]*'|\"[^'\"\\<]*\"")
"""A name in quotes, which loads nothing without a function or rule around it."""
_LOADS = re.compile(
    r"(?:url|src|image|image-set|expression|paint|element|cross-fade)\(|@(?!media|font-face)|://|\\|<|/\*|behavior:|binding:",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+")


def made(data: bytes) -> bytes:
    """Return what is published for `data`; nothing when it is refused."""
    try:
        return svg.clean(data).data
    except (svg.NotADrawing, svg.TooDeep, svg.TooMany):
        return b""


def faults(data: bytes) -> list[str]:
    """Return what in a published drawing could do more than draw, found without the code that cleaned it."""
    text = data.decode("utf-8")
    found = [one for one in ("<!", "<?") if one in text]
    for element in ET.fromstring(data).iter():
        name = element.tag.removeprefix(f"{{{SVG}}}")
        if name not in svg_names.ELEMENTS or name in ("script", "foreignObject", "a", "set", "animate", "feImage"):
            found.append(name)
        found += [f"{name} {one}" for one in element.attrib if one not in _ATTRIBUTES]
        for attribute in ("href", f"{{{XLINK}}}href"):
            target = element.get(attribute, "#")
            if not (
                _PICTURE.fullmatch(target)
                if name == "image" and attribute in element.attrib
                else target.startswith("#")
            ):
                found.append(f"{name} {target}")
        styles = [element.text or ""] if name == "style" else []
        styles += [
            value for one, value in element.attrib.items() if one == "style" or one in svg_names.STYLE_ATTRIBUTES
        ]
        found += [f"{name}: {css}" for css in styles if _LOADS.search(_QUOTED.sub("", _OWN_URL.sub("", css)))]
    return found


@pytest.mark.parametrize("data", DRAWINGS.values(), ids=DRAWINGS)
def test_nothing_is_left_that_runs_or_loads(data: bytes) -> None:
    published = made(data)
    assert not published or faults(published) == []
    assert not published or svg.clean(published) == (published, *svg.clean(data)[1:3], ())


def test_most_of_the_table_is_cleaned_not_refused() -> None:
    assert sum(bool(made(data)) for data in DRAWINGS.values()) > 95


@given(st.integers(0, 2**64))
def test_what_is_written_is_never_changed_again(seed: int) -> None:
    published = made(soup(random.Random(seed)))
    if published:
        assert faults(published) == []
        assert svg.clean(published)[::3] == (published, ())


_PIECES = """url( ) ( # a b1 " ' ; : { } , / * + - . @media @font-face @import ! !important /* */ \\ src fill font-family --c var( rgb( 1px .5 1e3
% < > & data:font/woff;base64,d09GRg== url(#a) é K"""
_STYLES = st.lists(st.sampled_from([*_PIECES.split(), " ", "\n"]) | st.text(max_size=2), max_size=30).map("".join)


@given(_STYLES)
def test_styles_are_never_changed_again(css: str) -> None:
    escaped = (
        "".join(one for one in css if one.isprintable() or one == "\n")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace('"', "&quot;")
    )
    published = made(drawn(f'<style>{escaped}</style><g style="{escaped}" fill="{escaped}" font-family="{escaped}"/>'))
    assert published
    assert faults(published) == []
    assert svg.clean(published)[::3] == (published, ())


_LONG = 60_000


@pytest.mark.parametrize(
    "css",
    [
        "url(" + " " * _LONG,
        "url(" * _LONG,
        "/*" * _LONG,
        "@media a{" * 20_000,
        "\"'" * _LONG,
        "(" * _LONG,
        "! " * _LONG,
        "a{b:c;" * 20_000,
    ],
)
def test_long_styles_end(css: str) -> None:
    escaped = css.replace('"', "&quot;")
    drawing = svg.clean(drawn(f'<style>{escaped}</style><g style="{escaped}" fill="{escaped}"/>'))
    assert faults(drawing.data) == []
    assert "<style>" in drawing.removed


def test_a_long_size_ends() -> None:
    drawing = svg.clean(f'<svg xmlns="{SVG}" width="1{" " * _LONG}x" height="{"9" * 400}"/>'.encode())
    assert (drawing.width, drawing.height) == (300, 20_000)


def test_a_deep_drawing_is_refused() -> None:
    assert svg.clean(drawn("<g>" * 240 + "</g>" * 240)).removed == ()
    for inside in ("<g>" * 300 + "</g>" * 300, "<metadata>" * 300 + "</metadata>" * 300, "<a>" * 300 + "</a>" * 300):
        with pytest.raises(svg.TooDeep):
            svg.clean(drawn(inside))


def copies(levels: int, first: str = "<g id='a0'/>") -> bytes:
    """Return a drawing in which each group copies the one before ten times."""
    groups = (
        f"<g id='a{level}'>{f'<use href={chr(34)}#a{level - 1}{chr(34)}/>' * 10}</g>" for level in range(1, levels + 1)
    )
    return drawn(first + "".join(groups))


def test_copies_of_copies_are_bounded() -> None:
    assert svg.clean(copies(4)).removed == ()
    hidden = (
        copies(8).replace(b"#a", b"#%61"),
        copies(8).replace(b"#a", b"#&#9;a"),
        copies(8).replace(b"<use", b"<use xlink:href='#b'"),
    )
    for data in (
        *hidden,
        copies(8),
        copies(5000),
        copies(1, "<g id='a0'><use href='#a1'/></g>"),
        drawn("<use id='a' href='#a'/>"),
    ):
        with pytest.raises(svg.TooMany):
            svg.clean(data)


# --- on a site -----------------------------------------------------------------------------------------------------

_RUNNING = drawn("<metadata><script>alert(1)</script></metadata>")


def test_every_way_into_a_site_leads_through_the_writer(site: Site) -> None:
    for name in ("hinh", "lien-ket", "dau", "kem", "mot", "hai"):
        site.write(f"content/tin-tuc/{name}.svg", _RUNNING.replace(b"width='9'", f"width='{len(name)}'".encode()))
    site.article(
        "a",
        "![Tả](hinh.svg)\n\nXem [tệp](lien-ket.svg).\n\n![Một](mot.svg)\n![Hai](hai.svg)\n\n[![Tả](hinh.svg)](hinh.svg)",
        image="dau.svg",
        image_alt="Tả",
        attachments=[{"file": "kem.svg"}],
    )
    assert site.make().problems == []
    found = [path for path in site.pages() if path.endswith(".svg") and not path.startswith("assets/")]
    assert {"tin-tuc/lien-ket.svg", "tin-tuc/kem.svg"} < set(found)
    assert len(found) == 6
    for path in found:
        published = (site.public / path).read_bytes()
        assert b"script" not in published
        assert faults(published) == []
        assert svg.clean(published).data == published
    size = len((site.public / "tin-tuc/lien-ket.svg").read_bytes())
    assert f"(SVG, {size} B)" in site.read("tin-tuc/a/index.html"), "the size of what readers get"
    before = site.pages()
    site.write("content/tin-tuc/kem.svg", drawn("<script>alert(1)</script>"))
    assert [code for code, _, _ in site.make().problems] == ["BT854"]
    assert site.pages() == before
    assert b"script" not in (site.public / "tin-tuc/kem.svg").read_bytes()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<svg onload="alert(1)"/>', "BT850"),
        (b"<html><script>alert(1)</script></html>", "BT850"),
        (b"\x1f\x8b\x08\0", "BT851"),
        (b'<?xml version="1.0" encoding="utf-7"?><svg/>', "BT850"),
        (drawn("<g>" * 300 + "</g>" * 300), "BT863"),
        (copies(8), "BT864"),
        (drawn("<!--" + "x" * 20_000_000 + "-->"), "BT852"),
    ],
)
def test_what_cannot_be_cleaned_is_not_published(site: Site, data: bytes, code: str) -> None:
    site.write("content/a.svg", data)
    site.page("x", "[tệp](a.svg)")
    site.page("y", "![Tả](a.svg)")
    found = [one for one in site.make().problems if one[0] != "BT857"]
    assert found == [(code, "content/x.md", 5), (code, "content/y.md", 5)]
    assert not site.public.exists()


# --- in a browser --------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """What a browser did with the drawings that it opened."""

    runs: list[str]
    """What ran: scripts and dialogs."""
    requests: list[str]
    """Addresses other than those of the drawings."""


class _Proxy(ThreadingHTTPServer):
    """Answers every request of a browser, for whatever host: each drawing once, and nothing else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.waiting: dict[str, bytes] = {}
        """What may be asked for, by address."""
        self.others: list[str] = []
        """Addresses of all other requests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Proxy

    def do_GET(self) -> None:
        data = self.server.waiting.pop(self.path, None)
        if data is None and not self.path.endswith("/favicon.ico"):
            self.server.others.append(self.path)
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Type", "image/svg+xml" if self.path.endswith(".svg") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data or b"")))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data or b"")

    def do_CONNECT(self) -> None:
        self.server.others.append(self.path)
        self.send_error(502)

    do_POST = do_HEAD = do_OPTIONS = do_CONNECT  # noqa: N815 - names of the standard queries

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


class Opener:
    """Opens drawings at addresses of their own, without any policy."""

    HOST = "http://drawings.invalid"

    def __init__(self, browser: Browser) -> None:
        self._proxy = _Proxy()
        threading.Thread(target=self._proxy.serve_forever, daemon=True).start()
        self._context: Any = browser.new_context(proxy={"server": f"http://127.0.0.1:{self._proxy.server_address[1]}"})
        self._runs: list[str] = []
        self.page = self._context.new_page()
        self.page.on("dialog", self._dialog)
        self._context.on("page", lambda page: self._runs.append(f"a window of {page.url}"))

    def open_each(self, drawings: Iterable[bytes]) -> Seen:
        """Open one after the other as the whole page."""
        for index, data in enumerate(drawings):
            address = f"{self.HOST}/{index}.svg"
            self._proxy.waiting[address] = data
            self.page.goto(address)
            if self._ran():
                self._runs.append(address)
        return self._seen()

    def open_together(self, drawings: list[bytes]) -> Seen:
        """Open all in frames of one page."""
        self._proxy.waiting.update({f"{self.HOST}/{index}.svg": data for index, data in enumerate(drawings)})
        frames = "".join(f"<iframe width=40 height=30 src='/{index}.svg'></iframe>" for index in range(len(drawings)))
        self._proxy.waiting[f"{self.HOST}/"] = f"<!doctype html><title>x</title>{frames}".encode()
        self.page.goto(f"{self.HOST}/")
        if ran := self._ran():
            self._runs.append(f"{ran} scripts")
        return self._seen()

    def close(self) -> None:
        self._context.close()
        self._proxy.shutdown()
        self._proxy.server_close()

    def _ran(self) -> int:
        """Return how many scripts have run, once everything has been painted."""
        ran: int = self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.ran || 0))))"
        )
        return ran

    def _seen(self) -> Seen:
        """Return what has happened since this was asked last."""
        seen = Seen([*self._runs], [*self._proxy.others, *(f"not opened: {url}" for url in self._proxy.waiting)])
        for one in (self._runs, self._proxy.others, self._proxy.waiting):
            one.clear()
        return seen

    def _dialog(self, dialog: Any) -> None:
        self._runs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def opener(browser: Browser) -> Iterator[Opener]:
    found = Opener(browser)
    yield found
    found.close()


@pytest.mark.browser
def test_a_browser_would_have_run_and_loaded_much_of_the_table(opener: Opener) -> None:
    seen = opener.open_each(
        data for name, data in DRAWINGS.items() if "style" in name or name in ("script", "onload", "UTF-16 with a mark")
    )
    assert len(seen.runs) >= 3
    assert len(seen.requests) > 20


@pytest.mark.browser
def test_a_browser_runs_and_loads_nothing_of_the_table(opener: Opener) -> None:
    assert opener.open_each(published for data in DRAWINGS.values() if (published := made(data))) == ([], [])


@pytest.mark.browser
def test_a_browser_runs_and_loads_nothing_of_soups(opener: Opener) -> None:
    """With `BANTIN_SOAK=300` these are 90,000."""
    chance = random.Random(SOAK)
    opened = raw = 0
    while opened < SOUPS:
        soups = [soup(chance) for _ in range(100)]
        drawings = [published for data in soups if (published := made(data))]
        assert [fault for data in drawings for fault in faults(data)] == []
        assert opener.open_together(drawings) == ([], []), soups
        opened += len(drawings)
        if not raw:
            seen = opener.open_together(soups)
            raw = len(seen.runs) + len(seen.requests)
    assert raw > 10, "the soups are poisonous"
