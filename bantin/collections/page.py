"""Pages that are not articles: about the office, contact and the like."""

from __future__ import annotations

from typing import Annotated

from bantin.collections.documents import Document
from bantin.collections.fields import About


class Page(Document, frozen=True, gc=False, array_like=True, kw_only=True, tag="page"):
    """A page that stands alone."""

    translates: Annotated[
        str,
        About(
            "Trang mà trang này dịch, ghi đường dẫn đến tệp, hoặc đến thư mục của một danh sách: ../van-ban/. "
            "Trang cùng tên thì không cần.",
            "The source of the page that this one translates, from the root; empty for that of the same name.",
            "../gioi-thieu.md",
            names="file",
        ),
    ] = ""
