"""Answers requests from a snapshot: renders each page once, on request."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from bantin.collections.registry import SOURCE_KINDS
from bantin.content.addresses import file_url
from bantin.content.read import split_path
from bantin.media.cache import Cache
from bantin.preview import banners, injection
from bantin.preview.addresses import BrokenSource, NotFound, Redirect, find, index_file, media_type
from bantin.preview.media import OnDemandMedia
from bantin.preview.shown_files import ShownFiles
from bantin.preview.words import Words
from bantin.problems import Problem, errors, set_of
from bantin.rendering.environment import MissingWord
from bantin.rendering.layouts import Asset
from bantin.rendering.renderer import Renderer, make_markup
from bantin.search import index_made
from bantin.site import references
from bantin.site.routes import Route
from bantin.system.paths import STATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket

    from bantin.build.model import Model
    from bantin.collections.documents import Document
    from bantin.content.scan import File
    from bantin.markup.rendering import Markup
    from bantin.preview.snapshots import Snapshot
    from bantin.rendering.traces import PageRecord

_MAX_ANSWERS = 100
"""Most answers that a view caches."""
_NOT_FOUND = "/404.html"
_MISSING = 404


class Content(NamedTuple):
    """An answer with a body."""

    status: int
    body: bytes
    type: str
    """Media type."""
    digest: str = ""
    """Compared by the page's script (see `injection.page_digest`); empty for anything but pages."""
    problems: tuple[Problem, ...] = ()
    """Found while rendering it."""
    is_transient: bool = False
    """Whether a build may change it although the snapshot is the same: the search page, and URLs without a file."""


class FileContent(NamedTuple):
    """An answer with the content of a file."""

    base: str
    """The folder in which it must lie."""
    real: str
    """The file's path, as the operating system spells it."""
    type: str
    problems: tuple[Problem, ...] = ()


class Failure(NamedTuple):
    """A page that cannot be rendered because of `problems`."""

    problems: tuple[Problem, ...]


Answer = Content | FileContent | Redirect | Failure


class RenderCache:
    """Compiled layouts and the Markdown renderer, shared by successive views. Use it with `lock` held."""

    def __init__(self, root: Path | None = None) -> None:
        """Renditions are made in the cache of the site at `root`; without a root none are made."""
        self.root = root
        self.lock = threading.Lock()
        self.compiled = _Compiled()
        self._markup: tuple[object, Markup] | None = None

    def markup(self, model: Model) -> Markup | None:
        """Return the Markdown renderer for the settings and words of `model`; `None` when a word is missing."""
        words = {
            key: text
            for key, text in model.layouts.words.items()
            if key.startswith(("callout.", "text.", "article.credit"))
        }
        made_of = (
            model.settings.base_path,
            model.settings.site.language,
            model.settings.markup,
            model.settings.media,
            words,
        )
        if self._markup is None or self._markup[0] != made_of:
            try:
                self._markup = (made_of, make_markup(model.queries))
            except MissingWord:  # reported for each page that needs the word
                return None
        return self._markup[1]


class View:
    """Answers requests from one snapshot."""

    def __init__(self, snapshot: Snapshot, render_cache: RenderCache, output: Path) -> None:
        """`output` is the folder of the last build, for its search index."""
        self.snapshot = snapshot
        self.words = Words(snapshot.layouts.words)
        self._render_cache = render_cache
        self._output = output
        self._renderer: Renderer | None = None
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._shown: ShownFiles | None = None
        self._media: dict[str, File] | None = None
        self._on_demand: OnDemandMedia | None = None

    @property
    def files(self) -> Mapping[str, File]:
        """Every file of `content/` by its path."""
        return self.snapshot.model.queries.files if self.snapshot.model else {}

    def answer(self, path: str) -> Answer:
        """Return the answer to a request for `path`. Raises `SourceChanged` when a source differs from the snapshot."""
        with self._render_cache.lock:
            known = self._answers.get(path)
            if known is None:
                known = self._make_answer(path)
                if not (isinstance(known, Content) and known.is_transient):
                    self._answers[path] = known
                    if len(self._answers) > _MAX_ANSWERS:
                        self._answers.popitem(last=False)
            return known

    def errors(self, answer: Answer) -> list[Problem]:
        """Return the errors to show with `answer`: those of the site, and of rendering the page."""
        return set_of(errors([*self.snapshot.problems, *answer.problems]))

    def rendered_problems(self) -> list[Problem]:
        """Return the problems found by rendering so far."""
        with self._render_cache.lock:
            return [one for answer in self._answers.values() for one in answer.problems]

    def styles(self) -> dict[str, str]:
        """Return the URL of each stylesheet by its URL without the hash."""
        model = self.snapshot.model
        if model is None:
            return {}
        base = model.settings.base_path
        sheets = (one for one in self.snapshot.layouts.assets.values() if one.name.endswith(".css"))
        return {f"{base}/assets/{one.name}": base + one.url for one in sheets}

    def _make_answer(self, path: str) -> Answer:
        model = self.snapshot.model
        if model is None:
            return Failure(self.snapshot.problems)
        answer: Answer
        match find(model, self._medium, self.snapshot.broken, path):
            case Route() as route:
                answer = self._page(model, route, path, 200)
            case Asset() as asset:
                answer = Content(200, asset.content(), media_type(asset.url))
            case Redirect() as moved:
                answer = moved
            case BrokenSource(source):
                answer = Failure(tuple(one for one in self.snapshot.problems if one.path == source))
            case NotFound():
                answer = self._missing(model, path)
            case file:
                media = self._media_of(model)
                place = media.attachment(file.path) if media else None
                is_made = place is not None and place != file.real
                base = _store_of(place) if place and is_made else split_path(file.path, file.real)[0]
                answer = FileContent(base, place, media_type(path)) if place else self._missing(model, path)
        return answer

    def _missing(self, model: Model, path: str) -> Answer:
        """Return a rendition, a file of the search index, or the page `404.html`."""
        if place := self._rendition(model, path):
            return FileContent(_store_of(place), place, media_type(path))
        index = index_file(model, self._output, path)
        if index is not None:
            return FileContent(str(self._output), str(index), media_type(path))
        return self._page(model, model.pages[_NOT_FOUND], path, _MISSING) if _NOT_FOUND in model.pages else Failure(())

    def _medium(self, url: str) -> File | None:
        """Return the file that a page leads to at a URL."""
        model = self.snapshot.model
        if self._media is None:
            self._media = {file_url(path): file for path, file in self.files.items() if not file.is_source}
        file = self._media.get(url)
        return file if file and model and self._shown_files(model).has(file.path, "file") else None

    def _rendition(self, model: Model, path: str) -> str | None:
        """Return the file of the rendition at the path of a request, or `None`."""
        base = model.settings.base_path
        if not path.startswith(f"{base}/"):
            return None
        media = self._media_of(model)
        return media.rendition(path.removeprefix(base), self._shown_files(model)) if media else None

    def _shown_files(self, model: Model) -> ShownFiles:
        if self._shown is None:
            self._shown = ShownFiles(model, lambda route: self._rendered(model, route)[1])
        return self._shown

    def _rendered(self, model: Model, route: Route) -> tuple[bytes, PageRecord]:
        if self._renderer is None:
            self._renderer = Renderer(
                model.queries, plain=self._render_cache.compiled, markup=self._render_cache.markup(model)
            )
        data, record, _trace = self._renderer.render(route)
        self._shown_files(model).add(record)
        return data, record

    def _media_of(self, model: Model) -> OnDemandMedia | None:
        """Return the maker of renditions; `None` without a root."""
        if self._on_demand is None and self._render_cache.root is not None:
            self._on_demand = OnDemandMedia(
                model.queries, Cache(self._render_cache.root / STATE_FOLDER, model.settings.media.quality)
            )
        return self._on_demand

    def _page(self, model: Model, route: Route, path: str, status: int) -> Answer:
        data, record = self._rendered(model, route)
        problems = record.report.problems
        document = model.index.shown.get(route.subject) if route.kind in SOURCE_KINDS else None
        if document is not None and document.draft:  # the snapshot's problems leave out drafts
            attached = model.queries.files.keys()
            problems += tuple(
                references.check_record(document, model.index, attached, sorted(attached), model.queries.broken)
            )
        if not data:
            return Failure(problems)
        type_ = media_type(route.output)
        if not type_.startswith("text/html"):
            return Content(status, data, type_, "", problems)
        banner = self._banner(model, route, document)
        digest = injection.page_digest(data, banner, model.layouts.assets.values())
        body = injection.inject(data, path, digest, banner)
        return Content(status, body, type_, digest, problems, is_transient=status == _MISSING or route.kind == "search")

    def _banner(self, model: Model, route: Route, document: Document | None) -> str:
        if route.kind == "search":
            return banners.search_banner(index_made(self._output, model.settings), model.settings, self.words)
        return banners.banner(document, model.settings, self.words, model.index.now) if document else ""


def _store_of(place: str) -> str:
    """Return the folder of all renditions."""
    return os.path.dirname(os.path.dirname(place))


class _Compiled(jinja2.BytecodeCache):
    """The last compiled version of each layout, in memory."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._codes.get(bucket.key)
        if kept is not None and kept[0] == bucket.checksum:
            bucket.code = kept[1]

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)
