"""How long a text takes to read."""

from __future__ import annotations

import pytest

from bantin.rendering.contexts import reading_minutes


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("<p>a</p>", 1),
        (f"<p>{'từ ' * 460}</p>", 2),
        (f"<table><tr>{'<td>từ</td>' * 460}</tr></table>", 2),
        ("<table>\n<tr>\n" + "<td>từ</td>\n" * 460 + "</tr></table>", 2),
        (f'<p><img src="a" sizes="{"1 " * 460}"></p>', 1),
    ],
)
def test_every_word_counts_once(html: str, minutes: int) -> None:
    assert reading_minutes(html) == minutes
