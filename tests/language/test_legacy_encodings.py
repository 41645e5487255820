"""Texts of before Unicode become what they say; what may be anything else stays as it is."""

from __future__ import annotations

import pytest

from bantin.language import legacy_encodings

SAID = (
    "Thường trực Hội đồng nhân dân tỉnh họp phiên thứ hai: xét tờ trình, nghị quyết và kiến nghị của cử tri ở Đắk Nông."
)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("TCVN3", "Th­êng trùc Héi ®ång nh©n d©n tØnh häp phiªn thø hai: xÐt tê tr×nh, nghÞ quyÕt vµ kiÕn nghÞ cña cö tri ë §¾k N«ng.".encode("latin-1")),
        ("VNI", "Thöôøng tröïc Hoäi ñoàng nhaân daân tænh hoïp phieân thöù hai: xeùt tôø trình, nghò quyeát vaø kieán nghò cuûa cöû tri ôû Ñaék Noâng.".encode("latin-1")),
        ("Windows-1258", "Thýõ\u0300ng trý\u0323c Hô\u0323i ðô\u0300ng nhân dân ti\u0309nh ho\u0323p phiên thý\u0301 hai: xét tõ\u0300 tri\u0300nh, nghi\u0323 quyê\u0301t va\u0300 kiê\u0301n nghi\u0323 cu\u0309a cý\u0309 tri õ\u0309 Ðãk Nông.".translate({0x300: 0xCC, 0x301: 0xEC, 0x309: 0xD2, 0x323: 0xF2}).encode("latin-1")),
    ],
)  # fmt: skip
def test_each_is_told_from_the_others(encoding: str, written: bytes) -> None:
    found = legacy_encodings.decode(written)
    assert found is not None
    assert found.encoding == encoding
    assert found.text == (SAID if encoding != "Windows-1258" else SAID.replace("Đắk", "Đăk"))


@pytest.mark.parametrize(
    "data",
    [
        SAID.encode(),
        SAID.encode() + b"\xff",
        SAID.encode("utf-16"),
        "Café crème brûlée à la carte, déjà vu, naïve".encode("latin-1"),
        "Größe, Mädchen, schön, über die Straße".encode("latin-1"),
        "Hội".encode("cp1258", "ignore"),
        bytes(range(256)) * 4,
        b"",
    ],
)
def test_what_is_not_sure_is_left_alone(data: bytes) -> None:
    assert legacy_encodings.decode(data) is None
