"""One source's text as the checks look at it: everything that is no prose blanked out, each line at its place."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bantin.checks.following import Following

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^(?P=fence)[ ]*$|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT, _COMMENT_END = re.compile("<!--"), re.compile("-->")
_CODES = ("pre", "code", "script", "style")
_RAW_CODE = re.compile(rf"<(?P<name>{'|'.join(_CODES)})\b", re.IGNORECASE)
_RAW_CODE_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _CODES}
_TICKS = re.compile(r"`++")
_GAP = re.compile(r"\n[ \t]*+\n")
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
        return self.first_line - 1 + line_at(self.prose, at)


def line_at(text: str, at: int) -> int:
    """Return the line of the place `at` in `text`, counted from 1. Asked for many places, it is quick after the first."""
    return bisect_left(_line_ends(text), at) + 1


@functools.lru_cache(maxsize=2)  # the prose and the whole file of the text at hand
def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def text_of(path: str, written: str, first_line: int) -> Text:
    """Return what the checks look at of a file; `first_line` is the line after the front matter."""
    body = "\n".join(written.split("\n")[first_line - 1 :])
    return Text(path, written, _without_code(body), first_line)


def _without_code(body: str) -> str:
    if "```" in body or "~~~" in body:
        body = _FENCE.sub(_blank, body)
    if "<" in body:
        body = _blanked(body, _between(body, _COMMENT, {"<!--": _COMMENT_END}))
        body = _blanked(body, _between(body, _RAW_CODE, {f"<{name}": end for name, end in _RAW_CODE_ENDS.items()}))
    if "\n    " in body or "\n\t" in body or body.startswith(("    ", "\t")):
        body = _without_indented(body)
    return _blanked(body, _spans(body)) if "`" in body else body


def _between(body: str, begins: re.Pattern[str], ends: dict[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places from what `begins` finds to its end, of which `ends` has the pattern; without one it is no code."""
    following = {name: Following(end, body) for name, end in ends.items()}
    done = 0
    for start in begins.finditer(body):
        if start.start() >= done and (end := following[start[0].lower()].after(start.end())):
            done = end.end()
            yield start.start(), done


def _spans(body: str) -> Iterator[tuple[int, int]]:
    """Yield the places of code between ticks: from one run of them to the next of the same length in the same paragraph."""
    start = 0
    for gap in (*(found.span() for found in _GAP.finditer(body)), (len(body), 0)):
        runs = [found.span() for found in _TICKS.finditer(body, start, gap[0])]
        alike: dict[int, list[int]] = defaultdict(list)
        for begin, end in runs:
            alike[end - begin].append(begin)
        done = start
        for begin, end in runs:
            if begin < done or body[begin - 1 : begin] == "\\":
                continue
            places = alike[end - begin]
            following = bisect_left(places, end)
            if following < len(places):
                done = places[following] + end - begin
                yield begin, done
        start = gap[1]


def _blanked(body: str, places: Iterable[tuple[int, int]]) -> str:
    """Return `body` with the ink at `places` blanked out."""
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (body[done:start], _INK.sub(" ", body[start:end]))
        done = end
    return "".join((*parts, body[done:]))


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
