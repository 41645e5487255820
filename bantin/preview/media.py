"""Makes renditions of pictures on request, so that a page with many pictures shows at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.build.media_plan import attached, made_of
from bantin.content.addresses import file_url
from bantin.media.attachments import suffix_of
from bantin.media.cache import has
from bantin.media.make_renditions import Order, make
from bantin.media.pictures import SUFFIXES, Picture

if TYPE_CHECKING:
    from bantin.media.cache import Cache
    from bantin.preview.shown_files import ShownFiles
    from bantin.rendering.queries import Queries

_RENDITION = re.compile(r"(.+?)(?:-\d+(?:x\d+)?)?\.[0-9a-f]{10}\.[a-z0-9]+")


class OnDemandMedia:
    """Finds renditions and attachments by URL; makes those that are not in the cache."""

    def __init__(self, queries: Queries, cache: Cache) -> None:
        self._queries = queries
        self._cache = cache
        self._by_stem: dict[str, list[str]] = {}
        for path in queries.files:
            if suffix_of(path) in SUFFIXES:
                self._by_stem.setdefault(file_url(path).rpartition(".")[0], []).append(path)

    def rendition(self, url: str, shown: ShownFiles) -> str | None:
        """Return the file of the rendition at `url`, made now if needed; `None` when no page shows one from there.

        Raises `SourceChanged` and `OSError`.
        """
        found = _RENDITION.fullmatch(url)
        for path in self._by_stem.get(found[1], ()) if found else ():
            picture = self._queries.facts.picture(path)
            if not isinstance(picture, Picture):
                continue
            for use in ("picture", "share"):
                for one in made_of(picture, use, self._cache.quality):
                    if one.url == url and shown.has(path, use):
                        return self._made(picture, path, one.name)
        return None

    def attachment(self, path: str) -> str | None:
        """Return the file that is published for the attachment `path`, or `None`. Raises as `rendition` does."""
        one = attached(path, self._queries.facts)
        if one is None or suffix_of(path) not in {*self._queries.settings.media.attachment_types, *SUFFIXES}:
            return None
        return self._made(one.picture, path, one.name) if one.picture else self._queries.files[path].real

    def _made(self, picture: Picture, path: str, name: str) -> str | None:
        place = self._cache.place(picture, name)
        if not has(place):
            make(Order(picture, self._queries.files[path], self._cache.quality, {name: place}))
        return place if has(place) else None
