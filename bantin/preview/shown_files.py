"""Which files of `content/` the pages of a snapshot show or lead to: a build publishes these and no others."""

from __future__ import annotations

import posixpath
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from bantin.content import read
from bantin.content.read import SourceFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from bantin.build.model import Model
    from bantin.collections.documents import Document
    from bantin.rendering.traces import PageRecord
    from bantin.site.routes import Route


class ShownFiles:
    """What rendered pages show of files; sources that name a file are rendered to know."""

    def __init__(self, model: Model, render: Callable[[Route], PageRecord]) -> None:
        self._model = model
        self._render = render
        self._shown: set[tuple[str, str]] = set()
        self._sought: set[str] = set()

    def add(self, record: PageRecord) -> None:
        """Add what a page shows."""
        self._shown.update(record.report.media)

    def has(self, path: str, *uses: str) -> bool:
        """Whether a page uses the file `path` in one of `uses`, as in `Report.media`. Raises `SourceChanged`.

        A browser asks for a file after the page that shows it, so the answer is nearly always known. If not, every text
        that names the file is rendered. A name written in another way (with entities) is not found: then the file is
        served once its page was opened.
        """
        wanted = {(use, path) for use in uses}
        if self._shown.isdisjoint(wanted) and path not in self._sought:
            near = posixpath.dirname(path)
            documents = sorted(self._model.index.shown.values(), key=lambda one: posixpath.dirname(one.path) != near)
            for one in documents:
                route = self._model.pages.get(one.url)
                if route and self._names(one, path):
                    self.add(self._render(route))
                    if not self._shown.isdisjoint(wanted):
                        return True
            self._sought.add(path)
        return not self._shown.isdisjoint(wanted)

    def _names(self, document: Document, path: str) -> bool:
        """Whether a source names the file `path`, in its front matter or in its text."""
        if any(file == path for _, file in document.files):
            return True
        name = posixpath.basename(path)
        spellings = {form for one in (name, unicodedata.normalize("NFD", name)) for form in (one, quote(one))}
        try:
            data = read.read_source(document.path, self._model.queries.files[document.path].real)
        except SourceFault:  # reported when its page is opened
            return False
        return any(one.encode() in data for one in spellings)
