"""The base of all settings records, and what each of their fields says of itself."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1)]


class Meaning(NamedTuple):
    """What a key of the settings, or a table, is for: part of its field's type.

    The references in `docs/`, the JSON Schema and the settings of a new site are made from it (`config/keys.py`).
    """

    vi: str
    en: str
    example: Any = None
    """A value as in the file; needed where the default is empty."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings file; an unknown key in it is a problem."""
