"""What pages of sessions show: flat records that fingerprint well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.collections.collection import View
from bantin.collections.documents import Attachment
from bantin.language.dates import Moment

if TYPE_CHECKING:
    from bantin.collections.paper_views import PaperLine


class SessionLine(msgspec.Struct, frozen=True, gc=False):
    """A session as lists show it."""

    title: str
    url: str
    number: str
    term: str
    kind: str
    """`regular`, `thematic`, `extraordinary` or empty."""
    place: str
    state: str
    """`coming`, `on`, `over` or `cancelled`."""
    days: tuple[Moment, ...]
    """Midnight of each, in order."""
    cancelled: str
    """Why, or empty."""


class PaperLink(msgspec.Struct, frozen=True, gc=False):
    """A paper of the register that an agenda names."""

    name: str
    """What it is, or the number of one that is not in the register."""
    url: str = ""


class PointLine(msgspec.Struct, frozen=True, gc=False):
    """A point of the programme."""

    time: str
    """`07:30`, or empty."""
    title: str
    by: str
    papers: tuple[PaperLink, ...]
    files: tuple[Attachment, ...]


class ProgrammePart(msgspec.Struct, frozen=True, gc=False):
    """The points of a morning, afternoon or evening."""

    part: str
    """One of `hours.PARTS`."""
    points: tuple[PointLine, ...]


class ProgrammeDay(msgspec.Struct, frozen=True, gc=False):
    """A day of the programme."""

    day: Moment
    parts: tuple[ProgrammePart, ...]


class QuestionLine(msgspec.Struct, frozen=True, gc=False):
    """A question with its answer."""

    question: str
    by: str
    to: str
    answer: str
    papers: tuple[PaperLink, ...]
    files: tuple[Attachment, ...]


class ArticleLine(msgspec.Struct, frozen=True, gc=False):
    """An article about the session."""

    title: str
    url: str
    date: Moment


class Term(msgspec.Struct, frozen=True, gc=False):
    """The sessions of a term of the council, newest first."""

    name: str
    sessions: tuple[SessionLine, ...]


class SessionsView(View, frozen=True, kw_only=True):
    """All sessions."""

    terms: tuple[Term, ...]
    calendar: str
    """The site path of all of them as a calendar."""


class SessionView(View, frozen=True, kw_only=True):
    """A session's page."""

    session: SessionLine
    programme: tuple[ProgrammeDay, ...]
    questions: tuple[QuestionLine, ...]
    papers: tuple[PaperLine, ...]
    articles: tuple[ArticleLine, ...]
    calendar: str
    """The site path of this session as a calendar."""
