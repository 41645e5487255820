"""What is written in GitHub's Markdown has the structure that markdown-it gives it, which VS Code shows.

What differs by intent is in `test_dialect_page.py` and not written here: indented code, bare addresses, words in angle
brackets, links with spaces, `##Đề mục`, `•`, attribute lists, definitions, callouts, footnotes, bold beside quotes.
"""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bantin.markup.dialect import Dialect
from tests.conftest import SOAK
from tests.markup import texts
from tests.markup.structure import structure_of
from tests.markup.unresolved import Unresolved

GITHUB = MarkdownIt("gfm-like", {"linkify": False, "maxNesting": 200})
OURS = Dialect(texts.WORDS)
WITH_CODE = Dialect(texts.WORDS, indented_code=True)

WORD = st.sampled_from(["Hội đồng", "nhân dân", "kỳ họp thứ 10", "12/2020/NQ-HĐND", "50%", "a", "và", "–", "(ngoặc)"])
INLINE = st.sampled_from([
    *("**đậm**", "*nghiêng*", "***cả hai***", "__đậm__", "_nghiêng_", "a_b_c", "2*3*4", "**dở", "*dở", "dở**", "** x **", "**a*b**", "*a**b*", "**", "*", "_", "***"),
    *("`mã`", "``a`b``", "`dở", "` x `", "``", "\\*", "\\_", "\\`", "\\[", "\\\\", "\\", "\\|", "\\<", "\\$"),
    *("[a](b)", "[a](b 'c')", '[a](b "c")', "[a](<b c>)", "[a](b(c)d)", "[a]()", "[a][r]", "[r]", "[r][]", "[y]", "[a](b", "[a]", "[", "]", "[**a**](b)", "**[a](b)**", "[a[b](c)](d)"),
    *("![a](b)", "![*a*](b)", "![a][r]", "![", "[![a](b)](c)", "~~a~~", "~~a", "~~", "~", "~~**a**~~", "&amp;", "&", "&lt;", "&#7879;", "&khong;", "!", "#", ">", "-", "+", "=", "|", ":"),
    *("<br>", "<b>a</b>", "<b>", "</b>", "a < b", "a > b", "<https://x.vn/>", '<i class="x">a</i>'),
])  # fmt: skip
WORDS = st.lists(WORD | INLINE, min_size=1, max_size=5).map(" ".join)
JOINED = st.lists(WORD | INLINE, min_size=1, max_size=4).map("".join)
LINE = st.one_of(
    WORDS,
    WORDS,
    JOINED,
    WORDS.map("{}  ".format),
    st.sampled_from([
        *("", "", "", "---", "***", "* * *", "___", "- - -", "===", "--", "=", "```", "~~~", "````", "```py", "``` a b", "#", "## ", "###### a ##"),
        *("| a | b |", "|---|:-:|", "--- | ---", "| c |", "c | d | e", "|-|", "a|b", "<div>", "</div>", "<p>", "<table>", "</table>", "<details>", "[r]: /x 'y'", "[r]: /z", "[s]:", "/s"),
    ]),
    WORDS.map("# {}".format),
    WORDS.map("## {} ##".format),
)  # fmt: skip
MARK = st.sampled_from(
    [
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2. ",
        "1) ",
        "10. ",
        "> ",
        ">",
        "-",
        "1.",
        "- - ",
        "> - ",
        "- > ",
        "-   ",
        "-     ",
        "1.  ",
    ]
)
INDENT = st.sampled_from(
    ["", "", "", "", " ", "  ", "   ", "    ", "     ", "      ", "        ", "\t", " \t", "\t\t", "> ", ">  ", "> > "]
)
TEXT = st.lists(st.tuples(INDENT, MARK | st.just("") | st.just(""), LINE).map("".join), min_size=1, max_size=9).map(
    "\n".join
)


OTHERWISE = re.compile(
    # Ours by intent: bold beside punctuation, definitions, headings without a space, galleries of pictures.
    r"""\w\*{2,}["(“]|[)":;.,…%”]\*{2,}\w|^[ \t>]*:|#{2}[^#\s]|!\[(?s:.)*!\["""
    # GitHub's, not markdown-it's: three tildes strike nothing out, a line of dashes alone makes a heading.
    r"""|~~~|\|.*\n[ \t>]*-+[ ]*$|^[ \t]*(?:[->+*]|\d+[.)]).*\||^\|$"""
    # CommonMark's own algorithm, not markdown-it's: lines indented by four after a quote, lazy ones after a definition.
    r"""|(?:>|[-+*.)][ ]{2}|^[ ]+(?:[-+*]|\d+[.)]))(?s:.)*^(?:[ ]*\t|[ ]{4})|\]:|\\ """,
    re.MULTILINE,
)
"""What is not compared."""


@settings(max_examples=500 if SOAK < 100 else 20_000, suppress_health_check=[HealthCheck.filter_too_much])
@given(TEXT)
def test_a_text_has_the_structure_that_editors_see_elsewhere(text: str) -> None:
    text = texts.as_read(text)
    assume(not OTHERWISE.search(text))
    wanted = structure_of(GITHUB.render(text + "\n"))
    assert structure_of(WITH_CODE.convert(text, Unresolved())) == wanted
    if not any(token.type == "code_block" for token in GITHUB.parse(text)):
        assert structure_of(OURS.convert(text, Unresolved())) == wanted
