from __future__ import annotations

import pickle
import zlib

from hypothesis import given
from hypothesis import strategies as st

from bantin.search.packs import Dictionary

_TEXT = "Kỳ họp thứ mười, Hội đồng nhân dân tỉnh khóa mười đã thông qua nghị quyết. ".encode()


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_texts_come_out_as_they_went_in(text: bytes, data: bytes) -> None:
    dictionary = Dictionary(text)
    packed = dictionary.compress(data)
    assert dictionary.decompress(packed) == data
    assert zlib.decompress(dictionary.beginning + packed) == text + data  # what a browser does
    assert pickle.loads(pickle.dumps(dictionary)).compress(data) == packed


def test_what_is_like_the_dictionary_takes_little() -> None:
    assert len(Dictionary(_TEXT).compress(_TEXT)) * 5 < len(zlib.compress(_TEXT))
