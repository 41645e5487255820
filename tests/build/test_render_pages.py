"""No text is rendered twice in a build, also not for the feeds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from bantin.build import pipeline
from bantin.build.request import Request
from bantin.commands.progress import make_progress
from bantin.markup.rendering import Markup

if TYPE_CHECKING:
    import pytest

    from bantin.markup.body import Body
    from tests.builder import Site


def test_each_text_is_rendered_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(150):
        site.article(
            f"n{number:03}", f"Bài số {number}.", date=f"2020-01-01 {number // 60:02}:{number % 60:02}", summary="S."
        )
    rendered: Counter[str] = Counter()
    render = Markup.render

    def counted(self: Markup, path: str, body: str, body_line: int, lookup: object) -> Body:
        rendered[path] += 1
        return render(self, path, body, body_line, lookup)  # type: ignore[arg-type]

    monkeypatch.setattr(Markup, "render", counted)
    now = datetime.fromisoformat("2020-06-01T00:00:00+07:00")
    pipeline.build(Request(site.root, site.public, now, jobs=1), make_progress(enabled=False))
    assert len(rendered) == 150
    assert set(rendered.values()) == {1}
    assert "Bài số 149." in site.read("feed.xml")


def test_the_feeds_come_with_their_articles_to_one_process(site: Site) -> None:
    for number in range(150):
        site.article(f"n{number:03}", date=f"2020-01-01 {number // 60:02}:{number % 60:02}", summary="S.")
    alone = site.invoke("build", "--no-search", "--jobs", "1").status
    before = site.tree()
    assert (alone, site.invoke("build", "--no-search", "--jobs", "2", "--full").status) == (0, 0)
    assert site.tree() == before
