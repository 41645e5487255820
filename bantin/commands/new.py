"""The command `new`: start an article, or an entry of a collection."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from bantin.collections.article import listed, unknown_category
from bantin.collections.fields import fields_of
from bantin.collections.registry import COLLECTIONS
from bantin.commands.context import moment, now_option
from bantin.commands.new_file import write_new_file
from bantin.config import load_settings
from bantin.content.addresses import source_url
from bantin.language import characters
from bantin.language.vietnamese import slugify
from bantin.problems import BuildFailed, problem
from bantin.problems.records import nearest
from bantin.system.output_names import bad_part
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bantin.collections.collection import Entry
    from bantin.collections.fields import Field
    from bantin.config import Settings


@click.command()
@click.argument("folder", required=False)
@click.argument("title", required=False)
@click.option(
    "--category", metavar="SLUG", default=None, help="Its category (default: asked for on a terminal, else the first)."
)
@click.option("--author", default="", help="Its author.")
@click.option("--summary", default="", help="One or two sentences for lists.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--bundle", is_flag=True, help="Give it a folder of its own, for pictures and documents.")
@now_option
@click.pass_context
def new(
    ctx: click.Context,
    /,
    folder: str | None,
    title: str | None,
    category: str | None,
    summary: str,
    now: str | None,
    **options: Any,  # noqa: ANN401 - click's
) -> None:
    """Start an article called TITLE and print its path; on a terminal, what is missing is asked for.

    With FOLDER, start an entry of the collection in that folder of content/.
    """
    root: Path = ctx.obj["root"]
    language: str = ctx.obj["language"]
    if folder is not None and title is not None:
        click.echo(new_entry(root, folder, title, moment(now, root)).path)
        return
    title = folder  # click fills the first of two arguments
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if title is None:
        if not asks:
            raise click.MissingParameter(ctx=ctx, param=next(one for one in ctx.command.params if one.name == "title"))
        title = click.prompt("Tiêu đề" if language == "vi" else "Title", err=True)
    if asks and category is None:
        category = _ask_category(root, language)
    if asks and not summary:
        summary = click.prompt("Tóm tắt" if language == "vi" else "Summary", default="", show_default=False, err=True)
    article = new_article(root, Draft(str(title), category, summary=summary, **options), moment(now, root))
    click.echo(article.path)
    label = "Xem trước (chạy watch)" if language == "vi" else "Preview (run watch)"
    click.echo(f"{label}: http://127.0.0.1:8000{article.url}", err=True)


def _ask_category(root: Path, language: str) -> str | None:
    """Prompt for a category by number, slug or name until there is one; return its slug.

    Raises `BuildFailed` for invalid settings.
    """
    settings = load_settings(root)
    known = settings.categories
    if not known:
        return None
    for number, one in enumerate(known, 1):
        click.echo(f"  {number}  {one.slug}  ({one.name})", err=True)
    while True:
        answer = str(click.prompt("Chuyên mục" if language == "vi" else "Category", default="1", err=True)).strip()
        for number, one in enumerate(known, 1):
            if answer in (str(number), one.slug) or slugify(answer) in (one.slug, slugify(one.name)):
                return one.slug
        unknown = problem("BT203", "", 0, 0, **unknown_category(answer, settings))
        click.echo(f"{unknown.message(language)} {unknown.hint(language)}", err=True)


class Draft(NamedTuple):
    """The fields of a new article."""

    title: str
    category: str | None = None
    """A slug; `None` for the first of the settings."""
    author: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    bundle: bool = False
    """Whether it gets a folder of its own."""


class NewArticle(NamedTuple):
    """An article that was written."""

    path: Path
    url: str
    """Its URL with the base path: `/tin-tuc/2026/khai-mac/`."""


def new_article(root: Path, draft: Draft, now: datetime) -> NewArticle:
    """Write an article dated `now` in the site's zone.

    Raises `BuildFailed` for invalid settings, an unknown category, an unusable title, and when the article exists.
    """
    settings = load_settings(root)
    category = draft.category or next((one.slug for one in settings.categories), "")
    if unknown := unknown_category(category, settings):
        raise BuildFailed([problem("BT203", "", 0, 0, **unknown)])
    for words in (draft.author, draft.summary, *draft.tags):
        _check_characters(words)
    name = _name(draft.title)
    day = now.astimezone(settings.zone)
    folder = root / CONTENT / settings.articles.folder / str(day.year)
    alone, bundled = folder / f"{name}.md", folder / name / "index.md"
    # Both would have the same URL.
    path, other = (bundled, alone) if draft.bundle else (alone, bundled)
    if other.exists():
        raise BuildFailed([problem("BT605", other.relative_to(root).as_posix())])
    write_new_file(root, path, article_text(draft, category, day, settings))
    return NewArticle(path, settings.base_path + source_url(path.relative_to(root).as_posix()))


def new_entry(root: Path, folder: str, title: str, now: datetime) -> NewArticle:
    """Write an entry of the collection in `content/FOLDER/`, as a draft with the keys that it needs.

    Raises `BuildFailed` for invalid settings, no such collection, an unusable title, and when the file exists.
    """
    settings = load_settings(root)
    folders = {str(getattr(settings.paths, one.name)): one for one in COLLECTIONS if one.is_written}
    if folder not in folders:
        known, near = ", ".join(folders), nearest(folder, folders)
        raise BuildFailed([problem("BT610", name=folder, known=known, near=near)])
    day = now.astimezone(settings.zone)
    parent = root / CONTENT / folder
    path = (parent / str(day.year) if folders[folder].by_year else parent) / f"{_name(title)}.md"
    write_new_file(root, path, entry_text(folders[folder].record, title, day, settings.site.language))
    return NewArticle(path, settings.base_path + source_url(path.relative_to(root).as_posix()))


def entry_text(record: type[Entry], title: str, day: datetime, language: str) -> str:
    """Return the text of a new entry, marked as a draft: each key that it needs with an example to be changed."""
    vietnamese = language == "vi"
    rows = []
    for key, one in fields_of(record).items():
        if one.is_required and key != "title":
            rows += [f"# {one.about.vi if vietnamese else one.about.en}", f"{key}: {_beginning(one, day)}"]
    remove = "# Bỏ dòng này khi đăng." if vietnamese else "# Remove this line to publish."
    return "\n".join(["---", f"title: {_quoted(title)}", *rows, remove, "draft: true", "---", "", ""])


def _beginning(field: Field, day: datetime) -> str:
    """Return what a field has in a new file."""
    if field.kind in ("moment", "moments"):
        return f"{day:%Y-%m-%d}" if field.kind == "moment" else f"[{day:%Y-%m-%d}]"
    first = day.year - (day.year - 1) % _TERM  # councils of Viet Nam: 2021-2026, 2026-2031
    start = field.about.start.format(year=day.year, term=f"{first}-{first + _TERM}")
    return start or field.about.example


_TERM = 5


def _name(title: str) -> str:
    """Return the name of a file for a title. Raises `BuildFailed` when there is none."""
    _check_characters(title)
    name = slugify(title)
    if not name:
        raise BuildFailed([problem("BT305", name=title)])
    if bad_part(f"/{name}/"):
        raise BuildFailed([problem("BT315", url=f"/{name}/", name=name)])
    return name


def _check_characters(words: str) -> None:
    """Raise `BuildFailed` for what no page may contain."""
    if (at := characters.find_forbidden(words)) >= 0:
        raise BuildFailed([problem("BT321", name=characters.name(words[at]))])


def article_text(draft: Draft, category: str, day: datetime, settings: Settings) -> str:
    """Return the text of a new article, marked as a draft."""
    names = listed(settings)
    vietnamese = settings.site.language == "vi"
    choose = f"# Chuyên mục: {names}" if vietnamese else f"# Categories: {names}"
    remove = "# Bỏ dòng này khi đăng." if vietnamese else "# Remove this line to publish."
    begin = "Viết bài ở đây." if vietnamese else "Write here."
    author = f"author: {_quoted(draft.author)}\n" if draft.author else ""
    summary = f"summary: {_quoted(draft.summary)}\n" if draft.summary else "summary:\n"
    tags = ", ".join(_quoted(tag) for tag in draft.tags)
    return (
        f"---\ntitle: {_quoted(draft.title)}\ndate: {day:%Y-%m-%d %H:%M}\n{choose}\ncategory: {category}\n"
        f"{author}{summary}tags: [{tags}]\n{remove}\ndraft: true\n---\n\n{begin}\n"
    )


def _quoted(text: str) -> str:
    """Return `text` as a quoted string of YAML."""
    one_line = " ".join(text.split())
    return '"' + one_line.replace("\\", "\\\\").replace('"', '\\"') + '"'
