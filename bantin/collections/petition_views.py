"""What pages of petitions show: flat records that fingerprint well."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from bantin.collections.collection import Count, Facet, View
from bantin.collections.documents import Attachment

State = Literal["answered", "waiting", "overdue"]
STATES: tuple[State, ...] = ("answered", "waiting", "overdue")


class Figures(msgspec.Struct, frozen=True, gc=False):
    """How many petitions there are in each state."""

    name: str
    """Of the year; empty for all."""
    answered: int
    waiting: int
    overdue: int

    @property
    def total(self) -> int:
        """How many there are."""
        return self.answered + self.waiting + self.overdue


class PetitionLine(msgspec.Struct, frozen=True, gc=False):
    """A petition as lists show it."""

    code: str
    text: str
    """Its beginning."""
    url: str
    commune: str
    agency: str
    received: date | None
    state: State


class Place(msgspec.Struct, frozen=True, gc=False):
    """What a petition belongs to, with its page."""

    dimension: str
    """`field`, `commune`, `agency` or `meeting`."""
    name: str
    url: str


class PetitionEntry(msgspec.Struct, frozen=True, gc=False):
    """A petition in full."""

    code: str
    anchor: str
    text: str
    state: State
    places: tuple[Place, ...]
    received: date | None
    due: date | None
    answered: date | None
    answer: str
    file: Attachment | None
    more: tuple[tuple[str, str], ...]


class Groups(msgspec.Struct, frozen=True, gc=False):
    """The pages of one dimension."""

    dimension: str
    pages: tuple[Count, ...]


class PetitionsView(View, frozen=True, kw_only=True):
    """The first page: figures, where everything is, and the newest petitions."""

    figures: Figures
    years: tuple[Figures, ...]
    groups: tuple[Groups, ...]
    lines: tuple[PetitionLine, ...]
    facets: tuple[Facet, ...]
    data: str
    """The site path of what the table is filtered from."""
    open_data: tuple[tuple[str, str], ...]
    """The formats of the open data, with their site paths."""


class PetitionGroupView(View, frozen=True, kw_only=True):
    """A page of a field, commune or agency with `lines`, or of a meeting with `entries`."""

    figures: Figures | None = None
    """Of all its petitions, as `years`: on its own page alone."""
    years: tuple[Figures, ...] = ()
    lines: tuple[PetitionLine, ...] = ()
    entries: tuple[PetitionEntry, ...] = ()
    own: str
    """The site path of the list's own page."""
    older: str
    """That of the page with those before, or empty."""
