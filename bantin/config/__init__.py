"""`site_config.toml` → `Settings`, with every fault of the file reported at once.

`tables`, `counter` and `security` hold the records, `rules` what their types cannot say, `places`
the lines of keys; `reading` puts them to work.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bantin.config.counter import DATABASE_SCHEMES, SAFE_INTEGER, Counter, CounterService
from bantin.config.office import Link, LinkGroup, Office, grouped
from bantin.config.security import Security
from bantin.config.tables import Category, Language, Markup, Media, MenuItem, Paths, Settings, Site, Translation

if TYPE_CHECKING:
    from bantin.config.load import load_settings, parse_settings
    from bantin.config.places import key_lines

__all__ = [
    "DATABASE_SCHEMES",
    "SAFE_INTEGER",
    "Category",
    "Counter",
    "CounterService",
    "Language",
    "Link",
    "LinkGroup",
    "Markup",
    "Media",
    "MenuItem",
    "Office",
    "Paths",
    "Security",
    "Settings",
    "Site",
    "Translation",
    "grouped",
    "key_lines",
    "load_settings",
    "parse_settings",
]


_READING = {"key_lines": "places", "load_settings": "reading", "parse_settings": "reading"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562
    """Import what reads the file when somebody reads it: most builds know what stands in it."""
    if name not in _READING:
        raise AttributeError(name)
    return getattr(import_module(f"bantin.config.{_READING[name]}"), name)
