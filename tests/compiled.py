"""Layouts compiled once for all small sites of a process: to compile the tests' own is four fifths of a site's first build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.rendering.bytecode_cache import LayoutCache

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.bccache import Bucket

_KEPT: dict[tuple[str, str, str], CodeType] = {}
_load, _dump = LayoutCache.load_bytecode, LayoutCache.dump_bytecode


def _key(cache: LayoutCache, bucket: Bucket) -> tuple[str, str, str]:
    """Return the language, the fingerprint of all that decides what is compiled, and the layout."""
    return cache._folder.parent.name, cache._folder.name, bucket.key


def _load_or_take(cache: LayoutCache, bucket: Bucket) -> None:
    _load(cache, bucket)
    code = _KEPT.get(_key(cache, bucket))
    if bucket.code is None and code is not None:
        bucket.code = code
        _dump(cache, bucket)  # the site's own cache is filled as it always is


def _keep_and_dump(cache: LayoutCache, bucket: Bucket) -> None:
    if bucket.code is not None:
        _KEPT[_key(cache, bucket)] = bucket.code
    _dump(cache, bucket)


def keep() -> None:
    """Keep what is compiled from now on."""
    LayoutCache.load_bytecode = _load_or_take  # type: ignore[method-assign, assignment]
    LayoutCache.dump_bytecode = _keep_and_dump  # type: ignore[method-assign, assignment]
