"""Texts for the properties of `bantin.markup`: what editors write, what they mistype, and nasty soup."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st

from bantin.config import Settings, parse_settings
from bantin.content.addresses import file_url
from bantin.markup.body import Words
from bantin.markup.references import Target
from bantin.media.attachments import PublishedFile
from bantin.media.pictures import Picture

if TYPE_CHECKING:
    import random

PATH = "content/tin-tuc/2020/bai.md"
WORDS = Words({kind: kind.title() for kind in ("note", "tip", "important", "warning", "caution")}, "Trở lại {}", "Bảng")


def settings(more: str = "") -> Settings:
    """Return settings with a base path."""
    return parse_settings(f'[site]\ntitle = "T"\nbase_url = "https://example.vn/hdnd/"\n{more}'.encode())


class Site:
    """`markup.Lookup` over a handful of sources, files and addresses."""

    sources: ClassVar = {
        "content/tin-tuc/2020/co.md": "/tin-tuc/2020/co/",
        "content/tin-tuc/2020/nhap.md": "",
        "content/trang/index.md": "/trang/",
    }
    files: ClassVar = {"content/tin-tuc/2020/hinh.png", "content/tin-tuc/2020/Ảnh 1.png"}
    addresses: ClassVar = {"/gioi-thieu/", "/tin-tuc/", "/tin-tuc/2020/co/", "/trang/"}

    def source(self, path: str) -> Target | None:
        return Target(self.sources[path]) if path in self.sources else None

    def file(self, path: str) -> PublishedFile | None:
        return PublishedFile(path, file_url(path), 1234, "PNG", 0, ()) if path in self.files else None

    def picture(self, path: str) -> Picture | None:
        return Picture(path, 1, 400, 300, "drawing", "png") if path in self.files else None

    def address(self, url: str) -> bool:
        return url in self.addresses

    def paper(self, _number: str) -> str:
        return ""

    def nearest(self, target: str) -> str:
        return next((path for path in (*self.sources, *self.addresses) if path[-5:] == target[-5:]), "")


def as_read(text: str) -> str:
    """Return `text` as it reaches `Markup`: decoded, and without the blank edges that the front matter's split takes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()


# --- pieces --------------------------------------------------------------------------------------------------------

WORD = st.sampled_from([
    "Đại", "biểu", "Hội đồng", "nhân dân", "HĐND", "kỳ họp", "thứ", "10", "2020", "12/2020/NQ-HĐND", "31-12-2020", "07:30", "50%", "1,5", "3.000", "a", "và", "–",
    "…", "“trích”", "‘nháy’", "(ngoặc)", "5 * 3", "a_b", "_", "&", "a & b", "AT&T", "1)", "x@y.vn", "C#", "ý-kiến", "½", "m²", "字", "😀", "e.g.", "#1", "a|b", "=", "+", "~",
    "\\*", "!", "!!", "?", ":", "a:", "http://x.vn/a_b", "www.x.vn", "[x]", "(x)", "[ ]", "**", "*", "`", "^1", "$x$",
])  # fmt: skip
INLINE = st.sampled_from([
    "**đậm**", "**hai từ**", "**đậm**,", "(**đậm**)", "“**đậm**”", "*nghiêng*", "***cả hai***", "__đậm__", "_nghiêng_", "`mã`", "[liên kết](co.md)", "[mục](co.md#muc)",
    "[nháp](nhap.md)", "[hỏng](khong-co.md)", "[trang](/gioi-thieu/)", "[ngoài](https://x.vn/)", "![hình](hinh.png)", '![hình](hinh.png "Chú")', "![mất](mat.png)", "[tham chiếu][1]",
    "[^1]", "<https://x.vn/>", "<b>b</b>", "<br>", "&amp;", "&nbsp;", "&#39;", "&lt;b&gt;", "**dở", "dở**", "** cách **", "**a**b", "a**b**", "[dở](", "![dở](", "{: .lop}", "<!-- lời -->",
])  # fmt: skip
SENTENCE = st.lists(WORD | WORD | INLINE, min_size=1, max_size=8).map(" ".join)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=3).flatmap(
    lambda rows: st.sampled_from(["\n", "\n", "  \n", " \n", "\n ", "\n  ", "\n    "]).map(
        lambda joint: joint.join(rows)
    )
)
HEADING = st.tuples(
    st.sampled_from(["#", "##", "##", "###", "####", "######", "#######"]),
    st.sampled_from([" ", " ", "  ", ""]),
    SENTENCE,
    st.sampled_from(["", "", " ", " ##", "#"]),
).map("".join)
BLOCK = st.one_of(
    PARAGRAPH,
    PARAGRAPH,
    HEADING,
    SENTENCE.flatmap(lambda words: st.sampled_from(["===", "---", "=", "-"]).map(lambda rule: f"{words}\n{rule}")),
    st.lists(st.tuples(st.sampled_from(["- ", "* ", "+ ", "1. ", "2. ", "10. ", "1) ", "    - ", "  - ", "    1. "]), SENTENCE).map("".join), min_size=1, max_size=4).map("\n".join),
    st.lists(st.tuples(st.sampled_from(["> ", ">", "> > ", "> - "]), SENTENCE).map("".join), min_size=1, max_size=3).map("\n".join),
    st.tuples(st.sampled_from(["NOTE", "TIP", "warning", "HUH"]), SENTENCE).map(lambda pair: f"> [!{pair[0]}]\n> {pair[1]}"),
    st.lists(st.tuples(st.sampled_from(["    ", "     ", "        "]), SENTENCE).map("".join), min_size=1, max_size=3).map("\n".join),
    st.lists(st.tuples(SENTENCE, SENTENCE).map(lambda pair: f"| {pair[0]} | {pair[1]} |"), min_size=1, max_size=2).map(lambda rows: "\n".join(["| A | B |", "| --- | ---: |", *rows])),
    st.tuples(SENTENCE, st.sampled_from([":   ", ": ", ":", "  : "]), SENTENCE).map(lambda parts: f"{parts[0]}\n{parts[1]}{parts[2]}"),
    st.tuples(st.sampled_from([":   ", ": ", "  :   ", ":"]), SENTENCE).map("".join),
    st.sampled_from(["---", "***", "* * *", "___", "- - -", "```\nmã < & *\n```", "~~~ python\nmã\n~~~", "[^1]: Lời chú.", "[1]: https://x.vn/", "<div>\n\nkhối\n\n</div>", "<p>một", "</p>", "<!--\n\n-->"]),
)  # fmt: skip
BETWEEN = st.sampled_from(
    [
        "\n\n",
        "\n\n",
        "\n\n",
        "\n",
        "\n\n\n",
        "\n\n\n\n",
        " \n\n",
        "\n \n",
        "\n\n    ",
        "\n\n\n    ",
        "\n\n\u2028\n\n",
        "\n\n\u3000\n\n",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document of blocks, most of them right."""
    text = ""
    for _ in range(draw(st.integers(1, 6))):
        text += draw(BLOCK) + draw(BETWEEN)
    return as_read(text)


SOUP = st.lists(
    st.sampled_from([
        "a", "Đ", "1", "2.", " ", "  ", "    ", "\n", "\n\n", "\n\n\n", "\n    ", " \n", "  \n", "*", "**", "_", "__", "-", "- ", "+ ", "1. ", "#", "## ", "> ", "=", "===", "---", ":", ": ",
        ":   ", "|", "| a | b |\n|---|---|\n| c | d |", "!", "[", "]", "(", ")", "](", "[a](co.md)", "\\", "`", "``", "&", "&a", "&amp;", "&#1", "&#x41;", "&copy", "<", ">", "<b>", "</b>", "<div>",
        "</div>", "<!--", "-->", "<?", "<!", "[^1]", "[^1]: n", "]:", "[1]: x", "~~~", "```", "{", "}", "{: #x}", "@", "x@y.vn", '"', "'", "“", "”", "…", "–", ".", ",", ";", "?", "/", "%", "$", "^",
        "\t", "\xa0", "\u200b", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x02", "\x03", "\x02klzzwxh:0000\x03", "\xad", "\ufeff", "\u3000", "\u1680", "\u205f", "\u200e", "\ufffe", "²", "½",
        "٣", "１", "字", "ا", "x\u0301", "\u0301", "😀", "\U0001f468\u200d\U0001f469", "[!NOTE]", "> [!NOTE]\n> x", "ﬀ", "İ", "ß", "ª", "**b**", "*i*", "\n- ", "\n1. ", "\n# ", "\n> ", "\n: ", "\n| ",
        "**b** ", " **b**", "(**b**)", "1/2", "1:2", "1-2", "1 a", "1a",
    ]),
    max_size=14,
).map(lambda parts: as_read("".join(parts)))  # fmt: skip
ANY = st.text(max_size=60).map(as_read)
TEXTS = st.one_of(documents(), documents(), SOUP, SOUP, ANY)

HTML = st.lists(
    st.sampled_from([
        "<script>", "</script>", "alert(1)", "<img src=x onerror=alert(1)>", "<img src=hinh.png onload=x>", "<svg onload=alert(1)>", "<svg>", "<math>", "<style>", "</style>", "<a href='javascript:alert(1)'>",
        '<a href="jav&#x09;ascript:alert(1)">', "<a href=' javascript:alert(1)'>", '<a href="data:text/html,x">', "<a href=vbscript:x>", "</a>", "<iframe src=https://video.vn/1></iframe>", "<iframe src=//x>",
        "<iframe srcdoc='<script>x</script>'>", "<form action=x>", "<input>", "<button onclick=x>", "<object data=x>", "<embed src=x>", "<base href=//x>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=x>",
        "<div onclick=x style='position:fixed' class=a id=b>", "</div>", "<p onmouseover=x>", "<details open ontoggle=x>", "<template>", "<noscript>", "<textarea>", "<title>", "<plaintext>", "<xmp>", "<!--", "-->", "<![CDATA[",
        "]]>", "<?php x ?>", "<b", ">", '"', "'", "<", "&lt;script&gt;", "&#60;script&#62;", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,x)", "![x](https://x.vn/a.png)", "![x](//x.vn/a.png)", "[x](<javascript:alert(1)>)", "[x]: javascript:alert(1)", "[x]", "<javascript:alert(1)>", "{: onclick=alert(1) }", "{: style=x }",
        "{: href=javascript:alert(1) }", "# a {: onclick=x }", "\n", "\n\n", "    ", "> ", "- ", "`", "```\n", "*", "a", " ", "\x00", "\x0c", "&colon;", "&Tab;", "&NewLine;",
    ]),
    max_size=12,
).map(lambda parts: as_read("".join(parts)))  # fmt: skip


# --- the same by the thousand --------------------------------------------------------------------------------------


def random_text(chance: random.Random) -> str:
    """Return a text of the same pieces: blocks in order, lines mixed, or soup."""
    kind = chance.random()
    if kind < 0.5:
        parts = [chance.choice(_BLOCKS) + chance.choice(_BETWEEN) for _ in range(chance.randint(1, 6))]
    elif kind < 0.75:
        parts = [chance.choice(_PIECES) for _ in range(chance.randint(1, 14))]
    else:
        parts = [
            chance.choice(_PIECES if chance.random() < 0.5 else _BLOCKS)
            + (chance.choice(_BETWEEN) if chance.random() < 0.5 else "")
            for _ in range(chance.randint(1, 9))
        ]
    return as_read("".join(parts))


_BETWEEN = [
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    "\n\n\n",
    "\n\n\n\n",
    " \n\n",
    "\n \n",
    "\n\n    ",
    "\n\n\n    ",
    "\n\n\u2028\n\n",
    "\n\n\u3000\n\n",
]
_BLOCKS = [
    "Một đoạn văn thường.", "Một dòng\nhai dòng", "Có **chữ đậm** ở giữa.", "**Đậm** đầu dòng", "## Đề mục", "## Đề mục", "### Mục 1. Phạm vi", "#### Đề mục ####", "##  a  b ", "- một\n- hai",
    "- một\n\n- hai", "1. một\n2. hai", "- a\n    - b", "    mã", "    mã\n    nữa", "> trích\n> dẫn", "> a\n\n> b", "| a | b |\n| --- | --- |\n| c | d |", "Từ\n:   nghĩa", "Từ", ":   nghĩa", ": nghĩa",
    "* * *", "---", "Tên\n===", "Tên\n---", "[a](co.md) và [b](/gioi-thieu/)", "![h](hinh.png)", '![h](hinh.png "chú")', "x ![h](hinh.png)", "dòng  \nxuống", "> [!NOTE]\n> Ghi chú", "> [!tip] x\n> y",
    "  hai thụt", "10 năm", "2020. Năm", "1) a", "3. ba", "“Trích” dẫn", "(a) b", "+ cộng", "a\n- b", "a\n1. b", "a\n## b", "a\n> b", "a\n    b", "a\n  b", "## a\nb", "a\n***", "*nghiêng*", "a *b* c",
    "a_b_c", "&amp; x", "a & b", "a > b", "x\\*y", "x@y.vn", "`m`", "- a\n\n  b", "- a\n\n    b", "1. a\n\n    b", "- a\n\n        mã", "Điều 1. **a** và **b**: **c**", "…a", "**a**b", "a**b**",
    "**a** **b**", "**a**\n**b**", "a\n\n\n\nb", "    a\n\n\n    b", "[x][y]", "[x]", "[d](nhap.md)", "[k](co.md#z)", "[k](#khong-co)", "a.\nb", "1/2 a", "-a", "–a", "*a", "a*", "#a", "#", "##", "## ", "## 1",
    "## a.", "## (a)", "## a b.", "##a", "http://a.vn/b_c_d", "a ^ b", ":a", "a\n: b", "a\n:b", "  : x", "a:\n- b", "\\", "_a_", "__a__", "|", "a|b", "a | b\n--|--\n1 | 2", "1", "12", "1.", "1. ", "-",
    "- ", "*", "**", "***", "+", "=", "===", "a\n=", "a\n-", "a\n\n: b", "a\n\n:   b\n\n    c", "<b>x</b>", "<div>\n\nx\n\n</div>", "a[^1]", "[^1]: b", "```\nx\n```", "a {: .b}", "[1]: http://x", "[x][1]",
]  # fmt: skip
_PIECES = [
    "a", "Đ", "1", "2.", "10", " ", "  ", "    ", "\n", "\n\n", "\n\n\n", "\n    ", " \n", "  \n", "*", "**", "***", "_", "__", "-", "- ", "+ ", "1. ", "2) ", "#", "## ", "###### ", "> ", "=", "===", "---",
    ":", ": ", ":   ", "|", "| a | b |\n|---|---|\n| c | d |", "!", "[", "]", "(", ")", "](", "[a](co.md)", "![h](hinh.png)", "\\", "\\*", "`", "``", "&", "&a;", "&a", "&amp;", "&#1", "&#x41;", "&copy",
    "&copy;", "<", ">", "<b>", "</b>", "<div>", "</div>", "<!--", "-->", "<?", "<!", "[^1]", "[^1]: n", "]:", "~~~", "```", "{", "}", "{: #x}", "@", "x@y.vn", "www.x.vn", '"', "'", "“", "”", "‘", "’", "…",
    "–", "—", ".", ",", ";", "?", "/", "%", "$", "^", "~", "\t", "\xa0", "\u200b", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x02", "\x03", "\x02klzzwxh:0000\x03", "\xad", "\ufeff", "\u3000",
    "\u1680", "\u2003", "\u205f", "\u202f", "\u200e", "\ufffe", "²", "½", "①", "٣", "１", "字", "ا", "x\u0301", "\u0301", "😀", "\U0001f468\u200d\U0001f469", "[!NOTE]", "ﬀ", "İ", "ß", "ª", "**b**",
    "*i*", "**b** x", "x **b**", "“**b**”", "(**b**)", "**b**,", "**a b**", "**a", "b**", "** b**", "\n- ", "\n1. ", "\n# ", "\n##a", "\n> ", "\n: ", "\n| ", "\n---", "\n===", "\n   ", "1/2", "1:2", "1,5",
    "1-2", "1 a", "1a", "1.1 ", "a) ", "-1", "–a", "...a", "(a", "'a",
]  # fmt: skip
