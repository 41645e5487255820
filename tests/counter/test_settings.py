"""`[counter]` of the settings: what each provider needs, and where a fault is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from bantin.commands.counter import counter as group
from bantin.config import Counter, CounterService, Settings, parse_settings
from bantin.counter.policy import make_policy
from bantin.counter.visits import Rules
from bantin.problems import BuildFailed

SITE = '[site]\ntitle = "Tin"\nbase_url = "https://hdnd.example.vn/"\n'
GOOD = 'provider = "service"\nurl = "https://luot.example.vn/duong/"\nsite = "hdnd"\n'
DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "counter.md"


def parse(counter: str) -> Settings:
    return parse_settings(f"{SITE}[counter]\n{counter}".encode())


def faults(counter: str) -> list[tuple[str, int]]:
    """Return each problem as code and line; the first line of `counter` is 5."""
    with pytest.raises(BuildFailed) as failure:
        parse(counter)
    return [(one.code, one.line) for one in failure.value.problems]


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        ('provider = "device"\n', ("", ("total", "today"))),
        ('provider = "none"\n', ("", ())),
        (GOOD, ("https://luot.example.vn/duong", ("online", "today", "total"))),
        (
            'provider = "umami"\nurl = "https://u.vn/"\n[counter.umami]\nshare = "a"\n',
            ("https://u.vn", ("online", "today", "total")),
        ),
        (
            'provider = "goatcounter"\n[counter.goatcounter]\ncode = "hdnd"\n',
            ("https://hdnd.goatcounter.com", ("total",)),
        ),
        ('provider = "goatcounter"\nurl = "https://g.vn"\n', ("https://g.vn", ("total",))),
        (
            'provider = "json"\nurl = "https://j.vn/a/?b=1"\n[counter.fields]\ntotal = "n"\n',
            ("https://j.vn/a/?b=1", ("total",)),
        ),
        (
            'provider = "service"\nurl = "http://127.0.0.1:8765"\nsite = "hdnd"\n',
            ("http://127.0.0.1:8765", ("online", "today", "total")),
        ),
    ],
)
def test_what_layouts_see(counter: str, expected: tuple[str, tuple[str, ...]]) -> None:
    found = parse(counter).counter
    assert (found.address, found.figures) == expected
    assert found.timezone == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        ('provider = "service"\n', [("BT701", 4), ("BT701", 4)]),
        ('provider = "umami"\nurl = "https://u.vn"\n', [("BT701", 4)]),
        ('provider = "goatcounter"\n', [("BT701", 4)]),
        ('provider = "json"\nurl = "https://j.vn"\n', [("BT701", 4)]),
        ('provider = "goatcounter"\n[counter.goatcounter]\ncode = "a/b"\n', [("BT702", 7)]),
        (GOOD.replace("https://luot", "luot"), [("BT702", 6)]),
        (GOOD.replace("https://luot", "http://luot"), [("BT703", 6)]),
        (GOOD.replace('"hdnd"', '"HĐND"'), [("BT704", 7)]),
        (GOOD + '[counter.service]\nsites = ["ubnd"]\n', [("BT705", 7)]),
        (GOOD + '[counter.service]\nsites = ["hdnd", "u b"]\n', [("BT704", 9)]),
        (
            GOOD + '[counter.service]\norigins = ["https://a.vn/", "a.vn", "https://A.vn", "https://a.vn"]\n',
            [("BT706", 9)] * 3,
        ),
        (
            GOOD + '[counter.service]\ntrusted_proxies = ["nginx", "10.0.0.1/8", "10.0.0.0/8", "::1"]\n',
            [("BT707", 9)] * 2,
        ),
        (GOOD + '[counter.service]\ndatabase = "mysql://x"\n', [("BT708", 9)]),
        (GOOD + 'timezone = "Asia/Hanoi"\n', [("BT107", 8)]),
        (GOOD + "baseline = -1\n", [("BT105", 8)]),
        (GOOD + f"baseline = {2**53}\n", [("BT105", 8)]),
        (GOOD + "[counter.service]\nwindow_s = 60\nidle_minutes = 0\n", [("BT105", 9), ("BT105", 10)]),
        (GOOD + "[counter.service]\nlimit = 60\n", [("BT103", 9)]),
        ('provider = "matomo"\n', [("BT105", 5)]),
    ],
)
def test_faults_with_their_lines(counter: str, expected: list[tuple[str, int]]) -> None:
    assert faults(counter) == expected


def test_the_policy_takes_what_the_settings_leave_out_from_the_site() -> None:
    policy = make_policy(parse(GOOD))
    assert policy.sites == ("hdnd",)
    assert policy.origins == frozenset({"https://hdnd.example.vn"})
    both = parse_settings(f'{SITE}other_hosts = ["www.hdnd.example.vn", "Hội.vn"]\n[counter]\n{GOOD}'.encode())
    assert make_policy(both).origins == {
        "https://hdnd.example.vn",
        "https://www.hdnd.example.vn",
        "https://xn--hi-79s.vn",
    }
    assert policy.rules == Rules(idle_s=1800, window_s=300, capacity=100_000)
    assert make_policy(parse(GOOD), ["a", "b", "a"]).sites == ("a", "b")
    with pytest.raises(BuildFailed):
        make_policy(parse('provider = "device"\n'))


def test_every_setting_and_every_command_is_documented() -> None:
    text = DOCUMENT.read_text("utf-8")
    names = [field.name for record in (Counter, CounterService) for field in msgspec.structs.fields(record)]
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []
    assert [name for name in group.commands if f"counter {name}" not in text and f" {name} /" not in text] == []
    options = [option for parameter in group.params for option in parameter.opts]
    common = ("--root", "--help")  # which every command has
    assert [one for one in options if one.startswith("--") and one not in common and one not in text] == []
