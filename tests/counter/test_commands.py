"""`counter backup`, `stats`, `chart` and `import`, on SQLite and on Redis."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sqlite3
import threading
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from bantin.commands.main import main
from bantin.counter import backups, sqlite_file
from bantin.counter.storage import Day
from bantin.problems import BuildFailed
from tests.counter.running import SETTINGS, RedisServer, Service, in_thread

if TYPE_CHECKING:
    from pathlib import Path

    from redis.asyncio import Redis

    from tests.mishaps import Mishap

DATABASE = "data/luot.sqlite"
DAYS = [("hdnd", "2026-11-22", 130), ("hdnd", "2026-11-23", 1204), ("hdnd", "2026-11-24", 51)]


def call(root: Path, *arguments: str) -> Result:
    return in_thread(lambda: CliRunner().invoke(main, ["--root", str(root), "counter", *arguments]))


@pytest.fixture
def counted(root: Path) -> Path:
    """A site with three days."""
    (root / "data").mkdir()
    sqlite_file.create_file(root / DATABASE)
    with sqlite3.connect(root / DATABASE) as connection:
        connection.executemany("INSERT INTO days VALUES (?, ?, ?)", DAYS)
    connection.close()
    return root


def test_stats_as_a_table(counted: Path) -> None:
    result = call(counted, "stats")
    assert result.stdout.splitlines() == [
        "hdnd",
        "  Ngày         Lượt",
        "  22-11-2026    130",
        "  23-11-2026  1.204",
        "  24-11-2026     51",
        "  Cộng        1.385",
    ]


def test_stats_for_programs(counted: Path) -> None:
    told = json.loads(call(counted, "stats", "--json").stdout)
    assert told == {"sites": {"hdnd": {"total": 1385, "days": {day: visits for _site, day, visits in DAYS}}}}
    rows = list(csv.reader(io.StringIO(call(counted, "stats", "--csv").stdout)))
    assert rows == [["site", "date", "visits"], *([site, day, str(visits)] for site, day, visits in DAYS)]


def test_stats_while_the_service_counts(root: Path) -> None:
    with Service(root) as service:
        service.client.post()
        assert call(root, "stats").exit_code == 0
        service.stop()
    assert json.loads(call(root, "stats", "--json").stdout)["sites"]["hdnd"]["total"] == 1


def test_stats_of_nothing_is_a_problem(root: Path) -> None:
    result = call(root, "stats")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "BT735" in result.stderr


@pytest.mark.mishap("Lấy lại bản sao lưu cũ lúc bộ đếm tắt")
def test_a_backup_of_a_running_service_serves_again(root: Path, mishap: Mishap) -> None:
    with Service(root) as service:
        for number in range(5):
            service.client.post(address=f"198.51.100.{number}")
        service.stop()
    with Service(root) as service:
        assert call(root, "backup", str(root / "copy.sqlite")).exit_code == 0
        service.stop()
    with sqlite3.connect(root / "copy.sqlite") as copy:
        assert copy.execute("SELECT count(*) FROM salts").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    copy.close()
    (root / DATABASE).write_bytes(b"a flood")
    assert call(root, "--port", "0").exit_code == 1
    for suffix in ("", "-wal", "-shm"):
        (root / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (root / DATABASE).write_bytes((root / "copy.sqlite").read_bytes())
    with Service(root) as service:
        mishap.seen(service.client.read().figures, (0, 5, 5))
        service.stop()
    mishap.told("".join(service.told))


def test_a_backup_overwrites_nothing(counted: Path) -> None:
    (counted / "copy").write_text("a letter", "utf-8")
    result = call(counted, "backup", str(counted / "copy"))
    assert (result.exit_code, (counted / "copy").read_text("utf-8")) == (1, "a letter")
    assert "BT730" in result.stderr
    assert call(counted, "backup", str(counted / "none" / "copy")).exit_code == 1


def test_what_stats_prints_and_backups_hold_can_be_imported(counted: Path) -> None:
    (counted / "days.csv").write_text(call(counted, "stats", "--csv").stdout, "utf-8")
    call(counted, "backup", str(counted / "copy.sqlite"))
    for source in ("days.csv", "copy.sqlite"):
        other = str(counted / f"new-{source}.sqlite")
        assert "3" in call(counted, "--database", other, "import", str(counted / source)).stderr
        again = call(counted, "--database", other, "import", str(counted / source))
        assert again.exit_code == 0, "the same days again change nothing"
        assert call(counted, "--database", other, "stats", "--csv").stdout == call(counted, "stats", "--csv").stdout


@pytest.mark.mishap("Nhập số khác với số đã đếm")
def test_an_import_with_contradicting_numbers_is_refused(counted: Path, mishap: Mishap) -> None:
    (counted / "days.csv").write_text("hdnd,2020-12-31,99\nhdnd,2026-11-24,52\n", "utf-8")
    before = call(counted, "stats", "--csv").stdout
    result = call(counted, "import", str(counted / "days.csv"))
    assert result.exit_code == 1
    mishap.told(result.stderr)
    mishap.seen(call(counted, "stats", "--csv").stdout, before)


@pytest.mark.mishap("Nhập nhầm một tệp không phải số đếm")
def test_every_wrong_line_of_an_import_is_reported(counted: Path, mishap: Mishap) -> None:
    lines = [
        "site,date,visits",
        "hdnd,2020-12-31,5",
        "hdnd,2020-02-30,5",
        "hdnd;2020-12-30;5",
        "hdnd,2020-12-29,-5",
        "",
        "hdnd,2020-12-31,6",
    ]
    (counted / "days.csv").write_text("\n".join(lines), "utf-8")
    before = call(counted, "stats", "--csv").stdout
    result = call(counted, "import", str(counted / "days.csv"))
    assert result.exit_code == 1
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in result.stderr.splitlines() if "BT731" in line] == [
        "3",
        "4",
        "5",
        "7",
    ]
    mishap.told(result.stderr, "Không đọc được dòng này", "Chưa có gì được nhập")
    mishap.seen(call(counted, "stats", "--csv").stdout, before)
    assert "BT734" in call(counted, "import", str(counted / "none.csv")).stderr


@pytest.mark.parametrize("number", [1_000_000_001, 2**53 - 1, 2**63 - 1, 2**63, 10**30])
def test_an_import_cannot_end_the_counting(counted: Path, number: int) -> None:
    """At 2^53 - 1 no browser reads a total exactly, and nothing more is counted."""
    (counted / "days.csv").write_text(f"hdnd,2020-12-31,{number}\nhdnd,2020-12-30,1000000000\n", "utf-8")
    result = call(counted, "import", str(counted / "days.csv"))
    assert (result.exit_code, "days.csv:1: BT740" in result.stderr) == (1, True)
    assert "2020" not in call(counted, "stats", "--csv").stdout
    if number < 2**63:
        (counted / "copy.sqlite").write_bytes((counted / DATABASE).read_bytes())
        with sqlite3.connect(counted / "copy.sqlite") as copy:
            copy.execute("INSERT INTO days VALUES ('hdnd', '2020-12-31', ?)", [number])
        copy.close()
        assert "BT740" in call(counted, "--database", "new", "import", str(counted / "copy.sqlite")).stderr
    (counted / "days.csv").write_text("hdnd,2020-12-30,1000000000\n", "utf-8")
    assert call(counted, "import", str(counted / "days.csv")).exit_code == 0
    with Service(counted) as service:
        assert service.client.post().figures[2] == 1_000_000_000 + 1385 + 1
        service.stop()


def test_backups_at_once_do_not_disturb_each_other(counted: Path) -> None:
    """To one name exactly one succeeds, and what is there is whole; to other names all do."""
    for turn in range(5):
        target = counted / f"copy-{turn}"
        with ThreadPoolExecutor(8) as pool:
            done = [pool.submit(_back_up, counted / DATABASE, target) for _ in range(8)]
        assert sorted(one.result() for one in done) == ["", *["BT730"] * 7]
        assert sqlite_file.read_days(target) == sqlite_file.read_days(counted / DATABASE)
    with ThreadPoolExecutor(8) as pool:
        others = [counted / f"other-{number}" for number in range(8)]
        assert list(pool.map(lambda target: _back_up(counted / DATABASE, target), others)) == [""] * 8
    assert [path.name for path in counted.iterdir() if path.name.startswith(".") or "new" in path.name] == []


def test_a_file_that_appears_while_a_backup_is_made_stays(counted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = counted / "copy"
    create = sqlite_file.create_file

    def create_late(path: Path) -> None:
        create(path)
        target.write_text("a letter", "utf-8")

    monkeypatch.setattr(sqlite_file, "create_file", create_late)
    assert _back_up(counted / DATABASE, target) == "BT730"
    assert target.read_text("utf-8") == "a letter"
    monkeypatch.setattr(os, "link", _no_links)
    assert _back_up(counted / DATABASE, target) == "BT730"
    assert target.read_text("utf-8") == "a letter"
    assert _back_up(counted / DATABASE, counted / "other") == ""
    assert len(sqlite_file.read_days(counted / "other")) == 3


def _no_links(*_paths: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def _back_up(database: Path, target: Path) -> str:
    """Make a backup; return the code of what went wrong."""
    try:
        backups.back_up(database, target)
    except BuildFailed as failure:
        return failure.problems[0].code
    return ""


def test_no_import_under_a_running_service(root: Path) -> None:
    (root / "days.csv").write_text("hdnd,2020-12-31,5\n", "utf-8")
    with Service(root):
        result = call(root, "import", str(root / "days.csv"))
    assert (result.exit_code, "BT725" in result.stderr) == (1, True)


def test_charts(counted: Path) -> None:
    assert call(counted, "chart", str(counted / "visits.svg")).exit_code == 0
    picture = ET.fromstring((counted / "visits.svg").read_text("utf-8"))
    bars = picture.findall(".//{http://www.w3.org/2000/svg}rect")
    assert [bar[0].text for bar in bars] == ["22-11-2026: 130", "23-11-2026: 1.204", "24-11-2026: 51"]
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert heights[1] / heights[0] == pytest.approx(1204 / 130, abs=0.1)
    call(counted, "chart", str(counted / "visits.html"), "--days", "2")
    page = (counted / "visits.html").read_text("utf-8")
    assert "<svg" in page
    assert "23-11-2026</th><td>1.204" in page
    assert "22-11-2026" not in page


def test_a_chart_of_ten_years_and_of_none(root: Path) -> None:
    lines = [f"hdnd,{date(2016, 1, 1) + timedelta(days=number)},{number % 400}" for number in range(3650)]
    (root / "days.csv").write_text("\n".join(lines), "utf-8")
    call(root, "import", str(root / "days.csv"))
    assert call(root, "chart", str(root / "a.svg"), "--days", "3650").exit_code == 0
    ET.fromstring((root / "a.svg").read_text("utf-8"))
    sqlite_file.create_file(root / "empty.sqlite")
    assert call(root, "--database", str(root / "empty.sqlite"), "chart", str(root / "b.html")).exit_code == 0
    assert "Chưa có lượt nào" in (root / "b.html").read_text("utf-8")
    assert call(root, "chart", str(root / "none" / "c.svg")).exit_code == 1


def test_an_english_site_has_english_messages(counted: Path) -> None:
    (counted / "site_config.toml").write_text(
        SETTINGS.replace('title = "Văn', 'language = "en"\ntitle = "Văn'), "utf-8"
    )
    assert "1,385" in call(counted, "stats").stdout
    assert "days backed up" in call(counted, "backup", str(counted / "copy")).stderr


def test_invalid_settings_are_reported_in_their_language(root: Path) -> None:
    (root / "site_config.toml").write_text(SETTINGS.replace('title = "Văn', 'language = "en"\ntitel = "Văn'), "utf-8")
    result = call(root, "stats")
    assert result.exit_code == 1
    assert "There is no setting" in result.stderr


def test_a_password_is_not_printed(root: Path) -> None:
    result = call(root, "--database", "redis://luot:secret@127.0.0.1:1/0", "--port", "0")
    assert result.exit_code == 1
    assert "secret" not in result.output
    assert "BT726" in result.stderr


@pytest.mark.parametrize(
    "url", ["mysql://luot:secret@host/db", "redis://luot:secret@host:port/0", "://", "redis://[::1"]
)
def test_an_address_that_is_none_is_a_problem(root: Path, url: str) -> None:
    for command in ((), ("stats",), ("import", str(root / "site_config.toml"))):
        result = call(root, "--database", url, "--port", "0", *command)
        assert (result.exit_code, "secret" in result.output) == (1, False), result.output
    assert "BT708" in call(root, "--database", url, "stats").stderr


def test_imports_at_once_into_redis_add_each_day_once(root: Path, redis_server: RedisServer) -> None:
    """Also beside a service that counts."""
    days = [Day("hdnd", date(2020, 1, 1) + timedelta(days=number), number) for number in range(500)]
    barrier = threading.Barrier(6)
    shared = backups._shared_days

    async def read_together(client: Redis) -> list[Day]:
        found = await shared(client)
        await asyncio.to_thread(barrier.wait, 30)  # all have seen that nothing is there
        return found

    with Service(root, "--database", redis_server.url) as service, pytest.MonkeyPatch.context() as patch:
        service.client.post()
        patch.setattr(backups, "_shared_days", read_together)
        with ThreadPoolExecutor(6) as pool:
            added = list(pool.map(lambda _: backups.import_days(redis_server.url, days, "x"), range(6)))
        assert sorted(added) == [0] * 5 + [500]
        assert service.stop() == 0
    assert json.loads(call(root, "--database", redis_server.url, "stats", "--json").stdout)["sites"]["hdnd"][
        "total"
    ] == (sum(range(500)) + 1)
    total = redis_server.command("GET", "luot:{hdnd}:total").split("\r\n")[1]
    assert int(total) == sum(range(500)) + 1


def test_a_day_that_changes_while_it_is_imported_stops_the_import(redis_server: RedisServer) -> None:
    shared = backups._shared_days

    async def count_meanwhile(client: Redis) -> list[Day]:
        found = await shared(client)
        redis_server.command("HSET", "luot:{hdnd}:days", "2020-01-02", "7")
        return found

    days = [Day("hdnd", date(2020, 1, number), 5) for number in (1, 2, 3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backups, "_shared_days", count_meanwhile)
        with pytest.raises(BuildFailed) as failed:
            in_thread(backups.import_days, redis_server.url, days, "x")
    assert [(one.code, one.values["old"], one.values["new"]) for one in failed.value.problems] == [("BT732", "7", "5")]
    assert redis_server.command("HLEN", "luot:{hdnd}:days") == ":1\r\n"
    assert redis_server.command("EXISTS", "luot:{hdnd}:total") == ":0\r\n"


def test_the_same_on_redis(counted: Path, redis_server: RedisServer) -> None:
    call(counted, "backup", str(counted / "copy.sqlite"))
    url = ("--database", redis_server.url)
    assert call(counted, *url, "import", str(counted / "copy.sqlite")).exit_code == 0
    assert call(counted, *url, "import", str(counted / "copy.sqlite")).exit_code == 0
    assert call(counted, *url, "stats").stdout == call(counted, "stats").stdout
    (counted / "days.csv").write_text("hdnd,2026-11-24,52\n", "utf-8")
    assert "BT732" in call(counted, *url, "import", str(counted / "days.csv")).stderr
    assert call(counted, *url, "backup", str(counted / "back.sqlite")).exit_code == 0
    assert sqlite_file.read_days(counted / "back.sqlite") == sqlite_file.read_days(counted / DATABASE)
    with Service(counted, *url) as service:
        assert service.client.read().figures[2] == 1385
        service.stop()
