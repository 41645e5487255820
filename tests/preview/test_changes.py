"""PendingChanges: no change is lost or taken twice, and `wait` waits for quiet."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bantin.preview.changes import (
    BOUND_S,
    COMPLETE_QUIET_S,
    LONG_BOUND_S,
    LONG_QUIET_S,
    MANY,
    QUIET_S,
    Changes,
    PendingChanges,
)

if TYPE_CHECKING:
    import pytest

LONG = 60.0


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_changes_are_taken_once() -> None:
    pending = PendingChanges()
    pending.add("a", complete=True)
    pending.add("b", complete=False)
    pending.add("a", complete=True)
    assert pending.wait(LONG) == Changes(frozenset({"a", "b"}))
    pending.done()
    assert pending.wait(0) is None
    pending.add_everything()
    assert pending.wait(LONG) == Changes(frozenset(), everything=True)


def test_changes_are_pending_until_done() -> None:
    pending = PendingChanges()
    assert not pending.is_pending()
    pending.add("a", complete=True)
    assert pending.is_pending()
    pending.wait(LONG)
    assert pending.is_pending()
    pending.add("b", complete=True)
    pending.done()
    assert pending.is_pending(), "b came while a was read"
    pending.wait(LONG)
    pending.done()
    assert not pending.is_pending()


def test_closing_ends_a_wait() -> None:
    pending = PendingChanges()
    taken: list[Changes | None] = []
    thread = threading.Thread(target=lambda: taken.append(pending.wait(LONG)))
    thread.start()
    pending.close()
    thread.join(LONG)
    assert taken == [None]
    pending.add("a", complete=True)
    assert pending.wait(LONG) is None


def test_incomplete_files_need_more_quiet() -> None:
    clock = Clock()
    pending = PendingChanges(clock)
    pending.add("a", complete=True)
    assert pending._quiet_at() == clock.now + COMPLETE_QUIET_S
    pending.add("b", complete=False)
    assert pending._quiet_at() == clock.now + QUIET_S
    clock.now += 0.01
    pending.add("b", complete=True)
    assert pending._quiet_at() == clock.now + COMPLETE_QUIET_S


def test_closing_an_incomplete_file_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUIET_S", "BOUND_S"):
        monkeypatch.setattr(f"bantin.preview.changes.{name}", 10 * LONG)
    pending = PendingChanges()
    pending.add("a", complete=False)
    taken: list[Changes | None] = []
    thread = threading.Thread(target=lambda: taken.append(pending.wait(LONG)), daemon=True)
    thread.start()
    thread.join(0.2)  # it waits by now, or will: either way it must end
    pending.add("a", complete=True)
    thread.join(LONG)
    assert taken == [Changes(frozenset({"a"}))]


def test_many_changes_need_more_quiet_up_to_a_bound() -> None:
    clock = Clock()
    pending = PendingChanges(clock)
    for number in range(MANY + 1):
        pending.add(str(number), complete=True)
    assert pending._quiet_at() == clock.now + LONG_QUIET_S
    first = clock.now
    clock.now += LONG_BOUND_S - 0.01
    pending.add("late", complete=True)
    assert pending._quiet_at() == first + LONG_BOUND_S


def test_a_steady_stream_of_changes_is_taken() -> None:
    clock = Clock()
    pending = PendingChanges(clock)
    pending.add("log.md", complete=False)
    first = clock.now
    clock.now += BOUND_S - 0.01
    pending.add("log.md", complete=False)
    assert pending._quiet_at() == first + BOUND_S


def test_many_threads_lose_nothing() -> None:
    pending = PendingChanges()
    names = [[f"{thread}/{number}" for number in range(500)] for thread in range(8)]

    def mark(mine: list[str]) -> None:
        for name in mine:
            pending.add(name, complete=True)

    threads = [threading.Thread(target=mark, args=(mine,)) for mine in names]
    for thread in threads:
        thread.start()
    taken: set[str] = set()
    while any(thread.is_alive() for thread in threads) or pending.is_pending():
        changes = pending.wait(0.05)
        pending.done()
        taken |= changes.places if changes else set()
    assert taken == {name for mine in names for name in mine}
