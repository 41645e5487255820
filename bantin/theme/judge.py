"""What is wrong with the colours of a site. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.problems import Problem, problem
from bantin.system.paths import SETTINGS_FILE
from bantin.theme.oklch import contrast, legible, read
from bantin.theme.palette import TEXT, derive, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.config import Theme
    from bantin.theme.palette import Colors


def judge_theme(theme: Theme) -> Iterator[Problem]:
    """Yield a problem for each colour of `[theme]` that is not legible: what is derived from them always is."""
    ground = derive(theme).light["ground"]
    for key, value, other in (("brand", theme.brand, "#ffffff"), ("link", theme.link, ground)):
        if value and (found := contrast(value, other)) < TEXT:
            near = legible(read(value), other, TEXT).hex
            shown = _shown(found)
            yield problem("BT127", SETTINGS_FILE, theme.line, key=key, value=value, contrast=shown, near=near)


def judge_colors(colors: Colors, own: Colors, file: str) -> Iterator[Problem]:
    """Yield a problem for each of a site's `own` colours, from its stylesheet `file`, that is not legible."""
    for one in faults(colors | own):
        if one.text in own or one.ground in own:
            yield problem(
                "BT513", file, 1, text=one.text, ground=one.ground, contrast=_shown(one.contrast), least=one.least
            )


def _shown(ratio: float) -> str:
    return f"{ratio:.1f}"
