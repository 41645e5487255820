"""Settings and layouts are known as they were read last, as long as their files are what they were."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bantin.build import pipeline, readiness
from bantin.build.memory.sealing import sealed
from bantin.build.request import Request
from bantin.commands.progress import make_progress

if TYPE_CHECKING:
    from bantin.build.memory.prepared import Prepared
    from bantin.build.memory.store import Summary
    from tests.builder import Site

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The prints under which settings and layouts were read, one for each time."""
    prints: list[int] = []
    real = readiness._prepared

    def counted(request: Request, site: int) -> Prepared:
        prints.append(site)
        return real(request, site)

    monkeypatch.setattr(readiness, "_prepared", counted)
    return prints


@pytest.fixture
def built(site: Site) -> Site:
    """A site that has been built."""
    site.article("n1")
    time.sleep(0.03)  # its files are old enough to be trusted
    assert site.make(now=NOW.isoformat()).status == 0
    return site


def build(site: Site, base_url: str | None = None) -> Summary:
    return pipeline.build(Request(site.root, site.public, NOW, base_url), make_progress(enabled=False))


def test_an_edited_article_reads_neither(built: Site, read: list[int]) -> None:
    built.article("n1", "Khác.")
    assert build(built).rendered > 0
    assert "Khác." in built.read("tin-tuc/n1/index.html")
    assert read == []


def test_another_layout_or_setting_reads_both(built: Site, read: list[int]) -> None:
    built.write("layouts/article.html", "{% extends 'base.html' %}{% block main %}Mới: {{ article.title }}{% endblock %}")
    time.sleep(0.03)
    assert build(built).rendered > 0
    assert "Mới: " in built.read("tin-tuc/n1/index.html")
    settings = built.root / "site_config.toml"
    settings.write_text(settings.read_text("utf-8").replace('title = "', 'title = "Khác '), "utf-8")
    time.sleep(0.03)
    assert build(built).rendered > 0
    assert "Khác " in built.read("index.html")
    assert len(set(read)) == len(read) == 2


def test_another_address_reads_both(built: Site, read: list[int]) -> None:
    assert build(built, "https://khac.example.vn/").rendered > 0
    assert "https://khac.example.vn/" in built.read("sitemap.xml")
    assert len(read) == 1


def test_what_is_too_fresh_to_trust_is_read_each_time(built: Site, read: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bantin.system.signatures._TICK_NS", 10**18)
    for number in range(2):
        built.article("n1", f"Bản {number}.")
        build(built)
        assert f"Bản {number}." in built.read("tin-tuc/n1/index.html")
    assert read == [0, 0]


@pytest.mark.parametrize("harm", [b"", b"\xc1", sealed(b"\xc1"), sealed(b"\x93\x01\xc0\xc0")])
def test_a_damaged_record_is_as_good_as_none(built: Site, read: list[int], harm: bytes) -> None:
    with closing(sqlite3.connect(built.root / ".bantin" / "bantin.sqlite")) as connection, connection:
        assert connection.execute("UPDATE prepared SET record = ?", (harm,)).rowcount == 1
    built.article("n1", "Khác.")
    assert build(built).rendered > 0
    assert "Khác." in built.read("tin-tuc/n1/index.html")
    assert len(read) == 1
