"""The preview's own pages: the start page `/_preview/`, and the page shown instead of one with errors."""

from __future__ import annotations

import heapq
import os
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from bantin.preview import banners, injection
from bantin.preview.injection import PREFIX
from bantin.preview.problem_details import describe_problems
from bantin.preview.view import Content
from bantin.problems import Severity, set_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.collections.documents import Document
    from bantin.preview.problem_details import ProblemDetails
    from bantin.preview.view import View
    from bantin.preview.words import Words

_NEWEST = 20
"""Most recently edited files that are listed."""
_HTML = "text/html; charset=utf-8"


class Entry(NamedTuple):
    """A line in a list of the start page."""

    name: str
    url: str
    """With the base path; empty when there is no page."""
    path: str
    note: str = ""


def start_page(view: View, root: Path) -> Content:
    """Return the start page: problems, unpublished articles and edited files. `root` is the site's folder."""
    snapshot, words = view.snapshot, view.words
    model = snapshot.model
    found = set_of([*snapshot.problems, *view.rendered_problems()])
    by_severity = {
        severity: describe_problems(
            [one for one in found if one.severity is severity], root, view.files, snapshot.language
        )
        for severity in Severity
    }
    unpublished = _unpublished(model, words) if model else {}
    html = _template("start.html").render(
        language=snapshot.language,
        words=words,
        site=model.settings.site.title if model else "",
        home=f"{model.settings.base_path}/" if model else "",
        errors=by_severity[Severity.ERROR],
        warnings=by_severity[Severity.WARNING],
        drafts=unpublished.get("drafts", []),
        timed=unpublished.get("timed", []),
        withdrawn=unpublished.get("withdrawn", []),
        edited=_edited(model, words) if model else [],
        prefix=PREFIX,
    )
    data = html.encode()
    digest = injection.page_digest(data, "", ())
    return Content(200, injection.inject(data, PREFIX, digest, ""), _HTML, digest)


def error_page(view: View, path: str, problems: Iterable[ProblemDetails]) -> bytes:
    """Return the HTML shown at `path` while it has errors: an overlay, until they are fixed."""
    html = _template("error.html").render(
        language=view.snapshot.language, words=view.words, problems=problems, prefix=PREFIX
    )
    return injection.inject(html.encode(), path, "", "")


def count_words(count: int, words: Words) -> str:
    """Return `3 errors`."""
    return words("error_one") if count == 1 else words("error_many", count=count)


def _unpublished(model: Model, words: Words) -> dict[str, list[Entry]]:
    """Return drafts, timed articles by due date, and withdrawn articles, by kind."""
    index = model.index
    unlisted = [index.documents[path] for path in sorted(index.unlisted)]
    timed = sorted(
        ((due, one) for one in unlisted if (due := one.due) and not one.draft), key=lambda timed: timed[0].seconds
    )
    return {
        "drafts": [_entry(model, one) for one in unlisted if one.draft],
        "timed": [_entry(model, one, banners.moment_words(due.local, model.settings, words)) for due, one in timed],
        "withdrawn": [_entry(model, one, one.withdrawn) for one in index.withdrawn],
    }


def _entry(model: Model, one: Document, note: str = "") -> Entry:
    return Entry(one.title, model.settings.base_path + one.url, one.path, note)


def _edited(model: Model, words: Words) -> list[Entry]:
    """Return the most recently edited sources, newest first."""
    times: list[tuple[float, str]] = []
    for path, file in model.queries.files.items():
        if file.is_source:
            try:
                times.append((os.stat(file.real).st_mtime, path))
            except OSError:  # just deleted
                continue
    entries: list[Entry] = []
    for changed, path in heapq.nlargest(_NEWEST, times):
        moment = banners.moment_words(datetime.fromtimestamp(changed, model.settings.zone), model.settings, words)
        one = model.index.documents.get(path)
        entries.append(_entry(model, one, moment) if one else Entry(path, "", path, moment))
    return entries


def _template(name: str) -> jinja2.Template:
    text = resources.files("bantin.preview").joinpath("templates", name).read_text("utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)
