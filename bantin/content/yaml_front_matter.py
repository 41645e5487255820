"""Parse front matter by YAML's rules, but keep values as texts: what `front_matter` cannot parse itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from bantin.content import mending, slips
from bantin.content.mending import Mended
from bantin.content.read import HEADER_LIMIT, SourceFault
from bantin.language import characters
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.content.mending import Takes

_DEPTH = 40
# libyaml recurses in C without a limit.
_BRACKET = re.compile(r"[\[\]{}]")
_MARKS = re.compile(rf"(?:[-?] ++){{{_DEPTH}}}")
# May begin an anchor, an alias or a tag.
_MAY_REPEAT = re.compile(r"(?:^|[\s\[{,])[&*!]", re.MULTILINE)
_COMMENT = re.compile(r"\s*+#(\S?)")
_BLOCK = ("|", ">")
_QUOTINGS = (("BT224", mending.in_curly_quotes), ("BT231", mending.without_a_quote))
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# YAML takes these for ends of lines, editors' programs do not.
_SEPARATORS = {0x2028: " ", 0x2029: " "}
NOTHING = frozenset({"~", "null"})
"""Values that mean that nothing is given, in any case."""


class Found(NamedTuple):
    """What front matter says."""

    values: dict[str, Any]
    lines: dict[str, int]
    """The line of each top-level key."""
    problems: tuple[Problem, ...]
    """Lines that are read other than they were meant; `values` has what was meant, as far as it can be told."""
    mended: tuple[Mended, ...]
    """These lines as they should be."""


def parse(written: str, path: str, first_line: int, keys: Mapping[str, Takes]) -> Found:
    """Return what front matter that begins on `first_line` of `path` says; `keys` are those there are.

    Raises `SourceFault` when it is not a mapping of texts, and no slip explains why.
    """
    handler = _TextHandler(written, path, first_line, keys)
    values, _nothing = frontmatter.parse(written, handler=handler)
    return Found(values, handler.lines, tuple(handler.problems), tuple(handler.mended))


class _Repeats(yaml.YAMLError):
    """An anchor, an alias or a tag: YAML would drop words that the editor wrote."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def _compose(fm: str) -> yaml.Node | None:
    """Return the root of front matter. Raises `yaml.YAMLError`."""
    if _MAY_REPEAT.search(fm):
        for token in yaml.scan(fm, Loader=_LOADER):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise _Repeats(token.start_mark.line)
    return yaml.compose(fm, Loader=_LOADER)


def _can_read(fm: str) -> bool:
    try:
        return not _is_too_deep(fm) and isinstance(_compose(fm), yaml.MappingNode)
    except yaml.YAMLError:
        return False


def _is_too_deep(fm: str) -> bool:
    """Whether lists or mappings may be nested deeper than `_DEPTH`; brackets in texts are counted too."""
    depth = 0
    for found in _BRACKET.finditer(fm):
        depth += 1 if found[0] in "[{" else -1
        if depth > _DEPTH:
            return True
    return _MARKS.search(fm) is not None


def _as_words(row: str) -> str | None:
    """Return a line as it should be, if YAML takes its words for keys and values."""
    value = mending.value_of(row)
    mended = mending.quoted(value) if value.startswith("{") else mending.colon(value)
    return mending.with_value(row, mended) if mended else None


class _TextHandler(BaseHandler):
    """Parses a whole text as front matter, and raises where python-frontmatter's own handler returns no metadata."""

    FM_BOUNDARY = re.compile("")
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, written: str, path: str, first_line: int, keys: Mapping[str, Takes]) -> None:
        super().__init__()
        self.written = written
        self.path = path
        self.first_line = first_line
        self.keys = keys
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.mended: list[Mended] = []
        self._rows: list[str] = []

    def split(self, _text: str) -> tuple[str, str]:
        return self.written, ""  # unchanged: leading blanks are significant

    def load(self, fm: str, **_options: object) -> dict[str, Any]:
        if len(fm) > HEADER_LIMIT or _is_too_deep(fm):
            raise SourceFault(problem("BT204", self.path, self.first_line))
        at = characters.find_forbidden(fm)
        if at >= 0:
            line = self.first_line + fm.count("\n", 0, at)
            raise SourceFault(problem("BT321", self.path, line, name=characters.name(fm[at])))
        top, self._rows = self._top(fm.translate(_SEPARATORS))
        return self._mapping(top, "", self.lines)

    def _top(self, fm: str) -> tuple[yaml.MappingNode, list[str]]:
        """Return the root of front matter, or of what it should be, and the lines that this was made from."""
        try:
            top = _compose(fm)
        except yaml.YAMLError as error:
            fault = self._fault(error, fm.rstrip("\n").split("\n"))
        else:
            fault = problem("BT209", self.path, self.first_line)
            rows = fm.split("\n")
            if isinstance(top, yaml.MappingNode) and not self._swallows(top, rows):
                return top, rows
        self.problems, mended = slips.explain(fm, self.path, self.first_line, self.keys, _can_read)
        if not self.problems or not _can_read(mended):
            raise SourceFault(*(self.problems or [fault]))
        top = _compose(mended)
        if not isinstance(top, yaml.MappingNode):
            raise SourceFault(*self.problems)
        rows = mended.split("\n")
        self.mended += [Mended(one.code, one.line, rows[one.line - self.first_line]) for one in self.problems]
        return top, rows

    def _fault(self, error: yaml.YAMLError, rows: list[str]) -> Problem:
        """Return what to say when no slip explains an error."""
        if isinstance(error, _Repeats):
            row = rows[error.line]
            right = mending.with_value(row, mending.quoted(mending.value_of(row)))
            return slips.of_line("BT218", self.path, self.first_line + error.line, row, right)
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return problem("BT204", self.path, self.first_line + min(mark.line if mark else 0, len(rows) - 1))

    def _swallows(self, top: yaml.MappingNode, rows: list[str]) -> bool:
        """Whether a text that is not closed goes on over further keys."""
        return any(
            row.partition(":")[0] in self.keys
            for _key, value in top.value
            if isinstance(value, yaml.ScalarNode) and value.style in ('"', "'")
            for row in rows[value.start_mark.line + 1 : value.end_mark.line + 1]
        )

    def _plain(self, node: yaml.Node, key: str) -> Any:  # noqa: ANN401 - text, list or dict
        """Return what a node says; `key` is that of the front matter to which it belongs."""
        if isinstance(node, yaml.ScalarNode):
            return self._text(node, key)
        if isinstance(node, yaml.MappingNode):
            line = node.start_mark.line
            if self.keys.get(key) in ("text", "list") and (right := _as_words(self._rows[line])):
                self._report("BT218" if right.endswith('}"') else "BT223", line, right)
                return mending.value_of(self._rows[line])
            return self._mapping(node, key, {})
        items: list[Any] = []
        for at, item in enumerate(node.value):
            if isinstance(item, yaml.MappingNode):
                self.lines[mending.item_key(key, at)] = self.first_line + item.start_mark.line
            value = self._plain(item, key)
            if value != "" or item.style:  # an item without anything, not even quotes, is not filled in yet
                items.append(value)
        return items

    def _text(self, node: yaml.ScalarNode, key: str) -> str:
        """Return a text, and report what YAML reads in it other than it was meant."""
        text = str(node.value)
        takes = self.keys.get(key, "")
        line = node.end_mark.line
        row = self._rows[line] if line < len(self._rows) else ""
        at = characters.find_forbidden(text)
        if at >= 0:  # written as an escape
            line = self.first_line + node.start_mark.line
            self._add(problem("BT321", self.path, line, name=characters.name(text[at])))
            return characters.without_forbidden(text)
        if takes and node.end_mark.column < len(row) and node.style not in _BLOCK:
            comment = _COMMENT.match(row, node.end_mark.column)
            if comment and (comment[1] or (takes != "file" and not node.style)):
                return self._cut_off(node, row, takes)
        if node.style:
            return text
        return "" if text.casefold() in NOTHING else self._as_meant(node, text, takes)

    def _cut_off(self, node: yaml.ScalarNode, row: str, takes: Takes) -> str:
        """Report words that YAML takes for a comment; return the text with them."""
        start = node.start_mark.line
        value = mending.value_of(row)
        if node.end_mark.line > start:
            value = f"{node.value} {row[row.find('#', node.end_mark.column) :].rstrip()}"
        mended = mending.cut_off(value, takes, is_item=row.lstrip().startswith("-"))
        self._report("BT229", start, mending.with_value(self._rows[start], mended))
        return value

    def _as_meant(self, node: yaml.ScalarNode, text: str, takes: Takes) -> str:
        """Return a text without quotes, and report what YAML reads in it otherwise than it was meant.

        Such are quotes that YAML does not know, and lines that it takes for more of the text.
        """
        start, end = node.start_mark.line, node.end_mark.line
        row = self._rows[start]
        may_be_quoted = not (text[:1].isalnum() and text[-1:].isalnum())
        for code, mend in _QUOTINGS if may_be_quoted else ():
            if mended := mend(text):
                value = mending.value_of(row)
                inside = mend(value) if value[:1] in ("[", "{") else None
                self._report(code, start, mending.with_value(row, inside or mended), end - start + 1)
                return mended[1:-1]
        before = row[: node.start_mark.column].strip()
        is_first_judged = not before or (takes == "file" and before == "-")
        if start == end and not is_first_judged:
            return text
        for line in range(start if is_first_judged else start + 1, min(end + 1, len(self._rows))):
            for slip in slips.GLUED if takes != "text" else slips.GLUED_TO_TEXT:
                right = slip.mend(self._rows[line], self.keys)
                if right is not None and right.strip() != self._rows[line].strip():
                    self._report(slip.code, line, right)
                    break
        return text

    def _report(self, code: str, row: int, right: str, count: int = 1) -> None:
        """Note a problem of `count` rows, which should be the one line `right`."""
        line = self.first_line + row
        self._add(slips.of_line(code, self.path, line, self._rows[row], right))
        self.mended.append(Mended(code, line, right, count))

    def _add(self, found: Problem) -> None:
        if found not in self.problems:
            self.problems.append(found)

    def _mapping(self, node: yaml.MappingNode, above: str, lines: dict[str, int]) -> dict[str, Any]:
        """Return a mapping, and note the line of each key; `above` is the key to which it belongs."""
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise SourceFault(*self.problems, problem("BT209", self.path, line))
            key = str(key_node.value)
            if key in found:
                self._add(problem("BT208", self.path, line, key=key, first=lines[key]))
                continue
            lines[key] = line
            known = len(self.problems)
            value = self._plain(value_node, key if not above or key in self.keys else above)
            is_list = self.keys.get(key) == "list" and len(self.problems) > known and isinstance(value, str)
            found[key] = [value] if is_list else value
        return found
