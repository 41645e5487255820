"""The bodies of the articles: plain ones, ones as people write them, and plain ones of many words.

Each body is made by a function of a seeded source of chance and of the site path of another article to link to, or "".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phrases

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

BOLD_SHARE: Final = 0.25
LIST_SHARE: Final = 0.40
QUOTE_SHARE: Final = 0.30
TABLE_SHARE: Final = 0.05

LEAST_BYTES: Final = 1000
MOST_BYTES: Final = 30_000
RARE_SHARE: Final = 0.5
PICTURES: Final = 20
END_OF_SENTENCE: Final = re.compile(r"(?<=[^\W\d_]{2})\.(?=\s)")


def fill(chance: random.Random, text: str) -> str:
    """Put numbers, days and places into a phrase's holes."""
    while "{place}" in text:
        text = text.replace("{place}", chance.choice(phrases.PLACES), 1)
    return text.format(
        day=f"{chance.randint(1, 28)}/{chance.randint(1, 12)}",
        percent=f"{chance.randint(1, 139)},{chance.randint(1, 9)}",
        amount=chance.randint(12, 980),
        count=chance.randint(2, 64),
    )


def sentence(chance: random.Random, *, mark: str = "") -> str:
    """Make one sentence, with the Markdown sign `mark` around what it is about."""
    who, does, what = (chance.choice(bank) for bank in (phrases.BODIES, phrases.ACTIONS, phrases.MATTERS))
    what = f"{mark}{what}{mark}"
    match chance.randrange(4):
        case 0:
            text = f"{chance.choice(phrases.TIMES)}, {who} {does} {what}, {chance.choice(phrases.AIMS)}."
        case 1:
            text = f"{chance.choice(phrases.LINKERS)}, {chance.choice(phrases.REMARKS)}; {who} {does} {what}."
        case 2:
            text = f"{who} {does} {what}, {chance.choice(phrases.FIGURES)}, {chance.choice(phrases.AIMS)}."
        case _:
            text = f"{chance.choice(phrases.LINKERS)}, {what} {chance.choice(phrases.FIGURES)}."
    return fill(chance, text)


def _paragraph(chance: random.Random) -> str:
    bold = chance.random() < BOLD_SHARE
    return " ".join(sentence(chance, mark="**" if bold and place == 0 else "") for place in range(chance.randint(1, 3)))


def _list(chance: random.Random) -> str:
    mark = chance.choice(("-", "1."))
    return "\n".join(f"{mark} {_item(chance)}" for _ in range(chance.randint(3, 6)))


def _item(chance: random.Random) -> str:
    return f"{fill(chance, chance.choice(phrases.FIGURES)).capitalize()};"


def _table(chance: random.Random) -> str:
    rows = [
        f"| {district} | {chance.randint(60, 99)} | {chance.randint(1, 40)} |"
        for district in chance.sample(phrases.DISTRICTS, 5)
    ]
    return "\n".join(["| Đơn vị | Điểm | Kiến nghị |", "| --- | ---: | ---: |", *rows])


def plain(chance: random.Random, link: str) -> str:
    """Between 8 and 14 paragraphs under two or three headings, about 5 KB in UTF-8."""
    blocks = [_paragraph(chance) for _ in range(chance.randint(8, 14))]
    if link:
        where = chance.randrange(len(blocks))
        blocks[where] += f" Xem thêm [{chance.choice(phrases.MATTERS)}]({link})."
    if chance.random() < LIST_SHARE:
        where = chance.randrange(1, len(blocks))
        blocks[where:where] = ["Trong đó:", _list(chance)]
    if chance.random() < QUOTE_SHARE:
        blocks.insert(chance.randrange(2, len(blocks)), f"> {sentence(chance)}")
    if chance.random() < TABLE_SHARE:
        blocks.append(_table(chance))
    titles = chance.sample(phrases.HEADINGS, chance.randint(2, 3))
    step = len(blocks) // (len(titles) + 1)
    for place, title in reversed(list(enumerate(titles, start=1))):
        blocks.insert(_before_a_list(blocks, place * step), f"## {title}")
    return "\n\n".join(blocks) + "\n"


def _before_a_list(blocks: Sequence[str], where: int) -> int:
    """Keep a heading from coming between a list and the line that announces it."""
    return where - 1 if blocks[where - 1] == "Trong đó:" else where


def rich(chance: random.Random, link: str) -> str:
    """Write a plain body whose every other sentence names people, places and papers: ten times the words in all."""

    def name(end: re.Match[str]) -> str:
        return f", {_rare_words(chance)}." if chance.random() < RARE_SHARE else end.group()

    return END_OF_SENTENCE.sub(name, plain(chance, link))


def _rare_words(chance: random.Random) -> str:
    names = [word.capitalize() for word in chance.sample(phrases.SYLLABLES, 4)]
    letters = chance.choice(phrases.ABBREVIATIONS)
    match chance.randrange(4):
        case 0:
            return f"theo {chance.choice(('ông', 'bà'))} {' '.join(names)}"
        case 1:
            return f"tại ấp {' '.join(names[:2])}, xã {' '.join(names[2:])}"
        case 2:
            return f"căn cứ Quyết định số {chance.randint(1, 9999)}/QĐ-{letters}"
        case _:
            return f"do Công ty {' '.join(names[:2])} {letters} thực hiện"


def written(chance: random.Random, link: str) -> str:
    """Between 1 and 30 KB of what people write for GitHub and VS Code, in the shares counted in real texts."""
    wanted = LEAST_BYTES * (MOST_BYTES / LEAST_BYTES) ** chance.random()
    blocks = [_prose(chance) + (f" Xem [{chance.choice(phrases.MATTERS)}]({link})." if link else "")]
    makers, weights = zip(*COMMON, strict=True)
    size = len(blocks[0].encode())
    while size < wanted:
        blocks.append(chance.choices(makers, weights)[0](chance))
        size += len(blocks[-1].encode())
    for make, share in RARE:
        if chance.random() < share:
            blocks.insert(chance.randint(1, len(blocks)), make(chance))
    return "\n\n".join(blocks) + "\n"


def _prose(chance: random.Random) -> str:
    return " ".join(chance.choices(INLINE, INLINE_WEIGHTS)[0](chance) for _ in range(chance.randint(1, 4)))


def _address(chance: random.Random) -> str:
    return f"https://{chance.choice(phrases.HOSTS)}/tin/{chance.randint(1000, 99_999)}?trang={chance.randint(1, 9)}"


def _linked(chance: random.Random) -> str:
    return f"{sentence(chance)} Xem [{chance.choice(phrases.MATTERS)}]({_address(chance)})."


def _entities(chance: random.Random) -> str:
    return f"{sentence(chance)[:-1]}&nbsp;&ndash; thu &amp; chi, &quot;đúng luật&quot;."


def _code(chance: random.Random) -> str:
    return f"{sentence(chance)} Tệp `{chance.choice(phrases.HOSTS)}/bieu_mau_{chance.randint(1, 99)}.xlsx`."


def _broken_line(chance: random.Random) -> str:
    return f"{sentence(chance)}  \n{sentence(chance)}<br>{sentence(chance)}"


def _heading(chance: random.Random) -> str:
    return f"{chance.choice(('##', '##', '###'))} {chance.choice(phrases.HEADINGS)}"


def _nested(chance: random.Random) -> str:
    """Make a list in a list, by the two, three or four spaces that people use."""
    outer, spaces = chance.choice((("-", 2), ("*", 4), ("1.", 3), ("1.", 4)))
    inner = chance.choice(("-", "1."))
    lines: list[str] = []
    for _ in range(chance.randint(2, 4)):
        lines.append(f"{outer} {_item(chance)}")
        lines += [f"{' ' * spaces}{inner} {_item(chance)}" for _ in range(chance.randint(1, 3))]
    return "\n".join(lines)


def _fence(chance: random.Random) -> str:
    info = chance.choice(("", "python", "cpp=", 'python title="bieu_mau.py"', "json"))
    lines = [f"so_kien_nghi[{number}] = {chance.randint(1, 999)}  # <b> & **" for number in range(chance.randint(2, 9))]
    return "\n".join((f"```{info}", *lines, "```"))


def _picture(chance: random.Random) -> str:
    """Make a picture and a sentence: of two pictures in a row Bantin makes a gallery, which no other does."""
    return f"![{chance.choice(phrases.MATTERS)}](/anh/hinh-{chance.randrange(PICTURES)}.svg)\n\n{sentence(chance)}"


def _quote(chance: random.Random) -> str:
    return "\n".join(f"> {line}".rstrip() for line in f"{sentence(chance)}\n\n{_linked(chance)}".split("\n"))


def _html(chance: random.Random) -> str:
    return f'<div class="ghi-chu">{sentence(chance)} <u>{sentence(chance)}</u><sup>{chance.randint(1, 9)}</sup></div>'


def _list_after_a_line(chance: random.Random) -> str:
    return f"{chance.choice(('Gồm:', '**Chủ trì:**', 'Trong đó:'))}\n{_list(chance).replace('1. ', '- ')}"


def _fence_in_an_item(chance: random.Random) -> str:
    return f"1. {_item(chance)}\n" + "\n".join(f"   {line}" for line in _fence(chance).split("\n"))


def _markdown_in_html(chance: random.Random) -> str:
    return f"<details>\n<summary>{_item(chance)}</summary>\n\n{_prose(chance)}\n\n{_list(chance)}\n\n</details>"


def _table_of_html(chance: random.Random) -> str:
    rows = "\n".join(
        f'<tr><td style="width:50%">{district}</td><td>{chance.randint(1, 99)}</td></tr>'
        for district in phrases.DISTRICTS
    )
    return f'<table border="1">\n<tbody>\n{rows}\n</tbody>\n</table>'


INLINE, INLINE_WEIGHTS = zip(
    (sentence, 50),
    (lambda chance: sentence(chance, mark="**"), 12),
    (lambda chance: sentence(chance, mark="*"), 6),
    (_linked, 16),
    (_entities, 8),
    (_code, 5),
    (_broken_line, 3),
    strict=True,
)

COMMON: Final[tuple[tuple[Callable[[random.Random], str], float], ...]] = (
    (_prose, 56),
    (_heading, 10),
    (_list, 9),
    (_nested, 6),
    (_picture, 6),
    (_quote, 4),
    (_fence, 4),
    (_table, 3),
    (_html, 2),
)
"""What fills an article of any length, with its weight."""

RARE: Final[tuple[tuple[Callable[[random.Random], str], float], ...]] = (
    (_list_after_a_line, 173 / 3692),
    (_fence_in_an_item, 120 / 3692),
    (_markdown_in_html, 30 / 3692),
    (_table_of_html, 10 / 348),
    (lambda chance: f"{_item(chance)} Nộp trước \\$12 \\~ \\<3 \\&.", 326 / 3692),
    (lambda chance: f"Ghi <họ và tên> vào ô <số CMND>. {sentence(chance)}", 35 / 3692),
    (lambda chance: f"Nguồn: {_address(chance)} và <{_address(chance)}>.", 287 / 3692),
    (lambda chance: f"1) {_item(chance)}\n2) {_item(chance)}", 16 / 3692),
    (lambda chance: f"~~{_item(chance)}~~ {sentence(chance)}", 5 / 3692),
    (lambda chance: f"> {sentence(chance)}\n\n> {sentence(chance)}", 127 / 3692),
    (lambda chance: f"#HĐND #kỳhọp{chance.randint(1, 30)}", 20 / 3692),
)
"""What a real corpus of 3,692 articles had where its parsers disagree, with the share of its articles."""

KINDS: Final[dict[str, tuple[str, Callable[[random.Random, str], str]]]] = {
    "plain": ("plain texts", plain),
    "written": ("texts as written", written),
    "rich": ("ten times the words", rich),
}
"""The kinds of corpus by name: what the report calls them, and who writes a body."""
