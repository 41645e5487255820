"""Security headers: the policy, where it is set, that the site satisfies it; `security.txt`; `server-config`."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import html5lib
import pytest

from bantin.config import parse_settings
from bantin.config.content_policy import content_policy
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.builder import Site

BASE = b'[site]\ntitle = "T"\nbase_url = "https://thu.example.vn/hdnd/"\n'
CONTACT = '\n[security]\ncontact = ["mailto:a@b.vn", "https://b.vn/?x=1&y=2"]\nexpires = {}\n'
SERVERS = ("nginx", "apache", "caddy", "iis")


def policy(more: str = "", *, header: bool = False) -> dict[str, list[str]]:
    text = content_policy(parse_settings(BASE + more.encode()), header=header)
    return {name: values for name, *values in (part.split(" ") for part in text.split("; "))}


def test_nothing_but_the_sites_own_by_default() -> None:
    found = policy()
    assert found["default-src"] == found["script-src"] == found["style-src"] == found["connect-src"] == ["'self'"]
    assert found["object-src"] == found["base-uri"] == found["frame-src"] == ["'none'"]
    assert "unsafe" not in str(found)
    assert "frame-ancestors" not in found
    assert policy(header=True)["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize(
    ("counter", "origin"),
    [
        ('provider = "none"', None),
        ('provider = "service"\nurl = "https://luot.vn/a"\nsite = "x"', "https://luot.vn"),
        ('provider = "service"\nurl = "https://thu.example.vn/luot"\nsite = "x"', None),
        ('provider = "json"\nurl = "https://luot.vn:8443/x.json"\nfields = { total = "n" }', "https://luot.vn:8443"),
        ('provider = "goatcounter"\ngoatcounter = { code = "hdnd" }', "https://hdnd.goatcounter.com"),
        ('provider = "service"\nurl = "https://lượt.vn"\nsite = "x"', "https://xn--lt-ujaf7z.vn"),
    ],
)
def test_a_counter_that_answers_elsewhere_may_be_asked(counter: str, origin: str | None) -> None:
    found = policy(f"\n[counter]\n{counter}\n")["connect-src"]
    if origin and "xn--" in origin:
        assert found[1].startswith("https://xn--")
        assert found[1].isascii()
    else:
        assert found == ["'self'", *([origin] if origin else [])]


def test_hosts_that_may_be_embedded_may_be_framed() -> None:
    assert policy('\n[markup]\nembed_hosts = ["b.vn", "Video.vn"]\n')["frame-src"] == [
        "https://b.vn",
        "https://video.vn",
    ]


# --- on pages ------------------------------------------------------------------------------------------------------


def test_every_page_has_the_policy_before_anything_that_loads(sample: Site) -> None:
    allowed = load_layouts(sample.root, "vi").script_sources
    assert len(allowed) == len(list((PROJECT / "layouts/inline").iterdir()))
    for path in sample.pages():
        if path.endswith(".html"):
            page = html5lib.parse(sample.read(path), namespaceHTMLElements=False)
            first, second = list(next(page.iter("head")))[:2]
            assert first.get("charset") == "utf-8"
            assert second.get("http-equiv") == "Content-Security-Policy", path
            assert second.get("content", "").startswith(
                f"default-src 'self'; script-src 'self' {' '.join(allowed)}; style-src 'self'; "
            )
            scripts = [one.text or "" for one in page.iter("script") if not one.get("src") and not one.get("type")]
            assert {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts} <= set(
                allowed
            ), path


def test_the_site_satisfies_its_policy(sample: Site, serve: Callable[..., str], browser: Browser) -> None:
    home = serve(sample.public)
    page = browser.new_page()
    found: list[str] = []
    page.on(
        "console",
        lambda message: found.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("request", lambda request: None if request.url.startswith(home) else found.append(request.url))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
    )
    kinds: dict[str, str] = {}
    for path in sorted(sample.pages()):
        if path.endswith("index.html") and 'http-equiv="refresh"' not in sample.read(path):
            kinds.setdefault(sample.read(path).partition('<body class="')[2].partition('"')[0], path)
    kinds["pictures"] = next(
        path for path in sorted(sample.pages()) if path.endswith("index.html") and "<picture>" in sample.read(path)
    )
    for path in kinds.values():
        page.goto(home + path.removesuffix("index.html"))
    # The policy is at work: what it forbids does not run.
    assert not found
    # And it is at work: what it forbids does not run.
    with page.expect_console_message(lambda message: "policy: script-src" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=canary(1)>')")
    page.close()


def test_a_script_that_changes_is_allowed_by_the_next_build_on_every_page(site: Site) -> None:
    """Pages with the script, or its hash in their policy, are rendered again; no others."""
    site.write("layouts/page.html", '<p>{{ site.content_security_policy }}</p>{{ inline_script("a.js") }}\n')
    site.write("layouts/article.html", "<p>{{ site.content_security_policy }}</p>\n")
    site.write("layouts/x.html", "{{ inline_script('a' ~ '.js') }}\n")
    site.write("layouts/y.html", "neither\n")
    site.page("a")
    site.page("b", layout="x.html")
    site.page("c", layout="y.html")
    site.article("d")
    for number in (1, 2):
        site.write("layouts/inline/a.js", f"/* for people */\r\nvar a = {number};\r\n  a < 3 && 'ở đây';\r\n")
        result = site.make()
        assert result.status == 0, result.stderr
        text = f"var a = {number};\n  a < 3 && 'ở đây';"
        assert f"<script>{text}</script>\n" in site.read("a/index.html")
        assert site.read("b/index.html") == f"<script>{text}</script>\n"
        source = b64encode(sha256(text.encode()).digest()).decode()
        for path in ("a/index.html", "tin-tuc/d/index.html"):
            assert f"sha256-{source}" in site.read(path), path
    rendered = result.json["rendered"]
    site.write("layouts/inline/a.js", "3")
    assert site.make().json["rendered"] == rendered < result.json["pages"]


@pytest.mark.parametrize("text", ["a\n'</script>'", "a\n'</SCRIPT x'", "a\n'<!--'", "a\n'<script>'", "a\n\0"])
def test_a_script_that_browsers_would_end_elsewhere_is_refused(site: Site, text: str) -> None:
    site.write("layouts/inline/a.js", text)
    assert site.make().problems == [("BT510", "layouts/inline/a.js", 2)]
    assert "BT510" in site.invoke("server-config", "nginx").stderr


# --- security.txt --------------------------------------------------------------------------------------------------


def test_security_txt(site: Site) -> None:
    site.settings(CONTACT.format("2027-06-30"))
    result = site.make()
    assert (result.status, result.codes) == (0, [])
    assert site.read(".well-known/security.txt") == (
        "Contact: mailto:a@b.vn\nContact: https://b.vn/?x=1&y=2\nExpires: 2027-06-30T23:59:59+07:00\n"
        "Preferred-Languages: vi, en\nCanonical: https://thu.example.vn/.well-known/security.txt\n"
    )
    site.settings()
    assert site.make().status == 0
    assert not (site.public / ".well-known").exists()


def test_a_contact_that_runs_out_is_a_reminder_also_when_nothing_else_changes(site: Site) -> None:
    site.settings(CONTACT.format("2027-06-30"))
    codes = [
        site.make(now=now).codes
        for now in ("2027-05-31T12:00+07:00", "2027-06-01T12:00+07:00", "2027-07-01T00:00+07:00")
    ]
    assert codes == [[], ["BT117"], ["BT118"]]


def test_a_contact_that_has_run_out_does_not_hold_up_the_news(site: Site) -> None:
    site.settings(CONTACT.format("2026-06-30"))
    site.article("moi", title="Tin khẩn")
    result = site.make()
    assert (result.status, result.codes) == (0, ["BT118"])
    assert "Tin khẩn" in site.read("index.html")
    site.article("hai", title="Tin sau", summary="Khác.")
    assert site.make("--strict").status == 1
    assert "Tin sau" not in site.read("index.html")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('contact = ["mailto:a@b.vn"]', "BT116"),
        ('contact = ["a@b.vn"]\nexpires = 2027-01-01', "BT115"),
        ('contact = ["http://b.vn"]\nexpires = 2027-01-01', "BT115"),
        ('contact = ["mailto:a@b.vn\\nExpires: 2099"]\nexpires = 2027-01-01', "BT115"),
        ('contact = ["mailto:a@b.vn"]\nexpires = "soon"', "BT105"),
        ('contacts = ["mailto:a@b.vn"]', "BT103"),
    ],
)
def test_a_contact_that_is_none(site: Site, written: str, code: str) -> None:
    site.settings(f"\n[security]\n{written}\n")
    assert site.make().codes == [code]
