"""`site_config.toml` → `Settings`, with every problem of the file reported at once.

`load` reads the file. `tables`, `counter`, `office`, `security`, `theme` and `checks` hold the records, `validate` the
rules that types cannot express, `line_numbers` the lines of keys, `secrets` hides passwords in what is shown of them.
"""

from bantin.config.counter import DATABASE_SCHEMES, SAFE_INTEGER, Counter, CounterService
from bantin.config.line_numbers import key_lines
from bantin.config.load import load_settings, parse_settings
from bantin.config.media import Media
from bantin.config.menu import MenuEntry, MenuItem
from bantin.config.office import Link, LinkGroup, Office, grouped
from bantin.config.secrets import hide_address, hide_secrets
from bantin.config.security import Security
from bantin.config.tables import Category, Former, Language, Markup, Paths, Settings, Site, Translation
from bantin.config.theme import Theme

__all__ = [
    "DATABASE_SCHEMES",
    "SAFE_INTEGER",
    "Category",
    "Counter",
    "CounterService",
    "Former",
    "Language",
    "Link",
    "LinkGroup",
    "Markup",
    "Media",
    "MenuEntry",
    "MenuItem",
    "Office",
    "Paths",
    "Security",
    "Settings",
    "Site",
    "Theme",
    "Translation",
    "grouped",
    "hide_address",
    "hide_secrets",
    "key_lines",
    "load_settings",
    "parse_settings",
]
