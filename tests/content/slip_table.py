"""The table of slips in `slips.txt`: front matter with what its editor is told. `make golden` writes what is told anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.parse import parse
from bantin.config import parse_settings
from tests.builder import SETTINGS, no_excerpt

if TYPE_CHECKING:
    from bantin.problems import Problem

TABLE = Path(__file__).with_name("slips.txt")
PATH = "content/tin-tuc/2026/bai.md"
SITE = parse_settings(
    f"""{SETTINGS}
[[categories]]
slug = "cu-tri"
name = "Cử tri và tiếp công dân"

[[categories]]
slug = "thi-dua"
name = "Thi đua - Khen thưởng"
""".encode()
)
NEEDED = {
    "title": ("title: Kỳ họp", r"titel|(?i:title|ti\WTLE|tiêu đề|tieu de|ti.tle)\b"),
    "date": ("date: 2026-07-08", r"date|(?i:ngày\b)"),
    "category": ("category: tin", r"category|catagory|(?i:chuyên mục)"),
}
# What stays with the libraries: messages of YAML in C and in Python, of tomllib and msgspec, and what Python shows of values.
FOREIGN = re.compile(
    r"while (?:parsing|scanning)|(?:did not|could not|expected|found) (?:find|a |an |the |character|expected|but|unexpected|undefined)"
    r"|mapping|scalar|sequence|token|simple key|block (?:end|entry|collection)|flow (?:node|sequence)|indentation indicator|document start"
    r"|Invalid (?:value|statement|date|hex|enum|RFC)|Cannot (?:declare|overwrite|mutate)|Un(?:terminated|closed|escaped) |Illegal character|got `|Exceeds the limit"
    r"|\{'|\['|Expected `|NoneType|Error|Traceback|<unicode"
)
_ESCAPE = re.compile(r"\\(n|t|u[0-9a-f]{4})")


class Row(NamedTuple):
    """A slip of the table."""

    slip: str
    told: str
    """What is told, as the table has it."""


def rows() -> list[Row]:
    """Return the table."""
    found: list[Row] = []
    for line in TABLE.read_text("utf-8").split("\n"):
        if line.startswith("    "):
            found[-1] = found[-1]._replace(told=f"{found[-1].told}{line}\n")
        elif line.strip() and not re.match(r"#(?: |$)", line):
            found.append(Row(line, ""))
    return found


def source_of(slip: str) -> str:
    """Return the source of an article with a slip."""
    written = _ESCAPE.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1]) or chr(int(found[1][1:], 16)), slip)
    if "\n---" in written or written.startswith("---"):
        return f"{written}\n\nNội dung.\n"
    rest = [line for line, names in NEEDED.values() if not re.search(rf"^\W{{0,2}}?(?:{names})", written, re.MULTILINE)]
    return "\n".join(["---", written, *rest, "---", "", "Nội dung.", ""])


def problems_of(source: str) -> tuple[Problem, ...]:
    """Return what is wrong with the source of an article."""
    return parse(PATH, source.encode(), SITE, no_excerpt).problems


def told(slip: str) -> str:
    """Return what the editor is told, as the table has it."""
    lines: list[str] = []
    for one in sorted(problems_of(source_of(slip)), key=lambda one: one.sort_key()):
        lines.append(f"    {one.line} {one.code} {one.message('vi')} {one.hint('vi')}\n")
        lines.append(f"    {'':{len(str(one.line))}} en    {one.message('en')} {one.hint('en')}\n")
    return "".join(lines)


def renew() -> None:
    """Write what is told of each slip anew."""
    lines = [line for line in TABLE.read_text("utf-8").split("\n") if not line.startswith("    ")]
    known = {row.slip: told(row.slip) for row in rows()}
    text = "".join(f"{line}\n" + known.get(line, "") for line in lines[:-1])
    TABLE.write_text(text, "utf-8")
