"""The property that must hold: an incremental build's output is byte for byte that of a build from nothing.

`BANTIN_SOAK` is the number of random sequences of edits (default 12; `make soak` sets 300).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.site import sitemaps
from tests.builder import PLAIN_LAYOUTS, SETTINGS, Site, article, differences, png, source, tree
from tests.conftest import SOAK
from tests.crashing import crash

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builder import Result

PLACES = {
    "a": "content/tin-tuc/a.md",
    "b": "content/tin-tuc/2020/b.md",
    "c": "content/tin-tuc/Cử tri.md",
    "d": "content/tin-tuc/d/index.md",
    "e": "content/tin-tuc/2020/e/index.md",
    "f": "content/tin-tuc/f.md",
}
NAMES = st.sampled_from(sorted(PLACES))
MOMENTS = [
    "2026-11-24T00:00:00+07:00",
    "2026-11-24T12:00:00+07:00",
    "2026-11-26T00:00:00+07:00",
    "2026-11-26T00:00:01+07:00",
    "2020-06-01",
    "2027-01-01",
]

# What a key of the front matter may become; `None` takes it out. Some values are wrong on purpose.
VALUES: dict[str, list[Any]] = {
    "title": ["Bài", "Đại biểu", 'Tên "dài" & <lạ>', "Khác", None],
    "date": [
        "2020-01-01",
        "2020-01-31 23:59",
        "2020-02-01",
        "2021-05-05",
        "2026-11-24",
        "2026-11-24 06:00",
        "2026-11-25 12:00",
        "2020-02-30",
    ],
    "category": ["tin", "y-kien", "tin", "y-kien", "khong-co"],
    "tags": [[], ["Thi đua"], ["thi đua", "Đất"], ["Đất", "X"], ["X"]],
    "author": ["", "Hải Đường", "hải đường", "Ông Ơn"],
    "summary": ["", "Tóm tắt.", "Tóm tắt khác."],
    "featured": [True, False, "2026-12-31", "2020-12-31"],
    "draft": [True, False, False],
    "withdrawn": ["", "", "Số liệu sai."],
    "updated": ["", "2026-11-24", "2021-01-01 07:30"],
    "update_note": ["", "Sửa."],
    "toc": [True, False],
    "slug": ["", "", "ten-khac", "a"],
    "aliases": [[], [], ["/cu/"], ["/cu/", "/cu/2.html"], ["/the/"]],
    "session": ["", "", "/ky-hop/ba.md"],
    "deputies": [[], ["Nguyễn Văn A"], ["nguyễn văn a", "Người Lạ"]],
    "related": [[], ["/tin-tuc/a.md"], ["/tin-tuc/d/index.md", "/tin-tuc/2020/b.md"]],
    "image": ["", "/hinh.png", "/hinh2.png"],
    "attachments": [[], [{"file": "/tep.csv", "title": "Tệp"}], [{"file": "/hinh.png"}]],
    "layout": ["", "", "khac.html"],
}
FIELDS = st.sampled_from(sorted(VALUES)).flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(VALUES[key])))
BODIES = [
    "Xin chào.",
    "Xin chào bạn.",
    "## Mục một\n\nĐoạn.\n\n## Mục hai\n\n- a\n- b",
    "## Mục ba\n\n> [!NOTE]\n> Lời ghi.\n\nChữ[^1].\n\n[^1]: Chú.",
    "Xem [a](/tin-tuc/a.md), [b](/tin-tuc/2020/b.md).",
    "Xem [d](/tin-tuc/d/index.md#muc-mot).",
    "Xem [giới thiệu](/gioi-thieu/) và [thẻ](/the/thi-dua/).",
    '![hình](/hinh.png "Chú thích")\n\n[tệp](/tep.csv)',
    "<script>x</script> Một & hai.",
    "[hỏng](/khong-co.md)",
    "Theo Nghị quyết số 12/2026/NQ-HĐND và [văn bản](/van-ban/cu.md).",
]
CONSULTATION = "---\ntitle: Dự thảo\nopens: 2026-09-01\ncloses: 2026-11-30\nemail: a@example.vn\n---\nGóp ý.\n"
PETITIONS = (
    "Mã;Nội dung;Lĩnh vực;Xã;Ngày nhận;Hạn;Ngày trả lời;Trả lời\n"
    "KN-1;Đường hỏng;Giao thông;Xã An;5/7/2026;26/11/2026;;\n"
    "KN-2;Thuốc;Y tế;Xã Bình;6/7/2025;;1/9/2026;Đã có\n"
)
PAPER = "---\nnumber: 12/2026/NQ-HĐND\ntitle: Về đất đai\nsigned: 2026-07-08\n---\n\n## Điều 1\n\nNội dung.\n"
SESSION = (
    "---\ntitle: Kỳ họp thứ ba\nnumber: 3\nterm: Khóa XI\nkind: thường lệ\ndays: [2026-11-25]\nagenda:\n"
    "  - {time: 07:30, title: Khai mạc, papers: [12/2026/NQ-HĐND]}\n---\n"
)
EVENT = "---\ntitle: Tiếp công dân\nkind: Tiếp công dân\nday: 2026-11-25\ntime: 07:30 - 11:30\n---\n"
FILES: dict[str, list[str | bytes | None]] = {
    "content/hinh.png": [png(1), png(2), png(3), None],
    "content/hinh2.png": [png(1), None],
    "content/tep.csv": [b"a,b\n", b"a,c\n", b"", None],
    "content/gioi-thieu.md": [source("Trang.", title="Giới thiệu"), source("## Mục\n\n[a](/tin-tuc/a.md)", title="Về ta", toc=True), source(draft=True, title="Nháp"), None],
    "layouts/khac.html": ["<p>{{ page.title }}</p>\n", "<p>{{ site.content_security_policy }}{{ inline_script('head.js') }}</p>\n", '{% extends "article.html" %}\n', "<p>{{ page.titel }}</p>\n", None],
    "layouts/partials/line.html": ["<p>{{ story.title }}</p>\n", '{% include "partials/more.html" %}\n', '<p><a href="{{ url(story) }}">{{ story.summary }}</a></p>\n', (PLAIN_LAYOUTS / "partials/line.html").read_text("utf-8")],
    "layouts/partials/more.html": ["<i>{{ story.title }}</i>\n", "<b>{{ story.date|date_words }}</b>\n", None],
    "layouts/article.html": [
        '{% extends "base.html" %}{% block main %}{{ body }}{% for one in site.latest(2) %}{{ one.title }}{% endfor %}{% endblock %}\n',
        '{% extends "base.html" %}{% block main %}{{ article.summary }}{% for tag in site.tags() %}{{ tag.name }}{{ tag.count }}{% endfor %}{% endblock %}\n',
        (PLAIN_LAYOUTS / "article.html").read_text("utf-8"),
        "{% if %}\n",
    ],
    "layouts/assets/style.css": ["p { color: red }\n", 'p { background: url("mark.svg") }\n', "p { color: blue }\n"],
    "layouts/assets/mark.svg": ["<svg xmlns='http://www.w3.org/2000/svg'/>\n", "<svg xmlns='http://www.w3.org/2000/svg'></svg>\n", None],
    "layouts/inline/head.js": ["1\n", "2\n", "</script>\n", None],
    "layouts/assets/new.js": ["1\n", "2\n", None],
    "layouts/i18n/vi.toml": ['[titles]\nhome = "Nhà"\n', '[callout]\nnote = "Nhớ"\n', (PLAIN_LAYOUTS / "i18n/vi.toml").read_text("utf-8"), "[x\n"],
    "layouts/robots.txt": ["User-agent: *\n", None],
    "content/van-ban/moi.md": [
        PAPER,
        PAPER.replace("signed", "replaces: [05/2021/NQ-HĐND]\nsigned"),
        PAPER.replace("signed", "amends: [cu.md]\neffective: 2026-11-25\nsigned"),
        PAPER.replace("12/2026", "13/2026"),
        PAPER.replace("signed", "publish: 2026-11-24 06:00\nsigned"),
        PAPER.replace("signed", "withdrawn: Sai.\nsigned"),
        PAPER.replace("signed", "draft: true\nsigned"),
        None,
    ],
    "content/van-ban/cu.md": [
        PAPER.replace("12/2026", "05/2021").replace("2026-07-08", "2021-07-08"),
        PAPER.replace("12/2026", "05/2021").replace("2026-07-08", "2021-07-08\nexpires: 2026-11-26"),
        None,
    ],
    "content/lay-y-kien/du-thao.md": [
        CONSULTATION,
        CONSULTATION.replace("2026-11-30", "2026-11-25"),
        CONSULTATION.replace("email", "result: ../tin-tuc/a.md\nemail"),
        CONSULTATION.replace("email", "files: [{file: ../tep.csv}]\nemail"),
        CONSULTATION.replace("2026-11-30", "2026-09-25"),
        None,
    ],
    "content/ky-hop/ba.md": [
        SESSION,
        SESSION.replace("2026-11-25", "2026-11-26"),
        SESSION.replace("papers: [12/2026/NQ-HĐND]", "papers: [05/2021/NQ-HĐND]"),
        None,
    ],
    "content/lich/tiep-dan.md": [
        EVENT,
        EVENT.replace("time:", "repeats: thứ Năm tuần đầu tháng\nuntil: 2027-03-31\ntime:"),
        EVENT.replace("time:", "cancelled: Hoãn.\ntime:"),
        None,
    ],
    "content/dai-bieu/a.md": [
        source("", title="Nguyễn Văn A", terms=["2026-2031"], group="Tổ 1"),
        source("", title="Nguyễn Văn A", terms=["2021-2026"], communes=["Xã Đ"]),
        None,
    ],
    "content/lay-y-kien/a.md": [
        source("", title="Dự thảo", opens="2026-11-01", closes="2026-11-24"),
        source("", title="Dự thảo", opens="2026-11-25", closes="2026-12-24", result="/van-ban/moi.md"),
        None,
    ],
    "content/kien-nghi/2026.csv": [
        PETITIONS,
        PETITIONS.replace("26/11/2026", "24/11/2026"),
        PETITIONS.replace("Đường hỏng", "Cầu hỏng, gọi 0912345678"),
        PETITIONS.replace("Giao thông", "giao thông"),
        PETITIONS.replace(";;\n", ";25/11/2026;Đã sửa\n"),
        PETITIONS + "KN-3;Nước;Điện, nước;Xã An;1/7/2026;;;\n",
        PETITIONS.replace("KN-2", "KN-1"),
        None,
    ],
    "content/tin-tuc/xau.md": [b"\xff\xfe", "không có khai báo\n", None, None, None],
    "content/tin-tuc/trung.md": [article(slug="a"), None, None, None],
}  # fmt: skip
SETTINGS_CHANGES: list[dict[str, Any]] = [
    {},
    {"title": "Tên khác"},
    {"description": "Lời giới thiệu"},
    {"page_size": 1},
    {"page_size": 3},
    {"base_url": "https://thu.example.vn/hdnd/"},
    {"language": "en"},
    {"timezone": "Europe/Paris"},
    {"more": '\n[paths]\ntag = "nhan"\n'},
    {"more": '\n[[categories]]\nslug = "moi"\nname = "Mới"\n'},
    {"more": '\n[[menu]]\nname = "Giới thiệu"\nurl = "/gioi-thieu/"\n'},
    {"more": '\n[markup]\nelements = ["blink"]\n'},
    {"timezone": "Asia/Hanoi"},
]


class Council:
    """A site under edit, beside what it must be like. Every edit is a method; one that does not fit does nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Site(
            folder / "site",
            {
                "content/hinh.png": png(1),
                "content/tep.csv": b"a,b\n",
                "content/gioi-thieu.md": source(title="Giới thiệu"),
            },
        )
        self.outside = Site(folder / "outside", {"file": "not ours"}).root / "file"
        self.front: dict[str, dict[str, Any]] = {}
        self.bodies: dict[str, str] = {}
        self.foreign: dict[str, bytes] = {}
        self.now = MOMENTS[0]
        for day, name in enumerate("abde", 1):
            self.add(name, {"title": f"Bài {name}", "date": f"2020-01-0{day}", "tags": ["Thi đua"]}, "Xin chào.")

    # --- edits of the content ---

    def add(self, name: str, front: dict[str, Any], body: str) -> None:
        self.front[name], self.bodies[name] = dict(front), body
        self._write(name)

    def change(self, name: str, field: tuple[str, Any]) -> None:
        if name in self.front:
            self.front[name][field[0]] = field[1]
            self._write(name)

    def rewrite(self, name: str, body: str) -> None:
        if name in self.front:
            self.bodies[name] = body
            self._write(name)

    def delete(self, name: str) -> None:
        if self.front.pop(name, None) is not None:
            (self.site.root / PLACES[name]).unlink()

    def rename(self, name: str, other: str) -> None:
        if name in self.front and name != other:
            front, body = self.front[name], self.bodies[name]
            self.delete(name)
            self.add(other, front, body)

    def put(self, path: str, content: str | bytes | None) -> None:
        place = self.site.root / path
        if content is not None:
            self.site.write(path, content)
        elif place.exists():
            place.unlink()

    def alter_in_secret(self, name: str) -> None:
        """Other bytes, the same size and the same time of change."""
        place = self.site.root / PLACES[name]
        if name in self.front:
            stat = place.stat()
            place.write_bytes(place.read_bytes().replace("Xin chào".encode(), "Xin chàu".encode()))
            os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def save_by_rename(self, name: str) -> None:
        place = self.site.root / PLACES[name]
        if name in self.front:
            other = place.with_name("#tam.tmp")
            shutil.copyfile(place, other)
            os.replace(other, place)

    def set(self, change: dict[str, Any]) -> None:
        self.site.settings(**change)

    def repair(self) -> None:
        """Put everything right again."""
        for name, place in PLACES.items():
            if name in self.front:
                self.front[name] = {
                    key: value
                    for key, value in self.front[name].items()
                    if key in ("date", "tags") and value != "2020-02-30"
                }
                self.bodies[name] = "Xin chào."
                self._write(name)
            elif (self.site.root / place).exists():
                (self.site.root / place).unlink()
        for path, contents in FILES.items():
            self.put(
                path, contents[0] if path.startswith("content/") and "xau" not in path and "trung" not in path else None
            )
        shutil.rmtree(self.site.root / "layouts")
        shutil.copytree(PLAIN_LAYOUTS, self.site.root / "layouts")
        self.site.write("site_config.toml", SETTINGS)

    # --- time and mischief ---

    def wait(self, moment: str) -> None:
        self.now = moment

    def tamper(self, choice: int, how: str) -> None:
        """Change something in `public/` by hand."""
        paths = sorted(path for path in self.site.tree() if path not in self.foreign and not path.startswith(".bantin"))
        if not paths:
            return
        place = self.site.public / paths[choice % len(paths)]
        if not place.is_dir():
            self._tamper_file(place, how)
        elif how == "delete":
            shutil.rmtree(place)
            self.foreign = {
                path: content for path, content in self.foreign.items() if (self.site.public / path).exists()
            }

    def _tamper_file(self, place: Path, how: str) -> None:
        stat, data = place.stat(), place.read_bytes()
        flipped = bytes(byte ^ 1 for byte in data)
        if how in ("alter", "alter in secret", "cut"):
            place.write_bytes(data[:-1] if how == "cut" else flipped)
            if how == "alter in secret":
                os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        elif how == "touch":
            os.utime(place, ns=(1, 1))
        else:
            place.unlink()
            if how == "link":
                place.symlink_to(self.outside)
            elif how == "folder":
                place.mkdir()

    def leave(self, path: str) -> None:
        """Put a file of our own beside the site's."""
        if self.site.public.is_dir() and path not in self.site.tree():
            place = self.site.public / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("ours")
            self.foreign[path] = b"ours"

    def harm_store(self, how: str) -> None:
        place = self.site.root / ".bantin/state.sqlite"
        if how == "folder" and place.parent.exists():
            shutil.rmtree(place.parent)
        elif place.exists() and how == "cut":
            place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])
        elif place.exists() and how == "garbage":
            place.write_bytes(b"no database" * 100)
        elif place.exists() and how == "empty":
            place.write_bytes(b"")

    def kill(self, at: int) -> None:
        """A build that is killed at its change number `at`."""
        crash(at, lambda: self.site.make(now=self.now))

    def build_elsewhere(self) -> None:
        """Another output folder has a memory of its own."""
        with tempfile.TemporaryDirectory() as other:
            self.site.make("--output", other, now=self.now)

    # --- the property ---

    def check(self) -> bool:
        """Build, and compare with a build from nothing; return whether the site is sound."""
        before = self._published()
        result = self.site.make(now=self.now)
        again = self.folder / "again"
        nothing = Site.copy_of(self.site, again)
        expected = nothing.make(now=self.now)
        assert result.status == expected.status, result.stderr + expected.stderr
        assert _lasting(result) == expected.json["problems"]
        if result.status:
            # What a killed build has staged goes with the next one that comes as far as the output folder.
            before, after = (
                {path: content for path, content in found.items() if not path.startswith(".bantin/stage-")}
                for found in (before, self._published())
            )
            assert not differences(before, after), "a build that failed changed something"
            assert not nothing.public.exists()
        else:
            assert not differences(tree(nothing.public), self._published())
            once_more = self.site.make(now=self.now)
            assert [once_more.json[one] for one in ("rendered", "written", "removed")] == [0, 0, 0]
            assert _lasting(once_more) == _lasting(result)
        for path, content in self.foreign.items():
            assert (self.site.public / path).read_bytes() == content, "a file that Bantin did not make was touched"
        assert self.outside.read_text() == "not ours"
        shutil.rmtree(again)
        return result.status == 0

    def _published(self) -> dict[str, Any]:
        found = self.site.tree()
        for path in self.foreign:
            found.pop(path, None)
            parent = os.path.dirname(path)
            while parent and not any(other.startswith(parent + "/") for other in found):
                found.pop(parent, None)
                parent = os.path.dirname(parent)
        return found

    def _write(self, name: str) -> None:
        front = {key: value for key, value in self.front[name].items() if value not in ("", [], None)}
        self.site.write(PLACES[name], article(self.bodies[name], **front))


def _lasting(result: Result) -> list[dict[str, Any]]:
    """Return the problems of a build but for moved pages.

    A build from nothing does not know of them, and the next one only repeats them if it need not read the sources again.
    """
    return [one for one in result.json["problems"] if one["code"] != "BT316"]


def edit(method: Callable[..., None], *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(method.__name__), *arguments)


FRONTS = st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 7), max_size=4).map(
    lambda chosen: {key: VALUES[key][index % len(VALUES[key])] for key, index in chosen.items()}
)
CONTENT = st.one_of(
    edit(Council.change, NAMES, FIELDS),
    edit(Council.change, NAMES, FIELDS),
    edit(Council.change, NAMES, FIELDS),
    edit(Council.rewrite, NAMES, st.sampled_from(BODIES)),
    edit(Council.rewrite, NAMES, st.sampled_from(BODIES)),
    edit(Council.add, NAMES, FRONTS, st.sampled_from(BODIES)),
    edit(Council.add, NAMES, FRONTS, st.sampled_from(BODIES)),
    edit(Council.delete, NAMES),
    edit(Council.rename, NAMES, NAMES),
    edit(Council.alter_in_secret, NAMES),
    edit(Council.save_by_rename, NAMES),
)
EDITS = st.one_of(
    CONTENT,
    CONTENT,
    st.sampled_from(sorted(FILES)).flatmap(lambda path: edit(Council.put, st.just(path), st.sampled_from(FILES[path]))),
    st.sampled_from(sorted(FILES)).flatmap(lambda path: edit(Council.put, st.just(path), st.sampled_from(FILES[path]))),
    edit(Council.set, st.sampled_from(SETTINGS_CHANGES)),
    edit(Council.wait, st.sampled_from(MOMENTS)),
    edit(
        Council.tamper,
        st.integers(0, 200),
        st.sampled_from(["delete", "alter", "alter in secret", "cut", "touch", "link", "folder"]),
    ),
    edit(Council.leave, st.sampled_from(["ours.txt", "tin-tuc/ours.txt", "the/thi-dua/ours/x.txt", "assets/ours.css"])),
    edit(Council.harm_store, st.sampled_from(["folder", "cut", "garbage", "empty"])),
    edit(Council.kill, st.integers(1, 220)),
    edit(Council.build_elsewhere),
)


def follow(council: Council, steps: list[list[tuple[Any, ...]]]) -> None:
    broken = 0
    assert council.check()
    for step in steps:
        for name, *arguments in step:
            getattr(council, name)(*arguments)
        broken = 0 if council.check() else broken + 1
        if broken == 2:
            council.repair()
            council.wait(MOMENTS[0])
            assert council.check(), "repaired, but not sound"
            broken = 0


# Shrinking takes minutes: a soak does, `make test` shows the sequence as it was.
PHASES = [
    phase
    for phase in hypothesis.Phase
    if SOAK >= 100 or phase not in (hypothesis.Phase.shrink, hypothesis.Phase.explain)
]


# A soak takes as many random starts as there are parts; they are shared out to the cores.
PARTS = max(1, SOAK // 25)


@pytest.mark.parametrize("_part", range(PARTS))
@hypothesis.settings(
    max_examples=SOAK // PARTS,
    phases=PHASES,
    suppress_health_check=list(hypothesis.HealthCheck),
    report_multiple_bugs=False,
)
@given(
    st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=2, max_size=6),
    st.sampled_from([sitemaps.SITEMAP_SIZE, 3, 14]),
)
def test_an_incremental_build_gives_what_a_build_from_nothing_gives(
    _part: int, steps: list[list[tuple[Any, ...]]], size: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder, mock.patch.object(sitemaps, "SITEMAP_SIZE", size):
        follow(Council(Path(folder)), steps)


def test_a_source_that_goes_together_with_a_setting_is_forgotten(tmp_path: Path) -> None:
    follow(Council(tmp_path), [[("set", {"language": "en"}), ("rename", "e", "b")], [("wait", "2026-11-26")]])
