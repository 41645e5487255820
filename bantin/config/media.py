"""`[media]`: pictures and attachments."""

# Annotations are no strings here: those would be compiled anew at each start.
from typing import Annotated

from msgspec import Meta

from bantin.config.base import Meaning, Table, Text
from bantin.system.filetypes import ATTACHMENT_TYPES


class Media(Table, frozen=True):
    """`[media]`: pictures and attachments; described in `docs/media.md`."""

    quality: Annotated[
        int,
        Meta(ge=30, le=95),
        Meaning("Chất lượng nén hình WebP và JPEG.", "The quality of WebP and JPEG, on the scale of their libraries."),
    ] = 78
    sizes: Annotated[
        Text,
        Meaning(
            "Thuộc tính `sizes` của hình trong bài; chỉ đổi khi làm bố cục khác.",
            "The HTML attribute `sizes` of pictures in texts: how wide the layout shows them.",
        ),
    ] = "(min-width: 48rem) 46rem, calc(100vw - 2rem)"
    gallery_sizes: Annotated[
        Text, Meaning("Như trên, cho hình trong bộ ảnh.", "The same for pictures in galleries.")
    ] = "(min-width: 48rem) 15rem, calc(50vw - 1.5rem)"
    attachment_types: Annotated[
        tuple[Text, ...],
        Meaning(
            "Loại tệp được đăng để tải về: đuôi tệp, chữ thường, không có dấu chấm.",
            "File types that may be published as they are: suffixes in lower case without a dot.",
        ),
    ] = ATTACHMENT_TYPES
    attachment_warning_mb: Annotated[
        int,
        Meta(ge=1, le=10_000),
        Meaning(
            "Tệp đính kèm lớn hơn số MB này thì có cảnh báo.",
            "Size of an attachment, in millions of bytes, above which builds warn.",
        ),
    ] = 20
