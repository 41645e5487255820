"""Previews for tests, ended with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.preview.watcher import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.builder import Site


@pytest.fixture
def preview(site: Site) -> Iterator[Callable[..., Watch]]:
    """Start previews of `site`: `preview("--poll")`."""
    running: list[Watch] = []

    def start(*arguments: str, of: Site = site, **options: object) -> Watch:
        running.append(Watch(of, *arguments, **options))  # type: ignore[arg-type]
        return running[-1]

    yield start
    for one in running:
        one.stop()
