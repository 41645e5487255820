"""Passwords of the settings are nowhere but in the settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bantin.config import hide_secrets, load_settings
from bantin.preview.problem_details import describe_problems
from bantin.problems import BuildFailed
from tests.builder import tree

if TYPE_CHECKING:
    from tests.builder import Site

SECRET = "GEHEIM"
ADDRESSES = [
    f"redis://127.0.0.1:1/0?password={SECRET}",
    f"redis://:{SECRET}@127.0.0.1:1/0",
    f"redis://u:a/{SECRET}@127.0.0.1:1/0",
    f"redis://u:{SECRET}?x@127.0.0.1:1/0",
    f"rediss://127.0.0.1:1?ssl_keyfile=x&ssl_password={SECRET}",
    f"redis://127.0.0.1:99999999/0?password={SECRET}",
    f"redis://[::1/0?password={SECRET}",
    f"redis://127.0.0.1:1/x?password={SECRET}",
    f"mysql://u:{SECRET}@h/0",
    f"REDIS://u:{SECRET}@h/0",
    f"unix:///run/no.sock?password={SECRET}",
    f"redis://:a b {SECRET} c@127.0.0.1:1/0",
    f"redis://:a\"{SECRET}'x@127.0.0.1:1/0",
    f"redis:/u:{SECRET}@127.0.0.1",
    f"redis:u:{SECRET}@127.0.0.1",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_command_shows_one_or_leaves_it_in_a_file(site: Site, address: str) -> None:
    site.settings(f"""
[counter]
provider = "service"
url = "https://l.example.vn"
site = "a"
[counter.service]
database = {json.dumps(address)}
""")
    site.article("a")
    commands = [
        ("build", "--json"), ("check",), ("counter", "--port", "0"), ("counter", "stats"), ("counter", "backup", "x"),
        ("counter", "--database", address, "stats"),
    ]  # fmt: skip
    for arguments in commands:
        # The service has a process of its own: asyncio cannot run beside the browser of other tests.
        result = (site.run if arguments[0] == "counter" else site.invoke)(*arguments)
        assert SECRET not in result.stdout + result.stderr, arguments
        assert "Traceback" not in result.stderr
    found = {
        path: data for path, data in tree(site.root).items() if isinstance(data, bytes) and SECRET.encode() in data
    }
    assert list(found) == ["site_config.toml"]


@pytest.mark.parametrize(
    "line",
    [
        f'database = ["redis://:{SECRET}@h"]',
        f'database = "mysql://u:{SECRET}@h"',
        f'data = "redis://h?password={SECRET}"',
    ],
)
def test_nor_does_the_preview_with_the_lines_of_a_problem(site: Site, line: str) -> None:
    site.settings(f"[counter.service]\n{line}\n")
    with pytest.raises(BuildFailed) as failed:
        load_settings(site.root)
    shown = describe_problems(failed.value.problems, site.root, {}, "vi")
    assert len(shown) == 1
    assert any("counter.service" in one.text for one in shown[0].lines)
    assert SECRET not in repr(shown) + repr(failed.value.problems)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://u:p@h:6379/0", "redis://…@h:6379/0"),
        ("redis://h/0?password=p&db=1", "redis://h/0?…"),
        ("redis:/u:p@h", "redis:/…@h"),
        ("https://u:p@h/a@b?x=1", "https://…@h/a@b?x=1"),
        ("https://h/@a", "https://h/@a"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("data/luot.sqlite", "data/luot.sqlite"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("từ redis://u:p@h đến rediss://u:q@i", "từ redis://…@i"),
        ("“redis://u:p@h” và “rediss://u:q@i”", "“redis://…@h” và “rediss://…@i”"),
        ("redis://:p q?@x@h/0?a=1", "redis://…@h/0?…"),
        ('x = "redis://u:p@h" # y@z', 'x = "redis://…@h" # y@z'),
    ],
)
def test_what_is_hidden(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown


def test_the_service_s_settings_make_no_page_anew(site: Site) -> None:
    """So they are also in no fingerprint of the state, from which a short password could be guessed."""
    service = (
        '\n[counter]\nprovider = "service"\nurl = "https://l.example.vn"\nsite = "a"\n[counter.service]\ndatabase = '
    )
    site.settings(service + '"redis://:a@h"')
    site.article("a")
    assert site.make().json["rendered"] > 0
    site.settings(service + '"redis://:b@h"')
    assert site.make().json["rendered"] == 0
