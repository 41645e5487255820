"""Address → what the browser gets: pages are rendered from a snapshot when they are asked for, once."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from bantin.collections.parse import file_url
from bantin.content.read import split_path
from bantin.media.cache import Cache
from bantin.preview import banners, injection
from bantin.preview.addresses import Broken, Missing, Moved, find, index_file, media_type
from bantin.preview.media import Serving
from bantin.preview.words import Words
from bantin.problems import Problem, errors, set_of
from bantin.rendering.environment import MissingWord
from bantin.rendering.layouts import Asset
from bantin.rendering.renderer import Renderer, make_markup
from bantin.search import last_index
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

_KEPT = 100
"""Rendered pages that are kept while the snapshot lasts."""
_NOT_FOUND = "/404.html"
_MISSING = 404


class Shown(NamedTuple):
    """Bytes for the browser."""

    status: int
    body: bytes
    type: str
    """Media type."""
    digest: str = ""
    """What the page's own script compares (`injection.digest_of`); empty for what is no page, or cannot be shown."""
    problems: tuple[Problem, ...] = ()
    """What rendering it found."""
    is_fleeting: bool = False
    """Whether a build may change it although the site is the same: it tells of the search index, or stands for a file that is missing."""


class Sent(NamedTuple):
    """A file to send as it is."""

    base: str
    """The folder in which it must lie."""
    real: str
    """Its path, as the operating system spells it."""
    type: str


class Unshown(NamedTuple):
    """A page that cannot be shown because of `problems`."""

    problems: tuple[Problem, ...]


Answer = Shown | Sent | Moved | Unshown


class RenderCache:
    """What rendering uses again from one snapshot to the next. Only one thread at a time may render with it."""

    def __init__(self, root: Path | None = None) -> None:
        """Set up; pictures are made into the store of the site at `root`, without one not at all."""
        self.root = root
        self.lock = threading.Lock()
        self.compiled = _Compiled()
        self._markup: tuple[object, Markup] | None = None

    def markup(self, model: Model) -> Markup | None:
        """Return the renderer of texts for the settings and words of `model`; `None` when a word is missing."""
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
            except MissingWord:  # told of each page that needs it
                return None
        return self._markup[1]


class View:
    """Shows one snapshot."""

    def __init__(self, snapshot: Snapshot, workshop: RenderCache, output: Path) -> None:
        """Show `snapshot`; the folder `output` of the last build gives its search index."""
        self.snapshot = snapshot
        self.words = Words(snapshot.layouts.words)
        self._workshop = workshop
        self._output = output
        self._renderer: Renderer | None = None
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._media: dict[str, File] | None = None
        self._serving: Serving | None = None

    @property
    def files(self) -> Mapping[str, File]:
        """Every file of `content/` by its path."""
        return self.snapshot.model.queries.files if self.snapshot.model else {}

    def show(self, path: str) -> Answer:
        """Return what stands at the path of a request. Raises `SourceChanged` when a text is not what the snapshot knows."""
        with self._workshop.lock:
            known = self._kept.get(path)
            if known is None:
                known = self._answer(path)
                if not (isinstance(known, Shown) and known.is_fleeting):
                    self._kept[path] = known
                    if len(self._kept) > _KEPT:
                        self._kept.popitem(last=False)
            return known

    def errors(self, answer: Answer) -> list[Problem]:
        """Return what whoever looks at `answer` should know of: the site's errors, and those of this page's rendering."""
        found = answer.problems if isinstance(answer, Shown | Unshown) else ()
        return set_of(errors([*self.snapshot.problems, *found]))

    def rendered_problems(self) -> list[Problem]:
        """Return what rendering has found so far."""
        with self._workshop.lock:
            return [
                one for answer in self._kept.values() if isinstance(answer, Shown | Unshown) for one in answer.problems
            ]

    def styles(self) -> dict[str, str]:
        """Return the address of each stylesheet by the address it would have without a hash."""
        model = self.snapshot.model
        if model is None:
            return {}
        base = model.settings.base_path
        sheets = (one for one in self.snapshot.layouts.assets.values() if one.name.endswith(".css"))
        return {f"{base}/assets/{one.name}": base + one.url for one in sheets}

    def _answer(self, path: str) -> Answer:
        model = self.snapshot.model
        if model is None:
            return Unshown(self.snapshot.problems)
        answer: Answer
        match find(model, self._medium, self.snapshot.broken, path):
            case Route() as route:
                answer = self._page(model, route, path, 200)
            case Asset() as asset:
                answer = Shown(200, asset.data, media_type(asset.url))
            case Moved() as moved:
                answer = moved
            case Broken(source):
                answer = Unshown(tuple(one for one in self.snapshot.problems if one.path == source))
            case Missing():
                answer = self._missing(model, path)
            case file:
                serving = self._serving_of(model)
                place = serving.attachment(file.path) if serving else None
                is_made = place is not None and place != file.real
                base = _store_of(place) if place and is_made else split_path(file.path, file.real)[0]
                answer = Sent(base, place, media_type(path)) if place else self._missing(model, path)
        return answer

    def _missing(self, model: Model, path: str) -> Answer:
        """Return what is made of pictures or of the whole site, else the page for what is not there."""
        if place := self._rendition(model, path):
            return Sent(_store_of(place), place, media_type(path))
        index = index_file(model, self._output, path)
        if index is not None:
            return Sent(str(self._output), str(index), media_type(path))
        return self._page(model, model.pages[_NOT_FOUND], path, _MISSING) if _NOT_FOUND in model.pages else Unshown(())

    def _medium(self, url: str) -> File | None:
        """Return the picture or attachment at a site path."""
        if self._media is None:
            self._media = {file_url(path): file for path, file in self.files.items() if not file.is_source}
        return self._media.get(url)

    def _rendition(self, model: Model, path: str) -> str | None:
        """Return the file of what is made of a picture, at the path of a request."""
        base = model.settings.base_path
        if not path.startswith(f"{base}/"):
            return None
        serving = self._serving_of(model)
        return serving.place(path.removeprefix(base)) if serving else None

    def _serving_of(self, model: Model) -> Serving | None:
        """Return what makes pictures; `None` where there is no site to keep them in."""
        if self._serving is None and self._workshop.root is not None:
            self._serving = Serving(
                model.queries, Cache(self._workshop.root / STATE_FOLDER, model.settings.media.quality)
            )
        return self._serving

    def _page(self, model: Model, route: Route, path: str, status: int) -> Answer:
        if self._renderer is None:
            self._renderer = Renderer(model.queries, plain=self._workshop.compiled, markup=self._workshop.markup(model))
        data, record, _trace = self._renderer.render(route)
        problems = record.report.problems
        document = model.index.shown.get(route.subject) if route.kind in ("article", "page") else None
        if document is not None and document.draft:  # not judged with the rest until it is published
            attached = model.queries.files.keys()
            problems += tuple(
                references.check_record(document, model.index, attached, sorted(attached), model.queries.broken)
            )
        if not data:
            return Unshown(problems)
        type_ = media_type(route.output)
        if not type_.startswith("text/html"):
            return Shown(status, data, type_, "", problems)
        banner = self._banner(model, route, document)
        digest = injection.digest_of(data, banner, model.layouts.assets.values())
        body = injection.inject(data, path, digest, banner)
        return Shown(status, body, type_, digest, problems, is_fleeting=status == _MISSING or route.kind == "search")

    def _banner(self, model: Model, route: Route, document: Document | None) -> str:
        if route.kind == "search":
            index = last_index(self._output, model.settings)
            return banners.search_banner(index.made if index else None, model.settings, self.words)
        return banners.banner(document, model.settings, self.words, model.index.now) if document else ""


def _store_of(place: str) -> str:
    """Return the folder below which all renditions lie."""
    return os.path.dirname(os.path.dirname(place))


class _Compiled(jinja2.BytecodeCache):
    """Compiled layouts in memory: of each the last one."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._codes.get(bucket.key)
        if kept is not None and kept[0] == bucket.checksum:
            bucket.code = kept[1]

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)
