"""Settings and layouts, as they were read last."""

from __future__ import annotations

import msgspec

from bantin.config import Settings
from bantin.rendering.layouts import Layouts


class Prepared(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was made of the files that a `quick.SitePrint` is of."""

    site: int
    """Its fingerprint, taken before any of them was read; 0 when that cannot be told."""
    settings: Settings
    layouts: Layouts
