"""A line while it is read."""

from __future__ import annotations

CODE_INDENT = 4
"""Columns that make code of a line, where there is indented code."""


class Line:
    """What of a line is not yet read."""

    __slots__ = ("body", "column", "indent", "is_inside", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        """With its indentation."""
        self.column = 0
        """Of the first character of `text`, counted with tab stops of four."""
        self.is_inside = True
        """Whether it continues all open containers."""
        self._measure()

    def _measure(self) -> None:
        """Set `indent`, in columns, and `body`, which follows it."""
        self.body = body = self.text.lstrip(" \t")
        self.indent = width = len(self.text) - len(body)
        if width and "\t" in self.text[:width]:
            self.indent = 0
            for sign in self.text[:width]:
                self.indent += 4 - (self.column + self.indent) % 4 if sign == "\t" else 1

    def take(self, columns: int) -> None:
        """Take away `columns` of the indentation."""
        self.indent -= columns
        while columns:
            if self.text[0] == "\t":
                # Of a tab that is taken in part, spaces are left.
                self.text = " " * (4 - self.column % 4) + self.text[1:]
            self.text = self.text[1:]
            self.column += 1
            columns -= 1

    def drop(self, count: int) -> None:
        """Take away the indentation and `count` characters after it, none of them a tab."""
        self.column += self.indent + count
        self.text = self.body[count:]
        self._measure()

    def take_quote_mark(self) -> None:
        self.drop(1)
        if self.text[:1] == "\xa0":
            self.text = " " + self.text[1:]
            self._measure()
        if self.indent:
            self.take(1)

    def take_item_mark(self, width: int, *, is_empty: bool) -> int:
        """Take an item's mark of `width` characters away; return the columns by which its content is indented."""
        start = self.indent
        mark = self.body[:width].rstrip(" \t\xa0")
        self.drop(len(mark))
        if self.text[:1] == "\xa0":
            self.text = " " + self.text[1:]
            self._measure()
        spaces = self.indent if not is_empty and 1 <= self.indent <= CODE_INDENT else 1
        self.take(min(spaces, self.indent))
        return start + len(mark) + spaces

    def end(self) -> None:
        """Take away all that is left."""
        self.text = self.body = ""
        self.indent = 0


def without_closing_signs(text: str) -> str:
    """Return a heading's text without the `#` that may close it."""
    text = text.strip(" \t\xa0")
    words = text.rstrip("#")
    if not words:
        return ""
    return words.rstrip(" \t") if words[-1] in " \t" else text
