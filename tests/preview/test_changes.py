"""PendingChanges: nothing is lost, nothing is told twice, and quiet is waited for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bantin.preview.changes import BOUND_S, LONG_BOUND_S, LONG_QUIET_S, MANY, QUIET_S, WHOLE_S, Changes, PendingChanges

if TYPE_CHECKING:
    import pytest

LONG = 60.0


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_was_marked_is_taken_once() -> None:
    marks = PendingChanges()
    marks.add("a", whole=True)
    marks.add("b", whole=False)
    marks.add("a", whole=True)
    assert marks.wait(LONG) == Changes(frozenset({"a", "b"}))
    marks.done()
    assert marks.wait(0) is None
    marks.add_everything()
    assert marks.wait(LONG) == Changes(frozenset(), everything=True)


def test_it_is_pending_until_it_is_done() -> None:
    marks = PendingChanges()
    assert not marks.is_pending()
    marks.add("a", whole=True)
    assert marks.is_pending()
    marks.wait(LONG)
    assert marks.is_pending()
    marks.add("b", whole=True)
    marks.done()
    assert marks.is_pending(), "b came while a was read"
    marks.wait(LONG)
    marks.done()
    assert not marks.is_pending()


def test_closing_frees_whoever_waits() -> None:
    marks = PendingChanges()
    taken: list[Changes | None] = []
    thread = threading.Thread(target=lambda: taken.append(marks.wait(LONG)))
    thread.start()
    marks.close()
    thread.join(LONG)
    assert taken == [None]
    marks.add("a", whole=True)
    assert marks.wait(LONG) is None


def test_a_file_that_may_be_half_written_is_waited_for_longer() -> None:
    clock = Clock()
    marks = PendingChanges(clock)
    marks.add("a", whole=True)
    assert marks._quiet_at() == clock.now + WHOLE_S
    marks.add("b", whole=False)
    assert marks._quiet_at() == clock.now + QUIET_S
    clock.now += 0.01
    marks.add("b", whole=True)
    assert marks._quiet_at() == clock.now + WHOLE_S


def test_a_file_that_is_closed_while_it_is_waited_for_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUIET_S", "BOUND_S"):
        monkeypatch.setattr(f"bantin.preview.changes.{name}", 10 * LONG)
    marks = PendingChanges()
    marks.add("a", whole=False)
    taken: list[Changes | None] = []
    thread = threading.Thread(target=lambda: taken.append(marks.wait(LONG)), daemon=True)
    thread.start()
    thread.join(0.2)  # it waits by now, or will: either way it must end
    marks.add("a", whole=True)
    thread.join(LONG)
    assert taken == [Changes(frozenset({"a"}))]


def test_a_checkout_is_waited_for_but_not_for_ever() -> None:
    clock = Clock()
    marks = PendingChanges(clock)
    for number in range(MANY + 1):
        marks.add(str(number), whole=True)
    assert marks._quiet_at() == clock.now + LONG_QUIET_S
    first = clock.now
    clock.now += LONG_BOUND_S - 0.01
    marks.add("late", whole=True)
    assert marks._quiet_at() == first + LONG_BOUND_S


def test_a_steady_stream_is_taken_after_a_while() -> None:
    clock = Clock()
    marks = PendingChanges(clock)
    marks.add("log.md", whole=False)
    first = clock.now
    clock.now += BOUND_S - 0.01
    marks.add("log.md", whole=False)
    assert marks._quiet_at() == first + BOUND_S


def test_many_threads_lose_nothing() -> None:
    marks = PendingChanges()
    names = [[f"{thread}/{number}" for number in range(500)] for thread in range(8)]

    def mark(mine: list[str]) -> None:
        for name in mine:
            marks.add(name, whole=True)

    threads = [threading.Thread(target=mark, args=(mine,)) for mine in names]
    for thread in threads:
        thread.start()
    taken: set[str] = set()
    while any(thread.is_alive() for thread in threads) or marks.is_pending():
        changes = marks.wait(0.05)
        marks.done()
        taken |= changes.places if changes else set()
    assert taken == {name for mine in names for name in mine}
