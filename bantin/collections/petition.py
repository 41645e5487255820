"""The records of voters' petitions (kiến nghị cử tri): the tables in `content/kien-nghi/` and their rows."""

from __future__ import annotations

from datetime import date

import msgspec

from bantin.content.sheets import cell_name
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem


class Petition(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A petition, as readers may see it: personal data is left out."""

    code: str
    anchor: str
    """What its address has after the `#`."""
    text: str
    """As `answer`, of one or several lines."""
    field: tuple[str, ...]
    commune: tuple[str, ...]
    meeting: tuple[str, ...]
    """Where there is none, the year or the name of the table stands for it."""
    agency: tuple[str, ...]
    received: date | None
    due: date | None
    """The last day for the answer."""
    answered: date | None
    answer: str
    file: str
    """With the answer: its path from the root."""
    more: tuple[tuple[str, str], ...]
    """What else the settings name: the column and the cell."""
    line: int
    row: int
    """In the spreadsheet."""

    def is_answered(self, today: date) -> bool:
        """Whether there is an answer by `today`."""
        return self.answered <= today if self.answered else bool(self.answer or self.file)

    def is_overdue(self, today: date) -> bool:
        """Whether there is none, although there should be one."""
        return self.due is not None and self.due < today and not self.is_answered(today)


class PetitionTable(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The petitions of one file."""

    path: str
    fingerprint: int
    """Of the file."""
    rows: tuple[Petition, ...]
    places: dict[str, int]
    """Which column, from 0, each attribute comes from."""
    headers: dict[str, str]
    """What the file calls them."""

    def problem(self, code: str, at: Petition, attribute: str, **values: object) -> Problem:
        """Return a problem of a cell."""
        column = self.places.get(attribute, 0)
        return problem(
            code,
            self.path,
            at.line,
            column + 1,
            cell=cell_name(column, at.row),
            header=self.headers.get(attribute, ""),
            **values,
        )


_NAMES = {
    "code": "mã|mã số|mã kiến nghị|mã kn|số kiến nghị|số|số hiệu|ký hiệu|code|id",
    "text": "nội dung|nội dung kiến nghị|kiến nghị|kiến nghị của cử tri|"
    "nội dung kiến nghị của cử tri|nội dung phản ánh|nội dung kiến nghị phản ánh|nội dung ý kiến kiến nghị|"
    "ý kiến kiến nghị|ý kiến cử tri|text|petition|content",
    "field": "lĩnh vực|ngành|nhóm|nhóm vấn đề|lĩnh vực kiến nghị|field|topic",
    "commune": "xã phường|xã|phường|xã phường đặc khu|xã phường thị trấn|tên xã phường|địa bàn|đơn vị|"
    "đơn vị hành chính|nơi kiến nghị|cử tri xã phường|cử tri xã|commune|place",
    "meeting": "đợt|đợt tiếp xúc|đợt tiếp xúc cử tri|cuộc tiếp xúc|cuộc tiếp xúc cử tri|tiếp xúc cử tri|"
    "hội nghị tiếp xúc cử tri|kỳ họp|kì họp|meeting|session",
    "received": "ngày nhận|ngày tiếp nhận|tiếp nhận|ngày kiến nghị|ngày tiếp xúc|ngày chuyển|received",
    "agency": "cơ quan|cơ quan giải quyết|cơ quan trả lời|cơ quan xử lý|cơ quan có thẩm quyền|thẩm quyền|"
    "thẩm quyền giải quyết|đơn vị giải quyết|đơn vị trả lời|đơn vị xử lý|cơ quan giải quyết trả lời|"
    "cơ quan đơn vị giải quyết|cơ quan chủ trì|agency",
    "due": "hạn|hạn trả lời|thời hạn|thời hạn trả lời|thời hạn giải quyết|hạn giải quyết|hạn xử lý|due|deadline",
    "answered": "ngày trả lời|ngày giải quyết|ngày văn bản trả lời|ngày có trả lời|answered",
    "answer": "trả lời|nội dung trả lời|kết quả|kết quả giải quyết|kết quả trả lời|kết quả giải quyết trả lời|"
    "nội dung giải quyết trả lời|ý kiến trả lời|giải trình|answer|reply",
    "file": "tệp|tệp trả lời|tệp văn bản|tệp đính kèm|file|tệp văn bản trả lời",
}
COLUMNS = {slugify(name): attribute for attribute, names in _NAMES.items() for name in names.split("|")}
"""The attributes by all names that tables give them, as slugs."""
COLUMN_TITLES = tuple(names.partition("|")[0].capitalize() for names in _NAMES.values())
"""What editors are told to call them."""
