"""The block in the footer, in a real Chromium, with each provider played by a real server."""

from __future__ import annotations

import json
import socket
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from bantin.rendering.load_layouts import load_layouts
from tests import browsers
from tests.builder import PROJECT
from tests.counter.pages import READER, Actor, Reader, Web, block_text, shifts
from tests.counter.running import ZONE, FakeClock, Threaded, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    House = Callable[[Actor], str]

pytestmark = pytest.mark.browser

DEVICE = '[counter]\nprovider = "device"\nbaseline = 108004\n'


@pytest.fixture
def web() -> Iterator[Web]:
    site = Web()
    yield site
    site.actor.stop()


@pytest.fixture
def actor() -> Iterator[Actor]:
    server = Actor()
    yield server
    server.stop()


@pytest.fixture
def service(tmp_path: Path, clock: FakeClock, web: Web) -> Iterator[Threaded]:
    """Our own service, for pages of `web`."""
    with Threaded(tmp_path / "luot.sqlite", clock, f'origins = ["{web.origin}"]\n') as running:
        yield running


def service_page(web: Web, running: Threaded, extra: str = "", **options: str) -> str:
    origin = f"http://127.0.0.1:{running.port}"
    web.publish(
        f'[counter]\nprovider = "service"\nurl = "{origin}"\nsite = "hdnd"\nbaseline = 108004\n{extra}',
        to=origin,
        **options,
    )
    return web.origin + "/"


def umami(actor: Actor) -> str:
    """Umami 2 and 3 by their API's documents: the share's token, then active visitors and statistics under it."""
    actor.answer("/api/share/kinhte", {"websiteId": "b59e", "token": "secret"})
    actor.answer("/api/websites/b59e/active", {"visitors": 7})

    def statistics(query: str) -> tuple[int, str]:
        whole = query.startswith("startAt=0&")
        return 200, json.dumps(
            {"pageviews": 9999, "visitors": 40, "visits": 5000 if whole else 130, "bounces": 1, "totaltime": 2}
        )

    actor.routes["/api/websites/b59e/stats"] = statistics
    return (
        f'[counter]\nprovider = "umami"\nurl = "{actor.origin}"\nbaseline = 108004\n[counter.umami]\nshare = "kinhte"\n'
    )


def goatcounter(actor: Actor) -> str:
    """GoatCounter by its document: a number grouped for people, by thin spaces, commas or dots as its owner likes."""
    actor.answer("/counter/TOTAL.json", {"count": "5\u202f000", "count_unique": "5\u202f000"})
    return f'[counter]\nprovider = "goatcounter"\nurl = "{actor.origin}"\nbaseline = 108004\n'


def json_figures(actor: Actor) -> str:
    actor.answer("/figures.json", {"now": {"readers": "7 người"}, "day": [130], "all": "5.000 lượt"})
    return (
        f'[counter]\nprovider = "json"\nurl = "{actor.origin}/figures.json"\nbaseline = 108004\n'
        '[counter.fields]\nonline = "now.readers"\ntoday = "day.0"\ntotal = "all"\n'
    )


def service_played(actor: Actor) -> str:
    actor.answer(
        "/v1/luot",
        {
            "v": 1,
            "online": 7,
            "today": 130,
            "total": 5000,
            "date": "2026-11-24",
            "tz": "x",
            "window_s": 300,
            "as_of": "x",
        },
    )
    return f'[counter]\nprovider = "service"\nurl = "{actor.origin}"\nsite = "hdnd"\nbaseline = 108004\n'


HOUSES = [service_played, umami, goatcounter, json_figures]


# --- the figures ---


def test_our_own_service(browser: Browser, web: Web, service: Threaded) -> None:
    with Reader(browser) as reader:
        page = reader.open(service_page(web, service))
        assert block_text(page) == "Đang online: 1 · Hôm nay: 1 · Đã truy cập: 108.005"
        assert service.client.read().figures == (1, 1, 1), (
            "the service reports what it counted: the page alone adds the baseline"
        )
        page.reload()
        assert block_text(page) == "Đang online: 1 · Hôm nay: 1 · Đã truy cập: 108.005"
        with Reader(browser) as another:
            another.context.set_extra_http_headers({"user-agent": "Mozilla/5.0 Firefox/132.0"})
            assert block_text(another.open(web.origin + "/")) == "Đang online: 2 · Hôm nay: 2 · Đã truy cập: 108.006"
        assert not reader.warnings
        assert not reader.errors
        assert shifts(page) == 0
        assert reader.context.cookies() == []
        assert page.evaluate("localStorage.length") == 0


ALL = "Đang online: 7 · Hôm nay: 130 · Đã truy cập: 113.004"


@pytest.mark.parametrize(
    ("house", "expected"), [(umami, ALL), (goatcounter, "Đã truy cập: 113.004"), (json_figures, ALL)]
)
def test_each_provider_by_its_documents(browser: Browser, web: Web, actor: Actor, house: House, expected: str) -> None:
    web.publish(house(actor), to=actor.origin)
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        assert block_text(page) == expected
        assert shifts(page) == 0
        assert not reader.errors
        assert not reader.warnings


@pytest.mark.parametrize("width", [360, 900, 1280])
def test_nothing_moves_when_the_figures_come(browser: Browser, web: Web, actor: Actor, width: int) -> None:
    web.publish(service_played(actor), to=actor.origin)
    actor.gate.clear()
    with Reader(browser, viewport={"width": width, "height": 1400}) as reader:
        page = reader.open(web.origin + "/")
        eventually(lambda: actor.heard, "the page asks")
        page.locator("[data-luot]").wait_for(state="hidden")
        assert shifts(page) == 0
        before = page.locator("footer").bounding_box()
        actor.gate.set()
        assert block_text(page) == ALL
        assert shifts(page) == 0
        assert page.locator("footer").bounding_box() == before
        page.set_viewport_size({"width": 320, "height": 1400})
        eventually(
            lambda: page.evaluate("document.documentElement.scrollWidth") == 320,
            "the kept room gives way in a smaller window",
        )


def test_numbers_as_english_readers_write_them(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin, language="en")
    with Reader(browser) as reader:
        assert block_text(reader.open(web.origin + "/")) == "Online: 7 · Today: 130 · Visits: 113,004"


def test_umami_is_asked_for_the_day_of_the_sites_zone(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(umami(actor), to=actor.origin)
    now = datetime(2026, 11, 24, 6, 30, tzinfo=ZONE)  # in UTC it is still the 23rd
    with Reader(browser) as reader:
        reader.context.clock.set_fixed_time(now)
        block_text(reader.open(web.origin + "/"))
    queries = {said.path.partition("?")[2] for said in actor.heard if "stats" in said.path}
    midnight, end = (int(moment.timestamp() * 1000) for moment in (now.replace(hour=0, minute=0), now))
    assert queries == {f"startAt=0&endAt={end}", f"startAt={midnight}&endAt={end}"}
    assert {said.headers.get("x-umami-share-token") for said in actor.heard if "websites" in said.path} == {"secret"}


def test_older_and_newer_umami(browser: Browser, web: Web, actor: Actor) -> None:
    counter = umami(actor)
    actor.routes["/api/websites/b59e/stats"] = (200, json.dumps({"visits": {"value": 130, "prev": 9}}))
    actor.answer("/api/share/kinhte", {"shareId": "s", "token": "secret"})  # does not tell the website any more
    web.publish(counter + 'website = "b59e"\n', to=actor.origin)
    with Reader(browser) as reader:
        assert block_text(reader.open(web.origin + "/")) == "Đang online: 7 · Hôm nay: 130 · Đã truy cập: 108.134"


def test_a_figure_that_cannot_be_had_is_left_out(browser: Browser, web: Web, actor: Actor) -> None:
    counter = umami(actor)
    actor.answer("/api/websites/b59e/active", {"error": "no"}, 500)
    web.publish(counter, to=actor.origin)
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        assert block_text(page) == "Hôm nay: 130 · Đã truy cập: 113.004"
        actor.answer("/api/websites/b59e/active", {"visitors": 0})
        page.reload()
        assert block_text(page) == "Hôm nay: 130 · Đã truy cập: 113.004", "no 0 is shown to a reader who is here"


# --- failures: the page is as if there were no counter ---


def silent(page: Page, reader: Reader) -> None:
    """The block is hidden, nothing moved, and the console has one warning."""
    eventually(lambda: page.evaluate("1") and reader.warnings, "the warning")
    page.locator("[data-luot]").wait_for(state="hidden")
    assert page.locator("footer").inner_text().strip() == "Ghi rõ nguồn khi đăng lại thông tin từ trang này."
    assert len(reader.warnings) == 1
    assert reader.errors == []
    assert shifts(page) == 0


@pytest.mark.parametrize("house", HOUSES)
def test_a_provider_that_is_down(browser: Browser, web: Web, actor: Actor, house: House) -> None:
    with socket.socket() as nobody, Reader(browser) as reader:
        nobody.bind(("127.0.0.1", 0))  # a port that is taken, and where nobody listens
        actor.origin = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        web.publish(house(actor), to=actor.origin)
        silent(reader.open(web.origin + "/"), reader)


@pytest.mark.parametrize("house", HOUSES)
def test_a_provider_that_is_slow(browser: Browser, web: Web, actor: Actor, house: House) -> None:
    web.publish(house(actor), to=actor.origin)
    actor.gate.clear()
    with Reader(browser) as reader:
        reader.stop_time()
        page = reader.open(web.origin + "/")
        eventually(lambda: actor.heard, "the page asks")
        reader.context.clock.run_for(2990)
        page.locator("[data-luot]").wait_for(state="hidden")
        assert not reader.warnings
        reader.context.clock.run_for(20)
        silent(page, reader)
        actor.gate.set()
        silent(page, reader)


GARBAGE = [
    (500, '{"error":"x"}'),
    (200, ""),
    (200, "<html>It works!</html>"),
    (200, "null"),
    (200, "[]"),
    (200, '"5000"'),
    (
        200,
        '{"v":1,"online":-1,"today":1.5,"total":"many","count":"none","token":null,"visits":{},"visitors":[],"all":{},"now":null}',
    ),
    (200, '{"v":2,"online":7,"today":130,"total":9007199254740993,"count":"9007199254740993","all":1e400}'),
]


@pytest.mark.parametrize("house", HOUSES)
def test_a_provider_that_answers_nonsense(browser: Browser, web: Web, actor: Actor, house: House) -> None:
    web.publish(house(actor), to=actor.origin)
    with Reader(browser) as reader:
        page = reader.open("about:blank")
        for garbage in GARBAGE:
            actor.routes = dict.fromkeys(actor.routes, garbage)
            reader.warnings.clear()
            page.goto(web.origin + "/")
            silent(page, reader)


def test_a_service_that_fails_later_leaves_the_last_figures(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin)
    with Reader(browser) as reader:
        reader.stop_time()
        page = reader.open(web.origin + "/")
        before = block_text(page)
        actor.routes["/v1/luot"] = (503, "{}")
        for _ in range(3):
            reader.context.clock.run_for(120_000)
        eventually(lambda: page.evaluate("1") and len(actor.heard) == 4, "three beats")
        eventually(lambda: page.evaluate("1") and reader.warnings, "the warning")
        assert block_text(page) == before
        actor.answer("/v1/luot", {"v": 1, "online": 8, "today": 131, "total": 5001})
        reader.context.clock.run_for(120_000)
        page.get_by_text("113.005").wait_for()
        assert len(reader.warnings) == 1


# --- what is counted and what not ---


def bodies(actor: Actor) -> list[str]:
    return [json.loads(said.body)["kind"] if said.method == "POST" else said.method for said in actor.heard]


def test_beats_while_the_page_is_visible_and_only_then(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin)
    with Reader(browser) as reader:
        reader.stop_time()
        page = reader.open(web.origin + "/")
        block_text(page)
        reader.context.clock.run_for(119_000)
        assert bodies(actor) == ["view"]
        reader.context.clock.run_for(2_000)
        eventually(lambda: page.evaluate("1") and bodies(actor) == ["view", "beat"], "a beat after two minutes")
        show(page, "hidden")
        reader.context.clock.run_for(3_600_000)
        assert bodies(actor) == ["view", "beat"]
        show(page, "visible")
        eventually(
            lambda: page.evaluate("1") and bodies(actor) == ["view", "beat", "beat"],
            "a beat at the return, and no view",
        )
        assert actor.heard[0].headers["content-type"].startswith("text/plain"), "no preflight is needed"
        assert json.loads(actor.heard[0].body) == {"v": 1, "site": "hdnd", "kind": "view"}
        assert "cookie" not in actor.heard[0].headers


def show(page: Page, state: str) -> None:
    """Hide or show the tab. Headless Chromium shows every tab, so the document is told by the test."""
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_a_tab_in_the_background_counts_when_it_is_looked_at(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin)
    with Reader(browser) as reader:
        reader.context.add_init_script(
            "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})"
        )
        reader.stop_time()
        page = reader.open(web.origin + "/")
        reader.context.clock.run_for(3_600_000)
        assert actor.heard == []
        show(page, "visible")
        assert block_text(page)
        assert bodies(actor) == ["view"]


def test_a_prerendered_page_counts_when_it_is_opened(browser: Browser, web: Web, actor: Actor, tmp_path: Path) -> None:
    assert browser.is_connected()  # there is a Chromium; but one that Playwright drives never ends rendering ahead
    tell = "fetch('/told?' + performance.getEntriesByType('navigation')[0].activationStart)"
    script = f"<script>document.prerendering ? document.addEventListener('prerenderingchange', () => {tell}) : {tell}</script>"
    web.publish(service_played(actor), "/bai/", to=actor.origin, end=script)
    web.actor.headers = {}
    rules = '{"prerender":[{"source":"list","urls":["/bai/"],"eagerness":"immediate"}]}'
    wait = "const look = () => fetch('/seen').then(a => a.ok ? location.href = '/bai/' : setTimeout(look, 50)); look();"
    web.put("/", f'<!DOCTYPE html><script type="speculationrules">{rules}</script><script>{wait}</script>', "text/html")
    web.actor.routes["/seen"] = lambda _query: (200 if any(".js" in said.path for said in web.actor.heard) else 404, "")
    line = [
        browsers.WHOLE,
        *browsers.FLAGS,
        f"--user-data-dir={tmp_path}",
        f"--user-agent={READER}",
        "--remote-debugging-port=0",
        "--disable-blink-features=AutomationControlled",
        web.origin + "/",
    ]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as chromium:
        try:
            eventually(
                lambda: actor.heard and any(said.path.startswith("/told?") for said in web.actor.heard),
                "the page is opened and counts",
            )
        finally:
            chromium.terminate()
    ahead = {said.path: said.headers.get("sec-purpose", "") for said in web.actor.heard}
    assert ahead["/bai/"] == "prefetch;prerender"
    assert next(float(path.removeprefix("/told?")) for path in ahead if path.startswith("/told?")) > 0, (
        "what was rendered ahead was opened"
    )
    assert bodies(actor) == ["view"]
    assert "sec-purpose" not in actor.heard[0].headers, "and only then was it counted"


def test_the_back_button_brings_the_page_back_and_no_visit(web: Web, actor: Actor, browser: Browser) -> None:
    chromium = browser.browser_type.launch(
        executable_path=browsers.WHOLE, args=browsers.FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        web.publish(service_played(actor), to=actor.origin)
        web.put("/next/", "<!DOCTYPE html><title>Next</title>", "text/html")
        with Reader(chromium) as reader:
            page = reader.open(web.origin + "/")
            page.evaluate("addEventListener('pageshow', event => { window.cameBack = event.persisted; })")
            before = block_text(page)
            page.goto(web.origin + "/next/")
            page.go_back(wait_until="commit")
            eventually(lambda: page.evaluate("window.cameBack === true"), "the page comes back as it was")
            assert block_text(page) == before
            assert bodies(actor) == ["view"]
    finally:
        chromium.close()


def test_two_tabs_and_reloads_are_one_visit(browser: Browser, web: Web, service: Threaded) -> None:
    address = service_page(web, service)
    with Reader(browser) as reader:
        pages = [reader.open(address) for _ in range(3)]
        for page in pages:
            page.reload()
            block_text(page)
        assert service.client.read().figures == (1, 1, 1)


@pytest.mark.parametrize("signals", ["gpc", "dnt"])
def test_privacy_signals_show_figures_without_counting(
    browser: Browser, web: Web, service: Threaded, signals: str
) -> None:
    service.client.post(origin=web.origin)
    address = service_page(web, service)
    with Reader(browser, signals=signals) as reader:
        reader.stop_time()
        page = reader.open(address)
        assert block_text(page) == "Đang online: 1 · Hôm nay: 1 · Đã truy cập: 108.005"
        reader.context.clock.run_for(600_000)
        assert service.client.read().figures == (1, 1, 1)
    address = service_page(web, service, "privacy_signals = false\n")
    with Reader(browser, signals=signals) as reader:
        assert block_text(reader.open(address)) == "Đang online: 2 · Hôm nay: 2 · Đã truy cập: 108.006", (
            "unless the site decides otherwise"
        )


def test_a_browser_that_is_driven_reads_and_is_not_counted(browser: Browser, web: Web, service: Threaded) -> None:
    with Reader(browser, automated=True) as reader:
        page = reader.open(service_page(web, service))
        assert block_text(page) == "Đã truy cập: 108.004"
        assert service.client.read().figures == (0, 0, 0)


# --- on this device ---


def test_the_device_counts_its_own_visits(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    with Reader(browser, timezone_id=ZONE.key) as reader:
        reader.stop_time(datetime(2026, 11, 24, 21, 0, tzinfo=ZONE))
        page = reader.open(web.origin + "/")
        told = [block_text(page)]
        for minutes in (29, 29, 31, 100):  # the last is past midnight of the reader's clock, though not of UTC's
            reader.context.clock.fast_forward(minutes * 60_000)
            page.reload()
            told.append(block_text(page))
        assert told == [
            "Bạn đã xem trang này 1 lần, hôm nay 1 lần",
            "Bạn đã xem trang này 1 lần, hôm nay 1 lần",
            "Bạn đã xem trang này 1 lần, hôm nay 1 lần",
            "Bạn đã xem trang này 2 lần, hôm nay 2 lần",
            "Bạn đã xem trang này 3 lần, hôm nay 1 lần",
        ]
        assert not reader.warnings
        assert not reader.errors


def test_two_tabs_of_a_device_are_one_visit(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    with Reader(browser) as reader:
        pages = [reader.open(web.origin + "/") for _ in range(3)]
        assert {block_text(page) for page in pages} == {"Bạn đã xem trang này 1 lần, hôm nay 1 lần"}


def test_a_clock_set_back_and_a_count_at_its_end(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        keep = "kept => { localStorage.setItem(localStorage.key(0), JSON.stringify(Object.assign(JSON.parse(localStorage.getItem(localStorage.key(0))), kept))); }"
        page.evaluate(keep, {"seen": 9e12})
        page.reload()
        assert block_text(page) == "Bạn đã xem trang này 1 lần, hôm nay 1 lần"
        page.evaluate(keep, {"seen": 0, "total": 2**53 - 2})
        page.reload()
        assert "9.007.199.254.740.991" in block_text(page)
        page.evaluate(keep, {"seen": 0})
        page.reload()
        assert "9.007.199.254.740.991" in block_text(page)


def test_a_damaged_count_begins_anew(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        for kept in (
            "",
            "null",
            "{",
            "5",
            "[]",
            '"x"',
            '{"total":"5"}',
            '{"total":-1,"today":1e99,"seen":"x","day":7}',
        ):
            page.evaluate("kept => localStorage.setItem(localStorage.key(0), kept)", kept)
            page.reload()
            assert block_text(page) == "Bạn đã xem trang này 1 lần, hôm nay 1 lần", kept
        assert not reader.warnings


def test_a_device_that_asks_not_to_be_counted_keeps_nothing(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    with Reader(browser, signals="gpc") as reader:
        page = reader.open(web.origin + "/")
        page.locator("[data-luot]").wait_for(state="hidden")
        assert page.evaluate("localStorage.length") == 0


def test_blocked_storage_leaves_the_block_hidden(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    # In a sandbox the browser itself refuses localStorage, as where a reader forbids it.
    web.actor.headers["content-security-policy"] = (
        f"sandbox allow-scripts; script-src {web.origin} {' '.join(load_layouts(PROJECT, 'vi').script_sources)}"
    )
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        silent(page, reader)
        assert "SecurityError" in reader.warnings[0]


def test_full_storage_leaves_the_block_hidden(browser: Browser, web: Web) -> None:
    web.publish(DEVICE)
    web.put("/fill/", "<!DOCTYPE html><title>Fill</title>", "text/html")
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/fill/")
        page.evaluate(
            "for (let size = 1 << 22; size; size >>= 1) try { for (let n = 0;; n++) localStorage.setItem(`${size} ${n}`, 'x'.repeat(size)); } catch {}"
        )
        page.goto(web.origin + "/")
        silent(page, reader)
        assert "Quota" in reader.warnings[0]


# --- people ---


def test_screen_readers_hear_it_once(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin)
    with Reader(browser) as reader:
        reader.stop_time()
        page = reader.open(web.origin + "/")
        block_text(page)
        heard = page.locator(".footer-counter").aria_snapshot().replace("\u00a0", " ")
        assert (
            heard.split("paragraph: ")[1].replace("**", "").strip('"')
            == "Đang online: 7 Hôm nay: 130 Đã truy cập: 113.004"
        )
        assert page.locator("[aria-live], [role=status], [role=alert]").count() == 0, "no update is read out"
        page.evaluate(
            "window.changes = 0; new MutationObserver(found => { changes += found.length }).observe(document.querySelector('.footer'), {subtree: true, childList: true, characterData: true})"
        )
        reader.context.clock.run_for(120_000)
        eventually(lambda: page.evaluate("1") and len(actor.heard) == 2, "a beat")
        assert page.evaluate("changes") == 0, "the same figures change nothing"
        actor.answer("/v1/luot", {"v": 1, "online": 8, "today": 130, "total": 5000})
        reader.context.clock.run_for(120_000)
        page.get_by_text("8", exact=True).wait_for()


def test_without_javascript_there_is_no_block(browser: Browser, web: Web, actor: Actor) -> None:
    web.publish(service_played(actor), to=actor.origin)
    with Reader(browser, java_script_enabled=False) as reader:
        page = reader.open(web.origin + "/")
        assert page.locator("footer").inner_text().strip() == "Ghi rõ nguồn khi đăng lại thông tin từ trang này."
        assert actor.heard == []


@pytest.mark.parametrize(
    "counter",
    [DEVICE, '[counter]\nprovider = "service"\nurl = "http://127.0.0.1:1"\nsite = "hdnd"\nbaseline = 108004\n'],
)
def test_the_preview_shows_sample_figures_marked_as_such(browser: Browser, web: Web, counter: str) -> None:
    web.publish(counter, attributes=" data-luot-sample")
    with Reader(browser) as reader:
        page = reader.open(web.origin + "/")
        sentence = "Bạn đã xem trang này 4.250 lần, hôm nay 130 lần"
        figures = sentence if counter == DEVICE else "Đang online: 1 · Hôm nay: 130 · Đã truy cập: 112.254"
        assert block_text(page) == f"{figures} (số mẫu)"
        assert page.evaluate("localStorage.length") == 0
        assert not reader.warnings
