"""The record of an official document (văn bản): its front matter, and what that alone can be judged by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.documents import Attachment, Publication
from bantin.collections.fields import About, FieldFault
from bantin.collections.paper_numbers import OPEN, WITHIN_TEXT, parse_number
from bantin.language.dates import Moment
from bantin.language.vietnamese import slugify
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bantin.config import Settings

RELATIONS = ("amends", "replaces", "repeals", "based_on", "guides")
ENDS = frozenset({"replaces", "repeals"})
"""Relations by which a paper takes another out of force."""
CHANGES = frozenset({"amends", *ENDS})
"""Relations by which it changes another's force."""
_REFERENCES = ("một danh sách tệp hoặc số: [12/2026/NQ-HĐND]", "a list of files or numbers: [12/2026/NQ-HĐND]")


class Paper(Entry, frozen=True, gc=False, array_like=True, kw_only=True, tag="paper"):
    """An official document; its title is what it is about (trích yếu)."""

    collection: ClassVar[str] = "papers"

    written_number: Annotated[
        str,
        About(
            "Số, ký hiệu. Chưa có số thì ghi …/2026/NQ-HĐND và để bản nháp.",
            "Its number; in a draft …/2026/NQ-HĐND where that is not known yet.",
            "12/2026/NQ-HĐND",
            names="name",
            also=("số", "số hiệu", "ký hiệu", "so"),
            start="…/{year}/NQ-HĐND",
        ),
    ] = msgspec.field(name="number")
    signed_at: Annotated[
        Moment,
        About("Ngày ký.", "When it was signed.", "2026-07-08", also=("ngày ký", "ngày ban hành", "date", "issued")),
    ] = msgspec.field(name="signed")
    kind: Annotated[
        str,
        About(
            "Loại văn bản, nếu số, ký hiệu chưa cho biết.",
            "Its kind, where the number does not say it.",
            "Nghị quyết",
            also=("loại", "loại văn bản", "thể loại", "type"),
        ),
    ] = ""
    issuer: Annotated[
        str,
        About(
            "Cơ quan ban hành, nếu số, ký hiệu chưa cho biết.",
            "Who issued it, where the number does not say it.",
            "Hội đồng nhân dân tỉnh",
            also=("cơ quan ban hành", "cơ quan", "nơi ban hành"),
        ),
    ] = ""
    effective_at: Annotated[
        Moment | None,
        About(
            "Ngày có hiệu lực, nếu khác ngày ký.",
            "When it takes effect, if not when it is signed.",
            "2026-07-18",
            also=("hiệu lực", "ngày hiệu lực", "ngày có hiệu lực"),
        ),
    ] = msgspec.field(default=None, name="effective")
    expires_at: Annotated[
        Moment | None,
        About(
            "Ngày hết hiệu lực: từ ngày này không còn áp dụng.",
            "The first day on which it is no longer in force.",
            "2031-01-01",
            also=("hết hiệu lực", "ngày hết hiệu lực"),
        ),
    ] = msgspec.field(default=None, name="expires")
    signer: Annotated[str, About("Người ký.", "Who signed it.", "Nguyễn Văn A", also=("người ký",))] = ""
    signer_office: Annotated[
        str, About("Chức vụ người ký.", "The signer's office.", "Chủ tịch", also=("chức vụ", "chức danh"))
    ] = ""
    field: Annotated[
        str, About("Lĩnh vực.", "What it is about, in a word.", "Đầu tư công", also=("lĩnh vực", "ngành"))
    ] = ""
    session: Annotated[
        str,
        About(
            "Kỳ họp thông qua, ghi đường dẫn đến tệp của kỳ họp.",
            "The source of the session that passed it, from the root, or empty.",
            "../ky-hop/ky-hop-thu-muoi.md",
            names="file",
            also=("kỳ họp",),
        ),
    ] = ""
    attachments: Annotated[
        tuple[Attachment, ...],
        About(
            "Tệp của văn bản.",
            "Its files.",
            '[{file: 12-nq-hdnd.pdf, title: "Toàn văn"}]',
            expected=('một danh sách {file: tep.pdf, title: "Tên"}', 'a list of {file: x.pdf, title: "Name"}'),
            also=("đính kèm", "tệp đính kèm", "tài liệu", "tệp", "attachments", "attachment"),
        ),
    ] = msgspec.field(default=(), name="files")
    amends: Annotated[
        tuple[str, ...],
        About(
            "Văn bản mà văn bản này sửa đổi, bổ sung.",
            "What it amends.",
            "[05/2021/NQ-HĐND]",
            expected=_REFERENCES,
            names="name",
            also=("sửa đổi", "sửa đổi bổ sung", "bổ sung"),
        ),
    ] = ()
    replaces: Annotated[
        tuple[str, ...],
        About(
            "Văn bản mà văn bản này thay thế.",
            "What it replaces.",
            "[nghi-quyet-05-2021.md]",
            expected=_REFERENCES,
            names="name",
            also=("thay thế",),
        ),
    ] = ()
    repeals: Annotated[
        tuple[str, ...],
        About(
            "Văn bản mà văn bản này bãi bỏ.",
            "What it repeals.",
            "[05/2021/NQ-HĐND]",
            expected=_REFERENCES,
            names="name",
            also=("bãi bỏ", "hủy bỏ"),
        ),
    ] = ()
    based_on: Annotated[
        tuple[str, ...],
        About(
            "Căn cứ ban hành.",
            "What it is based on.",
            "[72/2025/QH15]",
            expected=_REFERENCES,
            names="name",
            also=("căn cứ",),
        ),
    ] = ()
    guides: Annotated[
        tuple[str, ...],
        About(
            "Văn bản mà văn bản này hướng dẫn, quy định chi tiết.",
            "What it says how to carry out.",
            "[72/2025/QH15]",
            expected=_REFERENCES,
            names="name",
            also=("hướng dẫn", "quy định chi tiết"),
        ),
    ] = ()

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with a paper's front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        written, signed = values.get("written_number", ""), values.get("signed_at")
        parts = parse_number(written)
        kinds = {one.code.casefold(): one.name for one in settings.papers.kinds}
        if written and parts is None:
            found = re.search(WITHIN_TEXT, written)
            yield FieldFault("BT260", "number", {"value": written, "near": found[0] if found else ""})
        if parts is not None:
            if parts.serial == OPEN:
                yield FieldFault("BT277" if values["draft"] else "BT260", "number", {"value": written})
            if signed is not None and parts.year and parts.year != signed.local.year:
                yield FieldFault("BT261", "number", {"value": written, "year": signed.local.year})
            kind = values.get("kind", "")
            if kind and slugify(kind) not in map(slugify, kinds.values()):
                near = nearest(kind, kinds.values())
                yield FieldFault("BT262", "kind", {"value": kind, "known": ", ".join(kinds.values()), "near": near})
            elif kind and parts.kind.casefold() in kinds and slugify(kind) != slugify(kinds[parts.kind.casefold()]):
                named = kinds[parts.kind.casefold()]
                yield FieldFault(
                    "BT263", "kind", {"value": kind, "number": written, "abbreviation": parts.kind, "named": named}
                )
            elif not kind and parts.kind.casefold() not in kinds:
                yield FieldFault(
                    "BT264",
                    "number",
                    {"abbreviation": parts.kind, "known": ", ".join(one.code for one in settings.papers.kinds)},
                )
        effective, expires = values.get("effective_at"), values.get("expires_at")
        if signed is not None and effective is not None and effective.seconds < signed.seconds:
            yield FieldFault("BT265", "effective", {"effective": _shown(effective), "signed": _shown(signed)})
        if expires is not None and (begin := effective or signed) is not None and expires.seconds <= begin.seconds:
            yield FieldFault("BT266", "expires", {"expires": _shown(expires), "begin": _shown(begin)})

    @property
    def number(self) -> str:
        """Its number, with the usual slips put right."""
        parts = parse_number(self.written_number)
        return parts.text if parts else self.written_number

    @property
    def day(self) -> date:
        """When it was signed."""
        return self.signed_at.local.date()

    @property
    def found_as(self) -> str:
        """Its number and title."""
        return f"{self.number}: {self.title}"

    @property
    def in_force_from(self) -> Moment:
        """When it takes effect."""
        return self.effective_at or self.signed_at

    def references(self) -> Iterator[tuple[str, str]]:
        """Yield what it says of other papers: the relation, and the source or number as it is written."""
        for relation in RELATIONS:
            for written in getattr(self, relation):
                yield relation, written


def _shown(moment: Moment) -> str:
    return f"{moment.local:%d-%m-%Y}"
