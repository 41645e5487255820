"""Tables of the collections: `[papers]` and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from bantin.config.base import Meaning, Table, Text
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ASSEMBLY_CODE = r"(?:UBTV)?QH\d{1,2}"
"""The pattern of what stands for kind and issuer in numbers of the National Assembly: `QH15`, `UBTVQH15`."""
KIND_CODE = rf"[^\W\d_]{{1,6}}|{ASSEMBLY_CODE}"
ISSUER_CODE = r"[^\W_][\w.&]{0,20}(?:-[\w.]{1,10})?"
"""The patterns of the last two parts of a number: `NQ` and `HĐND`."""


class PaperKind(Table, frozen=True):
    """One `[[papers.kinds]]`: a kind of official document."""

    code: Annotated[Text, Meaning("Chữ viết tắt trong số, ký hiệu.", "As numbers have it.", "NQ")]
    name: Annotated[Text, Meaning("Tên loại văn bản.", "Its name.", "Nghị quyết")]


class PaperIssuer(Table, frozen=True):
    """One `[[papers.issuers]]`: who signs."""

    code: Annotated[Text, Meaning("Chữ viết tắt trong số, ký hiệu.", "As numbers have it.", "HĐND")]
    name: Annotated[Text, Meaning("Tên cơ quan.", "Its name.", "Hội đồng nhân dân tỉnh")]


class Papers(Table, frozen=True):
    """`[papers]`: the register of official documents.

    The kinds are those of Nghị định 30/2020/NĐ-CP, Phụ lục III, that councils issue.
    """

    kinds: Annotated[
        tuple[PaperKind, ...],
        Meaning(
            "Một loại văn bản. Ghi mục này thì phải ghi đủ các loại.", "A kind; the list replaces the built-in one."
        ),
    ] = (
        PaperKind(code="NQ", name="Nghị quyết"),
        PaperKind(code="QĐ", name="Quyết định"),
        PaperKind(code="CT", name="Chỉ thị"),
        PaperKind(code="KH", name="Kế hoạch"),
        PaperKind(code="CTr", name="Chương trình"),
        PaperKind(code="BC", name="Báo cáo"),
        PaperKind(code="TTr", name="Tờ trình"),
        PaperKind(code="TB", name="Thông báo"),
        PaperKind(code="KL", name="Kết luận"),
        PaperKind(code="HD", name="Hướng dẫn"),
        PaperKind(code="CV", name="Công văn"),
    )
    issuers: Annotated[
        tuple[PaperIssuer, ...],
        Meaning("Một cơ quan ban hành, ghi như loại văn bản.", "Who issues; the list replaces the built-in one."),
    ] = (
        PaperIssuer(code="HĐND", name="Hội đồng nhân dân"),
        PaperIssuer(code="TT.HĐND", name="Thường trực Hội đồng nhân dân"),
        PaperIssuer(code="UBND", name="Ủy ban nhân dân"),
        PaperIssuer(code="VP", name="Văn phòng"),
    )


class Petitions(Table, frozen=True):
    """`[petitions]`: voters' petitions."""

    columns: Annotated[
        tuple[Text, ...],
        Meaning(
            "Tên những cột được đăng thêm, kể cả cột có dữ liệu cá nhân; cột quen thuộc ghi ở đây thì đăng nguyên văn. "
            "Chỉ ghi khi người có tên đã đồng ý hoặc pháp luật cho phép.",
            "Columns that are published beyond the known ones, also with personal data; a known one named here is "
            "published as it is written. Only with the consent of those who are named, or where the law allows it.",
            ("Ghi chú",),
        ),
    ] = ()


def validate_papers(papers: Papers, file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of `[papers]`; `at` returns the line of a key."""
    yield from _validate_codes("kinds", papers.kinds, KIND_CODE, file, at)
    yield from _validate_codes("issuers", papers.issuers, ISSUER_CODE, file, at)
    known: dict[str, tuple[str, int]] = {}
    for index, kind in enumerate(papers.kinds):
        line = at("papers", "kinds", index, "name")
        slug = slugify(kind.name)
        if not slug or slug.isdecimal():
            yield problem("BT138", file, line, value=kind.name)
        elif slug in known and known[slug][0] != kind.name:  # two codes may be of one kind
            other, first = known[slug]
            yield problem("BT137", file, line, value=kind.name, other=other, first=first)
        known.setdefault(slug, (kind.name, line))


def _validate_codes(
    name: str, entries: Sequence[PaperKind | PaperIssuer], form: str, file: str, at: Callable[..., int]
) -> Iterator[Problem]:
    """Yield the entries of `[[papers.NAME]]` whose code no number has, or another entry."""
    known: dict[str, tuple[str, int]] = {}
    for index, one in enumerate(entries):
        line = at("papers", name, index, "code")
        folded = one.code.casefold()
        if not re.fullmatch(form, one.code):
            yield problem("BT139", file, line, value=one.code)
        elif folded in known:
            other, first = known[folded]
            yield problem("BT137", file, line, value=one.code, other=other, first=first)
        known.setdefault(folded, (one.code, line))
