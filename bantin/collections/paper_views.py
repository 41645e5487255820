"""What pages of the register show: flat records that fingerprint well."""

from __future__ import annotations

import msgspec

from bantin.collections.collection import Count, Facet, View
from bantin.language.dates import Moment

STATES = ("coming", "in_force", "partly", "expired")


class Status(msgspec.Struct, frozen=True, gc=False):
    """Whether a paper is in force on a day."""

    name: str
    """One of `STATES`, of which `partly` is in force as amended; `withdrawn`, which no list shows."""
    since: Moment
    by_number: str = ""
    """Of the paper that amended, replaced or repealed it, or empty."""
    by_url: str = ""


class PaperLine(msgspec.Struct, frozen=True, gc=False):
    """A paper as lists show it."""

    number: str
    title: str
    url: str
    kind: str
    issuer: str
    field: str
    signed: Moment
    status: Status


class Relation(msgspec.Struct, frozen=True, gc=False):
    """Another paper and how it stands to the one at hand."""

    name: str
    """One of `RELATIONS`, or its other side: `amended_by`."""
    number: str
    title: str = ""
    """Empty, as `url`, for a paper that is not in the register."""
    url: str = ""


class Step(msgspec.Struct, frozen=True, gc=False):
    """A day in a paper's history."""

    moment: Moment
    name: str
    """`signed`, `effective`, `expires`, or a relation's other side: `amended_by`."""
    number: str = ""
    url: str = ""


class Group(msgspec.Struct, frozen=True, gc=False):
    """Papers of one kind."""

    name: str
    anchor: str
    papers: tuple[PaperLine, ...]


class RegisterView(View, frozen=True, kw_only=True):
    """The register: all papers of a year by kind, or else the newest, and where the others are."""

    groups: tuple[Group, ...]
    years: tuple[Count, ...]
    kinds: tuple[Count, ...]
    count: int
    data: str = ""
    """The site path of all papers as JSON, to be filtered; empty on the page of a year or kind."""
    facets: tuple[Facet, ...] = ()


class PaperView(View, frozen=True, kw_only=True):
    """A paper's page."""

    paper: PaperLine
    relations: tuple[Relation, ...]
    history: tuple[Step, ...]
