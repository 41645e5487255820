"""What readers will see of changed sources: which texts are new, changed, gone. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bantin.collections.documents import Document


class Changes(NamedTuple):
    """Titles, each list in the order of the sources."""

    new: list[str]
    changed: list[str]
    gone: list[str]
    waiting: list[tuple[str, datetime]]
    """Articles that readers will see at a date: title and date."""
    drafts: list[str]

    @property
    def shown(self) -> list[str]:
        """What readers will see at once, or no more."""
        return [*self.new, *self.changed, *self.gone]


def compare(pairs: Iterable[tuple[Document | None, Document | None]], now: datetime) -> Changes:
    """Compare documents before and after; `None` is one that is not there."""
    found = Changes([], [], [], [], [])
    for before, after in pairs:
        was, will_be = _is_shown(before, now), _is_shown(after, now)
        if after is not None and will_be:
            (found.changed if was else found.new).append(after.title)
        elif was and before is not None:
            found.gone.append(before.title)
        elif after is not None and after.due and not after.draft:
            found.waiting.append((after.title, after.due.local))
        elif after is not None:
            found.drafts.append(after.title)
    return found


def _is_shown(document: Document | None, now: datetime) -> bool:
    if document is None or document.draft:
        return False
    return document.due is None or document.due.seconds <= now.timestamp()
