"""Every example of `docs/markdown.md` gives the HTML beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bantin.config import parse_settings
from bantin.markup.body import CALLOUTS, Words
from bantin.markup.references import AnyTarget, Target
from bantin.markup.rendering import Markup
from tests.markup.test_commonmark import OTHERWISE

PAGE = (Path(__file__).parents[2] / "docs" / "markdown.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"^\*\*([^*]+)\*\*(?:(?!^\*\*)(?s:.))*?^```markdown\n((?s:.)*?)^```\n```html\n((?s:.)*?)^```$", PAGE, re.MULTILINE
)


class Site(AnyTarget):
    """A site with the page that the examples link to."""

    def source(self, path: str) -> Target:
        return Target(f"/{Path(path).stem.replace(' ', '-')}/")


@pytest.mark.parametrize(("name", "text", "html"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_an_example_gives_the_html_beside_it(name: str, text: str, html: str) -> None:
    assert name
    settings = parse_settings(b'[site]\ntitle = "T"\nbase_url = "https://example.vn/"\n')
    markup = Markup(settings, Words(dict.fromkeys(CALLOUTS, "-"), "{}", "-"))
    body = markup.render("content/a.md", text.strip("\n"), 1, Site())
    assert (body.html, body.problems) == (html.strip(), ())


def test_the_page_has_its_examples_and_counts() -> None:
    assert len(EXAMPLES) == PAGE.count("```markdown") >= 12
    assert f"{652 - len(OTHERWISE)} have its structure" in PAGE.replace("\n", " ")
