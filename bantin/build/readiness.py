"""Get ready for a build: the engine's rooms, the settings, the layouts, and what earlier builds knew."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from bantin.build.memory import engine
from bantin.build.memory.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.build.lookout.glance import Glance
    from bantin.build.memory.prepared import Prepared
    from bantin.build.memory.published import Published
    from bantin.build.memory.staleness import Grounds
    from bantin.build.request import Request
    from bantin.collections.documents import StoredSource
    from bantin.media.looks import Known
    from bantin.system.columns import Stamped

_ROOMS = (
    *("bantin.build.publishing", "bantin.config", "bantin.build.memory.prepared", "bantin.collections.documents"),
    *("bantin.markup.quick", "bantin.markup.rendering", "bantin.build.loading", "bantin.build.model", "bantin.build.memory.published"),
    *("bantin.build.exhibits", "bantin.rendering.contexts", "bantin.build.staging"),
    *("jinja2", "bantin.rendering.bytecode", "bantin.rendering.renderer"),
)
"""What a build imports, and one that finds nothing to do does without: in steps of some milliseconds, the largest late, as by then it is
mostly known."""


class Recalled(NamedTuple):
    """What earlier builds knew, as far as it still holds."""

    engine: int
    source_base: int
    page_base: int
    version: str
    """Of `sources`: see `Store.version`."""
    sources: Mapping[str, StoredSource]
    pages: Published
    looks: Known
    grounds: Grounds | None
    """Of `pages`, if they were made from `sources`."""


class Ready(NamedTuple):
    """What a build needs beside the site's sources."""

    prepared: Prepared
    known: Recalled
    memory: Store
    """What `known` comes from, open until the build has the output folder for itself."""

    def still_holds(self) -> bool:
        """Whether nobody else has written to the store since."""
        return self.memory.is_as_held()

    def close(self) -> None:
        """Close the store."""
        self.memory.close()


def ready_unless_spared(request: Request, look: Glance) -> Ready | None:
    """Return what `get_ready` does, or `None` as soon as `look` says that there is nothing to build."""
    for room in _ROOMS:
        if look.spares(request.now):
            return None
        import_module(room)
    return get_ready(request, look.published, look.site)


def get_ready(request: Request, seen: Stamped | None = None, site: int = 0) -> Ready:
    """Return what a build needs. Raises `BuildFailed` for settings that cannot be read.

    `seen` is what is known to be published; for `site` see `Prepared`.
    """
    memory = Store(request.root)
    prepared = (memory.prepared(site) if not request.full else None) or _prepared(request, site)
    return Ready(prepared, _recalled(request, memory, prepared, seen), memory)


def _prepared(request: Request, site: int) -> Prepared:
    from bantin.build.memory.prepared import Prepared
    from bantin.config.reading import load_settings
    from bantin.rendering.layout_reading import load_layouts

    settings = load_settings(request.root, base_url=request.base_url)
    return Prepared(site, settings, load_layouts(request.root, settings.site.language, settings.codes))


def _recalled(request: Request, memory: Store, prepared: Prepared, seen: Stamped | None) -> Recalled:
    from bantin.build.memory.published import Published

    print_ = memory.engine()
    source_base = engine.source_base(prepared.settings, print_)
    page_base = engine.page_base(prepared.settings, prepared.layouts, print_)
    memory.hold()
    if request.full:
        return Recalled(print_, source_base, page_base, memory.version(), {}, Published.none(), {}, None)
    pages = memory.pages(request.folder, page_base, seen)
    grounds = memory.grounds(request.folder) if pages else None
    sources = memory.sources(source_base)
    return Recalled(print_, source_base, page_base, memory.version(), sources, pages, memory.looks(print_), grounds)
