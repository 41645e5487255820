from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.content.scan import File
from bantin.rendering.load_layouts import load_layouts
from bantin.rendering.queries import Queries
from bantin.site import routes as pages
from bantin.site.index import Index
from tests.builder import PROJECT, SETTINGS, article, no_excerpt, source

SITE = parse_settings(SETTINGS.encode())
LAYOUTS = load_layouts(PROJECT, "vi")
FILES = {"content/hinh.csv": File("content/hinh.csv", "", 1, 70)}


def queries(files: dict[str, str], broken: dict[str, str] | None = None) -> Queries:
    documents = [
        one
        for path, text in files.items()
        if (one := parse(f"content/{path}", text.encode(), SITE, no_excerpt).document)
    ]
    index = Index(documents, SITE, datetime(2026, 11, 24, tzinfo=UTC))
    return Queries(index, pages.make_routes(index, frozenset(LAYOUTS.templates)).pages, LAYOUTS, FILES, broken or {})


MADE = queries(
    {
        "tin-tuc/a.md": article(tags=["T"]),
        "tin-tuc/b.md": article(date="2020-01-02"),
        "tin-tuc/d.md": article(draft=True),
        "g.md": source(title="G"),
    },
    {"content/x.md": "/x/"},
)


def test_what_a_link_may_ask() -> None:
    source_a, draft, broken = (
        MADE.ask(("source", "content/tin-tuc/a.md")),
        MADE.ask(("source", "content/tin-tuc/d.md")),
        MADE.ask(("source", "content/x.md")),
    )
    assert (source_a.url, draft.url, broken.url) == ("/tin-tuc/a/", "", "/x/")
    assert MADE.ask(("source", "content/nothing.md")) is None
    assert MADE.ask(("file", "content/hinh.csv")).url == "/hinh.csv"
    assert MADE.ask(("file", "content/nothing.png")) is None
    assert [MADE.ask(("address", url)) for url in ("/g/", "/tin-tuc/d/", "/x/", "/nothing/")] == [
        True,
        False,
        True,
        False,
    ]


def test_what_a_list_may_ask() -> None:
    assert [one.url for one in MADE.ask(("list", "news", "", 0))] == ["/tin-tuc/b/", "/tin-tuc/a/"]
    assert [one.url for one in MADE.ask(("list", "news", "", 1))] == ["/tin-tuc/b/", "/tin-tuc/a/"]
    assert MADE.ask(("full", "news", "")) == 1
    assert MADE.ask(("list", "tag", "nothing", 0)) == ()


KEYS = [
    ("document", "content/g.md"), ("text", "content/g.md"), ("newer", "content/tin-tuc/a.md"), ("older", "content/tin-tuc/b.md"), ("related", "content/tin-tuc/a.md", 3),
    ("latest", 5, None, None, None), ("featured", 3), ("term", "category", "tin"), ("term", "tag", "t"), ("terms", "tag"), ("top_tags", 3), ("years",), ("year", 2020), ("month", 2020, 1),
    ("list", "news", "", 0), ("full", "news", ""), ("sitemap", 0), ("sitemaps",), ("news",), ("source", "content/g.md"), ("file", "content/hinh.csv"), ("address", "/g/"), ("asset", "style.css"),
    ("layout", "home.html"),
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[0])
def test_the_same_question_has_the_same_answer_and_fingerprint_in_another_library(
    key: tuple[str | int | None, ...],
) -> None:
    again = queries(
        {
            "tin-tuc/a.md": article(tags=["T"]),
            "tin-tuc/b.md": article(date="2020-01-02"),
            "tin-tuc/d.md": article(draft=True),
            "g.md": source(title="G"),
        }
    )
    assert MADE.ask(key) == again.ask(key)
    assert MADE.fingerprint(key) == again.fingerprint(key) == MADE.fingerprint(key)


@pytest.mark.parametrize(
    "key",
    [("term", "category", "nothing"), ("asset", "nothing.css"), ("no such question",), ("latest",)],
    ids=lambda key: key[0],
)
def test_a_question_that_has_no_answer_any_more_is_never_current(key: tuple[str | int | None, ...]) -> None:
    assert MADE.fingerprint(key) == 1


def test_the_nearest_name_for_a_hint() -> None:
    assert MADE.nearest("content/tin-tuc/aa.md") == "content/tin-tuc/a.md"
    assert MADE.nearest("content/hinh.xls") == "content/hinh.csv"
    assert MADE.nearest("/gg/") == "/g/"
    assert MADE.nearest("/zzzzzzzz/") == ""
    assert MADE.nearest("") == ""
