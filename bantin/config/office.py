"""`[office]` and `[[links]]`: who publishes the site, and related agencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from bantin.config.base import Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Office(Table, frozen=True):
    """`[office]`: texts of the masthead and the footer. An empty one is not shown."""

    above: str = ""
    """The superior body: the first of the masthead's two lines, as in the heading of official documents."""
    short_name: str = ""
    """The name under a home screen's icon; when empty, the site's title."""
    address: str = ""
    phone: str = ""
    email: str = ""
    responsible: str = ""
    """Who answers for what is published."""
    licence: str = ""
    """The site's permit, which the law requires to be shown."""

    @property
    def phone_link(self) -> str:
        """The telephone number as a `tel:` link has it: digits and `+`."""
        return re.sub(r"[^+\d]", "", self.phone)


class Link(Table, frozen=True):
    """One of `[[links]]`: a related agency."""

    name: Text
    url: Text
    group: str = ""
    """Links with the same group are shown together under its name."""
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""


class LinkGroup(msgspec.Struct, frozen=True):
    """The links of one group, in the settings' order."""

    name: str
    links: tuple[Link, ...]


def grouped(links: tuple[Link, ...]) -> tuple[LinkGroup, ...]:
    """Return `links` by group, in the order of each group's first link."""
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.group, []).append(link)
    return tuple(LinkGroup(name, tuple(members)) for name, members in found.items())


def validate_office(office: Office, file: str, line: int) -> Iterator[Problem]:
    """Yield the problems of an office; `line` is that of its `email`."""
    if office.email and not _EMAIL.fullmatch(office.email):
        yield problem("BT121", file, line, value=office.email)


def validate_links(links: tuple[Link, ...], file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of links; `at` returns the line of a key."""
    for index, link in enumerate(links):
        if not link.url.startswith(("/", "https://", "http://")) or not link.url.isprintable() or " " in link.url:
            yield problem("BT120", file, at("links", index, "url"), name=link.name, value=link.url)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
