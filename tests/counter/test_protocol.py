"""The protocol over real HTTP, under the test's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.counter.running import BEAT, ORIGIN, VIEW, FakeClock, Threaded

if TYPE_CHECKING:
    from pathlib import Path

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def test_a_view_is_answered_with_the_three_figures(threaded: Threaded) -> None:
    reply = threaded.client.post()
    assert reply.status == 200
    assert reply.json == {
        "v": 1,
        "online": 1,
        "today": 1,
        "total": 1,
        "date": "2026-11-24",
        "tz": "Asia/Ho_Chi_Minh",
        "window_s": 300,
        "as_of": "2026-11-24T03:00:00Z",
    }
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["vary"] == "Origin"
    assert "set-cookie" not in reply.headers
    assert threaded.client.read().json == reply.json


def test_readers_are_distinguished_by_address_and_agent(threaded: Threaded) -> None:
    client = threaded.client
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0"
    client.post(address="198.51.100.1")
    client.post(address="198.51.100.1")
    client.post(address="198.51.100.1", user_agent=firefox)
    client.post(address="198.51.100.2")
    client.post(address="2001:db8:1:2::1")
    assert client.post(address="2001:db8:1:2:ffff::1").figures == (4, 4, 4), "one /64 is one reader"


def test_midnight_between_two_hits_of_one_batch(threaded: Threaded, clock: FakeClock) -> None:
    client = threaded.client
    clock.set_to("2026-12-31T23:59:58")
    client.post(address="198.51.100.1")
    client.post(address="198.51.100.2")
    clock.pass_until("2027-01-01T00:00:01")
    assert client.post(address="198.51.100.1").figures == (2, 0, 2), "the visit goes on: it began last year"
    assert client.post(address="198.51.100.3").figures == (3, 1, 3)
    assert client.read().json["date"] == "2027-01-01"
    threaded.flush()
    days = {day.day.isoformat(): day.visits for day in threaded.storage._database.days()}
    assert days == {"2026-12-31": 2, "2027-01-01": 1}


def test_requests_that_do_not_count_get_the_figures(threaded: Threaded) -> None:
    client = threaded.client
    client.post(address="198.51.100.9")
    for headers in (
        {"user_agent": GOOGLEBOT},
        {"user_agent": None},
        {"sec_purpose": "prefetch"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
        {"x_purpose": "preview"},
    ):
        reply = client.post(address="198.51.100.1", **headers)
        assert (reply.status, reply.figures) == (200, (1, 1, 1)), headers
    assert client.post(BEAT, address="198.51.100.1").figures == (2, 1, 1)


def test_head_reads_and_counts_nothing(threaded: Threaded) -> None:
    reply = threaded.client.ask("HEAD", "/v1/luot?site=hdnd")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) > 100
    assert threaded.client.read().figures == (0, 0, 0)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "message"),
        ("null", 400, "message"),
        ("[]", 400, "message"),
        ('"view"', 400, "message"),
        ("{", 400, "message"),
        (b"\xff\xfe", 400, "message"),
        (b'{"v":1,"site":"\xff","kind":"view"}', 400, "message"),
        ("[" * 1000, 400, "message"),
        ('{"v":2,"site":"hdnd","kind":"view"}', 400, "message"),
        ('{"v":"1","site":"hdnd","kind":"view"}', 400, "message"),
        ('{"v":1.0,"site":"hdnd","kind":"view"}', 400, "message"),
        ('{"v":true,"site":"hdnd","kind":"view"}', 400, "message"),
        ('{"v":1,"site":"hdnd"}', 400, "message"),
        ('{"v":1,"site":"hdnd","kind":"visit"}', 400, "message"),
        ('{"v":1,"site":"hdnd","kind":null}', 400, "message"),
        ('{"v":1,"site":["hdnd"],"kind":"view"}', 400, "message"),
        ('{"v":1,"site":"hdnd","kind":"view","ip":"1.2.3.4"}', 400, "message"),
        ('{"v":1,"site":"ubnd","kind":"view"}', 400, "site"),
        ('{"v":1,"site":"","kind":"view"}', 400, "site"),
        ('{"v":1,"site":"hdnd\\u0000","kind":"view"}', 400, "site"),
        (VIEW + " " * 1024, 413, "size"),
    ],
)
def test_a_body_that_is_not_of_the_protocol(threaded: Threaded, body: str | bytes, status: int, code: str) -> None:
    reply = threaded.client.post(body)
    assert (reply.status, reply.json) == (status, {"error": code})
    assert threaded.client.read().figures == (0, 0, 0)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"origin": "https://evil.example"}, 403, "origin"),
        ({"origin": "http://hdnd.example.vn"}, 403, "origin"),
        ({"origin": "https://hdnd.example.vn.evil.example"}, 403, "origin"),
        ({"origin": "null"}, 403, "origin"),
        ({"origin": ""}, 403, "origin"),
        ({"origin": None, "sec_fetch_site": "cross-site"}, 403, "origin"),
        ({"content_type": None}, 400, "type"),
        ({"content_type": "application/json"}, 400, "type"),
        ({"content_type": "multipart/form-data"}, 400, "type"),
    ],
)
def test_a_hit_that_is_no_page_of_ours(
    threaded: Threaded, headers: dict[str, str | None], status: int, code: str
) -> None:
    reply = threaded.client.post(**headers)
    assert (reply.status, reply.json) == (status, {"error": code})
    assert threaded.client.read().figures == (0, 0, 0)


def test_an_old_browser_without_origin_counts(threaded: Threaded) -> None:
    assert threaded.client.post(origin=None, sec_fetch_site="same-origin").figures == (1, 1, 1)


def test_pages_of_other_origins_cannot_read(threaded: Threaded) -> None:
    reply = threaded.client.ask("GET", "/v1/luot?site=hdnd", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in reply.headers


def test_a_preflight_is_answered_for_our_origin_only(threaded: Threaded) -> None:
    ours = threaded.client.ask(
        "OPTIONS", "/v1/luot", headers={"origin": ORIGIN, "access-control-request-method": "POST"}
    )
    assert (ours.status, ours.body, ours.headers["access-control-allow-origin"]) == (204, b"", ORIGIN)
    foreign = threaded.client.ask("OPTIONS", "/v1/luot", headers={"origin": "https://evil.example"})
    assert (foreign.status, "access-control-allow-origin" in foreign.headers) == (403, False)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/luot", 400),
        ("GET", "/v1/luot?site=", 400),
        ("GET", "/v1/luot?site=ubnd", 400),
        ("GET", "/v1/luot?site=hdnd&site=hdnd", 400),
        ("GET", "/v1/luot?" + "&".join(f"x{n}=1" for n in range(50)), 400),
        ("GET", "/v1/luot?site=%FF", 400),
        ("GET", "/v1/luot?a=b&site=hdnd", 200),
        ("PUT", "/v1/luot", 405),
        ("DELETE", "/v1/luot?site=hdnd", 405),
        ("GET", "/", 404),
        ("GET", "/v1/luot/", 404),
        ("POST", "/v2/luot", 404),
        ("GET", "/healthz", 200),
        ("HEAD", "/readyz", 200),
        ("POST", "/readyz", 405),
    ],
)
def test_other_requests(threaded: Threaded, method: str, path: str, status: int) -> None:
    assert threaded.client.ask(method, path).status == status


def test_forged_addresses_make_no_visitors(threaded: Threaded) -> None:
    for number in range(20):
        threaded.client.post(
            address=f"198.51.100.{number}, 203.0.113.5", forwarded=f"for=198.51.100.{number}", x_real_ip="1.2.3.4"
        )
    assert threaded.client.read().figures == (1, 1, 1)


def test_limits_stop_one_visitor_and_leave_the_office_alone(tmp_path: Path, clock: FakeClock) -> None:
    with Threaded(tmp_path / "luot.sqlite", clock, "visitor_per_minute = 3\naddress_per_minute = 10\n") as running:
        client = running.client
        assert [client.post(address="198.51.100.1").status for _ in range(5)] == [200, 200, 200, 429, 429]
        others = [client.post(address="198.51.100.1", user_agent=f"Mozilla/5.0 Firefox/{n}").status for n in range(6)]
        assert others == [200, 200, 200, 200, 200, 429], "ten of one address, five of them turned away or taken above"
        refused = client.post(address="198.51.100.1")
        assert (refused.json, refused.headers["retry-after"]) == ({"error": "rate"}, "60")
        assert client.post(address="198.51.100.2").status == 200
        clock.pass_s(121)
        assert client.post(address="198.51.100.1").status == 200


def test_no_address_is_stored_or_printed(tmp_path: Path, threaded: Threaded, capfd: pytest.CaptureFixture[str]) -> None:
    threaded.client.post(address="198.51.100.77")
    threaded.client.post(b"{", address="198.51.100.77")
    threaded.flush()
    needles = (b"198.51.100.77", bytes([198, 51, 100, 77]), b"Mozilla")
    for path in tmp_path.iterdir():
        assert not any(needle in path.read_bytes() for needle in needles), path
    out, err = capfd.readouterr()
    assert "198.51.100" not in out + err
