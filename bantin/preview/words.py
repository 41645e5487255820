"""The preview's words: the table `[preview]` of `layouts/i18n/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Words:
    """The preview's words in one language."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """`words` are `Layouts.words`."""
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """Return the word `preview.KEY` with `values` filled in; the key itself when the word is missing."""
        text = self._words.get(f"preview.{key}", key)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text
