"""What every document is: the fields of its front matter that all kinds have, and what follows from its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

import msgspec

from bantin.collections.fields import TRUE, About, FieldFault, fields_of
from bantin.content.addresses import old_address
from bantin.language.dates import Moment
from bantin.language.vietnamese import SLUG_LIMIT, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bantin.config import Settings


class Image(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A picture with its words."""

    file: str
    """Path from the root: `content/tin-tuc/2020/tong-ket/hinh.png`."""
    alt: str
    caption: str
    credit: str


class Attachment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file to download."""

    file: Annotated[str, About("Tệp.", "The file.", "mau-don.pdf", names="file")]
    """Path from the root."""
    title: Annotated[str, About("Tên hiện ra.", "Its title.", '"Mẫu đơn"')] = ""


class Document(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """What is written as Markdown. The fields with `About` are its front matter; those below follow from its source."""

    title: Annotated[
        str,
        About(
            "Tên bài.",
            "The title.",
            '"Kỳ họp: khai mạc"',
            also=("tiêu đề", "tên bài", "tên", "trích yếu", "tựa đề", "đầu đề", "headline", "heading", "name"),
        ),
    ]
    lead: Annotated[
        str,
        About(
            "Đoạn mở đầu, hiện trên đầu bài và trong danh sách.",
            "The paragraph above the text and in lists, or empty.",
            '"Chiều nay, …"',
            also=("tóm tắt", "tóm lược", "sapo", "mô tả", "dẫn", "description", "excerpt", "abstract", "lead"),
        ),
    ] = msgspec.field(default="", name="summary")
    image: Annotated[
        Image | None,
        About(
            "Hình đầu bài, tệp đặt cạnh bài.",
            "The picture above the text, with its words.",
            "hoi-truong.png",
            also=("hình", "hình ảnh", "ảnh", "ảnh bìa", "photo", "picture", "img", "cover", "thumbnail"),
        ),
    ] = None
    image_alt: Annotated[
        str,
        About(
            "Lời mô tả hình cho người không nhìn thấy hình. "
            'Thiếu thì có cảnh báo; hình chỉ để trang trí thì ghi `image_alt: ""`.',
            "What the picture shows, for people who do not see it.",
            '"Toàn cảnh hội trường…"',
            also=("mô tả hình", "mô tả ảnh", "alt", "alt text"),
        ),
    ] = ""
    image_caption: Annotated[
        str,
        About(
            "Chú thích dưới hình.",
            "The words below the picture.",
            '"Quang cảnh kỳ họp."',
            also=("chú thích", "chú thích hình", "chú thích ảnh", "caption"),
        ),
    ] = ""
    image_credit: Annotated[
        str,
        About(
            "Người chụp, người vẽ hoặc nguồn.",
            "Who made the picture.",
            '"Ảnh: Hải Đường"',
            also=("người chụp", "nguồn ảnh", "nguồn hình", "credit", "photographer"),
        ),
    ] = ""
    attachments: Annotated[
        tuple[Attachment, ...],
        About(
            "Tệp để tải về.",
            "Files to download.",
            '[{file: mau-don.pdf, title: "Mẫu đơn"}]',
            expected=('một danh sách {file: tep.pdf, title: "Tên"}', 'a list of {file: x.pdf, title: "Name"}'),
            also=("đính kèm", "tệp đính kèm", "tài liệu", "tệp", "attachment", "files", "documents"),
        ),
    ] = ()
    draft: Annotated[
        bool, About("Bản nháp, không đăng.", "Not published yet.", "true", also=("nháp", "bản nháp", "unpublished"))
    ] = False
    updated_at: Annotated[
        Moment | None,
        About(
            "Ngày sửa bài.",
            "When it was changed last.",
            "2026-07-10",
            also=("cập nhật", "ngày cập nhật", "ngày sửa", "modified", "last modified", "lastmod"),
        ),
    ] = msgspec.field(default=None, name="updated")
    update_note: Annotated[
        str,
        About(
            "Đã sửa điều gì.",
            "What was changed.",
            '"Sửa tên xã ở đoạn hai."',
            also=("nội dung sửa", "ghi chú sửa", "correction"),
        ),
    ] = ""
    toc: Annotated[
        bool,
        About(
            "Hiện mục lục, dùng cho bài dài.",
            "Whether the page has a table of contents.",
            "true",
            also=("mục lục", "table of contents"),
        ),
    ] = False
    slug: Annotated[
        str,
        About(
            "Phần cuối của địa chỉ, nếu không muốn lấy theo tên tệp.",
            "The last part of the address, where it is not the file's name.",
            "khai-mac",
            names="name",
            also=("địa chỉ", "permalink"),
        ),
    ] = ""
    aliases: Annotated[
        tuple[str, ...],
        About(
            "Địa chỉ cũ, cả `/tin.aspx?id=12`; ai mở địa chỉ cũ sẽ được đưa đến bài này.",
            "Old addresses, also `/news.aspx?id=12`, each of which redirects to this one.",
            "[/bai-viet/cu/]",
            expected=("một danh sách địa chỉ: [/bai-cu/]", "a list of addresses: [/old/]"),
            names="name",
            also=("địa chỉ cũ", "đường dẫn cũ", "alias", "redirect from", "redirects"),
        ),
    ] = ()
    layout: Annotated[
        str,
        About(
            "Bố cục riêng. Chỉ dùng khi người thiết kế trang yêu cầu.",
            "A layout of its own, or empty.",
            "tap-san.html",
            names="name",
            also=("bố cục", "mẫu", "template"),
        ),
    ] = ""

    path: str
    """The source, from the root: `content/gioi-thieu.md`."""
    url: str
    """Address on the site, without the base path: `/gioi-thieu/`."""
    excerpt: str = ""
    """The beginning of the text, where there is no `lead`."""
    translates: str = ""
    """The source of the page that this one says in another language; empty: that of the same name, if there is one."""
    lines: dict[str, int] = {}
    """The line of each key of the front matter."""
    body_line: int = 1
    """The line on which the text begins."""
    fingerprint: int
    """Of the whole source."""
    list_fingerprint: int
    """Of all that lists show: the front matter, the address, the beginning of the text."""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:  # noqa: ARG004 - other kinds need them
        """Yield what is wrong with the front matter, beyond types, dates and terms.

        `values` are what is written, by attribute; what could not be read is left out.
        """
        slug = values["slug"]
        if slug and (slugify(slug) != slug or len(slug) > SLUG_LIMIT):
            yield FieldFault("BT212", "slug", {"value": slug, "near": slugify(slug)})
        for alias in values["aliases"]:
            if old_address(alias) is None:
                yield FieldFault("BT213", "aliases", {"value": alias})

    @property
    def due(self) -> Moment | None:
        """When readers see it; `None`: at once."""
        return None

    @property
    def is_hidden(self) -> bool:
        """Whether readers see that it was withdrawn, and why, but nothing of what it said."""
        return False

    def line_of(self, attribute: str) -> int:
        """Return the line of the front matter from which an attribute comes; 1 when it is not written."""
        return self.lines.get(self.key_of(attribute), 1)

    def key_of(self, attribute: str) -> str:
        """Return the key of the front matter from which an attribute comes."""
        return next((key for key, one in fields_of(type(self)).items() if one.attribute == attribute), attribute)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The files that the front matter names, each with the attribute that names it: a picture, attachments."""
        image = (("image", self.image.file),) if self.image else ()
        return (*image, *(("attachments", one.file) for one in self.attachments))

    @property
    def summary(self) -> str:
        """The `lead`, else the beginning of the text."""
        return self.lead or self.excerpt

    @property
    def updated(self) -> datetime | None:
        """When it was changed last, in the site's zone, if the editor says so."""
        return self.updated_at.local if self.updated_at else None


KEEP = "keep"


class Publication(Document, frozen=True, gc=False, array_like=True, kw_only=True):
    """A document that can wait for its day, and be withdrawn."""

    withdrawn: Annotated[
        str,
        About(
            "Lý do thu hồi.",
            "Why it was withdrawn, or empty.",
            '"Số liệu chưa được xác nhận."',
            names="reason",
            also=("thu hồi", "lý do thu hồi", "lí do thu hồi", "gỡ bài", "retracted", "withdraw"),
        ),
    ] = ""
    withdrawn_text: Annotated[
        str,
        About(
            "Ghi `keep` để người đọc vẫn xem được nội dung của bài đã thu hồi.",
            "`keep` where readers may still see what was withdrawn.",
            "keep",
            names="name",
            also=("giữ nội dung",),
        ),
    ] = ""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with the front matter; see `Document.judge`."""
        yield from Document.judge(values, settings)
        for key in ("withdrawn", "cancelled"):
            reason = values.get(key, "")
            if reason.casefold() in TRUE:
                yield FieldFault("BT239", key, {"key": key, "value": reason})
        text = values.get("withdrawn_text", "")
        if text not in ("", KEEP):
            yield FieldFault("BT248", "withdrawn_text", {"value": text})

    @property
    def is_hidden(self) -> bool:
        """Whether readers see that it was withdrawn, and why, but nothing of what it said."""
        return bool(self.withdrawn) and self.withdrawn_text != KEEP

    def without_content(self) -> Self:
        """Return it without summary, picture and attachments."""
        return msgspec.structs.replace(
            self,
            lead="",
            excerpt="",
            image=None,
            image_alt="",
            image_caption="",
            image_credit="",
            attachments=(),
            toc=False,
        )
