from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import bantin
from bantin.commands.main import main
from tests.builder import NOW, PROJECT, Site, differences, stamps

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sound(site: Site) -> Site:
    """A site that builds, with a draft and two articles that wait."""
    site.article("a", title="Bài một", tags=["Thi đua"], summary="Tóm tắt.")
    site.article("nhap", draft=True)
    site.article("mai", date="2026-11-25 07:30", summary="Tóm tắt.")
    site.article("kia", date="2026-12-01", summary="Tóm tắt.")
    return site


def test_no_command_builds(sound: Site) -> None:
    result = sound.run("--now", NOW, "--no-search")
    assert (result.status, result.stdout) == (0, "")
    assert (sound.public / "index.html").is_file()


def test_the_summary_has_the_counts(sound: Site) -> None:
    line = sound.invoke("build", "--now", NOW, "--no-search", "--jobs", "1").stderr.splitlines()[-1]
    assert re.fullmatch(
        r"bantin: \d+ trang, dựng \d+, ghi \d+, xóa 0, \d+\.\d\d giây\. Đang chờ: 1 bản nháp, 2 bài hẹn giờ \(bài kế tiếp: 25-11-2026 07:30\)\.", line
    ), line  # fmt: skip
    sound.settings(language="en")
    line = sound.invoke("build", "--now", NOW, "--no-search", "--jobs", "1").stderr.splitlines()[-1]
    assert re.fullmatch(
        r"bantin: \d+ pages, \d+ rendered, \d+ written, \d+ removed, \d+\.\d\d s\. Waiting: 1 draft\(s\), 2 timed \(next due 25-11-2026 07:30\)\.",
        line,
    ), line


def test_json_is_one_object_on_standard_output(sound: Site) -> None:
    result = sound.build("--no-search")
    assert result.stdout.count("\n") == 1
    told = result.json
    assert list(told) == ["pages", "rendered", "written", "removed", "seconds", "problems"]
    assert told["pages"] == told["rendered"] > 10
    assert told["written"] >= told["pages"]
    assert told["problems"] == []
    assert sound.build("--no-search").json | {"seconds": 0} == told | {"seconds": 0, "rendered": 0, "written": 0}


def test_problems_stand_on_standard_error_and_in_the_json(sound: Site) -> None:
    sound.article("x", category="tim")
    result = sound.build("--no-search")
    assert result.status == 1
    [told] = result.json["problems"]
    assert list(told) == ["code", "severity", "path", "line", "column", "message", "hint"]
    assert (told["code"], told["severity"], told["path"], told["line"], told["column"]) == (
        "BT203",
        "error",
        "content/tin-tuc/x.md",
        4,
        0,
    )
    first, second = result.stderr.splitlines()[:2]
    assert first == f"content/tin-tuc/x.md:4: BT203 lỗi: {told['message']}"
    assert second == f"    {told['hint']}"
    assert result.json["pages"] == 0


def test_without_json_the_end_says_that_nothing_was_published(sound: Site) -> None:
    sound.article("x", category="tim", date="2026-02-30")
    result = sound.invoke("build", "--now", NOW)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "bantin: 2 lỗi; không đăng gì cả."


@pytest.mark.parametrize(("language", "word"), [("vi", "Không có chuyên mục"), ("en", "There is no category")])
def test_messages_speak_the_sites_language(sound: Site, language: str, word: str) -> None:
    sound.settings(language=language)
    sound.article("x", category="tim")
    assert word in sound.make().stderr


def test_messages_speak_the_sites_language_even_while_the_settings_are_broken(sound: Site) -> None:
    sound.settings(language="en", titel="x")
    assert "There is no setting" in sound.make().stderr
    sound.write("site_config.toml", '[site\nlanguage = "en"\n')
    assert "not valid TOML" in sound.make().stderr


def test_warnings_are_printed_and_strict_makes_them_errors(sound: Site) -> None:
    sound.article("x", "<blink>x</blink>")
    result = sound.make()
    assert (result.status, result.codes) == (0, ["BT406"])
    assert "cảnh báo: " in result.stderr
    before = stamps(sound.public)
    sound.article("y", "Mới.")
    strict = sound.make("--strict")
    assert (strict.status, strict.codes) == (1, ["BT406"])
    assert stamps(sound.public) == before
    assert sound.make().status == 0
    assert sound.make("--strict").status == 1, "also when nothing has changed"


def test_quiet_says_nothing_but_problems(sound: Site) -> None:
    result = sound.invoke("build", "--quiet", "--now", NOW, "--no-search")
    assert (result.status, result.stdout, result.stderr) == (0, "", "")
    sound.article("x", category="tim")
    assert "BT203" in sound.invoke("build", "--quiet", "--now", NOW, "--no-search").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--nothing"],
        ["nothing"],
        ["build", "--jobs", "0"],
        ["build", "--jobs", "many"],
        ["build", "--now", "yesterday"],
        ["build", "--now", "2026-02-30"],
        ["build", "extra"],
        ["--root"],
        ["new"],
        ["init"],
        ["watch", "--port", "99999"],
        ["check", "--now", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(site: Site, arguments: list[str]) -> None:
    result = site.invoke(*arguments)
    assert result.status == 2
    assert "Cách dùng: " in result.stderr
    assert "Traceback" not in result.stderr


def test_a_root_that_is_a_file_is_wrong_usage(site: Site) -> None:
    from click.testing import CliRunner

    from bantin.commands.main import main

    assert CliRunner().invoke(main, ["--root", str(site.root / "site_config.toml"), "build"]).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["build", "--help"],
        ["check", "-h"],
        ["new", "--help"],
        ["init", "--help"],
        ["watch", "--help"],
        ["--root", "x", "--help"],
    ],
    ids=" ".join,
)
def test_help(site: Site, arguments: list[str]) -> None:
    result = site.invoke(*arguments)
    assert result.status == 0
    assert result.stdout.startswith("Cách dùng: ")


def test_every_command_of_the_contract_is_in_the_help(site: Site) -> None:
    text = site.invoke("--help").stdout
    for command in ("build", "watch", "check", "fix", "publish", "new", "init", "counter"):
        assert re.search(rf"^  {command}\b", text, re.MULTILINE), command


def test_the_version(site: Site) -> None:
    assert site.invoke("--version").stdout.strip() == f"bantin, version {bantin.__version__}"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-25T07:29:59+07:00", False),
        ("2026-11-25 07:30", True),
        ("2026-11-25T00:30:00Z", True),
        ("2026-11-25", False),
        ("2026-11-25T00:29:59Z", False),
    ],
)
def test_now_without_an_offset_is_the_sites_time(sound: Site, now: str, *, due: bool) -> None:
    assert sound.make(now=now).status == 0
    assert (sound.public / "tin-tuc/mai/index.html").exists() is due


def test_base_url_on_the_command_line(sound: Site) -> None:
    assert sound.make("--base-url", "https://other.vn/x").status == 0
    assert '<link rel="canonical" href="https://other.vn/x/tin-tuc/a/">' in sound.read("tin-tuc/a/index.html")
    result = sound.make("--base-url", "other")
    assert (result.status, result.codes) == (1, ["BT106"])


def test_the_output_folder_may_be_anywhere(sound: Site, tmp_path: Path) -> None:
    assert sound.make("--output", str(tmp_path / "a/b/c")).status == 0
    assert (tmp_path / "a/b/c/index.html").is_file()
    assert not sound.public.exists()


def test_root_defaults_to_the_current_folder_for_the_installed_command(sound: Site) -> None:
    command = [sys.executable, "-m", "bantin", "build", "--quiet", "--no-search", "--now", NOW]
    subprocess.run(command, cwd=sound.root, env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=True)
    assert (sound.public / "index.html").is_file()


def test_a_relative_root_and_output(sound: Site) -> None:
    command = [
        sys.executable,
        str(PROJECT / "build.py"),
        "--root",
        "site",
        "build",
        "--quiet",
        "--no-search",
        "--now",
        NOW,
        "--output",
        "out",
    ]
    subprocess.run(command, cwd=sound.root.parent, check=True)
    assert (sound.root.parent / "out/index.html").is_file()


def test_the_root_may_be_moved(sound: Site) -> None:
    assert sound.make().status == 0
    before = sound.tree()
    moved = sound.root.rename(sound.root.parent / "Trang mới của ta")
    other = Site(moved, {"site_config.toml": (moved / "site_config.toml").read_bytes()})
    assert other.make().json["written"] == 0
    assert not differences(before, other.tree())


def test_a_site_without_settings_or_content(tmp_path: Path) -> None:
    site = Site(tmp_path, plain=False)
    (tmp_path / "site_config.toml").unlink()
    assert site.make().codes == ["BT101"]
    site.settings()
    (tmp_path / "content").rmdir()
    assert site.make().codes == ["BT311"]


# --- progress ------------------------------------------------------------------------------------------------------


def test_a_long_build_says_how_far_it_is_in_plain_lines(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from bantin.commands import progress

    monkeypatch.setattr(progress, "_STEP", 20)
    for number in range(150):
        site.article(f"n{number}")
    said = re.findall(
        r"^bantin: (\d+)/(\d+)$", site.invoke("build", "--now", NOW, "--no-search", "--jobs", "1").stderr, re.MULTILINE
    )
    done = [int(one) for one, _ in said]
    assert len(done) > 1
    assert done == sorted(done)
    [total] = {int(one) for _, one in said}
    assert max(done) <= total < max(done) + 20


def test_a_terminal_gets_a_bar_and_is_left_clean(site: Site) -> None:
    for number in range(120):
        site.article(f"n{number}", tags=[f"T{number}"])
    master, slave = pty.openpty()
    command = [
        sys.executable,
        str(PROJECT / "build.py"),
        "--root",
        str(site.root),
        "build",
        "--no-search",
        "--now",
        NOW,
    ]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    said = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(master)
    assert process.wait() == 0
    assert "━".encode() in said
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode()).rstrip().splitlines()
    assert lines[-1].startswith("bantin: ")


# --- the other commands --------------------------------------------------------------------------------------------


def test_check_prints_everything_and_writes_nothing(sound: Site) -> None:
    sound.article("x", "[a](khong-co.md)\n\n<blink>y</blink>", category="tim", title="Bài x", summary="Tóm tắt.")
    sound.article("y", "[a](khong-co.md)\n\n<blink>y</blink>", title="Bài y", summary="Tóm tắt.")
    before = stamps(sound.root)
    result = sound.invoke("check", "--now", NOW, "--jobs", "1", "--json")
    assert result.status == 1
    assert result.problems == [
        ("BT203", "content/tin-tuc/x.md", 4),
        ("BT401", "content/tin-tuc/y.md", 8),
        ("BT406", "content/tin-tuc/y.md", 10),
    ]
    assert stamps(sound.root) == before


def test_check_of_a_sound_site(sound: Site) -> None:
    result = sound.invoke("check", "--now", NOW, "--jobs", "1")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr.startswith("bantin: 0 lỗi, 0 cảnh báo, ")
    assert not sound.public.exists()
    assert not (sound.root / ".bantin").exists()


def test_check_says_what_build_says(sound: Site) -> None:
    sound.article("y", "[a](a.md#khong-co)\n\n[b](nhap.md)\n\n![x](x.png)")
    sound.write("layouts/page.html", "{{ nothing }}")
    sound.page("p")
    sound.settings(more='\n[[menu]]\nname = "M"\nurl = "/m/"\n')
    checked, built = sound.invoke("check", "--now", NOW, "--jobs", "1", "--json"), sound.make()
    assert [one for one in checked.json["problems"] if not one["code"].startswith("BT9")] == built.json["problems"]
    assert {"BT402", "BT405", "BT403", "BT502", "BT110"} <= set(checked.codes)


def test_check_with_warnings_only(sound: Site) -> None:
    sound.article("y", "<blink>y</blink>")
    assert sound.invoke("check", "--now", NOW, "--jobs", "1").status == 0
    assert sound.invoke("check", "--now", NOW, "--jobs", "1", "--strict").status == 1


def test_check_uses_what_the_last_build_learnt_and_is_right_all_the_same(sound: Site) -> None:
    sound.article("y", "<blink>y</blink>")
    assert sound.make().status == 0
    sound.article("z", "[a](khong-co.md)", title="Khác", summary="Tóm tắt.")
    assert sound.invoke("check", "--now", NOW, "--jobs", "1", "--json").codes == ["BT921", "BT406", "BT401"]


def test_check_of_settings_that_cannot_be_read(sound: Site) -> None:
    sound.write("site_config.toml", "[site\n")
    assert sound.invoke("check", "--json").codes == ["BT102"]


def test_new_starts_an_article_that_builds(sound: Site) -> None:
    result = sound.invoke(
        "new", 'Kỳ họp: "khai mạc" \\ & <b>', "--category", "y-kien", "--now", "2026-11-24T06:30:00+07:00"
    )
    assert result.status == 0
    path = sound.root / "content/tin-tuc/2026/ky-hop-khai-mac-b.md"
    assert result.stdout.strip() == str(path)
    assert sound.make().status == 0
    assert not (sound.public / "tin-tuc/2026").exists(), "a draft until its writer says otherwise"
    path.write_text(path.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
    assert sound.make(now="2026-11-24T06:30:00+07:00").status == 0
    assert "Kỳ họp: &#34;khai mạc&#34; \\ &amp; &lt;b&gt;" in sound.read("tin-tuc/2026/ky-hop-khai-mac-b/index.html")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["Tên", "--category", "khong-co"], "BT203"),
        (["!!!"], "BT305"),
        (["Côn"], "BT315"),
        (["Hai lần"], "BT605"),
        (["Tên\a"], "BT321"),
        (["Tên", "--tag", "\x1b[1m"], "BT321"),
    ],
    ids=["category", "name", "device", "twice", "control character", "control character in a tag"],
)
def test_new_refuses(sound: Site, arguments: list[str], code: str) -> None:
    sound.write("content/tin-tuc/2026/hai-lan.md", "mine")
    result = sound.invoke("new", *arguments, "--now", NOW)
    assert (result.status, result.stdout) == (1, "")
    assert code in result.stderr
    assert (sound.root / "content/tin-tuc/2026/hai-lan.md").read_text() == "mine"


def test_new_with_a_folder_of_its_own_and_what_is_known(sound: Site) -> None:
    options = (
        "--author",
        "Hải: Đường",
        "--summary",
        'Nói "rõ".',
        "--tag",
        "Kỳ họp",
        "--tag",
        "a, b",
        "--bundle",
        "--now",
        NOW,
    )
    result = sound.invoke("new", "Đại biểu", *options)
    path = sound.root / "content/tin-tuc/2026/dai-bieu/index.md"
    assert result.stdout == f"{path}\n"
    assert result.stderr.strip().endswith("http://127.0.0.1:8000/tin-tuc/2026/dai-bieu/")
    text = path.read_text("utf-8")
    assert 'author: "Hải: Đường"\nsummary: "Nói \\"rõ\\"."\ntags: ["Kỳ họp", "a, b"]\n' in text
    assert sound.make().problems == []
    again = sound.invoke("new", "Đại biểu", "--now", NOW)
    assert (again.status, again.stdout) == (1, "")
    assert "dai-bieu/index.md: BT605" in again.stderr


def test_new_without_a_title_is_wrong_usage_without_a_terminal(sound: Site) -> None:
    assert sound.invoke("new").status == 2


def test_new_in_a_site_without_categories(site: Site) -> None:
    site.write("site_config.toml", '[site]\ntitle = "T"\nbase_url = "https://a.vn/"\n')
    result = site.invoke("new", "Tên", "--now", NOW)
    assert result.status == 1
    assert "BT203" in result.stderr


def test_new_on_a_terminal_asks_for_what_is_missing(site: Site) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "new", "--now", NOW],
        stdin=slave, stderr=slave, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(slave)
    os.write(master, "Kỳ họp mới\n7\ny kien\nBàn hai việc.\n".encode())
    assert process.stdout is not None
    path = process.stdout.read().strip()
    assert process.wait(60) == 0
    data = b""
    with contextlib.suppress(OSError):  # EIO is how a terminal says that nobody is there any more
        while chunk := os.read(master, 10_000):  # one read gives what has arrived, not all that was written
            data += chunk
    said = data.decode()
    os.close(master)
    process.stdout.close()
    assert "1  tin  (Tin)" in said
    assert "2  y-kien  (Ý kiến)" in said
    assert said.index("Không có chuyên mục “7”. Các chuyên mục: tin (Tin), y-kien (Ý kiến).") < said.index("Tóm tắt")
    assert "http://127.0.0.1:8000/tin-tuc/2026/ky-hop-moi/" in said
    assert path == str(site.root / "content/tin-tuc/2026/ky-hop-moi.md")
    text = (site.root / "content/tin-tuc/2026/ky-hop-moi.md").read_text("utf-8")
    assert 'title: "Kỳ họp mới"' in text
    assert "category: y-kien" in text
    assert 'summary: "Bàn hai việc."' in text


@pytest.mark.parametrize(
    ("of", "file"), [("front-matter", "front-matter.schema.json"), ("settings", "site_config.schema.json")]
)
def test_the_schemas_that_are_kept_are_those_that_are_printed(of: str, file: str) -> None:
    printed = CliRunner().invoke(main, ["--root", str(PROJECT), "schema", of]).stdout
    assert (PROJECT / ".vscode" / file).read_text("utf-8") == printed, "run make docs"
