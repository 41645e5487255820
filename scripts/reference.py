"""Write what follows from the records of content and settings: tables in docs/, and the schemas for VS Code.

`--check` only compares.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import sys
import typing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bantin.collections.collection import Entry

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bantin.collections.article import Article  # noqa: E402 - the checkout, not an installed copy
from bantin.collections.documents import Publication  # noqa: E402
from bantin.collections.fields import Field, fields_of  # noqa: E402
from bantin.collections.page import Page  # noqa: E402
from bantin.collections.registry import COLLECTIONS, kind_of  # noqa: E402
from bantin.collections.schema import front_matter_schema  # noqa: E402
from bantin.config import keys, load_settings  # noqa: E402

SCHEMA = Path(".vscode/front-matter.schema.json")
SETTINGS_SCHEMA = Path(".vscode/site_config.schema.json")
PAGES = ("publishing.md", "layouts.md", "settings.md", "cau-hinh.md")
_BLOCK = re.compile(r"(<!-- make docs: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> int:
    """Write the files, or return 1 when one is not what it should be."""
    stale = [path for path, text in files(ROOT).items() if (ROOT / path).read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path} is not up to date: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        (ROOT / path).write_text(files(ROOT)[path], "utf-8")
    return 0


def files(root: Path) -> dict[Path, str]:
    """Return the text of each file that is made from the records, by its path from `root`."""
    schemas = {SCHEMA: front_matter_schema(load_settings(root).categories), SETTINGS_SCHEMA: keys.settings_schema()}
    found = {path: json.dumps(one, ensure_ascii=False, indent=2) + "\n" for path, one in schemas.items()}
    guides = sorted(path.name for path in (root / "docs").glob("huong-dan-*.md"))
    for path in (Path("docs", name) for name in (*guides, *PAGES)):
        found[path] = _BLOCK.sub(_block, (root / path).read_text("utf-8"))
    return found


def _block(found: re.Match[str]) -> str:
    made: dict[str, Callable[[], str]] = {
        "fields": fields_table,
        "attributes": attributes_table,
        "settings": lambda: settings_tables("en"),
        "cau_hinh": lambda: settings_tables("vi"),
        "github": lambda: recipe("dot-github/workflows/site.yml"),
        "gitlab": lambda: recipe("dot-gitlab-ci.yml"),
    }
    made.update((f"fields_{kind_of(one.record)}", functools.partial(entry_table, one.record)) for one in COLLECTIONS)
    return found[1] + made[found[2]]() + found[3]


def fields_table() -> str:
    """Return the fields of the front matter for editors: those that are required first."""
    kinds = {"bài": fields_of(Article), "trang": fields_of(Page)}
    every = {**kinds["bài"], **kinds["trang"]}
    rows = ["| Khóa | Dùng cho | Nghĩa | Ví dụ |", "| --- | --- | --- | --- |"]
    for key, one in sorted(every.items(), key=lambda item: not item[1].is_required):
        needed = " **Bắt buộc.**" if one.is_required else ""
        use = ", ".join(kind for kind, fields in kinds.items() if key in fields)
        rows.append(f"| `{key}` | {use} | {one.about.vi}{needed} | `{key}: {one.about.example}` |")
    return "\n".join(rows) + "\n"


def entry_table(record: type[Entry]) -> str:
    """Return the fields that are a collection's own, for editors: those that are required first."""
    common = {*fields_of(Publication), "publish"}
    own = [one for key, one in fields_of(record).items() if one.attribute == "attachments" or key not in common]
    rows = ["| Khóa | Nghĩa | Ví dụ |", "| --- | --- | --- |"]
    for one in sorted(own, key=lambda one: not one.is_required):
        needed = " **Bắt buộc.**" if one.is_required else ""
        rows.append(f"| `{one.key}` | {one.about.vi}{needed} | `{one.line}` |")
    return "\n".join(rows) + "\n"


def attributes_table() -> str:
    """Return the attributes of articles and pages for layouts. A moment is shown by the property of its key's name."""
    kinds = {"article": Article, "page": Page}
    every = {**fields_of(Article), **fields_of(Page)}
    rows = {one.attribute: (_type(one), one.about.en, one.key) for one in every.values() if one.kind != "moment"}
    for record in kinds.values():
        for name, made in inspect.getmembers(record, lambda one: isinstance(one, property)):
            rows[name] = (_shown(made.fget.__annotations__["return"]), inspect.getdoc(made) or "", "")
    lines = ["| name | type | of | front matter | |", "| --- | --- | --- | --- | --- |"]
    for name, (kind, about, key) in sorted(rows.items()):
        own = {kind for kind, record in kinds.items() if name in dir(record) and (not key or key in fields_of(record))}
        lines.append(f"| `{name}` | {kind} | {', '.join(sorted(own))} | {f'`{key}`' if key else ''} | {about} |")
    return "\n".join(lines) + "\n"


def recipe(name: str) -> str:
    """Return a file that new sites get, as a block of code."""
    return f"```yaml\n{(ROOT / 'bantin/commands/starter/common' / name).read_text('utf-8')}```\n"


def settings_tables(language: str) -> str:
    """Return a section for each table of the settings."""
    words = _SETTINGS[language]
    shown: dict[object, str] = {}
    parts: list[str] = []
    for name, table, record in keys.tables():
        heading = f"[[{name}]]" if table.is_list else f"[{name}]"
        parts.append(f"## `{heading}`\n\n{getattr(table.meaning, language)}\n")
        if record in shown:
            parts.append(words["as"].format(shown[record]) + "\n")
            continue
        shown[record] = heading
        rows = [_settings_row(key, language) for key in keys.keys_of(record) if not key.record]
        if rows:
            parts.append("\n".join([words["head"], "| --- | --- | --- | --- | --- |", *rows]) + "\n")
    return "\n".join(parts)


_SETTINGS = {
    "vi": {
        "head": "| Khóa | Kiểu | Mặc định | Ví dụ | Nghĩa |",
        "as": "Các khóa như ở `{}`.",
        "needed": "**bắt buộc**",
        "empty": "trống",
        "str": "chữ",
        "int": "số",
        "bool": "`true` (có), `false` (không)",
        "list": "danh sách",
        "date": "ngày",
        "or": " hoặc ",
    },
    "en": {
        "head": "| Key | Type | Default | Example | Meaning |",
        "as": "The keys are those of `{}`.",
        "needed": "**required**",
        "empty": "empty",
        "str": "text",
        "int": "number",
        "bool": "`true` or `false`",
        "list": "list",
        "date": "date",
        "or": " or ",
    },
}


def _settings_row(key: keys.Key, language: str) -> str:
    words = _SETTINGS[language]
    shape = keys.shape_of(key)
    kind = words["or"].join(f'`"{choice}"`' for choice in key.choices) or words[_kind_of(key)]
    if "minimum" in shape:
        kind += f", {shape['minimum']} – {shape['maximum']}" if "maximum" in shape else f", ≥ {shape['minimum']}"
    default = words["needed"] if key.is_required else f"`{keys.toml_value(key.default)}`"
    if key.default in ("", (), None):
        default = words["empty"]
    example = f"`{key.name} = {keys.toml_value(key.example)}`"
    return f"| `{key.name}` | {kind} | {default} | {example} | {getattr(key.meaning, language)} |"


def _kind_of(key: keys.Key) -> str:
    return "list" if key.is_list else type(key.example).__name__


def _type(one: Field) -> str:
    if one.kind == "list":
        return f"`tuple[{typing.get_args(one.type)[0].__name__}]`"
    return _shown(one.type.__name__ if isinstance(one.type, type) else re.sub(r"[\w.]+\.(?=\w)", "", str(one.type)))


def _shown(annotation: str) -> str:
    return " or ".join(f"`{part}`" for part in annotation.replace(", ...", "").split(" | "))


if __name__ == "__main__":
    sys.exit(main())
