"""Old addresses of documents: where their readers are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.content.addresses import OldAddress, old_address
from bantin.problems import Problem, problem
from bantin.system.output_names import folders_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.collections.documents import Document


class Move(NamedTuple):
    """An old address, and the document that is found elsewhere now."""

    old: OldAddress
    url: str
    """The document's address."""
    path: str


def find_moves(documents: Iterable[Document], owners: dict[str, str], search: str) -> tuple[list[Move], list[Problem]]:
    """Return the old addresses of `documents`, and a problem for each that another page or file has.

    `owners` says, by `place_of`, who has a file; the pages of old addresses are added to it. `search` is the folder of
    the search page.
    """
    moves: list[Move] = []
    problems: list[Problem] = []
    described = [one for one in documents if one.aliases]
    if not described:
        return moves, problems
    owners.setdefault(search, "(search.html)")  # below it lies the search index
    folders = {folder for place in owners for folder in folders_of(place)}
    queries: dict[tuple[object, ...], str] = {}
    for one in described:
        for old in filter(None, map(old_address, one.aliases)):  # what is none was reported when it was read
            place = place_of(old.url)
            if old.query:
                other = queries.setdefault((place, *sorted(old.query)), one.path)
                is_taken = other != one.path
            else:
                # A file cannot be a folder as well: /feed.xml and /feed.xml/old/.
                taken = next((each for each in (place, *folders_of(place)) if each in owners), None)
                other = owners[taken] if taken else old.url
                is_taken = taken is not None or place in folders
            if is_taken:
                problems.append(problem("BT214", one.path, one.lines.get("aliases", 1), url=old.url, other=other))
                continue
            if not old.query:
                owners[place] = one.path
                folders.update(folders_of(place))
            moves.append(Move(old, one.url, one.path))
    return moves, problems
