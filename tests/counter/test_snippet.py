"""The script and the block as files: size, names, attributes."""

from __future__ import annotations

import re

import pytest

from tests.counter.pages import PROJECT, partial

SCRIPT = PROJECT / "layouts" / "assets" / "figures.js"
# What block lists for advertising and tracking (EasyList, EasyPrivacy) match in the names of scripts and elements.
LISTED = re.compile(
    r"count(?!e\b)|\bhit|stat(s|istic)|analytic|track|beacon|pixel|metric|telemetr|visit", re.IGNORECASE
)


def test_browsers_of_2019_can_read_it() -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*|`[^`]*`|'[^']*'", "", SCRIPT.read_text("utf-8"), flags=re.DOTALL)
    # What ES2020 and later brought: ?. ?? ??= ||= &&= # fields, BigInt, top-level await, class fields, .at() and
    # friends.
    assert not re.search(
        r"\?\.(?!\d)|\?\?|\|\|=|&&=|#\w|\d+n\b|\bawait\b|\bclass\b|\.(at|replaceAll|flatMap|allSettled|any|findLast)\(|globalThis",
        text,
    )


def test_it_makes_nothing_that_a_strict_policy_forbids() -> None:
    text = SCRIPT.read_text("utf-8")
    assert not re.search(
        r"\beval\b|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|document\.cookie|setAttribute\('style",
        text,
    )


@pytest.mark.parametrize("provider", ["device", "service", "umami", "goatcounter", "json"])
def test_no_name_is_one_that_block_lists_look_for(provider: str) -> None:
    text, _assets = partial(settings_of(provider))
    source = re.search(r'src="([^"]+)"', text)
    assert source
    assert not LISTED.search(source[1])
    assert not re.search(r'\b(id|class)="', text)
    assert "style=" not in text
    assert "<script>" not in text


def settings_of(provider: str) -> str:
    return (
        f'[counter]\nprovider = "{provider}"\nurl = "https://luot.example.vn/duong/"\nsite = "hdnd"\nbaseline = 7\n'
        '[counter.umami]\nshare = "abc"\n[counter.fields]\ntotal = "a.b"\n'
    )


def test_each_provider_gets_what_it_needs_and_no_more() -> None:
    attributes = {}
    for provider in ("device", "service", "umami", "goatcounter", "json"):
        block = re.search(r"<p data-luot=[^>]*>", partial(settings_of(provider))[0])
        assert block
        attributes[provider] = dict(re.findall(r'data-([a-z]+)="([^"]*)"', block[0]))
        assert "data-signals" in block[0]
        assert " hidden>" in block[0]
    address = "https://luot.example.vn/duong"
    assert attributes == {
        "device": {"luot": "device", "key": "/", "baseline": "0", "url": address},
        "service": {"luot": "service", "key": "/", "baseline": "7", "url": address, "site": "hdnd"},
        "umami": {
            "luot": "umami",
            "key": "/",
            "baseline": "7",
            "url": address,
            "zone": "Asia/Ho_Chi_Minh",
            "share": "abc",
            "website": "",
        },
        "goatcounter": {"luot": "goatcounter", "key": "/", "baseline": "7", "url": address},
        "json": {"luot": "json", "key": "/", "baseline": "7", "url": address + "/"},
    }


def test_without_a_provider_there_is_nothing() -> None:
    assert partial('[counter]\nprovider = "none"\n')[0].strip() == ""


def test_both_languages_have_its_words() -> None:
    assert "Đang&nbsp;online" not in partial(settings_of("service"))[0]
    assert "Đã\u00a0truy\u00a0cập:\u00a0<b>" in partial(settings_of("service"))[0]
    assert "Visits:\u00a0<b>" in partial(settings_of("service"), "en")[0]


def test_settings_that_hold_markup_stay_text() -> None:
    text, _assets = partial(
        '[counter]\nprovider = "umami"\nurl = "https://u.vn"\n[counter.umami]\nshare = \'"><script>alert(1)</script>\'\n'
    )
    assert "<script>alert" not in text
