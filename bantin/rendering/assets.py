"""Files of `layouts/assets/` as they are published: stylesheets joined and minified, a hash in each name. Pure.

rcssmin and rjsmin take any text and raise nothing: a stylesheet with a fault is published with its fault.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import msgspec
from rcssmin import cssmin
from rjsmin import jsmin

from bantin.problems import Problem, problem
from bantin.rendering.layouts import Asset
from bantin.system import fingerprints
from bantin.theme.emblem import ICO

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bantin.theme.emblem import Emblem

FOLDER = "assets/"
"""Where they lie in `layouts/`."""
COLORS = "style/_colors.css"
"""The stylesheet of colours: what is derived of `[theme]`, then the site's own file of this name."""
_SEARCH = ("search.js", "search-find.js", "search-index.js", "search-query.js")
SCRIPTS = frozenset({"collections/register.js", "figures.js", "page.js", "pictures.js", *_SEARCH})
"""Bantin's own scripts. rjsmin has no parser and breaks some others; the tests run these in a browser as published."""
# A quoted address: rcssmin takes the blanks out of it.
_QUOTED = re.compile(r"""\burl\(\s*+(["'])(?!data:)([^"'\n]{1,2000}+)\1\s*+\)""", re.IGNORECASE)
# In a minified stylesheet, whose last statement has no semicolon: the import of a section.
_IMPORT = re.compile(r"""(?:^|(?<=[;}]))@import ?(["'])((?:[^"'\n]{0,300}/)?_[^"'/\n]{1,300}\.css)\1(?:;|$)""")
_MODULE = re.compile(rb"""(?<=\bfrom)(\s{0,9}["'])\./([\w-]{1,100}\.js)(?=["'])""")
"""In a script, the import of another in the same folder."""
_URL = re.compile(r"""url\(\s*+(["']?)(?!data:|https?:|//|/|#)([^"')?#]{1,300}+)([?#][^"')]{0,300}+)?\1\s*+\)""")


def make_assets(files: Mapping[str, bytes], minified: Collection[str]) -> tuple[dict[str, Asset], list[Problem]]:
    """Return the assets by name, and what is wrong with `files`: contents by name in `layouts/assets/`.

    A stylesheet whose name begins with an underscore is a section: it is a part of those that import it, and no asset.
    Scripts are published as they are written, except those `minified`.
    """
    assets = _Assets(files, minified)
    for name in files:
        if not _is_section(name):
            assets.make(name, ())
    return assets.made, assets.problems


def drawn_assets(emblem: Emblem) -> dict[str, Asset]:
    """Return the assets that are still to be drawn, by name."""
    return {
        name: Asset(name, _address(name, msgspec.msgpack.encode(order)), b"", order)
        for name, order in emblem.orders.items()
    }


def read_colors(stylesheet: bytes) -> dict[str, str]:
    """Return the custom properties of the first rule of a stylesheet, without their dashes: `{"brand": "#8f1d1d"}`."""
    rule = cssmin(stylesheet.decode(errors="replace")).partition("{")[2].partition("}")[0]
    declarations = (one.partition(":") for one in rule.split(";"))
    return {name.removeprefix("--"): value for name, _, value in declarations if name.startswith("--")}


class _Assets:
    """Assets while they are made, each after those that it names: their names hold the hash of their content."""

    def __init__(self, files: Mapping[str, bytes], minified: Collection[str]) -> None:
        self._files = files
        self._minified = minified
        self.made: dict[str, Asset] = {}
        self.problems: list[Problem] = []

    def make(self, name: str, above: tuple[str, ...]) -> Asset:
        """Return the asset `name`; `above` are the files that name it, the outermost first."""
        if name not in self.made:
            data = self._content(name, above)
            self.made[name] = Asset(name, _address(name, data), data)
        return self.made[name]

    def _content(self, name: str, above: tuple[str, ...]) -> bytes:
        data = self._files[name]
        if name.endswith(".js"):
            if name in self._minified:
                data = jsmin(data.decode(), keep_bang_comments=True).encode()
            return _MODULE.sub(lambda found: self._import(found, name, (*above, name)), data)
        if not name.endswith(".css"):
            return data
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data
        return self._stylesheet(name, text, os.path.dirname(f"/assets/{name}"), (*above, name)).encode()

    def _import(self, found: re.Match[bytes], name: str, above: tuple[str, ...]) -> bytes:
        target = _target(name, found[2].decode())
        if target not in self._files or target in above:
            return found[0]
        return found[1] + b"./" + self.make(target, above).url.rpartition("/")[2].encode()

    def _stylesheet(self, name: str, text: str, folder: str, above: tuple[str, ...]) -> str:
        """Return a stylesheet with its sections in it; its links are those of a file in `folder`, a site path."""

        def lead_to_asset(link: re.Match[str]) -> str:
            target = _target(name, link[2].strip())
            if target not in self._files or target in above or _is_section(target):
                return link[0]
            return f'url("{os.path.relpath(self.make(target, above).url, folder)}{link[3] or ""}")'.replace("\\", "/")

        def put_in(statement: re.Match[str]) -> str:
            target = _target(name, statement[2])
            if target in above:
                return ""
            section = self._section(target, name, text.count("\n", 0, text.find(statement[2])) + 1)
            joined = self._stylesheet(target, section, folder, (*above, target))
            return joined if joined.endswith(("}", ";", "*/")) or not joined else f"{joined};"

        linked = _QUOTED.sub(_quoted, _URL.sub(lead_to_asset, text))
        return _IMPORT.sub(put_in, cssmin(linked, keep_bang_comments=True))

    def _section(self, name: str, importer: str, line: int) -> str:
        """Return the text of a section that the stylesheet `importer` imports on `line`, "" where that is a problem."""
        data = self._files.get(name)
        if data is None:
            self.problems.append(problem("BT512", f"layouts/{FOLDER}{importer}", line, name=name))
            return ""
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.append(problem("BT509", f"layouts/{FOLDER}{name}", line))
            return ""


def _address(name: str, made_of: bytes) -> str:
    """Return the site path of an asset: with a hash in it, but for the one that browsers look for by its name."""
    if name == ICO:
        return f"/{name}"
    stem, dot, suffix = name.rpartition(".")
    digest = f"{fingerprints.of_bytes(made_of):016x}"[:10]
    return f"/assets/{stem}.{digest}{dot}{suffix}" if stem else f"/assets/{name}.{digest}"


def _is_section(name: str) -> bool:
    return name.endswith(".css") and name.rpartition("/")[2].startswith("_")


def _quoted(address: re.Match[str]) -> str:
    return f"url({address[1]}{address[2].strip().replace(' ', '%20')}{address[1]})"


def _target(name: str, link: str) -> str:
    """Return the name of the file that `link` in the stylesheet `name` leads to."""
    return os.path.normpath(os.path.join(os.path.dirname(name), link)).replace("\\", "/")
