"""Long lists as numbered pages, which never change: page 1 holds the oldest (`docs/architecture.md`)."""

from __future__ import annotations


def numbered_pages(count: int, size: int) -> int:
    """Return how many numbered pages a list of `count` has: those that are full."""
    return count // size


def own_page(count: int, size: int) -> tuple[int, int]:
    """Return the slice, newest first, that the list's own address shows: one to two pages, or all of fewer than two."""
    full = count // size
    return (0, count) if full < 2 else (0, count - size * (full - 1))  # noqa: PLR2004 - "two pages" by the contract


def numbered_page(count: int, size: int, number: int) -> tuple[int, int]:
    """Return the slice, newest first, of numbered page `number`; page 1 holds the oldest."""
    return (count - size * number, count - size * (number - 1))
