from __future__ import annotations

from bantin.preview.access import Invitations


def test_a_token_is_good_once_and_only_the_newest() -> None:
    invitations, used = Invitations(), []
    invitations.on_used = lambda: used.append(1)
    assert invitations.accept("") is None, "none was given out yet"
    first, second = invitations.invite(), invitations.invite()
    assert invitations.accept(first) is None
    cookie = invitations.accept(second)
    assert cookie is not None
    assert invitations.accept(second) is None
    assert invitations.accept("") is None
    assert used == [1]
    assert invitations.is_known(cookie)
    assert not invitations.is_known(second)
    assert not invitations.is_known("")


def test_each_device_has_a_cookie_of_its_own() -> None:
    invitations = Invitations()
    cookies = [invitations.accept(invitations.invite()) for _ in range(3)]
    assert len(set(cookies)) == 3
    assert all(cookie and invitations.is_known(cookie) for cookie in cookies)


def test_signs_beyond_ascii_are_no_fault() -> None:
    invitations = Invitations()
    invitations.invite()
    assert invitations.accept("mã") is None
    assert not invitations.is_known("mã")
