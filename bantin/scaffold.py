"""Start an article, or a whole site."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from bantin.problems import BuildFailed, problem
from bantin.settings import SETTINGS_FILE, load_settings
from bantin.sources import CONTENT
from bantin.vietnamese import slugify

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bantin.settings import Settings


def new_article(root: Path, title: str, category: str | None, now: datetime) -> Path:
    """Make an article with front matter, dated `now` in the site's zone, and return its file.

    Raises `BuildFailed` when the settings, the category or the title cannot be used, or the file is there already.
    """
    settings = load_settings(root)
    known = [one.slug for one in settings.categories]
    chosen = category or (known[0] if known else "")
    if chosen not in known:
        raise BuildFailed([problem("BT203", slug=chosen, known=", ".join(known))])
    name = slugify(title)
    if not name:
        raise BuildFailed([problem("BT305", name=title)])
    day = now.astimezone(settings.zone)
    path = root / CONTENT / settings.articles.folder / str(day.year) / f"{name}.md"
    _write_new(root, path, article_text(title, chosen, day, settings))
    return path


def article_text(title: str, category: str, day: datetime, settings: Settings) -> str:
    """Return the text of an article that is just begun; a draft, so that nothing slips out."""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    names = ", ".join(f"{one.slug} ({one.name})" for one in settings.categories)
    vietnamese = settings.site.language == "vi"
    choose = f"# Chuyên mục: {names}" if vietnamese else f"# Categories: {names}"
    remove = "# Bỏ dòng này khi đăng." if vietnamese else "# Remove this line to publish."
    begin = "Viết bài ở đây." if vietnamese else "Write here."
    return (
        f'---\ntitle: "{quoted}"\ndate: {day:%Y-%m-%d %H:%M}\n{choose}\ncategory: {category}\n'
        f"summary:\ntags: []\n{remove}\ndraft: true\n---\n\n{begin}\n"
    )


def new_site(folder: Path, language: str, now: datetime) -> list[Path]:
    """Start a site in `folder`: settings, a first article, a page; return the files.

    Raises `BuildFailed` when a file is there already; then nothing was written.
    """
    source = resources.files("bantin").joinpath("starter", language)
    texts = {
        folder / SETTINGS_FILE: source.joinpath(SETTINGS_FILE).read_text("utf-8"),
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
