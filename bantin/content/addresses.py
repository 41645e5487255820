"""Paths of sources and files → their URLs."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote

from bantin.language.vietnamese import slugify
from bantin.problems.records import nearest
from bantin.system.output_names import bad_part
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable


def source_url(path: str, slug: str = "") -> str:
    """Return the site path of the source `path`: each part as a slug, the last replaced by `slug` if given.

    An empty part comes from a name without letters or digits.
    """
    parts = path[len(CONTENT) + 1 : -len(".md")].split("/")
    if parts[-1] == "index":
        parts.pop()
    slugs = [slugify(part) for part in parts]
    if slug and slugs:
        slugs[-1] = slug
    return "/" + "".join(f"{part}/" for part in slugs)


def file_url(path: str) -> str:
    """Return the site path of a picture or attachment: folders, name and suffix as slugs."""
    *folders, name = path[len(CONTENT) + 1 :].split("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, suffix, dot = name, "", ""
    return "/" + "/".join([*(slugify(folder) for folder in folders), f"{slugify(stem)}{dot}{slugify(suffix)}"])


class OldAddress(NamedTuple):
    """An address of `aliases`, decoded."""

    url: str
    """A site path, in NFC."""
    query: tuple[tuple[str, str], ...] = ()
    """Names and values after `?`, as written."""

    @property
    def has_page(self) -> bool:
        """Whether every static server shows a redirect page at it: one at `/x.aspx` would be sent as a download."""
        return not self.query and self.url.lower().endswith(("/", ".html", ".htm"))


def old_address(written: str) -> OldAddress | None:
    """Return an old address as it is written; `None` when it can be none.

    An address copied from a browser is percent-encoded: the server looks for the file of the decoded one.
    """
    if _ALIAS.fullmatch(written) is None:
        return None
    path, _, rest = written.partition("?")
    try:
        url = unicodedata.normalize("NFC", unquote(path, errors="strict"))
        query = tuple(parse_qsl(rest, keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError:
        return None
    folder, _, name = url.rpartition("/")
    if name == "index.html":  # the same file as the folder's page
        url = f"{folder}/"
    elif name and "." not in name and not query:
        url += "/"
    clear = all(text.isprintable() and len(text) <= _LONGEST_VALUE for pair in query for text in pair)
    fits = not _ENCODED.search(url) and not bad_part(url) and not url.lower().startswith("/assets/")
    return OldAddress(url, query) if fits and clear else None


_ALIAS = re.compile(r"/(?:[^\s#]| )*")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
"""Encoded twice: servers differ in what they make of it."""
_LONGEST_VALUE = 500


def resolve(target: str, path: str) -> str | None:
    """Return the path, from the root, to which `target` in the source `path` leads; `None` outside `content/`."""
    name = unquote(target)
    joined = CONTENT + name if name.startswith("/") else posixpath.join(posixpath.dirname(path), name)
    found = posixpath.normpath(joined)
    return found if found.startswith(CONTENT + "/") else None


def link_to(target: str, path: str, written: str = "") -> str:
    """Return how the source `path` names the file `target`: from the root if `written` is, else from its folder."""
    if written.startswith("/"):
        return target.removeprefix(CONTENT)
    return posixpath.relpath(target, posixpath.dirname(path))


def nearest_link(target: str, path: str, known: Iterable[str]) -> str:
    """Return how the source `path` names what is meant by `target`: a file of that name elsewhere, else one like it.

    `known` are the paths that there are; empty when none is like it.
    """
    wanted, paths = target.removeprefix(CONTENT), [one.removeprefix(CONTENT) for one in known]
    same = [one for one in paths if _name_of(one) == _name_of(wanted)]
    by_name = {_name_of(one): one for one in reversed(paths)}
    near = nearest(wanted, same) or next(iter(same), "") or by_name.get(nearest(_name_of(wanted), by_name), "")
    return link_to(CONTENT + near, path) if near else ""


def _name_of(path: str) -> str:
    return path.rpartition("/")[2].casefold()
