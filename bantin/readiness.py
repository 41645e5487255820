"""Get ready for a build: the engine's rooms, the settings, the layouts, and what earlier builds knew."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from bantin import engine
from bantin.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.columns import Stamped
    from bantin.documents import StoredSource
    from bantin.glance import Glance
    from bantin.layouts import Layouts
    from bantin.media.looks import Known
    from bantin.published import Published
    from bantin.settings import Settings
    from bantin.staleness import Grounds
    from bantin.wanted import Request

_ROOMS = (
    *("bantin.publishing", "bantin.settings", "bantin.layouts", "jinja2", "bantin.bytecode", "bantin.contexts", "bantin.markup.quick"),
    *("bantin.markup.rendering", "bantin.rendering", "bantin.loading", "bantin.model", "bantin.staging", "bantin.media.exhibits"),
)
"""What a build imports, and one that finds nothing to do does without: in steps of some milliseconds."""


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

    settings: Settings
    layouts: Layouts
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
    return get_ready(request, look.published)


def get_ready(request: Request, seen: Stamped | None = None) -> Ready:
    """Return what a build needs; `seen` is what is known to be published. Raises `BuildFailed` for settings that cannot be read."""
    from bantin.layouts import load_layouts
    from bantin.settings import load_settings

    settings = load_settings(request.root, base_url=request.base_url)
    layouts = load_layouts(request.root, settings.site.language, settings.codes)
    memory = Store(request.root)
    return Ready(settings, layouts, _recalled(request, memory, settings, layouts, seen), memory)


def _recalled(request: Request, memory: Store, settings: Settings, layouts: Layouts, seen: Stamped | None) -> Recalled:
    from bantin.published import Published

    print_ = memory.engine()
    source_base, page_base = engine.source_base(settings, print_), engine.page_base(settings, layouts, print_)
    memory.hold()
    if request.full:
        return Recalled(print_, source_base, page_base, memory.version(), {}, Published.none(), {}, None)
    pages = memory.pages(request.folder, page_base, seen)
    grounds = memory.grounds(request.folder) if pages else None
    sources = memory.sources(source_base)
    return Recalled(print_, source_base, page_base, memory.version(), sources, pages, memory.looks(print_), grounds)
