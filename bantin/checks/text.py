"""The text of a source for the checks: code and comments are blanked out, lines keep their numbers."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bantin.checks.forward_search import ForwardSearch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FENCE = re.compile(r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^(?P=fence)[ ]*$|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT, _COMMENT_END = re.compile("<!--"), re.compile("-->")
_CODES = ("pre", "code", "script", "style")
_RAW_CODE = re.compile(rf"<(?P<name>{'|'.join(_CODES)})\b", re.IGNORECASE)
_RAW_CODE_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _CODES}
_TICKS = re.compile(r"`++")
_GAP = re.compile(r"\n[ \t]*+\n")
_VISIBLE = re.compile(r"[^\n]")


class Text(NamedTuple):
    """The text of a source."""

    path: str
    written: str
    """The whole file, not normalized."""
    prose: str
    """The text after the front matter with code and comments blanked out, each line as long as in the file."""
    first_line: int
    """The line on which `prose` begins in the file, from 1."""

    def line(self, at: int) -> int:
        """Return the line in the file of the position `at` in `prose`."""
        return self.first_line - 1 + line_at(self.prose, at)


def line_at(text: str, at: int) -> int:
    """Return the line of the position `at` in `text`, from 1. Fast after the first call for a text."""
    return bisect_left(_line_ends(text), at) + 1


@functools.lru_cache(maxsize=2)  # prose and file of the current text
def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def make_text(path: str, written: str, first_line: int) -> Text:
    """Return the text of a file with the content `written`; `first_line` is the line after the front matter."""
    body = "\n".join(written.split("\n")[first_line - 1 :])
    return Text(path, written, _without_code(body), first_line)


def _without_code(body: str) -> str:
    if "```" in body or "~~~" in body:
        body = _FENCE.sub(lambda found: _VISIBLE.sub(" ", found[0]), body)
    if "<" in body:
        body = _blank_out(body, _between(body, _COMMENT, {"<!--": _COMMENT_END}))
        body = _blank_out(body, _between(body, _RAW_CODE, {f"<{name}": end for name, end in _RAW_CODE_ENDS.items()}))
    return _blank_out(body, _spans(body)) if "`" in body else body


def _between(body: str, begins: re.Pattern[str], ends: dict[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each match of `begins` up to the match of its pattern in `ends`, if there is one."""
    following = {name: ForwardSearch(end, body) for name, end in ends.items()}
    done = 0
    for start in begins.finditer(body):
        if start.start() >= done and (end := following[start[0].lower()].after(start.end())):
            done = end.end()
            yield start.start(), done


def _spans(body: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of code spans: from a run of backticks to the next of equal length in the paragraph."""
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


def _blank_out(body: str, places: Iterable[tuple[int, int]]) -> str:
    """Return `body` with spaces for all but line ends at `places`."""
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += (body[done:start], _VISIBLE.sub(" ", body[start:end]))
        done = end
    return "".join((*parts, body[done:]))
