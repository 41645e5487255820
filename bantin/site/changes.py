"""What readers will see of changed sources: which texts are new, changed, gone. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.content.addresses import old_address
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def moved(lost: Mapping[str, Document], now: Mapping[str, Document], new: Iterable[Document]) -> Iterator[Problem]:
    """Yield a warning for each address that leads nowhere now, where its document has another one.

    `lost` are what was shown, by URL; `now` what is, by source; `new` those of it whose source was not there before.
    """
    renamed = {_identity(one): one for one in new}
    for url, one in lost.items():
        same = now.get(one.path) or renamed.get(_identity(one))
        if same is not None:
            right = f"aliases: [{', '.join([*same.aliases, url])}]"
            yield problem("BT316", same.path, same.lines.get("aliases", 1), url=url, right=right)


def moved_between(pairs: Sequence[tuple[Document | None, Document | None]], now: datetime) -> list[Problem]:
    """Return what `moved` yields for documents before and after."""
    after = {one.path: one for _, one in pairs if one is not None and _is_shown(one, now)}
    known = {one.path for one, _ in pairs if one is not None}
    addresses = {one.url for one in after.values()}
    addresses |= {old.url for one in after.values() for alias in one.aliases if (old := old_address(alias))}
    before = [one for one, _ in pairs if one is not None and _is_shown(one, now) and one.url not in addresses]
    return list(
        moved({one.url: one for one in before}, after, [one for path, one in after.items() if path not in known])
    )


def _identity(one: Document) -> tuple[object, ...]:
    """Return what stays the same when a source is renamed: what readers know an article by."""
    return (type(one), one.title, one.due)


def _is_shown(document: Document | None, now: datetime) -> bool:
    if document is None or document.draft:
        return False
    return document.due is None or document.due.seconds <= now.timestamp()
