"""Pictures made when somebody asks for them: the preview shows a page at once, whatever pictures it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.build.media_plan import attached, made_of
from bantin.collections.parse import file_url
from bantin.media.attachments import suffix_of
from bantin.media.cache import has
from bantin.media.make_renditions import Order, make
from bantin.media.pictures import SUFFIXES, Picture

if TYPE_CHECKING:
    from bantin.media.cache import Cache
    from bantin.rendering.queries import Queries

_RENDITION = re.compile(r"(.+?)(?:-\d+(?:x\d+)?)?\.[0-9a-f]{10}\.[a-z0-9]+")


class Serving:
    """Finds renditions by their addresses, and makes those that are missing."""

    def __init__(self, queries: Queries, cache: Cache) -> None:
        self._library = queries
        self._cache = cache
        self._by_stem: dict[str, list[str]] = {}
        for path in queries.files:
            if suffix_of(path) in SUFFIXES:
                self._by_stem.setdefault(file_url(path).rpartition(".")[0], []).append(path)

    def place(self, url: str) -> str | None:
        """Return the file for the site path of a rendition, made now if need be; `None` when there is nothing like it.

        Raises `SourceChanged` and `OSError`.
        """
        found = _RENDITION.fullmatch(url)
        for path in self._by_stem.get(found[1], ()) if found else ():
            picture = self._library.facts.picture(path)
            if not isinstance(picture, Picture):
                continue
            quality = self._cache.quality
            for one in (*made_of(picture, "picture", quality), *made_of(picture, "share", quality)):
                if one.url == url:
                    return self._made(picture, path, one.name)
        return None

    def attachment(self, path: str) -> str | None:
        """Return the file that readers get for the attachment `path`; `None` when it is never published.

        Raises as `place` does.
        """
        one = attached(path, self._library.facts)
        if one is None or suffix_of(path) not in {*self._library.settings.media.attachment_types, *SUFFIXES}:
            return None
        return self._made(one.picture, path, one.name) if one.picture else self._library.files[path].real

    def _made(self, picture: Picture, path: str, name: str) -> str | None:
        place = self._cache.place(picture, name)
        if not has(place):
            make(Order(picture, self._library.files[path], self._cache.quality, {name: place}))
        return place if has(place) else None
