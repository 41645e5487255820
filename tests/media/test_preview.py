"""The preview makes pictures when the browser asks for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bantin.build.model import make_model
from bantin.build.read_sources import read_sources
from bantin.config import load_settings
from bantin.content.scan import scan_content
from bantin.media.cache import Cache
from bantin.preview.media import OnDemandMedia
from bantin.preview.shown_files import ShownFiles
from bantin.rendering.load_layouts import load_layouts
from bantin.rendering.renderer import Renderer
from tests.media import made

if TYPE_CHECKING:
    from tests.builder import Site


def test_each_address_of_a_drafts_page_leads_to_a_file(site: Site) -> None:
    site.write("content/tin-tuc/Ảnh 1.jpg", made.saved(made.quarters(900, 600), "JPEG"))
    site.write("content/tin-tuc/dong.gif", made.animation("GIF"))
    site.article("a", "![Tả](dong.gif)", image="Ảnh 1.jpg", image_alt="Tả", draft=True)
    settings = load_settings(site.root)
    tree = scan_content(site.root)
    sources = read_sources(tree, {}, settings, 1)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    model = make_model(settings, load_layouts(site.root, "vi"), tree, sources, now, show_waiting=True)
    renderer = Renderer(model.queries)
    data, record, _trace = renderer.render(model.pages["/tin-tuc/a/"])
    shown = ShownFiles(model, lambda route: renderer.render(route)[1])
    assert record.report.problems == ()
    media = OnDemandMedia(model.queries, Cache(site.root / ".bantin", settings.media.quality))
    urls = set(re.findall(r"/tin-tuc/[a-z0-9.x-]+\.(?:webp|jpg|gif)", data.decode()))
    assert len(urls) == 3 + 3 + 3 + 1
    for url in urls:
        place = media.rendition(url, shown)
        assert place is not None
        with open(place, "rb") as stream:
            assert stream.read()
        assert media.rendition(url, shown) == place
    for url in (
        "/tin-tuc/anh-1-800.0000000000.webp",
        "/tin-tuc/anh-1.jpg",
        "/x",
        "/tin-tuc/khong-co-800.0000000000.webp",
    ):
        assert media.rendition(url, shown) is None
