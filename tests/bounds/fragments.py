"""Fragments which, repeated, could keep a pattern or a parser busy: each is tried in every place that an editor writes in."""

from __future__ import annotations

from typing import NamedTuple


class Fragment(NamedTuple):
    """A text that can be made as long as is wanted: `before`, `repeated` many times, `after`."""

    before: str
    repeated: str
    after: str = ""

    def times(self, count: int) -> str:
        """Return the text with `count` repetitions."""
        return self.before + self.repeated * count + self.after


_SIGNS = (*tuple("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aĐ1 \t\n"), "́", "\xa0", "\u200b", "…", "“")
_WORDS = (
    # Markdown: emphasis, links, pictures, references, footnotes
    "**", "__", "***", "*a", "a*", "*a ", "**a", "**a ", "*a **b", "_a", "_a __b", "a_", "*_", "*a*", "**a**", "**a** ", "a**b", "*(", ")*",
    "[a", "[a]", "[a](", "[a](b", "[a](b)", "[a](b ", "[a](<", '[a](b "', "[a](()", "[]", "[][", "[a][", "[a][b]", "[a][b", "](", "](a", ")[", "[(", "[[", "]]", "![", "![a](", "![a](b)",
    "[a]:\n", "[a]: b\n", "[a]: b\n\n", "[a]: \n\n", "[a]:", '[a]:\n  "b', "[a]: b 'c\n", "[^", "[^a]", "[^a]: b\n\n", "[^a]: b\n", "[^a]:\n", "[^a]:\n\n    b\n\n", "[!NOTE]", "> [!NOTE]\n", "> [!NOTE]\n> a\n\n",
    # code, backslashes, entities
    "``", "```", "```\n", "~~~", "~~~\n", "``` a\n", "```\na\n", "` ``", "`a`", "\\\\", "\\*", "\\`", "\\[", "\\\n", "&a", "&a;", "&#", "&#1", "&#x", "&#x1;", "&amp;", "&amp",
    # blocks
    "> ", ">", "> a\n", "> a\n\n", ">\n", "- ", "- a\n", "- a\n\n", "- a\n    - b\n", "    - a\n", "* a\n", "+ a\n", "1. ", "1. a\n", "1. a\n\n", "9) a\n", "# ", "# a\n", "# a\n\n", "## a ##\n", "#\n", "# \\", "# #",
    "a\n===\n", "a\n---\n", "---\n", "- - ", "* * *\n", "=\n", "-\n", "a\n", "a\n\n", "a  \n", "  \n", " \n", "\n ", "    \n", "    a\n", "    a\n\n", "\ta\n", "\t\n", "a" + " " * 40 + "\n", "a\t", "\n\n\n",
    ": a\n", ":   a\n", "a\n:   b\n", "a\n: b\n\n", "a\n\n:   b\n\n", ":   a\n\n    b\n\n", ":\n", "  :", "\n:",
    # tables
    "|a", "|a|", "|a|b|\n", "| a |\n", "|-", "|-|", "|-|\n", "|:-:", "| - ", "a|b\n-|-\n", "|a|b|\n|-|-|\n", "|a|b|\n|-|-|\n|c|d|\n\n", "\\|", "`|", "|`", "| \n", "|\n", "||", "|-|-|\n|",
    # attribute lists
    "{: ", "{:", "{: a", "{: a=", '{: a="', "{: #a}", "{: .a }", "{: .a }\n", "{:}", "{a", "{#", "{#a", "{#a}", "a {: #b}\n\n", "# a {: #b}\n\n", "{: a=b ", "a{: .b }", "*a*{: .b }", "{: {: ", "} ", "{ ", "{{", "{%", "{:\n", "{:a b='c' ",
    # HTML
    "<a", "<a ", "<a b", "<a b=", "<a b='", '<a b="', "<a b='c' ", "<a>", "</a", "</a>", "<a></a>", "<b>", "<b>a", "<b>a</b>", "<b>\n", "<b>\n\n", "<div>", "<div>\n", "<div>\n\n", "</div>", "<div>a</div>\n\n", "<p>a", "<br>", "<br", "< ", "<!", "<!--", "<!-- a -->", "<!--\n\n", "-->",
    "<![CDATA[", "<![", "]]>", "<?", "<?a?>", "?>", "<a@b", "<a@b>", "<http://a", "<http://a>", "http://a ", "www.a/", "<a href=", '<a href="b">', '<a href="b">c</a>', "<img ", "<img src=a>", "<pre>", "<pre", "<code>a</code>", "<script>", "<script", "<style>", "</script", "<table>", "<table", "<td>",
    "<iframe ", "<iframe a=b ", "<iframe>", '<iframe src="https://a/"></iframe>', "<h2", "<h2>", "<h2>a</h2>", "id=", "id=a ", "<a id=", '<a id="a">', '<a id="b', "<details><summary>", "<x-", "<a/", "<a\n", '<sup id="fnref', '<p class="callout-title">', "<svg>", "<math>", "<textarea>", "<title>",
    # letters and spaces
    "a ", "a a\n", "Đại biểu ", "e\u0323\u0301", "\u0301", "\u0323\u0301", "\u0301\u0323", "a\u0301", "ệ", "e\u0302\u0323 ", "\u1ea1\u0302", "字", "\U0001f600", "\u200d", "\ufb00", "\u0345", "\u0f71\u0f72", "각", "\u1100\u1161\u11a8", "\ufdfa", "®a", "\u00c3¡", "\u00e1»", "Ð", "Аа", "ðа ", "\u2028", "\u000b", "\x02", "\x03", "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "\x02amp\x03",
    # front matter, settings, names
    "a: b\n", "a: ", "a:", 'a_: "\n', 'a: "b', "- a: ", "[a, ", "{a: ", "{a, ", "[", "]", "{", "}", "? ", "&a ", "*a ", "!a ", "- ", "-\n", "a: |\n", "a: >\n  b\n", '"a\\', "'a''", "%a\n", "--- \n", "---\na: b\n", "...\n", "#a\n", "a: b #", " #", "# a: b\n", ", ", ",", "a,", '"a", ',
    "a = 1\n", 'a = "', "a.", "[a]\n", "[[a]]\n", "a.a.", '"a".', "'a'.", '"""', "'''", "a = [", "a = {", "[a.a", 'a = """', "1_", "1979-", "0x", "= ", "/", "/a", "/a/", "../", "./", "a-", "-a", "a.b", ".a", "a@", "@a", "a@a.", "%20", "%", "+1", "?a", "0", "00", "9", "1,", "1.1.", "a1", "1a",
)  # fmt: skip
_AFTER = {
    "[": "](a)", "*a": "*", "`": "a", "(": ")", "<a": ">", "{": "}", "a ": "!", "a": "!", "-": "b", " ": "x", "\n": "x", "\t": "x", "|": "\n", "#": "\n\nx", "|-": "|\nx", ".": "x", "_": "x", "<a b": "<", '"': "x", "\\": "x", "a-": "!", "1": "x", "a.": "!",
    "[a](": "[^1]: x", "&#1": " ", "'a'.": "=", "e\u0323\u0301": "x",
}  # fmt: skip

FRAGMENTS: tuple[Fragment, ...] = (
    *(Fragment("", one) for one in dict.fromkeys((*_SIGNS, *_WORDS))),
    *(Fragment("a ", one) for one in dict.fromkeys((*_SIGNS, *_WORDS))),
    *(Fragment("a", one, after) for one, after in _AFTER.items()),
)
"""Each alone, after a word, and some with an end that does not fit."""
