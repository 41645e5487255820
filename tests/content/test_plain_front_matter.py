"""The quick reading of plain front matter gives what YAML gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bantin.content import front_matter, yaml_front_matter
from bantin.content.read import SourceFault

if TYPE_CHECKING:
    from bantin.content.mending import Takes

VALUE = st.text(alphabet=st.sampled_from("aĐ1 :#\"'[]{},-&*!|>%@`\\~=?.…“\t\u00a0_"), max_size=12) | st.sampled_from([
    "2020-12-31 07:30", "a: b", "[a, b]", '["a", "b, c"]', "[a,b]", "[]", "[ a , b ]", '"x"', '"x" y', "~", "null", "a #b", "a#b", "#a", "[a, ]",
    "12:30", "- a", "1", "a:", '"a\\n"', '"a: b"', '["a"]', '[a b, "c d"]',
])  # fmt: skip
KEYS: dict[str, Takes] = {"title": "text", "date": "", "tags": "list", "x": "file"}
LINE = st.tuples(
    st.sampled_from(["title", "date", "tags", "a_b", "x"]), st.sampled_from([": ", ":", ":  ", " : "]), VALUE
).map("".join)


@given(st.lists(LINE, min_size=1, max_size=3).map("\n".join))
def test_plain_front_matter_means_what_yaml_says(text: str) -> None:
    plain = front_matter._parse_plain(f"{text}\n", 2)
    if plain is None:
        return
    try:
        found = yaml_front_matter.parse(f"{text}\n", "x", 2, KEYS)
    except SourceFault as fault:
        raise AssertionError(f"YAML says {fault.problem.code} of {text!r}") from fault
    assert found == (*plain, (), ())


def test_common_front_matter_is_plain() -> None:
    text = 'title: "Kỳ họp: khai mạc"\ndate: 2020-12-31 07:30\ncategory: ky-hop\ntags: [giám sát, "cử tri"]\nsummary: Một, hai (ba) 1:2.\ndraft:\n'
    plain = front_matter._parse_plain(text, 2)
    assert plain is not None
    assert plain[0] == {
        "title": "Kỳ họp: khai mạc",
        "date": "2020-12-31 07:30",
        "category": "ky-hop",
        "tags": ["giám sát", "cử tri"],
        "summary": "Một, hai (ba) 1:2.",
        "draft": "",
    }
