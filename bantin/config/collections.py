"""Tables of the collections: `[papers]` and the like."""

from __future__ import annotations

from typing import Annotated

from bantin.config.base import Meaning, Table, Text


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
