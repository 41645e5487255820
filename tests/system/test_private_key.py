from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from bantin.system.private_key import private_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the key lies in this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    private_key.cache_clear()
    yield tmp_path / "state" / "bantin" / "key"
    private_key.cache_clear()


def _as_in_another_process() -> bytes | None:
    private_key.cache_clear()
    return private_key()


def test_it_is_made_once_for_this_user_alone(place: Path) -> None:
    first = private_key()
    assert first is not None
    assert len(first) == 32
    assert _as_in_another_process() == first
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    place.unlink()
    assert _as_in_another_process() != first


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_one_that_others_may_know_is_none(place: Path, mode: int) -> None:
    private_key()
    place.chmod(mode)
    assert _as_in_another_process() is None
    assert stat.S_IMODE(place.stat().st_mode) == mode


def test_a_link_a_short_file_or_no_home_is_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_key()
    place.write_bytes(b"short")
    assert _as_in_another_process() is None
    place.rename(place.with_name("other"))
    os.symlink("other", place)
    assert _as_in_another_process() is None
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/no/such/place")
    assert _as_in_another_process() is None


def test_a_relative_place_is_not_followed(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    """The specification says to ignore it; it would lead into the site."""
    monkeypatch.setenv("HOME", str(place.parent.parent.parent / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert _as_in_another_process() is not None
    assert (place.parent.parent.parent / "home/.local/state/bantin/key").is_file()
