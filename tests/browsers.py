"""Which Chromium the tests drive, and how."""

from __future__ import annotations

import os

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WHOLE = os.environ.get("BANTIN_CHROMIUM", "/usr/bin/chromium")
"""The browser as people have it: what goes back and forth between pages is tried with it."""
_SHELL = "/usr/bin/chromium-headless-shell"
DRIVEN = _SHELL if "BANTIN_CHROMIUM" not in os.environ and os.path.exists(_SHELL) else WHOLE
"""The same engine without what is around a window, where there is that: it takes two thirds of the time."""
