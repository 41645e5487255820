"""Split addresses that people write."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from bantin.language.combining_marks import shortened


def split_url(url: str) -> SplitResult:
    """Return the parts of `url`. Raises `ValueError`.

    `urlsplit` normalizes the host, which takes quadratic time for long runs of combining marks: they are cut before.
    """
    return urlsplit(shortened(url))
