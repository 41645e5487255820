"""What records say of each other and of files: related articles, pictures, attachments, anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.collections.article import Article
from bantin.collections.paper import Paper
from bantin.collections.session import Session
from bantin.content.addresses import nearest_link
from bantin.problems import Problem, problem
from bantin.site.translations import language_of, list_source, original_of

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from bantin.collections.documents import Document
    from bantin.site.index import Index


def check_records(index: Index, known_files: Collection[str], broken: Container[str]) -> Iterator[Problem]:
    """Yield what is wrong with the references of front matter.

    Drafts are not checked yet, nor what refers to `broken` sources, which have problems of their own.
    """
    files = frozenset(known_files)
    for table in index.tables.values():
        for row in table.rows:
            if row.file and row.file not in files:
                near = nearest_link(row.file, table.path, _like(row.file, known_files))
                yield table.problem("BT343", row, "file", target=row.file, near=near)
    for one in index.referring:
        if not one.draft:
            yield from check_record(one, index, files, known_files, broken)


def check_record(
    one: Article | Document, index: Index, files: Container[str], known_files: Iterable[str], broken: Container[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the references of one record's front matter."""
    if isinstance(one, Article) and one.related:
        yield from _check_related(index, one, broken)
    if isinstance(one, Article | Paper) and one.session:
        yield from _check_session(index, one, broken)
    if one.translates:
        yield from _check_original(index, one, broken)
    for attribute, file in one.files:
        if file not in files:
            near = nearest_link(file, one.path, _like(file, known_files))
            key, line = one.key_of(attribute), one.line_of(attribute)
            yield problem("BT216", one.path, line, target=file, key=key, near=near)


def _like(file: str, known: Iterable[str]) -> list[str]:
    """Return the files that may be meant by another: those of its folder, and those of its name."""
    folder, _, name = file.casefold().rpartition("/")
    return [one for one in known if (low := one.casefold()).endswith(f"/{name}") or low.startswith(f"{folder}/")]


def _check_related(index: Index, article: Article, broken: Container[str]) -> Iterator[Problem]:
    line = article.lines.get("related", 1)
    for target in article.related:
        if target not in index.documents:
            if target not in broken:
                yield problem(
                    "BT215", article.path, line, target=target, near=nearest_link(target, article.path, index.documents)
                )
        elif target not in index.shown or target in index.unlisted:
            yield problem("BT219", article.path, line, target=target)


def _check_session(index: Index, one: Article | Paper, broken: Container[str]) -> Iterator[Problem]:
    target, line = one.session, one.line_of("session")
    if not isinstance(index.documents.get(target), Session):
        if target not in broken:
            sessions = [path for path, other in index.documents.items() if isinstance(other, Session)]
            yield problem("BT285", one.path, line, target=target, near=nearest_link(target, one.path, sessions))
    elif target not in index.shown or target in index.unlisted:
        yield problem("BT219", one.path, line, target=target)


def _check_original(index: Index, one: Document, broken: Container[str]) -> Iterator[Problem]:
    """Check the page that a translation names: one in the site's own language, and no article."""
    line = one.lines.get("translates", 1)
    original = index.documents.get(one.translates)
    if not language_of(one.path, index.settings):
        yield problem("BT221", one.path, line)
    elif original_of(one, index.settings) in map(list_source, index.lists):
        return
    elif one.translates not in broken and (
        original is None or isinstance(original, Article) or language_of(one.translates, index.settings)
    ):
        pages = [path for path, page in index.documents.items() if not isinstance(page, Article)]
        near = nearest_link(one.translates, one.path, pages)
        yield problem("BT222", one.path, line, target=one.translates, near=near)
