#!/usr/bin/env python3
"""Draws what browsers ask for of the project's own emblem, `layouts/assets/favicon.svg`: icons and the share picture.

python3 scripts/draw_icons.py

A site with a logo or colours of its own needs none of it: each build draws what `[theme]` asks for.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bantin.config import Theme  # noqa: E402
from bantin.theme.emblem import FAVICON, draw, make_emblem  # noqa: E402
from bantin.theme.palette import derive  # noqa: E402

ASSETS = ROOT / "layouts" / "assets"


def main() -> None:
    """Write each picture."""
    theme = Theme()
    emblem = make_emblem(theme, derive(theme).light, {FAVICON: (ASSETS / FAVICON).read_bytes()}, is_ours=False)
    for name, order in emblem.orders.items():
        (ASSETS / name).write_bytes(draw(order))


if __name__ == "__main__":
    main()
