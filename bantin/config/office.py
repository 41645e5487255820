"""`[office]` and `[[links]]`: who publishes the site, and whom it leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from bantin.config.base import Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Office(Table, frozen=True):
    """`[office]`: what stands in the masthead and the footer. Whatever is empty is not shown."""

    above: str = ""
    """The body above, the first of the masthead's two lines, as at the head of official documents."""
    short_name: str = ""
    """For a home screen's icon; the site's title where it is empty."""
    address: str = ""
    phone: str = ""
    email: str = ""
    responsible: str = ""
    """Who answers for what is published."""
    licence: str = ""
    """The permit of the site, as it must be shown."""

    @property
    def phone_link(self) -> str:
        """The telephone number without anything that a link must not hold."""
        return re.sub(r"[^+\d]", "", self.phone)


class Link(Table, frozen=True):
    """One of `[[links]]`: a related agency."""

    name: Text
    url: Text
    group: str = ""
    """Links of one group stand together under its name."""
    line: int = msgspec.field(default=0, name=" line")
    """Where it stands, for problems; under a name that nobody writes."""


class LinkGroup(msgspec.Struct, frozen=True):
    """Links under one name, in the settings' order."""

    name: str
    links: tuple[Link, ...]


def grouped(links: tuple[Link, ...]) -> tuple[LinkGroup, ...]:
    """Return `links` by group; groups stand in the order of their first link."""
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.group, []).append(link)
    return tuple(LinkGroup(name, tuple(members)) for name, members in found.items())


def office_rules(office: Office, file: str, line: int) -> Iterator[Problem]:
    """Yield what types alone cannot say of an office; `line` is that of its address for letters."""
    if office.email and not _EMAIL.fullmatch(office.email):
        yield problem("BT121", file, line, value=office.email)


def link_rules(links: tuple[Link, ...], file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield what types alone cannot say of links; `at` gives the line of a key."""
    for index, link in enumerate(links):
        if not link.url.startswith(("/", "https://", "http://")) or not link.url.isprintable() or " " in link.url:
            yield problem("BT120", file, at("links", index, "url"), name=link.name, value=link.url)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
