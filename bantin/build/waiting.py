"""What is wrong with drafts, and with articles that wait for their date, as they will be on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build.media_plan import plan_media
from bantin.build.problems import check_fragments, unreferenced
from bantin.build.render_pages import render_pages
from bantin.content.addresses import resolve
from bantin.markup.references import sources_of
from bantin.problems import Problem, Severity, problem
from bantin.site.routes import waiting_routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.build.model import Model
    from bantin.collections.documents import Document
    from bantin.rendering.traces import PageRecord
    from bantin.site.index import Index
    from bantin.site.routes import Route

_LINKS = frozenset({"BT401", "BT405"})
"""Links to what is not published, by address and by source."""


def waiting_problems(
    model: Model, records: Mapping[str, PageRecord], jobs: int, *, drafts: bool = True
) -> list[Problem]:
    """Return the problems of texts that are not published yet, each as if its day had come.

    A link to another article that will be published by then is none. `records` are those of the published pages;
    without `drafts`, only articles that wait for their date are looked at.
    """
    index = model.index
    wanted = [path for path in sorted(index.unpublished) if drafts or not index.documents[path].draft]
    if not wanted:
        return []
    index = index.with_waiting()
    routes = waiting_routes(index, wanted, frozenset(model.layouts.templates))
    pages = {**{route.url: route for route in routes}, **model.pages}
    queries = model.queries.over(index, pages)
    made: dict[str, PageRecord] = {}
    for batch in render_pages(routes, queries, None, {}, jobs, None):
        made.update((one.record.route.subject, one.record) for one in batch)

    def anchors_of(path: str) -> tuple[str, ...] | None:
        document = index.documents.get(path)
        record = made.get(path) or (records.get(document.url) if document is not None else None)
        return record.report.anchors if record is not None else None

    found = [one for record in made.values() for one in record.report.problems]
    found += check_fragments(made.values(), anchors_of)
    found += plan_media(made.values(), pages, queries).problems
    if drafts:  # all that is written has been read
        found += unreferenced([*records.values(), *made.values()], queries, made)
    return [one for one in found if not (one.code in _LINKS and _leads_somewhere(one, index, pages))]


def as_warnings(problems: list[Problem], model: Model) -> list[Problem]:
    """Return errors of waiting articles as warnings that name the day on which they would stop the site."""
    found: list[Problem] = []
    for one in problems:
        document = model.index.documents.get(one.path)
        if one.severity is not Severity.ERROR or document is None or document.due is None:
            continue
        day = document.due.local.strftime("%H:%M %d-%m-%Y")
        found.append(_wrapped("BT431", one, day=day))
    return found


def drafts_as_warnings(problems: list[Problem], model: Model) -> list[Problem]:
    """Return `problems` with the errors of drafts as warnings: nothing publishes a draft."""
    documents = model.index.documents
    return [
        _wrapped("BT430", one)
        if one.severity is Severity.ERROR and one.path in documents and documents[one.path].draft
        else one
        for one in problems
    ]


def _wrapped(code: str, one: Problem, **values: str) -> Problem:
    hint_vi, hint_en = one.hint("vi"), one.hint("en")
    return problem(
        code,
        one.path,
        one.line,
        one.column,
        vi=one.message("vi"),
        en=one.message("en"),
        todo_vi=hint_vi,
        todo_en=hint_en,
        **values,
    )


def _leads_somewhere(one: Problem, index: Index, pages: Mapping[str, Route]) -> bool:
    """Whether the target of a link is published by the day of the text that has it."""
    name = one.values["target"].partition("#")[0].partition("?")[0]
    path = resolve(name, one.path)
    subjects = [pages[url].subject for url in (name, f"{name}/") if url in pages]
    if path is not None:
        subjects += sources_of(path)
    day = _day(index.documents.get(one.path))
    return any(subject in index.unlisted and _day(index.documents[subject]) <= day for subject in subjects)


def _day(document: Document | None) -> float:
    """Return when a text will be published, in seconds since 1970; infinity for a draft."""
    return float(document.due.seconds) if document is not None and document.due and not document.draft else float("inf")
