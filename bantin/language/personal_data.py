"""Personal data in Vietnamese texts: telephone and identity numbers, mail addresses, house numbers, names of people.

Patterns, which find what is written the usual way, and now and then something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from bantin.language.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["identity", "phone", "email", "address", "name"]
KINDS: dict[Kind, tuple[str, str]] = {
    "identity": ("số giấy tờ tùy thân", "an identity number"),
    "phone": ("số điện thoại", "a telephone number"),
    "email": ("địa chỉ thư điện tử", "a mail address"),
    "address": ("số nhà", "a house number"),
    "name": ("tên người", "a person's name"),
}
"""What each is called, in Vietnamese and English."""
HIDDEN = "[…]"
"""What stands for personal data that is not shown."""

_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_OFTEN = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh lâm trịnh mai đoàn tô trương cao "
    "thạch danh kim châu lưu tạ hà quách tăng thái đào văn phùng vương triệu lương chu tống la từ diệp nghiêm khúc "
    "doãn mạc lục nông vi hứa ma giàng lò quàng bạch ninh sơn kiên lữ lại kiều thân tôn âu giang hầu đàm cù cung"
)
_SURNAMES = frozenset(_OFTEN.split())
_TITLES = frozenset(("ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "tri", "hộ", "đình", "tên", "là"))
"""The words that may come before a name, or their last syllables: `cử tri`, `gia đình`, `tên là`."""
# Each begins with a sign that is rare, so that a text which has none is read in some microseconds.
_DIGITS = re.compile(r"\d(?:[ .-]?\d){7}")
_NUMBERS = re.compile(
    r"(?P<identity>(?<![\d.,])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)"
    r"|(?<=CMND )\d{9}\b|(?<=CMND: )\d{9}\b|(?<=CMND số )\d{9}\b|(?<=nhân dân số )\d{9}\b)"
    r"|(?P<phone>(?<![\d.,])(?:\(\+84\)|\+84|0)[ .-]?[235789](?:[ .-]?\d){7,9}(?!\d))"
)
_EMAIL = re.compile(r"(?<![\w.+-])(?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_ADDRESS = re.compile(
    r"ố (?:(?<=hà số )(?P<number>\d[\w/-]*)|nhà (?P<house>\d[\w/-]*)"
    r"|(?P<street>\d[\w/-]*),? (?:đường|phố|ngõ|hẻm)(?! (?:tỉnh|huyện|xã|liên|quốc|giao)))"
)
_NAME = re.compile(rf"[ :](?P<name>[{_UPPER}][\w']*(?: [{_UPPER}][\w']*){{1,5}})")


def hide(text: str) -> tuple[str, tuple[Kind, ...]]:
    """Return `text` without the personal data in it, and the kinds of what was there."""
    spans: list[tuple[int, int, Kind]] = []
    for digits in _DIGITS.finditer(text):
        first = max(0, digits.start() - 7)  # `(+84) `
        found = _NUMBERS.search(text, first, digits.end() + _REST)
        if found:
            spans.append((*found.span(), "identity" if found["identity"] else "phone"))
    if "@" in text:
        spans += [(*one.span(), "email") for one in _EMAIL.finditer(text)]
    spans += [(*one.span(one.lastgroup or 0), "address") for one in _ADDRESS.finditer(text)]
    spans += _names(text)
    if not spans:
        return text, ()
    hidden, end = "", 0
    for first, last, _ in sorted(spans):
        if first >= end:
            hidden += text[end:first] + HIDDEN
            end = last
    return hidden + text[end:], tuple(dict.fromkeys(kind for _, _, kind in spans))


def _names(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Yield where there are names of people after a title."""
    for one in _NAME.finditer(f" {text}"):  # the spans are those of `text` plus one
        words = one["name"].casefold().split()
        begin = one.start("name") - 1
        before = text[max(0, begin - _LONGEST_TITLE) : begin].casefold().rstrip(" :").rpartition(" ")[2]
        while words and words[0] in _TITLES and words[0] not in _SURNAMES:
            before = words.pop(0)
            begin += len(before) + 1
        if len(words) > 1 and words[0] in _SURNAMES and re.split(r"\W", before)[-1] in _TITLES:
            yield begin, one.end() - 1, "name"


_LONGEST_TITLE = 12
_REST = 8
"""Characters that a number may have after its first eight digits."""


def is_personal(header: str) -> bool:
    """Whether a column of this name holds personal data."""
    return _HEADER.search(slugify(header)) is not None


_HEADER = re.compile(
    r"(?:^|-)(?:ho-ten|ho-va-ten|ho-dem|ten-cu-tri|ten-nguoi|cu-tri|nguoi-kien-nghi|nguoi-gui|nguoi-phan-anh|"
    r"dien-thoai|sdt|so-dt|di-dong|phone|tel|mobile|email|e-mail|mail|thu-dien-tu|zalo|facebook|"
    r"dia-chi|noi-o|cho-o|cu-tru|cu-ngu|thuong-tru|tam-tru|que-quan|so-nha|address|"
    r"cccd|cmnd|cmt|can-cuoc|chung-minh|ho-chieu|dinh-danh|passport|identity|"
    r"ngay-sinh|nam-sinh|birth|full-name|name|dan-toc|ton-giao|tai-khoan)(?:-|$)|^(?:ten|dt|so-can-cuoc)$"
)
