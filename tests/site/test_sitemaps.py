from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bantin.site import sitemaps
from bantin.site.sitemaps import last_changes, recent_news, sitemap_entries
from tests.builder import article, source
from tests.site.test_routes import NOW, index


def test_the_news_site_map_holds_two_days_and_a_thousand_articles() -> None:
    def at(seconds: int) -> str:
        return article(date=(NOW - timedelta(seconds=seconds)).isoformat(timespec="seconds"))

    span = 2 * 24 * 3600
    made = index(
        {
            "tin-tuc/new.md": at(0),
            "tin-tuc/last.md": at(span),
            "tin-tuc/old.md": at(span + 1),
            "tin-tuc/next.md": at(-1),
        }
    )
    assert [one.url for one in recent_news(made)] == ["/tin-tuc/new/", "/tin-tuc/last/"]
    many = index({f"tin-tuc/n{number}.md": at(number) for number in range(sitemaps.NEWS_LIMIT + 5)})
    assert len(recent_news(many)) == sitemaps.NEWS_LIMIT


def test_what_search_engines_should_know() -> None:
    made = dict(
        sitemap_entries(
            index({
                "tin-tuc/a.md": article(tags=["T"], author="A", updated="2020-02-02"),
                "tin-tuc/w.md": article(withdrawn="x", tags=["W"]),
                "tin-tuc/d.md": article(draft=True),
                "g.md": source(title="G", aliases=["/cu/"]),
            })
        )
    )  # fmt: skip
    assert set(made) == {
        "/", "/tin-tuc/", "/tin-tuc/a/", "/g/", "/chuyen-muc/tin/", "/the/t/", "/tac-gia/a/", "/luu-tru/", "/luu-tru/2020/", "/luu-tru/2020/01/", "/tim-kiem/", "/so-do-trang/", "/nguon-tin/",
    }  # fmt: skip
    updated = made["/tin-tuc/a/"]
    assert updated is not None
    assert str(updated.local) == "2020-02-02 00:00:00+07:00"


SITES = [
    {},
    {"tin-tuc/a.md": article()},
    {"tin-tuc/a.md": article(title="Khác")},
    {"tin-tuc/a.md": article(updated="2020-02-02")},
    {"tin-tuc/a.md": article(updated="2020-02-03")},
    {"tin-tuc/a.md": article(tags=["T"])},
    {"tin-tuc/a.md": article(), "tin-tuc/b.md": article()},
    {"tin-tuc/a.md": article(updated="2020-02-02", slug="x"), "tin-tuc/b.md": article(slug="y")},
    {"tin-tuc/a.md": article(updated="2020-02-02", slug="y"), "tin-tuc/b.md": article(slug="x")},
    {"tin-tuc/a.md": article(slug="x"), "tin-tuc/b.md": article(updated="2020-02-02", slug="y")},
    {"g.md": source(title="G")},
    {"g.md": source(title="G", updated="2020-02-02")},
]


def test_times_of_what_is_indexed_are_local_ones() -> None:
    """Also where they are beyond what every system's clock knows."""
    files = {
        "tin-tuc/far.md": article(date="2090-01-01 10:00", updated="2091-02-03"),
        "tin-tuc/early.md": article(date="1945-09-02"),
        "tin-tuc/new.md": article(date="2090-01-02 10:00"),
    }
    made = dict(sitemap_entries(index(files, datetime(2098, 1, 1, tzinfo=UTC))))
    assert {
        url: str(time.local)
        for url, time in made.items()
        if time and url.startswith("/tin-tuc/") and url != "/tin-tuc/"
    } == {
        "/tin-tuc/new/": "2090-01-02 10:00:00+07:00",
        "/tin-tuc/far/": "2091-02-03 00:00:00+07:00",
        "/tin-tuc/early/": "1945-09-02 00:00:00+07:00",
    }


@pytest.mark.parametrize("size", [1, 2, 3, 5, 50])
def test_the_parts_of_a_site_map_are_the_whole_of_it(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", size)
    for files in SITES:
        made = index(files)
        whole, changes = sitemap_entries(made), last_changes(made)
        assert bool(changes) == (len(whole) > size)
        if not changes:
            continue
        parts = [sitemap_entries(made, number) for number in range(1, len(changes) + 1)]
        assert sorted(map(repr, whole)) == sorted(repr(one) for part in parts for one in part)
        assert all(1 <= len(part) <= size for part in parts)
        times = [[moment.local for _, moment in part if moment] for part in parts]
        assert [one and one.local for one in changes] == [max(some, default=None) for some in times]
