"""Links that lead where they say."""

from __future__ import annotations

from bantin.markup.references import References
from tests.markup import texts


class Unresolved(References):
    """Resolves nothing."""

    def __init__(self) -> None:
        super().__init__(texts.PATH, 1, texts.Site(), "")

    def link(self, target: str, _line: int) -> str:
        return target

    def picture(self, target: str, _line: int) -> str:
        return target
