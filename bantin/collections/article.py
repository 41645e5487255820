"""Articles: dated, in a category, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self
from urllib.parse import urlsplit

import msgspec

from bantin.collections.documents import Publication
from bantin.collections.fields import About, FieldFault
from bantin.collections.videos import FILE_TYPES, frame_of, is_address, is_allowed
from bantin.language.dates import DAY_S, Moment
from bantin.language.vietnamese import slugify
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bantin.config import Settings

PHOTOS = "photos"
"""The kind of an article of pictures."""


class Article(Publication, frozen=True, gc=False, array_like=True, kw_only=True, tag="article"):
    """An article."""

    published_at: Annotated[
        Moment,
        About(
            "Ngày đăng, có thể kèm giờ. Giờ là giờ Việt Nam.",
            "When it is published, in the site's zone.",
            "2026-07-08 07:30",
            also=("ngày", "ngày đăng", "ngày giờ", "thời gian", "published", "publish date", "datetime", "created"),
        ),
    ] = msgspec.field(name="date")
    category: Annotated[
        str,
        About(
            "Chuyên mục. Ghi slug có trong `site_config.toml`.",
            "A slug of the settings.",
            "giam-sat",
            names="name",
            also=("chuyên mục", "danh mục", "mục", "loại", "categories", "section", "folder"),
        ),
    ]
    author: Annotated[
        str,
        About(
            "Bút danh.",
            "Who wrote it, or empty.",
            "Hải Đường",
            names="term",
            also=("tác giả", "bút danh", "người viết", "authors", "by", "byline", "writer"),
        ),
    ] = ""
    tags: Annotated[
        tuple[str, ...],
        About(
            "Từ khóa, hai đến bốn từ. Viết giống nhau ở mọi bài.",
            "What it is about, by name.",
            "[Cử tri, Kiến nghị]",
            expected=("một danh sách: [giám sát, cử tri]", "a list: [one, two]"),
            names="term",
            also=("từ khóa", "từ khoá", "thẻ", "nhãn", "tag", "keywords", "keyword", "labels", "topics"),
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
            also=("liên quan", "bài liên quan", "see also", "related posts", "related articles"),
        ),
    ] = ()
    deputies: Annotated[
        tuple[str, ...],
        About(
            "Đại biểu được nhắc đến, ghi họ tên.",
            "The deputies whom it names.",
            "[Nguyễn Văn A]",
            names="term",
            also=("đại biểu", "deputy"),
        ),
    ] = ()
    session: Annotated[
        str,
        About(
            "Kỳ họp mà bài nói đến, ghi đường dẫn đến tệp của kỳ họp.",
            "The source of the session that it is about, from the root, or empty.",
            "/ky-hop/ky-hop-thu-muoi.md",
            names="file",
            also=("kỳ họp",),
        ),
    ] = ""
    kind: Annotated[
        str,
        About(
            "Ghi `photos` cho bài ảnh: hình xếp lớn, bài vào hàng “Thư viện” ở trang chủ.",
            "`photos` for an article of pictures: they are shown large, and it is in the library of the home page.",
            "photos",
            names="name",
            also=("dạng bài", "loại bài", "type"),
        ),
    ] = ""
    video: Annotated[
        str,
        About(
            "Video: tệp MP4 cạnh bài, hoặc địa chỉ ở trang được phép (`embed_hosts`).",
            "A video: an MP4 file beside the article, or an address of an allowed host (`embed_hosts`).",
            "phien-hop.mp4",
            names="file",
            also=("phim", "clip", "video url"),
        ),
    ] = ""
    captions: Annotated[
        str,
        About(
            "Phụ đề của tệp video, dạng WebVTT.",
            "Captions of the video's file, as WebVTT.",
            "phien-hop.vtt",
            names="file",
            also=("phụ đề", "subtitles"),
        ),
    ] = ""
    featured: Annotated[
        bool | Moment,
        About(
            "Bài nổi bật ở trang chủ: ngày cuối cùng còn nổi bật, hoặc `true` là 30 ngày từ ngày đăng.",
            "Whether the home page features it: true, or the last day on which it does.",
            "2026-12-31",
            also=("nổi bật", "tin nổi bật", "bài nổi bật", "ghim", "highlight", "pinned", "sticky"),
        ),
    ] = False

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with an article's front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        slug = values.get("category", "")
        if "category" in values and (unknown := unknown_category(slug, settings)):
            yield FieldFault("BT203", "category", unknown)
        if (kind := values.get("kind", "")) not in ("", PHOTOS):
            yield FieldFault("BT249", "kind", {"value": kind})
        video, captions = values.get("video", ""), values.get("captions", "")
        suffix = video.rpartition(".")[2].lower()
        if is_address(video) and not is_allowed(video, settings.markup.embed_hosts):
            yield FieldFault("BT250", "video", {"value": video, "host": urlsplit(frame_of(video)).netloc or "…"})
        elif video and not is_address(video) and suffix not in FILE_TYPES:
            yield FieldFault("BT251", "video", {"value": video, "types": "MP4, WebM"})
        if (kind == PHOTOS or video) and not values.get("image"):
            key, written = ("video", "video") if video else ("kind", "kind: photos")
            yield FieldFault("BT254", key, {"key": written})
        if captions and not captions.lower().endswith(".vtt"):
            yield FieldFault("BT251", "captions", {"value": captions, "types": "WebVTT (.vtt)"})

    @property
    def is_media(self) -> bool:
        """Whether it is an article of pictures or has a video."""
        return bool(self.video) or self.kind == PHOTOS

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The files that the front matter names, each with the attribute that names it."""
        named = (("video", self.video), ("captions", self.captions))
        return (*super().files, *((key, file) for key, file in named if file and not is_address(file)))

    def without_content(self) -> Self:
        """Return it without summary, pictures, video and attachments."""
        return msgspec.structs.replace(super().without_content(), video="", captions="")

    @property
    def due(self) -> Moment:
        """When readers see it."""
        return self.published_at

    def featured_until(self, days: int) -> int:
        """Return when the home page stops to feature it, in seconds since 1970, 0 for never; `days` where none is said.

        A day without a time is meant to its end.
        """
        if isinstance(self.featured, Moment):
            end = self.featured
            return end.seconds + (0 if (end.seconds + end.offset) % DAY_S else DAY_S)
        return self.published_at.seconds + days * DAY_S if self.featured else 0

    @property
    def date(self) -> datetime:
        """When it was published, in the site's zone."""
        return self.published_at.local


def unknown_category(written: str, settings: Settings) -> dict[str, object]:
    """Return what BT203 says of a category; nothing when it is the slug of a known one."""
    by_name = _slugs_by_name(settings)
    slugs = set(by_name.values())
    if written in slugs:
        return {}
    folded = slugify(written)
    near = by_name.get(folded) or nearest(written, slugs) or by_name.get(nearest(folded, by_name), "")
    return {"slug": written, "known": listed(settings), "near": near}


def category_by_name(written: str, settings: Settings) -> str:
    """Return the slug of the category that is called so, capitals and marks aside; empty when none is."""
    return _slugs_by_name(settings).get(slugify(written), "")


def _slugs_by_name(settings: Settings) -> dict[str, str]:
    """Return the slugs of the categories, by slug and by name as a slug."""
    names = {slugify(one.name): one.slug for one in settings.categories}
    return names | {one.slug: one.slug for one in settings.categories}


def listed(settings: Settings) -> str:
    """Return the categories as messages list them: `thi-dua (Thi đua - Khen thưởng), …`."""
    return ", ".join(f"{one.slug} ({one.name})" for one in settings.categories)
