"""`counter backup`, `stats`, `chart` and `import`, on SQLite and on Redis."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from bantin.commands.main import main
from bantin.counter import sqlite_file
from tests.counter.running import SETTINGS, RedisServer, Service, in_thread

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_backup_of_a_running_service_serves_again(root: Path) -> None:
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
        assert service.client.read().figures == (0, 5, 5)
        service.stop()


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


def test_an_import_with_contradicting_numbers_is_refused(counted: Path) -> None:
    (counted / "days.csv").write_text("hdnd,2020-12-31,99\nhdnd,2026-11-24,52\n", "utf-8")
    result = call(counted, "import", str(counted / "days.csv"))
    assert result.exit_code == 1
    assert "BT732" in result.stderr
    assert "2020-12-31" not in call(counted, "stats", "--csv").stdout


def test_every_wrong_line_of_an_import_is_reported(counted: Path) -> None:
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
    result = call(counted, "import", str(counted / "days.csv"))
    assert result.exit_code == 1
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in result.stderr.splitlines() if "BT731" in line] == [
        "3",
        "4",
        "5",
        "7",
    ]
    assert "2020" not in call(counted, "stats", "--csv").stdout
    assert "BT734" in call(counted, "import", str(counted / "none.csv")).stderr


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
