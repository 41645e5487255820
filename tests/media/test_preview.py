"""The preview makes pictures when the browser asks for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bantin.build.model import load_model
from bantin.config import load_settings
from bantin.content.sources import walk
from bantin.media.cache import Cache
from bantin.preview.media import Serving
from bantin.rendering.layout_reading import load_layouts
from bantin.rendering.renderer import Renderer
from tests.media import made

if TYPE_CHECKING:
    from tests.builder import Site


def test_each_address_of_a_drafts_page_leads_to_a_file(site: Site) -> None:
    site.write("content/tin-tuc/Ảnh 1.jpg", made.saved(made.quarters(900, 600), "JPEG"))
    site.write("content/tin-tuc/dong.gif", made.animation("GIF"))
    site.article("a", "![Tả](dong.gif)", image="Ảnh 1.jpg", image_alt="Tả", draft=True)
    settings = load_settings(site.root)
    model = load_model(settings, load_layouts(site.root, "vi"), walk(site.root), {}, datetime(2026, 1, 1, tzinfo=UTC), 1, show_waiting=True)
    data, record = Renderer(model.library).render(model.plan["/tin-tuc/a/"])
    assert record.problems == ()
    serving = Serving(model.library, Cache(site.root / ".bantin", settings.media.quality))
    urls = set(re.findall(r"/tin-tuc/[a-z0-9.x-]+\.(?:webp|jpg|gif)", data.decode()))
    assert len(urls) == 3 + 3 + 3 + 1
    for url in urls:
        place = serving.place(url)
        assert place is not None
        with open(place, "rb") as stream:
            assert stream.read()
        assert serving.place(url) == place
    for url in ("/tin-tuc/anh-1-800.0000000000.webp", "/tin-tuc/anh-1.jpg", "/x", "/tin-tuc/khong-co-800.0000000000.webp"):
        assert serving.place(url) is None
