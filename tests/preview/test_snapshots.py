"""Property: after any edits, the next snapshot equals one of reading everything."""

from __future__ import annotations

import json
import random
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantin.content.scan import scan_content
from bantin.language.dates import parse_moment
from bantin.preview.changes import Changes
from bantin.preview.snapshots import due_at, first_snapshot, is_due, next_snapshot, read_settings
from bantin.preview.view import Content, FileContent, RenderCache, View
from tests.builder import NOW, Site, article, png, source
from tests.conftest import SOAK
from tests.preview.watcher import _ADDED, fresh_build, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from bantin.collections.parse import SourceRecord
    from bantin.config import Settings
    from bantin.preview.snapshots import Snapshot

MOMENT = parse_moment(NOW, UTC)
NOWHERE = Path("/nowhere")


def nothing(_settings: Settings) -> dict[str, SourceRecord]:
    return {}


def fresh(site: Site, now: datetime = MOMENT) -> Snapshot:
    return first_snapshot(site.root, read_settings(site.root, None), {}, now, 0, language="vi")


def everything(snapshot: Snapshot, render_cache: RenderCache | None = None) -> dict[str, object]:
    """Return all that a snapshot can show."""
    view = View(snapshot, render_cache or RenderCache(), NOWHERE)
    assert snapshot.model is not None
    urls = [
        *snapshot.model.pages,
        *snapshot.broken,
        "/không/có/",
        *(asset.url for asset in snapshot.layouts.assets.values()),
    ]
    found: dict[str, object] = {url: view.answer(url) for url in sorted(urls)}
    found["problems"] = snapshot.problems
    found["waiting"] = snapshot.model.index.waiting
    found["files"] = sorted(snapshot.model.queries.files)
    return found


NAMES = ["2020/mot", "2020/hai", "2020/Đại biểu", "2021/ba/index", "2021/bon", "nam"]
FRONT: dict[str, list[Any]] = {
    "title": ["Bài", "Bài khác", "Đề mục"],
    "date": ["2020-01-01", "2020-01-02 07:30", "2026-11-23 23:00", "2027-02-05 07:30"],
    "category": ["tin", "tin", "y-kien", "khong-co"],
    "tags": [[], ["Giám sát"], ["giám sát", "Cử tri"]],
    "author": ["", "", "Hải Đường"],
    "draft": [False, False, True],
    "withdrawn": ["", "", "", "Đăng nhầm."],
    "featured": [False, True],
    "slug": ["", "", "", "dia-chi"],
    "aliases": [[], [], ["/cu/"]],
    "related": [[], [], ["/tin-tuc/2020/mot.md"]],
    "image": ["", "", "hinh.png"],
    "layout": ["", "", "", "khac.html"],
}
BODIES = ["Xin chào.", "Xem [bài](/tin-tuc/2020/hai.md).", "## Mục\n\n![Hình](hinh.png)", "[Hỏng](khong-co.md)"]


def _write(site: Site, draw: random.Random) -> list[str]:
    """Write an article, sound or not."""
    return [
        site.article(
            draw.choice(NAMES), draw.choice(BODIES), **{key: draw.choice(values) for key, values in FRONT.items()}
        )
    ]


def _tweak(site: Site, draw: random.Random) -> list[str]:
    """Change one thing of an article that is there, as its author would."""
    found = sorted((site.root / "content").rglob("*.md"))
    if not found:
        return []
    path = draw.choice(found)
    key = draw.choice(list(FRONT))
    line = f"{key}: {json.dumps(draw.choice(FRONT[key]), ensure_ascii=False)}\n"
    text = path.read_text("utf-8")
    path.write_text(re.sub(rf"^{key}: .*\n", lambda _: line, text, count=1, flags=re.MULTILINE), "utf-8")
    return [str(path.relative_to(site.root))]


def _break(site: Site, draw: random.Random) -> list[str]:
    path = f"content/tin-tuc/{draw.choice(NAMES)}.md"
    text = draw.choice(
        ["không có khai báo", "---\ntitle: Hở\n", "---\ntitle: [\n---\n", "", "---\ndate: 2026-02-30\n---\nx"]
    )
    site.write(path, text)
    return [path]


def _remove(site: Site, draw: random.Random) -> list[str]:
    found = sorted(path for path in (site.root / "content").rglob("*") if path.is_file())
    if not found:
        return []
    path = draw.choice(found)
    path.unlink()
    return [str(path.relative_to(site.root))]


def _picture(site: Site, draw: random.Random) -> list[str]:
    path = f"content/tin-tuc/{draw.choice(['2020', '2021', '2021/ba'])}/hinh.png"
    site.write(path, bytes([draw.randrange(256)]) * draw.randrange(1, 9))
    return [path]


def _page(site: Site, draw: random.Random) -> list[str]:
    return [
        site.page(
            draw.choice(["gioi-thieu", "lien-he"]), draft=draw.choice([None, True]), title=draw.choice(["Một", "Hai"])
        )
    ]


def _rename_folder(site: Site, draw: random.Random) -> list[str]:
    base = site.root / "content" / "tin-tuc"
    old, new = draw.sample(["2020", "2021", "cu"], 2)
    if not (base / old).is_dir() or (base / new).exists():
        return []
    (base / old).rename(base / new)
    return [f"content/tin-tuc/{old}", f"content/tin-tuc/{new}"]


def _remove_folder(site: Site, draw: random.Random) -> list[str]:
    folder = f"content/tin-tuc/{draw.choice(['2020', '2021', 'cu'])}"
    shutil.rmtree(site.root / folder, ignore_errors=True)
    return [folder]


def _layout(site: Site, draw: random.Random) -> list[str]:
    name = draw.choice(["article.html", "partials/line.html", "base.html"])
    path = site.root / "layouts" / name
    text = path.read_text("utf-8").replace("{{ oops }}", "")
    site.write(
        f"layouts/{name}",
        draw.choice([text + f"<!-- {draw.randrange(9)} -->", text + "{{ oops }}", text.replace("<!--", "<!-- x", 1)]),
    )
    return [f"layouts/{name}"]


def _other_layout(site: Site, _draw: random.Random) -> list[str]:
    path = site.root / "layouts" / "khac.html"
    if path.exists():
        path.unlink()
    else:
        shutil.copyfile(site.root / "layouts" / "article.html", path)
    return ["layouts/khac.html"]


def _asset(site: Site, draw: random.Random) -> list[str]:
    site.write("layouts/assets/style.css", f"body {{ margin: {draw.randrange(5)}px }}")
    return ["layouts/assets/style.css"]


def _settings(site: Site, draw: random.Random) -> list[str]:
    if draw.randrange(5) == 0:
        site.write("site_config.toml", "[site\n")
        return ["site_config.toml"]
    more = draw.choice(
        [
            "",
            '\n[markup]\nelements = ["video"]\n',
            '\n[[categories]]\nslug = "khong-co"\nname = "Có rồi"\n',
            '\n[[menu]]\nname = "Về"\nurl = "/gioi-thieu/"\n',
        ]
    )
    other = draw.choice([{}, {}, {"title": "Hai"}, {"timezone": "UTC"}, {"language": "en"}])
    site.settings(more, **other)
    if draw.randrange(4) == 0:
        text = (site.root / "site_config.toml").read_text("utf-8")
        site.write("site_config.toml", text.replace('[[categories]]\nslug = "y-kien"\nname = "Ý kiến"\n', ""))
    return ["site_config.toml"]


EDITS: list[Callable[[Site, random.Random], list[str]]] = [
    *[_write] * 3, *[_tweak] * 9, _break, _remove, _picture, _page, _rename_folder, _remove_folder, _layout, _other_layout, _asset, *[_settings] * 2,
]  # fmt: skip
BEFORE, AFTER = RenderCache(), RenderCache()
"""What an example uses of the one before: compiled layouts are most of the work."""


def _settle(site: Site) -> None:
    """Wait until every file is old enough for its signature to be trusted: tests are quicker than a file system's clock."""
    wait_for(lambda: all(file.stat for file in scan_content(site.root).files))


@settings(max_examples=SOAK, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 3), min_size=1, max_size=5))
def test_the_next_snapshot_is_what_reading_everything_gives(tmp_path: Path, seed: int, sizes: list[int]) -> None:
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
    site = Site(tmp_path / "site")
    draw = random.Random(seed)
    for name in NAMES[:4]:
        site.article(name, **{key: draw.choice(values[:2]) for key, values in FRONT.items()})
    snapshot = fresh(site)
    for size in sizes:
        places: set[str] = set()
        for _ in range(size):
            places |= {str(site.root / path) for path in draw.choice(EDITS)(site, draw)}
        snapshot = next_snapshot(site.root, snapshot, Changes(frozenset(places)), MOMENT, nothing)
    if snapshot.settings_file.problems:
        site.settings()
        snapshot = next_snapshot(
            site.root, snapshot, Changes(frozenset({str(site.root / "site_config.toml")})), MOMENT, nothing
        )
    anew = fresh(site)
    expected, found = everything(anew, BEFORE), everything(snapshot, AFTER)
    # Where a broken source is looked for may be better known than from its name alone.
    aside = {*snapshot.broken, *anew.broken}
    assert {key: found[key] for key in found if key not in aside} == {
        key: expected[key] for key in expected if key not in aside
    }


def test_each_change_of_a_line_equals_reading_everything(site: Site) -> None:
    usual = {key: values[0] for key, values in FRONT.items()}
    for number in range(4):
        site.article(f"2020/so-{number}", **{**usual, "date": f"2020-01-0{number + 1}"})
    site.write("content/tin-tuc/2020/hinh.png", png())
    site.write(
        "layouts/khac.html",
        (site.root / "layouts" / "article.html").read_text("utf-8").replace("{{ body }}", "<hr>{{ body }}"),
    )
    snapshot = fresh(site)
    for key, value in [(key, value) for key, values in FRONT.items() for value in values if value != values[0]]:
        for front in ({key: value}, {}):
            everything(snapshot, AFTER)  # so that what it keeps is warm
            path = site.article("2020/so-2", **{**usual, "date": "2020-01-03", **front})
            snapshot = next_snapshot(site.root, snapshot, Changes(frozenset({str(site.root / path)})), MOMENT, nothing)
            assert everything(snapshot, AFTER) == everything(fresh(site), BEFORE), (key, value)


def test_the_order_of_sources_is_kept(site: Site) -> None:
    for name in ("ba", "bon", "hai", "mot"):
        site.page(name)
    snapshot = fresh(site)
    for draft in (True, False):
        path = site.page("ba", draft=draft)
        snapshot = next_snapshot(site.root, snapshot, Changes(frozenset({str(site.root / path)})), MOMENT, nothing)
        assert everything(snapshot) == everything(fresh(site))
    assert snapshot.model is not None
    assert [one.path for one in snapshot.model.index.pages] == [
        f"content/{name}.md" for name in ("ba", "bon", "hai", "mot")
    ]


def test_a_problem_of_the_plan_moves_with_its_line(site: Site) -> None:
    site.article("2020/mot")
    site.article("2020/hai", aliases=["/tin-tuc/2020/mot/"])
    before = fresh(site)
    path = site.article("2020/hai", summary="Thêm dòng.", aliases=["/tin-tuc/2020/mot/"])
    text = (site.root / path).read_text("utf-8").split("\n")
    site.write(
        path, "\n".join([text[0], "summary: Dòng đầu.", *(line for line in text[1:] if not line.startswith("summary"))])
    )
    after = next_snapshot(site.root, before, Changes(frozenset({str(site.root / path)})), MOMENT, nothing)
    assert [(one.code, one.line) for one in before.problems] == [("BT214", 5)]
    assert [(one.code, one.line) for one in after.problems] == [("BT214", 6)]


def test_a_named_layout_is_created_and_removed(site: Site) -> None:
    path = site.article("2020/mot", layout="khac.html")
    snapshot = fresh(site)
    assert [(one.code, one.path) for one in snapshot.problems] == [("BT217", path)]
    place = site.root / "layouts" / "khac.html"
    changes = Changes(frozenset({str(place)}))
    shutil.copyfile(site.root / "layouts" / "article.html", place)
    snapshot = next_snapshot(site.root, snapshot, changes, MOMENT, nothing)
    assert not snapshot.problems
    assert everything(snapshot) == everything(fresh(site))
    place.unlink()
    assert next_snapshot(site.root, snapshot, changes, MOMENT, nothing).problems == fresh(site).problems


def test_a_category_is_added_and_removed(site: Site) -> None:
    site.article("2020/mot", category="moi")
    site.article("2020/hai", category="y-kien")
    changes = Changes(frozenset({str(site.root / "site_config.toml")}))
    snapshot = fresh(site)
    sound = (site.root / "site_config.toml").read_text("utf-8")
    for text in (
        sound + '\n[[categories]]\nslug = "moi"\nname = "Mới"\n',
        sound.replace('slug = "y-kien"', 'slug = "moi"'),
        sound.replace('name = "Ý kiến"', 'name = "Tên khác"'),
        sound,
    ):
        site.write("site_config.toml", text)
        snapshot = next_snapshot(site.root, snapshot, changes, MOMENT, nothing)
        assert everything(snapshot) == everything(fresh(site))


def test_a_change_of_allowed_elements_changes_summaries(site: Site) -> None:
    path = site.article("2020/mot", "<video>Lời trong phim.</video>\n\nĐoạn.")
    changes = Changes(frozenset({str(site.root / "site_config.toml")}))
    snapshot = fresh(site)
    found = []
    for more in ("", '\n[markup]\nelements = ["video"]\n', ""):
        site.settings(more)
        snapshot = next_snapshot(site.root, snapshot, changes, MOMENT, nothing)
        assert snapshot.model is not None
        found.append(snapshot.model.index.shown[path].summary)
    assert found == ["Lời trong phim.", "Đoạn.", "Lời trong phim."]


def test_what_is_shown_is_what_a_build_publishes(new_site: Callable[..., Site], tmp_path: Path) -> None:
    for name, plain in (("ban-tin", True), ("english", True), ("ban-tin", False)):
        site = new_site(name, folder=f"{name}-{plain}", plain=plain)
        snapshot = fresh(site)
        view = View(snapshot, RenderCache(site.root), NOWHERE)
        built = fresh_build(site, tmp_path / f"fresh-{name}-{plain}")
        assert len(built) > 20
        for url, content in built.items():
            answer = view.answer(url)
            if isinstance(answer, FileContent):
                with open(answer.real, "rb") as stream:
                    assert stream.read() == content, url
            else:
                assert isinstance(answer, Content), url
                assert _ADDED.sub(b"", answer.body) == content, url


def test_nothing_new_is_the_same_snapshot(site: Site) -> None:
    path = site.article("2020/mot")
    _settle(site)
    snapshot = fresh(site)
    assert next_snapshot(site.root, snapshot, Changes(everything=True), MOMENT, nothing) is snapshot
    assert next_snapshot(site.root, snapshot, Changes(frozenset({str(site.root / path)})), MOMENT, nothing) is snapshot


@pytest.mark.parametrize(
    "change", [{"body": "Khác."}, {"title": "Tên khác"}, {"summary": "Tóm tắt."}, {"toc": True, "body": "## Mục"}]
)
def test_an_edit_in_place_changes_what_it_should(site: Site, change: dict[str, object]) -> None:
    for number in range(5):
        site.article(f"2020/so-{number}", date=f"2020-01-0{number + 1}")
    before = fresh(site)
    shown = everything(before)
    path = site.article("2020/so-2", **{"date": "2020-01-03", **change})  # type: ignore[arg-type]
    after = next_snapshot(site.root, before, Changes(frozenset({str(site.root / path)})), MOMENT, nothing)
    assert before.model is not None
    assert after.model is not None
    assert after.model.pages == before.model.pages
    assert everything(after) == everything(fresh(site))
    assert shown != everything(after)


def test_a_snapshot_never_changes(site: Site) -> None:
    site.article("2020/mot", title="Cũ", featured=True)
    before = fresh(site)
    shown = everything(before)
    path = site.article("2020/mot", title="Mới")
    site.article("2020/hai")
    next_snapshot(site.root, before, Changes(frozenset({str(site.root / path)}), everything=True), MOMENT, nothing)
    site.article("2020/mot", title="Cũ", featured=True)
    assert everything(before) == shown


def test_a_timed_article_is_published_when_due(site: Site) -> None:
    site.article("2020/hen", title="Đến giờ", date="2026-11-24 08:00")
    before = fresh(site)
    due = datetime.fromtimestamp(due_at(before), UTC)
    assert due == parse_moment("2026-11-24T08:00:00+07:00", UTC)
    assert not is_due(before, MOMENT)
    assert is_due(before, due)
    after = next_snapshot(site.root, before, Changes(), due, nothing)
    assert "Đến giờ" in _text(after, "/")
    assert "Đến giờ" not in _text(before, "/")


def _text(snapshot: Snapshot, path: str) -> str:
    answer = View(snapshot, RenderCache(), NOWHERE).answer(path)
    assert isinstance(answer, Content)
    return answer.body.decode()


def test_settings_that_are_wrong_keep_the_last_right_ones(site: Site) -> None:
    site.article("2020/mot")
    before = fresh(site)
    site.write("site_config.toml", '[site]\ntitle = "Trang"\nbase_url = "thu.example.vn"\n')
    broken = next_snapshot(
        site.root, before, Changes(frozenset({str(site.root / "site_config.toml")})), MOMENT, nothing
    )
    assert [one.code for one in broken.problems] == ["BT106"]
    assert _text(broken, "/") == _text(before, "/")
    (site.root / "site_config.toml").unlink()
    gone = next_snapshot(site.root, broken, Changes(everything=True), MOMENT, nothing)
    assert [one.code for one in gone.problems] == ["BT101"]
    assert _text(gone, "/") == _text(before, "/")


def test_a_broken_source_is_known_by_its_own_address(site: Site) -> None:
    site.article("2020/mot", slug="dia-chi-rieng")
    before = fresh(site)
    path = site.article("2020/mot", slug="dia-chi-rieng", category="khong-co")
    broken = next_snapshot(site.root, before, Changes(frozenset({str(site.root / path)})), MOMENT, nothing)
    assert broken.broken == {"/tin-tuc/2020/dia-chi-rieng/": path}
    again = next_snapshot(
        site.root, broken, Changes(frozenset({str(site.root / site.article("2020/hai"))})), MOMENT, nothing
    )
    assert again.broken == broken.broken


def test_drafts_are_shown_but_say_nothing_elsewhere(site: Site) -> None:
    site.article("2020/nhap", title="Bản thảo mật", draft=True, aliases=["/bi-danh/"], tags=["Mật"])
    site.article("2020/hen", title="Hẹn giờ mật", date="2027-02-05 07:30")
    site.article("2020/mot", "[Nháp](nhap.md) và [hẹn](hen.md).", related=["nhap.md"])
    snapshot = fresh(site)
    assert "Bản nháp" in _text(snapshot, "/tin-tuc/2020/nhap/")
    assert "07:30 ngày 05 tháng 02 năm 2027" in _text(snapshot, "/tin-tuc/2020/hen/")
    assert snapshot.model is not None
    for url, route in snapshot.model.pages.items():
        if route.subject not in snapshot.model.index.unlisted:
            assert "mật" not in _text(snapshot, url).lower(), url
    assert [one.code for one in snapshot.problems] == ["BT219"]


def test_a_draft_with_a_picture_that_is_missing_can_be_looked_at(site: Site) -> None:
    path = site.article(
        "2020/nhap", draft=True, image="khong-co.png", attachments=[{"file": "khong-co.pdf", "title": "Tệp"}]
    )
    answer = View(fresh(site), RenderCache(), NOWHERE).answer("/tin-tuc/2020/nhap/")
    assert isinstance(answer, Content)
    assert [(one.code, one.path) for one in answer.problems] == [("BT216", path), ("BT216", path)]


def test_a_page_with_a_dead_link_is_shown_with_its_problem(site: Site) -> None:
    site.write("content/gioi-thieu.md", source("[Hỏng](khong-co.md)", title="Giới thiệu"))
    view = View(fresh(site), RenderCache(), NOWHERE)
    answer = view.answer("/gioi-thieu/")
    assert isinstance(answer, Content)
    assert [one.code for one in view.errors(answer)] == ["BT401"]
    assert not view.errors(view.answer("/"))


def test_article_text_is_not_mistaken_for_a_place_to_put_things(site: Site) -> None:
    site.write("content/tin-tuc/2020/ma.md", article("Mã:\n\n    <html><body></body>\n\nHết."))
    body = _text(fresh(site), "/tin-tuc/2020/ma/")
    assert body.count("live.js") == 1
    assert body.rstrip().endswith("</script></body>\n</html>")
