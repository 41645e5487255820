"""Texts that once took minutes: each is read in few steps, or told of by its code."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from bantin.checks import links
from bantin.checks.text import make_text
from bantin.collections import parse
from bantin.config import parse_settings
from bantin.content import read
from bantin.content.read import SourceFault
from bantin.content.scan import File
from bantin.language import combining_marks as marks
from bantin.language import vietnamese
from bantin.language.likeness import Likeness
from bantin.markup.rendering import Markup
from bantin.media import inspect
from bantin.media.attachments import FileFacts
from bantin.problems import BuildFailed
from bantin.problems.records import HINTS, check
from tests.bounds.counting import Counter
from tests.builder import no_excerpt
from tests.markup import texts
from tests.media import made
from tests.problems.test_records import Outer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builder import Site

SITE = '[site]\ntitle = "T"\nbase_url = "https://example.vn/"\n'


@pytest.fixture(scope="module")
def markup() -> Markup:
    return Markup(texts.settings(), texts.WORDS)


FRAGMENTS = [
    *("{", "{: ", '{: a="', "{#a {"),
    *("[a](()", '[a](b "c) ', "[a]('\"", "[a]:\n", "x\n[a]: b\n", '[a]: b\n"c"\n', "[a][", "![", "![[a](b)", "[[a](b)", "[^a] "),
    *("* ", "*a ", "_a ", "*a _b ", "**a* ", "a**b", "*" * 7 + "a", "~~a ", "`" * 3 + "a``"),
    *("<a ", "<!-- ", "<?", "<![CDATA[", "<a b='", "<b>", "</b>", "<div>\n\n", "<https://a", "&", "&#1;"),
    *("https://a.b/)", "https://_(", "www.a.b;", "a@b.c_", "a@", "a.b@c.d;"),
    *(">", "1. ", "- a\n  - b\n", "~~~\n", "* * *\n", "    a\n\n", "a\n: b\n", "a\n===\n", "a|b\n-|-\n", "[^a]: b\n\n", "- a\n\n"),
]  # fmt: skip


def test_what_is_begun_again_and_again() -> None:
    counter = Counter()
    slow = []
    with counter.everywhere():
        markup = Markup(texts.settings(), texts.WORDS)
        markup.render(texts.PATH, "a <b>{", 5, texts.Site())  # what is set up once counts no more
        for fragment in FRAGMENTS:
            few, many = (
                counter.of(lambda text="a " + fragment * times: markup.render(texts.PATH, text, 5, texts.Site()))  # type: ignore[misc]
                for times in (100, 400)
            )
            if many >= 5 * few:
                slow.append(fragment)
    assert slow == []


def test_a_wide_heading_of_a_table_over_many_short_rows(markup: Markup) -> None:
    body = markup.render(texts.PATH, "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "a\n" * 2_000, 5, texts.Site())
    assert [one.code for one in body.problems] == ["BT411"]


def test_signs_for_which_the_sanitizer_is_slow(markup: Markup) -> None:
    body = markup.render(texts.PATH, "<b>a</b>" + "®a" * 160_000, 5, texts.Site())
    assert [(one.code, one.values["sign"]) for one in body.problems] == [("BT411", "®")]
    assert markup.render(texts.PATH, "®a" * 160_000, 5, texts.Site()).problems == ()


def test_links_of_plain_blocks_are_put_in_at_once(markup: Markup) -> None:
    body = markup.render(texts.PATH, "[a](co.md) " * 3_000, 5, texts.Site())
    assert body.html.count('<a href="/hdnd/tin-tuc/2020/co/">a</a>') == 3_000


def test_callouts_that_follow_each_other(markup: Markup) -> None:
    html = markup.render(texts.PATH, "> [!NOTE]\n> a\n\n" * 40 + "> [!TIP] b\n> c\n\nd", 5, texts.Site()).html
    assert html.count('<aside class="callout callout-note">') == 40
    assert html.count('<aside class="callout callout-tip">') == 1


@pytest.mark.parametrize("run", ["\u0323\u0301", "\u0301\u0323", "\u0f71\u0f72"])
def test_marks_without_end(run: str) -> None:
    text = "a\nb e" + run * 16
    with pytest.raises(SourceFault) as fault:
        read.decode(text.encode(), texts.PATH)
    assert (fault.value.problem.code, fault.value.problem.line) == ("BT314", 2)
    assert marks.long_run(text) == 5
    assert len(marks.shortened(text)) == 5 + marks.LIMIT
    assert vietnamese.slugify("e" + run * 16) == "e"


def test_marks_in_yaml_and_html_are_no_way_around(markup: Markup) -> None:
    article = parse.parse(
        texts.PATH, ('---\ntitle: "' + "\\u0323\\u0301" * 40 + 'e"\n---\nx').encode(), texts.settings(), no_excerpt
    )
    assert {one.code for one in article.problems} == {"BT206"}
    assert markup.render(texts.PATH, "# e" + "&#x323;&#x301;" * 40, 5, texts.Site()).headings[0].id == "e"


@pytest.mark.parametrize(
    "text", ["<a href='https://{}/'>a</a>", "[a](https://{})", "<iframe src='https://{}/'></iframe>"]
)
def test_marks_in_addresses(markup: Markup, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    normalize = unicodedata.normalize

    def noted(form: str, word: str) -> str:
        nonlocal longest
        longest = max(longest, len(word))
        return normalize(form, word)  # type: ignore[arg-type]

    monkeypatch.setattr(unicodedata, "normalize", noted)
    address = f"{len(text)}e" + "&#x323;&#x301;" * 60  # another one each time, as `urlsplit` remembers
    embedding = Markup(texts.settings('[markup]\nembed_hosts = ["video.vn"]\n'), texts.WORDS)
    for one in (markup, embedding):
        one.render(texts.PATH, text.replace("{}", address), 5, texts.Site())
    assert not links.is_valid_url("https://e" + "\u0323\u0301" * 60)
    with pytest.raises(BuildFailed):
        parse_settings(SITE.replace("example", "e" + "\u0323\u0301" * 60).encode())
    assert longest < 60


def test_as_many_marks_as_letters_have() -> None:
    text = "e" + "\u0301" * marks.LIMIT + "a\u0323\u0302"
    assert read.decode(text.encode(), texts.PATH).endswith("ậ")


def test_a_hint_looks_at_few_names() -> None:
    names = [
        f"content/tin-tuc/{year}/ky-hop-thu-{number}-hdnd-tinh-khoa-x.md"
        for year in range(2000, 2020)
        for number in range(200)
    ]
    likeness = Likeness(names)
    assert likeness.nearest("content/tin-tuc/2019/ky-hop-thu-155-hdnd-tinh-khoa-x.md") == names[-45]
    counter = Counter()
    assert counter.of(lambda: likeness.nearest("content/tin-tuc/2019/ky-hop-thu-1555-hdnd-tinh-khoa.md")) < 100_000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("content/tin-tuc/2020/tong-kêt.md", "content/tin-tuc/2020/tong-ket.md"),
        ("content/tin-tuc/2019/tong-ket.md", "content/tin-tuc/2020/tong-ket.md"),
        ("content/tin-tuc/2020/tong-kte.md", "content/tin-tuc/2020/tong-ket.md"),
        ("content/tin-tuc/2020/Tổng kết.md", "content/tin-tuc/2020/tong-ket.md"),
        ("content/tin-tuc/2020/tongket", "content/tin-tuc/2020/tong-ket.md"),
        ("content/tin-tuc/2020/tong-ket/hinh1.jpg", "content/tin-tuc/2020/tong-ket/hinh-1.jpg"),
        ("content/gioi-thieu.md", "content/gioi-thieu/index.md"),
        ("content/tin-tuc/2020/khong-lien-quan-gi-ca.md", ""),
    ],
)
def test_hints_for_what_editors_mistype(written: str, meant: str) -> None:
    other = [
        f"content/tin-tuc/{year}/{name}.md"
        for year in (2019, 2020)
        for name in ("ky-hop-thu-10", "giam-sat-chuyen-de", "tiep-xuc-cu-tri")
    ]
    known = [
        "content/tin-tuc/2020/tong-ket.md",
        "content/tin-tuc/2020/tong-ket/hinh-1.jpg",
        "content/gioi-thieu/index.md",
    ]
    assert Likeness(known + other).nearest(written) == meant


def test_many_broken_links_are_all_told(site: Site) -> None:
    site.article("a", " ".join(f"[x](khong-co-{number}.md)" for number in range(300)))
    assert site.make().codes.count("BT401") == 300


def test_a_locked_pdf_full_of_lists_of_pages(tmp_path: Path) -> None:
    stream = tmp_path / "a.pdf"
    stream.write_bytes(b"<< " + b"/Type/Pages " * 2_000 + b"/Count 7 >> /Count 99 << /Count 8 /Type /Pages >>")
    counter = Counter()
    with counter.everywhere(), stream.open("rb") as opened:
        assert counter.of(lambda: inspect._count_locked_pages(opened)) < 300_000
        assert inspect._count_locked_pages(opened) == 8


def test_a_pdf_that_would_be_read_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(made.pdf(200))
    file = File("content/a.pdf", str(tmp_path / "a.pdf"), 0, 0)
    assert inspect.read_attachment(file).pages == 200
    monkeypatch.setattr(inspect, "_PDF_READS", 300)
    assert inspect.read_attachment(file) == FileFacts()


@pytest.mark.parametrize(
    "written",
    [
        "a." * 40 + "a = 1",
        "[" + "a." * 40 + "a]",
        "x = {" + "a." * 40 + "a = 1}",
        "a = " + "[" * 5_000,
        "a = " + "{a = " * 5_000,
        "#" * 210_000,
    ],
)
def test_settings_that_are_nested_too_deep_or_too_long(written: str) -> None:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(f"{SITE}{written}\n".encode())
    assert [one.code for one in failed.value.problems] == ["BT125"]


def test_words_of_the_layouts_that_are_nested_too_deep(site: Site) -> None:
    site.write("layouts/i18n/vi.toml", "a." * 40 + "a = 1\n")
    site.article("a")
    assert "BT507" in site.make().codes


def test_a_time_zone_of_many_folders() -> None:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(f'{SITE}timezone = "{"a/" * 5_000}"\n'.encode())
    assert [one.code for one in failed.value.problems] == ["BT107"]


@pytest.mark.parametrize("front", ["a: " + "{a: " * 50, "a: " + "[ " * 50, "- " * 50, "a: [" + "{b: [" * 30])
def test_front_matter_that_is_nested_too_deep(front: str) -> None:
    parsed = parse.parse(texts.PATH, f"---\ntitle: a\n{front}\n---\nx".encode(), texts.settings(), no_excerpt)
    assert [one.code for one in parsed.problems] == ["BT204"]


def test_many_unknown_keys_get_some_hints() -> None:
    faults = check({"title": "A", **{f"titl{number}": "x" for number in range(3 * HINTS)}}, Outer)
    assert isinstance(faults, list)
    assert (len(faults), sum(bool(fault.near) for fault in faults)) == (3 * HINTS, HINTS)


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("a <!-- b --> c <!-- d", "a            c <!-- d"),
        ("x <pre>a</PRE > b <code>c", "x               b <code>c"),
        ("x <!-- <pre> --> a </pre>", "x                a </pre>"),
        ("a `b` `` d ` e `` f\\`", "a     f\\`"),
        ("`a\n\nb` c", "`a\n\nb` c"),
        ("````\na\n```\n````\nb", "    \n \n   \n    \nb"),
        ("```" * 9, "```" * 9),
    ],
)
def test_code_and_comments_are_no_prose(written: str, prose: str) -> None:
    assert make_text(texts.PATH, written, 1).prose.split() == prose.split()
    assert len(make_text(texts.PATH, written, 1).prose) == len(written)
