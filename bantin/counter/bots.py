"""Recognizes the user agents of bots, by the list of https://github.com/monperrus/crawler-user-agents (its package).

Nearly all patterns are plain text, which Python finds six times faster than an alternation of 1,500 patterns.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AGENT_LIMIT = 512
"""Characters of a user agent that are tested."""

_CACHED_AGENTS = 4096
_ESCAPED = re.compile(r"\\([^A-Za-z0-9])")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")


class _Crawler(msgspec.Struct):
    pattern: str


def crawler_patterns() -> list[str]:
    """Return the regular expressions of the installed list."""
    data = resources.files("crawleruseragents").joinpath("crawler-user-agents.json").read_bytes()
    return [crawler.pattern for crawler in msgspec.json.decode(data, type=list[_Crawler])]


def make_bot_test(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that says whether a user agent is a bot.

    So is every agent that begins with neither `Mozilla/` nor `Opera/`: every browser since Netscape does.
    """
    plain: list[str] = []
    expressions: list[str] = []
    for pattern in patterns:
        if _SPECIAL.search(_ESCAPED.sub("", pattern)):
            expressions.append(f"(?:{pattern})")
        else:
            plain.append(_ESCAPED.sub(r"\1", pattern))
    expression = re.compile("|".join(expressions) or r"(?!)")

    @functools.lru_cache(_CACHED_AGENTS)
    def is_bot(agent: str) -> bool:
        return (
            not agent.startswith(("Mozilla/", "Opera/"))
            or any(text in agent for text in plain)
            or bool(expression.search(agent))
        )

    return lambda agent: is_bot(agent[:AGENT_LIMIT])
