from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bantin.build.memory.sealing import opened, sealed


@given(st.binary())
def test_what_is_sealed_can_be_opened(data: bytes) -> None:
    assert opened(sealed(data)) == data


@given(st.binary(), st.integers(0), st.integers(1, 255))
def test_what_was_touched_cannot(data: bytes, at: int, bits: int) -> None:
    stored = bytearray(sealed(data))
    stored[at % len(stored)] ^= bits
    assert opened(bytes(stored)) is None


@given(st.one_of(st.none(), st.text(), st.integers(), st.binary(max_size=3)))
def test_what_was_never_sealed_cannot(stored: object) -> None:
    assert opened(stored) is None
