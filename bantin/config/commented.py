"""The text of a settings file in which each key that there is has a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bantin.config.keys import Key, keys_of, toml_value
from bantin.config.tables import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bantin.config.base import Table

_HEAD = {
    "vi": """\
#:schema ./.vscode/site_config.schema.json
# Cấu hình của trang. Sửa xong, chạy: python3 build.py check
# Dòng "#khóa = ..." (dấu # liền chữ) là khóa chưa dùng đến, ghi sẵn giá trị mặc định hoặc một ví dụ: bỏ dấu # rồi sửa.
# Ở phần có tên trong [[ ]], muốn thêm một mục thì chép cả phần ấy xuống dưới.
""",
    "en": """\
#:schema ./.vscode/site_config.schema.json
# The site's settings. After a change, run: python3 build.py check
# A line "#key = ..." (# next to a letter) is a key that is not in use, with its default or an example: remove the #.
# Of a part whose name is in [[ ]] there may be several: copy the whole part.
""",
}


def commented_settings(values: Mapping[str, Any], language: str) -> str:
    """Return the text of a settings file that says `values`; keys without one are commented out."""
    return _HEAD[language] + "".join(f"{line}\n" for line in _tables(Settings, values, language))


def _tables(
    record: type[Table],
    values: Mapping[str, Any],
    language: str,
    above: str = "",
    *,
    is_used: bool = True,
    is_first: bool = True,
) -> Iterator[str]:
    """Yield the lines of the tables in `record`: all that there are the first time, then those with values."""
    for key in keys_of(record):
        if key.record is None or not (is_first or key.name in values):
            continue
        name = f"{above}{key.name}"
        held = values.get(key.name, [] if key.is_list else {})
        # A plain table stands also without keys in use: one that is uncommented later is then in the right place.
        used = bool(held) if key.is_list else is_used
        for number, one in enumerate(held or [{}]) if key.is_list else [(0, held)]:
            plain = [inner for inner in keys_of(key.record) if not inner.record]
            first = is_first and number == 0
            if plain:
                about = getattr(key.meaning, language)
                yield from ["", *([f"# {about}"] if first else [])]
                yield f"{'' if used else '#'}{f'[[{name}]]' if key.is_list else f'[{name}]'}"
            for inner in plain:
                yield from _lines(inner, one, language, is_first=first)
            yield from _tables(key.record, one, language, f"{name}.", is_used=used, is_first=first)


def _lines(key: Key, values: Mapping[str, Any], language: str, *, is_first: bool) -> Iterator[str]:
    """Yield the line of `key`, the first time with its comment; nothing the next times when it has no value."""
    if is_first:
        yield f"# {getattr(key.meaning, language)}"
    if key.name in values:
        yield f"{key.name} = {toml_value(values[key.name])}"
    elif is_first:
        shown = key.example if key.is_required or key.default in ("", (), None) else key.default
        yield f"#{key.name} = {toml_value(shown)}"
