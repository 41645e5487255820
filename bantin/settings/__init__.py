"""`site_config.toml` → `Settings`, with every fault of the file reported at once.

`tables`, `counter` and `security` hold the records, `rules` what their types cannot say, `places`
the lines of keys; `reading` puts them to work.
"""

from bantin.settings.counter import DATABASE_SCHEMES, SAFE_INTEGER, Counter, CounterService
from bantin.settings.office import Link, LinkGroup, Office, grouped
from bantin.settings.places import key_lines
from bantin.settings.reading import load_settings, parse_settings
from bantin.settings.security import Security
from bantin.settings.tables import Category, Language, Markup, Media, MenuItem, Paths, Settings, Site, Translation

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
