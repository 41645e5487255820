"""How papers stand to each other: which one a number means, what took which out of force, and since when."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.paper import ENDS, RELATIONS, Paper
from bantin.collections.paper_numbers import number_key
from bantin.collections.paper_views import Relation, Status, Step
from bantin.content.addresses import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bantin.collections.documents import Document
    from bantin.language.dates import Moment

_ORDER = {name: place for place, name in enumerate((*RELATIONS, *(f"{name}_by" for name in RELATIONS)))}


class _Link(NamedTuple):
    """A relation between two papers of the register."""

    relation: str
    source: Paper
    target: Paper


class PaperRelations:
    """The relations of all papers of a register, the newest first."""

    def __init__(self, papers: Sequence[Paper], shown: Mapping[str, Document]) -> None:
        self._shown = shown
        self._by_key: dict[str, list[Paper]] = defaultdict(list)
        for one in papers:
            self._by_key[number_key(one.number)].append(one)
        self._from: dict[str, list[_Link]] = defaultdict(list)
        self._to: dict[str, list[_Link]] = defaultdict(list)
        for one in papers:
            named = [(relation, self.find(written, one)) for relation, written in one.references()]
            for relation, target in dict.fromkeys((relation, found.path) for relation, found in named if found):
                link = _Link(relation, one, next(found for _, found in named if found and found.path == target))
                if link.target is not one:
                    self._from[one.path].append(link)
                    self._to[target].append(link)

    def numbered(self, written: str) -> Paper | None:
        """Return the only paper with a number."""
        found = self._by_key.get(number_key(written), ())
        return found[0] if len(found) == 1 else None

    def find(self, written: str, one: Paper) -> Paper | None:
        """Return the paper that `one` names by source or number: of several the last before it, itself at the end."""
        if written.endswith(".md"):
            found = self._shown.get(resolve(written, one.path) or "")
            return found if isinstance(found, Paper) and not found.draft and not found.withdrawn else None
        same = self._by_key.get(number_key(written), ())
        others = [other for other in same if other is not one]
        before = (other for other in others if other.signed_at.seconds <= one.signed_at.seconds)
        return next(before, None) or next(iter(others or same), None)

    def targets(self, one: Paper) -> list[tuple[str, Paper]]:
        """Return what a paper does to others of the register: the relation, and the other."""
        return [(link.relation, link.target) for link in self._from.get(one.path, ())]

    def status(self, one: Paper, now: float) -> Status:
        """Return whether a paper is in force at `now`, since when and by what."""
        if one.withdrawn:
            return Status("withdrawn", one.signed_at)
        ends = [status for status in self._ends(one, frozenset()) if status.since.seconds <= now]
        if ends:
            return min(ends, key=lambda status: status.since.seconds)
        if one.in_force_from.seconds > now:
            return Status("coming", one.in_force_from)
        changed = [
            Status("partly", link.source.in_force_from, link.source.number, link.source.url)
            for link in self._to.get(one.path, ())
            if link.relation == "amends" and link.source.in_force_from.seconds <= now and self._took_effect(link.source)
        ]
        in_force = Status("in_force", one.in_force_from)
        return max(changed, key=lambda status: status.since.seconds, default=in_force)

    def relations(self, one: Paper) -> tuple[Relation, ...]:
        """Return the papers that `one` names, and those that name it."""
        if one.withdrawn:
            return ()
        found: dict[tuple[str, str], Relation] = {}
        for relation, written in one.references():
            target = self.find(written, one)
            key = (relation, target.path if target else number_key(written))
            found[key] = (
                Relation(relation, target.number, target.title, target.url) if target else Relation(relation, written)
            )
        for link in self._to.get(one.path, ()):
            name = f"{link.relation}_by"
            found[name, link.source.path] = Relation(name, link.source.number, link.source.title, link.source.url)
        return tuple(sorted(found.values(), key=lambda relation: _ORDER[relation.name]))

    def history(self, one: Paper) -> tuple[Step, ...]:
        """Return what happened to a paper and will, the oldest first."""
        if one.withdrawn:
            return ()
        steps = [Step(one.signed_at, "signed")]
        if one.in_force_from != one.signed_at:
            steps.append(Step(one.in_force_from, "effective"))
        steps += [
            Step(link.source.in_force_from, f"{link.relation}_by", link.source.number, link.source.url)
            for link in self._to.get(one.path, ())
            if link.relation in ("amends", *ENDS) and self._took_effect(link.source)
        ]
        if one.expires_at:
            steps.append(Step(one.expires_at, "expires"))
        return tuple(sorted(steps, key=lambda step: step.moment.seconds))

    def _ends(self, one: Paper, asked: frozenset[str]) -> list[Status]:
        """Return all that takes a paper out of force; `asked` are papers for which that is being found out."""
        ends = [Status("expired", one.expires_at)] if one.expires_at else []
        for link in self._to.get(one.path, ()):
            source = link.source
            if link.relation in ENDS and source.path not in asked and self._took_effect(source, asked | {one.path}):
                ends.append(Status("expired", source.in_force_from, source.number, source.url))
        return ends

    def _took_effect(self, one: Paper, asked: frozenset[str] = frozenset()) -> bool:
        """Whether a paper was not out of force already when it would have come into force."""
        first: Moment | None = min(
            (status.since for status in self._ends(one, asked | {one.path})), key=lambda end: end.seconds, default=None
        )
        return first is None or first.seconds > one.in_force_from.seconds
