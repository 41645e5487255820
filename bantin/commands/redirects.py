"""Old addresses as the tables of web servers: path, or path and named values, → new address. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, quote_plus, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bantin.site.moves import Move

CLOUDFLARE_LIMIT = 2_000
"""https://developers.cloudflare.com/pages/configuration/redirects/"""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+")
# What Apache's `int:escape` leaves as it is.
_APACHE_SAFE = "$-_.+!*'(),:;@&=/~"

Row = tuple[str, str]
"""An old address and the new one, both with the base path."""


class Group(NamedTuple):
    """Old addresses with the same names after `?`."""

    names: tuple[str, ...]
    is_plain: bool
    """Whether servers can ask for each value by its name, in any order and among others; else the whole is compared."""
    rows: tuple[Row, ...]


class Redirects(NamedTuple):
    """All old addresses, for the template of one server."""

    paths: tuple[Row, ...]
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.paths) + sum(len(group.rows) for group in self.groups)

    @property
    def longest(self) -> int:
        """Bytes of the longest old address."""
        rows = [*self.paths, *(row for group in self.groups for row in group.rows)]
        return max((len(old.encode()) for old, _ in rows), default=0)

    @property
    def bucket_size(self) -> int:
        """Bytes of a bucket of nginx's hash table: a power of two above the longest, and what is kept with it."""
        return 1 << max(6, (self.longest + 40).bit_length())

    @property
    def table_size(self) -> int:
        """What nginx needs for its hash table."""
        return 1 << max(11, (self.size * 2).bit_length())


def for_nginx(moves: Iterable[Move], base: str) -> Redirects:
    """Return decoded paths, and values in each way in which browsers may have encoded them. nginx ignores case."""
    return _tables(moves, base, lambda path: path, _encodings, fold=str.lower)


def for_apache(moves: Iterable[Move], base: str) -> Redirects:
    """Return keys in lower case, encoded as Apache's own `escape` does."""
    return _tables(
        moves, base, lambda path: quote(path, safe=_APACHE_SAFE).lower(), _encodings, fold=str.lower, low=True
    )


def for_caddy(moves: Iterable[Move], base: str) -> Redirects:
    """Return decoded paths and values, as written and in lower case: Caddy heeds case."""
    found = _tables(moves, base, lambda path: path, lambda value: [value], fold=lambda key: key)
    lower = _tables(moves, base, str.lower, lambda value: [value], fold=lambda key: key)
    paths = tuple(dict((*lower.paths, *found.paths)).items())
    groups = tuple(
        one._replace(rows=tuple(dict((*other.rows, *one.rows)).items()))
        for one, other in zip(found.groups, lower.groups, strict=True)
    )
    return Redirects(paths, groups)


def for_iis(moves: Iterable[Move], base: str) -> Redirects:
    """Return decoded paths, and values as encoded by browsers. IIS ignores case."""
    return for_nginx(moves, base)


def for_netlify(moves: Iterable[Move], base: str) -> list[str]:
    """Return the lines of `_redirects`; those with values of queries first, as the first that fits is taken."""
    lines = []
    for move in sorted(moves, key=lambda one: not one.old.query):
        query = "".join(f" {quote(name)}={quote(value)}" for name, value in move.old.query)
        lines += [f"{quote(base + path)}{query} {base}{move.url} 301!" for path in _paths(move)]
    return lines


def for_cloudflare(moves: Iterable[Move], base: str) -> tuple[list[str], int]:
    """Return the lines of `_redirects`, and how many old addresses cannot be among them.

    Cloudflare Pages compares no queries, and takes so many lines.
    """
    moves = list(moves)
    usable = [move for move in moves if not move.old.query]
    lines = [f"{quote(base + path)} {base}{move.url} 301" for move in usable for path in _paths(move)]
    left = len(moves) - len(usable) + max(0, len(lines) - CLOUDFLARE_LIMIT)
    return lines[:CLOUDFLARE_LIMIT], left


def _tables(
    moves: Iterable[Move],
    base: str,
    encode: Callable[[str], str],
    encodings: Callable[[str], Iterable[str]],
    *,
    fold: Callable[[str], str],
    low: bool = False,
) -> Redirects:
    """Return the tables for a server that sees paths by `encode` and values by `encodings`.

    `fold` returns what is the same for keys that are one to it; `low` makes values lower case.
    """
    paths: dict[str, Row] = {}
    groups: dict[tuple[str, ...], dict[str, Row]] = {}
    for move in moves:
        target = base + move.url
        names = tuple(sorted(name.lower() for name, _ in move.old.query))
        table = groups.setdefault(names, {}) if names else paths
        for path in _paths(move):
            for query in _queries(move, names, encodings):
                key = encode(base + path) + (f"?{query.lower() if low else query}" if names else "")
                table.setdefault(fold(key), (key, target))
    return Redirects(
        tuple(paths.values()),
        tuple(
            Group(names, _is_plain(names), tuple(rows.values())) for names, rows in sorted(groups.items(), key=_length)
        ),
    )


def _length(entry: tuple[tuple[str, ...], object]) -> tuple[int, tuple[str, ...]]:
    """Return the order of groups. Servers ask later ones first: `?id=1&page=2` before `?id=1`."""
    return len(entry[0]), entry[0]


def _is_plain(names: tuple[str, ...]) -> bool:
    return len(set(names)) == len(names) and all(map(_PLAIN_NAME.fullmatch, names))


def _paths(move: Move) -> Iterator[str]:
    """Yield the address, and what else leads to the same folder."""
    yield move.old.url
    if move.old.url.endswith("/") and not move.old.query:
        yield f"{move.old.url}index.html"
        if move.old.url != "/":
            yield move.old.url.rstrip("/")


def _queries(move: Move, names: tuple[str, ...], encodings: Callable[[str], Iterable[str]]) -> Iterable[str]:
    """Return the texts after `?` that a server may see."""
    if not _is_plain(names):
        return dict.fromkeys([urlencode(move.old.query), urlencode(move.old.query, quote_via=quote)])
    pairs = sorted((name.lower(), list(encodings(value))) for name, value in move.old.query)
    count = max((len(values) for _, values in pairs), default=0)
    return dict.fromkeys(
        "&".join(f"{name}={values[min(at, len(values) - 1)]}" for name, values in pairs) for at in range(count)
    ) or [""]


def _encodings(value: str) -> list[str]:
    """Return the ways in which browsers and programs write a value after `?`."""
    return list(dict.fromkeys([quote(value, safe=""), quote_plus(value), quote(value, safe="/:,;@!$'()*"), value]))
