"""Parse front matter by YAML's rules, but keep values as texts: what `front_matter` cannot parse itself."""

from __future__ import annotations

import re
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from bantin.content.read import HEADER_LIMIT, SourceFault
from bantin.problems import problem

_DEPTH = 40
# libyaml recurses in C without a limit.
_BRACKET = re.compile(r"[\[\]{}]")
_MARKS = re.compile(rf"(?:[-?] ++){{{_DEPTH}}}")
# May begin an anchor, an alias or a tag.
_MAY_REPEAT = re.compile(r"(?:^|[\s\[{,])[&*!]", re.MULTILINE)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse(written: str, path: str, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the values, and the lines of the top-level keys, of front matter that begins on `first_line` of `path`.

    Raises `SourceFault` when it is not a mapping of texts.
    """
    handler = _TextHandler(written, path, first_line)
    values, _nothing = frontmatter.parse(written, handler=handler)
    return values, handler.lines


def _is_too_deep(fm: str) -> bool:
    """Whether lists or mappings may be nested deeper than `_DEPTH`; brackets in texts are counted too."""
    depth = 0
    for found in _BRACKET.finditer(fm):
        depth += 1 if found[0] in "[{" else -1
        if depth > _DEPTH:
            return True
    return _MARKS.search(fm) is not None


class _TextHandler(BaseHandler):
    """Parses a whole text as front matter, and raises where python-frontmatter's own handler returns no metadata."""

    FM_BOUNDARY = re.compile("")
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, written: str, path: str, first_line: int) -> None:
        super().__init__()
        self.written = written
        self.path = path
        self.first_line = first_line
        self.lines: dict[str, int] = {}

    def split(self, _text: str) -> tuple[str, str]:
        return self.written, ""  # unchanged: leading blanks are significant

    def load(self, fm: str, **_options: object) -> dict[str, Any]:
        top = self._compose(fm, self.first_line)
        if not isinstance(top, yaml.MappingNode):
            raise SourceFault(problem("BT209", self.path, self.first_line))
        return self._plain_mapping(top, self.first_line, self.lines)

    def _compose(self, fm: str, first_line: int) -> yaml.Node | None:
        if len(fm) > HEADER_LIMIT or _is_too_deep(fm):
            raise SourceFault(
                problem("BT204", self.path, first_line, reason="quá dài hoặc lồng quá sâu / too long or too deep")
            )
        try:
            if _MAY_REPEAT.search(fm):
                self._refuse_repeats(fm, first_line)
            return yaml.compose(fm, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = first_line + (mark.line if mark else 0)
            column = mark.column + 1 if mark else 0
            raise SourceFault(
                problem("BT204", self.path, line, column, reason=error.problem or error.context)
            ) from None
        except yaml.YAMLError as error:
            raise SourceFault(problem("BT204", self.path, first_line, reason=str(error).split("\n", 1)[0])) from None

    def _refuse_repeats(self, fm: str, first_line: int) -> None:
        """Refuse anchors, aliases and tags: YAML would drop words that the editor wrote."""
        for token in yaml.scan(fm, Loader=_LOADER):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise SourceFault(problem("BT218", self.path, first_line + token.start_mark.line))

    def _plain(self, node: yaml.Node, first_line: int) -> Any:  # noqa: ANN401 - text, list or dict
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, first_line) for item in node.value]
        return self._plain_mapping(node, first_line, {})

    def _plain_mapping(self, node: yaml.Node, first_line: int, lines: dict[str, int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise SourceFault(problem("BT209", self.path, line))
            key = str(key_node.value)
            if key in found:
                raise SourceFault(problem("BT208", self.path, line, key=key, first=lines[key]))
            lines[key] = line
            found[key] = self._plain(value_node, first_line)
        return found
