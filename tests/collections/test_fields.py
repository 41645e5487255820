"""What follows from a record that describes its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import pytest

from bantin.collections.article import Article
from bantin.collections.fields import About, fields_of, header_of
from bantin.collections.page import Page
from bantin.language.dates import Moment
from bantin.problems.records import check

if TYPE_CHECKING:
    from bantin.collections.documents import Document


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A record with a field of each kind, and one that is not of the front matter."""

    name: Annotated[str, About("Tên.", "Name.")]
    begins_at: Annotated[Moment, About("Ngày.", "Day.")] = msgspec.field(name="begins")
    is_open: Annotated[bool, About("Công khai.", "Public.")] = False
    topics: Annotated[tuple[str, ...], About("Nội dung.", "Topics.")] = ()
    ends_at: Annotated[Moment | None, About("Ngày cuối.", "Last day.")] = msgspec.field(default=None, name="ends")
    path: str = ""


def test_the_fields_of_a_record() -> None:
    found = {key: (one.attribute, one.kind, one.is_required) for key, one in fields_of(Session).items()}
    assert found == {
        "name": ("name", "text", True),
        "begins": ("begins_at", "moment", True),
        "is_open": ("is_open", "flag", False),
        "topics": ("topics", "list", False),
        "ends": ("ends_at", "moment", False),
    }
    assert fields_of(Session)["topics"].expected == ("một danh sách: [một, hai]", "a list: [one, two]")


def test_a_header_has_texts_under_the_attributes_of_the_record() -> None:
    header = check({"name": "a", "begins": "2020-01-01", "topics": ["x"]}, header_of(Session))
    assert isinstance(header, msgspec.Struct)
    assert msgspec.structs.asdict(header) == {
        "name": "a", "begins_at": "2020-01-01", "is_open": False, "topics": ("x",), "ends_at": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"name": "a"}, "missing"),
        ({"name": "", "begins": "x"}, "type"),
        ({"name": "a", "begins": "x", "topics": [""]}, "type"),
        ({"name": "a", "begins": "x", "path": "x"}, "unknown"),
        ({"name": "a", "begins": "x", "ends_at": "x"}, "unknown"),
    ],
)
def test_what_a_header_refuses(written: dict[str, object], fault: str) -> None:
    found = check(written, header_of(Session))
    assert isinstance(found, list)
    assert [one.kind for one in found] == [fault]


@pytest.mark.parametrize("record", [Article, Page])
def test_every_field_has_a_meaning_in_both_languages_and_an_example(record: type[Document]) -> None:
    for key, one in fields_of(record).items():
        assert one.about.vi.endswith("."), key
        assert one.about.en.endswith("."), key
        assert one.about.example, key
