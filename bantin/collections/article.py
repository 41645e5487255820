"""Articles: dated, in a category, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from bantin.collections.documents import Document
from bantin.collections.fields import About, FieldFault
from bantin.language.dates import Moment
from bantin.language.vietnamese import slugify
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bantin.config import Settings


class Article(Document, frozen=True, gc=False, array_like=True, kw_only=True, tag="article"):
    """An article."""

    published_at: Annotated[
        Moment,
        About(
            "Ngày đăng, có thể kèm giờ. Giờ là giờ Việt Nam.",
            "When it is published, in the site's zone.",
            "2026-07-08 07:30",
        ),
    ] = msgspec.field(name="date")
    category: Annotated[
        str, About("Chuyên mục. Ghi slug có trong `site_config.toml`.", "A slug of the settings.", "giam-sat")
    ]
    author: Annotated[str, About("Bút danh.", "Who wrote it, or empty.", "Hải Đường", names="term")] = ""
    tags: Annotated[
        tuple[str, ...],
        About(
            "Từ khóa, hai đến bốn từ. Viết giống nhau ở mọi bài.",
            "What it is about, by name.",
            "[Cử tri, Kiến nghị]",
            expected=("một danh sách: [giám sát, cử tri]", "a list: [one, two]"),
            names="term",
        ),
    ] = ()
    related: Annotated[
        tuple[str, ...],
        About(
            "Bài liên quan, ghi đường dẫn đến tệp.",
            "Sources of related articles, from the root.",
            "[../2021/giam-sat-la-gi.md]",
            expected=("một danh sách đường dẫn: [../2019/bai.md]", "a list of paths: [../2019/x.md]"),
            names="file",
        ),
    ] = ()
    featured: Annotated[bool, About("Bài nổi bật ở trang chủ.", "Whether the home page features it.", "true")] = False
    withdrawn: Annotated[
        str, About("Lý do thu hồi.", "Why it was withdrawn, or empty.", '"Số liệu chưa được xác nhận."')
    ] = ""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with an article's front matter; see `Document.judge`."""
        yield from Document.judge(values, settings)
        known = [one.slug for one in settings.categories]
        slug = values.get("category", "")
        if "category" in values and slug not in known:
            near = nearest(slug, known) or nearest(slugify(slug), known)
            yield FieldFault("BT203", "category", {"slug": slug, "known": ", ".join(known), "near": near})

    @property
    def date(self) -> datetime:
        """When it was published, in the site's zone."""
        return self.published_at.local
