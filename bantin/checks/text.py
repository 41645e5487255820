"""One source's text as the checks look at it: everything that is no prose blanked out, each line at its place."""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[ ]*$|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RAW_CODE = re.compile(r"<(?P<name>pre|code|script|style)\b.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
# An item of a list, a footnote or a definition takes what is indented after it; code does not.
_TAKES_INDENTED = re.compile(r"[-*+] |\d+[.)] |\[\^|:[ \t]")
_INK = re.compile(r"[^\n]")


class Text(NamedTuple):
    """A source's text."""

    path: str
    written: str
    """The whole file as it stands on disk: not normalized."""
    prose: str
    """The text after the front matter, code and comments blanked out: as long, line by line, as what the editor wrote."""
    first_line: int
    """The line of the file on which `prose` begins."""

    def line(self, at: int) -> int:
        """Return the line of the file for the place `at` in `prose`."""
        return self.first_line + self.prose.count("\n", 0, at)


def text_of(path: str, written: str, first_line: int) -> Text:
    """Return what the checks look at of a file; `first_line` is the line after the front matter."""
    body = "\n".join(written.split("\n")[first_line - 1 :])
    return Text(path, written, _without_code(body), first_line)


def _without_code(body: str) -> str:
    if "```" in body or "~~~" in body:
        body = _FENCE.sub(_blank, body)
    if "<" in body:
        body = _RAW_CODE.sub(_blank, _COMMENT.sub(_blank, body))
    if "\n    " in body or "\n\t" in body or body.startswith(("    ", "\t")):
        body = _without_indented(body)
    return _SPAN.sub(_blank, body) if "`" in body else body


def _without_indented(body: str) -> str:
    """Blank out blocks that are code by their indentation."""
    lines = body.split("\n")
    may_be_code, after_blank = True, True
    for index, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        indented = line.startswith(("    ", "\t"))
        if not indented:
            # Lines of a paragraph go on: only what begins a block decides.
            may_be_code = not _TAKES_INDENTED.match(line) if after_blank or _TAKES_INDENTED.match(line) else may_be_code
            after_blank = False
        elif may_be_code and after_blank:
            lines[index] = ""
        else:
            after_blank = False
    return "\n".join(lines)


def _blank(found: re.Match[str]) -> str:
    return _INK.sub(" ", found[0])
