"""Start an article, or a whole site."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.articles import source_url
from bantin.config import load_settings
from bantin.language.vietnamese import slugify
from bantin.problems import BuildFailed, problem
from bantin.problems.records import nearest
from bantin.system.paths import CONTENT, SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bantin.config import Settings


class Draft(NamedTuple):
    """What is known of an article that is about to begin."""

    title: str
    category: str | None = None
    """A slug; `None` means the first of the settings."""
    author: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    bundle: bool = False
    """Whether it gets a folder of its own, for pictures and documents."""


class Begun(NamedTuple):
    """An article that was begun."""

    path: Path
    address: str
    """On the site, with the base path: `/tin-tuc/2026/khai-mac/`."""


def new_article(root: Path, draft: Draft, now: datetime) -> Begun:
    """Make an article with front matter, dated `now` in the site's zone.

    Raises `BuildFailed` when the settings, the category or the title cannot be used, or the article is there already.
    """
    settings = load_settings(root)
    known = [one.slug for one in settings.categories]
    chosen = draft.category or (known[0] if known else "")
    if chosen not in known:
        raise BuildFailed([problem("BT203", slug=chosen, known=", ".join(known), near=nearest(chosen, known))])
    name = slugify(draft.title)
    if not name:
        raise BuildFailed([problem("BT305", name=draft.title)])
    day = now.astimezone(settings.zone)
    folder = root / CONTENT / settings.articles.folder / str(day.year)
    alone, bundled = folder / f"{name}.md", folder / name / "index.md"
    # Both would have one address.
    path, other = (bundled, alone) if draft.bundle else (alone, bundled)
    if other.exists():
        raise BuildFailed([problem("BT605", other.relative_to(root).as_posix())])
    _write_new(root, path, article_text(draft, chosen, day, settings))
    return Begun(path, settings.base_path + source_url(path.relative_to(root).as_posix()))


def article_text(draft: Draft, category: str, day: datetime, settings: Settings) -> str:
    """Return the text of an article that is just begun; a draft, so that nothing slips out."""
    names = ", ".join(f"{one.slug} ({one.name})" for one in settings.categories)
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
    """Return `text` as a value of front matter that means just that."""
    one_line = " ".join(text.split())
    return '"' + one_line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def new_site(folder: Path, language: str, now: datetime, *, title: str = "", base_url: str = "") -> list[Path]:
    """Start a site in `folder`: settings, a first article, a page; return the files.

    `title` and `base_url` stand in the settings instead of the starter's. Raises `BuildFailed` when a file is there
    already; then nothing was written.
    """
    source = resources.files("bantin").joinpath("starter", language)
    texts = {
        folder / SETTINGS_FILE: _settings_text(source.joinpath(SETTINGS_FILE).read_text("utf-8"), title=title, base_url=base_url),
        folder / CONTENT / "tin-tuc" / f"{now:%Y}" / "bai-dau-tien.md": source.joinpath("article.md").read_text("utf-8"),
        folder / CONTENT / "gioi-thieu.md": source.joinpath("page.md").read_text("utf-8"),
        folder / ".gitignore": "/public/\n/.bantin/\n",
    }
    for path in texts:
        if path.exists():
            raise BuildFailed([problem("BT605", str(path.relative_to(folder)))])
    for path, text in texts.items():
        _write_new(folder, path, text.replace("{date}", f"{now:%Y-%m-%d}"))
    return list(texts)


def _settings_text(text: str, **values: str) -> str:
    """Return the starter's settings with `values` instead of its own; empty ones change nothing."""
    for key, value in values.items():
        before, found, after = text.partition(f"\n{key} = ")
        if value and found:
            # A JSON string is a TOML string too; the comment that explains the line stays.
            text = before + found + json.dumps(value, ensure_ascii=False) + after[after.index('"', 1) + 1 :]
    return text


def _write_new(root: Path, path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    shown = path.relative_to(root).as_posix()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise BuildFailed([problem("BT605", shown)]) from None
    except OSError as error:
        raise BuildFailed([problem("BT604", shown, reason=error.strerror or error)]) from None
