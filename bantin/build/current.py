"""The site as a build would make it now, without rendering a page: for commands that only need to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build.engine import source_base
from bantin.build.model import Model, make_model
from bantin.build.read_sources import read_sources
from bantin.build.request import state_path
from bantin.build.state import State
from bantin.config import load_settings
from bantin.content.scan import scan_content
from bantin.problems import BuildFailed, errors
from bantin.rendering.load_layouts import load_layouts

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def current_model(root: Path, output: Path, now: datetime, jobs: int) -> Model:
    """Return the site at `root` as of `now`; what the last build into `output` parsed is not parsed again.

    Raises `BuildFailed` for errors that can be found without rendering, and `SourceChanged`.
    """
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language, settings.codes, settings.theme)
    tree = scan_content(root)
    known = State(state_path(root, output)).load_sources(source_base(settings))
    model = make_model(settings, layouts, tree, read_sources(tree, known, settings, jobs), now, search=True)
    if wrong := errors(model.problems):
        raise BuildFailed(wrong)
    return model
