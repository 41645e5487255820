"""A planned page → its bytes, with the trace of what it read."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError

from bantin.collections.registry import SOURCE_KINDS
from bantin.content import read
from bantin.content.read import SourceChanged, SourceFault
from bantin.markup.body import CALLOUTS, Body, Words
from bantin.markup.rendering import Markup
from bantin.problems import Problem
from bantin.rendering.bytecode_cache import LayoutCache
from bantin.rendering.contexts import Contexts
from bantin.rendering.environment import MissingWord, make_environment, problem_of
from bantin.rendering.functions import Functions, Site
from bantin.rendering.relative_urls import relative_page
from bantin.rendering.traces import PageRecord, Report, Tracer
from bantin.system.fingerprints import of_content

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2

    from bantin.collections.documents import Document
    from bantin.markup.references import Target
    from bantin.media.attachments import PublishedFile
    from bantin.media.pictures import Note, Picture
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import Key, Trace
    from bantin.site.routes import Route

_KEPT_BODIES = 1_000
"""Texts kept for the feeds, which show what the articles' pages have just rendered."""


class Renderer:
    """Renders pages, one at a time; made once per process."""

    def __init__(
        self,
        queries: Queries,
        cache: Path | None = None,
        *,
        plain: jinja2.BytecodeCache | None = None,
        markup: Markup | None = None,
    ) -> None:
        """Set up; `cache` is the folder for compiled layouts.

        The preview keeps `plain` and `markup` from one renderer to the next. With `plain`, layouts are compiled one by
        one as Jinja does it (same bytes), so that an edit of one costs that one. `markup` comes from `make_markup`, for
        the same settings and words.
        """
        self.queries = queries
        self._tracer = Tracer(queries)
        site = Site(self._tracer, queries)
        functions = Functions(self._tracer, queries)
        self._markup = markup
        self._bodies: OrderedDict[str, tuple[Body, dict[Key, Any]]] = OrderedDict()
        self._own: list[Body] = []
        self.body = Body("")
        """The text of the article or page that was rendered last."""
        self._contexts = Contexts(self._tracer, site, functions, self._text, queries)
        self._others: dict[str, Renderer] = {}
        """Renderers of pages in further languages."""
        self._cache = cache
        self._plain = plain
        self._templates: dict[str, jinja2.Template] = {}
        self._names = {"site": site, **functions.names()}
        if plain is not None:
            self._environment = make_environment(queries.layouts, self._names, cache=plain)
            return
        bytecode = LayoutCache(cache, queries.layouts, queries.settings.base_path) if cache else None
        self._environment = make_environment(
            queries.layouts, self._names, quick_base=queries.settings.base_path, cache=bytecode
        )

    def render(self, route: Route) -> tuple[bytes, PageRecord, Trace]:
        """Return the page's bytes, record and trace. Faults of content or layouts are in the record's report."""
        if route.language and route.language != self.queries.settings.site.language:
            other = self._other(route.language)
            rendered = other.render(route)
            self.body = other.body
            return rendered
        self._tracer.begin()
        self._own = []
        problems: list[Problem] = []
        data = b""
        self._tracer.ask("layout", route.layout)
        try:
            context = self._contexts.of(route)
            problems.extend(self._contexts.faults)
            data = self._placed(self._template(route.layout).render(context), route).encode()
        except SourceFault as fault:
            problems.append(fault.problem)
        except Exception as error:
            found = self._problem(route, error)
            if found is None:
                if not isinstance(error, MissingWord):
                    raise
                found = _missing_word(error, route)
            problems.append(found)
        bodies = self._own
        own = self.body = bodies[0] if bodies and route.kind in SOURCE_KINDS else Body("")
        problems.extend(one for body in bodies for one in body.problems)
        report = Report(tuple(problems), self._tracer.media(), tuple(sorted(own.anchors)), own.fragments, own.places)
        return data, PageRecord(route, of_content(data), report=report), self._tracer.trace()

    def _other(self, language: str) -> Renderer:
        """Return the renderer of a further language, with a cache of its own: words are compiled into layouts."""
        found = self._others.get(language)
        if found is None:
            cache = self._cache.with_name(f"{self._cache.name}-{language}") if self._cache else None
            found = self._others[language] = Renderer(self.queries.in_language(language), cache, plain=self._plain)
        return found

    def _placed(self, text: str, route: Route) -> str:
        """Return a page with relative links, if the site has them; but not 404.html, which is served at any address."""
        settings = self.queries.settings
        if not settings.site.relative_urls or not route.output.endswith(".html") or route.kind == "not-found":
            return text
        return relative_page(text, route.url, settings.base_path)

    def _template(self, name: str) -> jinja2.Template:
        """Return a layout. Its globals become a plain dict, as Jinja copies them for each page."""
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self._environment.get_template(name)
            template.globals = dict(template.globals)
        return template

    def _problem(self, route: Route, error: Exception) -> Problem | None:
        """Return the problem behind `error`. Compiled layouts have no line numbers, so plain Jinja renders again."""
        page = route.subject if route.kind in SOURCE_KINDS else route.url
        try:
            make_environment(self.queries.layouts, self._names).get_template(route.layout).render(
                self._contexts.of(route)
            )
        except Exception as plain:  # noqa: BLE001 - judged by `problem_of`, which lets ours pass
            return problem_of(plain, page)
        return problem_of(error, page)

    def _text(self, document: Document) -> Body:
        """Return the rendered text of `document`, noting all that it reads."""
        self._tracer.ask("text", document.path)
        reads = self._tracer.reads
        kept = self._bodies.get(document.path)
        if kept is None:
            own: dict[Key, Any] = {}
            self._tracer.reads = own
            body = self._rendered(document)
            self._tracer.reads = reads
            reads.update(own)
            kept = (body, own)
            self._bodies[document.path] = kept
            if len(self._bodies) > _KEPT_BODIES:
                self._bodies.popitem(last=False)
        else:
            reads.update(kept[1])
        self._own.append(kept[0])
        return kept[0]

    def _rendered(self, document: Document) -> Body:
        if self._markup is None:
            self._markup = make_markup(self.queries)
        file = self.queries.files[document.path]
        data = read.read_source(document.path, file.real)
        # Of two sources with one path, which is a problem, the record may be of the other one.
        if of_content(data) != document.fingerprint and not read.is_unchanged(file):
            raise SourceChanged(document.path)
        text = read.decode_body(data, document.path, document.body_line)
        return self._markup.render(document.path, text, document.body_line, _Asking(self._tracer, self.queries))


class _Asking:
    """`markup.Lookup` through a reader."""

    def __init__(self, tracer: Tracer, queries: Queries) -> None:
        self._ask = tracer.ask
        self.nearest = queries.nearest

    def source(self, path: str) -> Target | None:
        found: Target | None = self._ask("source", path)
        return found

    def file(self, path: str) -> PublishedFile | None:
        found: PublishedFile | None = self._ask("file", path)
        return found

    def picture(self, path: str) -> Picture | Note | None:
        found: Picture | Note | None = self._ask("picture", path)
        return found

    def address(self, url: str) -> bool:
        return bool(self._ask("address", url))

    def paper(self, number: str) -> str:
        return str(self._ask("papers", "numbered", number)) if "papers" in self._ask("collections") else ""


def make_markup(queries: Queries) -> Markup:
    """Return the renderer of texts for the settings and words of `queries`. Raises `MissingWord`."""
    return Markup(queries.settings, words_of(queries.layouts))


def compile_layouts(layouts: Layouts, base_path: str, cache: Path) -> None:
    """Compile layouts into `cache`, for other processes; what is wrong with one is reported when a page needs it."""
    environment = make_environment(layouts, {}, quick_base=base_path, cache=LayoutCache(cache, layouts, base_path))
    for name in layouts.templates:
        if "/" not in name:
            with contextlib.suppress(TemplateError, RecursionError):
                environment.get_template(name)


def words_of(layouts: Layouts) -> Words:
    """Return the words that stand inside texts. Raises `MissingWord`."""

    def word(key: str) -> str:
        text = layouts.words.get(key)
        if text is None:
            raise MissingWord(key, layouts.language)
        return text

    callouts = {kind: word(f"callout.{kind}") for kind in CALLOUTS}
    keys = ("text.back", "text.table", "article.credit", "text.enlarge", "text.page", "text.pages")
    return Words(callouts, *(word(key) for key in keys))


def _missing_word(error: MissingWord, route: Route) -> Problem:
    key, language = error.args
    return Problem(
        "BT506", f"layouts/i18n/{language}.toml", 0, 0, {"key": key, "language": language, "page": route.url}
    )
