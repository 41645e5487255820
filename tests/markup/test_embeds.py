from __future__ import annotations

import pytest

from bantin.markup.embeds import Embeds

EMBEDS = Embeds(frozenset({"video.example.vn"}))


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://video.example.vn/a?b=1#c", True),
        ("https://VIDEO.example.vn/a", True),
        ("https://video.example.vn:443/a", True),
        ("https://video.example.vn:8443/a", False),  # the policy of the pages names the host without a port
        ("https://video.example.vn:80/a", False),
        ("https://video.example.vn:0/a", False),
        ("https://video.example.vn:x/a", False),
        ("https://video.example.vn:99999/a", False),
        ("http://video.example.vn/a", False),
        ("//video.example.vn/a", False),
        ("https://a@video.example.vn/a", False),
        ("https://a:b@video.example.vn/a", False),
        ("https://video.example.vn@elsewhere.example/a", False),
        ("https://elsewhere.example/video.example.vn", False),
        ("https://x.video.example.vn/a", False),
        ("https://video.example.vn.elsewhere.example/a", False),
        ("https://[video.example.vn/a", False),
        ("", False),
    ],
)
def test_only_the_very_hosts_of_the_settings_are_allowed(url: str, *, is_allowed: bool) -> None:
    assert EMBEDS.allows(url) is is_allowed
    frame = f'<iframe src="{url}"></iframe>'
    taken = EMBEDS.take_out(frame)
    assert (taken != frame) is is_allowed
    assert EMBEDS.put_back(taken) == (f'<iframe src="{url}" loading="lazy"></iframe>' if is_allowed else frame)


def test_a_frame_is_written_anew_with_known_attributes_only() -> None:
    frame = (
        '<iframe src="https://video.example.vn/a?b=1&amp;c" title="x" width="560" height="99999" '
        "allowfullscreen onload=alert(1) srcdoc=x></iframe>"
    )
    assert EMBEDS.put_back(EMBEDS.take_out(frame)) == (
        '<iframe src="https://video.example.vn/a?b=1&amp;c" title="x" width="560" allowfullscreen '
        'loading="lazy"></iframe>'
    )


def test_a_mark_that_an_editor_wrote_leads_nowhere() -> None:
    assert EMBEDS.take_out("x") == "x"
    assert EMBEDS.put_back('a<span class="bantin-embed" title="0"></span>b') == "ab"


def test_without_hosts_nothing_is_touched() -> None:
    none = Embeds(frozenset())
    text = '<iframe src="https://video.example.vn/a"></iframe><span class="bantin-embed" title="0"></span>'
    assert none.take_out(text) == none.put_back(text) == text
