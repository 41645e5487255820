"""What the counter's tests may ask for."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.counter.running import SETTINGS, FakeClock, RedisServer, Threaded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a site that has settings and nothing else."""
    (tmp_path / "site_config.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


@pytest.fixture
def plain_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as it comes from its makers. Debian builds it so that what is deleted is overwritten without being asked."""
    connect = sqlite3.connect

    def plain(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", plain)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def threaded(tmp_path: Path, clock: FakeClock) -> Iterator[Threaded]:
    """The service over real HTTP and SQLite, under the test's clock."""
    with Threaded(tmp_path / "luot.sqlite", clock) as running:
        yield running


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis. Where there is none, CI fails and other machines skip."""
    server = RedisServer(tmp_path)
    yield server
    server.stop()
